"""Users and passwords: who may make them, and who gets in."""

import time

import pytest
from sqlalchemy.orm import Session

from dispatch import accounts, models, passwords
from dispatch.errors import BadValue, NotAllowed, NotFound
from dispatch.roles import SYSTEM, Actor
from dispatch.statuses import Role
from tests.dispatch.company import DISPATCHER, FINANCE, NOW, SUPPORT, a_company, technician

GOOD = "correct horse"


@pytest.fixture
def company(session: Session) -> Session:
    a_company(session)
    return session


def created(session: Session, **changes: object) -> models.User:
    given: dict[str, object] = {
        "actor": SYSTEM,
        "name": "sam",
        "role": Role.SUPPORT,
        "password": GOOD,
        "now": NOW,
    }
    return accounts.create_user(session, **given | changes)  # type: ignore[arg-type]


def test_a_user_signs_in_with_name_and_password_only(company: Session) -> None:
    user = created(company)

    assert passwords.check_password(company, name="sam", password=GOOD) == Actor(
        name="sam", role=Role.SUPPORT, user_id=user.id
    )
    assert passwords.check_password(company, name="sam", password=GOOD + "!") is None
    assert passwords.check_password(company, name="sam", password="") is None
    assert passwords.check_password(company, name="eva", password=GOOD) is None
    assert user.password_hash.startswith("$argon2id$")
    assert GOOD not in user.password_hash


def test_a_user_without_a_password_cannot_sign_in(company: Session) -> None:
    company.add(models.User(name="old", role=Role.FINANCE, created_at=NOW))

    assert passwords.check_password(company, name="old", password="") is None
    # the stand-in for unknown names lets nobody in either
    assert passwords.check_password(company, name="old", password="nobody has this") is None


def test_an_unknown_name_takes_as_long_as_a_wrong_password(company: Session) -> None:
    created(company)

    def seconds(name: str) -> float:
        began = time.perf_counter()
        passwords.check_password(company, name=name, password="wrong password")
        return time.perf_counter() - began

    seconds("nobody")  # the stand-in hash is made once
    # one hash takes tens of milliseconds, leaving it out well under one
    assert min(seconds("eva") for _ in range(3)) > min(seconds("sam") for _ in range(3)) / 3


def test_a_technicians_user_is_that_technician(company: Session) -> None:
    created(company, name="noor", role=Role.TECHNICIAN, technician_ref="noor")

    actor = passwords.check_password(company, name="noor", password=GOOD)

    assert actor is not None
    assert actor.technician_id == technician(company, "noor").id


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"name": "sam smith"}, "name: got 'sam smith'"),
        ({"name": ""}, "name: got ''"),
        ({"password": "123456789"}, "password: got 9 characters, expected 10 to 200"),
        ({"password": "x" * 201}, "password: got 201 characters"),
        ({"role": Role.TECHNICIAN}, "technician: got None for role technician"),
        ({"technician_ref": "noor"}, "technician: got 'noor' for role support"),
    ],
)
def test_a_user_that_cannot_be_is_refused(
    company: Session, changes: dict[str, object], wrong: str
) -> None:
    with pytest.raises(BadValue, match=wrong):
        created(company, **changes)


def test_a_refused_password_is_not_repeated_in_the_message(company: Session) -> None:
    with pytest.raises(BadValue) as refused:
        created(company, password="s3cret")

    assert "s3cret" not in str(refused.value)


def test_names_and_technicians_are_taken_once(company: Session) -> None:
    created(company)
    created(company, name="noor", role=Role.TECHNICIAN, technician_ref="noor")

    with pytest.raises(BadValue, match="already a user 'SAM'"):
        created(company, name="SAM")
    with pytest.raises(BadValue, match="noor already signs in as noor"):
        created(company, name="other", role=Role.TECHNICIAN, technician_ref="noor")


def test_a_technicians_user_can_become_another_technician(company: Session) -> None:
    user = created(company, name="noor", role=Role.TECHNICIAN, technician_ref="noor")
    created(company)

    accounts.link_technician(company, actor=SYSTEM, name="noor", technician_ref="tom")

    assert user.technician_id == technician(company, "tom").id
    with pytest.raises(BadValue, match="user sam is support"):
        accounts.link_technician(company, actor=SYSTEM, name="sam", technician_ref="noor")


def test_a_deactivated_user_gets_in_no_more(company: Session) -> None:
    created(company)

    accounts.deactivate_user(company, actor=SYSTEM, name="sam")

    assert passwords.check_password(company, name="sam", password=GOOD) is None


def test_everybody_sets_their_own_password_and_admins_any(company: Session) -> None:
    created(company)
    created(company, name="fin", role=Role.FINANCE)

    accounts.set_password(company, actor=SUPPORT, name="sam", password="a new password")
    accounts.set_password(company, actor=SYSTEM, name="fin", password="another password")

    assert passwords.check_password(company, name="sam", password=GOOD) is None
    assert passwords.check_password(company, name="sam", password="a new password")
    assert passwords.check_password(company, name="fin", password="another password")
    with pytest.raises(NotAllowed, match="sam is support and may set only their own password"):
        accounts.set_password(company, actor=SUPPORT, name="fin", password="a new password")
    with pytest.raises(BadValue, match="got 5 characters"):
        accounts.set_password(company, actor=SUPPORT, name="sam", password="short")


@pytest.mark.parametrize("actor", [SUPPORT, DISPATCHER, FINANCE])
def test_only_admins_manage_users(company: Session, actor: Actor) -> None:
    created(company, name="eva")

    with pytest.raises(NotAllowed):
        created(company, actor=actor)
    with pytest.raises(NotAllowed):
        accounts.deactivate_user(company, actor=actor, name="eva")
    with pytest.raises(NotAllowed):
        accounts.link_technician(company, actor=actor, name="eva", technician_ref="tom")


def test_admins_do_not_lock_themselves_out(company: Session) -> None:
    boss = created(company, name="boss", role=Role.ADMIN)
    acting = Actor(name="boss", role=Role.ADMIN, user_id=boss.id)

    with pytest.raises(NotAllowed, match="cannot deactivate their own user"):
        accounts.deactivate_user(company, actor=acting, name="boss")
    with pytest.raises(NotFound, match="no user 'x'"):
        accounts.deactivate_user(company, actor=acting, name="x")
