"""Hours of the week in which driving takes longer, as bands of the travel matrix."""

from datetime import timedelta

from dispatch import opening_hours
from dispatch.errors import BadValue
from dispatch.horizon import Horizon, Policy
from optimizer.travel import TrafficBand, TravelMatrix

USUAL = 100


def in_traffic(travel: TravelMatrix, horizon: Horizon, policy: Policy) -> TravelMatrix:
    """The matrix with the traffic of the planned days; `BadValue` where two bands overlap."""
    if not policy.traffic:
        return travel
    return travel.model_copy(update={"traffic": tuple(_bands(horizon, policy))})


def _bands(horizon: Horizon, policy: Policy) -> list[TrafficBand]:
    calendar = horizon.calendar
    dates = [*horizon.dates, horizon.dates[-1] + timedelta(days=1)]
    spans = sorted(
        (max(0, horizon.second(opens)), horizon.second(closes), percent, hours)
        for hours, percent in policy.traffic.items()
        for opens, closes in opening_hours.windows(
            opening_hours.parse(hours), dates, calendar.zone, calendar.is_holiday
        )
        if horizon.second(closes) > 0
    )
    bands: dict[int, int] = {}
    ends, before = 0, ""
    for opens, closes, percent, hours in spans:
        if opens < ends:
            raise BadValue(
                f"setting traffic: {before!r} and {hours!r} overlap, expected one at a time",
                "traffic_overlaps",
            )
        bands[opens] = percent
        bands[closes] = USUAL
        ends, before = closes, hours
    return [TrafficBand(opens=opens, percent=percent) for opens, percent in bands.items()]
