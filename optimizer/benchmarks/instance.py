"""An instance of a published set: our problem, and the figures its literature uses."""

import csv
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from optimizer.problem import MAX_LEFT_OUT_CENTS, Problem
from optimizer.solution import Solution
from optimizer.values import MAX_CENTS, MAX_S, PER_100_KM, PER_HOUR

CENT_PER_SECOND = PER_HOUR
"""The hourly rate at which each unit of time costs one cent."""

CENT_PER_METRE = PER_100_KM
"""The rate per 100 km at which each unit of distance costs one cent."""

FINEST = 10_000
"""Units of ours for one published unit of time, where the day is short enough."""

TOLERANCE = 1e-6
"""By so much a time in doubles may miss its bound."""

Orders = Mapping[str, Sequence[str]]
"""Visit ids in order by shift id."""


class BadInstance(ValueError):
    """A file that does not hold what its format says; the message names file and line."""


class Measure(Protocol):
    """The published objective and rules, in doubles, from the published data alone."""

    def cost(self, solution: Solution) -> float: ...

    def faults(self, solution: Solution) -> list[str]: ...


@dataclass(frozen=True)
class Instance:
    """`cents` of our objective are one published unit of cost."""

    set: str
    name: str
    problem: Problem
    cents: int
    measure: Measure
    best_known: float | None = None

    def cost(self, solution: Solution) -> float:
        """The published objective of what the plan serves."""
        return self.measure.cost(solution)


@dataclass(frozen=True)
class Published:
    """A plan from the literature for an instance, and the cost it is said to have.

    `precision` is how far rounding in print may put that cost off; `passes` holds before which
    stop the depot is passed, by shift id, where the plan says so.
    """

    instance: Instance
    source: str
    orders: Orders
    cost: float
    precision: float
    passes: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Format:
    """How the files of a set are read; `published` finds the plans in a folder."""

    pattern: str
    read: Callable[[Path], Instance]
    published: Callable[[Path], list[Published]]

    def files(self, folder: Path) -> list[Path]:
        """The instances of a folder; plans are named sol-INSTANCE in some sets."""
        found = sorted(folder.glob(self.pattern))
        return [path for path in found if not path.name.startswith("sol")]


def scale_for(horizon: float) -> int:
    """The largest power of ten up to `FINEST` in which the day fits our range of times."""
    scale = FINEST
    while scale > 1 and horizon * scale > MAX_S:
        scale //= 10
    if horizon * scale > MAX_S:
        raise ValueError(f"a day of {horizon:g}: expected at most {MAX_S}")
    return scale


def leave_out_price(dearest: int, visits: int) -> int:
    """Far more than a visit can save that costs at most `dearest` to serve."""
    return max(1, min(MAX_CENTS, MAX_LEFT_OUT_CENTS // max(1, visits), 10 * dearest))


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise BadInstance(f"{path}: cannot be read ({unreadable})") from unreadable


def number(text: str) -> float:
    """A finite number; `ValueError` says what was found."""
    try:
        value = float(text)
    except ValueError:
        raise ValueError(f"found {text!r}, expected a number") from None
    if not math.isfinite(value):
        raise ValueError(f"found {text!r}, expected a finite number")
    return value


def whole(text: str) -> int:
    """A whole number, which may be written as 10.0."""
    value = number(text)
    if value != int(value):
        raise ValueError(f"found {text!r}, expected a whole number")
    return int(value)


def best_known(path: Path, name: str) -> float | None:
    """The best cost known, from `best_known.csv` beside the instance if it has it."""
    table = path.parent / "best_known.csv"
    if not table.is_file():
        return None
    for line, row in enumerate(csv.DictReader(text_of(table).splitlines()), start=2):
        if row.get("instance") in (name, path.name, path.stem):
            try:
                return number(_cost_of(row))
            except ValueError as wrong:
                raise BadInstance(f"{table} line {line}: {wrong}") from wrong
    return None


def _cost_of(row: Mapping[str, str | None]) -> str:
    for column, value in row.items():
        if column.startswith(("bks", "best")) or column == "cost":
            return value or ""
    raise ValueError(f"columns {', '.join(row)}: expected one named cost, best... or bks...")
