"""Two valid days, planned by hand, in which the rules beyond times and skills bind.

Driving takes twice the time from 8:30 to 9:30 on the first day. Ann works on both days, Bob is a
contractor.
a1 (Ann, 8:00-12:00, one tube on board, depot at km 10), from km 0, ends at the last visit:
  8:00 leaves, 8:05 at v1 (km 5), 5 minutes of setup and 20 of work, the tube is used up,
  8:30 leaves, 8:40-8:50 at the depot: the double time for 5 km,
  9:35 at v2 (km 35): 20 of the 25 km by 9:30, 40 minutes x 150 percent, until 10:35,
  waits 5 minutes, 10:40-11:10 v4 at the same place, without its setup
b1 (Bob, 8:00-12:00, break of 10 minutes at 10:05), from km 40 to km 40:
  9:30 leaves, 9:34-10:04 v3 (km 36), together with v2,
  drives a minute, break 10:05-10:15, 10:18 back
a2 (Ann, the next day 6:00-9:00), from km 0 to km 0:
  6:00 leaves, 6:10-6:30 v6 (km 10), 10 minutes late, 6:40 back
v5 is left out.
"""

from optimizer.problem import (
    After,
    Apart,
    Bounds,
    Caps,
    Fairness,
    InOrder,
    PickUp,
    Prices,
    Problem,
    Promise,
    SameRoute,
    Shift,
    Skill,
    SoftWindow,
    TechnicianRules,
    Together,
    Visit,
    Who,
    WorkLimit,
)
from optimizer.solution import BreakTaken, Costs, PickedUp, Reason, Route, Solution, Unassigned
from optimizer.travel import TrafficBand
from tests.optimizer.builders import a_break, a_shift, a_visit, grid, hours
from tests.optimizer.two_shifts import a_stop

DAY = hours(24)

A1_COSTS = Costs(
    work=2500 + 1000 + 6000 + 3000,
    drive=500 + 1000 + 4500,
    wait=5 * 50,
    distance=(5 + 5 + 25) * 30,
    spare_level=200,
)
B1_COSTS = Costs(
    used=1000, visit=4000, route=38 * 20, technician=500, preferred_time=200, moved=900 + 700
)
A2_COSTS = Costs(work=2000, drive=2000, distance=20 * 30, late=100)
COSTS = Costs(
    work=12_500 + 2000,
    drive=6000 + 2000,
    wait=250,
    distance=1050 + 600,
    used=1000,
    route=760,
    visit=4000,
    late=100,
    preferred_time=200,
    technician=500,
    spare_level=200,
    moved=1600,
    fairness=30 * 20 + 250,
    largest_late=50,
    left_out=30_000,
)
CENTS = 14_500 + 8000 + 250 + 1650 + 1000 + 760 + 4000 + 100 + 200 + 500 + 200 + 1600 + 850 + 30_050


def two_days() -> Problem:
    rush_hour = (
        TrafficBand(opens=hours(8, 30), percent=200),
        TrafficBand(opens=hours(9, 30), percent=100),
    )
    return Problem(
        visits=tuple(_visits()),
        shifts=tuple(_shifts()),
        travel=grid().model_copy(update={"traffic": rush_hour}),
        relations=(
            Together(visits=("v2", "v3"), tolerance_s=60),
            After(first="v2", then="v4", min_gap_s=300, max_gap_s=300, technician=Who.SAME),
            After(first="v2", then="v6", min_gap_s=hours(20), gap_from="start"),
            Apart(visits=("v1", "v3", "v6", "v5")),
            SameRoute(visits=("v4", "v5", "v1")),
            InOrder(visits=("v1", "v5", "v2", "v4")),
        ),
        technicians=(
            TechnicianRules(
                technician="ann",
                rest_s=hours(18, 50),
                work_limits=(
                    WorkLimit(opens=hours(8), closes=DAY + hours(6), max_s=hours(0, 190 + 40)),
                    WorkLimit(opens=DAY, closes=DAY + hours(6), max_s=hours(0, 40)),
                ),
                fairness=Fairness(
                    fair_work_s=hours(0, 200),
                    work_cents_per_hour=1200,
                    fair_points=4,
                    cents_per_point=250,
                ),
            ),
        ),
        largest_late_cents_per_hour=300,
    )


def _visits() -> list[Visit]:
    return [
        a_visit("v1", km_east=5, service_s=1200, setup_s=300, parts={"tube": 1}, unpopular=3),
        a_visit(
            "v2",
            km_east=35,
            service_s=2400,
            windows=[(hours(9, 35), hours(10, 35))],
            window_bounds=Bounds.SERVICE,
            skills=[("tv", 2)],
            equipment=("ladder",),
            parts={"tube": 2, "filter": 1},
            only_technicians=("ann", "cat"),
        ),
        a_visit(
            "v3",
            km_east=36,
            preferred=SoftWindow(opens=hours(9), closes=hours(9, 30), cents_per_hour=3000),
            never_technicians=("ann",),
            preferred_technicians=("ann", "cat"),
            other_technician_cents=500,
            promise=Promise(
                start=hours(9, 20),
                tolerance_s=300,
                moved_cents_per_hour=6000,
                technician="cat",
                technician_cents=700,
            ),
        ),
        a_visit("v4", km_east=35, setup_s=600, load={"kg": 3}),
        a_visit("v5", km_east=60, leave_out_cents=30_000),
        a_visit(
            "v6",
            km_east=10,
            service_s=1200,
            load={"kg": 5},
            mandatory=True,
            due_by=DAY + hours(6, 20),
            late_cents_per_hour=600,
            preferred_technicians=("ann",),
            other_technician_cents=500,
            unpopular=2,
        ),
    ]


def _shifts() -> list[Shift]:
    return [
        a_shift(
            "a1",
            technician="ann",
            end_place=None,
            closes=hours(12),
            skills=[Skill(skill="tv", level=3, pace_percent=150, spare_level_cents=200)],
            stock={"tube": 1},
            pick_up=PickUp(place=10, service_s=600),
        ),
        a_shift(
            "b1",
            technician="bob",
            km_east=40,
            closes=hours(12),
            breaks=[a_break(hours(10, 5), hours(10, 5), duration_s=600)],
            prices=Prices(used_cents=1000, visit_cents=4000, route_cents_per_hour=1200),
        ),
        a_shift(
            "a2",
            technician="ann",
            opens=DAY + hours(6),
            closes=DAY + hours(9),
            capacity={"kg": 5},
            caps=Caps(visits=1, drive_s=1200, distance_m=20_000, wait_s=0, route_s=2400),
        ),
    ]


def their_plan() -> Solution:
    return Solution(
        routes=(_first_day(), _bobs_day(), _second_day()),
        unassigned=(Unassigned(visit="v5", reason=Reason.NO_ROOM, sentence="no room"),),
        costs=COSTS,
        objective_cents=CENTS,
    )


def _first_day() -> Route:
    to_v2 = a_stop("v2", 25, arrival=hours(9, 35), service_s=3600)
    return Route(
        shift="a1",
        departure=hours(8),
        stops=(
            a_stop("v1", 5, arrival=hours(8, 5), service_s=1500),
            to_v2.model_copy(update={"drive_s": 2700}),
            a_stop("v4", 0, arrival=hours(10, 35), wait_s=300, service_s=1800),
        ),
        picked_up=PickedUp(
            before=1,
            drive_s=600,
            distance_m=5000,
            arrival=hours(8, 40),
            wait_s=0,
            start=hours(8, 40),
            end=hours(8, 50),
        ),
        return_drive_s=0,
        return_distance_m=0,
        returns=hours(11, 10),
        overtime_s=0,
        costs=A1_COSTS,
    )


def _bobs_day() -> Route:
    return Route(
        shift="b1",
        departure=hours(9, 30),
        stops=(a_stop("v3", 4, arrival=hours(9, 34), service_s=1800),),
        breaks=(BreakTaken(start=hours(10, 5), end=hours(10, 15)),),
        return_drive_s=240,
        return_distance_m=4000,
        returns=hours(10, 18),
        overtime_s=0,
        costs=B1_COSTS,
    )


def _second_day() -> Route:
    return Route(
        shift="a2",
        departure=DAY + hours(6),
        stops=(a_stop("v6", 10, arrival=DAY + hours(6, 10), service_s=1200),),
        return_drive_s=600,
        return_distance_m=10_000,
        returns=DAY + hours(6, 40),
        overtime_s=0,
        costs=A2_COSTS,
    )
