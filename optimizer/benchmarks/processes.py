"""A command run in its own process group, with its time, its memory and a hard end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

SAMPLE_S = 0.05
"""Memory is looked at this often; a shorter peak is missed."""

OVERRUN, OVERRUN_S = 5.0, 60.0
"""A run ends by force after this many times its limit, and a minute."""


@dataclass(frozen=True)
class Ran:
    """`seconds` of wall clock with start-up; `peak_mb` of all its processes, where known."""

    code: int
    seconds: float
    peak_mb: float | None
    killed: bool
    output: str
    errors: str

    @property
    def complaint(self) -> str | None:
        """Why there is no answer, if there is none."""
        if self.killed:
            return f"ended by force after {self.seconds:.0f} s"
        if self.code:
            last = self.errors.strip().splitlines()[-1:] or [""]
            return f"exit code {self.code}: {last[0]}"
        return None


def run(command: Sequence[str], limit_s: float, *, end_after_s: float | None = None) -> Ran:
    """Run to the end, or to far beyond its limit; the real time is told either way."""
    began = time.monotonic()
    ends = OVERRUN * limit_s + OVERRUN_S if end_after_s is None else end_after_s
    with TemporaryFile() as output, TemporaryFile() as errors:
        process = subprocess.Popen(
            command, stdout=output, stderr=errors, env=environment(), start_new_session=True
        )
        peak, killed = 0, False
        try:
            while process.poll() is None:
                peak = max(peak, memory_of_session(process.pid))
                if not killed and time.monotonic() - began > ends:
                    killed = True
                    end(process)
                time.sleep(SAMPLE_S)
            seconds = time.monotonic() - began
        finally:
            if process.poll() is None:
                end(process)
        output.seek(0)
        errors.seek(0)
        return Ran(
            code=process.returncode,
            seconds=seconds,
            peak_mb=round(peak / 1e6, 1) if peak else None,
            killed=killed,
            output=output.read().decode(errors="replace"),
            errors=errors.read().decode(errors="replace"),
        )


def environment() -> dict[str, str]:
    """Ours, and this very copy of the package first on the path."""
    ours = str(Path(__file__).parents[2])
    path = os.environ.get("PYTHONPATH")
    return {**os.environ, "PYTHONPATH": f"{ours}{os.pathsep}{path}" if path else ours}


def end(process: "subprocess.Popen[Any]") -> None:
    """Kill a process and what it started."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def memory_of_session(session: int) -> int:
    """Resident bytes of all processes of a session now; 0 where the system does not say."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[3]) == session:
            total += int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return total


def use_cores(count: int) -> int:
    """Bind this process, and what it starts, to so many cores; how many that then are."""
    if not hasattr(os, "sched_setaffinity"):
        return count
    usable = sorted(os.sched_getaffinity(0))[:count]
    os.sched_setaffinity(0, usable)
    return len(usable)
