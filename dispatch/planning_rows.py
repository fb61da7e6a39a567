"""The rows of the company that planning looks at, read in one go."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from dispatch import clock, models
from dispatch.horizon import DoneWork, Horizon, Rows
from dispatch.plan_facts import Facts
from dispatch.statuses import ENDED, STARTED, PlanStatus, VisitStatus
from dispatch.translate_people import LOOKS_BACK, weeks_around


def rows_of(session: Session, horizon: Horizon) -> Rows:
    """Everything for the days: ready visits, those promised on them, who works, and prices."""
    visits = session.scalars(
        select(models.Visit)
        .where(models.Visit.status.in_([VisitStatus.READY, VisitStatus.SCHEDULED]))
        .options(*_with_wishes())
    ).all()
    technicians = session.scalars(
        select(models.Technician).options(
            selectinload(models.Technician.skills).selectinload(models.TechnicianSkill.skill),
            selectinload(models.Technician.stock).selectinload(models.VanStock.part),
            selectinload(models.Technician.depot),
            selectinload(models.Technician.shift_patterns),
            selectinload(models.Technician.absences),
        )
    ).all()
    planned = [visit for visit in visits if _is_for(visit, horizon)]
    published = _published(session, horizon)
    busy = _busy(session, horizon)
    return Rows(
        visits=planned,
        busy=busy,
        begun=_stops_of(session, busy),
        technicians=technicians,
        rate_cards=session.scalars(select(models.RateCard)).all(),
        call_outs=session.scalars(select(models.CallOut)).all(),
        relations=_relations(session, [visit.id for visit in planned]),
        published=published,
        last_there=_last_there(session, {visit.case.site_id for visit in planned}),
        done=_done(session, technicians, horizon),
        order_pins=_order_pins(session, published, horizon),
    )


def rows_for(session: Session, visit: models.Visit, others: Sequence[str]) -> Rows:
    """What translating one visit takes; `others` are the refs of those planned with it."""
    visits = session.scalars(
        select(models.Visit).where(models.Visit.ref.in_({visit.ref, *others}))
    ).all()
    return Rows(
        visits=visits,
        busy=[],
        technicians=[],
        rate_cards=session.scalars(select(models.RateCard)).all(),
        call_outs=session.scalars(select(models.CallOut)).all(),
        relations=_relations(session, [visit.id]),
        last_there=_last_there(session, {visit.case.site_id}),
    )


def _with_wishes() -> list:  # type: ignore[type-arg]
    site = selectinload(models.Visit.case).selectinload(models.Case.site)
    return [
        selectinload(models.Visit.skills).selectinload(models.VisitSkill.skill),
        selectinload(models.Visit.parts).selectinload(models.VisitPart.part),
        selectinload(models.Visit.windows),
        selectinload(models.Visit.pinned_technician),
        selectinload(models.Visit.planned_technician),
        selectinload(models.Visit.technicians).selectinload(models.VisitTechnician.technician),
        site.selectinload(models.Site.customer).selectinload(models.Customer.agreement),
        site.selectinload(models.Site.technicians).selectinload(models.SiteTechnician.technician),
    ]


def _is_for(visit: models.Visit, horizon: Horizon) -> bool:
    """Ready, or scheduled on the planned days, or scheduled before today and never begun."""
    if visit.status is VisitStatus.READY or visit.planned_start is None:
        return True
    day = clock.local_day(visit.planned_start, horizon.calendar.zone)
    return day in horizon.dates or day < clock.local_day(horizon.now, horizon.calendar.zone)


def _busy(session: Session, horizon: Horizon) -> Sequence[models.Visit]:
    begins, ends = horizon.epoch - timedelta(days=1), horizon.instant(horizon.end_s)
    return session.scalars(
        select(models.Visit)
        .where(
            models.Visit.status.in_([*STARTED, *ENDED]),
            models.Visit.actual_travel_start.between(begins, ends)
            | models.Visit.actual_arrival.between(begins, ends),
        )
        .options(selectinload(models.Visit.case).selectinload(models.Case.site))
    ).all()


def _stops_of(session: Session, visits: Sequence[models.Visit]) -> Sequence[models.Stop]:
    """Their published stops, with breaks and the other stops of their routes."""
    stops = [visit.stop_id for visit in visits if visit.stop_id is not None]
    route = selectinload(models.Stop.route)
    visits_there = route.selectinload(models.Route.stops).selectinload(models.Stop.visit)
    parts = visits_there.selectinload(models.Visit.parts).selectinload(models.VisitPart.part)
    return session.scalars(
        select(models.Stop)
        .where(models.Stop.id.in_(stops))
        .options(route.selectinload(models.Route.breaks), parts)
    ).all()


def _relations(session: Session, visits: Sequence[int]) -> Sequence[models.VisitRelation]:
    """Those of any of the visits, with all of their members."""
    related = select(models.RelatedVisit.relation_id).where(
        models.RelatedVisit.visit_id.in_(visits)
    )
    return session.scalars(
        select(models.VisitRelation)
        .where(models.VisitRelation.id.in_(related))
        .options(
            selectinload(models.VisitRelation.members)
            .selectinload(models.RelatedVisit.visit)
            .selectinload(models.Visit.planned_technician)
        )
    ).all()


def _published(session: Session, horizon: Horizon) -> list[models.Route]:
    """The published routes of the planned weeks, of the latest plan for each person and day."""
    first, last = weeks_around(horizon.dates)
    stops = selectinload(models.Route.stops)
    routes = session.scalars(
        select(models.Route)
        .join(models.Plan)
        .where(
            models.Plan.status == PlanStatus.PUBLISHED,
            models.Route.day.between(first, last),
        )
        .order_by(models.Route.day, models.Route.technician_id, models.Route.opens)
        .options(
            stops.selectinload(models.Stop.visit),
            selectinload(models.Route.breaks),
        )
    ).all()
    valid = [
        route for route in routes if any(stop.visit.stop_id == stop.id for stop in route.stops)
    ]
    latest: dict[object, int] = {}
    for route in valid:
        key = (route.technician_id, route.day)
        latest[key] = max(route.plan_id, latest.get(key, 0))
    return [route for route in valid if route.plan_id == latest[(route.technician_id, route.day)]]


def _order_pins(
    session: Session, published: Sequence[models.Route], horizon: Horizon
) -> frozenset[str]:
    plans = {route.plan_id for route in published if route.day in horizon.dates}
    facts = session.scalars(
        select(models.PlanFacts.facts_json).where(models.PlanFacts.plan_id.in_(plans))
    )
    return frozenset(pin for text in facts for pin in Facts.model_validate_json(text).order_pins)


def _last_there(session: Session, sites: set[int]) -> dict[int, str]:
    """Ref of the technician of the last visit that ended, by site."""
    rows = session.execute(
        select(models.Case.site_id, models.Technician.ref)
        .join(models.Visit, models.Visit.case_id == models.Case.id)
        .join(models.Technician, models.Technician.id == models.Visit.planned_technician_id)
        .where(models.Case.site_id.in_(sites), models.Visit.status == VisitStatus.COMPLETED)
        .order_by(models.Visit.actual_end, models.Visit.id)
    )
    return {site: ref for site, ref in rows}


def _done(
    session: Session, technicians: Sequence[models.Technician], horizon: Horizon
) -> Mapping[str, DoneWork]:
    """The weeks before the planned days, where somebody's share counts."""
    refs = {
        one.id: one.ref
        for one in technicians
        if one.fair_hours is not None or one.fair_points is not None
    }
    if not refs:
        return {}
    visit = models.Visit
    rows = session.execute(
        select(
            visit.planned_technician_id,
            func.sum(func.coalesce(visit.actual_work_s, 0)),
            func.sum(func.coalesce(visit.actual_drive_s, 0)),
            func.sum(visit.unpopular),
        )
        .where(
            visit.planned_technician_id.in_(refs),
            visit.status.in_(ENDED),
            visit.actual_end >= horizon.epoch - LOOKS_BACK,
            visit.actual_end < horizon.epoch,
        )
        .group_by(visit.planned_technician_id)
    )
    return {
        refs[technician]: DoneWork(work_s=int(work) + int(drive), points=int(points))
        for technician, work, drive, points in rows
        if technician is not None
    }
