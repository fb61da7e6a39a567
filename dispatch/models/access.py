"""Who is signed in on the web, which passwords were tried lately, and the demo's accounts."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from dispatch.models.base import Base
from dispatch.models.workforce import User


class WebSession(Base):
    """One sign-in. Only hashes are kept: of the token, and of the password hash it began with.

    `seen_at` is refreshed every few minutes, not at every request.
    """

    __tablename__ = "web_sessions"
    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    password_mark: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()


class PasswordTry(Base):
    """A password that was evaluated and wrong; kept for an hour. `account` is a hash, because
    people type passwords into the name field."""

    __tablename__ = "password_tries"
    __table_args__ = (
        Index("ix_password_tries_account_at", "account", "at"),
        Index("ix_password_tries_address_at", "address", "at"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    account: Mapped[str] = mapped_column(String(64))
    address: Mapped[str]
    at: Mapped[datetime]


class DemoAccount(Base):
    """A user made by the demo; one only as long as its password is still the demo's."""

    __tablename__ = "demo_accounts"
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True)
    password_mark: Mapped[str] = mapped_column(String(64))
    user: Mapped[User] = relationship()
