import sys
import time

from optimizer.benchmarks import processes

PYTHON = sys.executable


def test_a_run_tells_its_time_and_the_memory_of_its_whole_family() -> None:
    child = "import time; b = bytearray(60_000_000); time.sleep(1)"
    parent = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"

    ran = processes.run([PYTHON, "-c", parent], 5)

    assert ran.complaint is None
    assert ran.seconds >= 1
    assert ran.peak_mb is not None
    assert 60 < ran.peak_mb < 300


def test_a_run_that_does_not_end_is_ended_and_its_real_time_told() -> None:
    began = time.monotonic()

    ran = processes.run([PYTHON, "-c", "import time; time.sleep(60)"], 0.2, end_after_s=0.5)

    assert ran.killed
    assert ran.complaint is not None
    assert "ended by force after" in ran.complaint
    assert 0.5 <= ran.seconds <= time.monotonic() - began


def test_a_failure_is_told_by_its_last_line() -> None:
    ran = processes.run([PYTHON, "-c", "raise SystemExit('no such thing')"], 5)

    assert ran.complaint == "exit code 1: no such thing"
