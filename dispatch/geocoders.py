"""The outside services that say where an address lies: any geocoder geopy knows, by setting."""

import inspect
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from geopy.adapters import URLLibAdapter
from geopy.exc import ConfigurationError, GeocoderNotFound, GeocoderRateLimited, GeopyError
from geopy.geocoders import Nominatim, Photon, get_geocoder_for_service

from dispatch.answer_precision import precision_of
from dispatch.config import Settings
from dispatch.errors import BadValue, GeocoderFailed
from dispatch.gazetteer import Address, Found

KEY_NAMES = ("api_key", "apikey", "subscription_key", "username")
"""What geopy's services call the key that `geocoder_api_key` holds."""

LONGEST_MESSAGE = 200


@dataclass(frozen=True)
class Geocoder:
    """One service, ready to be asked. `name` tells services and servers apart."""

    name: str
    service: Any
    api_key: str = ""

    def ask(self, address: Address) -> Found | None:
        """Where the address lies; None when the service does not know it.

        Goes over the network, so call it outside of any transaction. `GeocoderFailed` when the
        service cannot be reached, refuses, or answers something unreadable.
        """
        question, options = _question(self.service, address)
        try:
            location = self.service.geocode(question, exactly_one=True, **options)
            if location is None:
                return None
            lat, lon, label = location.latitude, location.longitude, str(location.address or "")
            raw = location.raw if isinstance(location.raw, Mapping) else {}
            if lat == 0 and lon == 0:
                raise ValueError("geopy makes 0, 0 of an answer without coordinates")
        except GeocoderRateLimited as busy:
            raise self._failed(busy, retry_after_s=max(int(busy.retry_after or 0), 1)) from busy
        except GeopyError as wrong:
            raise self._failed(wrong) from wrong
        except (ValueError, LookupError, TypeError, AttributeError) as unreadable:
            raise GeocoderFailed(
                f"{self.name} gave an answer that cannot be read ({type(unreadable).__name__})"
            ) from unreadable
        precision = precision_of(raw, label, address)
        return Found(lat, lon, precision, label, source=self.name) if precision else None

    def _failed(self, error: GeopyError, retry_after_s: int = 0) -> GeocoderFailed:
        said = str(error)
        if self.api_key:
            said = said.replace(self.api_key, "***")
        return GeocoderFailed(
            f"{self.name} gave no answer: {said[:LONGEST_MESSAGE]} ({type(error).__name__})",
            retry_after_s,
        )


def from_settings(settings: Settings) -> Geocoder | None:
    """The geocoder the operator chose; None when none is; `BadValue` names a wrong setting."""
    if not settings.geocoder:
        return None
    service = _service_class(settings.geocoder)
    accepted = inspect.signature(service).parameters
    given = _given(settings, service, accepted)
    needed = {
        name
        for name, parameter in accepted.items()
        if parameter.default is parameter.empty and name not in given
    }
    if needed:
        raise BadValue(
            f"setting geocoder: {settings.geocoder} needs {', '.join(sorted(needed))}, "
            "for which there is no setting; choose another geocoder"
        )
    try:
        ready = service(adapter_factory=URLLibAdapter, **given)
    except (ConfigurationError, ValueError) as wrong:
        raise BadValue(f"setting geocoder: {settings.geocoder}: {wrong}") from wrong
    name = f"{settings.geocoder} {getattr(ready, 'domain', '')}".strip()
    return Geocoder(name[:255], ready, settings.geocoder_api_key)


def _service_class(name: str) -> Any:
    try:
        return get_geocoder_for_service(name)
    except GeocoderNotFound as unknown:
        raise BadValue(
            f"setting geocoder: got {name!r}, expected a geocoder of geopy, e.g. nominatim, photon"
        ) from unknown


def _given(settings: Settings, service: Any, accepted: Mapping[str, Any]) -> dict[str, Any]:
    """The settings in the service's own words."""
    given: dict[str, Any] = {"timeout": settings.geocoder_timeout_seconds}
    if "scheme" in accepted:
        given["scheme"] = settings.geocoder_scheme
    if settings.geocoder_user_agent:
        given["user_agent"] = settings.geocoder_user_agent
    elif issubclass(service, Nominatim):
        raise BadValue(
            f"setting geocoder_user_agent: empty, but {settings.geocoder} must be told who asks; "
            "expected e.g. 'our-company-dispatch (it@our-company.example)'"
        )
    if settings.geocoder_domain:
        if "domain" not in accepted:
            raise BadValue(
                f"setting geocoder_domain: {settings.geocoder} cannot be asked at an own server"
            )
        given["domain"] = settings.geocoder_domain
    return given | _key(settings, accepted)


def _key(settings: Settings, accepted: Mapping[str, Any]) -> dict[str, str]:
    name = next((name for name in KEY_NAMES if name in accepted), None)
    if settings.geocoder_api_key:
        if name is None:
            raise BadValue(f"setting geocoder_api_key: {settings.geocoder} takes no key")
        return {name: settings.geocoder_api_key}
    if name and accepted[name].default is inspect.Parameter.empty:
        raise BadValue(f"setting geocoder_api_key: empty, but {settings.geocoder} needs a key")
    return {}


def _question(service: Any, address: Address) -> tuple[str | dict[str, str], dict[str, Any]]:
    """Nominatim is asked by parts, which finds more; the others in one line of text.

    Photon takes each word for part of the address, so it is not told the country's code.
    """
    if isinstance(service, Photon):
        return str(replace(address, country="")), {}
    if not isinstance(service, Nominatim):
        return str(address), {}
    parts = {
        "street": f"{address.house_number} {address.street}".strip(),
        "city": address.town,
        "postalcode": address.postcode,
    }
    options = {"addressdetails": True, "country_codes": address.country.lower() or None}
    return {name: text for name, text in parts.items() if text}, options
