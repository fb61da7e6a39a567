"""The way in, asked of the real server: where it leads, what it tells, what it refuses."""

import re

import pytest

from dispatch import accounts, sign_in
from dispatch.roles import SYSTEM
from tests.dashboard.payloads import PAYLOADS
from tests.dashboard.server import WebServer
from tests.dashboard.staff import add_user, changed, forget_tries

FIRST = {"sam": "/cases", "dora": "/board", "noor": "/m", "fin": "/costs", "ada": "/"}


@pytest.mark.parametrize(("name", "first"), FIRST.items())
def test_everybody_begins_on_the_page_of_their_role(web: WebServer, name: str, first: str) -> None:
    assert web.stranger().sign_in(name).goes_to == first


@pytest.mark.parametrize(
    ("asked", "goes_to"),
    [
        ("/costs?from=2026-11-01", "/costs?from=2026-11-01"),
        ("/m", "/m"),
        ("//evil.example/board", "/board"),
        ("https://evil.example/", "/board"),
        ("/\\evil.example", "/board"),
        ("/%09/evil.example", "/board"),
        ("\t//evil.example", "/board"),
        ("/board\r\nSet-Cookie: a=b", "/board"),
        ("javascript:alert(1)", "/board"),
        ("evil.example", "/board"),
        ("/sign-in?next=/sign-in", "/board"),
        ("/users", "/board"),
        ("", "/board"),
    ],
)
def test_signing_in_leads_only_to_own_pages_that_the_role_may_see(
    web: WebServer, asked: str, goes_to: str
) -> None:
    assert web.stranger().sign_in("dora", next=asked).goes_to == goes_to


def test_a_wrong_password_keeps_the_name_and_tells_nothing(web: WebServer) -> None:
    known, unknown = web.stranger().sign_in("sam", "wrong"), web.stranger().sign_in("eva", "wrong")

    assert (known.status, unknown.status) == (401, 401)
    assert 'value="sam"' in known.text
    assert known.text.replace("sam", "eva") == unknown.text
    assert "Name and password do not match." in known.text
    assert "wrong" not in re.sub(r"Wrong|wrong_", "", known.text.split("<main")[1])


def test_the_eleventh_wrong_password_of_an_account_is_not_looked_at(web: WebServer) -> None:
    add_user(web, "pia")
    answers = [web.stranger().sign_in("pia", f"guess {number}") for number in range(11)]
    right = web.stranger().sign_in("pia")
    forget_tries(web)

    assert [answer.status for answer in answers] == [401] * 10 + [429]
    assert right.status == 429
    # the hour began at the first guess, seconds ago
    assert 3500 < int(right.headers["retry-after"]) <= 3600
    assert "60 min" in right.text


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(web: WebServer) -> None:
    cookie = web.stranger().sign_in("sam").headers["set-cookie"]

    assert re.match(r"fd_session=[\w-]{43}; ", cookie)
    assert all(flag in cookie for flag in ("HttpOnly", "SameSite=lax", "Path=/"))
    # 7 days
    assert "Max-Age=604800" in cookie


def test_a_form_far_longer_than_a_form_is_refused(web: WebServer) -> None:
    assert web.stranger().sign_in("sam", "x" * 10_000).status == 413


def test_the_sign_in_page_is_small_and_runs_no_script(web: WebServer) -> None:
    page = web.stranger().get("/sign-in")

    assert len(page.body) < 30_000
    assert "<script" not in page.text


def test_demo_accounts_are_offered_only_where_the_demo_made_them(web: WebServer) -> None:
    assert "Look around in the demo" not in web.stranger().get("/sign-in").text
    add_user(web, "demo-sam", password=sign_in.DEMO_PASSWORD, full_name="Sam <b>Demo</b>")
    changed(
        web,
        lambda session: sign_in.add_demo_account(session, actor=SYSTEM, name="demo-sam"),
    )

    page = web.stranger().get("/sign-in").text
    one_click = web.stranger().sign_in("demo-sam", sign_in.DEMO_PASSWORD)
    changed(web, lambda session: accounts.deactivate_user(session, actor=SYSTEM, name="demo-sam"))

    assert "Look around in the demo" in page
    assert "Sam &lt;b&gt;Demo&lt;/b&gt;" in page
    assert one_click.goes_to == "/cases"


def test_the_language_is_the_browsers_until_one_is_chosen(web: WebServer) -> None:
    reader = web.stranger()
    assert "Aanmelden" in reader.get("/sign-in", Accept_Language="nl-BE,nl;q=0.9").text
    assert "Sign in" in reader.get("/sign-in", Accept_Language="fr,de;q=0.5").text
    assert "Aanmelden" in reader.get("/sign-in", Accept_Language="fr,nl;q=0.5").text

    answer = reader.get("/language?to=nl&next=/sign-in%3Fnext=/costs")

    assert answer.goes_to == "/sign-in?next=/costs"
    assert '<html lang="nl">' in reader.get("/sign-in", Accept_Language="en").text
    assert reader.get("/language?to=xx&next=https://evil.example").goes_to == "/sign-in"


def test_script_payloads_as_a_name_come_back_as_text(web: WebServer) -> None:
    for payload in PAYLOADS:
        page = web.stranger().sign_in(payload, "x" * 12).text
        assert_nothing_runs(page)
        forget_tries(web)


def assert_nothing_runs(page: str) -> None:
    body = page.split("<main")[1]
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!]\w*)", body))
    known = "main h1 img p strong form input label button nav a body html section h2 ul li b span"
    assert tags <= set(known.split()), tags
    assert body.count("<img") == 1
    assert not re.search(r"<[^>]*\son\w+\s*=", re.sub(r'"[^"]*"', '""', body))
