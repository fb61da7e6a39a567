"""What is done to a case in dialogs: the gate, a new case, solving, reopening, amending."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dispatch import cases, models
from dispatch.statuses import AttemptOutcome, CaseStatus, Channel, Priority, Role, VisitStatus
from tests.dashboard.screens.case_desk_page import Desk
from tests.dashboard.screens.test_case_desk import a_case_of, rows, tried
from tests.dispatch.company import NOW, SUPPORT, a_case, a_company


@pytest.fixture
def company(engine: Engine) -> Engine:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        a_company(session)
        a_case(session)
    return engine


def a_desk(engine: Engine, dialog: str = "") -> Desk:
    desk = Desk(engine, case="C1")
    if dialog:
        desk.press(dialog)
    return desk


def visits_of(engine: Engine) -> list[models.Visit]:
    with Session(engine) as session:
        found = session.query(models.Visit).all()
        for visit in found:
            assert visit.windows is not None
        return found


def test_the_gate_shows_what_was_tried_what_is_missing_and_what_it_would_cost(
    company: Engine,
) -> None:
    tried(company, "C1", AttemptOutcome.NO_ANSWER)

    desk = a_desk(company, "cases_send")

    [was_tried, expected] = desk.drawn("cases_gate_tried")["sections"]
    assert [one["title"] for one in was_tried["listed"]] == ["Phone: no answer"]
    assert expected["text"].startswith(
        "Heat pump repair: 0 of 2 remote attempts recorded (1 without answer not counted). "
        "Record 2 more"
    )
    [cost] = desk.drawn("cases_gate_cost")["sections"]
    # 60 min x 48 + sensor 38.50 + call-out 15.00 + overhead 12.50
    assert cost["rows"][0]["note"] == "60 min × €48.00 per hour"
    assert cost["rows"][-1] == {"label": "Together", "text": "€114.00", "tone": "strong"}
    assert "no Heat pump repair visit yet" in cost["foot"]
    assert "Escalate: ask for a visit" not in desk.buttons()


def test_a_named_person_waives_the_gate_and_the_way_is_free(company: Engine) -> None:
    desk = a_desk(company, "cases_send")
    desk.press("cases_yes_waive")
    assert "Name the person and the reason" in desk.refusals()
    assert rows(company, models.GateWaiver) == []

    desk.fill("cases_waive_by", "Ria")
    desk.fill("cases_waive_reason", "no heating, baby in the house")
    desk.press("cases_yes_waive")

    [waiver] = rows(company, models.GateWaiver)
    assert isinstance(waiver, models.GateWaiver)
    assert (waiver.by, waiver.reason) == (
        "Ria (recorded by sam)",
        "no heating, baby in the house",
    )
    assert "Escalate: ask for a visit" in desk.buttons()


def test_escalating_asks_for_a_visit_with_the_customers_wishes(company: Engine) -> None:
    tried(company, "C1", AttemptOutcome.REMOTE_IMPOSSIBLE)
    desk = a_desk(company, "cases_send")
    desk.fill("cases_day_C1_0", date(2026, 11, 3))
    desk.fill("cases_opens_C1_0", time(13))
    desk.run()
    desk.fill("cases_visit_minutes", 45)
    desk.fill("cases_visit_note", "ring at no. 14")

    desk.press("cases_yes_escalate")

    [visit] = visits_of(company)
    assert (visit.status, visit.requested_duration_s) == (VisitStatus.READY, 2700)
    assert visit.note == "ring at no. 14"
    # Tuesday 3 November, 13:00 to 17:00 in Amsterdam
    noon = NOW + timedelta(days=1, hours=3)
    assert [(one.opens, one.closes) for one in visit.windows] == [(noon, noon + timedelta(hours=4))]
    assert "Visit C1-1 is ready to be planned" in desk.note()
    assert "by Tue 3 Nov 16:00" in desk.note()
    assert desk.buttons() == ["New case", "Queue", "Send someone?", "Cancel visit", "Log"]
    desk.press("cases_send")
    assert "Visit C1-1 is already arranged" in desk.refusals()


def test_wishes_that_cannot_be_are_refused_and_kept(company: Engine) -> None:
    tried(company, "C1", AttemptOutcome.REMOTE_IMPOSSIBLE)
    desk = a_desk(company, "cases_send")
    desk.fill("cases_day_C1_0", date(2026, 11, 3))
    desk.fill("cases_opens_C1_0", time(18))
    desk.run()
    desk.fill("cases_visit_note", "ring at no. 14")

    desk.press("cases_yes_escalate")

    assert "from 18:00 to 17:00 ends before it begins" in desk.refusals().replace("\\", "")
    assert visits_of(company) == []
    assert desk.field("cases_visit_note") == "ring at no. 14"


def test_nobody_is_sent_for_a_case_that_changed_until_it_was_seen(company: Engine) -> None:
    tried(company, "C1", AttemptOutcome.REMOTE_IMPOSSIBLE)
    desk = a_desk(company, "cases_send")
    tried(company, "C1", AttemptOutcome.CUSTOMER_TRIES)

    desk.press("cases_yes_escalate")
    assert "This case changed while you were at it" in desk.refusals()
    assert visits_of(company) == []

    desk.press("cases_yes_escalate")
    assert len(visits_of(company)) == 1


def test_what_is_missing_can_be_filled_in_from_the_gate(company: Engine) -> None:
    with Session(company) as session, session.begin():
        session.query(models.Case).update({"work_type_id": None, "device_id": None})
    desk = a_desk(company, "cases_send")
    [cost] = desk.drawn("cases_gate_cost")["sections"]
    assert cost["foot"] == "Known once a work type is chosen."

    desk.press("cases_fill_in")
    desk.fill("cases_device_C1", "D1")
    desk.fill("cases_work_type_C1", "heat-pump-repair")
    desk.run()
    desk.press("cases_yes_amend")

    assert "Saved" in desk.note()
    case = a_case_of(company, "C1")
    assert case.device_id is not None
    assert case.work_type_id is not None


def test_priority_is_amended(company: Engine) -> None:
    desk = a_desk(company, "cases_act_amend")
    [priority] = desk.test.button_group
    priority.set_value(Priority.EMERGENCY)
    desk.run()
    desk.press("cases_yes_amend")

    assert a_case_of(company, "C1").priority is Priority.EMERGENCY
    assert {"text": "Emergency", "tone": "loud"} in desk.drawn("cases_head")["chips"]


def test_a_case_is_solved_reopened_with_a_reason_and_closed(company: Engine) -> None:
    desk = a_desk(company, "cases_act_solve")
    desk.fill("cases_why_solve", "reset helped")
    desk.press("cases_yes_solve")
    assert a_case_of(company, "C1").status is CaseStatus.SOLVED
    assert "Tell the customer" in desk.note()

    desk.press("cases_act_reopen")
    desk.press("cases_yes_reopen")
    assert "Say why, in a few words" in desk.refusals()
    desk.fill("cases_why_reopen", "cold again")
    desk.press("cases_yes_reopen")
    assert a_case_of(company, "C1").status is CaseStatus.OPEN

    desk.press("cases_act_solve")
    desk.press("cases_yes_solve")
    desk.press("cases_act_close")
    desk.press("cases_yes_close")
    assert a_case_of(company, "C1").status is CaseStatus.CLOSED
    assert desk.buttons() == ["New case", "Queue", "Send someone?"]
    changes = rows(company, models.StatusChange, entity="cases")
    assert [one.why for one in changes if isinstance(one, models.StatusChange)] == [
        "reset helped",
        "cold again",
        "",
        "",
    ]


def test_a_visit_is_cancelled_with_a_reason(company: Engine) -> None:
    tried(company, "C1", AttemptOutcome.REMOTE_IMPOSSIBLE)
    with Session(company) as session, session.begin():
        cases.escalate_case(session, actor=SUPPORT, case_ref="C1", now=NOW)

    desk = a_desk(company, "cases_act_cancel_visit")
    desk.fill("cases_why_cancel_visit", "works again")
    desk.press("cases_yes_cancel_visit")

    assert [visit.status for visit in visits_of(company)] == [VisitStatus.CANCELLED]
    assert a_case_of(company, "C1").status is CaseStatus.OPEN
    assert "Visit C1-1 is cancelled" in desk.note()


def test_a_new_case_needs_a_place_and_a_few_words(company: Engine) -> None:
    desk = a_desk(company, "cases_new")

    desk.press("cases_yes_new")
    assert "Whose case is it" in desk.refusals()

    desk.fill("cases_new_place", "D1")
    desk.run()
    # the device is a heat pump, so its work type is proposed
    assert desk.field("cases_new_type") == "heat-pump-repair"
    assert desk.field("cases_new_priority") == Priority.NORMAL
    desk.press("cases_yes_new")
    assert "What is the matter" in desk.refusals()

    desk.fill("cases_new_symptom", "Hums at night")
    desk.fill("cases_new_channel", Channel.EMAIL)
    desk.press("cases_yes_new")

    case = a_case_of(company, "C-2026-00001")
    assert (case.symptom, case.channel, case.opened_by) == ("Hums at night", Channel.EMAIL, "sam")
    assert desk.address() == {"case": "C-2026-00001"}
    # an e-mail of Monday 10:00 is answered by Tuesday 10:00
    assert "by Tue 3 Nov 10:00" in desk.note()
    assert desk.drawn("cases_focus_page")["field"] == "cases_log"
    desk.press("cases_new")
    assert desk.field("cases_new_symptom") == ""


def test_a_dialog_is_not_replaced_by_the_key_of_a_button_behind_it(company: Engine) -> None:
    desk = a_desk(company, "cases_new")
    desk.fill("cases_new_place", "D1")

    desk.press("cases_send")

    assert desk.field("cases_new_place") == "D1"


def test_finance_opens_no_dialog_that_changes_anything(company: Engine) -> None:
    desk = Desk(company, role=Role.FINANCE, case="C1")
    for dialog in ("solve", "amend", "new"):
        desk.test.session_state["cases_dialog"] = dialog
        desk.run()
        assert desk.buttons() == ["Queue", "Send someone?"]
