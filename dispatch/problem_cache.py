"""Problems that were read lately: a board edit should not parse a travel matrix each time."""

from collections import OrderedDict
from threading import Lock

from optimizer.problem import Problem, read_problem

KEPT = 4

_problems: OrderedDict[str, Problem] = OrderedDict()
_lock = Lock()


def problem_of(text: str) -> Problem:
    """The problem that this JSON holds."""
    with _lock:
        found = _problems.get(text)
        if found is not None:
            _problems.move_to_end(text)
            return found
    found = read_problem(text)
    remember(text, found)
    return found


def remember(text: str, problem: Problem) -> None:
    """Keep a problem that was just written as this JSON."""
    with _lock:
        _problems[text] = problem
        _problems.move_to_end(text)
        while len(_problems) > KEPT:
            _problems.popitem(last=False)
