"""The one place where times of a route are computed.

A route is timed to be back as early as its order allows, and then to leave as late as that
allows, so that nobody waits without need (`eager`). Where customers wish for a time or were
promised one, waiting for that moment is tried as well, as far as it makes nobody late and the
return no later than the shift closes (`patient`). Where waiting or working time is capped,
being late to wait less is tried (`short`); the price of waiting alone makes nobody late.
Where breaks go, and where the depot is passed when something has to be fetched, is tried out.
The cheapest of all timings is taken, of equally cheap ones that which is back first.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations_with_replacement

from optimizer.line_times import Placement
from optimizer.loading import first_to_lack, overfull
from optimizer.problem import Break, Shift, Visit
from optimizer.route_line import Line
from optimizer.solution import Route
from optimizer.ties import UNTIED, Blocked, Ties, Travel

__all__ = ["UNTIED", "Blocked", "Ties", "Travel", "earliest", "time_route"]


def time_route(
    shift: Shift, visits: Sequence[Visit], travel: Travel, ties: Ties = UNTIED
) -> Route | Blocked:
    """The cheapest timing of the visits in this order, or the rule that blocks it.

    Looks at times, caps and what has to be on board, not at skills or pinned technicians.
    """
    lines = _lines(shift, visits, travel, ties)
    if isinstance(lines, Blocked):
        return lines
    best: Route | None = None
    blocks: list[Blocked] = []
    for line in lines:
        for placement in _placements(shift.breaks, len(line.items) + 1):
            for style in line.styles:
                timed = line.timed(placement, style)
                if isinstance(timed, Blocked):
                    blocks.append(timed)
                elif best is None or _rank(timed) < _rank(best):
                    best = timed
    return best or _nearest(blocks)


def earliest(
    shift: Shift, visits: Sequence[Visit], travel: Travel, ties: Ties = UNTIED
) -> dict[str, tuple[int, int]] | Blocked:
    """Start and end of every visit when all is done as early as possible, caps aside.

    Of several places for breaks and the depot that with the earliest return counts.
    """
    lines = _lines(shift, visits, travel, ties)
    if isinstance(lines, Blocked):
        return lines
    found: list[tuple[int, list[int], Line]] = []
    blocks: list[Blocked] = []
    for line in lines:
        for placement in _placements(shift.breaks, len(line.items) + 1):
            timed = line.earliest(placement)
            if isinstance(timed, Blocked):
                blocks.append(timed)
            else:
                found.append((*timed, line))
    if not found:
        return _nearest(blocks)
    _, starts, line = min(found, key=lambda one: one[:2])
    return line.times(starts)


def _lines(
    shift: Shift, visits: Sequence[Visit], travel: Travel, ties: Ties
) -> list[Line] | Blocked:
    """The order with each place for the pass by the depot, if one is needed."""
    if not visits:
        raise ValueError(f"shift {shift.id}: a route needs at least one visit")
    full = overfull(shift, visits)
    if full is not None:
        return Blocked(*full)
    lacking = first_to_lack(shift, visits)
    if lacking is None:
        return [Line(shift, visits, travel, ties)]
    if shift.pick_up is None:
        return Blocked(lacking.rule, visits[lacking.stop].id, lacking.amount, lacking.stop)
    return [Line(shift, visits, travel, ties, passed) for passed in range(lacking.stop + 1)]


def _nearest(blocks: Sequence[Blocked]) -> Blocked:
    return min(blocks, key=lambda block: (-block.after, block.distance))


def _rank(route: Route) -> tuple[int, int, int]:
    return route.costs.total, route.returns, -route.departure


def _placements(breaks: Sequence[Break], gaps: int) -> Iterator[Placement]:
    for chosen in combinations_with_replacement(range(gaps), len(breaks)):
        yield tuple(
            tuple(rest for rest, gap in zip(breaks, chosen, strict=True) if gap == index)
            for index in range(gaps)
        )
