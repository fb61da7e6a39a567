"""What a visit costs, line by line: quantity x rate / per = amount, halves of a cent up.

Planned lines of the visits of a route add up to what the optimizer priced the route at. What
belongs to the route as a whole, the way home and overtime, comes from `sharing`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from dispatch.cost_lines import DepotPass as DepotPass
from dispatch.cost_lines import Extras as Extras
from dispatch.cost_lines import Line as Line
from dispatch.cost_lines import LineKind as LineKind
from dispatch.cost_lines import Measured, all_lines
from dispatch.cost_lines import PlannedStop as PlannedStop
from dispatch.cost_lines import total as total
from dispatch.rates import Rates as Rates
from dispatch.rates import call_out_on as call_out_on
from dispatch.rates import card_on as card_on
from dispatch.rates import cents_per_100km as cents_per_100km
from dispatch.rates import cents_per_hour as cents_per_hour
from dispatch.rates import rates_on as rates_on
from dispatch.rates import remote_rate_on as remote_rate_on
from dispatch.sentences import Sentence
from dispatch.sharing import SECONDS as SECONDS
from dispatch.sharing import RouteFacts as RouteFacts
from dispatch.sharing import Shares as Shares
from dispatch.sharing import StopFacts as StopFacts
from dispatch.sharing import seconds_after
from dispatch.sharing import share_route as share_route


@dataclass(frozen=True)
class ActualWork:
    """What happened; times that nobody tapped are None."""

    travel_start: datetime | None
    arrival: datetime | None
    start: datetime | None
    end: datetime
    work_s: int
    drive_s: int | None
    distance_m: int | None


def planned_lines(stop: PlannedStop, extras: Extras, rates: Rates) -> tuple[Line, ...]:
    """The lines of a visit as planned; together with its route's others, the route's price."""
    origin = "departure" if stop.first else "previous stop"
    from_ = "first" if stop.first else "next"
    quantities = {
        LineKind.LABOUR: (
            Decimal(stop.work_s),
            Sentence("planned time on site", "source_planned_work"),
        ),
        LineKind.TRAVEL: (
            Decimal(stop.drive_s),
            Sentence(f"planned drive from {origin}", f"source_planned_drive_{from_}"),
        ),
        LineKind.WAITING: (
            Decimal(stop.wait_s),
            Sentence("planned wait before the start", "source_planned_wait"),
        ),
        LineKind.KM: (
            Decimal(stop.distance_m),
            Sentence(f"planned distance from {origin}", f"source_planned_km_{from_}"),
        ),
        LineKind.OVERTIME: (
            stop.shares.overtime_s,
            Sentence("share of the route's planned overtime", "source_planned_overtime"),
        ),
        LineKind.WORKING_TIME: (
            stop.shares.working_s,
            Sentence("share of the route's planned working time", "source_planned_working"),
        ),
    }
    return all_lines(quantities, stop, extras, rates, minimum=True)


def actual_lines(
    stop: PlannedStop, work: ActualWork, extras: Extras, rates: Rates, zone: tzinfo
) -> tuple[Line, ...]:
    """The lines of a visit as it happened; what nobody measured is taken from the plan.

    The minimum charge is for work on site: a visit where none began does not pay it.
    """
    quantities = {
        LineKind.LABOUR: _labour(work, zone),
        LineKind.TRAVEL: _drive(stop, work, zone),
        LineKind.WAITING: _wait(work, zone),
        LineKind.KM: _distance(stop, work),
        LineKind.OVERTIME: _overtime(stop, work),
        LineKind.WORKING_TIME: _working_time(stop, work),
    }
    began = work.start is not None or work.work_s > 0
    return all_lines(quantities, stop, extras, rates, minimum=began)


def _labour(work: ActualWork, zone: tzinfo) -> Measured:
    if work.start is not None:
        tapped = _between(work.start, work.end, zone)
        if tapped[0] == work.work_s:
            return tapped
    return Decimal(work.work_s), Sentence("work time reported", "source_work_reported")


def _drive(stop: PlannedStop, work: ActualWork, zone: tzinfo) -> Measured:
    if work.travel_start is not None:
        return _between(work.travel_start, work.arrival or work.end, zone)
    if work.drive_s is not None:
        return Decimal(work.drive_s), Sentence("drive time reported", "source_drive_reported")
    return Decimal(stop.drive_s), Sentence(
        "planned drive: start of travel was not tapped", "source_drive_not_tapped"
    )


def _wait(work: ActualWork, zone: tzinfo) -> Measured:
    nobody_worked = work.start is None and work.work_s == 0
    until = work.end if nobody_worked else work.start
    if work.arrival is None or until is None:
        return Decimal(0), ""
    return _between(work.arrival, until, zone)


def _distance(stop: PlannedStop, work: ActualWork) -> Measured:
    if work.distance_m is not None:
        return Decimal(work.distance_m), Sentence("distance reported", "source_km_reported")
    return Decimal(stop.distance_m), Sentence(
        "planned distance: none was reported", "source_km_not_reported"
    )


def _overtime(stop: PlannedStop, work: ActualWork) -> Measured:
    """Own time after closing, then the share of the way home that is driven after closing."""
    begins = work.travel_start or work.arrival or work.start or work.end
    own = seconds_after(stop.closes, begins, work.end)
    if work.end >= stop.closes:
        home = stop.shares.return_drive_s
    else:
        planned_own = seconds_after(stop.closes, stop.begins, stop.ends)
        home = max(Decimal(0), stop.shares.overtime_s - planned_own)
    source = Sentence(
        f"{own} s of the visit after the shift closed, and its share of the way home",
        "source_overtime",
        own_s=own,
    )
    return own + home, source


def _working_time(stop: PlannedStop, work: ActualWork) -> Measured:
    """From setting off to the end of the visit, and the planned share of the way home."""
    begins = work.travel_start or work.arrival or work.start
    if begins is None:
        source = Sentence("planned working time: nothing was tapped", "source_working_not_tapped")
        return stop.shares.working_s, source
    own = (work.end - begins) // timedelta(seconds=1)
    source = Sentence("from setting off to the end, and the way home", "source_working_tapped")
    return own + stop.shares.return_drive_s + stop.depot.loading_s + stop.depot.drive_s, source


def _between(begins: datetime, ends: datetime, zone: tzinfo) -> Measured:
    seconds = (ends - begins) // timedelta(seconds=1)
    taps = Sentence(
        f"taps {begins.astimezone(zone):%H:%M} to {ends.astimezone(zone):%H:%M %Z}",
        "source_taps",
        begun_at=begins,
        ended_at=ends,
    )
    return Decimal(seconds), taps
