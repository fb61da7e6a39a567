"""What relations ask of one visit that joins a route while the rest of the plan stays."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from optimizer.problem import After, Apart, InOrder, Relation, SameRoute, Shift, Together, Who
from optimizer.solution import Route


class _Facts(Protocol):
    shifts: dict[str, Shift]
    bonds: dict[str, list[Relation]]


class Plan(Protocol):
    """What is asked of a plan as it stands (`standing.Standing`)."""

    @property
    def facts(self) -> _Facts: ...
    @property
    def routes(self) -> Mapping[str, Route]: ...
    @property
    def shift_of(self) -> dict[str, str]: ...
    @property
    def joining(self) -> frozenset[str]: ...


@dataclass(frozen=True)
class Breach:
    """A relation that keeps a visit off a shift, the other visit, and why."""

    relation: Relation
    partner: str
    sentence: str


def breach(plan: Plan, visit: str, shift: Shift) -> Breach | None:
    """The first relation that forbids the visit on the shift, whatever its position and time."""
    for relation in plan.facts.bonds.get(visit, ()):
        found = RULES[relation.kind](plan, relation, visit, shift)
        if found is not None:
            return found
    order = span(plan, visit, shift)
    if not order:
        partner = _in_order_partner(plan, visit, shift)
        return Breach(partner[0], partner[1], f"its order with visit {partner[1]} cannot be kept")
    return None


def _together(plan: Plan, relation: Together, visit: str, shift: Shift) -> Breach | None:
    others = [other for other in relation.visits if other != visit]
    for other in others:
        if plan.shift_of.get(other) == shift.id:
            said = f"visit {other} needs somebody else at the same time"
            return Breach(relation, other, said)
    for other in others:
        if other not in plan.shift_of and other not in plan.joining:
            said = f"visit {other}, which belongs together with it, is left out"
            return Breach(relation, other, said)
    return None


def _apart(plan: Plan, relation: Apart, visit: str, shift: Shift) -> Breach | None:
    for other in relation.visits:
        if other != visit and plan.shift_of.get(other) == shift.id:
            return Breach(relation, other, f"it may not be on one route with visit {other}")
    return None


def _one_route(
    plan: Plan, relation: SameRoute | InOrder, visit: str, shift: Shift
) -> Breach | None:
    for other in relation.visits:
        if other != visit and plan.shift_of.get(other, shift.id) != shift.id:
            return Breach(relation, other, f"it has to be on the route of visit {other}")
    return None


def _after(plan: Plan, relation: After, visit: str, shift: Shift) -> Breach | None:
    other = relation.first if visit == relation.then else relation.then
    where = plan.shift_of.get(other)
    if where is None:
        if visit == relation.first:
            return None
        return Breach(relation, other, f"it comes after visit {other}, which is left out")
    same = plan.facts.shifts[where].technician == shift.technician
    if relation.technician is Who.SAME and not same:
        return Breach(relation, other, f"it has to be done by the technician of visit {other}")
    if relation.technician is Who.OTHER and same:
        said = f"it has to be done by somebody else than visit {other}"
        return Breach(relation, other, said)
    return None


RULES: dict[str, Callable[[Plan, Any, str, Shift], Breach | None]] = {
    "together": _together,
    "after": _after,
    "apart": _apart,
    "same_route": _one_route,
    "in_order": _one_route,
}


def span(plan: Plan, visit: str, shift: Shift) -> range:
    """Positions on the shift's present route that relations of order leave to the visit."""
    route = plan.routes.get(shift.id)
    length = 0 if route is None else len(route.stops)
    if route is None or visit not in plan.facts.bonds:
        return range(length + 1)
    at = {stop.visit: number for number, stop in enumerate(route.stops)}
    low, high = 0, length
    for relation in plan.facts.bonds[visit]:
        if not isinstance(relation, InOrder | After):
            continue
        rank = relation.visits.index(visit)
        for other in relation.visits[:rank]:
            low = max(low, at.get(other, -1) + 1)
        for other in relation.visits[rank + 1 :]:
            high = min(high, at.get(other, length))
    return range(low, high + 1)


def _in_order_partner(plan: Plan, visit: str, shift: Shift) -> tuple[Relation, str]:
    """A relation of order, and its visit on the shift's route."""
    return next(
        (relation, other)
        for relation in plan.facts.bonds[visit]
        if isinstance(relation, InOrder | After)
        for other in relation.visits
        if other != visit and plan.shift_of.get(other) == shift.id
    )
