"""The stops of a day: those of the shown plan, and what is under way or done beside it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Row, select
from sqlalchemy.orm import Session

from dispatch import models
from dispatch.plan_views import BrokenRule
from dispatch.queries.board_costs import Prices
from dispatch.queries.board_rows import Actual, PlanChoice, RouteRow, Span, StopRow
from dispatch.queries.board_visits import VisitFacts
from dispatch.running_late import Progress, at_risk, expected_starts
from dispatch.statuses import ENDED, STARTED, PlanStatus, VisitStatus


@dataclass(frozen=True)
class Moment:
    """The day that is looked at, and when."""

    day: date
    now: datetime
    is_today: bool


@dataclass(frozen=True)
class DayStops:
    """Rows of stops with their routes, in order of technician and time."""

    rows: list[Row[Any]]

    @cached_property
    def visit_ids(self) -> list[int]:
        return [row.visit_id for row in self.rows]


def stops_of(session: Session, shown: PlanChoice | None, day: date) -> DayStops:
    """The shown plan's stops of the day, then the visits of the day that began beside it.

    A published plan shows only the stops that still hold: a later plan may have moved visits.
    """
    planned: list[Row[Any]] = []
    if shown is not None:
        mine = (models.Route.plan_id == shown.plan_id) & (models.Route.day == day)
        if shown.status is PlanStatus.PUBLISHED:
            mine &= models.Visit.stop_id == models.Stop.id
        planned = _rows(session, mine)
    begun = _rows(
        session,
        (models.Visit.stop_id == models.Stop.id)
        & (models.Route.day == day)
        & models.Visit.status.in_([*STARTED, *ENDED]),
    )
    there = {row.visit_id for row in planned}
    rows = [*planned, *(row for row in begun if row.visit_id not in there)]
    return DayStops(sorted(rows, key=lambda row: (row.technician_ref, row.starts, row.sequence)))


def stop_rows(
    stops: DayStops,
    facts: Mapping[int, VisitFacts],
    broken: Collection[BrokenRule],
    prices: Prices,
    moment: Moment,
) -> tuple[StopRow, ...]:
    expected = _expected(stops, facts, moment)
    by_visit: defaultdict[str, list[BrokenRule]] = defaultdict(list)
    for rule in broken:
        by_visit[rule.visit_ref or ""].append(rule)
    found = []
    for row, previous in zip(stops.rows, [None, *stops.rows], strict=False):
        visit = facts[row.visit_id]
        same_route = previous is not None and previous.route_id == row.route_id
        begins = previous.ends if same_route and previous is not None else row.departure
        costs = prices.of(row, visit, begins)
        found.append(
            _stop_row(
                row,
                visit,
                expected[row.id],
                tuple(by_visit[visit.card.visit_ref]),
                costs,
                moment,
            )
        )
    return tuple(found)


def route_rows(
    session: Session, shown: PlanChoice | None, stops: DayStops
) -> dict[str, list[RouteRow]]:
    """The shown plan's routes of the day by technician ref."""
    if shown is None:
        return {}
    routes = {row.route_id: row for row in stops.rows if row.plan_id == shown.plan_id}
    breaks: defaultdict[int, list[Span]] = defaultdict(list)
    rest = models.RouteBreak
    for taken in session.execute(
        select(rest.route_id, rest.starts, rest.ends)
        .where(rest.route_id.in_(routes))
        .order_by(rest.starts)
    ):
        breaks[taken.route_id].append(Span(taken.starts, taken.ends))
    refs: defaultdict[int, list[str]] = defaultdict(list)
    for row in stops.rows:
        refs[row.route_id].append(row.visit_ref)
    found: defaultdict[str, list[RouteRow]] = defaultdict(list)
    for route_id, row in routes.items():
        found[row.technician_ref].append(
            RouteRow(
                shift_ref=row.shift_ref,
                opens=row.opens,
                closes=row.closes,
                departure=row.departure,
                returns=row.returns,
                return_drive_s=row.home_drive_s,
                return_distance_m=row.home_distance_m,
                overtime_s=row.route_overtime_s,
                breaks=tuple(breaks[route_id]),
                stops=tuple(refs[route_id]),
            )
        )
    return dict(found)


def _rows(session: Session, which: ColumnElement[bool]) -> list[Row[Any]]:
    stop, route = models.Stop, models.Route
    return list(
        session.execute(
            select(
                stop.id,
                stop.route_id,
                stop.visit_id,
                stop.sequence,
                stop.drive_s,
                stop.distance_m,
                stop.arrival,
                stop.wait_s,
                stop.starts,
                stop.ends,
                stop.return_drive_s,
                stop.return_distance_m,
                stop.overtime_s,
                stop.working_s,
                stop.shift_price,
                stop.depot_drive_s,
                stop.depot_distance_m,
                stop.depot_wait_s,
                stop.loading_s,
                route.plan_id,
                route.shift_ref,
                route.opens,
                route.closes,
                route.departure,
                route.returns,
                route.return_drive_s.label("home_drive_s"),
                route.return_distance_m.label("home_distance_m"),
                route.overtime_s.label("route_overtime_s"),
                route.hour_rate,
                route.travel_hour_rate,
                route.km_rate,
                route.overtime_premium,
                route.minimum_charge,
                route.visit_price,
                route.working_hour_rate,
                models.Plan.first_day,
                models.Technician.ref.label("technician_ref"),
                models.Visit.ref.label("visit_ref"),
            )
            .join(route, route.id == stop.route_id)
            .join(models.Plan, models.Plan.id == route.plan_id)
            .join(models.Technician, models.Technician.id == route.technician_id)
            .join(models.Visit, models.Visit.id == stop.visit_id)
            .where(which)
        )
    )


def _stop_row(
    row: Row[Any],
    visit: VisitFacts,
    expected: datetime,
    broken: tuple[BrokenRule, ...],
    costs: tuple[int, int],
    moment: Moment,
) -> StopRow:
    card = visit.card
    begun = card.status in STARTED or card.status in ENDED
    leaves = row.arrival - timedelta(seconds=row.drive_s)
    late = timedelta() if card.due_by is None else row.ends - card.due_by
    ends = expected + (row.ends - row.starts)
    promised_until = None if card.promised is None else card.promised.ends
    to_come = card.status not in ENDED and card.status is not VisitStatus.CANCELLED
    return StopRow(
        card=card,
        technician_ref=row.technician_ref,
        shift_ref=row.shift_ref,
        sequence=row.sequence,
        drive_s=row.drive_s,
        distance_m=row.distance_m,
        arrival=row.arrival,
        wait_s=row.wait_s,
        starts=row.starts,
        ends=row.ends,
        expected_start=expected,
        late_s=max(0, int(late.total_seconds())),
        at_risk=to_come and at_risk(expected, ends, promised_until, card.due_by),
        frozen=begun or not to_come or leaves <= moment.now,
        actual=Actual(visit.travel_start, visit.arrival, visit.start, visit.end) if begun else None,
        cost_cents=costs[0],
        travel_cents=costs[1],
        violations=broken,
    )


def _expected(
    stops: DayStops, facts: Mapping[int, VisitFacts], moment: Moment
) -> dict[int, datetime]:
    """Expected start by stop id: as planned, except on the day itself."""
    if not moment.is_today:
        return {row.id: row.starts for row in stops.rows}
    days: defaultdict[str, list[Row[Any]]] = defaultdict(list)
    for row in stops.rows:
        days[row.technician_ref].append(row)
    found: dict[int, datetime] = {}
    for rows in days.values():
        starts = expected_starts([_progress(row, facts[row.visit_id]) for row in rows], moment.now)
        found |= zip((row.id for row in rows), starts, strict=True)
    return found


def _progress(row: Row[Any], visit: VisitFacts) -> Progress:
    return Progress(
        status=visit.card.status,
        arrival=row.arrival,
        starts=row.starts,
        ends=row.ends,
        drive_s=row.drive_s,
        wait_s=row.wait_s,
        travel_start=visit.travel_start,
        began=visit.start or visit.arrival,
        ended=visit.end,
    )
