"""Which appointments to offer: windows ranked by what the visit would cost in each."""

from collections.abc import Iterable, Sequence

from pydantic import Field

from optimizer import objective
from optimizer.joining import join
from optimizer.problem import Problem, TimeWindow, Visit
from optimizer.solution import Route
from optimizer.standing import Facts, Standing
from optimizer.values import Value


class Offer(Value):
    """The cheapest way to keep an appointment in the window while the plan stays in order."""

    window: TimeWindow
    shift: str
    technician: str
    start: int
    extra_cents: int = Field(description="what the plan costs more, leaving out aside")
    extra_s: int = Field(description="working time that the route takes more")


def rank_offers(
    problem: Problem, routes: Iterable[Route], visit: Visit, windows: Sequence[TimeWindow]
) -> tuple[Offer, ...]:
    """The windows that can be kept, cheapest first; each stands in for the visit's own windows.

    The problem may hold the visit already, on no route. Those who have to be served together
    with it are placed as well.
    """
    others = tuple(other for other in problem.visits if other.id != visit.id)
    wider = problem.model_copy(update={"visits": (*others, visit)})
    plan = Standing(Facts(wider), {route.shift: route for route in routes})
    offers = [_offer(plan, visit, window) for window in windows]
    return tuple(
        sorted(
            (offer for offer in offers if offer is not None),
            key=lambda offer: (offer.extra_cents, offer.start, offer.window.closes),
        )
    )


def _offer(plan: Standing, visit: Visit, window: TimeWindow) -> Offer | None:
    offered = visit.model_copy(update={"windows": (window,), "pinned_start": None})
    able = [
        shift
        for shift in plan.problem.shifts
        if plan.facts.screener.refusal(offered, shift) is None
    ]
    joined = join(plan, offered, able)
    if joined is None:
        return None
    shift = plan.facts.shifts[joined.shift_of[visit.id]]
    before = plan.routes.get(shift.id)
    worked = 0 if before is None else objective.working_s(before)
    return Offer(
        window=window,
        shift=shift.id,
        technician=shift.technician,
        start=joined.stops[visit.id].start,
        extra_cents=joined.cents - plan.cents,
        extra_s=objective.working_s(joined.routes[shift.id]) - worked,
    )
