"""Making the arrays of a problem. Visits that no shift can do are not in them."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer import objective
from optimizer.driving import traffic_of
from optimizer.eligibility import Screening
from optimizer.problem import After, Bounds, Problem, Shift, Together, Visit
from optimizer.search.linked import Links, link_problem
from optimizer.search.model import NEVER, Floats, Ints, Model
from optimizer.search.orders import neighbours, ranks
from optimizer.search.rows import shift_rows, visit_rows


class Compiled(NamedTuple):
    """The arrays, and the visits and shifts that their rows stand for; only to be read."""

    model: Model
    links: Links
    near: npt.NDArray[np.int32]  # see `orders`, as the next
    ranks: Floats
    visits: tuple[Visit, ...]
    shifts: tuple[Shift, ...]


def compile_problem(
    problem: Problem, screening: Screening, *, within: Compiled | None = None
) -> Compiled:
    """Arrays for the visits that can be done at all, in the problem's order.

    `within`: those of a larger problem with the same travel matrix, which is not laid out anew.
    """
    shifts, visits = problem.shifts, _possible(problem, screening)
    pace = _pace_classes(shifts)
    on_site, serve = _of_pairs(visits, shifts, pace, screening)
    fields: dict[str, Any] = {"on_site": on_site, "serve": serve} | _of_able(serve)
    fields |= _of_travel(problem, within)
    fields |= visit_rows(visits)
    fields |= shift_rows(shifts, pace)
    fields["shift"]["cap_visits"] = _most_stops(fields)
    fields |= _of_loads(visits, shifts)
    links = link_problem(problem, visits, shifts)
    fields |= _flags(problem, visits, shifts, several=len(fields["window"]) > len(visits))
    fields["plain"] = fields["plain"] and not links.some
    model = Model(**fields)
    return Compiled(model, links, neighbours(model), ranks(model), visits, shifts)


def _possible(problem: Problem, screening: Screening) -> tuple[Visit, ...]:
    """Visits that some shift can do, and that do not wait for one that nobody can."""
    able = {
        visit.id
        for visit in problem.visits
        if any(screening[visit.id][shift.id] is None for shift in problem.shifts)
    }
    known = -1
    while known != len(able):
        known = len(able)
        for relation in problem.relations:
            if isinstance(relation, Together) and not able.issuperset(relation.visits):
                able.difference_update(relation.visits)
            if isinstance(relation, After) and relation.first not in able:
                able.discard(relation.then)
    return tuple(visit for visit in problem.visits if visit.id in able)


def _of_travel(problem: Problem, within: Compiled | None) -> dict[str, Any]:
    travel, traffic = problem.travel, traffic_of(problem.travel)
    if within is None:
        both = np.stack([travel.durations_s, travel.distances_m], axis=2).astype(np.int32)
        legs = np.concatenate([both, both.transpose(1, 0, 2)], axis=2)
    else:
        legs = within.model.legs
    return {
        "legs": legs,
        "bands": np.array([traffic.opens, traffic.speeds, traffic.driven], dtype=np.int64),
        "traffic": bool(travel.traffic),
    }


def _of_loads(visits: Sequence[Visit], shifts: Sequence[Shift]) -> dict[str, Any]:
    units = sorted({unit for shift in shifts for unit in shift.capacity})
    parts = sorted({part for visit in visits for part in visit.parts})
    tools = sorted({tool for visit in visits for tool in visit.equipment})
    return {
        "load": _table([[visit.load.get(unit, 0) for unit in units] for visit in visits], units),
        "room": _table(
            [[shift.capacity.get(unit, NEVER) for unit in units] for shift in shifts], units
        ),
        "needs": _table(
            [
                [visit.parts.get(part, 0) for part in parts]
                + [int(tool in visit.equipment) for tool in tools]
                for visit in visits
            ],
            [*parts, *tools],
        ),
        "stock": _table(
            [
                [shift.stock.get(part, 0) for part in parts]
                + [int(tool in shift.equipment) for tool in tools]
                for shift in shifts
            ],
            [*parts, *tools],
        ),
        "used_up": np.array([1] * len(parts) + [0] * len(tools), dtype=np.int64),
        "loads": bool(units),
        "parts": bool(parts or tools),
    }


def _pace_classes(shifts: Sequence[Shift]) -> list[int]:
    """Shifts at which every visit takes equally long share a number."""
    seen: dict[tuple[Any, ...], int] = {}
    keys = [
        (shift.pace_percent, *sorted((skill.skill, skill.pace_percent) for skill in _slow(shift)))
        for shift in shifts
    ]
    return [seen.setdefault(key, len(seen)) for key in keys]


def _of_pairs(
    visits: Sequence[Visit], shifts: Sequence[Shift], pace: Sequence[int], screening: Screening
) -> tuple[Ints, Floats]:
    """Seconds on site by class of pace, and cents of serving; both without the setup."""
    on_site = np.zeros((max(pace, default=0) + 1, len(visits)), dtype=np.int64)
    serve = np.full((len(visits), len(shifts)), np.inf)
    personal = [bool(visit.preferred_technicians or visit.promise) for visit in visits]
    known: dict[Any, dict[int, float]] = {}
    for number, shift in enumerate(shifts):
        own = on_site[pace[number]]
        if pace.index(pace[number]) == number:
            own[:] = [objective.on_site_s(visit, shift, setup=False) for visit in visits]
        alike = known.setdefault((shift.prices, shift.skills, pace[number]), {})
        for index, visit in enumerate(visits):
            if screening[visit.id][shift.id] is not None:
                continue
            if index not in alike or personal[index]:
                alike[index] = _serving(visit, shift, int(own[index]))
            serve[index, number] = alike[index]
    return on_site, serve


def _of_able(serve: Floats) -> dict[str, Ints]:
    """The shifts that can do each visit, one visit after another, and where those of each begin."""
    rows, able = np.nonzero(np.isfinite(serve))
    begins = np.searchsorted(rows, np.arange(len(serve) + 1))
    return {"able": able.astype(np.int64), "able_from": begins.astype(np.int64)}


def _most_stops(fields: dict[str, Any]) -> Ints:
    """How many visits fit on each shift: what its cap allows, and the shortest in a row."""
    most = fields["shift"]["cap_visits"].copy()
    for number, shift in enumerate(fields["shift"]):
        eligible = np.isfinite(fields["serve"][:, number])
        seconds = np.sort(fields["on_site"][shift["pace_class"], eligible])
        fits = np.searchsorted(np.cumsum(seconds), shift["last_return"] - shift["opens"], "right")
        most[number] = min(most[number], fits)
    return most


def _slow(shift: Shift) -> list[Any]:
    return [skill for skill in shift.skills if skill.pace_percent != 100]


def _serving(visit: Visit, shift: Shift, on_site_s: int) -> float:
    sending = objective.sending_lines(visit, shift).total
    return float(objective.work_lines(on_site_s, shift).total + sending)


def _flags(
    problem: Problem, visits: Sequence[Visit], shifts: Sequence[Shift], *, several: bool
) -> dict[str, bool]:
    prices = {shift.prices for shift in shifts}
    capped = any(shift.caps.route_s is not None for shift in shifts)
    timed = capped or any(price.route_cents_per_hour for price in prices)
    plain = not (
        problem.travel.traffic
        or (several and (timed or any(shift.pick_up for shift in shifts)))
        or any(price.wait_cents_per_hour for price in prices)
        or any(
            shift.breaks
            or (shift.max_overtime_s and shift.prices.overtime_cents_per_hour)
            or shift.caps.drive_s is not None
            or shift.caps.distance_m is not None
            or shift.caps.wait_s is not None
            for shift in shifts
        )
        or any(_is_special(visit) for visit in visits)
    )
    return {"plain": plain, "timed": timed}


def _is_special(visit: Visit) -> bool:
    return bool(
        visit.setup_s
        or visit.window_bounds is Bounds.SERVICE
        or visit.preferred
        or (visit.promise and visit.promise.start is not None)
        or (visit.due_by is not None and visit.late_cents_per_hour)
    )


def _table(rows: list[list[int]], columns: Sequence[str]) -> Ints:
    return np.array(rows, dtype=np.int64).reshape(len(rows), len(columns))
