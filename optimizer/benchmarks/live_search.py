"""A search on a technician day of its own, told line by line as it gets better.

`python -m optimizer.benchmarks.live_search VISITS TECHNICIANS SEED SECONDS CORES`; a process of
its own so that its time counts start-up and its end frees everything.
"""

import json
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from subprocess import PIPE, Popen

from optimizer.benchmarks.processes import end, environment


@dataclass(frozen=True)
class Better:
    """A better plan: wall clock since the process began and since its search did."""

    seconds: float
    search_seconds: float
    cents: int
    served: int


def watch(visits: int, technicians: int, seed: int, seconds: float, cores: int) -> Iterator[Better]:
    """Every better plan as it is found; the last one is the final plan."""
    arguments = [str(argument) for argument in (visits, technicians, seed, seconds, cores)]
    command = [sys.executable, "-m", "optimizer.benchmarks.live_search", *arguments]
    began = time.monotonic()
    with Popen(
        command, stdout=PIPE, text=True, env=environment(), start_new_session=True
    ) as process:
        assert process.stdout is not None
        try:
            for line in process.stdout:
                yield Better(seconds=time.monotonic() - began, **json.loads(line))
            process.wait()
        finally:
            if process.poll() is None:
                end(process)
    if process.returncode:
        raise RuntimeError(f"the search ended with exit code {process.returncode}")


def _main() -> None:
    from optimizer.benchmarks.technician_day import day
    from optimizer.solve import Limits, solve

    visits, technicians, seed, seconds, cores = sys.argv[1:]
    solution = solve(
        day(int(visits), int(technicians), int(seed)),
        Limits(seconds=float(seconds)),
        cores=int(cores),
        on_improvement=lambda found: _say(found.seconds, found.objective_cents, found.served),
    )
    served = sum(len(route.stops) for route in solution.routes)
    _say(solution.search_seconds, solution.objective_cents, served)


def _say(seconds: float, cents: int, served: int) -> None:
    print(json.dumps({"search_seconds": seconds, "cents": cents, "served": served}), flush=True)


if __name__ == "__main__":
    _main()
