"""The search in a process of its own: progress, cancel, a time limit, and a watchdog.

Whatever happens to that process, the best plan it has told of is kept and nothing else is
touched. The process is started anew (never forked) and talks in JSON lines.
"""

import signal
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue

from pydantic import BaseModel, ValidationError

from dispatch import search_process
from dispatch.errors import SearchFailed
from dispatch.search_process import OPTIMIZER
from dispatch.sentences import Sentence
from optimizer.check import violations
from optimizer.incumbent import Incumbent, Progress
from optimizer.problem import Problem
from optimizer.solution import Solution

GRACE_S = 1.5
"""How long after its limit a search may still answer before the watchdog ends it."""

STARTING_S = 15.0
"""How much longer it may take where no plan is known yet: a busy machine starts slowly."""

LONGEST_S = 3600.0
"""Limit of a search that has only an iteration limit."""

AUTO = "auto"
ENGINES = (AUTO, "ortools")
"""What may search; `auto` needs a compiled search."""

_POLL_S = 0.1


@dataclass(frozen=True)
class Limits:
    """Wall-clock seconds, search rounds, or both; with rounds alone the plan is repeatable.

    `engine` is "auto" or "ortools", OR-Tools' routing search alone.
    """

    seconds: float | None = None
    iterations: int | None = None
    engine: str = AUTO


@dataclass(frozen=True)
class SearchResult:
    """The plan found, and what went differently than asked, as a sentence ('' if nothing)."""

    solution: Solution
    notice: str = ""


def _hear_nothing(progress: Progress) -> None:
    return None


def _ignore(what: str) -> None:
    return None


def _never() -> bool:
    return False


def search(
    problem: Problem,
    limits: Limits,
    *,
    on_progress: Callable[[Progress], None] = _hear_nothing,
    on_preparing: Callable[[str], None] = _ignore,
    cancelled: Callable[[], bool] = _never,
    command: tuple[str, ...] = OPTIMIZER,
) -> SearchResult:
    """Run the search to its end, its limit or its cancelling; the best plan wins.

    On a machine that has never searched the search is compiled first, before its time begins;
    `on_preparing` hears of that. Raises `SearchFailed` if the process could not start, died,
    hung or was cancelled before any plan was known. `command` is the optimizer to run.
    """
    if command == OPTIMIZER and limits.engine == AUTO:
        search_process.prepare(problem, on_preparing, cancelled)
    with tempfile.TemporaryDirectory(prefix="dispatch-search-") as folder:
        file = Path(folder) / "problem.json"
        file.write_text(problem.model_dump_json(), encoding="utf-8")
        job = _Job([*command, "solve", str(file), "--stream", *_options(limits)], on_progress)
        try:
            ending = job.wait(limits.seconds, cancelled)
        finally:
            job.end()
    if job.solution is not None:
        return SearchResult(job.solution)
    return _best_so_far(problem, job, ending)


def _options(limits: Limits) -> list[str]:
    options = ["--engine", limits.engine]
    if limits.seconds is not None:
        options += ["--seconds", str(limits.seconds)]
    if limits.iterations is not None:
        options += ["--iterations", str(limits.iterations)]
    return options


def _best_so_far(problem: Problem, job: "_Job", ending: str) -> SearchResult:
    """Finish the best plan that was reported; the referee looks at it like at any other."""
    if job.best is None:
        raise SearchFailed(
            f"{ending} before any plan was known; nothing was changed",
            "search_without_plan",
            ending=ending,
        )
    incumbent = Incumbent(problem)
    try:
        incumbent.consider_ids(job.best.orders)
    except KeyError as unknown:
        raise SearchFailed(
            f"{ending}, and its last plan names {unknown}", "search_ended_invalid", ending=ending
        ) from unknown
    solution = incumbent.solution("search ended early")
    found = violations(problem, solution)
    if found:
        raise SearchFailed(
            f"{ending}, and its last plan is not valid: {found[0].sentence}",
            "search_ended_invalid",
            ending=ending,
        )
    return SearchResult(
        solution,
        Sentence(f"{ending}; the best plan until then is kept", "best_kept", ending=ending),
    )


class _Said(BaseModel):
    """One line of the process: a better plan on the way, or the final one."""

    progress: Progress | None = None
    solution: Solution | None = None


class _Job:
    """One running process and what it has said so far."""

    def __init__(self, command: list[str], on_progress: Callable[[Progress], None]) -> None:
        self.best: Progress | None = None
        self.solution: Solution | None = None
        self._on_progress = on_progress
        self._lines: Queue[str] = Queue()
        self._complaints: list[str] = []
        self._began = time.monotonic()
        self._process = search_process.start(command)
        self._over = False
        self._readers = [
            threading.Thread(target=self._read_lines, daemon=True),
            threading.Thread(target=self._read_complaints, daemon=True),
        ]
        for reader in self._readers:
            reader.start()

    def wait(self, seconds: float | None, cancelled: Callable[[], bool]) -> str:
        """Listen until the process ends or has to; how it ended, as a sentence's beginning."""
        longest = (LONGEST_S if seconds is None else seconds) + GRACE_S
        while True:
            running = self._process.poll() is None
            self._listen()
            if self.solution is not None:
                return Sentence("the search is done", "search_done")
            if not running:
                return self._obituary()
            if cancelled():
                return Sentence("the search was cancelled", "search_cancelled")
            limit = longest if self.best is not None else longest + STARTING_S
            if time.monotonic() - self._began > limit:
                return Sentence(
                    f"the search gave no answer within {limit:.0f} s and was ended",
                    "search_too_long",
                    seconds=round(limit),
                )

    def _end_group(self) -> None:
        if not self._over:
            search_process.end(self._process)
            self._over = True

    def end(self) -> None:
        self._end_group()
        for reader in self._readers:
            reader.join()
        for stream in (self._process.stdout, self._process.stderr):
            assert stream is not None
            stream.close()

    def _listen(self) -> None:
        """Take in what was said, waiting a moment for the first word."""
        try:
            self._hear(self._lines.get(timeout=_POLL_S))
            while True:
                self._hear(self._lines.get_nowait())
        except Empty:
            return

    def _hear(self, line: str) -> None:
        """A line that is cut off, or that a library printed, says nothing."""
        try:
            said = _Said.model_validate_json(line)
        except ValidationError:
            return
        if said.progress is not None:
            self.best = said.progress
            self._on_progress(self.best)
        if said.solution is not None:
            self.solution = said.solution

    def _obituary(self) -> str:
        self._end_group()  # what it started may still hold its pipes open
        for reader in self._readers:
            reader.join()
        self._listen()
        code = self._process.returncode
        cause = f"exit code {code}"
        if code < 0:
            cause = f"signal {signal.strsignal(-code) or -code}"
        last = self._complaints[-1].strip() if self._complaints else ""
        return Sentence(
            f"the search process died ({cause}{': ' + last if last else ''})", "search_died"
        )

    def _read_lines(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)

    def _read_complaints(self) -> None:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            self._complaints.append(line)
            del self._complaints[:-20]
