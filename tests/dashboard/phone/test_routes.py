"""What the phone shows of a day and of a visit, and to whom."""

from dataclasses import replace

import pytest
from sqlalchemy import Engine

from dispatch import models
from dispatch.statuses import VisitStatus
from tests.dashboard.phone.day import (
    OTHER_ROLES,
    REPORT,
    go_there,
    looking,
    minutes,
    stored,
    text_of,
    travel,
    visit_row,
)
from tests.dashboard.phone.small_web import SmallWeb


def test_the_next_stop_comes_first_with_one_main_button(web: SmallWeb):
    page = text_of(web.ask("noor", "/m"))

    assert "arrive 08:20" in page
    assert "promised 07:30–09:30" in page
    assert page.count('class="main"') == 1
    assert '<form method="post" action="/m/travel/A-1"' in page
    assert page.index("/m/visit/A-1") < page.index("/m/visit/B-1")
    assert "T-1" not in page


def test_a_page_speaks_dutch_to_who_reads_dutch(web: SmallWeb):
    page = text_of(web.ask("noor-nl", "/m"))

    assert '<html lang="nl">' in page
    assert "Ik vertrek" in page
    assert "beloofd 07:30–09:30" in page


def test_a_visit_shows_all_that_is_needed_at_the_door(web: SmallWeb):
    page = text_of(web.ask("noor", "/m/visit/A-1"))

    for needed in (
        "Voorbeeldstraat 12, 8011 AA Zwolle",
        'href="geo:52.512600,6.093600?q=',
        'href="https://www.openstreetmap.org/?mlat=52.512600',
        'href="tel:+31205550101"',
        "No hot water, error E14",
        "WPX-8 heat pump",
        "Reset twice, error E14 returns",
        "1 × Flow sensor",
        "Heat pumps <small>level 2</small>",
        "Stop 1 of 2",
    ):
        assert needed in page


def test_a_visit_left_open_yesterday_is_shown_first_today(web: SmallWeb):
    travel(web)
    web.at(minutes(24 * 60))

    page = text_of(web.ask("noor", "/m"))

    assert "You are still busy with Fictief Visser." in page
    assert 'href="/m/visit/A-1"' in page


def test_a_promise_that_has_passed_says_to_call(web: SmallWeb):
    web.at(minutes(91))

    assert "The promised time ended at 09:30" in text_of(web.ask("noor", "/m"))


def test_the_days_ahead_are_a_tap_away_and_only_to_look_at(web: SmallWeb):
    web.at(minutes(-24 * 60))

    today = text_of(web.ask("noor", "/m"))
    assert "No visits today." in today
    assert 'href="/m?day=2026-11-02"' in today
    tomorrow = text_of(web.ask("noor", "/m?day=2026-11-02"))
    assert "Leave at 08:00" in tomorrow
    assert "/m/visit/B-1" in tomorrow
    assert 'class="tap"' not in tomorrow


def test_a_day_without_anything_planned_says_what_will_happen(web: SmallWeb):
    web.at(minutes(30 * 24 * 60))

    page = text_of(web.ask("noor", "/m"))

    assert "No visits today." in page
    assert "Nothing is planned for you yet." in page


@pytest.mark.parametrize("day", ["tomorrow", "2026-02-30", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_is_refused_in_words(web: SmallWeb, day: str):
    assert web.ask("noor", f"/m?day={day}").status == 400


GET_PAGES = ["/m/visit/{ref}", "/m/report/{ref}", "/m/no-access/{ref}"]
POSTS = ["travel", "arrive", "start", "report", "no-access"]


@pytest.mark.parametrize("page", GET_PAGES)
def test_a_colleague_sees_as_little_of_a_visit_as_of_none(web: SmallWeb, page: str):
    theirs = web.ask("tom", page.format(ref="A-1"))
    nobodys = web.ask("tom", page.format(ref="X-9"))

    assert (theirs.status, nobodys.status) == (404, 404)
    assert theirs.text == nobodys.text
    assert "Visser" not in theirs.text


@pytest.mark.parametrize("who", ["tom", *OTHER_ROLES])
@pytest.mark.parametrize("action", POSTS)
def test_nobody_but_the_owner_changes_a_visit(web: SmallWeb, engine: Engine, who: str, action: str):
    go_there(web)
    before = stored(engine)

    sent = web.ask(
        who, f"/m/{action}/A-1", REPORT | {"was": "on_site", "why": "I say so", "more": ""}
    )

    assert sent.status == (404 if who == "tom" else 403)
    after = stored(engine)
    assert (after.status, after.version) == (before.status, before.version)


@pytest.mark.parametrize("who", OTHER_ROLES)
@pytest.mark.parametrize("page", ["/m", "/m?day=2026-11-02", *GET_PAGES])
def test_other_roles_are_told_where_their_pages_are(web: SmallWeb, who: str, page: str):
    sent = web.ask(who, page.format(ref="A-1"))

    assert sent.status == 403
    assert 'href="/"' in sent.text
    assert "Visser" not in sent.text


def test_who_was_signed_out_meanwhile_is_asked_to_sign_in(web: SmallWeb, engine: Engine):
    web.visitors["noor"] = replace(web.visitors["noor"], token="ended long ago")

    for sent in (web.ask("noor", "/m"), web.ask("noor", "/m/visit/A-1"), travel(web)):
        assert (sent.status, sent.to) == (303, "/sign-in?next=/m")
    assert stored(engine).status is VisitStatus.SCHEDULED


def test_the_own_day_shows_nothing_of_a_colleague(web: SmallWeb):
    page = web.ask("tom", "/m").text

    assert "T-1" in page
    assert "A-1" not in page
    assert web.ask("tom", "/m?ended=A-1").text.count("saved.") == 0


@pytest.mark.parametrize("body", [b"\xff\xfe", b"findings=%ff", b"a=1&" * 2000, b"x" * 100_001])
def test_a_body_that_is_no_form_changes_nothing(web: SmallWeb, engine: Engine, body: bytes):
    sent = web.ask("noor", "/m/travel/A-1", body=body)

    assert sent.status == 400
    assert stored(engine).status is VisitStatus.SCHEDULED


def test_words_of_customers_are_words_on_every_page(web: SmallWeb, engine: Engine):
    payload = "\"'><script>alert(1)</script>{{ 7*7 }}"
    go_there(web)
    with looking(engine) as session:
        visit = visit_row(session, "A-1")
        case, site = visit.case, visit.case.site
        case.symptom = visit.note = site.access_notes = site.name = payload
        case.customer.name = site.street = case.customer.phone = payload
        case.attempts[0].transcript = case.attempts[0].by = payload
        case.device.model = case.device.serial = payload
        visit.parts[0].part.name = visit.skills[0].skill.name = payload
        case.work_type.name = case.work_type.checklist = payload
        other = visit_row(session, "B-1")
        other.factors.append(models.ContributingFactor(factor=payload))

    for page in ("/m", "/m/visit/A-1", "/m/report/A-1", "/m/no-access/A-1"):
        shown = web.ask("noor", page).text
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert(1)" in shown
        assert "{{ 7*7 }}" in shown
    echoed = web.ask("noor", "/m/report/A-1", {"findings": payload, "km": payload})
    assert "<script>alert" not in echoed.text
    assert echoed.text.count("&lt;script&gt;alert(1)") > 2


def test_pages_are_kept_by_nobody_and_their_files_for_long(web: SmallWeb):
    page = web.ask("noor", "/m")
    [style] = [part.split('"')[0] for part in page.text.split('href="')[1:] if ".css" in part]

    assert page.headers["cache-control"] == "no-store"
    sheet = web.ask("noor", style)
    assert sheet.headers["content-type"].startswith("text/css")
    assert "immutable" in sheet.headers["cache-control"]
