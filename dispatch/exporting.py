"""Write the company's data as files that import again without a difference.

No cell can run in a spreadsheet: text that looks like a formula gets one apostrophe in front,
which importing takes off again. Of visits, those still to be done are written, as they were
asked for: what is planned and what happened is not data to import.
"""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session

from dispatch import export_rows, models
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
    which: list[ColumnElement[bool]] = []
    if spec.model is models.Visit:
        which.append(models.Visit.status.in_(OPEN_VISIT))
    if spec.model is models.VisitRelation:
        which.append(models.VisitRelation.id.not_in(_with_ended_visits()))
    return [
        [_safe(column, cell) for column, cell in zip(spec.columns, cells, strict=True)]
        for cells in export_rows.cells_of(session, spec, rules, *which)
    ]


def _safe(column: Column, cell: str) -> str:
    return guarded(cell) if cell and column.kind.is_text else cell


def _with_ended_visits() -> Select[int]:
    """Relations with a visit that is not exported."""
    return (
        select(models.RelatedVisit.relation_id)
        .join(models.Visit, models.Visit.id == models.RelatedVisit.visit_id)
        .where(models.Visit.status.not_in(OPEN_VISIT))
    )
