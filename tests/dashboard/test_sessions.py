"""Sessions on the real server: forged, expired, ended; for pages and websockets alike."""

import asyncio
import time
from contextlib import suppress
from typing import Any

import pytest
import websockets

from dispatch import accounts, clock, database, models, sign_in
from dispatch.roles import SYSTEM
from tests.dashboard.server import Person, WebServer
from tests.dashboard.staff import add_user, changed


@pytest.mark.parametrize("cookie", ["x", "a" * 43, "' OR 1=1 --", "../../etc", '"', "ünï", "0"])
def test_a_forged_cookie_is_nobody(web: WebServer, cookie: str) -> None:
    forger = web.stranger()
    forger.cookies["fd_session"] = cookie.encode().decode("latin-1")

    assert forger.get("/board").status == 303
    assert forger.get("/events").status == 401


def test_the_stored_hash_of_a_token_is_no_token(web: WebServer) -> None:
    web.signed_in("dora")
    engine = database.connect(web.database_url)
    with database.reading(engine) as session:
        hashes = [row.token_hash for row in session.query(models.WebSession)]
    engine.dispose()

    assert hashes
    for stored in hashes:
        assert Person(web.url, {"fd_session": stored}).get("/board").status == 303


def test_an_expired_session_is_nobody(web: WebServer) -> None:
    dora = web.signed_in("dora")
    token = dora.cookies["fd_session"]
    assert dora.get("/board").status == 200

    idle_since = clock.utc_now().replace(year=2020)
    changed(web, lambda session: _expire(session, token, idle_since))

    assert dora.get("/board").status == 303


def _expire(session: Any, token: str, when: Any) -> None:
    sign_in.keep_alive(session, token=token, now=clock.utc_now())
    newest = session.query(models.WebSession).order_by(models.WebSession.id.desc()).first()
    newest.seen_at = when


def test_signing_out_ends_the_session_for_good(web: WebServer) -> None:
    sam = web.signed_in("sam")
    kept = dict(sam.cookies)

    answer = sam.post("/sign-out", {})

    assert (answer.status, answer.goes_to) == (303, "/sign-in")
    assert "fd_session" not in sam.cookies
    assert Person(web.url, kept).get("/cases").status == 303


def test_an_ended_session_and_a_deactivated_user_are_out_at_once(web: WebServer) -> None:
    add_user(web, "kim")
    add_user(web, "lou")
    kim, lou = web.signed_in("kim"), web.signed_in("lou")
    assert (kim.get("/cases").status, lou.get("/cases").status) == (200, 200)

    changed(
        web,
        lambda session: sign_in.end_sessions(
            session, actor=SYSTEM, name="kim", now=clock.utc_now()
        ),
    )
    changed(web, lambda session: accounts.deactivate_user(session, actor=SYSTEM, name="lou"))

    assert (kim.get("/cases").status, lou.get("/cases").status) == (303, 303)


def stream_url(web: WebServer) -> str:
    return web.url.replace("http", "ws") + "/_stcore/stream"


async def close_code(web: WebServer, person: Person, **headers: str) -> int:
    """Of the websocket: why the server hung up, 0 if it did not within a second."""
    given = {"Cookie": f"fd_session={person.cookies.get('fd_session', '')}"} | headers
    async with websockets.connect(
        stream_url(web),
        additional_headers=given,
        subprotocols=[websockets.Subprotocol("streamlit")],
    ) as socket:
        with suppress(TimeoutError, websockets.ConnectionClosed):
            async with asyncio.timeout(1):
                while True:
                    await socket.recv()
        return socket.close_code or 0


def test_only_those_of_the_desk_with_a_session_keep_a_websocket(
    web: WebServer, people: dict[str, Person]
) -> None:
    forger = Person(web.url, {"fd_session": "x" * 43})
    codes = {
        name: asyncio.run(close_code(web, person))
        for name, person in {**people, "stranger": web.stranger(), "forger": forger}.items()
    }

    assert codes == {
        **dict.fromkeys(("sam", "dora", "fin", "ada"), 0),
        **dict.fromkeys(("noor", "tom"), 4403),
        **dict.fromkeys(("stranger", "forger"), 4401),
    }


def test_a_websocket_from_another_site_is_closed(web: WebServer, people: dict[str, Person]) -> None:
    code = asyncio.run(close_code(web, people["dora"], Origin="https://evil.example"))

    assert code == 4400


async def seconds_until_cut(web: WebServer, person: Person, end: Any) -> tuple[int | None, float]:
    headers = {"Cookie": f"fd_session={person.cookies['fd_session']}"}
    async with websockets.connect(
        stream_url(web),
        additional_headers=headers,
        subprotocols=[websockets.Subprotocol("streamlit")],
    ) as socket:
        await asyncio.sleep(0.2)
        began = time.monotonic()
        await asyncio.to_thread(end)
        with suppress(websockets.ConnectionClosed):
            async with asyncio.timeout(5):
                while True:
                    await socket.recv()
        return socket.close_code, time.monotonic() - began


def test_a_websocket_is_cut_as_soon_as_its_session_ends(web: WebServer) -> None:
    leaver, ended = web.signed_in("dora"), web.signed_in("fin")

    left = asyncio.run(
        seconds_until_cut(
            web, leaver, lambda: Person(web.url, dict(leaver.cookies)).post("/sign-out", {})
        )
    )
    cut = asyncio.run(
        seconds_until_cut(
            web,
            ended,
            lambda: changed(
                web,
                lambda session: sign_in.end_sessions(
                    session, actor=SYSTEM, name="fin", now=clock.utc_now()
                ),
            ),
        )
    )

    assert (left[0], cut[0]) == (4401, 4401)
    # one look each half second, and the time that a busy machine takes
    assert max(left[1], cut[1]) < 2
