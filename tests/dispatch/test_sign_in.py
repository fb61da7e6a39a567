"""Sessions and their limits: who gets in, for how long, and how often anybody may guess."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from dispatch import accounts, database, models, passwords, sign_in
from dispatch.errors import NotAllowed, NotFound
from dispatch.queries.sessions import open_sessions
from dispatch.roles import SYSTEM, Actor
from dispatch.sign_in import DemoPerson, Refused
from dispatch.statuses import Role
from tests.dispatch.company import NOW, SUPPORT, a_company, technician

GOOD = "correct horse"
HOME = "203.0.113.7"
ADA = Actor(name="ada", role=Role.ADMIN)


@pytest.fixture
def company(any_session: Session) -> Session:
    a_company(any_session)
    for name, role in (("sam", Role.SUPPORT), ("fin", Role.FINANCE)):
        accounts.create_user(
            any_session, actor=SYSTEM, name=name, role=role, password=GOOD, now=NOW
        )
    return any_session


def tried(
    session: Session,
    name: str = "sam",
    password: str = GOOD,
    address: str = HOME,
    now: datetime = NOW,
) -> str | Refused:
    return sign_in.sign_in(session, name=name, password=password, address=address, now=now)


def token_of(session: Session, name: str = "sam", now: datetime = NOW) -> str:
    token = tried(session, name, now=now)
    assert isinstance(token, str)
    return token


def holder(session: Session, token: str, now: datetime = NOW) -> str | None:
    found = sign_in.session_of(session, token=token, now=now)
    return None if found is None else found.actor.name


def test_a_password_buys_a_token_of_which_only_the_hash_is_kept(company: Session) -> None:
    token = token_of(company)

    found = sign_in.session_of(company, token=token, now=NOW)
    row = company.scalars(select(models.WebSession)).one()

    assert found is not None
    assert (found.actor.name, found.actor.role) == ("sam", Role.SUPPORT)
    # 32 random bytes are 43 characters of base64
    assert len(token) == 43
    assert token not in (row.token_hash, row.password_mark)
    assert token_of(company) != token


def test_a_technician_signs_in_as_the_technician_they_are(company: Session) -> None:
    accounts.create_user(
        company,
        actor=SYSTEM,
        name="noor",
        role=Role.TECHNICIAN,
        password=GOOD,
        now=NOW,
        technician_ref="noor",
    )

    found = sign_in.session_of(company, token=token_of(company, "noor"), now=NOW)

    assert found is not None
    assert found.actor.technician_id == technician(company, "noor").id


@pytest.mark.parametrize("forged", ["", "x" * 43, "' OR 1=1 --", "\x00", "🔑" * 50])
def test_a_forged_token_is_nobodys(company: Session, forged: str) -> None:
    token = token_of(company)
    stored = company.scalars(select(models.WebSession.token_hash)).one()

    assert holder(company, forged) is None
    assert holder(company, stored) is None
    assert holder(company, token[:-1]) is None
    assert holder(company, token.swapcase()) is None


def test_a_refusal_does_not_tell_whether_the_name_exists(company: Session) -> None:
    for name, password in (("sam", "wrong password"), ("eva", GOOD), ("sam\x00", GOOD), ("", "")):
        assert tried(company, name, password) == Refused()


def test_twelve_idle_hours_end_a_session_and_use_keeps_it_alive(company: Session) -> None:
    token = token_of(company)
    idle, later = timedelta(hours=12), NOW + timedelta(hours=11)

    assert holder(company, token, NOW + idle - timedelta(seconds=1)) == "sam"
    assert holder(company, token, NOW + idle) is None
    sign_in.keep_alive(company, token=token, now=later)
    assert holder(company, token, later + idle - timedelta(seconds=1)) == "sam"


def test_seven_days_end_a_session_however_busy_it_was(company: Session) -> None:
    token = token_of(company)
    for hours in range(0, 7 * 24, 6):
        sign_in.keep_alive(company, token=token, now=NOW + timedelta(hours=hours))

    assert holder(company, token, NOW + timedelta(days=7, seconds=-1)) == "sam"
    assert holder(company, token, NOW + timedelta(days=7)) is None


def test_an_expired_session_cannot_be_kept_alive(company: Session) -> None:
    token = token_of(company)
    sign_in.keep_alive(company, token=token, now=NOW + timedelta(hours=13))

    assert holder(company, token, NOW + timedelta(hours=13)) is None


def test_signing_out_ends_one_session_and_no_other(company: Session) -> None:
    desk, phone = token_of(company), token_of(company)

    sign_in.sign_out(company, token=desk, now=NOW)

    assert (holder(company, desk), holder(company, phone)) == (None, "sam")


def test_an_admin_ends_every_session_of_a_user(company: Session) -> None:
    desk, phone, other = token_of(company), token_of(company), token_of(company, "fin")

    assert sign_in.end_sessions(company, actor=ADA, name="sam", now=NOW) == 2

    assert [holder(company, token) for token in (desk, phone, other)] == [None, None, "fin"]
    with pytest.raises(NotFound):
        sign_in.end_sessions(company, actor=ADA, name="eva", now=NOW)


def test_others_end_only_their_own_sessions(company: Session) -> None:
    token = token_of(company)

    with pytest.raises(NotAllowed):
        sign_in.end_sessions(company, actor=Actor("fin", Role.FINANCE), name="sam", now=NOW)
    assert holder(company, token) == "sam"
    assert sign_in.end_sessions(company, actor=SUPPORT, name="sam", now=NOW) == 1


def test_deactivating_a_user_ends_their_sessions_at_once(company: Session) -> None:
    token = token_of(company)

    accounts.deactivate_user(company, actor=ADA, name="sam")

    assert holder(company, token) is None
    assert tried(company) == Refused()


def test_a_new_password_ends_the_sessions_that_began_with_the_old_one(company: Session) -> None:
    token = token_of(company)

    accounts.set_password(company, actor=ADA, name="sam", password="another password")

    assert holder(company, token) is None


def test_a_changed_role_counts_at_once(company: Session) -> None:
    token = token_of(company)
    user = company.scalars(select(models.User).where(models.User.name == "sam")).one()
    user.role = Role.DISPATCHER
    company.flush()

    found = sign_in.session_of(company, token=token, now=NOW)

    assert found is not None
    assert found.actor.role is Role.DISPATCHER


def counting(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names whose password was evaluated; hashing itself is left out to be quick."""
    evaluated: list[str] = []

    def check(session: Session, *, name: str, password: str) -> None:
        evaluated.append(name)

    monkeypatch.setattr(passwords, "check_password", check)
    return evaluated


def test_of_a_thousand_guesses_in_an_hour_ten_are_evaluated_for_an_account(
    company: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated = counting(monkeypatch)
    for number in range(1000):
        address = f"198.51.{number // 250}.{number % 250}"
        tried(company, "SAM " if number % 2 else "sam", "guess", address, _in_the_hour(number))

    assert len(evaluated) == 10


def test_of_a_thousand_guesses_in_an_hour_twenty_are_evaluated_for_an_address(
    company: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated = counting(monkeypatch)
    for number in range(1000):
        tried(company, f"user{number}", "guess", now=_in_the_hour(number))

    assert len(evaluated) == 20


def _in_the_hour(number: int) -> datetime:
    # 1,000 guesses, 3.5 seconds apart, last 58 minutes
    return NOW + timedelta(seconds=3.5 * number)


def test_one_ipv6_customer_counts_as_one_address(
    company: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated = counting(monkeypatch)
    for number in range(30):
        tried(company, f"user{number}", "guess", f"2001:db8:1:2::{number:x}")
    tried(company, "other", "guess", "2001:db8:1:3::1")

    assert len(evaluated) == 20 + 1


def test_after_ten_wrong_passwords_the_right_one_waits_until_the_hour_is_over(
    company: Session,
) -> None:
    for minute in range(10):
        tried(company, password="wrong password", now=NOW + timedelta(minutes=minute))
    at_ten = NOW + timedelta(minutes=10)

    # the first of the ten is forgotten an hour after it: 50 minutes from minute 10
    assert tried(company, now=at_ten) == Refused(wait_s=50 * 60)
    assert isinstance(tried(company, now=NOW + timedelta(hours=1)), str)


def test_right_passwords_do_not_count_so_an_office_behind_one_address_gets_in(
    company: Session,
) -> None:
    assert all(isinstance(tried(company), str) for _ in range(12))
    assert company.scalar(select(func.count()).select_from(models.PasswordTry)) == 0


def test_what_was_typed_as_a_name_is_not_kept(company: Session) -> None:
    tried(company, "my secret password", "sam")

    row = company.scalars(select(models.PasswordTry)).one()

    assert len(row.account) == 64
    assert "secret" not in row.account


def test_guesses_at_the_same_moment_are_counted_one_by_one(
    any_engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    evaluated = counting(monkeypatch)

    def guess(number: int) -> None:
        with database.transaction(any_engine) as session:
            tried(session, "sam", "guess", f"198.51.100.{number}")

    with ThreadPoolExecutor(8) as threads:
        list(threads.map(guess, range(40)))

    assert len(evaluated) == 10


def test_old_sessions_and_tries_are_deleted(company: Session) -> None:
    token_of(company)
    tried(company, "eva")
    token_of(company, now=NOW + timedelta(days=31))

    assert company.scalar(select(func.count()).select_from(models.WebSession)) == 1
    assert company.scalar(select(func.count()).select_from(models.PasswordTry)) == 0


def test_a_demo_account_is_offered_until_its_password_is_changed(company: Session) -> None:
    assert sign_in.demo_people(company) == []
    for name in ("sam", "fin"):
        sign_in.add_demo_account(company, actor=SYSTEM, name=name)
    sam, fin = DemoPerson("sam", "", Role.SUPPORT), DemoPerson("fin", "", Role.FINANCE)
    assert sign_in.demo_people(company) == [sam, fin]

    accounts.set_password(company, actor=ADA, name="sam", password="another password")

    assert sign_in.demo_people(company) == [fin]
    accounts.deactivate_user(company, actor=ADA, name="fin")
    assert sign_in.demo_people(company) == []


def test_only_an_admin_makes_demo_accounts_of_users_with_a_password(company: Session) -> None:
    company.add(models.User(name="old", role=Role.FINANCE, created_at=NOW))

    for actor, name, error in (
        (SUPPORT, "sam", NotAllowed),
        (ADA, "old", NotAllowed),
        (ADA, "eva", NotFound),
    ):
        with pytest.raises(error):
            sign_in.add_demo_account(company, actor=actor, name=name)


def test_an_admin_sees_who_is_signed_in(company: Session) -> None:
    later = NOW + timedelta(minutes=7)
    token_of(company)
    token_of(company, now=later)
    sign_in.sign_out(company, token=token_of(company, "fin"), now=NOW)

    seen = open_sessions(company, actor=ADA, now=later)

    assert {name: (row.count, row.last_seen) for name, row in seen.items()} == {"sam": (2, later)}
    with pytest.raises(NotAllowed):
        open_sessions(company, actor=SUPPORT, now=later)
