"""Rows by the company's own name for them."""

from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import NotFound
from dispatch.sentences import Sentence

Named = TypeVar(
    "Named",
    models.Case,
    models.Device,
    models.Site,
    models.Skill,
    models.Part,
    models.Technician,
    models.Visit,
    models.WorkType,
)


def by_ref(session: Session, table: type[Named], ref: str) -> Named:
    """The row with this ref; `NotFound` says which kind of thing is missing."""
    row = session.scalar(select(table).where(table.ref == ref))
    if row is None:
        raise NotFound(
            f"no {_kind(table)} {ref!r}",
            "no_thing",
            kind=Sentence(_kind(table), f"thing_{table.__tablename__.removesuffix('s')}"),
            ref=ref,
        )
    return row


def locked_by_ref(session: Session, table: type[Named], ref: str) -> Named:
    """Like `by_ref`, read anew and held until the transaction ends.

    Two people changing one case or visit at once then wait for each other; SQLite's
    immediate transactions do so anyway.
    """
    statement = select(table).where(table.ref == ref).with_for_update()
    row = session.scalar(statement, execution_options={"populate_existing": True})
    if row is None:
        raise NotFound(
            f"no {_kind(table)} {ref!r}",
            "no_thing",
            kind=Sentence(_kind(table), f"thing_{table.__tablename__.removesuffix('s')}"),
            ref=ref,
        )
    return row


def _kind(table: type[Named]) -> str:
    return table.__tablename__.removesuffix("s").replace("_", " ")
