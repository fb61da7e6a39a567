"""`dispatch places`: list, locate, pin and the gazetteer, each with --json."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from dispatch import database, models
from dispatch.commands import places
from dispatch.commands.common import Workplace
from dispatch.config import Settings
from dispatch.errors import BadValue
from dispatch.gazetteer import Address, normal
from tests.dispatch.company import a_company
from tests.dispatch.geocoding_server import GeocodingServer, running

ADDRESSES = {
    "S2": Address("Kerkweg", "3", "8011 AB", "Zwolle"),
    "S3": Address("Molenpad", "7", "8012 AA", "Zwolle"),
    "S4": Address("Nergensweg", "1", "8013 AA", "Zwolle"),
}


@pytest.fixture
def company(engine: Engine) -> Engine:
    """Sites S2 (in the gazetteer), S3 (the geocoder knows it) and S4 (nobody does)."""
    with database.transaction(engine) as session:
        a_company(session)
        customer = session.query(models.Customer).one()
        for ref, address in ADDRESSES.items():
            session.add(models.Site(ref=ref, customer=customer, **asdict(address)))
        known = asdict(normal(ADDRESSES["S2"]))
        session.add(models.GazetteerPlace(**known, lat=52.51, lon=6.10, precision="rooftop"))
    return engine


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GeocodingServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with running() as server:
        server.knows("Molenpad", "7", 52.53, 6.12, postcode="8012 AA")
        yield server


def run(engine: Engine, *arguments: str, domain: str = "", user: str | None = None) -> Result:
    chosen: dict[str, Any] = {"database_url": engine.url.render_as_string()}
    if domain:
        chosen |= {
            "geocoder": "nominatim",
            "geocoder_domain": domain,
            "geocoder_scheme": "http",
            "geocoder_user_agent": "dispatch-test",
            "geocoder_seconds_between": 0,
        }
    place = Workplace(settings=Settings(**chosen), user_name=user)
    try:
        return CliRunner().invoke(places.app, list(arguments), obj=place)
    finally:
        place.engine.dispose()


def answer(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_list_names_what_needs_a_person(company: Engine) -> None:
    rows = answer(run(company, "list", "--json"))["places"]

    assert [row["ref"] for row in rows] == ["S2", "S3", "S4"]
    assert rows[0]["problem"] == "unresolved"
    assert rows[0]["visits_waiting"] == 0
    assert "S4" in run(company, "list").output


def test_locate_without_a_geocoder_uses_the_gazetteer_alone(company: Engine) -> None:
    found = answer(run(company, "locate", "--json"))

    # the only house it knows is also all it knows of the town
    located = [(row["ref"], row["precision"]) for row in found["located"]]
    assert located == [("S2", "rooftop"), ("S3", "city"), ("S4", "city")]
    assert {row["source"] for row in found["located"]} == {"gazetteer"}
    assert found["asked"] == 0
    assert [row["ref"] for row in found["need_a_person"]] == ["S3", "S4"]


def test_locate_asks_the_geocoder_for_the_rest_and_never_twice(
    company: Engine, server: GeocodingServer
) -> None:
    found = answer(run(company, "locate", "--json", domain=server.domain))

    located = {row["ref"]: (row["precision"], row["source"]) for row in found["located"]}
    assert located == {
        "S2": ("rooftop", "gazetteer"),
        "S3": ("rooftop", f"nominatim {server.domain}"),
        "S4": ("city", "gazetteer"),
    }
    assert (found["asked"], found["failed"]) == (2, [])
    assert len(server.questions) == 2

    again = answer(run(company, "locate", "--json", domain=server.domain))
    assert (again["located"], again["asked"]) == ([], 0)
    assert len(server.questions) == 2


def test_locate_tells_which_address_failed_and_exits_with_1(
    company: Engine, server: GeocodingServer
) -> None:
    server.broken_streets = ("Nergensweg",)

    result = run(company, "locate", "--json", domain=server.domain)

    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert [row["ref"] for row in found["located"]] == ["S2", "S3", "S4"]
    assert found["located"][2]["precision"] == "city"
    [failed] = found["failed"]
    assert failed["address"] == "Nergensweg 1, 8013 AA Zwolle, NL"
    assert "gave no answer" in failed["reason"]


def test_locate_prints_what_it_did(company: Engine, server: GeocodingServer) -> None:
    result = run(company, "locate", domain=server.domain)

    assert result.exit_code == 0
    assert "asked the geocoder for 2 addresses" in result.output
    assert "dispatch places pin" in result.output


def test_pin_confirms_a_place(company: Engine) -> None:
    pinned = answer(run(company, "pin", "S4", "52.5", "6.1", "--json"))

    assert (pinned["ref"], pinned["precision"]) == ("S4", "confirmed")
    with database.transaction(company) as session:
        site = session.query(models.Site).filter_by(ref="S4").one()
        assert (site.lat, site.lon, site.located_by) == (52.5, 6.1, pinned["located_by"])
    assert "S4" not in run(company, "list").output


def test_pin_takes_a_technician_too(company: Engine) -> None:
    assert "tom" in run(company, "pin", "tom", "52.5", "6.1", "--technician").output


def test_pin_refuses_what_cannot_be_also_with_a_minus(company: Engine) -> None:
    result = run(company, "pin", "S4", "52.5", "-6.1")

    assert isinstance(result.exception, BadValue)
    assert "longitude -6.1: outside" in str(result.exception)


def test_gazetteer_counts_its_places(company: Engine) -> None:
    counts = answer(run(company, "gazetteer", "--json"))

    assert counts["gazetteer"] == [{"country": "NL", "precision": "rooftop", "places": 1}]
    assert counts["geocoders"] == []
    assert "rooftop" in run(company, "gazetteer").output
