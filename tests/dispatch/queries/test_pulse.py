"""The pulse moves when something changed that a screen shows, and only then."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from dispatch import accounts, cases, database, history, models, sign_in, visits
from dispatch.queries.health import Health, health
from dispatch.queries.pulse import look, pulse
from dispatch.roles import SYSTEM
from dispatch.statuses import AttemptOutcome, Channel, Role, VisitStatus
from tests.dispatch.company import DISPATCHER, NOW, SUPPORT, a_company, a_visit

LATER = NOW + timedelta(hours=1)


@pytest.fixture
def company(any_session: Session) -> Session:
    a_company(any_session)
    a_visit(any_session, ref="V-1")
    any_session.flush()
    return any_session


def a_status(session: Session) -> None:
    visit = session.query(models.Visit).one()
    history.advance(session, visit, VisitStatus.CANCELLED, actor=DISPATCHER, now=NOW)


def an_attempt(session: Session) -> None:
    cases.record_attempt(
        session,
        actor=SUPPORT,
        case_ref=session.query(models.Case).one().ref,
        channel=Channel.HOTLINE,
        minutes=5,
        outcome=AttemptOutcome.NOT_SOLVED,
        now=LATER,
    )


def a_pin(session: Session) -> None:
    visits.pin_visit(session, actor=DISPATCHER, visit_ref="V-1", technician_ref="noor", now=LATER)


@pytest.mark.parametrize("change", [a_status, an_attempt, a_pin])
def test_work_and_plans_move_the_pulse(company: Session, change: Callable[[Session], None]) -> None:
    before = pulse(company)
    assert pulse(company) == before

    change(company)
    company.flush()

    assert pulse(company) != before


def test_signing_in_does_not_move_the_pulse(company: Session) -> None:
    before = pulse(company)
    accounts.create_user(
        company, actor=SYSTEM, name="sam", role=Role.SUPPORT, password="correct horse", now=NOW
    )
    sign_in.sign_in(company, name="sam", password="correct horse", address="", now=NOW)

    assert pulse(company) == before


def test_one_look_tells_which_sessions_are_still_good(any_engine: Engine) -> None:
    with database.transaction(any_engine) as session:
        for name in ("sam", "fin"):
            accounts.create_user(
                session,
                actor=SYSTEM,
                name=name,
                role=Role.SUPPORT,
                password="correct horse",
                now=NOW,
            )
        good, out, off = (
            str(sign_in.sign_in(session, name=name, password="correct horse", address="", now=NOW))
            for name in ("sam", "sam", "fin")
        )
        sign_in.sign_out(session, token=out, now=NOW)
        accounts.deactivate_user(session, actor=SYSTEM, name="fin")

    seen = look(any_engine, [good, out, off, "forged"], NOW)

    assert seen is not None
    assert seen.signed_in == {good}


def test_a_database_that_is_away_is_said_not_raised(tmp_path: Path) -> None:
    engine = database.connect(f"sqlite:///{tmp_path / 'gone.db'}")

    assert look(engine, [], NOW) is None
    assert health(engine) == Health(True, None, health(engine).expected)
    assert not health(engine).good
    engine.dispose()
    nowhere = database.connect("postgresql://nobody@127.0.0.1:1/none")
    assert not health(nowhere).reachable
    assert look(nowhere, [], NOW) is None
    nowhere.dispose()


def test_reading_waits_for_no_writer_and_keeps_nothing(engine: Engine) -> None:
    with database.transaction(engine) as writer:
        writer.add(models.Skill(ref="gas", name="Gas"))
        writer.flush()
        with database.reading(engine) as reader:
            # the writer has not finished: its row is not there yet, and nobody waits
            assert reader.query(models.Skill).count() == 0
    with database.reading(engine) as reader:
        reader.query(models.Skill).one().name = "changed"
        reader.flush()
    with database.reading(engine) as reader:
        assert reader.query(models.Skill).one().name == "Gas"
