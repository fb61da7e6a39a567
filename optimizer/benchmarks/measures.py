"""What a day at the board waits for: the first plan, an emergency, slot offers, and growth."""

import math
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from optimizer import check
from optimizer.benchmarks import live_search
from optimizer.benchmarks.technician_day import DAY, HOUR, day
from optimizer.emergency import insert_emergency, with_promises
from optimizer.offers import rank_offers
from optimizer.problem import Problem, SkillNeed, TimeWindow, Visit
from optimizer.solution import Route, Solution
from optimizer.solve import Limits, solve

SIZES = (50, 100, 300, 1000, 3000)
NEAR = 1.01
"""Within 1 % of the final result."""

OFFER_DAYS = 5
MOVED_CENTS_PER_HOUR, OTHER_TECHNICIAN_CENTS = 2_000, 2_000


def technicians_for(visits: int) -> int:
    """As many as the published sizes have: 15 for 100 visits."""
    return max(1, math.ceil(0.15 * visits))


@dataclass(frozen=True)
class Growth:
    """When the cost first came within 1 % of the final one; seconds since the process began."""

    visits: int
    technicians: int
    seconds: float
    final_cents: int
    first_seconds: float


def growth(sizes: Sequence[int], seed: int, seconds: float, cores: int) -> Iterator[Growth]:
    for visits in sizes:
        found = list(live_search.watch(visits, technicians_for(visits), seed, seconds, cores))
        final = found[-1].cents
        reached = next(better.seconds for better in found if better.cents <= NEAR * final)
        yield Growth(visits, technicians_for(visits), reached, final, found[0].seconds)


def exponent(points: Sequence[Growth]) -> float | None:
    """k of the fit seconds = c * visits ** k; None for fewer than two sizes."""
    if len({point.visits for point in points}) < 2:
        return None
    x = np.log([point.visits for point in points])
    y = np.log([max(0.001, point.seconds) for point in points])
    return float(np.polyfit(x, y, 1)[0])


@dataclass(frozen=True)
class First:
    """The first plan that was known at all, and the first that served as many as the last."""

    visits: int
    seconds: float
    search_seconds: float
    served: int
    full_seconds: float
    full_search_seconds: float
    final_served: int


def first(visits: int, technicians: int, seed: int, seconds: float, cores: int) -> First:
    found = list(live_search.watch(visits, technicians, seed, seconds, cores))
    full = next(better for better in found if better.served >= found[-1].served)
    return First(
        visits=visits,
        seconds=found[0].seconds,
        search_seconds=found[0].search_seconds,
        served=found[0].served,
        full_seconds=full.seconds,
        full_search_seconds=full.search_seconds,
        final_served=found[-1].served,
    )


@dataclass(frozen=True)
class Emergency:
    """Cents are those of whole plans; `disturbed` are promised visits that moved, priced."""

    visits: int
    proposal_seconds: float
    proposal_cents: int | None
    proposal_valid: bool
    improved_seconds: float
    improved_cents: int
    improved_valid: bool
    disturbed: int
    moved_cents: int


def emergency(
    visits: int, technicians: int, seed: int, plan_seconds: float, seconds: float, cores: int
) -> Emergency:
    """A plan, then one urgent visit into it: the proposal at once, then a better plan."""
    problem = day(visits, technicians, seed)
    plan = solve(problem, Limits(seconds=plan_seconds), cores=cores)
    promised = with_promises(
        problem,
        plan.routes,
        moved_cents_per_hour=MOVED_CENTS_PER_HOUR,
        technician_cents=OTHER_TECHNICIAN_CENTS,
    )
    urgent = _new_visit(problem, seed, TimeWindow(opens=11 * HOUR, closes=15 * HOUR))
    began = time.monotonic()
    proposal = insert_emergency(promised, plan.routes, urgent, known=plan.unassigned)
    proposed = time.monotonic()
    wider = proposal.problem if proposal else _with(promised, urgent)
    routes = proposal.solution.routes if proposal else plan.routes
    start = {route.shift: tuple(stop.visit for stop in route.stops) for route in routes}
    wider = wider.model_copy(update={"start_from": start})
    improved = solve(wider, Limits(seconds=seconds), cores=cores)
    done = time.monotonic()
    return Emergency(
        visits=visits,
        proposal_seconds=proposed - began,
        proposal_cents=proposal.solution.objective_cents if proposal else None,
        proposal_valid=proposal is not None
        and not check.violations(proposal.problem, proposal.solution),
        improved_seconds=done - proposed,
        improved_cents=improved.objective_cents,
        improved_valid=not check.violations(wider, improved),
        disturbed=_disturbed(wider, improved),
        moved_cents=improved.costs.moved,
    )


def _disturbed(problem: Problem, solution: Solution) -> int:
    """Promised visits that start at another time or with somebody else."""
    who = {shift.id: shift.technician for shift in problem.shifts}
    now = {
        stop.visit: (stop.start, who[route.shift])
        for route in solution.routes
        for stop in route.stops
    }
    return sum(
        visit.promise is not None
        and now.get(visit.id) != (visit.promise.start, visit.promise.technician)
        for visit in problem.visits
    )


@dataclass(frozen=True)
class Offers:
    visits: int
    days: int
    windows: int
    offered: int
    seconds: float
    cheapest_cents: int | None


def offers(visits: int, technicians: int, seed: int, plan_seconds: float, cores: int) -> Offers:
    """A plan of five days, then twenty windows ranked for one more visit."""
    problem = day(visits, technicians, seed, days=OFFER_DAYS)
    plan = solve(problem, Limits(seconds=plan_seconds), cores=cores)
    routes: Sequence[Route] = plan.routes
    windows = [
        TimeWindow(opens=date * DAY + hour * HOUR, closes=date * DAY + (hour + 2) * HOUR)
        for date in range(OFFER_DAYS)
        for hour in (8, 10, 13, 15)
    ]
    asked = _new_visit(problem, seed, windows[0])
    began = time.monotonic()
    ranked = rank_offers(problem, routes, asked, windows)
    return Offers(
        visits=visits,
        days=OFFER_DAYS,
        windows=len(windows),
        offered=len(ranked),
        seconds=time.monotonic() - began,
        cheapest_cents=ranked[0].extra_cents if ranked else None,
    )


def _new_visit(problem: Problem, seed: int, window: TimeWindow) -> Visit:
    """Near the place of a random visit, with a skill that somebody has."""
    rng = random.Random(seed)
    like = rng.choice(problem.visits)
    held = rng.choice(problem.shifts).skills
    return Visit(
        id="new",
        place=like.place,
        service_s=HOUR,
        windows=(window,),
        skills=(SkillNeed(skill=rng.choice(held).skill),),
        leave_out_cents=500_000,
    )


def _with(problem: Problem, visit: Visit) -> Problem:
    return problem.model_copy(update={"visits": (*problem.visits, visit)})
