"""The referee's rules about what visits have to do with each other, one for each relation."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple, TypeVar

from optimizer.check_trip import Plan, Trip
from optimizer.check_violation import Rule, Violation
from optimizer.problem import After, Apart, InOrder, SameRoute, Together, Who
from optimizer.solution import Stop


class Served(NamedTuple):
    """A visit of a relation where the plan has it."""

    visit: str
    trip: Trip
    number: int
    stop: Stop

    def broken(
        self, rule: Rule, amount: int, sentence: str, unit: str = "count", **facts: int | str
    ) -> Violation:
        return self.trip.broken(rule, amount, sentence, self.visit, unit, **facts)


AnyRelation = TypeVar("AnyRelation", Together, After, Apart, SameRoute, InOrder)


def _relations(plan: Plan, kind: type[AnyRelation]) -> Iterator[tuple[AnyRelation, list[Served]]]:
    """The problem's relations of that kind, with those of their visits that are served."""
    for relation in plan.problem.relations:
        if isinstance(relation, kind):
            named = [visit for visit in relation.visits if visit in plan.stops]
            yield relation, [Served(visit, *plan.stops[visit]) for visit in named]


def together(plan: Plan) -> Iterator[Violation]:
    """All of the visits are served or none, by different routes, and they start together."""
    for relation, served in _relations(plan, Together):
        for missing in relation.visits if served else ():
            if missing not in plan.stops:
                sentence = (
                    f"visit {served[0].visit} is served without visit {missing}; "
                    "expected both or none"
                )
                yield served[0].broken(Rule.TOGETHER, 1, sentence, other=missing)
        by_start = sorted(served, key=lambda one: one.stop.start)
        for one in by_start[1:]:
            apart_s = one.stop.start - by_start[0].stop.start
            off = apart_s - relation.tolerance_s
            if off > 0:
                sentence = (
                    f"visit {one.visit} starts {apart_s} s after visit {by_start[0].visit}; "
                    f"expected at most {relation.tolerance_s} s"
                )
                other = by_start[0].visit
                yield one.broken(Rule.TOGETHER, off, sentence, "s", other=other, apart_s=apart_s)
        yield from _sharing(Rule.TOGETHER, served)


def apart(plan: Plan) -> Iterator[Violation]:
    """No two of the visits are on one route."""
    for _, served in _relations(plan, Apart):
        yield from _sharing(Rule.APART, served)


def _sharing(rule: Rule, served: list[Served]) -> Iterator[Violation]:
    """Each visit that is on the route of one before it."""
    seen: dict[str, str] = {}
    for one in served:
        shift = one.trip.shift.id
        if shift in seen:
            sentence = (
                f"visits {seen[shift]} and {one.visit} are both on shift {shift}; "
                "expected different routes"
            )
            yield one.broken(rule, 1, sentence, other=seen[shift])
        seen.setdefault(shift, one.visit)


def after(plan: Plan) -> Iterator[Violation]:
    """The later visit needs the first one, the gap between them, and the technician wanted."""
    for relation, served in _relations(plan, After):
        if [one.visit for one in served] == [relation.then]:
            sentence = f"visit {relation.then} is served, visit {relation.first} before it is not"
            yield served[0].broken(Rule.AFTER, 1, sentence, other=relation.first)
        if len(served) == 2:
            yield from _gap(relation, *served)
            yield from _technician(relation, *served)


def _gap(relation: After, first: Served, then: Served) -> Iterator[Violation]:
    since = first.stop.start if relation.gap_from == "start" else first.stop.end
    gap_s = then.stop.start - since
    what = f"visit {then.visit} starts {gap_s} s after the {relation.gap_from} of {first.visit}"
    if gap_s < relation.min_gap_s:
        off = relation.min_gap_s - gap_s
        sentence = f"{what}; expected {relation.min_gap_s} s or more"
        yield then.broken(Rule.AFTER, off, sentence, "s", other=first.visit, gap_s=gap_s)
    if relation.max_gap_s is not None and gap_s > relation.max_gap_s:
        off = gap_s - relation.max_gap_s
        sentence = f"{what}; expected {relation.max_gap_s} s or less"
        yield then.broken(Rule.AFTER, off, sentence, "s", other=first.visit, gap_s=gap_s)


def _technician(relation: After, first: Served, then: Served) -> Iterator[Violation]:
    one, other = first.trip.shift.technician, then.trip.shift.technician
    wanted = {Who.ANY: True, Who.SAME: one == other, Who.OTHER: one != other}
    if not wanted[relation.technician]:
        sentence = (
            f"visit {then.visit} is {other}'s and visit {first.visit} is {one}'s; "
            f"expected the {relation.technician.value} technician"
        )
        yield then.broken(Rule.AFTER, 1, sentence, other=first.visit)


def same_route(plan: Plan) -> Iterator[Violation]:
    """Those of the visits that are served are on one route."""
    for _, served in _relations(plan, SameRoute):
        yield from _parted(Rule.SAME_ROUTE, served)


def _parted(rule: Rule, served: list[Served]) -> Iterator[Violation]:
    """Each visit that is not on the route of the first one."""
    for one in served[1:]:
        first = served[0]
        if one.trip is not first.trip:
            sentence = (
                f"visit {one.visit} is on shift {one.trip.shift.id}, visit {first.visit} on "
                f"{first.trip.shift.id}; expected one route"
            )
            yield one.broken(rule, 1, sentence, other=first.visit)


def in_order(plan: Plan) -> Iterator[Violation]:
    """Those of the visits that are served are on one route, in the order given."""
    for _, served in _relations(plan, InOrder):
        yield from _parted(Rule.IN_ORDER, served)
        for before, later in pairwise(served):
            if before.trip is later.trip and before.number > later.number:
                sentence = (
                    f"visit {later.visit} is stop {later.number} and visit {before.visit} stop "
                    f"{before.number} of shift {later.trip.shift.id}; expected after it"
                )
                yield later.broken(Rule.IN_ORDER, 1, sentence, other=before.visit)
