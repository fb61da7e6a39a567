"""The case desk as support, readers and strangers meet it."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dispatch import cases, models
from dispatch.statuses import AttemptOutcome, CaseStatus, Channel, Priority, Role
from tests.dashboard.screens.case_desk_page import Desk
from tests.dispatch.company import NOW, SUPPORT, a_case, a_company

HOUR = timedelta(hours=1)


@pytest.fixture
def company(engine: Engine) -> Engine:
    with Session(engine, expire_on_commit=False) as session, session.begin():
        a_company(session)
        a_case(session, "soon", response_due=NOW + HOUR / 2)
        a_case(session, "late", response_due=NOW - 3 * HOUR, priority=Priority.EMERGENCY)
        a_case(
            session,
            "mail",
            channel=Channel.EMAIL,
            opened_at=NOW - 100 * HOUR,
            response_due=NOW + 90 * HOUR,
            answer_due=NOW + 2 * HOUR + HOUR / 6,
            symptom="The compressor hums <b>loudly</b>",
        )
        a_case(session, "done", status=CaseStatus.SOLVED)
    return engine


def rows(engine: Engine, table: type[models.Base], **given: object) -> list[models.Base]:
    with Session(engine) as session:
        return session.query(table).filter_by(**given).all()


def a_case_of(engine: Engine, ref: str) -> models.Case:
    with Session(engine) as session:
        case = session.query(models.Case).filter_by(ref=ref).one()
        session.expunge(case)
        return case


def tried(engine: Engine, ref: str, *outcomes: AttemptOutcome) -> None:
    with Session(engine) as session, session.begin():
        for outcome in outcomes:
            cases.record_attempt(
                session,
                actor=SUPPORT,
                case_ref=ref,
                channel=Channel.HOTLINE,
                minutes=5,
                outcome=outcome,
                now=NOW,
            )


def test_the_queue_begins_with_what_is_due_next_overdue_loudly(company: Engine) -> None:
    desk = Desk(company)

    due = [(row["id"], row["due"], row["tone"]) for row in desk.drawn("cases_queue")["rows"]]

    assert due == [
        ("late", "response 3 h 00 late", "late"),
        ("soon", "response in 30 min", "soon"),
        ("mail", "answer in 2 h 10", ""),
    ]
    assert "overdue 1" in desk.drawn("cases_queue")["foot"]
    # without a choice the first of the queue is open beside it
    assert desk.drawn("cases_head")["ref"] == "late"


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"channel": "email"}, ["mail"]),
        ({"status": "solved"}, ["done"]),
        ({"status": "all"}, ["late", "soon", "mail", "done"]),
        ({"age": "overdue"}, ["late"]),
        ({"age": "days3"}, ["mail"]),
        ({"age": "days7"}, []),
        (
            {"status": "nonsense", "channel": "nonsense", "age": "nonsense"},
            ["late", "soon", "mail"],
        ),
    ],
)
def test_filters_come_from_the_address(
    company: Engine, query: dict[str, str], expected: list[str]
) -> None:
    assert Desk(company, **query).queue() == expected


def test_filters_go_into_the_address_and_out_again(company: Engine) -> None:
    desk = Desk(company)

    desk.fill("cases_channel", "email")
    desk.run()
    assert (desk.queue(), desk.address()) == (["mail"], {"channel": "email"})

    desk.fill("cases_channel", "")
    desk.run()
    assert (len(desk.queue()), desk.address()) == (3, {})


def test_an_empty_queue_says_whether_filters_are_the_reason(company: Engine) -> None:
    filtered = Desk(company, age="days7").drawn("cases_queue")["empty"]["title"]
    with Session(company) as session, session.begin():
        session.query(models.Case).delete()
    desk = Desk(company)

    assert filtered == "No case fits these filters"
    assert desk.drawn("cases_queue")["empty"]["title"] == "Nothing is waiting"
    assert desk.drawn("cases_head")["blank"]["title"] == "No case to show"


def test_the_address_opens_a_case_and_an_unknown_one_is_told_calmly(company: Engine) -> None:
    head = Desk(company, case="mail").drawn("cases_head")

    assert (head["title"], head["symptom"]) == (
        "Fictief Visser, Zwolle",
        "The compressor hums <b>loudly</b>",
    )
    assert head["dues"][0] == {
        "text": "answer in 2 h 10",
        "when": "Mon 2 Nov 12:10",
        "tone": "",
    }
    assert Desk(company, case="C9").drawn("cases_head")["blank"]["title"] == (
        "This case does not exist"
    )


def test_a_case_shows_its_customer_with_links_and_its_device(company: Engine) -> None:
    sections = Desk(company, case="soon").drawn("cases_facts")["sections"]

    facts = {row["label"]: row for section in sections for row in section.get("rows", [])}
    assert facts["Phone"]["href"] == "tel:+31205550101"
    assert facts["Serial"]["text"] == "X-1"
    history = next(one for one in sections if one["title"] == "This device before")
    assert {one["open"] for one in history["listed"]} == {"late", "mail", "done"}


def test_one_line_logs_an_attempt_with_the_suggested_channel(company: Engine) -> None:
    desk = Desk(company, case="mail")
    assert (desk.field("cases_channel_"), desk.field("cases_outcome_")) == (
        Channel.EMAIL,
        AttemptOutcome.NOT_SOLVED,
    )

    desk.fill("cases_said_", "asked for a photo")
    desk.fill("cases_transcript_", "Dear customer,\nplease send one.")
    desk.press("cases_submit_")

    [attempt] = rows(company, models.Attempt)
    assert isinstance(attempt, models.Attempt)
    assert (attempt.by, attempt.channel, attempt.minutes) == ("sam", Channel.EMAIL, 10)
    assert attempt.transcript == "asked for a photo\n\nDear customer,\nplease send one."
    assert desk.field("cases_said_") == ""
    assert "Logged" in desk.note()
    # the e-mail is answered: now the fix is next, and the phone is suggested
    assert desk.drawn("cases_head")["dues"][0]["text"] == "answered"
    assert desk.field("cases_channel_") == Channel.HOTLINE


def test_an_attempt_that_is_refused_keeps_what_was_typed(company: Engine) -> None:
    desk = Desk(company, case="soon")
    desk.fill("cases_said_", "it works again")
    with Session(company) as session, session.begin():
        cases.solve_case(session, actor=SUPPORT, case_ref="soon", now=NOW)
        cases.close_case(session, actor=SUPPORT, case_ref="soon", now=NOW)

    desk.press("cases_submit_")

    assert "That did not work" in desk.note()
    assert "The case is closed" in desk.note()
    assert rows(company, models.Attempt) == []
    with Session(company) as session, session.begin():
        session.query(models.Case).filter_by(ref="soon").update({"status": CaseStatus.OPEN})
    desk.run()
    assert desk.field("cases_said_") == "it works again"


def test_solving_by_an_attempt_tells_what_to_say(company: Engine) -> None:
    desk = Desk(company, case="soon")
    desk.fill("cases_outcome_", AttemptOutcome.SOLVED)
    desk.press("cases_submit_")

    assert a_case_of(company, "soon").status is CaseStatus.SOLVED
    assert "Call us any time" in desk.note()


def test_search_finds_words_and_marks_them_here_and_in_the_conversation(company: Engine) -> None:
    desk = Desk(company, case="mail")
    desk.fill("cases_search", "compressor")
    desk.run()

    [hit] = desk.drawn("cases_queue")["rows"]
    assert (hit["id"], hit["who"]) == ("mail|0", "Fictief Visser · Zwolle")
    assert hit["what"] == "The «compressor» hums <b>loudly</b>"
    assert desk.drawn("cases_talk")["entries"][0]["text"] == hit["what"]

    desk.fill("cases_search", "walrus")
    desk.run()
    assert desk.drawn("cases_queue")["empty"]["title"] == "These words were never said"


def test_a_case_in_which_a_colleague_did_something_meanwhile_says_so(company: Engine) -> None:
    desk = Desk(company, case="soon")
    tried(company, "soon", AttemptOutcome.NO_ANSWER)

    desk.run()
    assert "This case has just changed" in desk.note()
    assert "sam: Phone: no answer" in desk.note()


def test_support_and_dispatch_work_finance_reads_technicians_see_nothing(company: Engine) -> None:
    for role in (Role.SUPPORT, Role.DISPATCHER, Role.ADMIN):
        assert Desk(company, role=role, case="soon").buttons() == [
            "New case",
            "Queue",
            "Send someone?",
            "Solved",
            "Change…",
            "Log",
        ]
    finance = Desk(company, role=Role.FINANCE, case="soon")
    assert finance.buttons() == ["Queue", "Send someone?"]
    assert finance.queue() == ["late", "soon", "mail"]
    finance.press("cases_send")
    assert "You can read this case" in finance.refusals()

    technician = Desk(company, role=Role.TECHNICIAN, case="soon")
    assert technician.buttons() == []
    assert technician.test.get("bidi_component") == []
    assert "Cases are for support" in technician.refusals()


def test_the_page_speaks_dutch(company: Engine) -> None:
    desk = Desk(company, language="nl")

    assert desk.drawn("cases_queue")["rows"][0]["due"] == "reactie 3 u 00 te laat"
    assert "Iemand sturen?" in desk.buttons()
