"""Rows of the company for forms that change them: their cells, and what may be chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dispatch import lookup, models
from dispatch.config import Settings
from dispatch.export_rows import cells_of
from dispatch.import_files import spec_of
from dispatch.planning_rules import GapFrom, RelationKind, WhoElse
from dispatch.record_rows import cells_at, company_spec, named, row_at, rules_of
from dispatch.roles import Actor, require
from dispatch.statuses import Role
from dispatch.visit_building import OPEN_VISIT

CHOSEN_FROM = (
    "agreements",
    "customers",
    "depots",
    "parts",
    "sites",
    "skills",
    "technicians",
    "work_types",
)
"""Files whose rows other rows name by their ref."""


@dataclass(frozen=True)
class TeamRow:
    """One technician in the list; `week_min` are the minutes of the weekly hours."""

    ref: str
    name: str
    town: str
    active: bool
    skills: tuple[str, ...]
    week_min: int
    away_until: date | None


@dataclass(frozen=True)
class RelationRow:
    """A relation of a visit; `visits` are refs and customers of all its visits, in order."""

    ref: str
    kind: RelationKind
    visits: tuple[tuple[str, str], ...]
    min_gap_min: int
    max_gap_min: int | None
    gap_from: GapFrom
    technician: WhoElse
    tolerance_min: int


def team(session: Session, *, actor: Actor, today: date) -> list[TeamRow]:
    """All technicians by name, those who have left too."""
    require(actor, Role.DISPATCHER)
    person = models.Technician
    found = session.scalars(
        select(person)
        .options(
            selectinload(person.skills).selectinload(models.TechnicianSkill.skill),
            selectinload(person.shift_patterns),
            selectinload(person.absences),
        )
        .order_by(person.name, person.ref)
    )
    return [
        TeamRow(
            ref=one.ref,
            name=one.name,
            town=one.town,
            active=one.active,
            skills=tuple(
                sorted(
                    f"{has.skill.name} {has.level}"
                    for has in one.skills
                    if has.valid_until is None or has.valid_until >= today
                )
            ),
            week_min=sum(_minutes(shift) for shift in one.shift_patterns),
            away_until=max(
                (gap.last_day for gap in one.absences if gap.first_day <= today <= gap.last_day),
                default=None,
            ),
        )
        for one in found
    ]


def _minutes(shift: models.ShiftPattern) -> int:
    opens, closes = (at.hour * 60 + at.minute for at in (shift.opens, shift.closes))
    return (closes - opens) % 1440 - shift.break_min


def record(
    session: Session, *, actor: Actor, name: str, key: Mapping[str, str], settings: Settings
) -> dict[str, str]:
    """The cells of one row as its file would have them; `NotFound` if it is gone."""
    require(actor, Role.DISPATCHER)
    spec, rules = company_spec(name), rules_of(settings)
    return cells_at(session, spec, row_at(session, spec, key, rules), rules)


def records_of(
    session: Session, *, actor: Actor, name: str, column: str, ref: str, settings: Settings
) -> list[dict[str, str]]:
    """The cells of all rows that name `ref` in that column: somebody's hours, a site's wishes."""
    require(actor, Role.DISPATCHER)
    spec = company_spec(name)
    table: Any = spec.model
    points = spec.column(column)
    target: Any = spec_of(points.kind.to).model
    owner = select(target.id).where(target.ref == ref).scalar_subquery()
    which = getattr(table, points.stored_as) == owner
    return [named(spec, cells) for cells in cells_of(session, spec, rules_of(settings), which)]


def choices(session: Session, *, actor: Actor, name: str) -> dict[str, str]:
    """Names for people by ref, of everything of a kind that can be chosen."""
    require(actor, Role.DISPATCHER)
    company_spec(name, CHOSEN_FROM)
    if name == "sites":
        rows = session.execute(
            select(models.Site.ref, models.Customer.name, models.Site.town)
            .join(models.Customer, models.Customer.id == models.Site.customer_id)
            .order_by(models.Customer.name, models.Site.town, models.Site.ref)
        )
        return {ref: f"{customer}, {town}" for ref, customer, town in rows}
    table: Any = spec_of(name).model
    found = session.execute(select(table.ref, table.name).order_by(table.name, table.ref))
    return {ref: label for ref, label in found}


def visit_record(
    session: Session, *, actor: Actor, visit_ref: str, settings: Settings
) -> dict[str, str]:
    """The cells of a visit as visits.csv would have them."""
    require(actor, Role.DISPATCHER)
    visit = lookup.by_ref(session, models.Visit, visit_ref)
    return cells_at(session, spec_of("visits"), visit, rules_of(settings))


def open_visits(session: Session, *, actor: Actor) -> dict[str, str]:
    """Visits still to be planned or done by ref: customer, town and ref."""
    require(actor, Role.DISPATCHER)
    rows = session.execute(
        select(models.Visit.ref, models.Customer.name, models.Site.town)
        .join(models.Case, models.Case.id == models.Visit.case_id)
        .join(models.Site, models.Site.id == models.Case.site_id)
        .join(models.Customer, models.Customer.id == models.Site.customer_id)
        .where(models.Visit.status.in_(OPEN_VISIT))
        .order_by(models.Customer.name, models.Visit.ref)
    )
    return {ref: f"{customer}, {town} · {ref}" for ref, customer, town in rows}


def relations_of_visit(session: Session, *, actor: Actor, visit_ref: str) -> list[RelationRow]:
    """Everything that is said of this visit and others."""
    require(actor, Role.DISPATCHER)
    visit = lookup.by_ref(session, models.Visit, visit_ref)
    relation, member = models.VisitRelation, models.RelatedVisit
    rows = session.scalars(
        select(relation)
        .where(relation.id.in_(select(member.relation_id).where(member.visit_id == visit.id)))
        .options(selectinload(relation.members).selectinload(member.visit))
        .order_by(relation.ref)
    )
    return [
        RelationRow(
            ref=one.ref,
            kind=one.kind,
            visits=tuple((each.visit.ref, each.visit.case.customer.name) for each in one.members),
            min_gap_min=one.min_gap_min,
            max_gap_min=one.max_gap_min,
            gap_from=one.gap_from,
            technician=one.technician,
            tolerance_min=one.tolerance_min,
        )
        for one in rows
    ]
