"""Who may open which address, and with what in the answer: asked of the real server."""

import gzip
import json
import re

import pytest
from sqlalchemy.orm import Session
from starlette.routing import Route

from dashboard import shell
from dashboard.api import missing
from dashboard.components import web_files
from dashboard.phone import routes as phone
from dispatch import clock, models, passwords
from dispatch.statuses import Role
from tests.dashboard.server import PASSWORD, Answer, Person, WebServer
from tests.dashboard.staff import changed
from tests.dispatch.company import a_visit
from tests.dispatch.published import a_published_route

OWN = {
    "sam": ["/cases"],
    "dora": ["/board", "/cases", "/costs", "/team"],
    "noor": ["/m"],
    "tom": ["/m"],
    "fin": ["/costs"],
    "ada": ["/", "/board", "/cases", "/costs", "/team", "/users"],
}
PAGES = ["/board", "/cases", "/costs", "/team", "/users"]
FOR_PROGRAMS = ["/events", "/api/x", "/_stcore/health", "/_stcore/host-config", "/media/x"]


@pytest.mark.parametrize("name", OWN)
def test_each_role_opens_its_own_pages_and_no_others(people: dict[str, Person], name: str) -> None:
    opened = {path: people[name].get(path).status for path in PAGES}

    assert opened == {path: 200 if path in OWN[name] else 403 for path in PAGES}


@pytest.mark.parametrize("path", ["/", "/m", "/m/visit/A-1", "/no-such-page", *PAGES])
def test_a_stranger_is_asked_to_sign_in_and_brought_back(web: WebServer, path: str) -> None:
    answer = web.stranger().get(path + "?day=2026-11-02")

    assert answer.status == 303
    assert answer.goes_to == f"/sign-in?next={path}%3Fday%3D2026-11-02"
    assert answer.body == b""


@pytest.mark.parametrize("path", FOR_PROGRAMS)
def test_a_program_without_a_session_gets_json_not_a_page(web: WebServer, path: str) -> None:
    answer = web.stranger().get(path, Accept="*/*")

    assert (answer.status, answer.json) == (401, {"error": "sign in first"})


def test_every_address_of_ours_is_shut_to_strangers(web: WebServer) -> None:
    routes = [*phone.routes, *shell.page_routes(), *web_files.routes(), missing.route]
    asked = {
        (method, re.sub(r"{.*?}", "A-1", route.path))
        for route in routes
        if isinstance(route, Route)
        for method in (route.methods or ())
    }
    assert len(asked) > 20

    stranger = web.stranger()
    let_in = [
        (method, path)
        for method, path in asked
        if (stranger.get(path) if method != "POST" else stranger.post(path, {})).status
        not in (303, 401)
    ]

    assert let_in == []


@pytest.fixture
def published(web: WebServer) -> None:
    """Noor's visit A-1; and una, a technician whom nobody linked to a record."""

    def add(session: Session) -> None:
        if session.query(models.User).filter_by(name="una").count():
            return
        a_published_route(session, [a_visit(session, "A-1")])
        given = {"password_hash": passwords.hashed(PASSWORD), "created_at": clock.utc_now()}
        session.add(models.User(name="una", role=Role.TECHNICIAN, **given))

    changed(web, add)


@pytest.mark.parametrize("path", ["/m/visit/A-1", "/m/report/A-1", "/m/no-access/A-1"])
def test_a_visit_is_open_to_its_technician_alone(
    web: WebServer, people: dict[str, Person], published: None, path: str
) -> None:
    everybody = people | {"una": web.signed_in("una")}

    answers = {name: person.get(path) for name, person in everybody.items()}

    assert answers["noor"].status in (200, 303)
    assert "Fictief Visser" in people["noor"].get("/m/visit/A-1").text
    del answers["noor"]
    assert answers["tom"].status == 404
    assert {answers[name].status for name in answers if name != "tom"} == {403}
    assert not [name for name, answer in answers.items() if "Visser" in answer.text]


@pytest.mark.parametrize("action", ["travel", "arrive", "start", "report", "no-access"])
def test_a_visit_is_changed_by_its_technician_alone(
    web: WebServer, people: dict[str, Person], published: None, action: str
) -> None:
    others = {name: person for name, person in people.items() if name != "noor"}
    others |= {"una": web.signed_in("una")}
    form = {"was": "scheduled", "outcome": "solved", "findings": "mine now", "why": "mine now"}

    told = {name: one.post(f"/m/{action}/A-1", form).status for name, one in others.items()}

    assert told == {name: 404 if name == "tom" else 403 for name in others}
    assert "mine now" not in people["noor"].get("/m/visit/A-1").text
    assert 'action="/m/travel/A-1"' in people["noor"].get("/m/visit/A-1").text


@pytest.mark.parametrize("path", ["/_stcore/health", "/_stcore/host-config", "/media/x.bin"])
def test_a_technician_has_no_way_to_the_pages_of_the_desk(
    people: dict[str, Person], path: str
) -> None:
    assert people["noor"].get(path).status == 403


def test_unknown_addresses_are_not_found(people: dict[str, Person]) -> None:
    assert people["dora"].get("/no-such-page").status == 404
    assert "There is no such page" in people["dora"].get("/board/deeper").text
    missing = people["dora"].get("/api/no/such", Accept="application/json")
    assert (missing.status, missing.json["error"]) == (404, "there is nothing at this address")


def test_headers_that_claim_an_identity_are_ignored(
    web: WebServer, people: dict[str, Person]
) -> None:
    claims = {"X-FD-User": "ada", "X-FD-Role": "admin"}

    assert web.stranger().get("/users", **claims).status == 303
    assert people["sam"].get("/users", **claims).status == 403


@pytest.mark.parametrize(
    "origin", ["", "null", "https://evil.example", "http://127.0.0.1", "http://127.0.0.1:1"]
)
@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-out", "/m/travel/A-1", "/_stcore/upload_file/x"]
)
def test_forms_of_other_sites_change_nothing(
    people: dict[str, Person], path: str, origin: str
) -> None:
    answer = people["noor"].post(path, {"name": "ada", "password": PASSWORD}, Origin=origin)

    assert answer.status == 403
    assert people["noor"].get("/m").status == 200


STRICT = "default-src 'self'; style-src"
STREAMLITS = "default-src 'self'; script-src 'self' 'unsafe-inline'"


@pytest.mark.parametrize(
    ("name", "path", "status", "policy"),
    [
        ("", "/sign-in", 200, STRICT),
        ("", "/healthz", 200, STRICT),
        ("", "/board", 303, STREAMLITS),
        ("noor", "/m", 200, STRICT),
        ("dora", "/no-such-page", 404, STRICT),
        ("dora", "/users", 403, STREAMLITS),
        ("dora", "/board", 200, STREAMLITS),
    ],
)
def test_every_answer_says_what_a_browser_may_do_with_it(
    web: WebServer, people: dict[str, Person], name: str, path: str, status: int, policy: str
) -> None:
    answer = people.get(name, web.stranger()).get(path)

    assert answer.status == status
    assert answer.headers["content-security-policy"].startswith(policy)
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["cache-control"] in ("no-store", "no-cache")


def test_answers_are_compressed_and_scripts_are_kept_by_the_browser(
    people: dict[str, Person],
) -> None:
    page = people["dora"].get("/board", Accept_Encoding="gzip")
    html = gzip.decompress(page.body).decode()
    script = re.search(r'src="\./(static/js/index\.[\w-]+\.js)"', html)
    assert script is not None

    packed = people["dora"].get("/" + script[1], Accept_Encoding="gzip")
    plain = people["dora"].get("/" + script[1], Accept_Encoding="identity")

    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 2
    assert "immutable" in packed.headers["cache-control"]
    assert "javascript" in packed.headers["content-type"]


def test_streamlits_own_scripts_cannot_be_used_to_read_other_files(web: WebServer) -> None:
    for path in ("/static/../../../../etc/passwd", "/static/%2e%2e/%2e%2e/index.html"):
        answer = web.stranger().get(path, Accept_Encoding="gzip")
        assert answer.status in (303, 400, 404)
        assert b"root:" not in answer.body


def test_health_says_whether_the_database_can_be_used_and_no_more(web: WebServer) -> None:
    answer = web.stranger().get("/healthz")

    assert (answer.status, answer.json) == (
        200,
        {"status": "ok", "database": "reachable", "schema": "current"},
    )


def test_the_doors_for_agents_and_tracking_are_shut(people: dict[str, Person]) -> None:
    ada = people["ada"]
    host = ada.get("/_stcore/host-config").json

    for path in ("agent/interact", "agent/mcp", "agent/openapi.json", "metrics"):
        assert ada.get(f"/_stcore/{path}").status == 404
        assert ada.post(f"/_stcore/{path}", {}).status == 404
    assert host["allowedOrigins"] == []
    assert host["blockErrorDialogs"] is False


def test_no_token_is_in_the_log(web: WebServer) -> None:
    sam = web.signed_in("sam")
    sam.get("/cases?secret=planted-in-the-address")

    log = web.log.read_text()

    assert sam.cookies["fd_session"] not in log
    assert "planted-in-the-address" not in log
    assert PASSWORD not in log


def test_the_answer_to_json_is_json(people: dict[str, Person]) -> None:
    answer: Answer = people["sam"].get("/users", Accept="application/json")

    assert answer.status == 403
    assert json.loads(answer.body)["error"] == "This page is for other roles"
