"""What a plan rests on: the rows of its days as a problem, and the fingerprint of that."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from dispatch import clock, models
from dispatch.config import Settings
from dispatch.horizon import Horizon, Policy, Rows
from dispatch.plan_facts import Facts, ShiftFact, VisitFact, fingerprint
from dispatch.statuses import ENDED, STARTED, Priority, VisitStatus
from dispatch.translate import Translation, to_problem
from optimizer.travel import Estimate


def translation_of(session: Session, horizon: Horizon, policy: Policy) -> Translation:
    """The problem of the days: all ready visits, and those promised on these days.

    Visits under way or done stay as they are; their technicians go on from there.
    """
    return to_problem(_rows(session, horizon), horizon, policy)


def basis(translation: Translation, placed: Sequence[str], shifts: Sequence[str]) -> str:
    """A fingerprint of what the routes rest on: their visits, their shifts, how drives are known.

    Visits that customers were promised on these days and that are not `placed` count too: the
    plan takes their promise back. Two translations at the same moment with the same
    fingerprint make the same routes valid.
    """
    return fingerprint(translation.problem, facts_of(translation), placed, shifts)


def facts_of(translation: Translation) -> Facts:
    """What hand edits must know of the rows later."""
    return Facts(
        visits={
            ref: VisitFact(version=row.version, promised=row.status is VisitStatus.SCHEDULED)
            for ref, row in translation.visits.items()
        },
        shifts={
            shift: ShiftFact(technician=origin.technician.ref, day=origin.day, rates=origin.rates)
            for shift, origin in translation.shifts.items()
        },
    )


def left_out_promises(translation: Translation, placed: Sequence[str]) -> list[models.Visit]:
    """The scheduled visits that the plan does not place: they lose technician, time and promise."""
    return [
        visit
        for ref, visit in sorted(translation.visits.items())
        if visit.status is VisitStatus.SCHEDULED and ref not in placed
    ]


def policy_of(settings: Settings) -> Policy:
    """The planning rules that the settings say."""
    return Policy(
        area=settings.service_area,
        travel=Estimate(detour=settings.detour_factor),
        leave_out_cents={
            Priority.LOW: int(settings.leave_out_low * 100),
            Priority.NORMAL: int(settings.leave_out_normal * 100),
            Priority.HIGH: int(settings.leave_out_high * 100),
            Priority.EMERGENCY: int(settings.leave_out_emergency * 100),
        },
    )


def _rows(session: Session, horizon: Horizon) -> Rows:
    begins, ends = horizon.epoch, horizon.instant(horizon.end_s)
    visits = session.scalars(
        select(models.Visit)
        .where(models.Visit.status.in_([VisitStatus.READY, VisitStatus.SCHEDULED]))
        .options(
            selectinload(models.Visit.skills).selectinload(models.VisitSkill.skill),
            selectinload(models.Visit.parts).selectinload(models.VisitPart.part),
            selectinload(models.Visit.windows),
            selectinload(models.Visit.pinned_technician),
            selectinload(models.Visit.case)
            .selectinload(models.Case.site)
            .selectinload(models.Site.customer)
            .selectinload(models.Customer.agreement),
        )
    ).all()
    busy = session.scalars(
        select(models.Visit)
        .where(
            models.Visit.status.in_([*STARTED, *ENDED]),
            models.Visit.actual_travel_start.between(begins - timedelta(days=1), ends)
            | models.Visit.actual_arrival.between(begins - timedelta(days=1), ends),
        )
        .options(selectinload(models.Visit.case).selectinload(models.Case.site))
    ).all()
    technicians = session.scalars(
        select(models.Technician).options(
            selectinload(models.Technician.skills).selectinload(models.TechnicianSkill.skill),
            selectinload(models.Technician.shift_patterns),
            selectinload(models.Technician.absences),
        )
    ).all()
    return Rows(
        visits=[visit for visit in visits if _is_for(visit, horizon)],
        busy=busy,
        technicians=technicians,
        rate_cards=session.scalars(select(models.RateCard)).all(),
        call_outs=session.scalars(select(models.CallOut)).all(),
    )


def _is_for(visit: models.Visit, horizon: Horizon) -> bool:
    """Ready, or scheduled on the planned days, or scheduled before today and never begun."""
    if visit.status is VisitStatus.READY or visit.planned_start is None:
        return True
    day = clock.local_day(visit.planned_start, horizon.calendar.zone)
    return day in horizon.dates or day < clock.local_day(horizon.now, horizon.calendar.zone)
