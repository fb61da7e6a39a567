"""The referee on who comes, each rule binding and just satisfied, on the days of two_days."""

from tests.optimizer.two_days import their_plan, two_days
from tests.optimizer.two_shifts import found, sentences, with_visit


def test_a_visit_may_name_its_technicians():
    # v2 is for ann and cat; ann does it
    strangers = with_visit(two_days(), "v2", only_technicians=("cat", "bob"))

    assert found(strangers, their_plan()) == [("only_technicians", 1, "count", "visit v2")]
    assert sentences(strangers, their_plan()) == [
        "visit v2 is only for cat, bob; shift a1 is ann's"
    ]


def test_a_visit_may_refuse_technicians():
    # v3 refuses ann; bob does it
    refused = with_visit(two_days(), "v3", never_technicians=("ann", "bob"))

    assert found(two_days(), their_plan()) == []
    assert found(refused, their_plan()) == [("never_technicians", 1, "count", "visit v3")]
    assert sentences(refused, their_plan()) == ["visit v3 is never for bob, whose shift b1 is"]
