"""How a technician's day goes on: expected starts from what has been tapped."""

from datetime import UTC, datetime, timedelta

from dispatch.running_late import Progress, at_risk, expected_starts
from dispatch.statuses import VisitStatus


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 3, hour, minute, tzinfo=UTC)


def a_stop(hour: int, status: VisitStatus = VisitStatus.SCHEDULED, **more: object) -> Progress:
    """An hour of work from `hour` on, 20 minutes of driving before it."""
    given: dict[str, object] = {
        "status": status,
        "arrival": at(hour),
        "starts": at(hour),
        "ends": at(hour + 1),
        "drive_s": 1200,
        "wait_s": 0,
    }
    return Progress(**given | more)  # type: ignore[arg-type]


def test_before_anybody_leaves_the_plan_holds() -> None:
    assert expected_starts([a_stop(9), a_stop(11)], at(8)) == [at(9), at(11)]


def test_who_should_have_left_and_has_not_leaves_now() -> None:
    # 20 minutes from 9:10
    assert expected_starts([a_stop(9)], at(9, 10)) == [at(9, 30)]


def test_who_is_on_the_way_arrives_after_the_drive_but_not_before_now() -> None:
    early = a_stop(9, VisitStatus.TRAVELLING, travel_start=at(9, 5))

    assert expected_starts([early], at(9, 10)) == [at(9, 25)]
    assert expected_starts([early], at(9, 40)) == [at(9, 40)]


def test_work_that_began_late_pushes_what_follows_by_what_no_wait_absorbs() -> None:
    running = a_stop(9, VisitStatus.ON_SITE, began=at(9, 30))
    after = a_stop(11, wait_s=600)

    # ends 10:30; the planned gap of an hour holds 10 minutes of waiting, so 50 minutes are needed
    assert expected_starts([running, after], at(9, 45)) == [at(9, 30), at(11, 20)]


def test_work_that_takes_longer_than_planned_ends_now_at_the_earliest() -> None:
    running = a_stop(9, VisitStatus.ON_SITE, began=at(9))

    # should have ended at 10:00, it is 10:40, and the gap is an hour without waiting
    assert expected_starts([running, a_stop(11)], at(10, 40)) == [at(9), at(11, 40)]


def test_nobody_starts_earlier_than_planned_because_the_one_before_was_quick() -> None:
    quick = a_stop(9, VisitStatus.COMPLETED, began=at(9), ended=at(9, 15))

    assert expected_starts([quick, a_stop(11)], at(9, 20)) == [at(9), at(11)]


def test_a_promise_with_less_than_a_quarter_left_is_at_risk() -> None:
    until = at(11)

    assert not at_risk(at(10, 45), at(11, 45), until, None)
    assert at_risk(at(10, 46), at(11, 46), until, None)


def test_a_due_moment_with_less_than_a_quarter_left_is_at_risk() -> None:
    assert not at_risk(at(9), at(10), None, at(10, 15))
    assert at_risk(at(9), at(10), None, at(10) + timedelta(minutes=14))
    assert not at_risk(at(9), at(10), None, None)
