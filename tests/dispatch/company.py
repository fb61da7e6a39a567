"""The tiny company every test knows: one customer with a heat pump in Zwolle, two technicians.

Monday 2 November 2026 is its "today"; 10:00 in Amsterdam is 09:00 UTC.
"""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from dispatch import models
from dispatch.roles import Actor
from dispatch.statuses import CaseStatus, Channel, Priority, Role, VisitStatus

Row = TypeVar("Row")

ZONE = ZoneInfo("Europe/Amsterdam")
TODAY = date(2026, 11, 2)
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

SUPPORT = Actor(name="sam", role=Role.SUPPORT)
DISPATCHER = Actor(name="dora", role=Role.DISPATCHER)
FINANCE = Actor(name="fin", role=Role.FINANCE)


def a_company(session: Session) -> None:
    """Rate card, skills, agreement, customer K1, site S1, device D1, technicians noor and tom."""
    session.add_all(
        [
            models.RateCard(
                valid_from=date(2026, 1, 1),
                currency="EUR",
                hour=Decimal("48"),
                travel_hour=Decimal("40"),
                km=Decimal("0.35"),
                overtime_factor=Decimal("1.5"),
                minimum_charge=Decimal("20.00"),
                overhead=Decimal("12.50"),
            ),
            models.CallOut(
                price_class="standard", valid_from=date(2026, 1, 1), amount=Decimal("15.00")
            ),
            models.RemoteRate(
                channel=Channel.HOTLINE, valid_from=date(2026, 1, 1), hour=Decimal("36")
            ),
        ]
    )
    agreement = models.Agreement(
        ref="gold", name="Gold", response_hours=4, fix_hours=16, late_per_hour=Decimal("25")
    )
    gas = models.Skill(ref="gas", name="Gas installations")
    heat_pump = models.Skill(ref="heat-pump", name="Heat pumps")
    sensor = models.Part(ref="FS-2", name="Flow sensor", unit_cost=Decimal("38.50"), currency="EUR")
    session.add_all([agreement, gas, heat_pump, sensor])
    work_type = models.WorkType(
        ref="heat-pump-repair",
        name="Heat pump repair",
        device_kind="heat pump",
        duration_min=60,
        priority=Priority.NORMAL,
        price_class="standard",
        remote_attempts=2,
        skills=[models.WorkTypeSkill(skill=heat_pump, level=2)],
        parts=[models.WorkTypePart(part=sensor, quantity=1)],
    )
    customer = models.Customer(
        ref="K1", name="Fictief Visser", phone="+31 20 555 0101", agreement=agreement
    )
    site = models.Site(
        ref="S1",
        customer=customer,
        street="Voorbeeldstraat",
        house_number="12",
        postcode="8011 AA",
        town="Zwolle",
        lat=52.5126,
        lon=6.0936,
        precision="rooftop",
        opening_hours="Mo-Fr 08:00-17:00",
    )
    device = models.Device(ref="D1", site=site, kind="heat pump", model="WPX-8", serial="X-1")
    session.add_all([work_type, customer, site, device])
    for ref, lat, lon in (("noor", 52.50, 6.08), ("tom", 52.70, 6.20)):
        session.add(
            models.Technician(
                ref=ref,
                name=f"Fictief {ref.title()}",
                town="Zwolle",
                lat=lat,
                lon=lon,
                precision="rooftop",
                skills=[models.TechnicianSkill(skill=heat_pump, level=3)],
                shift_patterns=[
                    models.ShiftPattern(
                        weekday=weekday,
                        opens=time(8),
                        closes=time(16, 30),
                        break_min=30,
                        break_earliest=time(11, 30),
                        break_latest=time(13, 30),
                        max_overtime_min=60,
                    )
                    for weekday in range(5)
                ],
            )
        )
    session.flush()


def a_case(session: Session, ref: str = "C1", **changes: object) -> models.Case:
    """An open hotline case on device D1, opened at NOW, no attempts yet."""
    given: dict[str, object] = {
        "ref": ref,
        "channel": Channel.HOTLINE,
        "site": _one(session, models.Site, "S1"),
        "device": _one(session, models.Device, "D1"),
        "work_type": _one(session, models.WorkType, "heat-pump-repair"),
        "symptom": "No hot water, error E14",
        "priority": Priority.NORMAL,
        "status": CaseStatus.OPEN,
        "opened_at": NOW,
        "opened_by": "sam",
        "response_due": datetime(2026, 11, 2, 13, 0, tzinfo=UTC),
        "fix_due": datetime(2026, 11, 3, 15, 0, tzinfo=UTC),
    }
    case = models.Case(**given | changes)
    session.add(case)
    session.flush()
    return case


def a_visit(session: Session, ref: str = "C1-1", **changes: object) -> models.Visit:
    """A ready visit of 60 minutes for a new escalated case, due with the case."""
    case = changes.pop("case", None) or a_case(
        session, ref=f"case-{ref}", status=CaseStatus.ESCALATED
    )
    assert isinstance(case, models.Case)
    heat_pump = _one(session, models.Skill, "heat-pump")
    sensor = _one(session, models.Part, "FS-2")
    given: dict[str, object] = {
        "ref": ref,
        "case": case,
        "number": len(case.visits) + 1,
        "status": VisitStatus.READY,
        "created_at": NOW,
        "requested_duration_s": 3600,
        "requested_due_by": case.fix_due,
        "requested_priority": case.priority,
        "price_class": "standard",
        "skills": [models.VisitSkill(skill=heat_pump, level=2)],
        "parts": [models.VisitPart(part=sensor, planned=1)],
    }
    visit = models.Visit(**given | changes)
    session.add(visit)
    session.flush()
    return visit


def technician(session: Session, ref: str) -> models.Technician:
    return _one(session, models.Technician, ref)


def acting_technician(session: Session, ref: str) -> Actor:
    return Actor(name=ref, role=Role.TECHNICIAN, technician_id=technician(session, ref).id)


def _one(session: Session, table: type[Row], ref: str) -> Row:
    return session.query(table).filter_by(ref=ref).one()
