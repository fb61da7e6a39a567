"""What the tests of simultaneous work do in each process; top-level, so it can be spawned."""

import os
from datetime import timedelta

from sqlalchemy import Engine, text

from dispatch import database, models
from dispatch.errors import StalePlan
from tests.dispatch.company import NOW


def add_one_to_fix_hours(url: str, times: int) -> int:
    """Read a number, add one, write it back: each its own transaction. Returns how many."""
    engine = database.connect(url)
    for _ in range(times):
        with database.transaction(engine) as session:
            agreement = session.get_one(models.Agreement, 1)
            agreement.fix_hours += 1
    engine.dispose()
    return times


def add_minutes_to_case(url: str, times: int) -> int:
    """Like `add_one_to_fix_hours` on a row with a version, trying again after each refusal."""
    engine = database.connect(url)
    refused = 0
    for _ in range(times):
        while not _add_a_minute(engine):
            refused += 1
    engine.dispose()
    return refused


def _add_a_minute(engine: Engine) -> bool:
    try:
        with database.transaction(engine) as session:
            case = session.get_one(models.Case, 1)
            case.fix_due += timedelta(minutes=1)
    except StalePlan:
        return False
    return True


def book_the_slot(url: str, times: int) -> int:
    """Book visit 1 for technician 1 at NOW for an hour, again and again; how many succeeded."""
    engine = database.connect(url)
    booked = 0
    for _ in range(times):
        booked += _book(engine)
    engine.dispose()
    return booked


def _book(engine: Engine) -> bool:
    try:
        with database.transaction(engine) as session:
            session.add(
                models.Booking(
                    technician_id=1, visit_id=1, starts=NOW, ends=NOW + timedelta(hours=1)
                )
            )
    except StalePlan:
        return False
    return True


def die_in_the_middle(url: str) -> None:
    """Begin a change and end the process without commit or clean-up."""
    engine = database.connect(url)
    with engine.connect() as connection:
        connection.execute(text("UPDATE agreements SET fix_hours = 999"))
        os._exit(9)
