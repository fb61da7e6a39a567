"""Rows of the database as the text cells of their files: what importing reads back."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, selectinload

from dispatch import models
from dispatch.import_files import spec_of
from dispatch.import_kinds import Rules
from dispatch.import_specs import Column, FileSpec

Refs = dict[str, dict[int, str]]
"""Refs by id, by the name of the file they stand in."""

Computed = Callable[[Any, str], Any]
"""The value of an attribute that the row itself does not have."""


def cells_of(
    session: Session, spec: FileSpec, rules: Rules, *which: ColumnElement[bool]
) -> list[list[str]]:
    """The cells of the rows that `which` allows, in the order of the columns and of the key."""
    table: Any = spec.model
    refs = {
        column.kind.to: _refs(session, spec_of(column.kind.to).model)
        for column in spec.columns
        if column.kind.to
    }
    computed = _COMPUTED.get(spec.name, _nothing)(session)
    order = [getattr(table, name) for name in spec.key_attributes]
    query = select(table).options(*_loads(spec)).where(*which).order_by(*order)
    return [
        [_cell(column, row, computed, refs, rules) for column in spec.columns]
        for row in session.scalars(query)
    ]


def _loads(spec: FileSpec) -> list[Any]:
    table: Any = spec.model
    lists = [selectinload(getattr(table, one.stored_as)) for one in spec.columns if one.children]
    if spec.model is models.Visit:
        lists.append(selectinload(models.Visit.case))
    return lists


def _refs(session: Session, model: type[models.Base]) -> dict[int, str]:
    table: Any = model
    return {row_id: ref for row_id, ref in session.execute(select(table.id, table.ref))}


def _cell(column: Column, row: Any, computed: Computed, refs: Refs, rules: Rules) -> str:
    name = column.stored_as
    value = computed(row, name) if name.startswith("_") else getattr(row, name)
    if column.children:
        value = [tuple(getattr(child, part) for part in column.children) for child in value]
        if column.kind.to:
            known = refs[column.kind.to]
            value = sorted((known[entry[0]], *entry[1:]) for entry in value)
    elif column.kind.to and value is not None:
        value = refs[column.kind.to][value]
    return "" if value is None or value == "" else column.kind.write(value, rules)


def _nothing(_session: Session) -> Computed:
    def computed(_row: Any, name: str) -> Any:
        raise KeyError(name)

    return computed


def _of_cases(session: Session) -> Computed:
    """The status of a case and since when."""
    latest = select(models.StatusChange.entity_id, func.max(models.StatusChange.at)).where(
        models.StatusChange.entity == models.Case.__tablename__
    )
    since = {
        row_id: at for row_id, at in session.execute(latest.group_by(models.StatusChange.entity_id))
    }

    def computed(case: models.Case, name: str) -> Any:
        return case.status if name == "_status" else since.get(case.id, case.opened_at)

    return computed


def _of_visits(_session: Session) -> Computed:
    """Where a visit is and what it is about: that of its case."""

    def computed(visit: models.Visit, name: str) -> Any:
        return getattr(visit.case, f"{name.removeprefix('_')}_id")

    return computed


_COMPUTED: dict[str, Callable[[Session], Computed]] = {
    "cases": _of_cases,
    "visits": _of_visits,
}
