"""From text rows to rows of the database: parse, find what is there, compare, write.

Nothing here asks the database once per row.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session, selectinload

from dispatch import models
from dispatch.errors import BadCell, BadValue
from dispatch.import_kinds import Rules
from dispatch.import_specs import Column, FileSpec, Values
from dispatch.table_rows import Table

CHUNK = 500
"""Values in one IN list."""

_ACTIVE = frozenset("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
"""What a cell begins with that a spreadsheet may run, full-width forms included."""

Thing = TypeVar("Thing")
Model = TypeVar("Model", bound=models.Base)


@dataclass
class Draft:
    """One row on its way in: values by attribute, and the row it will change, if any."""

    line: int
    values: Values
    existing: Any = None


def guarded(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula; `unguarded` is the exact inverse."""
    return f"'{cell}" if _looks_active(cell) else cell


def unguarded(cell: str) -> str:
    """The cell without the one apostrophe that guards it."""
    return cell[1:] if cell.startswith("'") and _looks_active(cell) else cell


def _looks_active(cell: str) -> bool:
    return cell.lstrip("'")[:1] in _ACTIVE


def chunks(items: Iterable[Thing]) -> Iterator[list[Thing]]:
    everything = list(items)
    for start in range(0, len(everything), CHUNK):
        yield everything[start : start + CHUNK]


def parse(table: Table, spec: FileSpec, rules: Rules) -> tuple[list[Draft], list[BadCell]]:
    """A draft of each row, and everything wrong with any of them; refs are still names."""
    columns = [spec.column(name) for name in table.columns]
    drafts, wrong = [], list(table.ragged)
    for row in table.rows:
        values: Values = {}
        before = len(wrong)
        for column, cell in zip(columns, row.cells, strict=True):
            try:
                values[column.stored_as] = _value(column, cell, rules)
            except BadValue as refused:
                wrong.append(BadCell(table.file, row.line, column.name, str(refused)))
        if len(wrong) == before:
            wrong += [
                BadCell(table.file, row.line, name, what)
                for name, what in spec.check(values, rules)
            ]
        drafts.append(Draft(row.line, values))
    return drafts, wrong


def _value(column: Column, cell: str, rules: Rules) -> Any:
    if not cell.strip():
        if column.required:
            raise BadValue(f"is empty; expected {column.kind.name}, such as {column.example}")
        return column.empty
    return column.kind.parse(unguarded(cell) if column.kind.is_text else cell, rules)


def resolve(
    session: Session, spec: FileSpec, target: type[models.Base], column: Column, drafts: list[Draft]
) -> list[tuple[int, str]]:
    """Replace the refs in one column by ids; the lines and refs that are unknown."""
    where = column.stored_as
    used = {name for draft in drafts for name in _names(column, draft.values.get(where))}
    known = ids_of(session, target, used)
    unknown = []
    for draft in drafts:
        value = draft.values.get(where)
        missing = [name for name in _names(column, value) if name not in known]
        unknown += [(draft.line, name) for name in missing]
        if value is not None and not missing:
            draft.values[where] = (
                tuple((known[entry[0]], *entry[1:]) for entry in value)
                if column.children
                else known[value]
            )
    return unknown


def _names(column: Column, value: Any) -> list[str]:
    if value is None:
        return []
    return [entry[0] for entry in value] if column.children else [value]


def ids_of(session: Session, model: type[models.Base], refs: Iterable[str]) -> dict[str, int]:
    """Ids by ref, of those that exist."""
    table: Any = model
    found: dict[str, int] = {}
    for part in chunks(sorted(refs)):
        rows = session.execute(select(table.ref, table.id).where(table.ref.in_(part)))
        found.update((ref, row_id) for ref, row_id in rows)
    return found


def by_id(
    session: Session, model: type[Model], ids: Iterable[int | None], *load: Any
) -> dict[int, Model]:
    """Rows by id, read anew; `load` are the relationships to load with them."""
    table: Any = model
    found: dict[int, Model] = {}
    for part in chunks(sorted({row_id for row_id in ids if row_id is not None})):
        query = select(table).where(table.id.in_(part)).options(*load)
        rows = session.scalars(query.execution_options(populate_existing=True))
        found.update((row.id, row) for row in rows)
    return found


def key_of(spec: FileSpec, values: Values) -> tuple[Any, ...]:
    return tuple(
        values.get(attribute, spec.column(name).empty)
        for name, attribute in zip(spec.key, spec.key_attributes, strict=True)
    )


def find_existing(session: Session, spec: FileSpec, drafts: Sequence[Draft]) -> None:
    """Point each draft at the row with its key; new ones get the values of columns left out."""
    table: Any = spec.model
    first = getattr(table, spec.key_attributes[0])
    lists = [
        selectinload(getattr(table, column.stored_as)) for column in spec.columns if column.children
    ]
    keys = {key_of(spec, draft.values) for draft in drafts}
    rows: dict[tuple[Any, ...], Any] = {}
    for part in chunks(sorted({key[0] for key in keys})):
        for row in session.scalars(select(table).where(first.in_(part)).options(*lists)):
            rows[tuple(getattr(row, name) for name in spec.key_attributes)] = row
    for draft in drafts:
        draft.existing = rows.get(key_of(spec, draft.values))
        if draft.existing is None:
            for column in spec.columns:
                draft.values.setdefault(column.stored_as, column.empty)


def changes(spec: FileSpec, draft: Draft) -> Values:
    """The values that differ from the existing row; all of them for a new one."""
    stored = {name: value for name, value in draft.values.items() if not name.startswith("_")}
    if draft.existing is None:
        return stored
    lists = {column.stored_as: column.children for column in spec.columns if column.children}
    return {
        name: value
        for name, value in stored.items()
        if (
            set(value) != _entries(getattr(draft.existing, name), lists[name])
            if name in lists
            else value != getattr(draft.existing, name)
        )
    }


def _entries(children: Iterable[Any], attributes: Sequence[str]) -> set[tuple[Any, ...]]:
    return {tuple(getattr(child, name) for name in attributes) for child in children}


def write(session: Session, spec: FileSpec, drafts: Sequence[Draft]) -> tuple[int, int]:
    """Add the new rows and change the others; how many are new and how many changed."""
    lists = {column.stored_as: column.children for column in spec.columns if column.children}
    new = changed = 0
    for draft in drafts:
        values = changes(spec, draft)
        is_new = draft.existing is None
        row = spec.model() if is_new else draft.existing
        for name, value in values.items():
            if name in lists:
                _set_children(row, name, lists[name], value)
            else:
                setattr(row, name, value)
        if is_new:
            session.add(row)
            draft.existing = row
        new, changed = new + is_new, changed + (not is_new and bool(values))
    session.flush()
    return new, changed


def _set_children(
    row: Any, relationship: str, attributes: Sequence[str], entries: Iterable[tuple[Any, ...]]
) -> None:
    """Children with the same first attribute are kept and changed, the others replaced."""
    kept = {getattr(child, attributes[0]): child for child in getattr(row, relationship)}
    child_model = inspect(type(row)).relationships[relationship].mapper.class_
    children = []
    for entry in entries:
        child = kept.get(entry[0]) or child_model()
        for name, value in zip(attributes, entry, strict=True):
            setattr(child, name, value)
        children.append(child)
    setattr(row, relationship, children)
