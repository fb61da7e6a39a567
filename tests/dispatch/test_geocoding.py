"""A geocoder is asked once per address, in turn with all other processes, and failures heal."""

import itertools
import multiprocessing
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dispatch import clock, database, geocoders, models
from dispatch.config import Settings
from dispatch.errors import GeocoderFailed
from dispatch.gazetteer import Address, Found
from dispatch.geocoding import (
    FAILURES_IN_A_ROW,
    LONGEST_REST,
    LONGEST_WAIT,
    NOT_FOUND_COUNTS_FOR,
    Asked,
    Remembered,
    ask_all,
    claim_turn,
    leave_alone,
    remember,
    remembered,
)
from tests.dispatch.company import NOW
from tests.dispatch.geocoding_server import GeocodingServer, running

HOME = Address("Voorbeeldstraat", "12", "8011 AA", "Zwolle")
ROOF = Found(52.51, 6.09, "rooftop", "12, Voorbeeldstraat, Zwolle", source="nominatim here")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GeocodingServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with running() as server:
        server.knows("Voorbeeldstraat", "12", 52.51, 6.09)
        yield server


def asking(engine: Engine, domain: str, addresses: Sequence[Address]) -> list[Asked]:
    geocoder = geocoders.from_settings(
        Settings(
            geocoder="nominatim",
            geocoder_domain=domain,
            geocoder_scheme="http",
            geocoder_user_agent="dispatch-test",
            geocoder_timeout_seconds=5,
        )
    )
    assert geocoder is not None
    return list(
        ask_all(
            engine,
            geocoder,
            addresses,
            seconds_between=0,
            now=clock.utc_now_exactly,
            sleep=time.sleep,
        )
    )


def houses(*numbers: int) -> list[Address]:
    return [Address("Voorbeeldstraat", str(number), "8011 AA", "Zwolle") for number in numbers]


def test_a_remembered_answer_comes_back_with_its_precision(session: Session) -> None:
    remember(session, provider="nominatim here", address=HOME, found=ROOF, now=NOW)

    spelled_otherwise = Address("VOORBEELDSTRAAT", "12", "8011aa", "zwolle")
    known = remembered(session, provider="nominatim here", address=spelled_otherwise, now=NOW)

    assert known == Remembered(ROOF)


def test_each_service_and_address_has_its_own_answer(session: Session) -> None:
    remember(session, provider="nominatim here", address=HOME, found=ROOF, now=NOW)

    assert remembered(session, provider="photon there", address=HOME, now=NOW) is None
    [next_door] = houses(14)
    assert remembered(session, provider="nominatim here", address=next_door, now=NOW) is None


def test_not_found_is_remembered_for_a_while_and_then_asked_again(session: Session) -> None:
    remember(session, provider="p", address=HOME, found=None, now=NOW)

    just_before = NOW + NOT_FOUND_COUNTS_FOR - timedelta(seconds=1)
    assert remembered(session, provider="p", address=HOME, now=just_before) == Remembered(None)
    assert remembered(session, provider="p", address=HOME, now=NOW + NOT_FOUND_COUNTS_FOR) is None


def test_a_later_answer_replaces_not_found(session: Session) -> None:
    remember(session, provider="p", address=HOME, found=None, now=NOW)
    remember(session, provider="p", address=HOME, found=ROOF, now=NOW + timedelta(days=40))

    known = remembered(session, provider="p", address=HOME, now=NOW + timedelta(days=400))
    assert known is not None
    assert known.found is not None
    assert known.found.precision == "rooftop"
    assert session.query(models.GeocodeAnswer).count() == 1


def test_very_long_addresses_are_remembered_apart(session: Session) -> None:
    one, other = Address("a" * 250, "1"), Address("a" * 250, "1", town="b" * 200)
    third = Address("a" * 250, "1", town="b" * 201)
    remember(session, provider="p", address=other, found=ROOF, now=NOW)

    assert remembered(session, provider="p", address=other, now=NOW) is not None
    assert remembered(session, provider="p", address=one, now=NOW) is None
    assert remembered(session, provider="p", address=third, now=NOW) is None
    [query] = session.scalars(select(models.GeocodeAnswer.query))
    assert len(query) == 255


def test_turns_keep_the_pace(session: Session) -> None:
    turns = [
        claim_turn(session, service="p", seconds_between=1.5, now=moment)
        for moment in (NOW, NOW, NOW + timedelta(seconds=60))
    ]

    # the second waits its 1.5 s, the third comes a minute later and need not wait
    assert [(turn - NOW).total_seconds() for turn in turns] == [0, 1.5, 60]


def test_services_do_not_wait_for_each_other(session: Session) -> None:
    claim_turn(session, service="one", seconds_between=60, now=NOW)

    assert claim_turn(session, service="other", seconds_between=60, now=NOW) == NOW


def test_a_service_that_asked_for_a_rest_gets_it(session: Session) -> None:
    claim_turn(session, service="p", seconds_between=1, now=NOW)
    leave_alone(session, service="p", seconds=120, now=NOW)

    turn = claim_turn(session, service="p", seconds_between=1, now=NOW)
    assert turn == NOW + timedelta(seconds=120)


def test_nobody_waits_for_hours(session: Session) -> None:
    claim_turn(session, service="p", seconds_between=1, now=NOW)
    leave_alone(session, service="p", seconds=7200, now=NOW)

    # 09:00 + 2 hours = 11:00 UTC, which is more than ten minutes ahead
    with pytest.raises(GeocoderFailed, match="p is to be left alone until 2026-11-02 11:00 UTC"):
        claim_turn(session, service="p", seconds_between=1, now=NOW)
    almost = NOW + timedelta(hours=2) - LONGEST_WAIT
    assert claim_turn(session, service="p", seconds_between=1, now=almost) > almost


def test_a_turn_written_by_a_wrong_clock_does_not_block_for_years(session: Session) -> None:
    session.add(models.RateLimit(service="p", free_at=NOW + LONGEST_REST + timedelta(seconds=1)))

    assert claim_turn(session, service="p", seconds_between=1, now=NOW) == NOW


def claim_many(url: str, count: int) -> list[float]:
    """Runs in a process of its own."""
    engine = database.connect(url)
    turns = []
    for _ in range(count):
        with database.transaction(engine) as session:
            turn = claim_turn(
                session, service="p", seconds_between=0.05, now=clock.utc_now_exactly()
            )
        turns.append((turn - datetime(2026, 1, 1, tzinfo=UTC)).total_seconds())
    engine.dispose()
    return turns


def test_several_processes_together_keep_the_pace(engine: Engine, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'test.db'}"
    with multiprocessing.get_context("spawn").Pool(2) as pool:
        claimed = pool.starmap(claim_many, [(url, 10)] * 2)

    turns = sorted(turn for each in claimed for turn in each)
    # 2 processes x 10 turns, no two nearer than 0.05 s (to the microsecond)
    assert len(turns) == 20
    assert min(later - earlier for earlier, later in itertools.pairwise(turns)) > 0.049


def test_a_repeated_address_is_asked_once(engine: Engine, server: GeocodingServer) -> None:
    first = asking(
        engine, server.domain, [HOME, Address("voorbeeldstraat", "12", "8011aa", "ZWOLLE")]
    )
    again = asking(engine, server.domain, [HOME])

    assert [asked.found.precision for asked in first + again if asked.found] == ["rooftop"] * 2
    assert len(server.questions) == 1


def test_an_address_that_is_not_found_is_asked_once(
    engine: Engine, server: GeocodingServer
) -> None:
    unknown = Address("Nergensweg", "1", "", "Zwolle")
    for _ in range(2):
        assert asking(engine, server.domain, [unknown]) == [Asked(unknown)]

    assert len(server.questions) == 1


def test_a_failure_is_reported_nothing_is_kept_and_the_others_go_on(
    engine: Engine, server: GeocodingServer
) -> None:
    server.broken_streets = ("Kapotweg",)
    broken = Address("Kapotweg", "1", "", "Zwolle")

    failed, found = asking(engine, server.domain, [broken, HOME])

    assert "gave no answer" in failed.failure
    assert found.found is not None
    with database.transaction(engine) as session:
        assert session.query(models.GeocodeAnswer).count() == 1
    server.broken_streets = ()
    server.knows("Kapotweg", "1", 52.52, 6.10)
    [healed] = asking(engine, server.domain, [broken])
    assert healed.found is not None


def test_a_geocoder_that_is_down_is_not_asked_hundreds_of_times(
    engine: Engine, server: GeocodingServer
) -> None:
    server.status = 500

    answers = asking(engine, server.domain, houses(*range(1, 51)))

    assert len(answers) == 50
    assert all(asked.failure for asked in answers)
    assert answers[-1].failure.startswith("not asked: nominatim")
    assert len(server.questions) == FAILURES_IN_A_ROW


def test_a_busy_geocoder_is_left_alone_by_everybody(
    engine: Engine, server: GeocodingServer
) -> None:
    server.status, server.headers = 429, {"Retry-After": "3600"}

    answers = asking(engine, server.domain, houses(1, 2))

    assert "is to be left alone until" in answers[1].failure
    assert len(server.questions) == 1


@dataclass
class WritingGeocoder:
    """Writes to the database while it is being asked, as another user would."""

    engine: Engine
    name: str = "writing"
    wrote: list[Address] = field(default_factory=list)

    def ask(self, address: Address) -> Found | None:
        writer = threading.Thread(target=self._write, args=(address,))
        writer.start()
        writer.join(timeout=5)
        return None

    def _write(self, address: Address) -> None:
        with database.transaction(self.engine) as session:
            session.add(models.Skill(ref=str(address), name="written meanwhile"))
        self.wrote.append(address)


def test_others_can_write_while_the_geocoder_is_asked(engine: Engine) -> None:
    geocoder = WritingGeocoder(engine)

    answers = ask_all(
        engine,
        geocoder,
        [HOME],
        seconds_between=0,
        now=clock.utc_now_exactly,
        sleep=time.sleep,
    )

    assert list(answers) == [Asked(HOME)]
    assert geocoder.wrote == [HOME]


def test_the_geocoder_is_asked_only_when_its_turn_has_come(engine: Engine) -> None:
    slept: list[float] = []
    moments = [NOW]

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        moments[0] += timedelta(seconds=seconds)

    list(
        ask_all(
            engine,
            WritingGeocoder(engine),
            houses(1, 2, 3),
            seconds_between=2,
            now=lambda: moments[0],
            sleep=sleep,
        )
    )

    # the first at once, then 2 s after each turn
    assert slept == [2, 2]
