"""A problem file in which no field is at its default, for tests that go through all fields."""

import json
from typing import Any

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
    Skill,
    SoftWindow,
    TechnicianRules,
    TimeWindow,
    Together,
    WorkLimit,
)
from optimizer.travel import Place, TrafficBand
from tests.optimizer.builders import a_break, a_shift, a_visit, grid, hours


def everything() -> Problem:
    """A problem on a road of 3 km in which no field is at its default."""
    visit = a_visit(
        "v1",
        km_east=1,
        windows=[(0, 9)],
        skills=[("tv", 2)],
        setup_s=60,
        window_bounds=Bounds.SERVICE,
        preferred=SoftWindow(opens=0, closes=5, cents_per_hour=7),
        equipment=("ladder", "crane"),
        parts={"tube": 1},
        load={"kg": 2},
        mandatory=True,
        fixed_cents=3,
        due_by=11,
        late_cents_per_hour=13,
        only_technicians=("t-s1", "ann"),
        never_technicians=("bob", "eve"),
        preferred_technicians=("ann", "bob"),
        other_technician_cents=17,
        promise=Promise(
            start=3,
            tolerance_s=2,
            moved_cents_per_hour=19,
            technician="ann",
            technician_cents=23,
        ),
        unpopular=4,
        technician="t-s1",
        pinned_start=4,
        unpinned_windows=(TimeWindow(opens=2, closes=5),),
    )
    skill = Skill(skill="tv", level=3, valid_until=hours(20), pace_percent=90, spare_level_cents=1)
    shift = a_shift(
        "s1",
        skills=[skill],
        breaks=[a_break()],
        max_overtime_s=5,
        pace_percent=110,
        equipment=("ladder", "saw"),
        stock={"tube": 3},
        pick_up=PickUp(place=2, service_s=60),
        capacity={"kg": 9},
        caps=Caps(visits=4, drive_s=100, distance_m=200, wait_s=300, route_s=400),
        prices=Prices(**dict.fromkeys(Prices.model_fields, 8)),
    )
    span = WorkLimit(opens=1, closes=2, max_s=3)
    fair = Fairness(fair_work_s=1, work_cents_per_hour=2, fair_points=3, cents_per_point=4)
    road = grid(3)
    bands = (TrafficBand(opens=1, percent=120), TrafficBand(opens=2, percent=80))
    return Problem(
        visits=(visit, a_visit("v2", km_east=2), a_visit("v3", km_east=3)),
        shifts=(shift,),
        places=tuple(Place(lat=52, lon=5, name="here") for _ in range(4)),
        travel=road.model_copy(update={"traffic": bands}),
        relations=(
            Together(visits=("v1", "v2"), tolerance_s=6),
            Apart(visits=("v2", "v3")),
            SameRoute(visits=("v1", "v2")),
            InOrder(visits=("v1", "v2")),
            After(first="v1", then="v3", min_gap_s=1, max_gap_s=2),
        ),
        technicians=(
            TechnicianRules(technician="t-s1", rest_s=5, work_limits=(span,), fairness=fair),
        ),
        largest_late_cents_per_hour=29,
        start_from={"s1": ("v2", "v1")},
        policy="storm day",
    )


def the_file() -> dict[str, Any]:
    written: dict[str, Any] = json.loads(everything().model_dump_json())
    return written
