"""How plans are shown on a terminal and as JSON."""

import shlex
import signal
from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from types import FrameType
from typing import Any, Self

from rich.table import Table

from dispatch.commands.common import Workplace, console, money
from dispatch.horizon import amount
from dispatch.queries.plan_verdict import ViolationRow
from dispatch.queries.plans import PlanRow, PlanSummary, RouteRow
from dispatch.queries.promises import PromiseRow


class Interrupt:
    """Ctrl-C as a question that can be asked, instead of an error in the middle of things."""

    def __init__(self) -> None:
        self._pressed = False
        self._before: Any = None

    def __enter__(self) -> Self:
        self._before = signal.signal(signal.SIGINT, self._press)
        return self

    def __exit__(self, *_: object) -> None:
        signal.signal(signal.SIGINT, self._before)

    def asked(self) -> bool:
        return self._pressed

    def _press(self, _signal: int, _frame: FrameType | None) -> None:
        self._pressed = True


def as_object(found: PlanSummary) -> dict[str, Any]:
    """The plan as one JSON object."""
    return {**asdict(found), "drive_share": round(found.drive_share, 4)}


def print_summary(place: Workplace, found: PlanSummary) -> None:
    """Key figures, what each line of the objective costs, and what is left out."""
    last = found.first_day + timedelta(days=found.days - 1)
    days = f"{found.first_day:%a %d %b %Y}" + ("" if found.days == 1 else f" to {last:%a %d %b}")
    console.print(f"[bold]Plan {found.plan_id}[/bold] · {found.status} · {days}")
    saved = found.saved_cents / found.baseline_cents if found.baseline_cents else 0.0
    rows = [
        ("visits served", f"{found.served} of {found.visits}"),
        ("on time", f"{found.on_time} of {found.served}"),
        ("technicians", f"{found.technicians}, {found.distance_m / 1000:,.0f} km"),
        ("driving", f"{found.drive_share:.0%} of the working time"),
        ("overtime", _hours(found.overtime_s)),
        ("cost", money(amount(found.objective_cents), found.currency) + _lines(found)),
        (
            "nearest technician first",
            f"{money(amount(found.baseline_cents), found.currency)}, "
            f"{found.baseline_served} visits served",
        ),
        ("saved", f"{money(amount(found.saved_cents), found.currency)} ({saved:.0%})"),
        ("policy", found.policy),
        ("proven", _proven(found)),
        ("referee", _verdict(found)),
        ("travel", found.travel_source),
        ("search", f"{found.engine}, {found.search_seconds:.1f} s"),
    ]
    table = Table.grid(padding=(0, 2))
    for name, value in rows:
        table.add_row(name, value)
    console.print(table)
    if found.unassigned:
        console.print(_left_out(found))
    if found.violations:
        print_violations(found)


def _proven(found: PlanSummary) -> str:
    if found.bound_cents is None or found.gap is None:
        return "nothing yet about the best possible plan"
    best = money(amount(found.bound_cents), found.currency)
    return f"no plan is cheaper than {best}: at most {found.gap:.1%} away from the best"


def _verdict(found: PlanSummary) -> str:
    if not found.checked:
        return "not asked: loaded history"
    if found.violations and all(one.accepted_by for one in found.violations):
        return "rules broken, all accepted, see below"
    return "refused, see below" if found.violations else "no rule broken"


def print_routes(place: Workplace, found: PlanSummary) -> None:
    for route in found.routes:
        console.print(_route(place, route))


def print_violations(found: PlanSummary) -> None:
    """What the referee says, one line each."""
    for violation in found.violations:
        line = f"{violation.rule}: {violation.sentence} ({violation.amount} {violation.unit})"
        console.print(line, markup=False, style="red")
        console.print(f"    {_answer(violation)}", markup=False)
    if not found.violations:
        console.print(f"plan {found.plan_id} breaks no rule")


def _answer(violation: ViolationRow) -> str:
    """Who accepted it, how to, or why nobody may."""
    if violation.accepted_by:
        return f"accepted by {violation.accepted_by}: {violation.reason}"
    if violation.never:
        return f"cannot be accepted: {violation.never}"
    return f"to publish all the same: --accept {shlex.quote(violation.name)}"


def plan_list(place: Workplace, rows: Sequence[PlanRow]) -> Table:
    table = Table(
        "plan",
        "status",
        "first day",
        "days",
        "made",
        "by",
        "policy",
        "cost",
        "nearest first",
        "gap",
    )
    for row in rows:
        table.add_row(
            str(row.plan_id),
            row.status,
            f"{row.first_day:%a %d %b %Y}",
            str(row.days),
            place.local(row.created_at),
            row.created_by,
            row.policy,
            money(amount(row.objective_cents), row.currency),
            money(amount(row.baseline_cents), row.currency),
            "" if row.gap is None else f"{row.gap:.1%}",
        )
    return table


def promise_list(place: Workplace, promises: Sequence[PromiseRow]) -> Table:
    table = Table("visit", "customer", "town", "technician", "we come between")
    for promise in promises:
        table.add_row(
            promise.visit,
            promise.customer,
            promise.town,
            promise.technician,
            f"{place.local(promise.promised_from)} and {place.clock_time(promise.promised_until)}",
        )
    return table


def _left_out(found: PlanSummary) -> Table:
    table = Table("not placed", "customer", "town", "why", title="Left out")
    for row in found.unassigned:
        table.add_row(row.visit, row.customer, row.town, row.sentence)
    return table


def _route(place: Workplace, route: RouteRow) -> Table:
    title = (
        f"{route.technician} · {route.day:%a %d %b} · leaves {place.clock_time(route.departure)}, "
        f"back {place.clock_time(route.returns)} · {route.distance_m / 1000:.0f} km"
    )
    table = Table(
        "arrives", "waits", "starts", "ends", "visit", "customer", "town",
        title=title, title_justify="left",
    )  # fmt: skip
    for stop in route.stops:
        table.add_row(
            place.clock_time(stop.arrival),
            f"{stop.wait_s // 60} min" if stop.wait_s >= 60 else "",
            place.clock_time(stop.starts),
            place.clock_time(stop.ends) + (f", {_late(stop.late_s)} late" if stop.late_s else ""),
            stop.visit,
            stop.customer,
            stop.town,
        )
    return table


_LINES = {
    "work": "work",
    "minimum": "minimum charge",
    "drive": "driving",
    "wait": "waiting",
    "distance": "km",
    "overtime": "overtime",
    "used": "shifts used",
    "route": "paid working time",
    "visit": "contractors",
    "fixed": "call-out, parts, overhead",
    "late": "lateness",
    "preferred_time": "outside preferred times",
    "technician": "not the preferred technician",
    "spare_level": "more skilled than needed",
    "moved": "moved promises",
    "fairness": "unequal work",
    "largest_late": "largest lateness",
    "left_out": "left out",
}


def _lines(found: PlanSummary) -> str:
    parts = [f"{_LINES[line]} {cents / 100:,.2f}" for line, cents in found.costs.items() if cents]
    return f" = {' + '.join(parts)}" if parts else ""


def _hours(seconds: int) -> str:
    return f"{seconds // 3600}:{seconds // 60 % 60:02d} h"


def _late(seconds: int) -> str:
    """'25 min', '3 h', '4 d': one figure is enough to see how bad it is."""
    if seconds < 2 * 3600:
        return f"{-(-seconds // 60)} min"
    return f"{seconds // 3600} h" if seconds < 48 * 3600 else f"{seconds // 86400} d"
