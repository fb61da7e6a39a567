"""What a plan rests on: the rows of its days as a problem, and the fingerprint of that."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from dispatch import models
from dispatch.config import Settings
from dispatch.errors import BadValue
from dispatch.horizon import NORMAL_DAY, STORM_DAY, Horizon, Policy, SoftPrices, cents
from dispatch.plan_facts import Facts, ShiftFact, VisitFact, fingerprint
from dispatch.planning_rows import rows_of
from dispatch.statuses import Priority, VisitStatus
from dispatch.translate import Translation, to_problem
from optimizer.policies import POLICIES
from optimizer.travel import Estimate


def translation_of(session: Session, horizon: Horizon, policy: Policy) -> Translation:
    """The problem of the days: all ready visits, and those promised on these days.

    Visits under way or done stay as they are; their technicians go on from there.
    """
    return to_problem(rows_of(session, horizon), horizon, policy)


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


def policy_of(settings: Settings, name: str | None = None) -> Policy:
    """The planning rules that the settings say, and the prices under the named policy.

    `BadValue` names the policies there are.
    """
    name = name or NORMAL_DAY
    known = [policy.name for policy in POLICIES]
    if name not in known:
        raise BadValue(
            f"policy: got {name!r}, expected one of {', '.join(known)}",
            "unknown_policy",
            policy=name,
        )
    return Policy(
        area=settings.service_area,
        travel=Estimate(detour=settings.detour_factor),
        leave_out_cents={
            Priority.LOW: cents(settings.leave_out_low),
            Priority.NORMAL: cents(settings.leave_out_normal),
            Priority.HIGH: cents(settings.leave_out_high),
            Priority.EMERGENCY: cents(settings.leave_out_emergency),
        },
        prices=SoftPrices(
            moved_per_hour=cents(settings.promise_moved_per_hour),
            tolerance_s=settings.promise_tolerance_minutes * 60,
            promised_technician=cents(settings.promise_technician_price),
            other_technician=cents(settings.other_technician_price),
            continuity=cents(settings.continuity_price),
            preferred_per_hour=cents(settings.preferred_per_hour),
            largest_late_per_hour=cents(settings.largest_late_per_hour),
            fair_per_hour=cents(settings.fairness_per_hour),
            fair_per_point=cents(settings.fairness_per_point),
        ),
        promises_move=settings.promise_may_move or name == STORM_DAY,
        stock_counts=settings.parts_from_stock,
        traffic=settings.traffic,
        name=name,
    )
