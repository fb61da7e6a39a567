"""One row of a file that is entered by hand: its cells as they stand, and checked as changed.

Cells are those of the import, so that the same words and units are good in both.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import import_rows
from dispatch.config import Settings
from dispatch.errors import BadRecord, BadValue, NotFound
from dispatch.export_rows import cells_of
from dispatch.import_files import spec_of
from dispatch.import_kinds import NONE, Kind, Rules
from dispatch.import_rows import Draft
from dispatch.import_specs import Column, FileSpec
from dispatch.sentences import Sentence

Cells = Mapping[str, str]
"""Text by the name of its column."""

COMPANY = (
    "technicians",
    "shift_patterns",
    "absences",
    "sites",
    "site_technicians",
    "work_types",
    "skills",
    "depots",
    "agreements",
)
"""Files whose rows are entered one by one."""

KINDS = ("date", "local", "time", "opening", "list")
"""First words of kinds that need more than an example to be understood."""

REMOVABLE = ("shift_patterns", "absences", "site_technicians")
"""Rows that nothing else points to."""


def rules_of(settings: Settings) -> Rules:
    return Rules(zone=settings.zone, currency=settings.currency, area=settings.service_area)


def company_spec(name: str, among: tuple[str, ...] = COMPANY) -> FileSpec:
    """`BadValue` for a file whose rows are not entered by hand."""
    if name not in among:
        raise BadValue(
            f"{name}: expected one of {', '.join(among)}", "not_entered_by_hand", name=name
        )
    return spec_of(name)


def row_at(session: Session, spec: FileSpec, key: Cells, rules: Rules) -> Any:
    """The row with these cells in its key, read anew and held until the transaction ends.

    `NotFound` if there is none, also when somebody has taken it away meanwhile.
    """
    table: Any = spec.model
    drafts = [Draft(1, {})]
    for name in spec.key:
        column = spec.column(name)
        try:
            drafts[0].values[column.stored_as] = column.kind.parse(key.get(name, ""), rules)
        except BadValue:
            raise _gone(spec, key) from None
        if column.kind.to:
            target = spec_of(column.kind.to).model
            if import_rows.resolve(session, spec, target, column, drafts):
                raise _gone(spec, key)
    wanted = [getattr(table, name) == value for name, value in drafts[0].values.items()]
    query = select(table).where(*wanted).with_for_update()
    row = session.scalar(query, execution_options={"populate_existing": True})
    if row is None:
        raise _gone(spec, key)
    return row


def _gone(spec: FileSpec, key: Cells) -> NotFound:
    named = ", ".join(key.get(name, "") for name in spec.key)
    return NotFound(f"{spec.name}: {named} is not there any more", "row_is_gone", named=named)


def cells_at(session: Session, spec: FileSpec, row: Any, rules: Rules) -> dict[str, str]:
    """The row's cells; a list without entries is empty."""
    table: Any = spec.model
    same = [
        getattr(table, column.name) == getattr(row, column.name)
        for column in table.__table__.primary_key.columns
    ]
    [cells] = cells_of(session, spec, rules, *same)
    return named(spec, cells)


def named(spec: FileSpec, cells: Iterable[str]) -> dict[str, str]:
    pairs = zip(spec.columns, cells, strict=True)
    return {column.name: "" if cell == NONE else cell for column, cell in pairs}


def refuse_overtaken(now: Cells, cells: Cells, seen: Cells) -> None:
    """`BadRecord` for the cells that somebody else has changed since they were seen."""
    wrong = {
        name: Sentence(
            f"is {now[name] or 'empty'} meanwhile; save again to make it {cells[name] or 'empty'}",
            "cell_meanwhile",
            now=now[name] or "–",
        )
        for name in cells
        if name in seen and now[name] not in (seen[name], cells[name])
    }
    if wrong:
        raise BadRecord(dict(wrong))


def checked(session: Session, spec: FileSpec, cells: Cells, rules: Rules) -> Draft:
    """The row's values with refs as ids; `BadRecord` with everything wrong, field by field."""
    unknown = sorted(set(cells) - {column.name for column in spec.columns})
    if unknown:
        raise BadValue(
            f"{unknown[0]}: {spec.name} has no such column", "not_entered_by_hand", name=unknown[0]
        )
    columns = [column for column in spec.columns if column.name in cells]
    draft, wrong = _parsed(columns, cells, rules)
    if not wrong:
        wrong = {
            name: Sentence(f"{why}", f"cell_check_{name}", why=why)
            for name, why in spec.check(draft.values, rules)
        }
    for column in columns:
        if column.kind.to and column.name not in wrong:
            target = spec_of(column.kind.to).model
            for _, ref in import_rows.resolve(session, spec, target, column, [draft]):
                wrong[column.name] = Sentence(f"there is no {ref!r}", "cell_unknown", ref=ref)
    if wrong:
        raise BadRecord(dict(wrong))
    return draft


def _parsed(columns: Iterable[Column], cells: Cells, rules: Rules) -> tuple[Draft, dict[str, str]]:
    draft, wrong = Draft(1, {}), dict[str, str]()
    for column in columns:
        cell = cells[column.name]
        if not cell.strip():
            draft.values[column.stored_as] = column.empty
            if column.required:
                wrong[column.name] = empty(column)
            continue
        try:
            draft.values[column.stored_as] = column.kind.parse(cell, rules)
        except BadValue as refused:
            wrong[column.name] = _not_understood(column, cell, refused)
    return draft, wrong


def empty(column: Column) -> Sentence:
    return Sentence(f"is empty, such as {column.example}", "cell_empty", example=column.example)


def _not_understood(column: Column, cell: str, refused: BadValue) -> Sentence:
    return Sentence(
        str(refused), "cell_wrong", got=cell, wanted=_wanted(column.kind), example=column.example
    )


def _wanted(kind: Kind) -> Sentence:
    """What a cell of that kind holds, by the first word of the kind's name and its bounds."""
    first = kind.name.split()[0]
    bounds = re.findall(r"[0-9]+", kind.name)
    if first in ("whole", "number", "minutes") and len(bounds) > 1:
        return Sentence(kind.name, "wanted_number", least=bounds[0], most=bounds[1])
    return Sentence(kind.name, f"wanted_{first if first in KINDS else 'text'}")
