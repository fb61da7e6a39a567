"""What the commands read and write: files, standard input and output."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, TypeAdapter

from optimizer.problem import Problem, read_problem
from optimizer.solution import Solution

T = TypeVar("T")


class BadInput(Exception):
    """A file that cannot be read, or a value in it that cannot be."""


def the_problem(path: str) -> Problem:
    return read(path, read_problem)


def the_solution(path: str, problem: Problem) -> Solution:
    """A plan of the problem; `BadInput` if it names a visit or shift that is not there."""
    solution = read(path, Solution.model_validate_json)
    visits, shifts = problem.visits_by_id(), problem.shifts_by_id()
    for route in solution.routes:
        if route.shift not in shifts:
            raise BadInput(f"{path}: routes: shift {route.shift!r}, expected one of the problem")
        for stop in route.stops:
            if stop.visit not in visits:
                raise BadInput(f"{path}: routes: visit {stop.visit!r}, expected one of the problem")
    return solution


def read(path: str, parse: Callable[[str], T]) -> T:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise BadInput(f"{path}: cannot be read ({unreadable})") from unreadable
    try:
        return parse(text)
    except ValueError as wrong:
        raise BadInput(f"{path}: {wrong}") from wrong


def write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text + "\n", encoding="utf-8")
    except OSError as unwritable:
        raise BadInput(f"{path}: cannot be written ({unwritable})") from unwritable


def as_json(value: BaseModel | Iterable[BaseModel]) -> str:
    """One value as an object, several as a list."""
    many = list(value) if not isinstance(value, BaseModel) else None
    if many is None:
        assert isinstance(value, BaseModel)
        return value.model_dump_json(indent=2)
    return TypeAdapter(list[BaseModel]).dump_json(many, indent=2, serialize_as_any=True).decode()
