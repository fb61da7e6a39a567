"""Times and prices of one lane's legs, compiled; they follow `optimizer.driving` to the second."""

from optimizer.bound.lanes import Lane
from optimizer.search.compiling import compiled

FAR = 1 << 60
"""More units than anything costs."""

BUCKETS = 64
"""Stretches of equal length that a shift's time is cut into."""


@compiled
def first_start(lane: Lane, visit: int, variant: int, ready: int) -> int:
    """Earliest allowed start at or after `ready`, or -1."""
    best = -1
    index = 2 * visit + variant
    for window in range(lane.window_from[index], lane.window_from[index + 1]):
        if lane.window_closes[window] >= ready:
            start = max(lane.window_opens[window], ready)
            if best < 0 or start < best:
                best = start
    return best


@compiled
def ready_after(lane: Lane, clock: int, seconds: int, rested: int, more: int) -> int:
    """When the next place is reached and `more` breaks are taken, or -1."""
    rest, slept = clock, 0
    for index in range(rested, rested + more):
        start = max(rest, lane.break_earliest[index])
        if start > lane.break_latest[index]:
            return -1
        rest = start + lane.break_s[index]
        slept += lane.break_s[index]
    return max(rest, clock + seconds + slept)


@compiled
def home_by(lane: Lane, visit: int, clock: int, rested: int) -> int:
    """Return after the visit with all breaks still to come, or -1."""
    count = len(lane.break_s)
    for more in range(count - rested + 1):
        home = ready_after(lane, clock, lane.home_s[visit], rested, more)
        if home < 0 or home > lane.last_return:
            continue
        if ready_after(lane, home, 0, rested + more, count - rested - more) >= 0:
            return home
    return -1


@compiled
def rounded(seconds: int, rate: int) -> int:
    """Units of so many seconds at cents per hour, in whole cents, halves up."""
    return (2 * seconds * rate + 3600) // 7200 * 3600


@compiled
def lateness(lane: Lane, visit: int, variant: int, start: int) -> int:
    """Units for starting later than due, wished or promised."""
    units = 0
    for index in range(3):
        rate = lane.soft_rate[visit, index]
        if rate > 0:
            units += rounded(max(0, start - lane.soft_after[visit, variant, index]), rate)
    return units


@compiled
def going_home(lane: Lane, visit: int, home: int) -> int:
    """Units of the way home and the overtime."""
    overtime = max(0, home - lane.closes)
    return lane.home_cost[visit] + rounded(overtime, lane.overtime_rate)


@compiled
def bucket_width(lane: Lane) -> int:
    return (lane.last_return - lane.opens) // BUCKETS + 1


@compiled
def bucket_of(lane: Lane, clock: int, width: int) -> int:
    return min(BUCKETS - 1, max(0, (clock - lane.opens) // width))
