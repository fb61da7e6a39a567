"""Ideas about vans, caps and money: more on board, a longer route, another visit left out."""

from collections.abc import Iterator

from optimizer.bumping import bump
from optimizer.fixing.changes import Amendment
from optimizer.fixing.ideas import SHIFTS_EACH, Case, FixKind, Idea
from optimizer.joining import join
from optimizer.problem import Shift
from optimizer.resolving import solution_of
from optimizer.solution import Reason, Unassigned


def loaded_van(case: Case) -> Iterator[Idea]:
    """A van with the equipment and the parts for one visit of this kind more."""
    visit = case.visit
    for shift, _ in list(case.refused(Reason.EQUIPMENT, Reason.PARTS))[:SHIFTS_EACH]:
        missing = tuple(name for name in visit.equipment if name not in shift.equipment)
        stock = dict(shift.stock)
        for part, amount in visit.parts.items():
            stock[part] = stock.get(part, 0) + amount
        loaded = {"equipment": (*shift.equipment, *missing), "stock": stock}
        taken = [*missing, *(f"{amount} {part}" for part, amount in visit.parts.items())]
        yield Idea(
            kind=FixKind.LOAD,
            field=f"shifts[{shift.id}].{'equipment' if missing else 'stock'}",
            sentence=f"{shift.technician} takes along {', '.join(taken)} on shift {shift.id}",
            facts={"shift": shift.id, "technician": shift.technician},
            change=Amendment(shifts=(shift.model_copy(update=loaded),)),
        )


CAPS = {
    "visits": "visits",
    "drive": "drive_s",
    "distance": "distance_m",
    "wait": "wait_s",
    "route": "route_s",
}
"""The field of `Caps` for each rule."""


def lifted_cap(case: Case) -> Iterator[Idea]:
    """Routes that may hold as much more as they are over their cap."""
    for shift, refused in list(case.refused(Reason.CAP))[:SHIFTS_EACH]:
        rule, over = str(refused.facts["rule"]), int(refused.facts["over"])
        lifted = _lifted(shift, CAPS[rule], over)
        if lifted is not None:
            yield Idea(
                kind=FixKind.CAP,
                field=f"shifts[{shift.id}].caps.{CAPS[rule]}",
                sentence=f"{shift.technician}'s cap on {rule} is lifted by {over}",
                facts={"rule": rule, "over": over, "shift": shift.id},
                change=Amendment(shifts=(lifted,)),
            )


def _lifted(shift: Shift, field: str, over: int) -> Shift | None:
    cap = getattr(shift.caps, field)
    if cap is None:
        return None
    caps = shift.caps.model_copy(update={field: cap + over})
    return shift.model_copy(update={"caps": caps})


def swap(case: Case) -> Iterator[Idea]:
    """A visit that is cheaper to leave out makes room."""
    after = bump(case.plan, case.visit, to_leave_out=True)
    if after is None:
        return
    [gone] = [name for name in case.plan.shift_of if name not in after.shift_of]
    made_room = Unassigned(
        visit=gone, reason=Reason.NOT_PLACED, sentence=f"it made room for visit {case.visit.id}"
    )
    told = {
        out.id: Unassigned(
            visit=out.id, reason=Reason.NOT_PLACED, sentence="it was left out of the plan before"
        )
        for out in case.plan.left_out()
    }
    yield Idea(
        kind=FixKind.SWAP,
        field="",
        sentence=f"visit {gone} is left out instead",
        facts={"visit": gone, "leave_out_cents": case.plan.facts.visits[gone].leave_out_cents},
        change=Amendment(),
        solution=solution_of(after, "insertion", told | {gone: made_room}),
    )


def pay_the_price(case: Case) -> Iterator[Idea]:
    """There is a place: it only costs more than leaving the visit out."""
    if join(case.plan, case.visit) is not None:
        yield Idea(
            kind=FixKind.PRICE,
            field=f"visits[{case.visit.id}].mandatory",
            sentence=f"visit {case.visit.id} is served though leaving it out would cost less",
            change=case.replaced(mandatory=True),
        )
