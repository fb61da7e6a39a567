"""Write the company's data as files that import again without a difference.

No cell can run in a spreadsheet: text that looks like a formula gets one apostrophe in front,
which importing takes off again. Of visits, those still to be done are written, as they were
asked for: what is planned and what happened is not data to import.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from dispatch import models
from dispatch.config import Settings
from dispatch.errors import BadValue
from dispatch.import_files import FILES, spec_of
from dispatch.import_kinds import Rules
from dispatch.import_rows import guarded
from dispatch.import_specs import Column, FileSpec
from dispatch.roles import Actor, require
from dispatch.statuses import Role
from dispatch.table_writing import write_csv
from dispatch.visit_building import OPEN_VISIT

Refs = dict[str, dict[int, str]]
"""Refs by id, by the name of the file they stand in."""


def export_folder(
    session: Session,
    *,
    actor: Actor,
    folder: Path,
    settings: Settings,
    names: Sequence[str] = (),
) -> dict[str, int]:
    """Write the named files, or all, into the folder; the number of rows of each.

    Refused where one of the files already exists.
    """
    require(actor, Role.DISPATCHER)
    specs = [spec_of(name) for name in names] or list(FILES)
    present = [spec.name for spec in specs if (folder / f"{spec.name}.csv").exists()]
    if present:
        raise BadValue(f"folder {folder}: has {present[0]}.csv already; expected another folder")
    folder.mkdir(parents=True, exist_ok=True)
    rules = Rules(zone=settings.zone, currency=settings.currency, area=settings.service_area)
    counts = {}
    for spec in specs:
        rows = _rows(session, spec, rules)
        write_csv(folder / f"{spec.name}.csv", [column.name for column in spec.columns], rows)
        counts[spec.name] = len(rows)
    return counts


def export_table(
    session: Session, *, actor: Actor, name: str, settings: Settings
) -> tuple[tuple[str, ...], list[list[str]]]:
    """Header and rows of one file, in the order of its key."""
    require(actor, Role.DISPATCHER)
    spec = spec_of(name)
    rules = Rules(zone=settings.zone, currency=settings.currency, area=settings.service_area)
    return tuple(column.name for column in spec.columns), _rows(session, spec, rules)


def _rows(session: Session, spec: FileSpec, rules: Rules) -> list[list[str]]:
    table: Any = spec.model
    refs = {
        column.kind.to: _refs(session, spec_of(column.kind.to).model)
        for column in spec.columns
        if column.kind.to
    }
    computed = _COMPUTED.get(spec.name, _nothing)(session)
    order = [getattr(table, name) for name in spec.key_attributes]
    query = select(table).options(*_loads(spec)).order_by(*order)
    if spec.model is models.Visit:
        query = query.where(models.Visit.status.in_(OPEN_VISIT))
    if spec.model is models.VisitRelation:
        query = query.where(models.VisitRelation.id.not_in(_with_ended_visits()))
    return [
        [_cell(column, row, computed, refs, rules) for column in spec.columns]
        for row in session.scalars(query)
    ]


def _with_ended_visits() -> Select[int]:
    """Relations with a visit that is not exported."""
    return (
        select(models.RelatedVisit.relation_id)
        .join(models.Visit, models.Visit.id == models.RelatedVisit.visit_id)
        .where(models.Visit.status.not_in(OPEN_VISIT))
    )


def _loads(spec: FileSpec) -> list[Any]:
    table: Any = spec.model
    lists = [selectinload(getattr(table, one.stored_as)) for one in spec.columns if one.children]
    if spec.model is models.Visit:
        lists.append(selectinload(models.Visit.case))
    return lists


def _refs(session: Session, model: type[models.Base]) -> dict[int, str]:
    table: Any = model
    return {row_id: ref for row_id, ref in session.execute(select(table.id, table.ref))}


Computed = Callable[[Any, str], Any]
"""The value of an attribute that the row itself does not have."""


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
    if value is None or value == "":
        return ""
    written = column.kind.write(value, rules)
    return guarded(written) if column.kind.is_text else written


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
