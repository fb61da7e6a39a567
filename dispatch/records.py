"""Entering the company by hand, row by row: people, their hours, sites, kinds of work.

A row is given as text cells by the columns of its import file. `seen` are the cells as the
person saw them: one that somebody else has changed since is refused, by its name.
"""

from sqlalchemy.orm import Session

from dispatch import import_places, import_rows
from dispatch.config import Settings
from dispatch.errors import BadRecord
from dispatch.import_specs import FileSpec
from dispatch.record_rows import (
    REMOVABLE,
    Cells,
    cells_at,
    checked,
    company_spec,
    refuse_overtaken,
    row_at,
    rules_of,
)
from dispatch.roles import Actor, require
from dispatch.sentences import Sentence
from dispatch.statuses import Role

LOCATED = ("sites", "technicians")


def add_record(
    session: Session, *, actor: Actor, name: str, cells: Cells, settings: Settings
) -> None:
    """A new row of that file; `BadRecord` names the field of everything wrong."""
    require(actor, Role.DISPATCHER)
    spec, rules = company_spec(name), rules_of(settings)
    row = {column.name: "" for column in spec.columns} | dict(cells)
    draft = checked(session, spec, row, rules)
    import_rows.find_existing(session, spec, [draft])
    if draft.existing is not None:
        raise BadRecord(dict.fromkeys(spec.key[-1:], _taken(spec, row)))
    _write(session, spec, draft)


def change_record(
    session: Session,
    *,
    actor: Actor,
    name: str,
    key: Cells,
    cells: Cells,
    settings: Settings,
    seen: Cells | None = None,
) -> None:
    """Other cells for the row with this key; what is not among them stays as it is."""
    require(actor, Role.DISPATCHER)
    spec, rules = company_spec(name), rules_of(settings)
    existing = row_at(session, spec, key, rules)
    before = cells_at(session, spec, existing, rules)
    refuse_overtaken(before, cells, seen or {})
    row = _relocated(spec, before, before | dict(cells), cells)
    draft = checked(session, spec, row, rules)
    import_rows.find_existing(session, spec, [draft])
    if draft.existing not in (None, existing):
        raise BadRecord(dict.fromkeys(spec.key[-1:], _taken(spec, row)))
    draft.existing = existing
    _write(session, spec, draft)


def remove_record(
    session: Session, *, actor: Actor, name: str, key: Cells, settings: Settings
) -> None:
    """Take a row away that nothing points to: working hours, an absence, a wish of a site."""
    require(actor, Role.DISPATCHER)
    spec = company_spec(name, REMOVABLE)
    session.delete(row_at(session, spec, key, rules_of(settings)))
    session.flush()


def _relocated(spec: FileSpec, before: Cells, row: Cells, cells: Cells) -> Cells:
    """Without the coordinates of the old address, unless new ones came with the new address."""
    moved = any(before.get(name) != row.get(name) for name in import_places.ADDRESS)
    if spec.name not in LOCATED or not moved or {"lat", "lon"} & set(cells):
        return row
    return {**row, "lat": "", "lon": "", "precision": ""}


def _taken(spec: FileSpec, row: Cells) -> Sentence:
    named = ", ".join(row[name] for name in spec.key)
    return Sentence(f"{named} is there already", "cell_taken", named=named)


def _write(session: Session, spec: FileSpec, draft: import_rows.Draft) -> None:
    if spec.name in LOCATED:
        import_places.complete_locations([draft])
    import_rows.write(session, spec, [draft])
