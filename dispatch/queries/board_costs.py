"""What a stop of the board costs as planned. The next look at the board asks the same again for
most stops, so answers are remembered by all that they rest on.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from dispatch import costing, models
from dispatch.queries.board_visits import VisitFacts

_TRAVEL = (
    costing.LineKind.TRAVEL,
    costing.LineKind.KM,
    costing.LineKind.RETURN,
    costing.LineKind.RETURN_KM,
    costing.LineKind.DEPOT_TRAVEL,
    costing.LineKind.DEPOT_KM,
)


class Prices:
    """Rate cards and call-outs, read once for all stops of a board."""

    def __init__(self, session: Session) -> None:
        self._cards = session.scalars(select(models.RateCard)).all()
        self._call_outs = session.scalars(select(models.CallOut)).all()
        self._known: dict[tuple[str, date], Decimal] = {}
        self._rates: dict[int, costing.Rates] = {}

    def of(self, row: Row[Any], visit: VisitFacts, begins: datetime) -> tuple[int, int]:
        """Cents as planned, and how many of them are for getting there and back.

        `begins` is when the stop before ends, or the route departs.
        """
        stop = costing.PlannedStop(
            first=False,
            begins=begins,
            ends=row.ends,
            closes=row.closes,
            work_s=int((row.ends - row.starts).total_seconds()),
            drive_s=row.drive_s,
            wait_s=row.wait_s,
            distance_m=row.distance_m,
            shares=costing.Shares(
                row.return_drive_s,
                row.return_distance_m,
                row.overtime_s,
                row.working_s,
                row.shift_price,
            ),
            depot=costing.DepotPass(
                row.depot_drive_s, row.depot_distance_m, row.depot_wait_s, row.loading_s
            ),
        )
        call_out = self._call_out(visit.price_class, row.first_day)
        extras = costing.Extras(visit.price_class, call_out, visit.parts)
        return _cents(stop, extras, self._rates_of(row))

    def _call_out(self, price_class: str, day: date) -> Decimal:
        key = (price_class, day)
        if key not in self._known:
            self._known[key] = costing.call_out_on(self._call_outs, price_class, day)
        return self._known[key]

    def _rates_of(self, row: Row[Any]) -> costing.Rates:
        """Those kept with the route; the overhead is of the plan's first day."""
        if row.route_id not in self._rates:
            card = costing.card_on(self._cards, row.first_day)
            self._rates[row.route_id] = costing.Rates(
                currency=card.currency,
                card_from=card.valid_from,
                hour=row.hour_rate,
                travel_hour=row.travel_hour_rate,
                km=row.km_rate,
                overtime_premium=row.overtime_premium,
                minimum_charge=row.minimum_charge,
                overhead=card.overhead,
                visit_price=row.visit_price,
                working_hour=row.working_hour_rate,
                hour_source="",
                travel_hour_source="",
            )
        return self._rates[row.route_id]


@lru_cache(maxsize=16_384)
def _cents(
    stop: costing.PlannedStop, extras: costing.Extras, rates: costing.Rates
) -> tuple[int, int]:
    lines = costing.planned_lines(stop, extras, rates)
    travel = (line for line in lines if line.kind in _TRAVEL)
    return int(costing.total(lines) * 100), int(costing.total(travel) * 100)
