"""What a timed route costs, in the same cents that finance sees later, line by line."""

from collections.abc import Iterable, Mapping

from optimizer.problem import Problem, Shift, Visit
from optimizer.solution import Costs, PickedUp, Route, Stop
from optimizer.values import PER_100_KM, PER_HOUR, price


def on_site_s(visit: Visit, shift: Shift, *, setup: bool) -> int:
    """Seconds from start to end of a stop: the setup if there is one, and the work.

    The work takes the visit's time at the technician's pace and at that of the slowest of the
    skills it needs; halves of seconds count as one.
    """
    needed = {need.skill for need in visit.skills}
    slowest = max((s.pace_percent for s in shift.skills if s.skill in needed), default=100)
    percent = shift.pace_percent * slowest
    work = visit.service_s if percent == 10_000 else price(visit.service_s, percent, 10_000)
    return work + (visit.setup_s if setup else 0)


def leg_cents(drive_s: int, distance_m: int, shift: Shift) -> int:
    """Travel labour and kilometres of one leg."""
    prices = shift.prices
    return price(drive_s, prices.drive_cents_per_hour, PER_HOUR) + price(
        distance_m, prices.distance_cents_per_100km, PER_100_KM
    )


def work_lines(seconds: int, shift: Shift) -> Costs:
    """On-site labour of a stop, and the top-up to the minimum charge."""
    prices = shift.prices
    work = price(seconds, prices.work_cents_per_hour, PER_HOUR)
    return Costs(work=work, minimum=max(0, prices.minimum_work_cents - work))


def sending_lines(visit: Visit, shift: Shift) -> Costs:
    """What it costs that this technician comes, wherever the visit stands on the route."""
    promise = visit.promise
    other = bool(visit.preferred_technicians) and (
        shift.technician not in visit.preferred_technicians
    )
    broken = promise is not None and promise.technician not in (None, shift.technician)
    return Costs(
        fixed=visit.fixed_cents,
        visit=shift.prices.visit_cents,
        technician=visit.other_technician_cents if other else 0,
        spare_level=_spare_level_cents(visit, shift),
        moved=promise.technician_cents if promise is not None and broken else 0,
    )


def _spare_level_cents(visit: Visit, shift: Shift) -> int:
    needed = {need.skill: need.level for need in visit.skills}
    return sum(
        held.spare_level_cents * max(0, held.level - needed[held.skill])
        for held in shift.skills
        if held.skill in needed
    )


def serving_cents(visit: Visit, shift: Shift, *, setup: bool = True) -> int:
    """What a visit costs wherever it stands on the shift's route, times and legs aside."""
    lines = work_lines(on_site_s(visit, shift, setup=setup), shift)
    return lines.total + sending_lines(visit, shift).total


def time_lines(visit: Visit, start: int, end: int) -> Costs:
    """Prices of when service starts and ends."""
    wish, promise = visit.preferred, visit.promise
    return Costs(
        late=price(visit.late_s(end), visit.late_cents_per_hour, PER_HOUR),
        preferred_time=price(wish.outside_s(start), wish.cents_per_hour, PER_HOUR) if wish else 0,
        moved=price(promise.moved_s(start), promise.moved_cents_per_hour, PER_HOUR)
        if promise
        else 0,
    )


def stop_costs(visit: Visit, shift: Shift, stop: Stop) -> Costs:
    """Lines of one stop: the leg to it, the wait, the work, the wishes."""
    prices = shift.prices
    leg = Costs(
        drive=price(stop.drive_s, prices.drive_cents_per_hour, PER_HOUR),
        wait=price(stop.wait_s, prices.wait_cents_per_hour, PER_HOUR),
        distance=price(stop.distance_m, prices.distance_cents_per_100km, PER_100_KM),
    )
    work = work_lines(stop.end - stop.start, shift)
    sent, timed = sending_lines(visit, shift), time_lines(visit, stop.start, stop.end)
    return total([leg, work, sent, timed])


def pick_up_costs(shift: Shift, passed: PickedUp) -> Costs:
    """Lines of the pass by the depot: the leg to it and the loading, without a minimum."""
    prices = shift.prices
    return Costs(
        work=price(passed.end - passed.start, prices.work_cents_per_hour, PER_HOUR),
        wait=price(passed.wait_s, prices.wait_cents_per_hour, PER_HOUR),
        drive=price(passed.drive_s, prices.drive_cents_per_hour, PER_HOUR),
        distance=price(passed.distance_m, prices.distance_cents_per_100km, PER_100_KM),
    )


def return_costs(shift: Shift, drive_s: int, distance_m: int, overtime_s: int) -> Costs:
    """Lines of the way to the end place, and the overtime of the whole route."""
    prices = shift.prices
    return Costs(
        drive=price(drive_s, prices.drive_cents_per_hour, PER_HOUR),
        distance=price(distance_m, prices.distance_cents_per_100km, PER_100_KM),
        overtime=price(overtime_s, prices.overtime_cents_per_hour, PER_HOUR),
    )


def route_lines(shift: Shift, working_s: int) -> Costs:
    """Lines of having a route at all: the shift used, and its working time."""
    prices = shift.prices
    return Costs(
        used=prices.used_cents, route=price(working_s, prices.route_cents_per_hour, PER_HOUR)
    )


def working_s(route: Route) -> int:
    """From leaving to being back, without the breaks taken on the way."""
    rests = sum(
        rest.end - rest.start
        for rest in route.breaks
        if rest.start >= route.departure and rest.end <= route.returns
    )
    return route.returns - route.departure - rests


def plan_lines(problem: Problem, routes: Mapping[str, Route]) -> Costs:
    """Prices that belong to no single route: fairness, the largest lateness, who is left out.

    `routes` are the used ones by shift id.
    """
    visits = problem.visits_by_id()
    served = {stop.visit for route in routes.values() for stop in route.stops}
    largest = max(
        (visits[s.visit].late_s(s.end) for route in routes.values() for s in route.stops),
        default=0,
    )
    return Costs(
        fairness=_fairness_cents(problem, routes, visits),
        largest_late=price(largest, problem.largest_late_cents_per_hour, PER_HOUR),
        left_out=sum(v.leave_out_cents for v in problem.visits if v.id not in served),
    )


def _fairness_cents(
    problem: Problem, routes: Mapping[str, Route], visits: Mapping[str, Visit]
) -> int:
    who = {shift.id: shift.technician for shift in problem.shifts}
    cents = 0
    for rules in problem.technicians:
        own = [route for shift, route in routes.items() if who[shift] == rules.technician]
        over_s = max(0, sum(working_s(route) for route in own) - rules.fairness.fair_work_s)
        points = sum(visits[stop.visit].unpopular for route in own for stop in route.stops)
        over = max(0, points - rules.fairness.fair_points)
        cents += price(over_s, rules.fairness.work_cents_per_hour, PER_HOUR)
        cents += over * rules.fairness.cents_per_point
    return cents


def total(parts: Iterable[Costs]) -> Costs:
    """Line-wise sum."""
    sums: dict[str, int] = {}
    for part in parts:
        for line in part.model_fields_set:
            sums[line] = sums.get(line, 0) + getattr(part, line)
    return Costs(**sums)
