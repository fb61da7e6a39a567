"""Who may open which address, and with what in the answer: asked of the real server."""

import gzip
import json
import re

import pytest

from tests.dashboard.server import PASSWORD, Answer, Person, WebServer

OWN = {
    "sam": ["/cases"],
    "dora": ["/board", "/cases", "/costs"],
    "noor": ["/m"],
    "tom": ["/m"],
    "fin": ["/costs"],
    "ada": ["/", "/board", "/cases", "/costs", "/users"],
}
PAGES = ["/board", "/cases", "/costs", "/users"]
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
