"""Routes of the optimizer as rows: real times, kept rates, and each stop's share of the whole."""

import json
from typing import Any

from sqlalchemy.orm import Session

from dispatch import costing, models
from dispatch.explaining import Names, left_out_sentence
from dispatch.sentences import read
from dispatch.translate import Translation
from optimizer import solution
from optimizer.objective import working_s
from optimizer.problem import Shift


def add_route(
    session: Session, plan: models.Plan, route: solution.Route, translation: Translation
) -> models.Route:
    """Store one route with its stops and breaks."""
    origin, horizon = translation.shifts[route.shift], translation.horizon
    shift = translation.problem.shifts_by_id()[route.shift]
    row = models.Route(
        plan=plan,
        technician=origin.technician,
        shift_ref=route.shift,
        day=origin.day,
        opens=horizon.instant(shift.opens),
        closes=horizon.instant(shift.closes),
        departure=horizon.instant(route.departure),
        returns=horizon.instant(route.returns),
        return_drive_s=route.return_drive_s,
        return_distance_m=route.return_distance_m,
        overtime_s=route.overtime_s,
        hour_rate=origin.rates.hour,
        travel_hour_rate=origin.rates.travel_hour,
        km_rate=origin.rates.km,
        overtime_premium=origin.rates.overtime_premium,
        minimum_charge=origin.rates.minimum_charge,
        shift_price=origin.rates.shift_price,
        visit_price=origin.rates.visit_price,
        working_hour_rate=origin.rates.working_hour,
    )
    session.add(row)
    shares = _shares(route, shift, row, translation)
    for sequence, (stop, share) in enumerate(zip(route.stops, shares, strict=True), start=1):
        row.stops.append(
            models.Stop(
                visit=translation.visits[stop.visit],
                sequence=sequence,
                drive_s=stop.drive_s,
                distance_m=stop.distance_m,
                arrival=horizon.instant(stop.arrival),
                wait_s=stop.wait_s,
                starts=horizon.instant(stop.start),
                ends=horizon.instant(stop.end),
                return_drive_s=share.return_drive_s,
                return_distance_m=share.return_distance_m,
                overtime_s=share.overtime_s,
                working_s=share.working_s,
                shift_price=share.shift_price,
                **_depot_pass(route.picked_up, sequence, translation),
            )
        )
    for rest in route.breaks:
        row.breaks.append(
            models.RouteBreak(starts=horizon.instant(rest.start), ends=horizon.instant(rest.end))
        )
    return row


def _depot_pass(
    passed: solution.PickedUp | None, sequence: int, translation: Translation
) -> dict[str, Any]:
    """Columns of the stop that the pass by the depot comes before."""
    if passed is None or passed.before != sequence - 1:
        return {}
    return {
        "depot_arrival": translation.horizon.instant(passed.arrival),
        "depot_ends": translation.horizon.instant(passed.end),
        "depot_drive_s": passed.drive_s,
        "depot_distance_m": passed.distance_m,
        "depot_wait_s": passed.wait_s,
        "loading_s": passed.end - passed.start,
    }


def left_out_row(unassigned: solution.Unassigned, names: Names) -> models.UnassignedVisit:
    """What the plan says of a visit it leaves out; plan and visit are still to be set."""
    by_hand = unassigned.reason is solution.Reason.NOT_PLACED
    return models.UnassignedVisit(
        reason=unassigned.reason.value,
        sentence=read(unassigned.sentence) if by_hand else left_out_sentence(unassigned, names),
        refusals_json=json.dumps(
            [refusal.model_dump(mode="json") for refusal in unassigned.refusals]
        ),
    )


def _shares(
    route: solution.Route, shift: Shift, row: models.Route, translation: Translation
) -> list[costing.Shares]:
    """What each stop bears of the way home and the overtime."""
    problem, horizon = translation.problem, translation.horizon
    visits = problem.visits_by_id()
    return costing.share_route(
        [
            costing.StopFacts(
                home_distance_m=0
                if shift.end_place is None
                else problem.travel.distance_m(shift.end_place, visits[stop.visit].place),
                ends=horizon.instant(stop.end),
            )
            for stop in route.stops
        ],
        costing.RouteFacts(
            departure=row.departure,
            closes=row.closes,
            return_drive_s=route.return_drive_s,
            return_distance_m=route.return_distance_m,
            overtime_s=route.overtime_s,
            travel_hour_rate=row.travel_hour_rate,
            km_rate=row.km_rate,
            overtime_premium=row.overtime_premium,
            working_s=working_s(route),
            working_hour_rate=row.working_hour_rate,
            shift_price=row.shift_price,
        ),
    )
