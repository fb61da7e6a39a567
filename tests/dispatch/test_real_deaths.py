"""The real search dies at 12 moments and 6 sizes of memory; with the 26 staged deaths: about fifty.

The staged ones, before and after the first plan, are in `test_solver_jobs`.
"""

import os
import signal
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from dispatch.errors import SearchFailed
from dispatch.search_process import OPTIMIZER
from dispatch.solver_jobs import Limits, search
from optimizer.check import violations
from optimizer.incumbent import Progress
from tests.dispatch.test_solver_jobs import PROMPT_S, a_problem, told_of

STARTING_S = 10.0
"""A busy machine takes so long to start a process at most."""


def by(number: signal.Signals) -> Callable[[int], None]:
    return lambda process: os.kill(process, number)


DEATHS = {
    "segmentation fault": by(signal.SIGSEGV),
    "abort": by(signal.SIGABRT),
    "kill -9": by(signal.SIGKILL),
    "bus error": by(signal.SIGBUS),
}


@pytest.mark.slow
@pytest.mark.parametrize("death", DEATHS)
@pytest.mark.parametrize("plans", range(1, 4))
def test_the_best_plan_outlives_the_search_that_found_it(death: str, plans: int) -> None:
    problem = a_problem(visits=60, shifts=8)
    heard: list[float] = []
    died: list[float] = []

    def kill(progress: Progress) -> None:
        heard.append(progress.objective_cents)
        if len(heard) == plans:
            DEATHS[death](the_search())
            died.append(time.monotonic())

    found = search(problem, Limits(seconds=20), on_progress=kill)

    assert time.monotonic() - died[0] < PROMPT_S
    assert found.notice.endswith("the best plan until then is kept")
    assert found.solution.objective_cents <= min(heard)
    assert not violations(problem, found.solution)


@pytest.mark.slow
@pytest.mark.parametrize("megabytes", [150, 250, 350, 500, 700, 900])
def test_too_little_memory_is_a_message_or_the_plan_so_far(megabytes: int) -> None:
    problem = a_problem(visits=40, shifts=6)
    limited = ("prlimit", f"--as={megabytes << 20}", *OPTIMIZER)
    began = time.monotonic()

    with suppress(SearchFailed):  # it says what happened, see `test_solver_jobs`
        found = search(problem, Limits(seconds=2), command=limited)
        assert not violations(problem, found.solution)
    assert time.monotonic() - began < 2 + PROMPT_S + STARTING_S


def the_search() -> int:
    own = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    [process] = [int(child) for child in own if "optimizer" in told_of(child)]
    return process
