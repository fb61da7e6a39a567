"""Where a visit goes that is dropped on a technician: several days, and split working days."""

from datetime import time, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from dispatch import models, plan_edits
from dispatch.errors import BadValue, NotEligible
from dispatch.plan_views import Edit
from tests.dispatch.board_day import a_day, a_hand_made_draft, edited, published
from tests.dispatch.company import technician
from tests.dispatch.drafts import TOMORROW, local, visit_of

WEDNESDAY = TOMORROW + timedelta(days=1)


def stops(plan: models.Plan) -> list[tuple[str, str, list[str]]]:
    return sorted(
        (
            route.technician.ref,
            f"{route.day:%a} {route.shift_ref[-5:]}",
            [stop.visit.ref for stop in route.stops],
        )
        for route in plan.routes
    )


@pytest.fixture
def split(session: Session) -> models.Plan:
    """Noor works from 8 to 12 with V1, and from 14 to 18 with V2 and V3; V4 waits."""
    a_day(session, visits=4, requested_duration_s=1800)
    noor = technician(session, "noor")
    noor.shift_patterns.clear()
    session.flush()
    noor.shift_patterns += [
        models.ShiftPattern(weekday=TOMORROW.weekday(), opens=time(8), closes=time(12)),
        models.ShiftPattern(weekday=TOMORROW.weekday(), opens=time(14), closes=time(18)),
    ]
    session.flush()
    plan = a_hand_made_draft(session, {"noor": ["V1"]})
    for visit in ("V2", "V3"):
        placed(session, plan, visit, start=local(TOMORROW, 15))
    return plan


def placed(session: Session, plan: models.Plan, visit: str, **where: Any) -> Edit:
    return edited(session, plan, plan_edits.place, visit_ref=visit, technician_ref="noor", **where)


def test_a_start_chooses_the_shift_that_is_open_then(session: Session, split: models.Plan) -> None:
    assert stops(split) == [("noor", "Tue 08:00", ["V1"]), ("noor", "Tue 14:00", ["V2", "V3"])]

    placed(session, split, "V4", start=local(TOMORROW, 12, 30))

    # half past twelve is nearer to the end of the morning
    assert stops(split)[0] == ("noor", "Tue 08:00", ["V1", "V4"])


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (0, [["V4", "V1"], ["V2", "V3"]]),
        (1, [["V1", "V4"], ["V2", "V3"]]),
        (2, [["V1"], ["V2", "V4", "V3"]]),
        (3, [["V1"], ["V2", "V3", "V4"]]),
    ],
)
def test_positions_count_on_through_the_shifts_of_a_day(
    session: Session, split: models.Plan, position: int, expected: list[list[str]]
) -> None:
    placed(session, split, "V4", position=position)

    assert [order for _, _, order in stops(split)] == expected


def test_a_reorder_finds_the_shift_that_has_these_stops(
    session: Session, split: models.Plan
) -> None:
    edited(session, split, plan_edits.reorder, technician_ref="noor", visit_refs=("V3", "V2"))

    assert [order for _, _, order in stops(split)] == [["V1"], ["V3", "V2"]]


def test_a_stop_moves_to_another_day_of_the_plan(session: Session) -> None:
    a_day(session, visits=2)
    plan = a_hand_made_draft(session, {"noor": ["V1", "V2"]}, days=2)

    edit = edited(
        session,
        plan,
        plan_edits.move_stop,
        visit_ref="V1",
        technician_ref="tom",
        day=WEDNESDAY,
    )

    assert stops(plan) == [("noor", "Tue 08:00", ["V2"]), ("tom", "Wed 08:00", ["V1"])]
    assert edit.sentence.startswith(
        "Bakker moved from Fictief Noor on Tue 03 Nov to Fictief Tom on Wed 04 Nov, Wed 08:"
    )
    published(session, plan)
    start = visit_of(session, "V1").planned_start
    assert start is not None
    assert start >= local(WEDNESDAY, 8)


def test_without_a_day_a_stop_stays_on_its_own(session: Session) -> None:
    a_day(session, visits=2)
    plan = a_hand_made_draft(session, {"noor": ["V1"]}, days=2)
    placed(session, plan, "V2", day=WEDNESDAY)

    edited(session, plan, plan_edits.move_stop, visit_ref="V2", technician_ref="tom")

    assert stops(plan)[1] == ("tom", "Wed 08:00", ["V2"])


def test_a_day_outside_the_plan_is_refused(session: Session, split: models.Plan) -> None:
    with pytest.raises(NotEligible, match="noor does not work on Wed 04 Nov in this plan"):
        placed(session, split, "V4", day=WEDNESDAY)


def test_position_and_start_together_are_refused(session: Session, split: models.Plan) -> None:
    with pytest.raises(BadValue, match="got both, expected one of them or neither"):
        placed(session, split, "V4", position=0, start=local(TOMORROW, 9))


def test_where_nothing_can_be_driven_it_goes_where_it_fails_by_least(session: Session) -> None:
    a_day(session, visits=2)
    visit_of(session, "V2").windows = [
        models.VisitWindow(opens=local(TOMORROW, 6), closes=local(TOMORROW, 7))
    ]
    session.flush()
    plan = a_hand_made_draft(session, {"noor": ["V1"]})

    edit = placed(session, plan, "V2")

    # the window closed before the shift opens: first thing in the morning is least late
    assert [order for _, _, order in stops(plan)] == [["V2", "V1"]]
    assert [rule.rule for rule in edit.result.newly_broken] == ["window"]
