"""What both views of a case share: who may see it, its promises, how its device is called."""

from sqlalchemy import ColumnElement, false

from dispatch import models
from dispatch.due_times import DueTimes, NextDue, next_due
from dispatch.roles import Actor
from dispatch.statuses import Role


def visible_to(actor: Actor) -> list[ColumnElement[bool]]:
    """Conditions on cases: technicians see those they have a visit of, others all."""
    if actor.role is not Role.TECHNICIAN:
        return []
    if actor.technician_id is None:
        return [false()]
    return [models.Case.visits.any(models.Visit.planned_technician_id == actor.technician_id)]


def due_times_of(case: models.Case) -> DueTimes:
    return DueTimes(response=case.response_due, fix=case.fix_due, answer=case.answer_due)


def next_due_of(case: models.Case, due: DueTimes) -> NextDue | None:
    made = ((attempt.channel, attempt.outcome) for attempt in case.attempts)
    return next_due(case.status, due, made)


def device_name(device: models.Device | None) -> str:
    if device is None:
        return ""
    return " ".join(word for word in (device.maker, device.model, device.kind) if word)
