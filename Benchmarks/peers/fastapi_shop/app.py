"""Signing in and resetting a password as the documentation of fastapi-users shows it, plus a password history."""

import datetime
import os

from fastapi import Depends, FastAPI
from fastapi_users import BaseUserManager, FastAPIUsers, IntegerIDMixin, InvalidPasswordException
from fastapi_users.authentication import AuthenticationBackend, CookieTransport
from fastapi_users.authentication.strategy.db import DatabaseStrategy
from fastapi_users.db import SQLAlchemyUserDatabase
from fastapi_users.password import PasswordHelper
from fastapi_users_db_sqlalchemy.access_token import SQLAlchemyAccessTokenDatabase
from pwdlib import PasswordHash
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from .hasher import DjangoPBKDF2
from .models import AccessToken, OldPassword, User, write_durably

SECRET = os.environ["SHOP_SECRET_KEY"]
HISTORY_LENGTH = 5
LIFETIME = 1_209_600

# A database connection for each of 256 clients: who waits half a minute for one of SQLAlchemy's fifteen gets none.
engine = create_async_engine(
    os.environ["SHOP_DATABASE_URL"].replace("sqlite:", "sqlite+aiosqlite:///"), pool_size=256
)
write_durably(engine.sync_engine)
new_session = async_sessionmaker(engine, expire_on_commit=False)


async def database():
    async with new_session() as session:
        yield session


class Users(IntegerIDMixin, BaseUserManager[User, int]):
    reset_password_token_secret = SECRET
    reset_password_token_lifetime_seconds = 259_200

    async def validate_password(self, password, user):
        kept = select(OldPassword.encoded).where(OldPassword.user_id == user.id)
        newest = kept.order_by(OldPassword.id.desc()).limit(HISTORY_LENGTH)
        old = [user.hashed_password, *await self.user_db.session.scalars(newest)]
        if len(password) < 8 or any(self.password_helper.verify_and_update(password, each)[0] for each in old):
            raise InvalidPasswordException("This password was used before, or is too short.")
        self.user_db.session.add(OldPassword(user_id=user.id, encoded=user.hashed_password))

    async def on_after_reset_password(self, user, request=None):
        session = self.user_db.session
        kept = select(OldPassword.id).where(OldPassword.user_id == user.id)
        newest = kept.order_by(OldPassword.id.desc()).limit(HISTORY_LENGTH)
        await session.execute(delete(OldPassword).where(OldPassword.user_id == user.id, OldPassword.id.not_in(newest)))
        await session.execute(delete(AccessToken).where(AccessToken.user_id == user.id))
        await session.commit()

    async def on_after_login(self, user, request=None, response=None):
        await self.user_db.update(user, {"last_login": datetime.datetime.now(datetime.UTC)})


async def users(session: AsyncSession = Depends(database)):
    yield Users(SQLAlchemyUserDatabase(session, User), PasswordHelper(PasswordHash((DjangoPBKDF2(),))))


def strategy(session: AsyncSession = Depends(database)):
    return DatabaseStrategy(SQLAlchemyAccessTokenDatabase(session, AccessToken), lifetime_seconds=LIFETIME)


transport = CookieTransport(cookie_max_age=LIFETIME, cookie_secure=False, cookie_samesite="lax")
backend = AuthenticationBackend(name="database", transport=transport, get_strategy=strategy)
accounts = FastAPIUsers[User, int](users, [backend])

app = FastAPI()
app.include_router(accounts.get_auth_router(backend), prefix="/auth")
app.include_router(accounts.get_reset_password_router(), prefix="/auth")
