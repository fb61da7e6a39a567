"""What a plan costs by rule, route and visit; every part adds up to the whole, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from dispatch.answers import words_of
from dispatch.config import Settings
from dispatch.open_drafts import OpenDraft, open_plan
from dispatch.roles import Actor, require
from dispatch.statuses import Role
from dispatch.violation_words import Words
from optimizer import measures
from optimizer.breakdown import RouteCosts, VisitCosts, breakdown
from optimizer.measures import Measure, Measures
from optimizer.solution import Costs, Route


@dataclass(frozen=True)
class CostLine:
    """One rule's part; `line` is a name of `optimizer.solution.Costs`.

    Where it is the price of time ("s") or of a way ("m") there is a `quantity` in that `unit`,
    and a rate per hour or per 100 km; none where parts of it have different rates.
    """

    line: str
    cents: int
    quantity: int = 0
    unit: str = ""
    rate_cents: int | None = None


@dataclass(frozen=True)
class VisitCost:
    """A visit's own part: the drive to it, the wait, the work, its lateness; or its absence."""

    visit_ref: str
    customer: str
    lines: tuple[CostLine, ...]
    cents: int


@dataclass(frozen=True)
class RouteCost:
    """A shift's route: its visits, and `own` that belongs to no single one: the way home,
    the depot, overtime, the shift itself.
    """

    technician_ref: str
    technician: str
    day: date
    visits: tuple[VisitCost, ...]
    own: tuple[CostLine, ...]
    own_cents: int
    cents: int


@dataclass(frozen=True)
class PlanCosts:
    """`cents` is what the plan minimises; routes, left-out visits and `plan` add up to it.

    `lines` are all rules over the whole plan, dearest first; `plan` those of no single route.
    """

    plan_id: int
    lines: tuple[CostLine, ...]
    routes: tuple[RouteCost, ...]
    left_out: tuple[VisitCost, ...]
    plan: tuple[CostLine, ...]
    cents: int


def plan_costs(session: Session, *, actor: Actor, plan_id: int, settings: Settings) -> PlanCosts:
    """Worked out from the plan's times and prices; `BadValue` for loaded history."""
    require(actor, Role.DISPATCHER, Role.SUPPORT, Role.FINANCE)
    opened = open_plan(session, plan_id, settings)
    words = words_of(session, opened)
    found = breakdown(opened.draft.problem, opened.draft.solution)
    parts = [_measured(opened, route) for route in opened.draft.solution.routes]
    whole = measures.together(part for own, stops in parts for part in (own, *stops))
    lines = sorted(_lines(found.costs, whole), key=lambda line: -line.cents)
    return PlanCosts(
        plan_id=plan_id,
        lines=tuple(lines),
        routes=tuple(
            _route(opened, route, words, *part)
            for route, part in zip(found.routes, parts, strict=True)
        ),
        left_out=tuple(_visit(out, words) for out in found.left_out),
        plan=_lines(found.plan),
        cents=found.cents,
    )


def _measured(opened: OpenDraft, route: Route) -> tuple[Measures, list[Measures]]:
    """Of the route itself, and of each of its stops."""
    problem = opened.draft.problem
    shift, visits = problem.shifts_by_id()[route.shift], problem.visits_by_id()
    stops = [measures.of_stop(visits[stop.visit], shift, stop) for stop in route.stops]
    return measures.of_route(shift, route), stops


def _route(
    opened: OpenDraft, route: RouteCosts, words: Words, own: Measures, stops: Sequence[Measures]
) -> RouteCost:
    return RouteCost(
        technician_ref=route.technician,
        technician=words.names.technician(route.technician),
        day=opened.facts.shifts[route.shift].day,
        visits=tuple(
            _visit(visit, words, stop) for visit, stop in zip(route.visits, stops, strict=True)
        ),
        own=_lines(route.own, own),
        own_cents=route.own.total,
        cents=route.cents,
    )


def _visit(visit: VisitCosts, words: Words, measured: Measures | None = None) -> VisitCost:
    return VisitCost(
        visit_ref=visit.visit,
        customer=words.customer(visit.visit),
        lines=_lines(visit.costs, measured),
        cents=visit.cents,
    )


def _lines(costs: Costs, measured: Measures | None = None) -> tuple[CostLine, ...]:
    known = measured or {}
    return tuple(
        _line(line, cents, known.get(line)) for line, cents in dict(costs).items() if cents
    )


def _line(line: str, cents: int, measure: Measure | None) -> CostLine:
    if measure is None:
        return CostLine(line, cents)
    return CostLine(line, cents, measure.quantity, measure.unit, measure.rate_cents)
