"""Processes of the optimizer: started in a group of their own, ended with all they started."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

import optimizer
from dispatch.errors import SearchFailed
from dispatch.sentences import Sentence
from optimizer.problem import Problem
from optimizer.search.ready import is_compiled, parts_for

OPTIMIZER = (sys.executable, "-m", "optimizer")

PREPARING = Sentence("preparing the search, once on this machine", "preparing_search")

PREPARING_LIMIT_S = 600.0

_POLL_S = 0.1
_one_at_a_time = threading.Lock()


def start(command: list[str]) -> subprocess.Popen[str]:
    """The process, in a session of its own: Ctrl-C in a terminal is for us to handle."""
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            errors="replace",
            start_new_session=True,
            env=os.environ | {"PYTHONPATH": _import_path(), "PYTHONUNBUFFERED": "1"},
        )
    except OSError as failed:
        raise SearchFailed(
            f"the search process did not start: {failed}", "search_not_started"
        ) from failed


def end(process: subprocess.Popen[str]) -> None:
    """Nothing of its group is left, also where the process itself is over."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def prepare(
    problem: Problem, on_preparing: Callable[[str], None], cancelled: Callable[[], bool]
) -> None:
    """Compile what the search for this problem runs, if this machine has not done so yet.

    Takes 20 to 40 seconds.

    Raises `SearchFailed` if that fails or is cancelled.
    """
    parts = parts_for(problem)
    if is_compiled(parts):
        return
    on_preparing(PREPARING)
    while not _one_at_a_time.acquire(timeout=_POLL_S):
        _refuse_cancelled(cancelled)
    try:
        if not is_compiled(parts):
            _compile(parts, cancelled)
    finally:
        _one_at_a_time.release()


def _compile(parts: Sequence[str], cancelled: Callable[[], bool]) -> None:
    began = time.monotonic()
    process = start([*OPTIMIZER, "warm", *(word for part in parts for word in ("--only", part))])
    said: list[str] = []
    reader = threading.Thread(target=lambda: said.append(process.communicate()[1]), daemon=True)
    reader.start()
    try:
        while reader.is_alive() and time.monotonic() - began < PREPARING_LIMIT_S:
            _refuse_cancelled(cancelled)
            reader.join(_POLL_S)
    finally:
        end(process)
        reader.join()
    if process.returncode != 0:
        last = said[-1].strip().splitlines()[-1:] or [f"exit code {process.returncode}"]
        raise SearchFailed(f"preparing the search failed: {last[0]}", "preparing_failed")


def _refuse_cancelled(cancelled: Callable[[], bool]) -> None:
    if cancelled():
        raise SearchFailed(
            "the search was cancelled before it began; nothing was changed", "planning_cancelled"
        )


def _import_path() -> str:
    """Where the child finds the optimizer, also when nothing is installed."""
    package = Path(optimizer.__file__).parent.parent
    return os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH", "")]))
