"""The problems of plans, kept as JSON: a board edit should not read a travel matrix each time."""

import hashlib
from collections import OrderedDict
from threading import Lock
from typing import Protocol, TypeVar

from optimizer.problem import Problem, read_problem

KEPT = 4

_problems: OrderedDict[str, Problem] = OrderedDict()
_lock = Lock()


class Sheet(Protocol):
    """Where a problem is written down: its JSON, and a fingerprint of that."""

    digest: str
    problem_json: str


S = TypeVar("S", bound=Sheet)


def problem_of(sheet: Sheet) -> Problem:
    """The problem written there; the JSON is looked at only if its fingerprint is not known."""
    with _lock:
        found = _problems.get(sheet.digest)
        if found is not None:
            _problems.move_to_end(sheet.digest)
            return found
    found = read_problem(sheet.problem_json)
    _remember(sheet.digest, found)
    return found


def write(sheet: S, problem: Problem) -> S:
    """The sheet, with this problem on it."""
    sheet.problem_json = problem.model_dump_json()
    sheet.digest = hashlib.sha256(sheet.problem_json.encode()).hexdigest()
    _remember(sheet.digest, problem)
    return sheet


def _remember(digest: str, problem: Problem) -> None:
    with _lock:
        _problems[digest] = problem
        _problems.move_to_end(digest)
        while len(_problems) > KEPT:
            _problems.popitem(last=False)
