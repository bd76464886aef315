import fastapi_users.jwt
from fastapi_shop.models import AccessToken, Base, OldPassword, User, write_durably
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from . import django_rows as rows
from .shop import PythonServer


class FastAPIPeer(PythonServer):
    """`peers/fastapi_shop` under uvicorn."""

    name, store = "FastAPI", "SQLite"
    ready_path = "/openapi.json"

    def __init__(self, url):
        super().__init__(url)
        self.engine = create_engine(url.replace("sqlite:", "sqlite:///"))
        write_durably(self.engine)
        Base.metadata.create_all(self.engine)

    def arguments(self):
        return [
            "uvicorn", "fastapi_shop.app:app", "--workers", "3", "--loop", "uvloop", "--http", "httptools",
            "--no-access-log", "--log-level", "warning", "--port", str(self.port),
        ]

    def close(self):
        self.engine.dispose()
        super().close()

    def users(self, count, history=()):
        with Session(self.engine, expire_on_commit=False) as session:
            made = session.query(User).count()
            users = [
                User(
                    id=number, email=f"u{number}@example.com", hashed_password=rows.encoded(rows.PASSWORD),
                    is_active=True, is_superuser=False, is_verified=True,
                )
                for number in range(made + 1, made + count + 1)
            ]
            session.add_all(users)
            session.flush()
            session.add_all(
                OldPassword(user_id=user.id, encoded=rows.encoded(old)) for user in users for old in history
            )
            session.commit()
        return users

    def reset_token(self, user):
        """As its manager makes it: the hash of the hash is in the token."""
        data = {
            "sub": str(user.id), "password_fgpt": rows.encoded(user.hashed_password), "aud": "fastapi-users:reset"
        }
        return fastapi_users.jwt.generate_jwt(data, rows.SECRET_KEY, 259_200)

    def stored_password(self, user):
        with Session(self.engine) as session:
            return session.get(User, user.id).hashed_password

    def session_owners(self):
        with Session(self.engine) as session:
            return set(session.scalars(select(AccessToken.user_id)))
