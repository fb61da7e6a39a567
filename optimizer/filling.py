"""A plan that stands takes in left-out visits, as long as serving one costs less than not."""

from collections.abc import Mapping, Sequence

from optimizer.insertion import Place
from optimizer.joining import join, missing_partners
from optimizer.problem import Shift, Visit
from optimizer.standing import Standing


def take_in_what_pays(plan: Standing) -> Standing:
    """The best gain first, what has to be served before all else; then groups that pay."""
    while True:
        plan = _one_by_one(plan)
        after = _one_group(plan)
        if after is None:
            return plan
        plan = after


def _one_by_one(plan: Standing) -> Standing:
    found = {visit.id: _paying(plan, visit) for visit in plan.left_out()}
    while True:
        visits = [visit for visit in plan.left_out() if found[visit.id] is not None]
        if not visits:
            return plan
        best = max(visits, key=lambda visit: _gain(visit, found[visit.id]))
        place = found.pop(best.id)
        assert place is not None
        plan = plan.taking(place)
        found = {visit.id: _again(plan, visit, found, place) for visit in plan.left_out()}


def _paying(plan: Standing, visit: Visit, shifts: Sequence[Shift] | None = None) -> Place | None:
    """The visit's cheapest place, if serving it there costs less than not."""
    below = None if visit.mandatory else visit.leave_out_cents
    able = plan.facts.screener.able(visit) if shifts is None else shifts
    return plan.place(visit, able, below)


def _again(
    plan: Standing, visit: Visit, found: Mapping[str, Place | None], taken: Place
) -> Place | None:
    """The visit's cheapest paying place after another one was taken."""
    before = found[visit.id]
    near = {other.id for other in plan.facts.by_technician[taken.shift.technician]}
    if plan.facts.bonds or plan.facts.prices_plans or (before and before.shift.id in near):
        return _paying(plan, visit)
    able = [shift for shift in plan.facts.screener.able(visit) if shift.id in near]
    if before is None:
        return _paying(plan, visit, able)
    return plan.place(visit, able, before.extra_cents) or before


def _gain(visit: Visit, place: Place | None) -> tuple[bool, int, str]:
    assert place is not None
    return visit.mandatory, visit.leave_out_cents - place.extra_cents, visit.id


def _one_group(plan: Standing) -> Standing | None:
    """The plan with the first group that pays; None if none does."""
    looked_at: set[str] = set()
    for visit in plan.left_out():
        partners = missing_partners(plan, visit)
        if not partners or visit.id in looked_at:
            continue
        members = [visit, *partners]
        looked_at |= {member.id for member in members}
        joined = join(plan, visit)
        if joined is None:
            continue
        saved = sum(member.leave_out_cents for member in members)
        if any(member.mandatory for member in members) or joined.cents - plan.cents < saved:
            return joined
    return None
