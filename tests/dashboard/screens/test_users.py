"""The page of users: what an administrator sees and does there."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from dispatch import accounts, clock, database, passwords, sign_in
from dispatch.queries.users import UserRow, users
from dispatch.roles import SYSTEM
from dispatch.statuses import Role
from tests.dashboard.screens.admin_pages import AdminPage
from tests.dispatch.company import a_company

GOOD = "correct horse"
NOW = clock.utc_now() - timedelta(minutes=1)


@pytest.fixture
def staffed(engine: Engine) -> Engine:
    with database.transaction(engine) as session:
        a_company(session)
        for name, role in (("ada", Role.ADMIN), ("sam", Role.SUPPORT)):
            accounts.create_user(
                session, actor=SYSTEM, name=name, role=role, password=GOOD, now=NOW
            )
    return engine


def token_of(engine: Engine, name: str) -> str:
    with database.transaction(engine) as session:
        token = sign_in.sign_in(session, name=name, password=GOOD, address="", now=NOW)
    assert isinstance(token, str)
    return token


def is_signed_in(engine: Engine, token: str) -> bool:
    with database.reading(engine) as session:
        return sign_in.session_of(session, token=token, now=clock.utc_now()) is not None


def all_users(engine: Engine) -> dict[str, UserRow]:
    with database.reading(engine) as session:
        return {row.name: row for row in users(session, actor=SYSTEM)}


def lets_in(engine: Engine, name: str, password: str) -> bool:
    with database.reading(engine) as session:
        return passwords.check_password(session, name=name, password=password) is not None


def chosen(engine: Engine, name: str) -> AdminPage:
    page = AdminPage("users", engine)
    page.test.selectbox(key="users_chosen").set_value(name)
    page.run()
    return page


def test_the_list_says_who_is_signed_in(staffed: Engine) -> None:
    token_of(staffed, "sam")
    token_of(staffed, "sam")

    page = AdminPage("users", staffed)
    table = page.test.dataframe[0].value

    assert "2 may sign in, 1 signed in now" in page.said
    assert list(table["Sign-in name"]) == ["ada", "sam"]
    assert table["State"][0] == "not signed in"
    assert table["State"][1].startswith("signed in 2×, last seen ")


def test_a_user_is_added(staffed: Engine) -> None:
    page = AdminPage("users", staffed)
    page.test.text_input(key="users_add_name").set_value(" noor ")
    page.test.text_input(key="users_add_full_name").set_value("Noor <b>B</b>")
    page.test.selectbox(key="users_add_role").set_value(Role.TECHNICIAN)
    page.test.text_input(key="users_add_technician").set_value("noor")
    page.test.text_input(key="users_add_password").set_value("a good password")
    page.submit("Add user")

    noor = all_users(staffed)["noor"]
    assert "may sign in" in page.said
    assert (noor.role, noor.technician, noor.full_name) == (
        Role.TECHNICIAN,
        "noor",
        "Noor <b>B</b>",
    )
    assert lets_in(staffed, "noor", "a good password")
    assert page.test.text_input(key="users_add_name").value == ""


def test_a_refused_user_keeps_what_was_typed_and_says_why(staffed: Engine) -> None:
    page = AdminPage("users", staffed)
    page.test.text_input(key="users_add_name").set_value("eva")
    page.test.text_input(key="users_add_password").set_value("short")
    page.submit("Add user")

    assert "it needs 10 to 200" in page.said
    assert "Nothing was changed." in page.said
    assert page.test.text_input(key="users_add_name").value == "eva"
    assert "eva" not in all_users(staffed)


def test_setting_a_password_ends_the_sessions_of_that_user(staffed: Engine) -> None:
    token = token_of(staffed, "sam")
    page = chosen(staffed, "sam")
    page.test.text_input(key="users_password_of_sam").set_value("another password")
    page.submit("Set password")

    assert lets_in(staffed, "sam", "another password")
    assert not is_signed_in(staffed, token)
    assert "Password of sam set" in page.said


def test_ending_sessions_leaves_the_user_as_it_is(staffed: Engine) -> None:
    token = token_of(staffed, "sam")
    page = chosen(staffed, "sam")
    assert page.test.button(key="users_end").label == "End sessions (1)"

    page.click("users_end")

    assert not is_signed_in(staffed, token)
    assert all_users(staffed)["sam"].active
    assert page.test.button(key="users_end").disabled


def test_deactivating_says_what_it_means_before_it_is_done(staffed: Engine) -> None:
    token = token_of(staffed, "sam")
    page = chosen(staffed, "sam")

    page.click("users_deactivate")
    assert "open sessions (1) end at once" in page.said
    assert all_users(staffed)["sam"].active
    page.click("users_deactivate_cancel")
    assert "users_deactivate_sure" not in [one.key for one in page.test.button]
    page.click("users_deactivate")
    page.click("users_deactivate_sure")

    assert not all_users(staffed)["sam"].active
    assert not is_signed_in(staffed, token)
    assert "sam can no longer sign in" in page.said


def test_administrators_cannot_deactivate_themselves(staffed: Engine) -> None:
    keys = [one.key for one in chosen(staffed, "ada").test.button]

    assert "users_end" in keys
    assert "users_deactivate" not in keys


@pytest.mark.parametrize("role", ["support", "dispatcher", "technician", "finance"])
@pytest.mark.parametrize("screen", ["users", "home"])
def test_others_see_nothing_of_it(staffed: Engine, screen: str, role: str) -> None:
    page = AdminPage(screen, staffed, role=role)

    [refusal] = page.test.exception
    assert "this needs" in refusal.message
    assert len(page.test.dataframe) == 0
    assert len(page.test.get("title")) == 0


def test_the_page_speaks_dutch(staffed: Engine) -> None:
    page = AdminPage("users", staffed, language="nl")

    assert "Gebruikers" in page.said
    assert list(page.test.dataframe[0].value["Rol"]) == ["Beheerder", "Support"]


def test_a_name_with_markup_is_shown_as_text(staffed: Engine) -> None:
    with database.transaction(staffed) as session:
        accounts.create_user(
            session,
            actor=SYSTEM,
            name="mal",
            role=Role.FINANCE,
            password=GOOD,
            now=NOW,
            full_name="<img src=x onerror=alert(1)> *x* [y](javascript:z)",
        )
    shown = chosen(staffed, "mal").test.markdown

    assert any(
        r"\<img src=x onerror=alert(1)\> \*x\* \[y\](javascript\:z)" in one.value for one in shown
    )
