"""The table of next steps covers every status, and each life can come to its end."""

from itertools import pairwise

import pytest

from dispatch.errors import InvalidTransition
from dispatch.statuses import (
    ENDED,
    STARTED,
    CaseStatus,
    CostStatus,
    PlanStatus,
    Status,
    VisitStatus,
    next_statuses,
    refuse_unless_next,
)

KINDS = [CaseStatus, VisitStatus, PlanStatus, CostStatus]
ALL: list[Status] = [status for kind in KINDS for status in kind]


@pytest.mark.parametrize("status", ALL, ids=repr)
def test_what_follows_a_status_is_of_its_own_kind_and_another_one(status: Status) -> None:
    for following in next_statuses(status):
        assert type(following) is type(status)
        assert following is not status


@pytest.mark.parametrize(
    ("first", "kind"),
    [
        (CaseStatus.OPEN, CaseStatus),
        (VisitStatus.READY, VisitStatus),
        (PlanStatus.DRAFT, PlanStatus),
        (CostStatus.PROPOSED, CostStatus),
    ],
)
def test_every_status_can_be_reached_from_the_first(first: Status, kind: type[Status]) -> None:
    reached: set[Status] = {first}
    while more := {after for status in reached for after in next_statuses(status)} - reached:
        reached |= more

    assert reached == set(kind)


@pytest.mark.parametrize("ended", ENDED)
def test_a_visit_goes_from_ready_to_each_end(ended: VisitStatus) -> None:
    path = (VisitStatus.READY, VisitStatus.SCHEDULED, *STARTED, ended)
    for before, after in pairwise(path):
        refuse_unless_next("visit", before, after)


@pytest.mark.parametrize("ended", [*ENDED, VisitStatus.CANCELLED])
def test_an_ended_visit_stays_as_it_is(ended: VisitStatus) -> None:
    assert next_statuses(ended) == ()
    for following in VisitStatus:
        with pytest.raises(InvalidTransition, match="next may be: nothing"):
            refuse_unless_next("visit V1", ended, following)


def test_work_on_site_cannot_be_cancelled_and_unplanned_work_cannot_start() -> None:
    assert VisitStatus.CANCELLED not in next_statuses(VisitStatus.ON_SITE)
    for status in STARTED:
        assert status not in next_statuses(VisitStatus.READY)


def test_approved_costs_can_still_be_disputed() -> None:
    refuse_unless_next("cost", CostStatus.APPROVED, CostStatus.DISPUTED)


def test_a_refusal_names_the_thing_the_fact_and_the_wish() -> None:
    with pytest.raises(
        InvalidTransition,
        match=r"^visit 41 is completed; it cannot become travelling \(next may be: nothing\)$",
    ):
        refuse_unless_next("visit 41", VisitStatus.COMPLETED, VisitStatus.TRAVELLING)
