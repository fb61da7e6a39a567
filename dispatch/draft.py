"""A draft as a value: routes and what is left out; each change gives another draft.

Every touched route is timed anew, by `forced.time_anyway`, so an order that breaks rules is
kept with honest times. No rows here: what changed between two drafts is a `Patch`.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self, TypeVar

from pydantic import BaseModel, ConfigDict

from dispatch.sentences import written
from optimizer import check, objective
from optimizer.check import Violation
from optimizer.forced import time_anyway
from optimizer.plan_timing import is_tied, time_plan
from optimizer.problem import Problem, Shift, Visit
from optimizer.solution import Reason, Route, Solution, Unassigned
from optimizer.ties import Blocked

Part = TypeVar("Part")


@dataclass(frozen=True)
class Draft:
    """Routes by shift id, left-out visits by ref; `found` is the solution it was read from."""

    problem: Problem
    visits: Mapping[str, Visit]
    shifts: Mapping[str, Shift]
    routes: Mapping[str, Route]
    left_out: Mapping[str, Unassigned]
    order_pins: frozenset[str]
    found: Solution

    @classmethod
    def of(cls, problem: Problem, solution: Solution, order_pins: Sequence[str] = ()) -> Self:
        return cls(
            problem=problem,
            visits=problem.visits_by_id(),
            shifts=problem.shifts_by_id(),
            routes={route.shift: route for route in solution.routes},
            left_out={unassigned.visit: unassigned for unassigned in solution.unassigned},
            order_pins=frozenset(order_pins),
            found=solution,
        )

    @property
    def solution(self) -> Solution:
        """Routes in the problem's order of shifts, visits left out in its order of visits."""
        routes = tuple(
            self.routes[shift.id] for shift in self.problem.shifts if shift.id in self.routes
        )
        left_out = [visit for visit in self.problem.visits if visit.id in self.left_out]
        plan_lines = objective.plan_lines(self.problem, self.routes)
        lines = objective.total([*(route.costs for route in routes), plan_lines])
        return Solution(
            routes=routes,
            unassigned=tuple(self.left_out[visit.id] for visit in left_out),
            costs=lines,
            objective_cents=lines.total,
            engine=self.found.engine,
            search_seconds=self.found.search_seconds,
            travel_source=self.found.travel_source,
        )

    def order(self, shift: str) -> list[str]:
        """Visit refs of the shift's route; empty without one."""
        route = self.routes.get(shift)
        return [] if route is None else [stop.visit for stop in route.stops]

    def shift_of(self, visit: str) -> str | None:
        """The shift that has the visit on its route."""
        for shift, route in self.routes.items():
            if any(stop.visit == visit for stop in route.stops):
                return shift
        return None

    def start_of(self, visit: str) -> int | None:
        for route in self.routes.values():
            for stop in route.stops:
                if stop.visit == visit:
                    return stop.start
        return None

    @property
    def placed(self) -> list[str]:
        return [stop.visit for route in self.routes.values() for stop in route.stops]


def with_order(draft: Draft, shift: str, order: Sequence[str]) -> Draft:
    """The shift drives these visits in this order; no visits: it has no route.

    Where routes depend on each other all of them are timed anew, as far as the rules allow it.
    """
    routes = dict(draft.routes)
    if order:
        visits = [draft.visits[visit] for visit in order]
        routes[shift] = time_anyway(draft.shifts[shift], visits, draft.problem.travel)
    else:
        routes.pop(shift, None)
    changed = replace(draft, routes=routes)
    return _timed_together(changed) if is_tied(draft.problem) else changed


def _timed_together(draft: Draft) -> Draft:
    orders = {
        shift: [draft.visits[visit] for visit in draft.order(shift)] for shift in draft.routes
    }
    timed = time_plan(draft.problem, orders)
    return draft if isinstance(timed, Blocked) else replace(draft, routes=timed)


def put(draft: Draft, visit: str, shift: str, position: int) -> Draft:
    """The visit at a position of the shift's route, counted without it, and nowhere else."""
    before = draft.shift_of(visit)
    if before is not None and before != shift:
        draft = with_order(draft, before, _without(draft.order(before), visit))
    order = _without(draft.order(shift), visit)
    order.insert(position, visit)
    left_out = {ref: why for ref, why in draft.left_out.items() if ref != visit}
    return replace(with_order(draft, shift, order), left_out=left_out)


def take_off(draft: Draft, visit: str, sentence: str) -> Draft:
    """The visit on no route; `sentence` says why."""
    shift = draft.shift_of(visit)
    if shift is not None:
        draft = with_order(draft, shift, _without(draft.order(shift), visit))
    why = Unassigned(visit=visit, reason=Reason.NOT_PLACED, sentence=written(sentence))
    return replace(
        draft, left_out={**draft.left_out, visit: why}, order_pins=draft.order_pins - {visit}
    )


def with_visit(draft: Draft, visit: Visit) -> Draft:
    """The visit as it is now (its pins changed), its route timed anew."""
    shift = draft.shift_of(visit.id)
    draft = _with_values(draft, {visit.id: visit})
    return draft if shift is None else with_order(draft, shift, draft.order(shift))


def with_order_pin(draft: Draft, visit: str, *, pinned: bool) -> Draft:
    pins = draft.order_pins | {visit} if pinned else draft.order_pins - {visit}
    return replace(draft, order_pins=pins)


def parted(before: Draft, after: Draft) -> list[str]:
    """Order-pinned stops that no longer stand directly behind the stop before them."""
    return [
        visit
        for visit in sorted(before.order_pins & after.order_pins)
        if predecessor(before, visit) != predecessor(after, visit)
    ]


def predecessor(draft: Draft, visit: str) -> tuple[str | None, str | None]:
    """The shift, and the stop before the visit (None: it is the first)."""
    shift = draft.shift_of(visit)
    if shift is None:
        return None, None
    order = draft.order(shift)
    index = order.index(visit)
    return shift, order[index - 1] if index else None


def violations_on(draft: Draft, shifts: Collection[str]) -> tuple[Violation, ...]:
    """What the referee says of the routes of these shifts, and of the plan as a whole.

    What is broken by a rule about more than one route is told whichever routes these are.
    """
    return check.violations(draft.problem, draft.solution, shifts)


class Patch(BaseModel):
    """What to put in place of what is there; None takes away.

    `asked` are the windows that the customers of these visits ask for, for their rows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    routes: dict[str, Route | None] = {}
    left_out: dict[str, Unassigned | None] = {}
    visits: dict[str, Visit] = {}
    order_pins: dict[str, bool] = {}
    asked: dict[str, tuple[tuple[datetime, datetime], ...]] = {}


def patch(old: Draft, new: Draft) -> Patch:
    """What turns `old` into `new`."""
    return Patch(
        routes=_changed(old.routes, new.routes),
        left_out=_changed(old.left_out, new.left_out),
        visits={
            ref: visit for ref, visit in new.visits.items() if visit is not old.visits.get(ref)
        },
        order_pins={ref: ref in new.order_pins for ref in sorted(old.order_pins ^ new.order_pins)},
    )


def apply(draft: Draft, change: Patch) -> Draft:
    """The draft with the patch's values; nothing is timed, they are what they were."""
    pins = {ref for ref, pinned in change.order_pins.items() if pinned}
    return replace(
        _with_values(draft, change.visits),
        routes=_patched(draft.routes, change.routes),
        left_out=_patched(draft.left_out, change.left_out),
        order_pins=(draft.order_pins - set(change.order_pins)) | pins,
    )


def _with_values(draft: Draft, values: Mapping[str, Visit]) -> Draft:
    if not values:
        return draft
    visits = {**draft.visits, **values}
    ordered = tuple(visits[visit.id] for visit in draft.problem.visits)
    problem = draft.problem.model_copy(update={"visits": ordered})
    return replace(draft, problem=problem, visits=visits)


def _without(order: Sequence[str], visit: str) -> list[str]:
    return [other for other in order if other != visit]


def _changed(old: Mapping[str, Part], new: Mapping[str, Part]) -> dict[str, Part | None]:
    return {
        key: new.get(key) for key in [*new, *(set(old) - set(new))] if old.get(key) != new.get(key)
    }


def _patched(now: Mapping[str, Part], change: Mapping[str, Part | None]) -> dict[str, Part]:
    kept = {key: value for key, value in now.items() if key not in change}
    return kept | {key: value for key, value in change.items() if value is not None}
