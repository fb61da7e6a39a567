"""The rules of one visit, changed while it may still be planned."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.errors import BadRecord, BadValue, InvalidTransition, NotAllowed
from dispatch.planning_rules import WindowBounds, Wish
from dispatch.queries.records import open_visits, visit_record
from dispatch.statuses import Priority, VisitStatus
from dispatch.visit_rules import COLUMNS, change_visit_rules
from tests.dispatch.company import DISPATCHER, NOW, SUPPORT, a_company, a_visit
from tests.dispatch.drafts import SETTINGS, only_visit, translated


@pytest.fixture
def visit(session: Session) -> models.Visit:
    a_company(session)
    return a_visit(session, "V1")


def change(session: Session, cells: dict[str, str], **given: object) -> models.Visit:
    facts = {"actor": DISPATCHER, "visit_ref": "V1", "settings": SETTINGS, "now": NOW} | given
    return change_visit_rules(session, cells=cells, **facts)  # type: ignore[arg-type]


def cells(session: Session) -> dict[str, str]:
    return visit_record(session, actor=DISPATCHER, visit_ref="V1", settings=SETTINGS)


def wrong(refused: pytest.ExceptionInfo[BadRecord]) -> dict[str, str]:
    return {name: str(said) for name, said in refused.value.fields.items()}


def test_every_rule_of_a_visit_is_entered_in_the_words_of_the_import(session, visit):
    change(
        session,
        {
            "windows": "2026-11-03 09:00/12:00",
            "window_bounds": "service",
            "duration_min": "45",
            "setup_min": "10",
            "skills": "gas:3",
            "technicians": "noor:preferred; tom:never",
            "priority": "high",
            "mandatory": "yes",
            "due_by": "2026-11-03 17:00",
            "equipment": "ladder",
            "load": "kg:40",
            "preferred_from": "2026-11-03 09:00",
            "preferred_until": "2026-11-03 10:00",
        },
    )

    assert [(one.opens, one.closes) for one in visit.windows] == [
        (datetime(2026, 11, 3, 8, tzinfo=UTC), datetime(2026, 11, 3, 11, tzinfo=UTC))
    ]
    assert (visit.requested_duration_s, visit.setup_s) == (2700, 600)
    assert [(one.skill.ref, one.level) for one in visit.skills] == [("gas", 3)]
    assert {one.technician.ref: one.wish for one in visit.technicians} == {
        "noor": Wish.PREFERRED,
        "tom": Wish.NEVER,
    }
    assert (visit.requested_priority, visit.mandatory) == (Priority.HIGH, True)
    assert (visit.window_bounds, visit.equipment) == (WindowBounds.SERVICE, ("ladder",))
    planned = only_visit(translated(session))
    assert planned.mandatory
    assert [(need.skill, need.level) for need in planned.skills] == [("gas", 3)]


def test_an_empty_field_means_none(session, visit):
    change(session, {"skills": "", "parts": "", "due_by": "", "setup_min": "", "load": ""})

    assert (visit.skills, visit.parts, visit.requested_due_by) == ([], [], None)
    assert (visit.setup_s, visit.load) == (0, {})


def test_everything_wrong_is_named_by_field(session, visit):
    with pytest.raises(BadRecord) as refused:
        change(session, {"duration_min": "", "skills": "gas"})
    with pytest.raises(BadRecord) as emptied:
        change(session, {"duration_min": "", "priority": " "})

    assert list(wrong(refused)) == ["skills"]
    assert wrong(emptied) == {
        "duration_min": "is empty, such as 45",
        "priority": "is empty, such as high",
    }


def test_a_window_that_is_over_is_refused_only_when_it_is_entered(session, visit):
    past = datetime(2026, 11, 1, 9, tzinfo=UTC)
    visit.windows = [models.VisitWindow(opens=past, closes=past)]
    session.flush()

    change(session, {"note": "ring twice"})
    with pytest.raises(BadRecord) as refused:
        change(session, {"windows": "2026-11-01 09:00/12:00"})

    assert "is over" in wrong(refused)["windows"]
    assert visit.note == "ring twice"


def test_what_a_colleague_changed_meanwhile_is_not_overwritten_unseen(session, visit):
    seen = cells(session)
    change(session, {"priority": "emergency"})

    with pytest.raises(BadRecord) as refused:
        change(session, {"priority": "low"}, seen=seen)

    assert list(wrong(refused)) == ["priority"]
    assert visit.requested_priority is Priority.EMERGENCY


def test_a_scheduled_visit_can_be_changed_and_one_under_way_cannot(session, visit):
    visit.status = VisitStatus.SCHEDULED
    change(session, {"note": "second floor"})
    visit.status = VisitStatus.TRAVELLING

    with pytest.raises(InvalidTransition):
        change(session, {"note": "third floor"})
    assert visit.note == "second floor"


def test_pins_and_the_case_are_not_changed_here(session, visit):
    assert {"case", "pinned_technician", "beside"} & set(COLUMNS) == set()
    with pytest.raises(BadValue, match="not a rule of a visit"):
        change(session, {"case": "C9"})
    with pytest.raises(NotAllowed):
        change(session, {"note": "x"}, actor=SUPPORT)


def test_visits_that_can_be_tied_to_it_are_named_for_people(session, visit):
    assert open_visits(session, actor=DISPATCHER) == {"V1": "Fictief Visser, Zwolle · V1"}
