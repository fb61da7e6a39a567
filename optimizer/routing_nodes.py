"""The nodes of the OR-Tools model: who may serve what, from when to when, and what is fetched.

A visit has a node for each of its windows, of which at most one is served. Holes in the range
of one node would do as well, but OR-Tools' insertion heuristics do not see holes: they build
routes that then fail as a whole (google/or-tools issue 167).

What a van may lack is fetched at its depot: such a visit has one more node, which is the
delivery of a pick-up node at the depot. OR-Tools inserts both at once, so the way by the depot
is found although it does not pay by itself.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from optimizer import objective
from optimizer.problem import After, Bounds, Problem, Shift, TimeWindow, Together, Visit

MOST_LENGTHS = 3
"""Nodes for one window, for technicians of different pace, where the end of service counts."""


@dataclass(frozen=True)
class Node:
    """A visit in one of its windows, for the vehicles that may serve it there.

    `window` says when the stop may start, `clock` what the time dimension allows. They differ
    where the setup is part of the way (`setup_on_arrival`): the clock then shows the start of
    the work. A `fetched` node is served after a pass by the depot.
    """

    visit: Visit
    window: TimeWindow
    clock: TimeWindow
    vehicles: tuple[int, ...]
    setup_on_arrival: bool = False
    fetched: bool = False


@dataclass(frozen=True)
class Pass:
    """The way by a depot for what one fetched node needs."""

    place: int
    delivers: int
    vehicles: tuple[int, ...]


def nodes_and_passes(
    problem: Problem, eligible: Mapping[str, Sequence[int]], horizon: int
) -> tuple[list[Node], list[Pass]]:
    """All nodes, those of a visit side by side, and the passes of the fetched ones."""
    able = able_visits(problem, eligible)
    places = Counter(visit.place for visit in able)
    tied = tied_visits(problem)
    needs: Counter[str] = Counter()
    for visit in able:
        needs.update(visit.parts)
    nodes: list[Node] = []
    passes: list[Pass] = []
    for visit in able:
        saves = bool(visit.setup_s) and places[visit.place] > 1 and visit.id not in tied
        own = [v for v in eligible[visit.id] if has_all(problem.shifts[v], visit)]
        nodes += nodes_of(visit, own, problem.shifts, horizon, saves=saves)
        for place, vehicles in _fetching(visit, eligible[visit.id], problem.shifts, needs).items():
            for node in nodes_of(visit, vehicles, problem.shifts, horizon, saves=saves):
                passes.append(Pass(place, len(nodes), node.vehicles))
                nodes.append(replace(node, fetched=True))
    return nodes, passes


def able_visits(problem: Problem, eligible: Mapping[str, Sequence[int]]) -> list[Visit]:
    """The visits somebody can do, without those whose relations ask for one that nobody can."""
    able = {visit.id for visit in problem.visits if eligible.get(visit.id)}
    before = -1
    while before != len(able):
        before = len(able)
        for relation in problem.relations:
            if isinstance(relation, Together) and not able.issuperset(relation.visits):
                able.difference_update(relation.visits)
            elif isinstance(relation, After) and relation.first not in able:
                able.discard(relation.then)
    return [visit for visit in problem.visits if visit.id in able]


def tied_visits(problem: Problem) -> set[str]:
    """The visits whose start other visits look at."""
    return {
        visit
        for relation in problem.relations
        if isinstance(relation, After | Together)
        for visit in relation.visits
    }


def has_all(shift: Shift, visit: Visit) -> bool:
    """The van as it leaves home has the equipment and the parts for this visit alone."""
    return set(visit.equipment).issubset(shift.equipment) and all(
        shift.stock.get(part, 0) >= pieces for part, pieces in visit.parts.items()
    )


def _fetching(
    visit: Visit, vehicles: Sequence[int], shifts: Sequence[Shift], needs: Mapping[str, int]
) -> dict[int, list[int]]:
    """By depot the vehicles that may have to pass there for this visit."""
    found: dict[int, list[int]] = {}
    for vehicle in vehicles:
        shift = shifts[vehicle]
        short = any(shift.stock.get(part, 0) < needs[part] for part in visit.parts)
        if shift.pick_up is not None and (short or not has_all(shift, visit)):
            found.setdefault(shift.pick_up.place, []).append(vehicle)
    return found


def nodes_of(
    visit: Visit, vehicles: Sequence[int], shifts: Sequence[Shift], horizon: int, *, saves: bool
) -> Iterator[Node]:
    """A node for each window, and for each time on site where the end of service counts.

    With more than `MOST_LENGTHS` different times on site the nearest share a node, which then
    keeps the window for the longest. `saves` tells that the setup may fall away.
    """
    for length, able in _by_length(visit, vehicles, shifts):
        if visit.has_no_start(length):
            continue
        for window in _merged(visit.allowed_starts(length), horizon):
            clock = _clock(visit, window) if saves else None
            yield Node(visit, window, clock or window, tuple(able), clock is not None)


def _by_length(
    visit: Visit, vehicles: Sequence[int], shifts: Sequence[Shift]
) -> Iterator[tuple[int, list[int]]]:
    """Vehicles by time on site, where the end of service counts; the longest of each group."""
    if not vehicles:
        return
    ends_count = visit.due_by is not None and visit.late_cents_per_hour > 0
    if not ends_count and (visit.window_bounds is Bounds.START or not visit.windows):
        yield 0, list(vehicles)
        return
    length = {v: objective.on_site_s(visit, shifts[v], setup=True) for v in vehicles}
    lengths = sorted(set(length.values()))
    size = -(-len(lengths) // MOST_LENGTHS)
    for first in range(0, len(lengths), size):
        group = set(lengths[first : first + size])
        yield max(group), [v for v in vehicles if length[v] in group]


def _merged(windows: Sequence[TimeWindow], horizon: int) -> list[TimeWindow]:
    """Windows that do not touch, up to the last return; any time where there are none."""
    found: list[TimeWindow] = []
    for window in windows or (TimeWindow(opens=0, closes=horizon),):
        closes = min(window.closes, horizon)
        if found and window.opens <= found[-1].closes + 1:
            closes = max(found[-1].closes, closes)
            found[-1] = TimeWindow(opens=found[-1].opens, closes=closes)
        elif window.opens <= horizon:
            found.append(TimeWindow(opens=window.opens, closes=closes))
    return found


def _clock(visit: Visit, window: TimeWindow) -> TimeWindow | None:
    """When the work may begin, right both with and without a setup before it; None if never."""
    opens = window.opens + visit.setup_s
    service = visit.window_bounds is Bounds.SERVICE and bool(visit.windows)
    closes = window.closes + visit.setup_s if service else window.closes
    if visit.pinned_start is not None or closes < opens:
        return None
    return TimeWindow(opens=opens, closes=closes)
