"""The tables of fastapi-users with its session tokens in the database, and a history of passwords."""

import datetime

from fastapi_users.db import SQLAlchemyBaseUserTable
from fastapi_users_db_sqlalchemy.access_token import SQLAlchemyBaseAccessTokenTable
from sqlalchemy import DateTime, ForeignKey, String, event, func
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column


class Base(DeclarativeBase):
    pass


class User(SQLAlchemyBaseUserTable[int], Base):
    id: Mapped[int] = mapped_column(primary_key=True)
    user_type: Mapped[str] = mapped_column(String(20), default="registered")
    last_login: Mapped[datetime.datetime | None] = mapped_column(DateTime(timezone=True))


class AccessToken(SQLAlchemyBaseAccessTokenTable[int], Base):
    @declared_attr
    def user_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("user.id", ondelete="cascade"), index=True)


class OldPassword(Base):
    __tablename__ = "old_password"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="cascade"), index=True)
    encoded: Mapped[str] = mapped_column(String(128))
    replaced_at: Mapped[datetime.datetime] = mapped_column(server_default=func.now())


def write_durably(engine):
    """As Hesap and Django do: the log is written through before a commit is answered."""

    @event.listens_for(engine, "connect")
    def settings(connection, _):
        cursor = connection.cursor()
        # fastapi-users hashes inside its transaction: the last of 64 resets waits for two minutes.
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=300000"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()
