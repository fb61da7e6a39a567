"""Why visits stay out of a plan, verified by trying to insert each of them everywhere."""

from collections.abc import Mapping, Sequence

from optimizer import insertion
from optimizer.eligibility import Screening
from optimizer.problem import Problem, Shift, Visit
from optimizer.schedule import Blocked
from optimizer.solution import Reason, Refusal, Unassigned

HOPE = (
    Reason.TOO_DEAR,
    Reason.NO_ROOM,
    Reason.TOO_FAR,
    Reason.NO_WINDOW_IN_SHIFT,
    Reason.SKILL_EXPIRED,
    Reason.SKILL_LEVEL,
    Reason.SKILL_MISSING,
    Reason.OTHER_TECHNICIAN,
    Reason.PINNED_OUTSIDE_WINDOW,
)
"""The refusal nearest to a yes decides: it is the one worth mending."""


def unassigned(
    visit: Visit,
    problem: Problem,
    screening: Screening,
    orders: Mapping[str, Sequence[Visit]],
    costs: Mapping[str, int],
) -> Unassigned:
    """The reason the visit is left out, and the refusal of every shift."""
    if not problem.shifts:
        return Unassigned(
            visit=visit.id, reason=Reason.NO_SHIFT, sentence="nobody works on the planned days"
        )
    before = [screening[visit.id][shift.id] for shift in problem.shifts]
    refusals = [refused for refused in before if refused is not None]
    eligible = [
        shift for shift, refused in zip(problem.shifts, before, strict=True) if refused is None
    ]
    for shift, place in insertion.places(visit, eligible, orders, costs, problem.travel):
        refusals.append(full(shift, place) if isinstance(place, Blocked) else _dear(visit, place))
    refusals.sort(key=lambda refused: (HOPE.index(refused.reason), _size(refused)))
    decisive = refusals[0]
    return Unassigned(
        visit=visit.id,
        reason=decisive.reason,
        sentence=_sentence(decisive, len(eligible), len(problem.shifts)),
        refusals=tuple(refusals),
    )


def full(shift: Shift, blocked: Blocked) -> Refusal:
    """The "no" of a shift whose route has no room for the visit."""
    over = -(-blocked.by_s // 60)
    failing = {
        "window": f"a customer's time window would be missed by {over} min",
        "return": f"the day would end {over} min too late",
        "break": "the break would not fit",
    }[blocked.rule]
    return Refusal(
        reason=Reason.NO_ROOM,
        shift=shift.id,
        sentence=f"{shift.technician} has no room: {failing}",
        facts={"rule": blocked.rule, "visit": blocked.visit or "", "by_s": blocked.by_s},
    )


def _dear(visit: Visit, place: insertion.Place) -> Refusal:
    return Refusal(
        reason=Reason.TOO_DEAR,
        shift=place.shift.id,
        sentence=(
            f"{place.shift.technician} could do it for {place.extra_cents / 100:.2f} more, but "
            f"leaving it out is priced at {visit.leave_out_cents / 100:.2f}"
        ),
        facts={"extra_cents": place.extra_cents, "leave_out_cents": visit.leave_out_cents},
    )


def _size(refused: Refusal) -> tuple[bool, int]:
    """How far from a yes, in the numbers of its own rule; a break has none and comes last."""
    number = refused.facts.get("extra_cents", refused.facts.get("by_s", 0))
    return refused.facts.get("rule") == "break", number if isinstance(number, int) else 0


def _sentence(decisive: Refusal, eligible: int, shifts: int) -> str:
    if decisive.reason is Reason.TOO_DEAR:
        return decisive.sentence
    if decisive.reason is Reason.NO_ROOM:
        return f"all {eligible} shifts that could do it are full; nearest: {decisive.sentence}"
    return f"none of {shifts} shifts can do it; nearest: {decisive.sentence}"
