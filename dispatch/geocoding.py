"""Asking a geocoder politely: answers are kept, and all processes together keep its pace."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import CursorResult, Engine, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from dispatch import database, models
from dispatch.errors import GeocoderFailed
from dispatch.gazetteer import Address, Found, normal

NOT_FOUND_COUNTS_FOR = timedelta(days=30)
"""An address the geocoder did not know is asked again after this."""

LONGEST_WAIT = timedelta(minutes=10)
"""Nobody waits longer than this for a turn."""

LONGEST_REST = timedelta(days=1)
"""A turn further ahead than this was written by a clock that was wrong, and does not count."""

FAILURES_IN_A_ROW = 3
"""After so many failures the geocoder is taken to be down and is not asked any more."""

LONGEST_QUERY = 255


class Service(Protocol):
    """Whatever can be asked for an address, such as `geocoders.Geocoder`."""

    @property
    def name(self) -> str: ...

    def ask(self, address: Address) -> Found | None: ...


@dataclass(frozen=True)
class Remembered:
    """What the geocoder said earlier; `found` None: it did not know the address."""

    found: Found | None


@dataclass(frozen=True)
class Asked:
    """One address put to the geocoder: found, not found (None), or why there is no answer."""

    address: Address
    found: Found | None = None
    failure: str = ""


def remembered(
    session: Session, *, provider: str, address: Address, now: datetime
) -> Remembered | None:
    """The earlier answer for this address; None when it must be asked (again)."""
    row = _answer_row(session, provider, _query(address))
    if row is None:
        return None
    if not row.found or row.lat is None or row.lon is None:
        fresh = now - row.asked_at < NOT_FOUND_COUNTS_FOR
        return Remembered(found=None) if fresh else None
    return Remembered(Found(row.lat, row.lon, row.precision, row.label, source=provider))


def remember(
    session: Session, *, provider: str, address: Address, found: Found | None, now: datetime
) -> None:
    """Keep the answer, also that there was none; replaces an earlier one."""
    query = _query(address)
    row = _answer_row(session, provider, query)
    if row is None:
        row = models.GeocodeAnswer(provider=provider, query=query, found=False, asked_at=now)
        if not _added(session, row):
            return
    row.found = found is not None
    row.lat, row.lon = (found.lat, found.lon) if found else (None, None)
    row.precision, row.label = (found.precision, found.label) if found else ("", "")
    row.asked_at = now
    session.flush()


def claim_turn(
    session: Session, *, service: str, seconds_between: float, now: datetime
) -> datetime:
    """The moment from which the caller, and nobody else, may ask; commit, then wait for it.

    `GeocoderFailed` when that moment is more than `LONGEST_WAIT` ahead.
    """
    while True:
        free_at = session.scalar(
            select(models.RateLimit.free_at).where(models.RateLimit.service == service)
        )
        if free_at is None:
            _added(session, models.RateLimit(service=service, free_at=now))
            continue
        turn = now if free_at - now > LONGEST_REST else max(free_at, now)
        if turn - now > LONGEST_WAIT:
            raise GeocoderFailed(f"{service} is to be left alone until {turn:%Y-%m-%d %H:%M} UTC")
        if _moved(session, service, free_at, turn + timedelta(seconds=seconds_between)):
            return turn


def leave_alone(session: Session, *, service: str, seconds: int, now: datetime) -> None:
    """The service asked for a rest: nobody gets a turn before it is over."""
    until = now + min(timedelta(seconds=seconds), LONGEST_REST)
    session.execute(
        update(models.RateLimit)
        .where(models.RateLimit.service == service, models.RateLimit.free_at < until)
        .values(free_at=until)
    )


def ask_all(
    engine: Engine,
    geocoder: Service,
    addresses: Sequence[Address],
    *,
    seconds_between: float,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> Iterator[Asked]:
    """Put each different address to the geocoder once, unless its answer is remembered.

    Each answer is committed at once and no transaction is open while asking. A failure is
    reported for its address and the others go on, until several fail in a row.
    """
    different: dict[Address, Address] = {}
    for address in addresses:
        different.setdefault(normal(address), address)
    failures = 0
    for address in different.values():
        if failures >= FAILURES_IN_A_ROW:
            yield Asked(address, failure=f"not asked: {geocoder.name} failed {failures} times")
            continue
        try:
            found = _ask_one(engine, geocoder, address, seconds_between, now, sleep)
        except GeocoderFailed as failed:
            failures += 1
            yield Asked(address, failure=str(failed))
        else:
            failures = 0
            yield Asked(address, found)


def _ask_one(
    engine: Engine,
    geocoder: Service,
    address: Address,
    seconds_between: float,
    now: Callable[[], datetime],
    sleep: Callable[[float], None],
) -> Found | None:
    provider = geocoder.name
    with database.transaction(engine) as session:
        known = remembered(session, provider=provider, address=address, now=now())
        if known:
            return known.found
        turn = claim_turn(session, service=provider, seconds_between=seconds_between, now=now())
    while (wait_s := (turn - now()).total_seconds()) > 0:
        sleep(wait_s)
    try:
        found = geocoder.ask(address)
    except GeocoderFailed as failed:
        if failed.retry_after_s:
            with database.transaction(engine) as session:
                leave_alone(session, service=provider, seconds=failed.retry_after_s, now=now())
        raise
    with database.transaction(engine) as session:
        remember(session, provider=provider, address=address, found=found, now=now())
    return found


def _moved(session: Session, service: str, before: datetime, after: datetime) -> bool:
    """Whether the turn was still free and is now ours."""
    changed = session.execute(
        update(models.RateLimit)
        .where(models.RateLimit.service == service, models.RateLimit.free_at == before)
        .values(free_at=after)
        .execution_options(synchronize_session=False)
    )
    assert isinstance(changed, CursorResult)
    return changed.rowcount == 1


def _added(session: Session, row: models.RateLimit | models.GeocodeAnswer) -> bool:
    """Whether the row is new; False when another process was faster."""
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return False
    return True


def _answer_row(session: Session, provider: str, query: str) -> models.GeocodeAnswer | None:
    table = models.GeocodeAnswer
    return session.scalar(select(table).where(table.provider == provider, table.query == query))


def _query(address: Address) -> str:
    """The address as the answers table is searched by; long ones are told apart by a hash."""
    text = str(normal(address))
    if len(text) <= LONGEST_QUERY:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()
    return f"{text[: LONGEST_QUERY - len(digest) - 1]} {digest}"
