"""What support chooses from: places and devices to open a case for, work types to send for."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.queries.case_rows import device_name
from dispatch.roles import Actor, require
from dispatch.statuses import Priority, Role

MOST_PLACES = 2_000
"""More than a person's browser should be sent at once; words narrow them down."""


@dataclass(frozen=True)
class Place:
    """A device at its site, or with empty device fields the site itself."""

    site_ref: str
    device_ref: str
    customer: str
    address: str
    town: str
    device_kind: str
    device_name: str
    serial: str


@dataclass(frozen=True)
class Places:
    """`cut` when there are more than are listed."""

    listed: tuple[Place, ...]
    cut: bool


@dataclass(frozen=True)
class WorkTypeChoice:
    """`device_kind` empty: for any. `cases` is how often it was chosen so far."""

    ref: str
    name: str
    device_kind: str
    priority: Priority
    remote_attempts: int
    duration_min: int
    cases: int


def places(
    session: Session, *, actor: Actor, words: str = "", site_ref: str = "", most: int = MOST_PLACES
) -> Places:
    """Devices, then sites by themselves, by customer and town.

    Each word must occur in a name, street, postcode, town, kind, model, serial or ref.
    `site_ref` keeps that site only.
    """
    require(actor, Role.SUPPORT, Role.DISPATCHER)
    site, customer, device = models.Site, models.Customer, models.Device
    texts = (
        *(customer.name, customer.ref, site.name, site.street, site.postcode, site.town),
        *(site.ref, device.ref, device.kind, device.maker, device.model, device.serial),
    )
    conditions = [
        or_(*(func.lower(text).contains(word, autoescape=True) for text in texts))
        for word in words.lower().split()
    ]
    if site_ref:
        conditions.append(site.ref == site_ref)
    order = (customer.name, site.town, site.ref, device.kind, device.ref)
    rows = session.execute(
        select(site, customer.name, device)
        .join(site.customer)
        .outerjoin(site.devices)
        .where(*conditions)
        .order_by(*order)
        .limit(most + 1)
    ).all()
    devices = [_place(site, name, device) for site, name, device in rows[:most]]
    sites = [_place(site, name, None) for site, name, _ in rows[:most]]
    return Places(tuple(dict.fromkeys(devices + sites)), cut=len(rows) > most)


def work_types(session: Session, *, actor: Actor) -> tuple[WorkTypeChoice, ...]:
    """All of them by name."""
    require(actor, Role.SUPPORT, Role.DISPATCHER)
    counted = (
        select(models.Case.work_type_id, func.count().label("cases"))
        .group_by(models.Case.work_type_id)
        .subquery()
    )
    rows = session.execute(
        select(models.WorkType, counted.c.cases)
        .outerjoin(counted, counted.c.work_type_id == models.WorkType.id)
        .order_by(models.WorkType.name, models.WorkType.ref)
    )
    return tuple(
        WorkTypeChoice(
            ref=one.ref,
            name=one.name,
            device_kind=one.device_kind,
            priority=one.priority,
            remote_attempts=one.remote_attempts,
            duration_min=one.duration_min,
            cases=cases or 0,
        )
        for one, cases in rows
    )


def fitting(choices: Iterable[WorkTypeChoice], device_kind: str) -> list[WorkTypeChoice]:
    """Those for that kind of device, the most used first; without a device all of them."""
    fit = [one for one in choices if not device_kind or one.device_kind in ("", device_kind)]
    return sorted(fit, key=lambda one: (one.device_kind != device_kind, -one.cases, one.name))


def proposed(choices: Iterable[WorkTypeChoice], device_kind: str) -> WorkTypeChoice | None:
    """The one most used for that kind of device; none without a device or anything for it."""
    fit = fitting(choices, device_kind)
    return fit[0] if device_kind and fit else None


def _place(site: models.Site, customer: str, device: models.Device | None) -> Place:
    return Place(
        site_ref=site.ref,
        device_ref=device.ref if device else "",
        customer=customer,
        address=site.address,
        town=site.town,
        device_kind=device.kind if device else "",
        device_name=device_name(device),
        serial=device.serial if device else "",
    )
