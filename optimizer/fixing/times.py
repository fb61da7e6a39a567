"""Ideas that move times: a wider window, another day, overtime."""

from collections.abc import Iterator, Sequence

from optimizer import explain
from optimizer.fixing.changes import Amendment
from optimizer.fixing.ideas import SHIFTS_EACH, Case, FixKind, Idea, least
from optimizer.problem import Shift, TimeWindow, Visit
from optimizer.refusals import in_minutes
from optimizer.solution import Reason, Refusal
from optimizer.values import MAX_S

MAX_WIDER_MIN = 12 * 60
MAX_OVERTIME_MIN = 4 * 60
DAY_S = 86_400


def wider_window(case: Case) -> Iterator[Idea]:
    """The visit's or a partner's window opens earlier, or closes later, by the fewest minutes."""
    for member in case.members:
        if member.windows and member.pinned_start is None:
            yield from _wider_window(case, member, opening=True)
            yield from _wider_window(case, member, opening=False)


def _wider_window(case: Case, member: Visit, *, opening: bool) -> Iterator[Idea]:
    every = range(len(member.windows))

    def works(minutes: int) -> bool:
        return case.joined(_wider(member, every, minutes, opening=opening)) is not None

    minutes = least(works, MAX_WIDER_MIN)
    if minutes is None:
        return
    alone = (_wider(member, [number], minutes, opening=opening) for number in every)
    enough = next((one for one in alone if case.joined(one) is not None), None)
    how, when = ("opens", "earlier") if opening else ("closes", "later")
    yield Idea(
        kind=FixKind.WINDOW,
        field=f"visits[{member.id}].windows",
        sentence=f"a time window of visit {member.id} {how} {minutes} min {when}",
        facts={"visit": member.id, "minutes": minutes, "side": how},
        change=enough or _wider(member, every, minutes, opening=opening),
    )


def _wider(visit: Visit, which: Sequence[int], minutes: int, *, opening: bool) -> Amendment:
    earlier, later = (60 * minutes, 0) if opening else (0, 60 * minutes)
    windows = tuple(
        TimeWindow(opens=max(0, window.opens - earlier), closes=min(MAX_S, window.closes + later))
        if number in which
        else window
        for number, window in enumerate(visit.windows)
    )
    return Amendment(visits=(visit.model_copy(update={"windows": windows}),))


def another_day(case: Case) -> Iterator[Idea]:
    """The same hours on another planned day, the cheapest."""
    shifts = case.plan.problem.shifts
    if not shifts or (not case.visit.windows and case.visit.pinned_start is None):
        return
    first = min(shift.opens for shift in shifts) // DAY_S
    last = max(shift.last_return for shift in shifts) // DAY_S
    found = []
    for days in range(first - last, last - first + 1):
        change = _moved(case, days * DAY_S) if days else None
        joined = None if change is None else case.joined(change)
        if change is not None and joined is not None:
            found.append((joined.cents, abs(days), days, change))
    if found:
        _, _, days, change = min(found, key=lambda one: one[:3])
        yield Idea(
            kind=FixKind.DAY,
            field=f"visits[{case.visit.id}].windows",
            sentence=f"visit {case.visit.id} at the same hours, "
            f"{abs(days)} days {'later' if days > 0 else 'earlier'}",
            facts={"days": days},
            change=change,
        )


def _moved(case: Case, by_s: int) -> Amendment | None:
    """All its times so much later; None if one would lie outside what times can be."""
    visit, pin = case.visit, case.visit.pinned_start
    edges = [edge for window in visit.windows for edge in (window.opens, window.closes)]
    edges += [] if pin is None else [pin]
    if any(not 0 <= edge + by_s <= MAX_S for edge in edges):
        return None
    windows = tuple(
        TimeWindow(opens=window.opens + by_s, closes=window.closes + by_s)
        for window in visit.windows
    )
    return case.replaced(windows=windows, pinned_start=None if pin is None else pin + by_s)


def overtime(case: Case) -> Iterator[Idea]:
    """Shifts that may end later by the fewest minutes."""
    found = []
    for shift, refused in case.refused(Reason.NO_ROOM, Reason.TOO_FAR):
        minutes = _overtime_min(case, shift, refused)
        if minutes is not None:
            found.append((minutes, case.plan.facts.number[shift.id], shift))
    for minutes, _, shift in sorted(found, key=lambda one: one[:2])[:SHIFTS_EACH]:
        yield Idea(
            kind=FixKind.OVERTIME,
            field=f"shifts[{shift.id}].max_overtime_s",
            sentence=f"{shift.technician} may work {minutes} min longer on shift {shift.id}",
            facts={"minutes": minutes, "shift": shift.id, "technician": shift.technician},
            change=_longer(shift, minutes),
        )


def _overtime_min(case: Case, shift: Shift, refused: Refusal) -> int | None:
    """The minutes that the refusal asks for, and those that the next one asks for after that."""
    minutes = 0
    while refused.facts.get("rule") == "return":
        minutes += in_minutes(int(refused.facts["by_s"]))
        if minutes > MAX_OVERTIME_MIN:
            return None
        plan = case.after(_longer(shift, minutes))
        longer = plan.facts.shifts[shift.id]
        alone = plan.facts.screener.refusal(case.visit, longer)
        refused = alone or explain.tried(case.visit, longer, plan)
    fits = minutes and refused.reason in (Reason.TOO_DEAR, Reason.NOT_PLACED)
    return minutes if fits else None


def _longer(shift: Shift, minutes: int) -> Amendment:
    more = min(MAX_S, shift.max_overtime_s + 60 * minutes)
    return Amendment(shifts=(shift.model_copy(update={"max_overtime_s": more}),))
