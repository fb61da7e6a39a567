"""What binds visits and shifts to each other, as arrays for the compiled search.

A link says that one visit starts no earlier than another one allows; a bond says which routes
two visits may be on; a unit is a group of visits that is put on routes in one go.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.problem import (
    After,
    Apart,
    InOrder,
    Problem,
    Relation,
    SameRoute,
    Shift,
    Together,
    Visit,
    Who,
)
from optimizer.search.model import NEVER
from optimizer.values import PER_HOUR

START_START, END_START, START_END = 0, 1, 2
"""A link: what of the visit counts, and what of the other one is pushed."""

APART, SAME, EARLIER, LATER, SAME_PERSON, OTHER_PERSON, NEEDS = range(7)
"""A bond: other route, same route, same route and before or after the other, same or other
technician, only if the other is served.
"""

LINK = np.dtype([("other", np.int64), ("by", np.int64), ("kind", np.int64)])
BOND = np.dtype([("other", np.int64), ("kind", np.int64)])
PERSON = np.dtype(
    [
        ("rest", np.int64),  # seconds after a shift before the next; -1: they lie apart anyway
        ("fair_s", np.int64),
        ("per_s", np.float64),
        ("fair_points", np.int64),
        ("per_point", np.float64),
        ("bound", np.int64),  # 1: the technician's shifts depend on each other
    ]
)

Ints = npt.NDArray[np.int64]


class Links(NamedTuple):
    """Rules over several routes; `some` is False where there are none."""

    some: bool
    only_dearer: bool  # another visit makes no other stop cheaper: nothing but legs and delays
    link: npt.NDArray[Any]
    link_of: Ints  # (n + 1,)
    bond: npt.NDArray[Any]
    bond_of: Ints  # (n + 1,)
    unit_of: Ints  # (n,) -1: none
    member: Ints
    member_of: Ints  # (units + 1,)
    whole: Ints  # (units,) 1: all or none
    person: npt.NDArray[Any]  # PERSON
    person_of: Ints  # (m,)
    duty: Ints  # shifts of a technician by opening
    duty_of: Ints  # (persons + 1,)
    limit: Ints  # (limits, m) 1 where the shift counts
    limit_s: Ints  # (limits,)
    points: Ints  # (n,) unpopular
    per_largest_s: float


def link_problem(problem: Problem, visits: Sequence[Visit], shifts: Sequence[Shift]) -> Links:
    """The rules over several routes among these visits and shifts."""
    number = {visit.id: index for index, visit in enumerate(visits)}
    relations = [r for r in problem.relations if any(v in number for v in r.visits)]
    links: list[list[tuple[int, int, int]]] = [[] for _ in visits]
    bonds: list[list[tuple[int, int]]] = [[] for _ in visits]
    for relation in relations:
        known = [number[visit] for visit in relation.visits if visit in number]
        for one, *rest in _links(relation, known):
            links[one].append((rest[0], rest[1], rest[2]))
        for one, other, kind in _bonds(relation, known):
            bonds[one].append((other, kind))
    units = _units(relations, number)
    people = _people(problem, shifts)
    limits = _limits(problem, shifts)
    per_largest = problem.largest_late_cents_per_hour / PER_HOUR
    some = bool(relations) or per_largest > 0 or bool(people["person"]["bound"].any())
    return Links(
        some=some,
        only_dearer=not any(
            shift.prices.wait_cents_per_hour or shift.prices.route_cents_per_hour
            for shift in shifts
        )
        and not any(visit.preferred or visit.promise for visit in visits)
        and not any(visit.setup_s for visit in visits),
        link=_flat(links, LINK),
        link_of=_offsets(links),
        bond=_flat(bonds, BOND),
        bond_of=_offsets(bonds),
        unit_of=_unit_of(units, len(visits)),
        member=np.array([v for unit, _ in units for v in unit], dtype=np.int64),
        member_of=_offsets([unit for unit, _ in units]),
        whole=np.array([whole for _, whole in units], dtype=np.int64),
        limit=limits[0],
        limit_s=limits[1],
        points=np.array([visit.unpopular for visit in visits], dtype=np.int64),
        per_largest_s=per_largest,
        **people,
    )


def _links(relation: Relation, known: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
    """(visit, other, by, kind): the other is pushed by the visit.

    Both ways round, even if one of them never pushes: a visit finds by its links which others
    decide when it starts.
    """
    if isinstance(relation, Together):
        for one in known:
            for other in known:
                if one != other:
                    yield one, other, -relation.tolerance_s, START_START
    if isinstance(relation, After) and len(known) == 2:
        first, then = known
        from_end = relation.gap_from == "end"
        yield first, then, relation.min_gap_s, END_START if from_end else START_START
        most = NEVER if relation.max_gap_s is None else relation.max_gap_s
        yield then, first, -most, START_END if from_end else START_START


def _bonds(relation: Relation, known: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """(visit, other, kind), both ways round."""
    for place, one in enumerate(known):
        for later in known[place + 1 :]:
            match relation:
                case Together() | Apart():
                    yield one, later, APART
                    yield later, one, APART
                case SameRoute():
                    yield one, later, SAME
                    yield later, one, SAME
                case InOrder():
                    yield one, later, EARLIER
                    yield later, one, LATER
                case After(technician=Who.SAME):
                    yield one, later, SAME_PERSON
                    yield later, one, SAME_PERSON
                case After(technician=Who.OTHER):
                    yield one, later, OTHER_PERSON
                    yield later, one, OTHER_PERSON
    if isinstance(relation, After) and len(known) == 2:
        yield known[1], known[0], NEEDS


def _units(relations: Sequence[Relation], number: dict[str, int]) -> list[tuple[list[int], int]]:
    """Groups that Together and After hold together, first visits first; 1: all or none."""
    leader = dict.fromkeys(number.values(), -1)
    for visit in leader:
        leader[visit] = visit

    def root(visit: int) -> int:
        while leader[visit] != visit:
            visit = leader[visit]
        return visit

    after: dict[int, int] = {}
    whole: set[int] = set()
    tied = [r for r in relations if isinstance(r, Together | After)]
    for relation in tied:
        known = [number[visit] for visit in relation.visits if visit in number]
        for visit in known[1:]:
            leader[root(visit)] = root(known[0])
        if isinstance(relation, After) and len(known) == 2:
            after[known[1]] = after.get(known[1], 0) + 1
        whole |= {root(known[0])} if isinstance(relation, Together) and known else set()
    groups: dict[int, list[int]] = {}
    for relation in tied:
        for visit in (number[v] for v in relation.visits if v in number):
            group = groups.setdefault(root(visit), [])
            if visit not in group:
                group.append(visit)
    all_or_none = {root(visit) for visit in whole}
    return [
        (sorted(group, key=lambda visit: after.get(visit, 0)), int(leader in all_or_none))
        for leader, group in groups.items()
    ]


def _people(problem: Problem, shifts: Sequence[Shift]) -> dict[str, Any]:
    names = sorted({shift.technician for shift in shifts})
    rules = problem.rules_by_technician()
    duties = [
        sorted(
            (n for n, shift in enumerate(shifts) if shift.technician == name),
            key=lambda n: shifts[n].opens,
        )
        for name in names
    ]
    rows = []
    for name, duty in zip(names, duties, strict=True):
        own = rules.get(name)
        fair = own.fairness if own else None
        rest = own.rest_s if own else 0
        priced = bool(fair and (fair.work_cents_per_hour or fair.cents_per_point))
        short = any(
            shifts[later].opens - shifts[sooner].last_return < rest
            for sooner, later in pairwise(duty)
        )
        bound = priced or bool(own and own.work_limits) or short
        rows.append(
            (
                rest if short else -1,
                fair.fair_work_s if fair else 0,
                fair.work_cents_per_hour / PER_HOUR if fair else 0.0,
                fair.fair_points if fair else 0,
                fair.cents_per_point if fair else 0.0,
                int(bound),
            )
        )
    where = {name: number for number, name in enumerate(names)}
    return {
        "person": np.array(rows, dtype=PERSON),
        "person_of": np.array([where[shift.technician] for shift in shifts], dtype=np.int64),
        "duty": np.array([shift for duty in duties for shift in duty], dtype=np.int64),
        "duty_of": _offsets(duties),
    }


def _limits(problem: Problem, shifts: Sequence[Shift]) -> tuple[Ints, Ints]:
    rows, most = [], []
    for rules in problem.technicians:
        for limit in rules.work_limits:
            row = [
                int(s.technician == rules.technician and limit.opens <= s.opens <= limit.closes)
                for s in shifts
            ]
            rows.append(row)
            most.append(limit.max_s)
    table = np.array(rows, dtype=np.int64).reshape(len(rows), len(shifts))
    return table, np.array(most, dtype=np.int64)


def _unit_of(units: Sequence[tuple[list[int], int]], visits: int) -> Ints:
    found = np.full(visits, -1, dtype=np.int64)
    for number, (unit, _) in enumerate(units):
        found[unit] = number
    return found


def _flat(rows: Sequence[Sequence[Any]], dtype: Any) -> npt.NDArray[Any]:
    return np.array([item for row in rows for item in row], dtype=dtype)


def _offsets(rows: Sequence[Sequence[Any]]) -> Ints:
    return np.cumsum([0, *(len(row) for row in rows)]).astype(np.int64)
