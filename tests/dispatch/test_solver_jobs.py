import os
import signal
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dispatch import search_process, solver_jobs
from dispatch.errors import SearchFailed
from dispatch.solver_jobs import Limits, SearchResult, search
from optimizer import solve
from optimizer.check import violations
from optimizer.incumbent import Progress
from optimizer.problem import Prices, Problem, Shift, TimeWindow, Visit
from optimizer.travel import Estimate, Place
from tests.dispatch.fake_optimizers import script

PROMPT_S = 5.0
"""A dead search is told of within this time."""


def a_problem(visits: int = 4, shifts: int = 2) -> Problem:
    places = tuple(
        Place(lat=52 + (number * 37 % 61) / 60, lon=5 + (number * 23 % 59) / 60)
        for number in range(visits + shifts)
    )
    return Problem(
        visits=tuple(
            Visit(
                id=f"v {number}",
                place=number,
                service_s=1800,
                windows=(TimeWindow(opens=8 * 3600, closes=16 * 3600),),
                leave_out_cents=50_000,
            )
            for number in range(visits)
        ),
        shifts=tuple(
            Shift(
                id=f"t {number}",
                technician=f"t {number}",
                start_place=visits + number,
                end_place=visits + number,
                opens=8 * 3600,
                closes=17 * 3600,
                prices=Prices(drive_cents_per_hour=4000, distance_cents_per_100km=3500),
            )
            for number in range(shifts)
        ),
        places=places,
        travel=Estimate().matrix(places),
    )


@pytest.fixture(autouse=True)
def leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """Whatever happens in a test: no process and no file of the search is left."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    threads = threading.active_count()

    yield

    assert list(scratch.iterdir()) == []
    assert children() == []
    assert threading.active_count() == threads


def children() -> list[str]:
    """The processes of ours that live or wait to be buried."""
    own = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    return [child for child in own if "fake.py" in told_of(child) or "optimizer" in told_of(child)]


def told_of(child: str) -> str:
    try:
        state = Path(f"/proc/{child}/stat").read_text()
        command = Path(f"/proc/{child}/cmdline").read_text()
    except FileNotFoundError:
        return ""
    return "fake.py, a zombie" if ") Z " in state else command


def test_the_plan_of_the_process_is_the_plan_of_a_direct_search() -> None:
    problem = a_problem()
    heard: list[Progress] = []

    found = search(problem, Limits(iterations=3), on_progress=heard.append)

    direct = solve.solve(problem, solve.Limits(iterations=3))
    assert found.notice == ""
    assert found.solution.routes == direct.routes
    assert found.solution.objective_cents == direct.objective_cents == heard[-1].objective_cents
    assert heard == sorted(heard, key=lambda progress: -progress.objective_cents)


def test_two_searches_at_once_do_not_mix() -> None:
    found: dict[int, SearchResult] = {}

    def run(visits: int) -> None:
        found[visits] = search(a_problem(visits), Limits(iterations=3))

    threads = [threading.Thread(target=run, args=(visits,)) for visits in (3, 5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for visits, result in found.items():
        served = [stop.visit for route in result.solution.routes for stop in route.stops]
        left = [left.visit for left in result.solution.unassigned]
        assert sorted(served + left) == [f"v {number}" for number in range(visits)]
    assert len(found) == 2


DEATHS = {
    "segmentation fault": ("os.kill(os.getpid(), signal.SIGSEGV)", "Segmentation fault"),
    "abort": ("os.abort()", "Aborted"),
    "kill -9": ("os.kill(os.getpid(), signal.SIGKILL)", "Killed"),
    "bus error": ("os.kill(os.getpid(), signal.SIGBUS)", "Bus error"),
    "a signal without name": ("os.kill(os.getpid(), signal.SIGRTMIN + 2)", "signal"),
    "memory": ("raise MemoryError('no room')", "exit code 1: MemoryError: no room"),
    "exit code 1": ("print('cannot', file=sys.stderr); sys.exit(1)", "exit code 1: cannot"),
    "exit code 2": ("sys.exit(2)", "exit code 2"),
    "nothing said": ("sys.exit(0)", "exit code 0"),
    "garbage": ("tell('5\\nnull\\n[]\\n{}\\n\"progress\"\\nW0000 warning\\n')", "exit code 0"),
    "other JSON": ('tell(\'{"progress": {"x": 1}}\\n{"solution": []}\\n\')', "exit code 0"),
    "bytes": ("os.write(1, bytes(range(128, 256)) * 999)", "exit code 0"),
    "middle of a line": ('tell(\'{"solution": {"routes": [\'); os.abort()', "Aborted"),
}


@pytest.mark.parametrize("death", DEATHS)
def test_a_death_before_any_plan_is_a_message(tmp_path: Path, death: str) -> None:
    body, says = DEATHS[death]
    began = time.monotonic()

    with pytest.raises(SearchFailed, match="before any plan was known; nothing was changed") as no:
        search(a_problem(), Limits(seconds=20), command=script(tmp_path, body))

    assert says in str(no.value)
    assert str(no.value).startswith("the search process died (")
    assert time.monotonic() - began < PROMPT_S


@pytest.mark.parametrize("death", DEATHS)
def test_a_death_after_a_plan_keeps_the_plan(tmp_path: Path, death: str) -> None:
    body, says = DEATHS[death]
    problem = a_problem()
    began = time.monotonic()

    found = search(problem, Limits(seconds=20), command=script(tmp_path, f"progress(GOOD)\n{body}"))

    assert [stop.visit for route in found.solution.routes for stop in route.stops] == ["v 1"]
    assert len(found.solution.unassigned) == 3
    assert not violations(problem, found.solution)
    assert says in found.notice
    assert found.notice.endswith("the best plan until then is kept")
    assert time.monotonic() - began < PROMPT_S


def test_a_process_that_hangs_is_ended_by_the_watchdog(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver_jobs, "GRACE_S", 0.5)
    stubborn = "signal.signal(signal.SIGTERM, signal.SIG_IGN)\nprogress(GOOD)\ntime.sleep(60)"

    found = search(a_problem(), Limits(seconds=0.5), command=script(tmp_path, stubborn))

    assert "gave no answer within 1 s and was ended" in found.notice
    assert len(found.solution.routes) == 1


def test_a_process_that_hangs_without_a_plan_is_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver_jobs, "GRACE_S", 0.5)
    monkeypatch.setattr(solver_jobs, "STARTING_S", 0.0)

    with pytest.raises(SearchFailed, match="gave no answer within 1 s"):
        search(a_problem(), Limits(seconds=0.5), command=script(tmp_path, "time.sleep(60)"))


def test_a_process_that_floods_its_errors_does_not_block(tmp_path: Path) -> None:
    flood = "sys.stderr.write('x' * 3_000_000 + '\\nlast word\\n'); sys.exit(3)"

    with pytest.raises(SearchFailed, match="exit code 3: last word"):
        search(a_problem(), Limits(seconds=20), command=script(tmp_path, flood))


@pytest.mark.parametrize("orders", ['{"t 1": ["nobody"]}', '{"nobody": ["v 1"]}'])
def test_a_last_plan_with_unknown_names_is_no_plan(tmp_path: Path, orders: str) -> None:
    with pytest.raises(SearchFailed, match="its last plan names 'nobody'"):
        search(
            a_problem(),
            Limits(seconds=20),
            command=script(tmp_path, f"progress({orders})\nos.abort()"),
        )


def test_a_last_plan_that_the_referee_refuses_is_no_plan(tmp_path: Path) -> None:
    twice = '{"t 0": ["v 1"], "t 1": ["v 1"]}'

    with pytest.raises(SearchFailed):
        search(
            a_problem(),
            Limits(seconds=20),
            command=script(tmp_path, f"progress({twice})\nos.abort()"),
        )


def test_an_optimizer_that_is_not_there_is_a_message() -> None:
    with pytest.raises(SearchFailed, match="did not start"):
        search(a_problem(), Limits(seconds=1), command=("/no/such/optimizer",))


def test_cancelling_keeps_the_best_plan_within_a_second(tmp_path: Path) -> None:
    asked: list[float] = []
    heard: list[Progress] = []

    def cancelled() -> bool:
        if heard:
            asked.append(time.monotonic())
        return bool(asked)

    found = search(
        a_problem(),
        Limits(seconds=60),
        on_progress=heard.append,
        cancelled=cancelled,
        command=script(tmp_path, "progress(GOOD)\ntime.sleep(60)"),
    )

    assert time.monotonic() - asked[0] < 1
    assert found.notice == "the search was cancelled; the best plan until then is kept"


def test_cancelling_before_any_plan_is_a_message(tmp_path: Path) -> None:
    with pytest.raises(SearchFailed, match="was cancelled before any plan was known"):
        search(
            a_problem(),
            Limits(seconds=60),
            cancelled=lambda: True,
            command=script(tmp_path, "time.sleep(60)"),
        )


def test_the_process_is_ended_when_the_listener_fails(tmp_path: Path) -> None:
    def fail(progress: Progress) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        search(
            a_problem(),
            Limits(seconds=60),
            on_progress=fail,
            command=script(tmp_path, "progress(GOOD)\ntime.sleep(60)"),
        )


def test_a_real_search_that_is_killed_keeps_its_best_plan() -> None:
    problem = a_problem(visits=30, shifts=6)
    killed: list[float] = []

    def kill(progress: Progress) -> None:
        if not killed:
            [child] = children()
            os.kill(int(child), signal.SIGKILL)
            killed.append(time.monotonic())

    found = search(problem, Limits(seconds=60), on_progress=kill)

    assert time.monotonic() - killed[0] < PROMPT_S
    assert "signal Killed" in found.notice
    assert found.solution.routes
    assert not violations(problem, found.solution)


def test_a_search_answers_soon_after_its_time_limit() -> None:
    began = time.monotonic()

    found = search(a_problem(visits=30, shifts=6), Limits(seconds=5))

    # it is asked to stop after 5 s; a busy machine may take its time, a hung search would 60
    assert time.monotonic() - began < 30
    assert found.solution.routes


def test_what_the_search_started_ends_with_it(tmp_path: Path) -> None:
    helper = tmp_path / "helper.pid"
    body = (
        "import subprocess\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(helper)!r}, 'w').write(str(child.pid))\n"
        "progress(GOOD)\n"
        "os.abort()"
    )

    began = time.monotonic()

    search(a_problem(), Limits(seconds=20), command=script(tmp_path, body))

    assert not alive(int(helper.read_text()))
    assert time.monotonic() - began < 30


def alive(process: int) -> bool:
    """Whether it runs; one that only waits to be buried does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return ") Z " not in state


def test_a_machine_that_never_searched_prepares_first_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = tmp_path / "compiled"
    monkeypatch.setattr(search_process, "is_compiled", lambda _: done.exists())
    monkeypatch.setattr(
        search_process, "OPTIMIZER", script(tmp_path, f"open({str(done)!r}, 'w').close()")
    )
    heard: list[str] = []

    found = search(a_problem(), Limits(iterations=1), on_preparing=heard.append)

    assert heard == ["preparing the search, once on this machine"]
    assert done.exists()
    assert found.solution.routes


def test_preparing_can_be_cancelled_and_its_failure_is_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search_process, "is_compiled", lambda _: False)
    monkeypatch.setattr(search_process, "OPTIMIZER", script(tmp_path, "time.sleep(60)"))
    with pytest.raises(SearchFailed, match="cancelled before it began"):
        search(a_problem(), Limits(iterations=1), cancelled=lambda: True)

    broken = script(tmp_path, "print('no compiler', file=sys.stderr); sys.exit(1)")
    monkeypatch.setattr(search_process, "OPTIMIZER", broken)
    with pytest.raises(SearchFailed, match="preparing the search failed: no compiler"):
        search(a_problem(), Limits(iterations=1))


def test_or_tools_alone_needs_no_preparing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search_process, "is_compiled", lambda _: False)

    found = search(a_problem(), Limits(iterations=1, engine="ortools"))

    assert found.solution.engine == "OR-Tools iterated local search"
