"""Rules of one whole row, once each of its cells is good: pure functions of the values."""

from datetime import time

from dispatch import coordinates
from dispatch.import_kinds import Rules
from dispatch.import_specs import Values, Wrong
from dispatch.planning_rules import RelationKind, RouteEnd, RouteStart
from dispatch.statuses import CaseStatus


def check_place(values: Values, rules: Rules) -> list[Wrong]:
    """Coordinates may be missing, but not half, swapped, impossible or outside the area."""
    lat, lon = values.get("lat"), values.get("lon")
    if lat is None and lon is None:
        return []
    if lat is None or lon is None:
        missing = "lat" if lat is None else "lon"
        return [(missing, "is missing; expected both lat and lon, or neither")]
    wrong = coordinates.check(lat, lon, rules.area)
    return [("lat", wrong)] if wrong else []


def check_technician(values: Values, rules: Rules) -> list[Wrong]:
    """Shifts that begin or end at a depot need to know which."""
    wrong = check_place(values, rules)
    for name, at_depot in (("starts_at", RouteStart.DEPOT), ("ends_at", RouteEnd.DEPOT)):
        if values.get(name) is at_depot and "depot_id" in values and values["depot_id"] is None:
            wrong.append((name, "is depot; expected a depot in the column depot"))
    return wrong


def check_visit(values: Values, _rules: Rules) -> list[Wrong]:
    begins, ends = values.get("preferred_from"), values.get("preferred_until")
    if (begins is None) is not (ends is None):
        missing = "preferred_from" if begins is None else "preferred_until"
        return [(missing, "is empty; expected both preferred_from and preferred_until")]
    if begins is not None and ends is not None and ends < begins:
        return [("preferred_until", "is before preferred_from")]
    return []


def check_relation(values: Values, _rules: Rules) -> list[Wrong]:
    members, kind = values["members"], values["kind"]
    if kind is RelationKind.AFTER and len(members) != 2:
        return [("visits", f"has {len(members)} visits; expected two: the first, then the other")]
    longest = values.get("max_gap_min")
    if longest is not None and longest < values.get("min_gap_min", 0):
        return [("max_gap_min", f"{longest} is below min_gap_min {values['min_gap_min']}")]
    return []


def check_shift(values: Values, _rules: Rules) -> list[Wrong]:
    opens: time = values["opens"]
    closes: time = values["closes"]
    earliest, latest = values.get("break_earliest"), values.get("break_latest")
    if opens == closes:
        return [("closes", f"{closes:%H:%M} is also when the shift opens")]
    if not values.get("break_min"):
        return []
    if earliest is None or latest is None:
        return [("break_earliest", "a break needs break_earliest and break_latest")]
    if _minutes_after(opens, latest) < _minutes_after(opens, earliest):
        return [("break_latest", f"{latest:%H:%M} is before break_earliest {earliest:%H:%M}")]
    if _minutes_after(opens, latest) + values["break_min"] > _minutes_after(opens, closes):
        return [("break_latest", f"a break from {latest:%H:%M} ends after {closes:%H:%M}")]
    return []


def _minutes_after(first: time, second: time) -> int:
    """Minutes from the first to the second time of day, over midnight if need be."""
    minutes = second.hour * 60 + second.minute - first.hour * 60 - first.minute
    return minutes % 1440


def check_absence(values: Values, _rules: Rules) -> list[Wrong]:
    if values["last_day"] < values["first_day"]:
        return [("last_day", f"{values['last_day']} is before first_day {values['first_day']}")]
    return []


def check_case(values: Values, _rules: Rules) -> list[Wrong]:
    wrong: list[Wrong] = []
    if values.get("site_id") is None and values.get("device_id") is None:
        wrong.append(("site", "is empty; expected a site or a device"))
    since = values.get("_status_since")
    if since is not None and since < values["opened_at"]:
        wrong.append(("status_since", "is before opened_at"))
    if values.get("_status") is CaseStatus.CLOSED and since is None:
        wrong.append(("status_since", "is empty; expected when the case was closed"))
    return wrong
