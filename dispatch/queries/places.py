"""Which places need a person before anything is planned there, and what the gazetteer holds."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.coordinates import Area, check, why_not_plannable
from dispatch.gazetteer import Address
from dispatch.roles import Actor, require
from dispatch.statuses import Role, VisitStatus

WAITING = (VisitStatus.READY, VisitStatus.SCHEDULED)


@dataclass(frozen=True)
class PlaceToCheck:
    """A site or technician's home that is not planned to.

    `problem` is unresolved (no coordinates), imprecise or suspicious (they cannot be true).
    `visits_waiting` counts open visits at the site, or planned for or pinned to the technician.
    """

    kind: str
    ref: str
    name: str
    address: str
    lat: float | None
    lon: float | None
    precision: str
    located_by: str
    problem: str
    reason: str
    visits_waiting: int


@dataclass(frozen=True)
class GazetteerCount:
    """How many places of one country the gazetteer knows so precisely."""

    country: str
    precision: str
    places: int


@dataclass(frozen=True)
class GeocoderCount:
    """How many addresses one geocoder was asked for and how many of them it knew."""

    provider: str
    asked: int
    found: int


def needing_a_person(session: Session, *, actor: Actor, area: Area) -> tuple[PlaceToCheck, ...]:
    """Every site and active technician not planned to, those with most visits waiting first."""
    require(actor, Role.DISPATCHER, Role.SUPPORT)
    at_site, of_technician = _waiting_at_sites(session), _waiting_for_technicians(session)
    sites = select(models.Site)
    people = select(models.Technician).where(models.Technician.active)
    rows = [
        _row("site", site, site.name, at_site[site.id], area) for site in session.scalars(sites)
    ] + [
        _row("technician", person, person.name, of_technician[person.id], area)
        for person in session.scalars(people)
    ]
    found = (row for row in rows if row is not None)
    return tuple(sorted(found, key=lambda row: (-row.visits_waiting, row.kind, row.ref)))


def gazetteer_counts(session: Session) -> tuple[GazetteerCount, ...]:
    table = models.GazetteerPlace
    groups = (table.country, table.precision)
    query = select(*groups, func.count()).group_by(*groups).order_by(*groups)
    return tuple(GazetteerCount(*row) for row in session.execute(query))


def geocoder_counts(session: Session) -> tuple[GeocoderCount, ...]:
    table = models.GeocodeAnswer
    known = func.count().filter(table.found)
    query = select(table.provider, func.count(), known).group_by(table.provider)
    return tuple(GeocoderCount(*row) for row in session.execute(query.order_by(table.provider)))


def _row(
    kind: str, place: models.Site | models.Technician, name: str, waiting: int, area: Area
) -> PlaceToCheck | None:
    reason = why_not_plannable(place, area)
    if not reason:
        return None
    address = Address(place.street, place.house_number, place.postcode, place.town, place.country)
    return PlaceToCheck(
        kind=kind,
        ref=place.ref,
        name=name,
        address=str(address),
        lat=place.lat,
        lon=place.lon,
        precision=place.precision,
        located_by=place.located_by,
        problem=_problem(place, area),
        reason=reason,
        visits_waiting=waiting,
    )


def _problem(place: models.Site | models.Technician, area: Area) -> str:
    if place.lat is None or place.lon is None:
        return "unresolved"
    return "suspicious" if check(place.lat, place.lon, area) else "imprecise"


def _waiting_at_sites(session: Session) -> Counter[int]:
    query = (
        select(models.Case.site_id, func.count())
        .join(models.Visit, models.Visit.case_id == models.Case.id)
        .where(models.Visit.status.in_(WAITING))
        .group_by(models.Case.site_id)
    )
    return Counter({place_id: count for place_id, count in session.execute(query)})


def _waiting_for_technicians(session: Session) -> Counter[int]:
    visit = models.Visit
    technician = func.coalesce(visit.planned_technician_id, visit.pinned_technician_id)
    query = (
        select(technician, func.count())
        .where(visit.status.in_(WAITING), technician.is_not(None))
        .group_by(technician)
    )
    return Counter({place_id: count for place_id, count in session.execute(query)})
