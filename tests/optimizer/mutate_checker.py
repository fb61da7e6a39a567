"""Mutation testing of the referee: is every fault seeded into it caught by its tests?

    python -m tests.optimizer.mutate_checker [--file check_load.py] [--sample 40] [--seed 1]

The tests are collected once. For each fault a child process takes over the faulty code and runs
them until one fails. Prints each survivor and the figures; 0 if every fault is caught but for
those in `EQUIVALENT`, which change nothing that anyone could see.
"""

import argparse
import importlib
import os
import random
import signal
import sys
from collections import Counter
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from types import FunctionType, ModuleType
from typing import Any

import pytest
from _pytest.runner import runtestprotocol

from tests.optimizer.equivalent_faults import EQUIVALENT
from tests.optimizer.mutations import Mutant, mutants

TESTS = Path(__file__).parent
CHECKER = TESTS.parent.parent / "optimizer"
LIMIT_S = 300
"""A fault that makes the tests run longer is caught."""

RANDOM = "test_check_properties.py"
"""Tests that take long and may find a fault one day and not the next."""

KILLED, SURVIVED, SAME = "killed", "survived", "equivalent"


def all_mutants(file: str | None) -> list[Mutant]:
    paths = sorted(CHECKER.glob("check*.py") if file is None else [CHECKER / file])
    return [
        mutant for path in paths for mutant in mutants(path.name, path.read_text(encoding="utf-8"))
    ]


class Mutation:
    """A pytest plugin that runs the collected tests once for each mutant."""

    def __init__(self, chosen: list[Mutant]) -> None:
        self.chosen = chosen
        self.results: Counter[str] = Counter()

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        tests = sorted(session.items, key=lambda item: "corruption" in item.nodeid)
        if _is_killed(None, tests):
            pytest.exit("the tests fail without a fault", returncode=1)
        for number, mutant in enumerate(self.chosen):
            if mutant.name in EQUIVALENT:
                result = SAME
            else:
                result = KILLED if _is_killed(mutant, tests) else SURVIVED
            self.results[result] += 1
            if result == SURVIVED:
                print(f"SURVIVED line {mutant.line}: {mutant.name}", flush=True)
            if number % 100 == 99:
                print(f"{number + 1} of {len(self.chosen)}: {dict(self.results)}", flush=True)
        return True


def _is_killed(mutant: Mutant | None, tests: list[pytest.Item]) -> bool:
    child = os.fork()
    if child == 0:
        signal.alarm(LIMIT_S)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        status = 1
        try:
            status = _first_failure(mutant, tests)
        finally:
            os._exit(status)
    return os.waitpid(child, 0)[1] != 0


def _first_failure(mutant: Mutant | None, tests: list[pytest.Item]) -> int:
    """1 if a test fails under the mutant, or it cannot even be loaded; else 0."""
    if mutant is not None:
        take_over(mutant)
    for test in tests:
        reports = runtestprotocol(test, nextitem=None, log=False)
        if any(report.failed for report in reports):
            return 1
    return 0


def take_over(mutant: Mutant) -> None:
    """Put the mutant's code into the functions that are loaded, and its constants."""
    name = f"optimizer.{mutant.file.removesuffix('.py')}"
    loaded = importlib.import_module(name)
    fresh = ModuleType(name)
    code = compile(mutant.tree, f"<{mutant.file}>", "exec")
    exec(code, fresh.__dict__)
    for key, new in vars(fresh).items():
        old = vars(loaded).get(key)
        if getattr(new, "__module__", None) == name:
            _take_code(old, new)
        elif isinstance(new, int | tuple | dict) and not key.startswith("__") and new != old:
            _take_constant(key, old, new)


def _take_code(old: Any, new: Any) -> None:
    if isinstance(old, FunctionType):
        old.__code__, old.__defaults__ = new.__code__, new.__defaults__
    elif isinstance(old, type):
        for key, member in vars(new).items():
            before = vars(old).get(key)
            pick = _PICK.get(type(member))
            if pick is not None and before is not None:
                _take_code(pick(before), pick(member))


_PICK: dict[type, Callable[[Any], Any]] = {
    FunctionType: lambda function: function,
    property: lambda member: member.fget,
    cached_property: lambda member: member.func,
}


def _take_constant(key: str, old: object, new: object) -> None:
    for name, module in list(sys.modules.items()):
        if name.startswith("optimizer.check") and vars(module).get(key) is old:
            setattr(module, key, new)


def main() -> int:
    parser = argparse.ArgumentParser(description="seed faults into the referee")
    parser.add_argument("--file", help="of this module of optimizer/ alone")
    parser.add_argument("--sample", type=int, help="so many faults, chosen at random")
    parser.add_argument("--seed", type=int, default=1, help="of the sample")
    options = parser.parse_args()
    chosen = all_mutants(options.file)
    if options.sample is not None:
        chosen = random.Random(options.seed).sample(chosen, options.sample)
    mutation = Mutation(chosen)
    tests = sorted(str(path) for path in TESTS.glob("test_check*.py") if path.name != RANDOM)
    quiet = ["-q", "--no-header", "-p", "no:cacheprovider", "-s"]
    status = pytest.main([*quiet, *tests], plugins=[mutation])
    figures = {what: mutation.results[what] for what in (KILLED, SURVIVED, SAME)}
    print(", ".join(f"{count} {what}" for what, count in figures.items()))
    return int(status != 0 or figures[SURVIVED] > 0)


if __name__ == "__main__":
    sys.exit(main())
