"""Why visits stay out of a plan, verified by trying to insert each of them everywhere."""

from optimizer.bonds import breach, span
from optimizer.insertion import least_blocked
from optimizer.joining import join, missing_partners
from optimizer.problem import Shift, Visit
from optimizer.refusals import CAPS, capped, in_minutes, over_hours
from optimizer.schedule import Blocked
from optimizer.solution import Reason, Refusal, Unassigned
from optimizer.standing import Standing

HOPE = (
    Reason.NOT_PLACED,
    Reason.TOO_DEAR,
    Reason.NO_ROOM,
    Reason.CAP,
    Reason.REST,
    Reason.WORK_LIMIT,
    Reason.RELATION,
    Reason.CAPACITY,
    Reason.PARTS,
    Reason.EQUIPMENT,
    Reason.TOO_FAR,
    Reason.WINDOW_TOO_SHORT,
    Reason.NO_WINDOW_IN_SHIFT,
    Reason.SKILL_EXPIRED,
    Reason.SKILL_LEVEL,
    Reason.SKILL_MISSING,
    Reason.NOT_ALLOWED,
    Reason.FORBIDDEN,
    Reason.OTHER_TECHNICIAN,
    Reason.PINNED_OUTSIDE_WINDOW,
)
"""The refusal nearest to a yes decides: it is the one worth mending."""

OF_THE_DAY = HOPE[: HOPE.index(Reason.TOO_FAR)]
"""Reasons of shifts that could do the visit but for what else they do that day."""


def left_out(plan: Standing) -> tuple[Unassigned, ...]:
    """Why each visit that is on none of the routes stays out."""
    return tuple(unassigned(visit, plan) for visit in plan.left_out())


def unassigned(visit: Visit, plan: Standing) -> Unassigned:
    """The reason the visit is left out, and the refusal of every shift."""
    shifts = plan.problem.shifts
    if not shifts:
        return Unassigned(
            visit=visit.id, reason=Reason.NO_SHIFT, sentence="nobody works on the planned days"
        )
    able = plan.facts.screener.able(visit)
    screened = [plan.facts.screener.refusal(visit, shift) for shift in shifts]
    refusals = [found for found in screened if found is not None]
    refusals += [tried(visit, shift, plan) for shift in able]
    refusals.sort(key=lambda refused: (HOPE.index(refused.reason), _size(refused)))
    decisive = refusals[0]
    return Unassigned(
        visit=visit.id,
        reason=decisive.reason,
        sentence=_sentence(decisive, len(able), len(shifts)),
        refusals=tuple(refusals),
    )


def tried(visit: Visit, shift: Shift, plan: Standing) -> Refusal:
    """What keeps an able shift from taking the visit in, by inserting it in every place."""
    if missing_partners(plan, visit):
        return _tried_together(visit, shift, plan)
    place = plan.place(visit, [shift])
    if place is not None:
        return _dear(shift, place.extra_cents, visit.leave_out_cents)
    broken = breach(plan, visit.id, shift)
    if broken is not None:
        return _related(shift, broken.sentence, broken.partner)
    blocked = least_blocked(
        visit, shift, plan.order(shift.id), span(plan, visit.id, shift), plan.timed
    )
    return full(shift, _bound_by_relation(plan, shift, blocked))


def _tried_together(visit: Visit, shift: Shift, plan: Standing) -> Refusal:
    """The answer for a visit that needs others at the same time, who are left out as well."""
    partners = missing_partners(plan, visit)
    joined = join(plan, visit, [shift])
    if joined is None:
        names = " and ".join(partner.id for partner in partners)
        said = f"nobody can do visit {names} at the same time"
        return _related(shift, said, partners[0].id)
    saved = visit.leave_out_cents + sum(partner.leave_out_cents for partner in partners)
    return _dear(shift, joined.cents - plan.cents, saved)


def _bound_by_relation(plan: Standing, shift: Shift, blocked: Blocked) -> Blocked:
    """The relation, where it and not the customer's own window is what is missed."""
    visit = plan.facts.visits.get(blocked.visit or "")
    if blocked.rule != "window" or visit is None or visit.id not in plan.facts.bonds:
        return blocked
    tied = plan.tied(visit, shift)
    own = max((window.closes for window in visit.allowed_starts()), default=None)
    if isinstance(tied, Blocked) or (tied and (own is None or tied.closes < own)):
        return Blocked("relation", visit.id, blocked.by_s, blocked.after)
    return blocked


def full(shift: Shift, blocked: Blocked) -> Refusal:
    """The "no" of a shift whose route has no room for the visit."""
    if blocked.rule in CAPS:
        return capped(shift, blocked.rule, blocked.by_s)
    if blocked.rule == "work_limit":
        return over_hours(shift, blocked.by_s)
    reason, failing = _failing(blocked)
    return Refusal(
        reason=reason,
        shift=shift.id,
        sentence=f"{shift.technician} has no room: {failing}",
        facts={"rule": blocked.rule, "visit": blocked.visit or "", "by_s": blocked.by_s},
    )


def _failing(blocked: Blocked) -> tuple[Reason, str]:
    over = in_minutes(blocked.by_s)
    return {
        "window": (Reason.NO_ROOM, f"a customer's time window would be missed by {over} min"),
        "return": (Reason.NO_ROOM, f"the day would end {over} min too late"),
        "break": (Reason.NO_ROOM, "the break would not fit"),
        "rest": (Reason.REST, f"the rest between shifts would be {over} min too short"),
        "capacity": (Reason.CAPACITY, f"the load would be {blocked.by_s} too much"),
        "parts": (Reason.PARTS, f"{blocked.by_s} parts would be missing"),
        "equipment": (Reason.EQUIPMENT, f"{blocked.by_s} pieces of equipment would be missing"),
        "relation": (
            Reason.RELATION,
            f"what visit {blocked.visit} has to do with others would be missed by {over} min",
        ),
    }[blocked.rule]


def _related(shift: Shift, said: str, partner: str) -> Refusal:
    return Refusal(
        reason=Reason.RELATION,
        shift=shift.id,
        sentence=f"{shift.technician} cannot: {said}",
        facts={"rule": "relation", "visit": partner},
    )


def _dear(shift: Shift, extra_cents: int, saved_cents: int) -> Refusal:
    """The "no" of a shift that has a place: too dear, or nobody has taken it."""
    facts: dict[str, int | str] = {"extra_cents": extra_cents, "leave_out_cents": saved_cents}
    could = f"{shift.technician} could do it for {extra_cents / 100:.2f} more"
    if extra_cents < saved_cents:
        said = f"{could}, which is less than the {saved_cents / 100:.2f} of leaving it out"
        return Refusal(reason=Reason.NOT_PLACED, shift=shift.id, sentence=said, facts=facts)
    said = f"{could}, but leaving it out is priced at {saved_cents / 100:.2f}"
    return Refusal(reason=Reason.TOO_DEAR, shift=shift.id, sentence=said, facts=facts)


def _size(refused: Refusal) -> tuple[bool, int]:
    """How far from a yes, in the numbers of its own rule; what has none comes last."""
    facts = refused.facts
    number = facts.get("extra_cents", facts.get("by_s", facts.get("over")))
    if facts.get("rule") == "break" or not isinstance(number, int):
        return True, 0
    return False, number


def _sentence(decisive: Refusal, able: int, shifts: int) -> str:
    if decisive.reason in (Reason.TOO_DEAR, Reason.NOT_PLACED):
        return decisive.sentence
    if decisive.reason in OF_THE_DAY and able:
        return f"all {able} shifts that could do it are full; nearest: {decisive.sentence}"
    return f"none of {shifts} shifts can do it; nearest: {decisive.sentence}"
