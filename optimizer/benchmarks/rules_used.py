"""Which rules of the model a problem uses, so that a peer can say what it cannot express."""

from collections.abc import Callable

from optimizer.problem import Bounds, Caps, Prices, Problem

Looks = Callable[[Problem], bool]

RULES: dict[str, Looks] = {
    "several windows": lambda p: any(len(v.windows) > 1 for v in p.visits),
    "windows of whole services": lambda p: any(
        v.windows and v.window_bounds is Bounds.SERVICE for v in p.visits
    ),
    "setup times": lambda p: any(v.setup_s for v in p.visits),
    "preferred windows": lambda p: any(v.preferred for v in p.visits),
    "lateness": lambda p: (
        any(v.due_by is not None and v.late_cents_per_hour for v in p.visits)
        or p.largest_late_cents_per_hour > 0
    ),
    "equipment": lambda p: any(v.equipment for v in p.visits),
    "parts": lambda p: any(v.parts for v in p.visits),
    "loads": lambda p: any(v.load for v in p.visits) and any(s.capacity for s in p.shifts),
    "preferred technicians": lambda p: any(v.preferred_technicians for v in p.visits),
    "promises": lambda p: any(v.promise for v in p.visits),
    "pinned visits": lambda p: any(v.technician or v.pinned_start is not None for v in p.visits),
    "leaving out": lambda p: any(not v.mandatory for v in p.visits),
    "relations": lambda p: bool(p.relations),
    "rules per technician": lambda p: bool(p.technicians),
    "traffic": lambda p: bool(p.travel.traffic),
    "breaks": lambda p: any(s.breaks for s in p.shifts),
    "overtime": lambda p: any(s.max_overtime_s for s in p.shifts),
    "pace": lambda p: any(
        s.pace_percent != 100 or any(k.pace_percent != 100 for k in s.skills) for s in p.shifts
    ),
    "price of spare skill levels": lambda p: any(
        k.spare_level_cents for s in p.shifts for k in s.skills
    ),
    "routes that end anywhere": lambda p: any(s.end_place is None for s in p.shifts),
    "cap on route duration": lambda p: any(s.caps.route_s is not None for s in p.shifts),
    "other caps": lambda p: any(
        s.caps.model_copy(update={"route_s": None}) != Caps() for s in p.shifts
    ),
    "price of working time": lambda p: any(s.prices.route_cents_per_hour for s in p.shifts),
    "other prices": lambda p: (
        any(
            s.prices.model_copy(
                update={
                    "route_cents_per_hour": 0,
                    "drive_cents_per_hour": 0,
                    "distance_cents_per_100km": 0,
                    "overtime_cents_per_hour": 0,
                }
            )
            != Prices()
            for s in p.shifts
        )
        or any(v.fixed_cents for v in p.visits)
    ),
}
"""Driving, distance, skills and one window of starts are rules that all peers know."""


def used(problem: Problem) -> list[str]:
    return [rule for rule, look in RULES.items() if look(problem)]
