"""Faults seeded into the referee; `python -m tests.optimizer.mutate_checker` seeds them all."""

import subprocess
import sys

import pytest

from tests.optimizer.equivalent_faults import EQUIVALENT
from tests.optimizer.mutate_checker import all_mutants
from tests.optimizer.mutations import mutants


def test_each_kind_of_fault_is_seeded():
    source = (
        "def f(a, b):\n"
        "    if a < b and not a:\n"
        "        return max(0, a + 1)\n"
        "    return [abs(x) for x in b if x]\n"
    )
    seeded = {(mutant.before, mutant.after) for mutant in mutants("f.py", source)}

    assert {
        ("a < b", "a <= b"),
        ("a < b and (not a)", "a < b or not a"),
        ("not a", "a"),
        ("0", "1"),
        ("a + 1", "a - 1"),
        ("max(0, a + 1)", "min(0, a + 1)"),
        ("max(0, a + 1)", "a + 1"),
        ("abs(x)", "x"),
        ("[abs(x) for x in b if x]", "[abs(x) for x in b]"),
        ("return max(0, a + 1)", "pass"),
    } <= seeded


def test_the_faults_that_change_nothing_are_still_there():
    assert set(EQUIVALENT) <= {mutant.name for mutant in all_mutants(None)}


@pytest.mark.slow
def test_a_sample_of_the_faults_is_caught():
    command = [sys.executable, "-m", "tests.optimizer.mutate_checker", "--sample", "40"]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert "SURVIVED" not in done.stdout
    assert done.returncode == 0, done.stdout + done.stderr
