"""Why a visit stands where it stands, and why one is not placed, by the routes as they are."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from dispatch.adopting import require_movable
from dispatch.config import Settings
from dispatch.draft import Draft, take_off
from dispatch.errors import BadValue
from dispatch.explaining import nobody_can, nobody_works, refusal_sentence, too_dear
from dispatch.open_drafts import OpenDraft, open_plan, words_for
from dispatch.plan_views import Alternative, WhyHere, WhyNot
from dispatch.roles import Actor, require
from dispatch.sentences import Sentence
from dispatch.statuses import Role
from optimizer import insertion
from optimizer.eligibility import refusal
from optimizer.explain import HOPE, full
from optimizer.problem import Shift, Visit
from optimizer.schedule import Blocked
from optimizer.solution import Reason, Refusal, Route

FITS = "fits"
"""Reason of a visit that a route could take in now."""


def why_here(
    session: Session, *, actor: Actor, plan_id: int, visit_ref: str, settings: Settings
) -> WhyHere:
    """The stop against the cheapest place on every other shift of the plan."""
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    opened = _opened(session, plan_id, settings)
    here = opened.draft.shift_of(visit_ref)
    if here is None:
        raise BadValue(f"visit {visit_ref} is on no route of plan {plan_id}", "on_no_route")
    without = take_off(opened.draft, visit_ref, "")
    now, then = opened.draft.routes[here], without.routes.get(here)
    cents = now.costs.total - (0 if then is None else then.costs.total)
    seconds = _away_s(now) - _away_s(then)
    visit = opened.draft.visits[visit_ref]
    others = [shift for shift in opened.draft.problem.shifts if shift.id != here]
    found = _ranked(_looked_at(opened, without, visit, shift, cents, seconds) for shift in others)
    return WhyHere(
        visit_ref=visit_ref,
        technician=opened.names.shifts[here],
        here_cents=cents,
        here_s=seconds,
        alternatives=found,
    )


def why_not_placed(
    session: Session, *, actor: Actor, plan_id: int, visit_ref: str, settings: Settings
) -> WhyNot:
    """The cheapest place, or the first rule that fails, technician by technician."""
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    opened = _opened(session, plan_id, settings)
    require_movable(session, opened, visit_ref, settings)
    if opened.draft.shift_of(visit_ref) is not None:
        raise BadValue(f"visit {visit_ref} is on a route of plan {plan_id}", "on_route_already")
    visit = opened.draft.visits[visit_ref]
    shifts = opened.draft.problem.shifts
    found = _ranked(_looked_at(opened, opened.draft, visit, shift, 0, 0) for shift in shifts)
    reason, sentence = _deciding(opened, visit, found)
    return WhyNot(
        visit_ref=visit_ref,
        reason=reason,
        sentence=sentence,
        leave_out_cents=visit.leave_out_cents,
        alternatives=found,
    )


def _opened(session: Session, plan_id: int, settings: Settings) -> OpenDraft:
    """The plan, with the names of the customers on its routes."""
    opened = open_plan(session, plan_id, settings)
    words = words_for(session, opened, opened.draft.placed)
    return replace(opened, names=opened.names.with_customers(words.customers))


@dataclass(frozen=True)
class _Looked:
    """One shift's answer: the cheapest place, or why there is none."""

    shift: Shift
    place: insertion.Place | None
    said: Refusal | None
    alternative: Alternative


def _ranked(looked: Iterable[_Looked]) -> tuple[Alternative, ...]:
    return tuple(one.alternative for one in sorted(looked, key=_nearest_first))


def _nearest_first(one: _Looked) -> tuple[bool, int, int, str]:
    """Cheapest first, then by how near the "no" is to a yes."""
    if one.said is None:
        return False, one.alternative.extra_cents or 0, 0, one.shift.id
    by_s = one.said.facts.get("by_s", 0)
    amount = by_s if isinstance(by_s, int) else 0
    return True, HOPE.index(one.said.reason), amount, one.shift.id


def _looked_at(
    opened: OpenDraft, draft: Draft, visit: Visit, shift: Shift, cents: int, seconds: int
) -> _Looked:
    """The cheapest place on the shift, its cost against what is spent on the visit now."""
    route = draft.routes.get(shift.id)
    said: Refusal | None = refusal(visit, shift, draft.problem.travel)
    place: insertion.Place | None = None
    if said is None:
        order = [draft.visits[ref] for ref in draft.order(shift.id)]
        cost = 0 if route is None else route.costs.total
        found = insertion.cheapest_place(visit, shift, order, draft.problem.travel, cost)
        said = full(shift, found) if isinstance(found, Blocked) else None
        place = None if isinstance(found, Blocked) else found
    starts = None if place is None else place.route.stops[place.position].start
    alternative = Alternative(
        technician_ref=shift.technician,
        technician=opened.names.shifts[shift.id],
        day=opened.facts.shifts[shift.id].day,
        starts=None if starts is None else opened.horizon.instant(starts),
        extra_s=None if place is None else _away_s(place.route) - _away_s(route) - seconds,
        extra_cents=None if place is None else place.extra_cents - cents,
        reason="" if said is None else said.reason.value,
        refusal="" if said is None else refusal_sentence(said, opened.names),
        position=None if place is None else place.position + _before(opened, draft, shift),
    )
    return _Looked(shift, place, said, alternative)


def _before(opened: OpenDraft, draft: Draft, shift: Shift) -> int:
    """Stops of the technician's earlier shifts on that day: positions count on."""
    day = opened.facts.shifts[shift.id].day
    return sum(
        len(draft.order(other.id))
        for other in draft.problem.shifts
        if other.technician == shift.technician
        and opened.facts.shifts[other.id].day == day
        and other.opens < shift.opens
    )


def _away_s(route: Route | None) -> int:
    return 0 if route is None else route.returns - route.departure


def _deciding(opened: OpenDraft, visit: Visit, found: tuple[Alternative, ...]) -> tuple[str, str]:
    if not found:
        return Reason.NO_SHIFT.value, nobody_works()
    nearest = found[0]
    if nearest.extra_cents is None:
        return nearest.reason, nobody_can(nearest.refusal)
    who, extra = nearest.technician, nearest.extra_cents
    if extra > visit.leave_out_cents:
        return Reason.TOO_DEAR.value, too_dear(who, extra, visit.leave_out_cents, opened.names)
    return FITS, Sentence(
        f"{who} can do it for {opened.names.money(extra)} more.",
        "reason_fits",
        technician=who,
        extra_cents=extra,
    )
