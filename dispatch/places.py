"""Use cases: sites and technicians' homes get their coordinates, by answer or by a person's pin."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import CursorResult, or_, select, update
from sqlalchemy.orm import Session

from dispatch import gazetteer, geocoding, models
from dispatch.coordinates import USABLE, Area, better, check, usable
from dispatch.errors import BadValue, NotFound
from dispatch.gazetteer import Address, Found
from dispatch.roles import Actor, require
from dispatch.statuses import Role

Place = TypeVar("Place", models.Site, models.Technician)

CONFIRMED = "confirmed"


@dataclass(frozen=True)
class Outcome:
    """What became of one place that had no usable coordinates.

    `source` is empty when nothing new was learned; `precision` is what it has now; `ask` says
    that the geocoder was not asked for its address yet; `refused` why an answer was not taken.
    """

    kind: str
    ref: str
    address: Address
    precision: str
    source: str = ""
    ask: bool = False
    refused: str = ""


def locate_sites(
    session: Session, *, actor: Actor, area: Area, provider: str = "", now: datetime
) -> tuple[Outcome, ...]:
    """Give sites without usable coordinates the best answer known: the gazetteer's, else the
    remembered one of the geocoder `provider`. Goes over no network.

    Coordinates that are usable or were pinned are never touched, and only a more precise
    answer replaces an imprecise one. Ask the geocoder for those with `ask`, then call again.
    """
    require(actor, Role.DISPATCHER, Role.SUPPORT)
    sites = _without_coordinates(session, models.Site)
    return tuple(_locate(session, "site", site, area, provider, now) for site in sites)


def locate_technicians(
    session: Session, *, actor: Actor, area: Area, provider: str = "", now: datetime
) -> tuple[Outcome, ...]:
    """The same for the homes of active technicians."""
    require(actor, Role.DISPATCHER, Role.SUPPORT)
    people = _without_coordinates(session, models.Technician)
    return tuple(
        _locate(session, "technician", person, area, provider, now)
        for person in people
        if person.active
    )


def pin_site(
    session: Session, *, actor: Actor, ref: str, lat: float, lon: float, area: Area
) -> None:
    """A person says where the site is; `BadValue` when it cannot be there."""
    _pin(session, models.Site, "site", actor, ref, (lat, lon, area))


def pin_technician(
    session: Session, *, actor: Actor, ref: str, lat: float, lon: float, area: Area
) -> None:
    """A person says where the technician starts; `BadValue` when it cannot be there."""
    _pin(session, models.Technician, "technician", actor, ref, (lat, lon, area))


def _pin(
    session: Session,
    table: type[Place],
    kind: str,
    actor: Actor,
    ref: str,
    spot: tuple[float, float, Area],
) -> None:
    require(actor, Role.DISPATCHER, Role.SUPPORT)
    wrong = check(*spot)
    if wrong:
        raise BadValue(f"pin of {kind} {ref}: {wrong}")
    place = session.scalar(select(table).where(table.ref == ref))
    if place is None:
        raise NotFound(f"no {kind} {ref!r}; see: dispatch places list")
    place.lat, place.lon, _ = spot
    place.precision, place.located_by = CONFIRMED, actor.name
    session.flush()


def _without_coordinates(session: Session, table: type[Place]) -> Sequence[Place]:
    query = select(table).where(or_(table.lat.is_(None), table.precision.not_in(USABLE)))
    return session.scalars(query.order_by(table.ref)).all()


def _locate(
    session: Session, kind: str, place: Place, area: Area, provider: str, now: datetime
) -> Outcome:
    address = Address(place.street, place.house_number, place.postcode, place.town, place.country)
    precision = place.precision if place.lat is not None else ""
    if not (address.postcode.strip() or address.town.strip()):
        return Outcome(kind, place.ref, address, precision, refused="the address has no town")
    offline = gazetteer.lookup(session, address)
    answers = [offline]
    ask = False
    if provider and not (offline and usable(offline.precision)):
        known = geocoding.remembered(session, provider=provider, address=address, now=now)
        answers.append(known.found if known else None)
        ask = known is None
    best, refused = _best([answer for answer in answers if answer], area)
    if best and better(best.precision, precision) and _stored(session, place, best):
        return Outcome(kind, place.ref, address, best.precision, best.source, ask, refused)
    return Outcome(kind, place.ref, address, place.precision, ask=ask, refused=refused)


def _best(answers: Sequence[Found], area: Area) -> tuple[Found | None, str]:
    """The most precise answer that can be true, and what is wrong with one that cannot."""
    best, refused = None, ""
    for answer in answers:
        wrong = check(answer.lat, answer.lon, area)
        if wrong:
            refused = f"{answer.source} answered {wrong}"
        elif best is None or better(answer.precision, best.precision):
            best = answer
    return best, refused


def _stored(session: Session, place: Place, answer: Found) -> bool:
    """Guarded by the precision read: False when somebody set a pin meanwhile."""
    table = type(place)
    changed = session.execute(
        update(table)
        .where(table.id == place.id, table.precision == place.precision)
        .values(
            lat=answer.lat,
            lon=answer.lon,
            precision=answer.precision,
            located_by=answer.source,
        )
        .execution_options(synchronize_session=False)
    )
    session.refresh(place)
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1
