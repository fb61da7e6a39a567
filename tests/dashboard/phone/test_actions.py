"""A visit by plain forms, from leaving to its report: resent, wrong, overtaken, refused."""

import pytest
from sqlalchemy import Engine

from dispatch import models
from dispatch.statuses import VisitOutcome, VisitStatus
from tests.dashboard.phone.day import (
    REPORT,
    arrive,
    go_there,
    looking,
    minutes,
    stored,
    text_of,
    travel,
    visit_row,
)
from tests.dashboard.phone.small_web import SmallWeb


def test_a_visit_goes_by_taps_from_leaving_to_its_report(web: SmallWeb, engine: Engine):
    assert travel(web).to == "/m/visit/A-1"
    web.at(minutes(30))
    assert arrive(web).to == "/m/visit/A-1"
    web.at(minutes(65))
    assert 'name="minutes" value="35"' in web.ask("noor", "/m/report/A-1").text

    sent = web.ask("noor", "/m/report/A-1", REPORT)

    assert (sent.status, sent.to) == (303, "/m?ended=A-1")
    visit = stored(engine)
    assert (visit.status, visit.outcome) == (VisitStatus.COMPLETED, VisitOutcome.SOLVED)
    assert (visit.actual_travel_start, visit.actual_arrival) == (minutes(10), minutes(30))
    # the prefilled 35 minutes were left alone: by the taps, 30 to 65
    assert visit.actual_work_s == 35 * 60
    after = text_of(web.ask("noor", sent.to))
    assert "Fictief Visser: saved." in after
    assert 'action="/m/travel/B-1"' in after
    assert "Done (1)" in after


def test_factors_parts_minutes_and_kilometres_are_reported(web: SmallWeb, engine: Engine):
    go_there(web)

    web.ask(
        "noor",
        "/m/report/A-1",
        REPORT
        | {
            "factor": ["damp", "dust"],
            "note.damp": "cellar",
            "factor_other": "mice",
            "used.FS-2": "2",
            "minutes": "20",
            "km": "17,3",
        },
    )

    visit = stored(engine)
    assert [(one.factor, one.note) for one in visit.factors] == [
        ("damp", "cellar"),
        ("dust", ""),
        ("mice", ""),
    ]
    assert [need.used for need in visit.parts] == [2]
    assert (visit.actual_work_s, visit.actual_distance_m) == (20 * 60, 17_300)


def test_work_may_start_later_than_the_arrival(web: SmallWeb, engine: Engine):
    go_there(web)

    web.ask("noor", "/m/start/A-1", {"was": "on_site"})
    again = web.ask("noor", "/m/start/A-1", {"was": "on_site"})

    assert again.to == "/m/visit/A-1"
    assert stored(engine).actual_start == minutes(65)


def test_a_missing_part_asks_for_a_return_visit_that_brings_it(web: SmallWeb, engine: Engine):
    go_there(web)

    sent = web.ask(
        "noor",
        "/m/report/A-1",
        REPORT | {"outcome": "part_missing", "return_minutes": "90", "bring.FS-2": "3"},
    )

    assert stored(engine).status is VisitStatus.INCOMPLETE
    assert "A return visit" in text_of(web.ask("noor", sent.to))
    with looking(engine) as session:
        case = visit_row(session, "A-1").case
        again = case.visits[-1]
        assert (again.number, again.requested_duration_s) == (2, 90 * 60)
        assert [need.planned for need in again.parts] == [3]


@pytest.mark.parametrize("wish", ["yes", "no"])
def test_no_access_is_recorded_with_its_reason(web: SmallWeb, engine: Engine, wish: str):
    travel(web)

    sent = web.ask(
        "noor",
        "/m/no-access/A-1",
        {"why": "Rang the bell.", "more": "Dog inside", "return": wish},
    )

    assert sent.to == "/m?ended=A-1"
    visit = stored(engine)
    assert (visit.status, visit.findings) == (VisitStatus.NO_ACCESS, "Rang the bell. Dog inside")
    with looking(engine) as session:
        visits = len(visit_row(session, "A-1").case.visits)
    assert visits == (2 if wish == "yes" else 1)


def test_nobody_home_in_the_report_is_no_access(web: SmallWeb, engine: Engine):
    go_there(web)

    web.ask("noor", "/m/report/A-1", REPORT | {"outcome": "nobody_home"})

    assert stored(engine).status is VisitStatus.NO_ACCESS


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"outcome": ""}, "outcome", "Choose how it ended."),
        ({"outcome": "magic"}, "outcome", "Choose how it ended."),
        ({"findings": "  "}, "findings", "Write in a few words"),
        ({"minutes": "1441"}, "minutes", "whole number from 0 to 1440"),
        ({"minutes": "-1"}, "minutes", "Minutes are a whole number"),
        ({"km": "far"}, "km", "Kilometres are a number"),
        ({"km": "9999"}, "km", "Kilometres are a number"),
        ({"used.FS-2": "1001"}, "used", "Pieces are whole numbers"),
        ({"used_other": "NOPE"}, "used_other", "no part with this number"),
        ({"factor_other": "x" * 201}, "factors", "under 200 characters"),
        (
            {"outcome": "part_missing", "return_minutes": "0"},
            "return_minutes",
            "whole number from 1 to 1440",
        ),
        (
            {"outcome": "part_missing", "bring_other": "NOPE"},
            "bring_other",
            "no part with this number",
        ),
    ],
)
def test_a_wrong_field_is_named_beside_it_and_nothing_typed_is_lost(
    web: SmallWeb, engine: Engine, changes: dict[str, str], field: str, message: str
):
    go_there(web)
    typed = REPORT | {"factor": "damp", "note.damp": "cellar, 80 %", "km": "12.5"} | changes

    sent = web.ask("noor", "/m/report/A-1", typed)

    page = text_of(sent)
    assert sent.status == 422
    assert f'id="wrong-{field}"' in page
    assert f'href="#at-{field}"' in page
    assert f'id="at-{field}"' in page
    assert message in page
    assert 'value="damp" data-n="1" checked' in page
    assert 'value="cellar, 80 %"' in page
    assert f'name="km" value="{typed["km"]}"' in page
    assert stored(engine).status is VisitStatus.ON_SITE


def test_a_form_that_was_refused_and_mended_goes_through(web: SmallWeb, engine: Engine):
    go_there(web)

    web.ask("noor", "/m/report/A-1", REPORT | {"used_other": "NOPE"})
    web.ask("noor", "/m/report/A-1", REPORT | {"used_other": "FS-2", "used_other_pieces": "2"})

    assert [need.used for need in stored(engine).parts] == [2]


def test_a_reason_is_asked_for_when_there_was_no_access(web: SmallWeb):
    travel(web)

    sent = web.ask("noor", "/m/no-access/A-1", {"km": "3"})

    assert sent.status == 422
    assert "Choose or write what happened." in sent.text
    assert 'name="km" value="3"' in sent.text


def test_each_tap_sent_three_times_counts_once(web: SmallWeb, engine: Engine):
    go_there(web)
    for _ in range(3):
        assert travel(web).to == "/m/visit/A-1?changed=1"
        assert arrive(web).status == 303
        sent = web.ask("noor", "/m/report/A-1", REPORT | {"outcome": "part_missing"})
        assert (sent.status, sent.to) == (303, "/m?ended=A-1")

    with looking(engine) as session:
        visit = visit_row(session, "A-1")
        changes = (
            session.query(models.StatusChange)
            .filter_by(entity="visits", entity_id=visit.id)
            .order_by(models.StatusChange.id)
        )
        assert [one.to_status for one in changes] == ["travelling", "on_site", "incomplete"]
        assert len(visit.case.visits) == 2


def test_a_double_tap_shows_the_present_state_and_no_warning(web: SmallWeb, engine: Engine):
    travel(web)

    again = travel(web)

    assert (again.status, again.to) == (303, "/m/visit/A-1")
    assert stored(engine).status is VisitStatus.TRAVELLING


def test_an_old_tap_does_not_start_again_what_the_planner_took_back(web: SmallWeb, engine: Engine):
    with looking(engine) as session:
        visit_row(session, "A-1").status = VisitStatus.CANCELLED

    sent = travel(web)

    assert sent.to == "/m/visit/A-1?changed=1"
    assert "changed in the meantime" in web.ask("noor", sent.to).text
    assert stored(engine).status is VisitStatus.CANCELLED


def test_a_report_overtaken_by_the_planner_keeps_its_words(web: SmallWeb, engine: Engine):
    go_there(web)
    with looking(engine) as session:
        visit_row(session, "A-1").status = VisitStatus.CANCELLED

    sent = web.ask("noor", "/m/report/A-1", REPORT)

    assert sent.status == 422
    assert "This visit is now cancelled" in sent.text
    assert "Filter clogged" in sent.text


def test_a_report_on_a_visit_given_to_a_colleague_hands_the_words_back(
    web: SmallWeb, engine: Engine
):
    go_there(web)
    with looking(engine) as session:
        visit_row(session, "A-1").planned_technician = visit_row(session, "T-1").planned_technician

    sent = web.ask("noor", "/m/report/A-1", REPORT)

    assert sent.status == 404
    assert "Filter clogged" in sent.text


def test_a_second_visit_cannot_start_while_one_is_under_way(web: SmallWeb, engine: Engine):
    travel(web)

    sent = travel(web, "B-1")

    page = text_of(web.ask("noor", "/m/visit/B-1"))
    assert sent.status == 303
    assert stored(engine, "B-1").status is VisitStatus.SCHEDULED
    assert "You are still busy with Fictief Visser." in page
    assert 'href="/m/visit/A-1"' in page
    assert 'action="/m/travel/B-1"' not in page
