"""What visits have to do with each other: as relations where both are planned, else as bounds.

Where one visit of a relation is under way, done, or planned on other days, the other one is
bound by its times and its technician.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from dispatch import models
from dispatch.horizon import Horizon, Rows
from dispatch.planning_rules import GapFrom, RelationKind, WhoElse
from dispatch.statuses import VisitStatus
from optimizer import problem


@dataclass(frozen=True)
class Bound:
    """What the visits that are not planned here leave to one that is.

    `waits` says that another visit has to be planned first.
    """

    opens: datetime | None = None
    closes: datetime | None = None
    only: str | None = None
    never: tuple[str, ...] = ()
    waits: bool = False


def relations_of(
    rows: Rows, planned: Collection[str], horizon: Horizon
) -> Iterator[problem.Relation]:
    """The relations among the visits of the problem, and the pinned order of published routes."""
    for relation in sorted(rows.relations, key=lambda relation: relation.ref):
        refs = tuple(member.visit.ref for member in relation.members if member.visit.ref in planned)
        whole = len(refs) == len(relation.members)
        if len(refs) < 2 or (relation.kind in _WHOLE and not whole):
            continue
        yield _relation(relation, refs)
    for chain in _pinned_chains(rows, planned, horizon):
        yield problem.InOrder(visits=chain)


_WHOLE = (RelationKind.TOGETHER, RelationKind.AFTER)


def _relation(relation: models.VisitRelation, refs: tuple[str, ...]) -> problem.Relation:
    match relation.kind:
        case RelationKind.TOGETHER:
            return problem.Together(visits=refs, tolerance_s=relation.tolerance_min * 60)
        case RelationKind.AFTER:
            return _after(relation, refs)
        case RelationKind.APART:
            return problem.Apart(visits=refs)
        case RelationKind.SAME_ROUTE:
            return problem.SameRoute(visits=refs)
        case RelationKind.IN_ORDER:
            return problem.InOrder(visits=refs)


def _after(relation: models.VisitRelation, refs: Sequence[str]) -> problem.After:
    longest = relation.max_gap_min
    return problem.After(
        first=refs[0],
        then=refs[1],
        min_gap_s=relation.min_gap_min * 60,
        max_gap_s=None if longest is None else longest * 60,
        gap_from=relation.gap_from.value,
        technician=problem.Who(relation.technician.value),
    )


def _pinned_chains(
    rows: Rows, planned: Collection[str], horizon: Horizon
) -> Iterator[tuple[str, ...]]:
    """Visits that keep their places behind each other, as published routes have them."""
    for route in rows.published:
        if route.day not in horizon.dates:
            continue
        chain: list[str] = []
        for before, stop in pairwise(route.stops):
            ref = stop.visit.ref
            if ref not in rows.order_pins or not {ref, before.visit.ref} <= set(planned):
                continue
            if chain and chain[-1] != before.visit.ref:
                yield tuple(chain)
                chain = []
            chain = [*(chain or [before.visit.ref]), ref]
        if chain:
            yield tuple(chain)


def bounds_of(visit: models.Visit, rows: Rows) -> list[Bound]:
    """What visits that are not planned here leave to this one."""
    here = {row.id for row in rows.visits}
    return [
        bound
        for relation in rows.relations
        if any(member.visit_id == visit.id for member in relation.members)
        for bound in _bounds(relation, visit, here)
    ]


def _bounds(
    relation: models.VisitRelation, visit: models.Visit, here: Collection[int]
) -> Iterator[Bound]:
    others = [
        member.visit
        for member in relation.members
        if member.visit_id != visit.id and member.visit_id not in here
    ]
    for other in others:
        if other.status is VisitStatus.CANCELLED:
            continue
        if relation.kind is RelationKind.TOGETHER:
            yield _with(relation, other)
        elif relation.kind is RelationKind.AFTER and relation.members[1].visit_id == visit.id:
            yield _behind(relation, other)
        elif relation.kind is RelationKind.AFTER:
            yield _before(relation, visit, other)


def _with(relation: models.VisitRelation, other: models.Visit) -> Bound:
    start, _ = _times(other)
    if start is None:
        return Bound(waits=True)
    spread = timedelta(minutes=relation.tolerance_min)
    return Bound(opens=start - spread, closes=start + spread, never=_who(other))


def _behind(relation: models.VisitRelation, first: models.Visit) -> Bound:
    start, end = _times(first)
    since = start if relation.gap_from is GapFrom.START else end
    if since is None:
        return Bound(waits=True)
    longest = relation.max_gap_min
    return _by_person(
        relation,
        first,
        since + timedelta(minutes=relation.min_gap_min),
        None if longest is None else since + timedelta(minutes=longest),
    )


def _before(relation: models.VisitRelation, visit: models.Visit, then: models.Visit) -> Bound:
    """The other visit is planned already: this one has to be over in time, gap included.

    A gap that counts from this visit's end counts from the end of the work as it was asked for.
    """
    start, _ = _times(then)
    if start is None:
        return Bound()
    if relation.gap_from is GapFrom.END:
        start -= timedelta(seconds=visit.setup_s + visit.requested_duration_s)
    longest = relation.max_gap_min
    return _by_person(
        relation,
        then,
        None if longest is None else start - timedelta(minutes=longest),
        start - timedelta(minutes=relation.min_gap_min),
    )


def _by_person(
    relation: models.VisitRelation,
    other: models.Visit,
    opens: datetime | None,
    closes: datetime | None,
) -> Bound:
    who = _who(other)
    return Bound(
        opens=opens,
        closes=closes,
        only=who[0] if who and relation.technician is WhoElse.SAME else None,
        never=who if relation.technician is WhoElse.OTHER else (),
    )


def _times(visit: models.Visit) -> tuple[datetime | None, datetime | None]:
    return visit.actual_start or visit.planned_start, visit.actual_end or visit.planned_end


def _who(visit: models.Visit) -> tuple[str, ...]:
    return () if visit.planned_technician is None else (visit.planned_technician.ref,)
