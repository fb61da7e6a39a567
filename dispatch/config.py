"""Settings, from the environment (DISPATCH_...) or a TOML file; unknown names are refused."""

import os
import tomllib
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
    TomlConfigSettingsSource,
)

from dispatch import opening_hours
from dispatch.errors import BadValue

CONFIG_FILE_VARIABLE = "DISPATCH_CONFIG"
PREFIX = "DISPATCH_"

_LEAVE_OUT = "price of leaving a visit of that priority out of a plan, on top of its own cost"


class Settings(BaseSettings):
    """What an operator may set. README's settings table is checked against this class."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True)

    database_url: str = Field(
        default="sqlite:///dispatch.db",
        description="SQLAlchemy URL: sqlite:///PATH or postgresql://USER:PASSWORD@HOST/NAME",
    )
    time_zone: str = Field(default="Europe/Amsterdam", description="the company's time zone")
    country: str = Field(
        default="NL", min_length=2, max_length=2, description="whose public holidays count"
    )
    currency: str = Field(default="EUR", min_length=3, max_length=3)
    office_opens: str = Field(default="08:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    office_closes: str = Field(default="18:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    search_seconds: float = Field(default=20, gt=0, le=3600, description="limit of one search")
    leave_out_low: Decimal = Field(
        default=Decimal(150), ge=0, le=100_000, decimal_places=2, description=_LEAVE_OUT
    )
    leave_out_normal: Decimal = Field(
        default=Decimal(300), ge=0, le=100_000, decimal_places=2, description=_LEAVE_OUT
    )
    leave_out_high: Decimal = Field(
        default=Decimal(800), ge=0, le=100_000, decimal_places=2, description=_LEAVE_OUT
    )
    leave_out_emergency: Decimal = Field(
        default=Decimal(3000), ge=0, le=100_000, decimal_places=2, description=_LEAVE_OUT
    )
    parts_from_stock: bool = Field(
        default=False,
        description="a visit needs its parts in the van's stock, or a depot on the way",
    )
    promise_may_move: bool = Field(
        default=False,
        description="a start may leave the promised window at the prices below; else only on a "
        "storm day",
    )
    promise_moved_per_hour: Decimal = Field(
        default=Decimal(15),
        ge=0,
        le=9000,
        decimal_places=2,
        description="price of moving a promised start",
    )
    promise_tolerance_minutes: int = Field(
        default=15, ge=0, le=1440, description="moves of a promised start that cost nothing"
    )
    promise_technician_price: Decimal = Field(
        default=Decimal(10),
        ge=0,
        le=100_000,
        decimal_places=2,
        description="price of sending somebody else than was promised",
    )
    other_technician_price: Decimal = Field(
        default=Decimal(20),
        ge=0,
        le=100_000,
        decimal_places=2,
        description="price of sending nobody of those who are preferred",
    )
    continuity_price: Decimal = Field(
        default=Decimal(5),
        ge=0,
        le=100_000,
        decimal_places=2,
        description="price of sending somebody else than who was last at the site",
    )
    preferred_per_hour: Decimal = Field(
        default=Decimal(10),
        ge=0,
        le=9000,
        decimal_places=2,
        description="price of an hour outside a preferred window that names no price",
    )
    largest_late_per_hour: Decimal = Field(
        default=Decimal(0),
        ge=0,
        le=9000,
        decimal_places=2,
        description="price of the largest lateness of a plan, on top of each one's",
    )
    fairness_per_hour: Decimal = Field(
        default=Decimal(10),
        ge=0,
        le=9000,
        decimal_places=2,
        description="price of an hour above a technician's fair share",
    )
    fairness_per_point: Decimal = Field(
        default=Decimal(5),
        ge=0,
        le=100_000,
        decimal_places=2,
        description="price of a point of unpopular work above a technician's fair share",
    )
    traffic: dict[str, int] = Field(
        default={},
        description="percent of the usual drive time by hours of the week, "
        '{"Mo-Fr 07:00-09:00,16:00-18:30": 130}',
    )
    detour_factor: float = Field(default=1.3, ge=1, le=3, description="road over straight line")
    service_area: tuple[float, float, float, float] = Field(
        default=(50.5, 3.2, 53.8, 7.4),
        description="south, west, north, east: coordinates outside are refused",
    )
    promise_minutes: int = Field(
        default=120, ge=15, le=720, description="width of the arrival window customers are told"
    )
    geocoder: str = Field(
        default="", description="geopy geocoder asked when the gazetteer has no answer; empty: none"
    )
    geocoder_domain: str = Field(default="", description="own server of that geocoder, host[:port]")
    geocoder_scheme: str = Field(default="https", pattern="^https?$")
    geocoder_user_agent: str = Field(default="", description="how we identify ourselves")
    geocoder_api_key: str = Field(default="", repr=False)
    geocoder_seconds_between: float = Field(default=1.0, ge=0, le=60)
    geocoder_timeout_seconds: float = Field(default=10.0, gt=0, le=120)
    map_tile_url: str = Field(
        default="",
        pattern=r"^$|^https?://\S+\{z\}\S*$|^/\S*\{z\}\S*$",
        description="map tiles as https://HOST/{z}/{x}/{y}.png; empty: a map without tiles",
    )
    map_attribution: str = Field(default="", description="the credit the tiles ask for, as text")

    trusted_proxies: str = Field(
        default="",
        description="reverse proxies in front, comma separated: who they say is asking is believed",
    )

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, name: str) -> str:
        try:
            ZoneInfo(name)
        except (KeyError, ValueError, OSError) as unknown:
            raise ValueError(f"no time zone {name!r}; expected e.g. Europe/Amsterdam") from unknown
        return name

    @field_validator("traffic")
    @classmethod
    def _readable_hours(cls, traffic: dict[str, int]) -> dict[str, int]:
        for hours, percent in traffic.items():
            try:
                opening_hours.parse(hours)
            except BadValue as wrong:
                raise ValueError(str(wrong)) from wrong
            if not 10 <= percent <= 1000:
                raise ValueError(f"{hours}: {percent} percent, expected 10 to 1000")
        return traffic

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        file = os.environ.get(CONFIG_FILE_VARIABLE)
        sources = (init_settings, env_settings)
        if file:
            return (*sources, TomlConfigSettingsSource(settings_cls, Path(file)))
        return sources


def load(**overrides: object) -> Settings:
    """The settings in force; `BadValue` names a setting that is wrong or unknown."""
    known = {PREFIX + name.upper() for name in Settings.model_fields} | {CONFIG_FILE_VARIABLE}
    for variable in os.environ:
        if variable.startswith(PREFIX) and variable not in known:
            raise BadValue(f"setting {variable} is unknown; see the settings table in README")
    file = os.environ.get(CONFIG_FILE_VARIABLE)
    if file and not Path(file).is_file():
        raise BadValue(f"{CONFIG_FILE_VARIABLE}: no file {file}")
    try:
        given = {name: value for name, value in overrides.items() if value is not None}
        return Settings(**given)  # type: ignore[arg-type]
    except ValidationError as wrong:
        first = wrong.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise BadValue(f"setting {field}: {first['msg']}, got {first['input']!r}") from wrong
    except SettingsError as wrong:
        raise BadValue(f"settings: {wrong}; expected a JSON list, as [50.5, 3.2]") from wrong
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise BadValue(f"{CONFIG_FILE_VARIABLE}: {file} is not TOML: {wrong}") from wrong
