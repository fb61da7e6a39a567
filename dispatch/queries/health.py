"""Can the database be used by this program? For whoever watches over the server."""

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from dispatch import migrations


@dataclass(frozen=True)
class Health:
    """`schema` is the database's version, none without tables of ours or without an answer."""

    reachable: bool
    schema: str | None
    expected: str

    @property
    def good(self) -> bool:
        return self.reachable and self.schema == self.expected


def health(engine: Engine) -> Health:
    expected = migrations.latest()
    try:
        return Health(True, migrations.current(engine), expected)
    except SQLAlchemyError:
        return Health(False, None, expected)
