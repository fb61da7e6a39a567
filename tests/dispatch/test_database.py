"""Nothing is lost, booked twice or half saved when many work at once, on both databases."""

import logging
import multiprocessing
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dispatch import database, history, models
from dispatch.errors import BadValue, StalePlan
from dispatch.statuses import CaseStatus
from tests.dispatch import concurrent_work
from tests.dispatch.company import NOW, SUPPORT, a_case, a_company, a_visit, technician

WORKERS = 4
TIMES = 50


def url_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=False)


def hours(count: float) -> datetime:
    return NOW + timedelta(hours=count)


@pytest.fixture
def company(any_engine: Engine) -> Engine:
    """The tiny company with visit 1 of case 1, saved."""
    with database.transaction(any_engine) as session:
        a_company(session)
        a_visit(session)
    return any_engine


@pytest.fixture(scope="module")
def processes() -> Iterator[ProcessPoolExecutor]:
    """Started anew, not forked: an open database must not cross a fork."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(WORKERS, mp_context=context) as pool:
        yield pool


def at_once(
    engine: Engine, pool: ProcessPoolExecutor, work: Callable[[str, int], int], times: int
) -> list[int]:
    """Run `work` in 4 workers: processes on SQLite, threads on PostgreSQL."""
    engine.dispose()
    task = partial(work, url_of(engine))
    if engine.dialect.name == "sqlite":
        return list(pool.map(task, [times] * WORKERS))
    with ThreadPoolExecutor(WORKERS) as threads:
        return list(threads.map(task, [times] * WORKERS))


def test_200_simultaneous_updates_lose_none_on_sqlite(
    engine: Engine, processes: ProcessPoolExecutor
) -> None:
    with database.transaction(engine) as session:
        a_company(session)
    done = at_once(engine, processes, concurrent_work.add_one_to_fix_hours, TIMES)

    # the agreement begins at 16 hours; 4 workers add 50 each
    assert sum(done) == 200
    with Session(engine) as session:
        assert session.get_one(models.Agreement, 1).fix_hours == 16 + 200


def test_200_simultaneous_updates_of_a_versioned_row_lose_none(
    company: Engine, processes: ProcessPoolExecutor
) -> None:
    with Session(company) as session:
        before = session.get_one(models.Case, 1).fix_due

    at_once(company, processes, concurrent_work.add_minutes_to_case, TIMES)

    with Session(company) as session:
        assert session.get_one(models.Case, 1).fix_due == before + timedelta(minutes=200)


def test_one_slot_booked_by_many_at_once_is_booked_once(
    company: Engine, processes: ProcessPoolExecutor
) -> None:
    booked = at_once(company, processes, concurrent_work.book_the_slot, TIMES)

    assert sum(booked) == 1
    with Session(company) as session:
        assert session.scalar(select(func.count()).select_from(models.Booking)) == 1


def book(
    session: Session, starts: datetime, ends: datetime, ref: str = "noor", active: bool = True
) -> models.Booking:
    visit = session.query(models.Visit).one()
    booking = models.Booking(
        technician_id=technician(session, ref).id,
        visit_id=visit.id,
        starts=starts,
        ends=ends,
        active=active,
    )
    session.add(booking)
    session.flush()
    return booking


@pytest.mark.parametrize(("starts", "ends"), [(0, 1), (0.5, 1.5), (-0.5, 0.5), (0.2, 0.8), (-1, 2)])
def test_an_overlapping_booking_is_refused(company: Engine, starts: float, ends: float) -> None:
    with Session(company) as session:
        book(session, hours(0), hours(1))
        with pytest.raises(IntegrityError) as refused:
            book(session, hours(starts), hours(ends))

    assert database.is_double_booking(refused.value)


def test_bookings_fit_back_to_back_and_beside_other_technicians_and_given_up_ones(
    company: Engine,
) -> None:
    with Session(company) as session:
        book(session, hours(1), hours(2))
        book(session, hours(0), hours(1))
        book(session, hours(2), hours(3))
        book(session, hours(1), hours(2), ref="tom")
        book(session, hours(1), hours(2), active=False)
        book(session, hours(1.5), hours(1.5))

        assert session.query(models.Booking).count() == 6


def test_moving_a_booking_onto_another_or_taking_it_up_again_is_refused(company: Engine) -> None:
    changes: list[dict[str, object]] = [
        {"starts": hours(0.5)},
        {"active": True, "starts": hours(0), "ends": hours(1)},
    ]
    for change in changes:
        with Session(company) as session:
            book(session, hours(0), hours(1))
            other = book(session, hours(1), hours(2), active="active" not in change)
            for name, value in change.items():
                setattr(other, name, value)
            with pytest.raises(IntegrityError) as refused:
                session.flush()
        assert database.is_double_booking(refused.value)


def test_a_booking_may_be_moved_over_its_own_old_time(company: Engine) -> None:
    with Session(company) as session:
        booking = book(session, hours(0), hours(1))
        booking.starts, booking.ends = hours(0.5), hours(1.5)
        session.flush()

        assert session.query(models.Booking).count() == 1


def test_a_double_booking_in_a_transaction_is_said_to_the_person_and_saves_nothing(
    company: Engine,
) -> None:
    with pytest.raises(StalePlan, match="already booked"):
        book_twice(company)

    with Session(company) as session:
        assert session.query(models.Booking).count() == 0


def book_twice(engine: Engine) -> None:
    with database.transaction(engine) as session:
        book(session, hours(0), hours(1))
        book(session, hours(0), hours(1))


def test_another_broken_rule_is_no_double_booking(company: Engine) -> None:
    with pytest.raises(IntegrityError) as refused, database.transaction(company) as session:
        book(session, hours(1), hours(0))

    assert not database.is_double_booking(refused.value)


def test_each_of_200_stale_edits_is_refused_and_overwrites_nothing(company: Engine) -> None:
    readers = [read_case(company) for _ in range(200)]
    with database.transaction(company) as session:
        session.get_one(models.Case, 1).symptom = "theirs"

    assert sum(is_refused(company, case) for case in readers) == 200
    with Session(company) as session:
        assert session.get_one(models.Case, 1).symptom == "theirs"


def read_case(engine: Engine) -> models.Case:
    """Case 1 as somebody sees it now; edits stay on their desk."""
    with Session(engine) as session:
        return session.get_one(models.Case, 1)


def is_refused(engine: Engine, case: models.Case) -> bool:
    case.symptom = "mine"
    try:
        with database.transaction(engine) as session:
            session.add(case)
    except StalePlan as stale:
        return "in the meantime" in str(stale)
    return False


def test_an_unknown_row_cannot_be_referred_to(company: Engine) -> None:
    with pytest.raises(IntegrityError), database.transaction(company) as session:
        session.add(models.Booking(technician_id=999, visit_id=1, starts=hours(0), ends=hours(1)))


def test_a_transaction_is_saved_whole_or_not_at_all(company: Engine) -> None:
    with pytest.raises(ZeroDivisionError):
        solve_case_and_stumble(company)

    with Session(company) as session:
        assert session.get_one(models.Case, 1).status == CaseStatus.ESCALATED
        assert session.query(models.StatusChange).count() == 0


def solve_case_and_stumble(engine: Engine) -> None:
    with database.transaction(engine) as session:
        case = session.get_one(models.Case, 1)
        history.advance(session, case, CaseStatus.SOLVED, actor=SUPPORT, now=NOW)
        raise ZeroDivisionError


def test_a_process_that_dies_in_the_middle_leaves_nothing_behind(engine: Engine) -> None:
    with database.transaction(engine) as session:
        a_company(session)
    engine.dispose()
    context = multiprocessing.get_context("spawn")
    victim = context.Process(target=concurrent_work.die_in_the_middle, args=(url_of(engine),))
    victim.start()
    victim.join(timeout=60)

    assert victim.exitcode == 9
    with Session(engine) as session:
        assert session.get_one(models.Agreement, 1).fix_hours == 16
        assert session.scalar(text("PRAGMA integrity_check")) == "ok"


def test_sqlite_waits_for_others_and_checks_foreign_keys(engine: Engine) -> None:
    with engine.connect() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("foreign_keys", "busy_timeout", "journal_mode", "synchronous")
        }

    journal = database.journal_mode(sqlite3.sqlite_version_info).lower()
    assert settings == {
        "foreign_keys": 1,
        "busy_timeout": 15_000,
        "journal_mode": journal,
        "synchronous": 2,
    }


@pytest.mark.parametrize(
    ("version", "journal"),
    [((3, 40, 1), "DELETE"), ((3, 51, 2), "DELETE"), ((3, 51, 3), "WAL"), ((3, 53, 0), "WAL")],
)
def test_the_write_ahead_log_is_used_only_where_its_bug_is_fixed(
    version: tuple[int, int, int], journal: str
) -> None:
    assert database.journal_mode(version) == journal


def test_the_rollback_journal_is_warned_of_where_it_is_used(
    any_engine: Engine, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        database.warn_of_rollback_journal(any_engine)

    affected = sqlite3.sqlite_version_info < database.WAL_RESET_FIXED_IN
    expected = affected and any_engine.dialect.name == "sqlite"
    assert ("WAL-reset bug" in caplog.text) == expected


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("nonsense", "expected sqlite:///PATH"),
        ("mysql://localhost/x", "got 'mysql'"),
        ("sqlite:////no/such/folder/x.db", "existing folder"),
    ],
)
def test_a_wrong_database_url_is_named(url: str, named: str) -> None:
    with pytest.raises(BadValue, match=named):
        database.connect(url)


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_postgresql_is_spoken_to_through_psycopg_3(scheme: str) -> None:
    assert database.connect(f"{scheme}://x@localhost/y").dialect.driver == "psycopg"


def test_sqlite_files_in_the_present_folder_are_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    engine = database.connect("sqlite:///here.db")
    with engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    engine.dispose()

    assert (tmp_path / "here.db").is_file()


def test_a_second_change_of_a_case_in_one_session_keeps_its_version_in_step(
    any_session: Session,
) -> None:
    a_company(any_session)
    case = a_case(any_session)
    assert case.version == 1
    case.symptom = "changed"
    any_session.flush()

    assert case.version == 2
