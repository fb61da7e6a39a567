"""What a route is timed against: travel, what other routes leave to it, and what blocks it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from optimizer.problem import TimeWindow
from optimizer.values import MAX_S


class Travel(Protocol):
    def duration_s(self, origin: int, destination: int) -> int: ...

    def distance_m(self, origin: int, destination: int) -> int: ...


@dataclass(frozen=True)
class Blocked:
    """The order cannot be driven: what fails first, where, and by how much.

    `rule` is window (service cannot start in time), return (back too late), rest (on to the
    next shift too soon), break, parts, equipment, capacity, or the name of a cap; `by_s` is in
    seconds but for what is counted or measured in metres.
    """

    rule: str
    visit: str | None
    by_s: int
    after: int

    @property
    def distance(self) -> tuple[bool, int]:
        """How far from a yes; a break is not measured and counts as furthest."""
        return self.rule == "break", self.by_s


@dataclass(frozen=True)
class Ties:
    """What other routes leave to this one.

    `starts` narrows when visits may start (work done together, or after other work); `leaves`
    and `returns` bound the route where the technician rests before or after it; `working_s` is
    what is left of the technician's hours.
    """

    starts: Mapping[str, TimeWindow] = field(default_factory=dict)
    leaves: int = 0
    returns: int | None = None
    working_s: int | None = None


UNTIED = Ties()

ANY_TIME = TimeWindow(opens=0, closes=MAX_S)


def first_start(windows: Sequence[TimeWindow] | None, ready: int) -> int | None:
    """Earliest allowed start at or after `ready`; None for windows: any time."""
    if windows is None:
        return ready
    return min(
        (max(window.opens, ready) for window in windows if window.closes >= ready), default=None
    )


def last_start(windows: Sequence[TimeWindow] | None, bound: int) -> int:
    """Latest allowed start at or before `bound`; there must be one."""
    if windows is None:
        return bound
    return max(min(window.closes, bound) for window in windows if window.opens <= bound)
