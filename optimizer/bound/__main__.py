"""Bound, plan and gap of technician days, by the routes alone (no improvement search).

    python -m optimizer.bound --visits 50 --technicians 8 --seeds 1 2 3 4 5 --seconds 10

Seconds are wall-clock, after the compiled code is loaded, on as many cores as CP-SAT takes (2).
"""

import argparse
import time
from statistics import median

from optimizer.benchmarks import technician_day
from optimizer.bound.improving import improve
from optimizer.bound.lower import lower_bound
from optimizer.bound.proof import Bound


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m optimizer.bound")
    parser.add_argument("--visits", type=int, default=50)
    parser.add_argument("--technicians", type=int, default=8)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3, 4, 5])
    parser.add_argument("--seconds", type=float, default=10.0)
    arguments = parser.parse_args()
    lower_bound(technician_day.day(10, 3, 1), seconds=60)
    print("seed      plan     bound  gap %  first bound s  seconds  proven best")
    rows = [
        _row(arguments.visits, arguments.technicians, seed, arguments.seconds)
        for seed in arguments.seeds
    ]
    gaps = [gap for gap in rows if gap is not None]
    print(f"bound and plan on {len(gaps)} of {len(rows)}, median gap {median(gaps or [0]):.2f} %")


def _row(visits: int, technicians: int, seed: int, seconds: float) -> float | None:
    """Prints a line; the gap in percent."""
    plans: list[int] = []
    bounds: list[tuple[int, float]] = []
    began = time.monotonic()

    def hear(bound: Bound) -> None:
        bounds.append((bound.cents, time.monotonic() - began))

    finished = improve(
        technician_day.day(visits, technicians, seed),
        deadline=began + seconds,
        incumbent=None,
        pool_in=lambda: (),
        on_solution=lambda _, cents: plans.append(cents),
        on_bound=hear,
    )
    took = time.monotonic() - began
    if not plans or not bounds:
        print(f"{seed:4d}  no {'plan' if bounds else 'bound'} in {took:.1f} s")
        return None
    gap = 100 * (plans[-1] / bounds[-1][0] - 1)
    print(
        f"{seed:4d} {plans[-1]:9d} {bounds[-1][0]:9d} {gap:6.2f} {bounds[0][1]:14.1f} "
        f"{took:8.1f}  {'yes' if finished else 'no'}",
        flush=True,
    )
    return gap


if __name__ == "__main__":
    main()
