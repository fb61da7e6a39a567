"""What people are called, for those who only know their sign-in names."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models


def full_names(session: Session, names: Iterable[str]) -> dict[str, str]:
    """The full name of each sign-in name; without one, or of nobody's, the name itself."""
    asked = set(names)
    user = models.User
    known = session.execute(select(user.name, user.full_name).where(user.name.in_(asked)))
    return {name: name for name in asked} | {name: full for name, full in known if full}
