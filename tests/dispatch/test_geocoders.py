"""Any geocoder of geopy by setting, asked over real HTTP on localhost."""

from collections.abc import Iterator

import pytest

from dispatch import geocoders
from dispatch.config import Settings
from dispatch.errors import BadValue, GeocoderFailed
from dispatch.gazetteer import Address, Found
from tests.dispatch.geocoding_server import GeocodingServer, running

HOME = Address("Voorbeeldstraat", "12", "8011 AA", "Zwolle")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[GeocodingServer]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with running() as server:
        server.knows("Voorbeeldstraat", "12", 52.51, 6.09)
        yield server


def settings(server: GeocodingServer, **changes: object) -> Settings:
    given: dict[str, object] = {
        "geocoder": "nominatim",
        "geocoder_domain": server.domain,
        "geocoder_scheme": "http",
        "geocoder_user_agent": "dispatch-test (it@company.example)",
        "geocoder_timeout_seconds": 5,
    }
    return Settings(**given | changes)  # type: ignore[arg-type]


def ask(settings: Settings, address: Address = HOME) -> Found | None:
    geocoder = geocoders.from_settings(settings)
    assert geocoder is not None
    return geocoder.ask(address)


def test_without_a_setting_there_is_no_geocoder() -> None:
    assert geocoders.from_settings(Settings()) is None


def test_nominatim_on_an_own_server_finds_the_roof(server: GeocodingServer) -> None:
    found = ask(settings(server))

    assert found is not None
    assert (found.lat, found.lon, found.precision) == (52.51, 6.09, "rooftop")
    assert found.source == f"nominatim {server.domain}"


def test_nominatim_is_asked_by_parts_within_the_country_by_a_named_agent(
    server: GeocodingServer,
) -> None:
    ask(settings(server))

    [question] = server.questions
    assert question.path == "/search"
    assert question.user_agent == "dispatch-test (it@company.example)"
    assert question.asked["street"] == "12 Voorbeeldstraat"
    assert question.asked["city"] == "Zwolle"
    assert question.asked["postalcode"] == "8011 AA"
    assert question.asked["countrycodes"] == "nl"
    assert question.asked["addressdetails"] == "1"


def test_photon_on_an_own_server_finds_the_roof(server: GeocodingServer) -> None:
    found = ask(settings(server, geocoder="photon", geocoder_user_agent=""))

    assert found is not None
    assert (found.lat, found.lon, found.precision) == (52.51, 6.09, "rooftop")
    [question] = server.questions
    assert question.path == "/api"
    assert question.asked["q"] == "Voorbeeldstraat 12, 8011 AA Zwolle"


@pytest.mark.parametrize("name", ["nominatim", "photon"])
def test_an_unknown_address_is_no_answer_and_no_error(server: GeocodingServer, name: str) -> None:
    assert ask(settings(server, geocoder=name), Address("Nergensweg", "1")) is None


def test_an_answer_in_another_country_is_no_answer(server: GeocodingServer) -> None:
    server.knows("Voorbeeldstraat", "12", 51.2, 4.4, country_code="be")

    assert ask(settings(server)) is None


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (500, "GeocoderServiceError"),
        (503, "GeocoderTimedOut"),
        (401, "GeocoderAuthenticationFailure"),
        (403, "GeocoderInsufficientPrivileges"),
    ],
)
def test_a_refusal_is_an_error_that_names_the_service(
    server: GeocodingServer, status: int, kind: str
) -> None:
    server.status = status

    with pytest.raises(GeocoderFailed, match=rf"nominatim {server.domain} gave no answer.*{kind}"):
        ask(settings(server))


def test_a_busy_service_says_how_long_to_leave_it_alone(server: GeocodingServer) -> None:
    server.status, server.headers = 429, {"Retry-After": "120"}

    with pytest.raises(GeocoderFailed) as raised:
        ask(settings(server))

    assert raised.value.retry_after_s == 120


def test_a_slow_answer_is_given_up(server: GeocodingServer) -> None:
    server.delay_s = 0.5

    with pytest.raises(GeocoderFailed, match="timed out"):
        ask(settings(server, geocoder_timeout_seconds=0.1))


def test_a_server_that_is_not_there_is_an_error_and_no_traceback() -> None:
    with running() as gone:
        pass

    with pytest.raises(GeocoderFailed, match=gone.domain):
        ask(settings(gone))


@pytest.mark.parametrize("name", ["nominatim", "photon"])
@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>busy</html>" * 100,
        "{",
        '"text"',
        "7",
        "[5]",
        '[{"lat": "north", "lon": "6"}]',
        '[{"lat": "NaN", "lon": "6"}]',
        '[{"lat": "95", "lon": "6"}]',
        '[{"display_name": "nowhere"}]',
        '{"error": "broken"}',
        '{"features": [{}]}',
        '{"features": [{"properties": {}, "geometry": {"coordinates": ["x", "y"]}}]}',
        '{"features": 5}',
    ],
)
def test_an_unreadable_answer_is_an_error_with_a_short_message(
    server: GeocodingServer, name: str, body: str
) -> None:
    server.body = body

    with pytest.raises(GeocoderFailed, match=f"{name} {server.domain}") as raised:
        ask(settings(server, geocoder=name))

    assert len(str(raised.value)) < 400


def test_the_key_is_never_in_a_message(server: GeocodingServer) -> None:
    server.body = "key sesame-77 is refused"
    chosen = settings(server, geocoder="opencage", geocoder_api_key="sesame-77")

    with pytest.raises(GeocoderFailed) as raised:
        ask(chosen)

    assert server.questions[0].asked["key"] == "sesame-77"
    assert "sesame-77" not in str(raised.value)
    assert "***" in str(raised.value)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"geocoder": "nowhere"}, "setting geocoder: got 'nowhere'"),
        ({"geocoder_user_agent": ""}, "setting geocoder_user_agent"),
        ({"geocoder": "opencage"}, "setting geocoder_api_key: empty"),
        ({"geocoder_api_key": "k"}, "setting geocoder_api_key: nominatim takes no key"),
        ({"geocoder": "here", "geocoder_api_key": "k"}, "setting geocoder_domain"),
        ({"geocoder": "liveaddress", "geocoder_domain": ""}, "liveaddress needs auth_id"),
        ({"geocoder": "googlev3"}, "setting geocoder: googlev3"),
    ],
)
def test_a_wrong_setting_is_named(
    server: GeocodingServer, changes: dict[str, object], said: str
) -> None:
    with pytest.raises(BadValue, match=said):
        geocoders.from_settings(settings(server, **changes))
