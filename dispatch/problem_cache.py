"""The problems of plans, kept as JSON: a board edit should not read a travel matrix each time."""

import hashlib
from collections import OrderedDict
from threading import Lock

from dispatch import models
from optimizer.problem import Problem, read_problem

KEPT = 4

_problems: OrderedDict[str, Problem] = OrderedDict()
_lock = Lock()


def problem_of(row: models.PlanProblem) -> Problem:
    """The problem that the row holds; its text is read only if its fingerprint is not known."""
    with _lock:
        found = _problems.get(row.digest)
        if found is not None:
            _problems.move_to_end(row.digest)
            return found
    found = read_problem(row.problem_json)
    _remember(row.digest, found)
    return found


def write(row: models.PlanProblem, problem: Problem) -> models.PlanProblem:
    """The row, holding this problem now."""
    row.problem_json = problem.model_dump_json()
    row.digest = hashlib.sha256(row.problem_json.encode()).hexdigest()
    _remember(row.digest, problem)
    return row


def _remember(digest: str, problem: Problem) -> None:
    with _lock:
        _problems[digest] = problem
        _problems.move_to_end(digest)
        while len(_problems) > KEPT:
            _problems.popitem(last=False)
