"""Visits that belong together: teams, follow-ups, and any other relation."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from dispatch import lookup, models, visit_building
from dispatch.errors import BadValue, InvalidTransition, NotFound
from dispatch.planning_rules import GapFrom, RelationKind, WhoElse, Wish
from dispatch.roles import Actor, require
from dispatch.statuses import Role, VisitStatus

LARGEST_TEAM = 10


@dataclass(frozen=True)
class Gap:
    """How much later the second of two visits starts, and who comes to it."""

    min_gap_min: int = 0
    max_gap_min: int | None = None
    gap_from: GapFrom = GapFrom.END
    technician: WhoElse = WhoElse.ANY

    def __post_init__(self) -> None:
        longest = self.max_gap_min
        if self.min_gap_min < 0 or (longest is not None and longest < self.min_gap_min):
            raise BadValue(
                f"gap: got {self.min_gap_min} to {longest} minutes, expected 0 or more in order",
                "gap_backwards",
            )


def send_team(
    session: Session, *, actor: Actor, visit_ref: str, size: int, now: datetime
) -> list[models.Visit]:
    """Further visits like this one, so that `size` technicians start together; gives them back."""
    require(actor, Role.DISPATCHER, Role.SUPPORT)
    if not 2 <= size <= LARGEST_TEAM:
        raise BadValue(
            f"size: got {size}, expected 2 to {LARGEST_TEAM}", "team_size", most=LARGEST_TEAM
        )
    visit = _ready(session, visit_ref)
    if session.scalar(_relation_ref(f"team {visit.ref}")):
        raise BadValue(f"visit {visit.ref} has a team already", "team_already")
    return visit_building.build_team(session, visit=visit, size=size, actor=actor, now=now)


def follow_up(
    session: Session,
    *,
    actor: Actor,
    visit_ref: str,
    gap: Gap,
    now: datetime,
    duration_s: int | None = None,
    note: str = "",
) -> models.Visit:
    """A further visit of the same case that is planned after this one; gives it back."""
    require(actor, Role.DISPATCHER, Role.SUPPORT)
    visit = lookup.locked_by_ref(session, models.Visit, visit_ref)
    further = visit_building.build_follow_up(
        session, visit=visit, actor=actor, now=now, duration_s=duration_s, note=note
    )
    _add(session, f"after {visit.ref} {further.ref}", RelationKind.AFTER, [visit, further], gap)
    return further


def relate_visits(
    session: Session,
    *,
    actor: Actor,
    ref: str,
    kind: RelationKind,
    visits: Sequence[str],
    gap: Gap | None = None,
    tolerance_min: int = 0,
) -> models.VisitRelation:
    """Say what two or more visits have to do with each other; `after` takes exactly two."""
    require(actor, Role.DISPATCHER)
    many = len(visits) == 2 if kind is RelationKind.AFTER else len(visits) >= 2
    if not many or len(set(visits)) < len(visits):
        raise BadValue(
            f"visits: got {len(visits)}, expected two or more different ones; for after two",
            "relation_visits",
        )
    if not 0 <= tolerance_min <= 1440:
        raise BadValue(f"tolerance: got {tolerance_min}, expected 0 to 1440", "tolerance_range")
    if session.scalar(_relation_ref(ref)):
        raise BadValue(f"relation {ref}: is there already", "relation_already", ref=ref)
    rows = [lookup.by_ref(session, models.Visit, visit) for visit in visits]
    return _add(session, ref, kind, rows, gap or Gap(), tolerance_min)


def unrelate_visits(session: Session, *, actor: Actor, ref: str) -> None:
    """Forget a relation; the visits stay."""
    require(actor, Role.DISPATCHER)
    found = session.scalar(_relation_ref(ref))
    if found is None:
        raise NotFound(f"no relation {ref}", "no_relation", ref=ref)
    session.delete(found)
    session.flush()


def wish_for_technician(
    session: Session, *, actor: Actor, visit_ref: str, technician_ref: str, wish: Wish | None
) -> models.Visit:
    """Who alone may come to a visit, should come, or must not; none: nothing is said any more."""
    require(actor, Role.DISPATCHER, Role.SUPPORT)
    visit = lookup.locked_by_ref(session, models.Visit, visit_ref)
    who = lookup.by_ref(session, models.Technician, technician_ref)
    visit.technicians = [entry for entry in visit.technicians if entry.technician_id != who.id]
    session.flush()
    if wish is not None:
        visit.technicians.append(models.VisitTechnician(technician=who, wish=wish))
        session.flush()
    return visit


def _relation_ref(ref: str) -> Select[models.VisitRelation]:
    return select(models.VisitRelation).where(models.VisitRelation.ref == ref)


def _add(
    session: Session,
    ref: str,
    kind: RelationKind,
    visits: Sequence[models.Visit],
    gap: Gap,
    tolerance_min: int = 0,
) -> models.VisitRelation:
    relation = models.VisitRelation(
        ref=ref,
        kind=kind,
        tolerance_min=tolerance_min,
        min_gap_min=gap.min_gap_min,
        max_gap_min=gap.max_gap_min,
        gap_from=gap.gap_from,
        technician=gap.technician,
        members=[
            models.RelatedVisit(visit=visit, position=place) for place, visit in enumerate(visits)
        ],
    )
    session.add(relation)
    session.flush()
    return relation


def _ready(session: Session, visit_ref: str) -> models.Visit:
    visit = lookup.locked_by_ref(session, models.Visit, visit_ref)
    if visit.status is not VisitStatus.READY:
        raise InvalidTransition(
            f"visit {visit.ref} is {visit.status}; only a ready visit gets a team",
            "team_not_ready",
            customer=visit.case.customer.name,
            status=visit.status,
        )
    return visit
