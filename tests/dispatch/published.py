"""A published route of one technician, written by hand: half past eight, then every two hours.

Each visit: 20 minutes and 16 km of driving, 10 minutes of waiting, an hour of work. The way
home: 30 minutes, 24 km, shared equally. No overtime.
"""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from sqlalchemy.orm import Session

from dispatch import costing, models
from dispatch.statuses import PlanStatus, VisitStatus
from tests.dispatch.company import TODAY, technician

OPENS = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
"""08:00 in Amsterdam."""

CLOSES = OPENS + timedelta(hours=8, minutes=30)


def a_published_route(
    session: Session,
    visits: Sequence[models.Visit],
    technician_ref: str = "noor",
    **changes: object,
) -> models.Route:
    """The route, with its visits scheduled, promised and booked; starts at 08:00 + 30 minutes."""
    noor = technician(session, technician_ref)
    plan = models.Plan(
        status=PlanStatus.PUBLISHED,
        first_day=TODAY,
        days=1,
        epoch=OPENS,
        created_at=OPENS,
        created_by="dora",
        published_at=OPENS,
        basis="",
        currency="EUR",
        objective=Decimal(0),
        baseline=Decimal(0),
        baseline_served=0,
        search_seconds=0.0,
        engine="by hand",
        travel_source="by hand",
        solution_json="{}",
    )
    given: dict[str, object] = {
        "plan": plan,
        "technician": noor,
        "shift_ref": f"{technician_ref} {TODAY}",
        "day": TODAY,
        "opens": OPENS,
        "closes": CLOSES,
        "departure": OPENS,
        "returns": OPENS + timedelta(hours=2 * len(visits)),
        "return_drive_s": 1800,
        "return_distance_m": 24_000,
        "overtime_s": 0,
        "hour_rate": Decimal(48),
        "travel_hour_rate": Decimal(40),
        "km_rate": Decimal("0.35"),
        "overtime_premium": Decimal(24),
        "minimum_charge": Decimal(20),
    }
    route = models.Route(**given | changes)
    session.add(route)
    for index, (visit, shares) in enumerate(zip(visits, _shares(route, len(visits)), strict=True)):
        _schedule(session, route, visit, index, shares)
    session.flush()
    return route


def _shares(route: models.Route, count: int) -> list[costing.Shares]:
    return costing.share_route(
        [costing.StopFacts(16_000, OPENS) for _ in range(count)],
        costing.RouteFacts(
            departure=route.departure,
            closes=route.closes,
            return_drive_s=route.return_drive_s,
            return_distance_m=route.return_distance_m,
            overtime_s=route.overtime_s,
            travel_hour_rate=route.travel_hour_rate,
            km_rate=route.km_rate,
            overtime_premium=route.overtime_premium,
        ),
    )


def _schedule(
    session: Session,
    route: models.Route,
    visit: models.Visit,
    index: int,
    shares: costing.Shares,
) -> None:
    starts = OPENS + timedelta(minutes=30 + 120 * index)
    stop = models.Stop(
        route=route,
        visit=visit,
        sequence=index,
        drive_s=1200,
        distance_m=16_000,
        arrival=starts - timedelta(minutes=10),
        wait_s=600,
        starts=starts,
        ends=starts + timedelta(hours=1),
        return_drive_s=shares.return_drive_s,
        return_distance_m=shares.return_distance_m,
        overtime_s=shares.overtime_s,
    )
    session.add(stop)
    session.flush()
    visit.stop_id = stop.id
    visit.status = VisitStatus.SCHEDULED
    visit.planned_technician = route.technician
    visit.planned_arrival, visit.planned_start, visit.planned_end = (
        stop.arrival,
        stop.starts,
        stop.ends,
    )
    visit.promised_from = starts - timedelta(hours=1)
    visit.promised_until = starts + timedelta(hours=1)
    session.add(
        models.Booking(
            technician_id=route.technician_id,
            visit_id=visit.id,
            starts=stop.arrival,
            ends=stop.ends,
        )
    )
