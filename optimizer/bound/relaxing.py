"""What a bound leaves away of a problem; each of these can only make plans dearer."""

from optimizer.problem import Problem, Visit


def relaxed(problem: Problem) -> tuple[str, ...]:
    """Names of the rules and prices that this problem has and its bound does not see.

    `early_starts` and `waiting` are seen in part: what being later than wished costs, and
    waiting where neither breaks nor several windows leave it open.
    """
    visits, shifts, rules = problem.visits, problem.shifts, problem.technicians
    idle = [s for s in shifts if s.prices.wait_cents_per_hour + s.prices.route_cents_per_hour]
    found = {
        "relations": bool(problem.relations),
        "rest": any(r.rest_s for r in rules),
        "work_limits": any(r.work_limits for r in rules),
        "fairness": any(
            r.fairness.work_cents_per_hour or r.fairness.cents_per_point for r in rules
        ),
        "largest_late": bool(problem.largest_late_cents_per_hour),
        "traffic": bool(problem.travel.traffic),
        "capacity": any(s.capacity for s in shifts) and any(v.load for v in visits),
        "parts": any(v.parts for v in visits),
        "pick_up": any(s.pick_up for s in shifts) and any(v.equipment for v in visits),
        "caps": any(cap is not None for s in shifts for cap in dict(s.caps).values()),
        "early_starts": any(_prices_early_starts(v) for v in visits),
        "waiting": bool(idle)
        and (any(s.breaks for s in idle) or any(len(v.windows) > 1 for v in visits)),
    }
    return tuple(name for name, holds in found.items() if holds)


def _prices_early_starts(visit: Visit) -> bool:
    wish, promise = visit.preferred, visit.promise
    return bool(wish and wish.cents_per_hour) or bool(promise and promise.moved_cents_per_hour)
