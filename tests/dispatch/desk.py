"""What support does all day, for the tests: open, try, escalate on the tiny company."""

from datetime import time

from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import cases, models
from dispatch.statuses import AttemptOutcome, Channel
from dispatch.working_time import Calendar
from tests.dispatch.company import NOW, SUPPORT, ZONE

OFFICE = Calendar(zone=ZONE, country="NL", opens=time(8), closes=time(18))


def opened(session: Session, **changes: object) -> models.Case:
    given: dict[str, object] = {
        "actor": SUPPORT,
        "channel": Channel.HOTLINE,
        "symptom": "No hot water",
        "calendar": OFFICE,
        "now": NOW,
        "device_ref": "D1",
        "work_type_ref": "heat-pump-repair",
    }
    return cases.open_case(session, **given | changes)  # type: ignore[arg-type]


def tried(
    session: Session, outcome: AttemptOutcome = AttemptOutcome.NOT_SOLVED, **changes: object
) -> models.Attempt:
    given: dict[str, object] = {
        "actor": SUPPORT,
        "case_ref": "C1",
        "channel": Channel.HOTLINE,
        "minutes": 12,
        "outcome": outcome,
        "now": NOW,
    }
    return cases.record_attempt(session, **given | changes)  # type: ignore[arg-type]


def escalated(session: Session, **changes: object) -> models.Visit:
    given: dict[str, object] = {"actor": SUPPORT, "case_ref": "C1", "now": NOW}
    return cases.escalate_case(session, **given | changes)  # type: ignore[arg-type]


def changes_of(session: Session, entity: str) -> list[tuple[str, str, str]]:
    session.flush()
    rows = session.scalars(
        select(models.StatusChange)
        .where(models.StatusChange.entity == entity)
        .order_by(models.StatusChange.id)
    )
    return [(row.from_status, row.to_status, row.by) for row in rows]
