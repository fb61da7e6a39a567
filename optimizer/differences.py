"""What becomes of each visit when one plan takes the place of another."""

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

from pydantic import Field

from optimizer.problem import Problem, Shift
from optimizer.solution import Route, Stop
from optimizer.values import Value


class Change(StrEnum):
    """What happened to a visit; `moved` starts at another time with the same technician."""

    ADDED = "added"
    DROPPED = "dropped"
    TECHNICIAN = "technician"
    MOVED = "moved"


class Difference(Value):
    """A visit that is served otherwise than before; None where it is not served."""

    visit: str
    change: Change
    technician_before: str | None
    technician_after: str | None
    start_before: int | None
    start_after: int | None
    moved_s: int = Field(description="later start, in seconds; negative: earlier; 0 if not served")


def differences(
    problem: Problem, before: Iterable[Route], after: Iterable[Route], *, ignore_s: int = 59
) -> tuple[Difference, ...]:
    """The visits that differ, in the order of the problem; starts up to `ignore_s` apart do not."""
    shifts = problem.shifts_by_id()
    old, new = dict(_served(before, shifts)), dict(_served(after, shifts))
    found = (_difference(visit.id, old, new, ignore_s) for visit in problem.visits)
    return tuple(difference for difference in found if difference is not None)


Served = Mapping[str, tuple[str, Stop]]


def _served(
    routes: Iterable[Route], shifts: Mapping[str, Shift]
) -> Iterator[tuple[str, tuple[str, Stop]]]:
    for route in routes:
        for stop in route.stops:
            yield stop.visit, (shifts[route.shift].technician, stop)


def _difference(visit: str, old: Served, new: Served, ignore_s: int) -> Difference | None:
    was, stop_was = old.get(visit, (None, None))
    now, stop_now = new.get(visit, (None, None))
    start_was = None if stop_was is None else stop_was.start
    start_now = None if stop_now is None else stop_now.start
    moved_s = 0 if start_was is None or start_now is None else start_now - start_was
    if was is None and now is None:
        return None
    if was is None:
        change = Change.ADDED
    elif now is None:
        change = Change.DROPPED
    elif was != now:
        change = Change.TECHNICIAN
    elif abs(moved_s) > ignore_s:
        change = Change.MOVED
    else:
        return None
    return Difference(
        visit=visit,
        change=change,
        technician_before=was,
        technician_after=now,
        start_before=start_was,
        start_after=start_now,
        moved_s=moved_s,
    )
