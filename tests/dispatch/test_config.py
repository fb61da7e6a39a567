"""Settings come from the environment or a file, and a wrong or unknown one is named."""

import os
from pathlib import Path

import pytest
from pydantic import ValidationError

from dispatch import config
from dispatch.errors import BadValue


@pytest.fixture(autouse=True)
def _no_settings_of_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith(config.PREFIX):
            monkeypatch.delenv(name)


def test_without_any_setting_it_works_on_a_local_file() -> None:
    settings = config.load()

    assert settings.database_url == "sqlite:///dispatch.db"
    assert settings.zone.key == "Europe/Amsterdam"
    assert settings.geocoder == ""


def test_a_setting_is_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPATCH_SEARCH_SECONDS", "45")
    monkeypatch.setenv("DISPATCH_SERVICE_AREA", "[47, 5, 55, 15]")

    settings = config.load()

    assert settings.search_seconds == 45
    assert settings.service_area == (47, 5, 55, 15)


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "dispatch.toml"
    file.write_text('currency = "CHF"\ncountry = "CH"\ntime_zone = "Europe/Zurich"\n')
    monkeypatch.setenv("DISPATCH_CONFIG", str(file))
    monkeypatch.setenv("DISPATCH_COUNTRY", "AT")
    monkeypatch.setenv("DISPATCH_TIME_ZONE", "Europe/Vienna")

    settings = config.load(time_zone="Europe/Berlin", database_url=None)

    assert (settings.currency, settings.country, settings.time_zone) == (
        "CHF",
        "AT",
        "Europe/Berlin",
    )


@pytest.mark.parametrize(
    ("name", "value", "named"),
    [
        ("TIME_ZONE", "Mars/Olympus", "time_zone: .*no time zone 'Mars/Olympus'"),
        ("TIME_ZONE", "../etc/passwd", "time_zone"),
        ("SEARCH_SECONDS", "0", "search_seconds: .*greater than 0, got '0'"),
        ("SEARCH_SECONDS", "nan", "search_seconds"),
        ("OFFICE_OPENS", "8", "office_opens"),
        ("COUNTRY", "Netherlands", "country"),
        ("GEOCODER_SCHEME", "ftp", "geocoder_scheme"),
        ("SERVICE_AREA", "[50, 3]", "service_area"),
        ("SERVICE_AREA", "50, 3, 53, 7", "s: .*service_area.* expected a JSON list"),
    ],
)
def test_a_wrong_setting_is_named(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, named: str
) -> None:
    monkeypatch.setenv(config.PREFIX + name, value)

    with pytest.raises(BadValue, match=f"setting ?{named}"):
        config.load()


def test_an_unknown_setting_is_refused_in_environment_and_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DISPATCH_SEARCH_SECOND", "5")
    with pytest.raises(BadValue, match="DISPATCH_SEARCH_SECOND is unknown"):
        config.load()

    monkeypatch.delenv("DISPATCH_SEARCH_SECOND")
    file = tmp_path / "dispatch.toml"
    file.write_text("search_second = 5\n")
    monkeypatch.setenv("DISPATCH_CONFIG", str(file))
    with pytest.raises(BadValue, match="setting search_second"):
        config.load()


def test_a_missing_or_broken_settings_file_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "dispatch.toml"
    monkeypatch.setenv("DISPATCH_CONFIG", str(file))
    with pytest.raises(BadValue, match="no file"):
        config.load()

    for broken in (b"currency = ", b"\xff\xfe"):
        file.write_bytes(broken)
        with pytest.raises(BadValue, match=r"dispatch\.toml is not TOML"):
            config.load()


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError):
        config.load().currency = "USD"  # type: ignore[misc]


def test_a_key_is_not_shown_when_settings_are_printed() -> None:
    assert "secret-key" not in repr(config.load(geocoder_api_key="secret-key"))
