"""The live stream: it says when something changed, and ends with the session."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse

from sqlalchemy.orm import Session

from dispatch import clock, models, sign_in
from dispatch.roles import SYSTEM
from dispatch.statuses import Role
from tests.dashboard.server import Person, WebServer
from tests.dashboard.staff import add_user, changed


@contextmanager
def listening(person: Person, query: str = "", **headers: str) -> Iterator[HTTPResponse]:
    connection = HTTPConnection(person.url.removeprefix("http://"), timeout=10)
    cookie = f"fd_session={person.cookies['fd_session']}"
    connection.request("GET", f"/events{query}", headers={"Cookie": cookie} | headers)
    try:
        yield connection.getresponse()
    finally:
        connection.close()


def next_event(stream: HTTPResponse) -> dict[str, str]:
    fields: dict[str, str] = {}
    while (line := stream.readline().decode().rstrip("\n")) or not fields:
        assert line or not stream.isclosed(), "the stream ended"
        name, _, value = line.partition(": ")
        fields[name] = value
    return fields


def something_happens(session: Session) -> None:
    session.add(
        models.StatusChange(
            entity="plans", entity_id=1, to_status="draft", at=clock.utc_now(), by="dora"
        )
    )


def test_every_open_stream_hears_of_a_change_within_a_second(
    web: WebServer, people: dict[str, Person]
) -> None:
    with listening(people["dora"]) as desk, listening(people["noor"]) as phone:
        hello = next_event(desk)
        next_event(phone)
        began = time.monotonic()
        changed(web, something_happens)
        heard = [next_event(desk), next_event(phone)]
        took_s = time.monotonic() - began

    assert hello["event"] == "hello"
    assert heard[0] == heard[1]
    assert "event" not in heard[0]
    assert heard[0]["data"] == heard[0]["id"] != hello["data"]
    # one look each half second, and the time that a busy machine takes
    assert took_s < 2


def test_a_page_that_lost_the_connection_hears_of_what_it_missed(
    web: WebServer, people: dict[str, Person]
) -> None:
    with listening(people["dora"]) as stream:
        seen = next_event(stream)["id"]
    changed(web, something_happens)
    time.sleep(1)

    with listening(people["dora"], **{"Last-Event-ID": seen}) as stream:
        hello, missed = next_event(stream), next_event(stream)
    with listening(people["dora"], f"?since={hello['id']}") as stream:
        again = next_event(stream)
        changed(web, something_happens)
        news = next_event(stream)

    assert missed["data"] == hello["data"] != seen
    # nothing was missed: the next thing heard is the new change
    assert (again["event"], "event" in news) == ("hello", False)
    assert news["data"] != hello["data"]


def test_a_stream_ends_with_its_session(web: WebServer) -> None:
    add_user(web, "eve", role=Role.FINANCE)
    with listening(web.signed_in("eve")) as stream:
        next_event(stream)
        changed(
            web,
            lambda session: sign_in.end_sessions(
                session, actor=SYSTEM, name="eve", now=clock.utc_now()
            ),
        )
        last = next_event(stream)
        rest = stream.read()

    assert last["event"] == "ended"
    assert rest == b""


def test_the_stream_is_not_held_back_by_compression(people: dict[str, Person]) -> None:
    with listening(people["dora"], **{"Accept-Encoding": "gzip"}) as stream:
        assert stream.getheader("content-encoding") is None
        assert stream.getheader("content-type", "").startswith("text/event-stream")
        assert next_event(stream)["event"] == "hello"
