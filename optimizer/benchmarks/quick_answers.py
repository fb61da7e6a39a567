"""How quickly a planned week answers: `python -m optimizer.benchmarks.quick_answers`.

Screening and precheck of a full day, 20 slot offers and one emergency into a plan of as many
visits, fixes for a visit left out. Prints a JSON line each: what, visits, shifts, seconds by
the clock and of this process's processor, and the target.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from typing import TypeVar

from optimizer.benchmarks.technician_day import DAY, HOUR, day
from optimizer.eligibility import screen
from optimizer.emergency import insert_emergency, with_promises
from optimizer.fixes import fixes
from optimizer.incumbent import Incumbent
from optimizer.offers import rank_offers
from optimizer.precheck import precheck
from optimizer.problem import Problem, TimeWindow, Visit
from optimizer.solution import Solution

DAYS = 5

T = TypeVar("T")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=300)
    parser.add_argument("--technicians", type=int, default=45)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args(arguments)
    size = (options.visits, options.technicians, options.seed)
    today = day(*size)
    timed("screen", 1.0, today, lambda: screen(today))
    timed("precheck", 1.0, today, lambda: precheck(today))
    answer("day", today)
    answer(
        "week", day(options.visits, max(1, options.technicians // DAYS), options.seed, days=DAYS)
    )
    return 0


def timed(what: str, target_s: float, problem: Problem, run: Callable[[], T]) -> T:
    began, worked = time.perf_counter(), time.process_time()
    found = run()
    line = {
        "what": what,
        "visits": len(problem.visits),
        "shifts": len(problem.shifts),
        "seconds": round(time.perf_counter() - began, 3),
        "processor_seconds": round(time.process_time() - worked, 3),
        "target_seconds": target_s,
    }
    print(json.dumps(line), flush=True)
    return found


def answer(name: str, problem: Problem) -> None:
    """Offers, an emergency and fixes for a plan made by insertion."""
    plan = inserted(problem)
    visit = urgent(problem)
    windows = [
        TimeWindow(opens=date * DAY + hour * HOUR, closes=date * DAY + (hour + 2) * HOUR)
        for date in range(DAYS)
        for hour in (8, 10, 13, 15)
    ]
    promised = with_promises(
        problem, plan.routes, moved_cents_per_hour=3_000, technician_cents=1_500, tolerance_s=900
    )
    timed(
        f"{name}: 20 offers",
        0.5,
        problem,
        lambda: rank_offers(problem, plan.routes, visit, windows),
    )
    timed(
        f"{name}: emergency", 1.0, problem, lambda: insert_emergency(promised, plan.routes, visit)
    )
    if plan.unassigned:
        out = plan.unassigned[0].visit
        timed(f"{name}: fixes", 10.0, problem, lambda: fixes(problem, plan, out))


def inserted(problem: Problem) -> Solution:
    incumbent = Incumbent(problem)
    incumbent.consider_baseline()
    incumbent.take_in_what_pays()
    return incumbent.solution("insertion")


def urgent(problem: Problem) -> Visit:
    """Half an hour of work in the middle, due by noon of the first day."""
    return Visit(
        id="urgent",
        place=problem.visits[0].place,
        service_s=HOUR // 2,
        skills=problem.visits[0].skills,
        leave_out_cents=200_000,
        due_by=12 * HOUR,
        late_cents_per_hour=20_000,
    )


if __name__ == "__main__":
    sys.exit(main())
