"""The referee on relations, each binding and just satisfied, on the days of two_days.

There a1 serves v1, v2 (9:35-10:35) and v4 (10:40-11:10), b1 serves v3 (9:34-10:04) and a2 serves
v6 the next day (6:10-6:30).
"""

from typing import Any

import pytest

from optimizer.problem import After, Apart, InOrder, Problem, Relation, SameRoute, Together, Who
from tests.optimizer.builders import hours
from tests.optimizer.two_days import their_plan, two_days
from tests.optimizer.two_shifts import Found, found, sentences, with_problem


def tied(*relations: Relation) -> Problem:
    return with_problem(two_days(), relations=relations)


def broken(*relations: Relation) -> Found:
    return found(tied(*relations), their_plan())


def told(*relations: Relation) -> list[str]:
    return sentences(tied(*relations), their_plan())


@pytest.mark.parametrize(("tolerance_s", "off"), [(60, 0), (61, 0), (59, 1), (0, 60)])
def test_work_done_together_starts_together(tolerance_s: int, off: int):
    relation = Together(visits=("v2", "v3"), tolerance_s=tolerance_s)

    assert broken(relation) == ([("together", off, "s", "visit v2")] if off else [])
    if off:
        assert told(relation) == [
            f"visit v2 starts 60 s after visit v3; expected at most {tolerance_s} s"
        ]


def test_each_start_is_measured_from_the_first_one():
    # v1 starts 8:05, v3 9:34, v6 the next day at 6:10
    relation = Together(visits=("v6", "v3", "v1"), tolerance_s=hours(22))

    assert broken(relation) == [("together", 300, "s", "visit v6")]
    short = Together(visits=("v6", "v3", "v1"), tolerance_s=hours(1, 29) - 1)
    assert broken(short) == [
        ("together", 1, "s", "visit v3"),
        ("together", hours(20, 36) + 1, "s", "visit v6"),
    ]


def test_work_done_together_is_done_by_all_or_nobody():
    with_v5 = Together(visits=("v2", "v5", "v3"), tolerance_s=60)

    assert broken(with_v5) == [("together", 1, "count", "visit v2")]
    assert told(with_v5) == ["visit v2 is served without visit v5; expected both or none"]


def test_work_that_nobody_does_breaks_nothing():
    problem = tied(Together(visits=("v5", "v6")))
    plan = their_plan()
    gone = plan.unassigned[0].model_copy(update={"visit": "v6"})
    changes = {"routes": plan.routes[:2], "unassigned": (*plan.unassigned, gone)}

    # v6 is mandatory, and its costs are gone
    rules = {rule for rule, *_ in found(problem, plan.model_copy(update=changes))}
    assert rules == {"mandatory", "fairness", "largest_late", "total_costs"}


def test_work_done_together_is_on_different_routes():
    relation = Together(visits=("v2", "v4"), tolerance_s=hours(2))

    assert broken(relation) == [("together", 1, "count", "visit v4")]
    assert told(relation) == ["visits v2 and v4 are both on shift a1; expected different routes"]


@pytest.mark.parametrize(
    ("visits", "off"),
    [(("v1", "v3"), []), (("v1", "v5"), []), (("v1", "v2"), ["v2"]), (("v4", "v3", "v2"), ["v2"])],
)
def test_visits_apart_are_on_different_routes(visits: tuple[str, ...], off: list[str]):
    assert broken(Apart(visits=visits)) == [("apart", 1, "count", f"visit {id}") for id in off]


def test_the_sentence_about_visits_that_are_not_apart():
    assert told(Apart(visits=("v1", "v3", "v2", "v4"))) == [
        "visits v1 and v2 are both on shift a1; expected different routes",
        "visits v1 and v4 are both on shift a1; expected different routes",
    ]


@pytest.mark.parametrize(
    ("visits", "off"),
    [
        (("v1", "v2"), []),
        (("v4", "v5", "v1"), []),
        (("v5", "v3"), []),
        (("v1", "v3"), ["v3"]),
        (("v3", "v1", "v6"), ["v1", "v6"]),
    ],
)
def test_visits_of_one_route_are_on_it_where_they_are_served(
    visits: tuple[str, ...], off: list[str]
):
    assert broken(SameRoute(visits=visits)) == [
        ("same_route", 1, "count", f"visit {id}") for id in off
    ]


def test_the_sentence_about_visits_that_are_parted():
    assert told(SameRoute(visits=("v1", "v3"))) == [
        "visit v3 is on shift b1, visit v1 on a1; expected one route"
    ]


@pytest.mark.parametrize(
    ("visits", "off"),
    [
        (("v1", "v4"), []),
        (("v1", "v5", "v2", "v4"), []),
        (("v5", "v1"), []),
        (("v2", "v1"), ["v1"]),
        (("v4", "v2", "v1"), ["v2", "v1"]),
        (("v4", "v1", "v2"), ["v1"]),
        (("v1", "v3"), ["v3"]),
        (("v2", "v3", "v1"), ["v3"]),
    ],
)
def test_visits_in_order_follow_each_other_on_one_route(visits: tuple[str, ...], off: list[str]):
    assert broken(InOrder(visits=visits)) == [("in_order", 1, "count", f"visit {id}") for id in off]


def test_the_sentence_about_a_wrong_order():
    assert told(InOrder(visits=("v4", "v1"))) == [
        "visit v1 is stop 0 and visit v4 stop 2 of shift a1; expected after it"
    ]


@pytest.mark.parametrize(
    ("gap_from", "rule", "off"),
    [
        # v2 is from 9:35 to 10:35, v4 starts 10:40
        ("end", {"min_gap_s": 300}, 0),
        ("end", {"min_gap_s": 301}, 1),
        ("end", {"max_gap_s": 300}, 0),
        ("end", {"max_gap_s": 299}, 1),
        ("start", {"min_gap_s": 3900}, 0),
        ("start", {"min_gap_s": 3907}, 7),
        ("start", {"max_gap_s": 3900}, 0),
        ("start", {"max_gap_s": 3893}, 7),
        ("start", {"max_gap_s": 0}, 3900),
    ],
)
def test_later_work_keeps_its_gap(gap_from: Any, rule: dict[str, int], off: int):
    relation = After(first="v2", then="v4", gap_from=gap_from, **rule)  # type: ignore[arg-type]

    assert broken(relation) == ([("after", off, "s", "visit v4")] if off else [])


def test_the_sentences_about_a_gap():
    assert told(After(first="v2", then="v4", min_gap_s=301)) == [
        "visit v4 starts 300 s after the end of v2; expected 301 s or more"
    ]
    assert told(After(first="v2", then="v4", max_gap_s=0, gap_from="start")) == [
        "visit v4 starts 3900 s after the start of v2; expected 0 s or less"
    ]


def test_later_work_does_not_start_before_the_first():
    # v2 starts 9:35, v3 ends 10:04
    assert broken(After(first="v3", then="v2")) == [("after", 29 * 60, "s", "visit v2")]
    assert broken(After(first="v3", then="v2", gap_from="start")) == []


def test_later_work_needs_the_first():
    assert broken(After(first="v5", then="v2")) == [("after", 1, "count", "visit v2")]
    assert told(After(first="v5", then="v2")) == ["visit v2 is served, visit v5 before it is not"]
    assert broken(After(first="v2", then="v5")) == []


@pytest.mark.parametrize(
    ("then", "who", "off"),
    [
        ("v4", Who.SAME, False),
        ("v4", Who.OTHER, True),
        ("v6", Who.SAME, False),
        ("v6", Who.OTHER, True),
        ("v3", Who.SAME, True),
        ("v3", Who.OTHER, False),
        ("v3", Who.ANY, False),
    ],
)
def test_later_work_may_ask_for_the_same_or_another_technician(then: str, who: Who, off: bool):
    # v6 is another day, but ann's too
    relation = After(first="v1", then=then, technician=who)

    assert broken(relation) == ([("after", 1, "count", f"visit {then}")] if off else [])


def test_the_sentence_about_the_technician_of_later_work():
    assert told(After(first="v1", then="v3", technician=Who.SAME)) == [
        "visit v3 is bob's and visit v1 is ann's; expected the same technician"
    ]
