"""Faults of `mutate_checker` that change nothing that anyone could see, and why."""

EQUIVALENT: dict[str, str] = {
    "check.py _fingerprint: 'json' -> 'json?'": "the file's values are the same in either mode",
    "check_costs.py _bill: True -> False": "both lists have one entry a call, `strict` or not",
    "check_relations.py in_order: before.number > later.number -> before.number >= later.number": (
        "two visits of one route are never the same stop"
    ),
    "check_route.py pinned_start: stop.start > visit.pinned_start -> "
    "stop.start >= visit.pinned_start": "only looked at where they differ",
    "check_trip.py _at_the_wheel_s: moment > leaves -> moment >= leaves": (
        "adds a stretch of no seconds"
    ),
    "check_trip.py _at_the_wheel_s: left <= speed * (change - clock) -> "
    "left < speed * (change - clock)": "what is left for the next stretch is nothing",
}
