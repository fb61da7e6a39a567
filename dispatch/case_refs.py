"""Refs of new cases: C-2026-00041 is the 41st of its year."""

import re
from collections.abc import Callable

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import DispatchError

MOST_TRIES = 20


def add_with_next_ref(
    session: Session, year: int, build: Callable[[str], models.Case]
) -> models.Case:
    """The case that `build` makes of the next free ref, added and flushed.

    On PostgreSQL another transaction may take the ref first; the unique constraint then
    refuses ours, and the next number is tried.
    """
    for _ in range(MOST_TRIES):
        ref = next_ref(session, year)
        try:
            with session.begin_nested():
                case = build(ref)
                session.add(case)
                session.flush()
            return case
        except IntegrityError:
            if session.scalar(select(models.Case.id).where(models.Case.ref == ref)) is None:
                raise
    raise DispatchError(
        f"no free case ref for {year} after {MOST_TRIES} tries; please try again",
        "no_free_case_ref",
    )


def next_ref(session: Session, year: int) -> str:
    """One above the highest number of the year; refs of another form do not count."""
    prefix = f"C-{year}-"
    taken = session.scalars(
        select(models.Case.ref)
        .where(models.Case.ref.startswith(prefix, autoescape=True))
        .order_by(func.length(models.Case.ref).desc(), models.Case.ref.desc())
    )
    numbered = re.compile(re.escape(prefix) + r"([0-9]{5,})")
    matches = (numbered.fullmatch(ref) for ref in taken)
    highest = next((int(match[1]) for match in matches if match), 0)
    return f"{prefix}{highest + 1:05d}"
