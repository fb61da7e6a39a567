"""Costs in words and figures of the visitor's language."""

from collections.abc import Iterable
from decimal import Decimal

from dashboard.visitor import Visitor
from dispatch.cost_reasons import Reason, ReasonKind
from dispatch.queries.cost_overview import CostRow
from dispatch.statuses import VisitOutcome
from dispatch.variance import Flag


def counted(visitor: Visitor, key: str, count: int, **values: object) -> str:
    """A text with {count}; exactly one has a text of its own."""
    if count == 1:
        return visitor.say(f"costs.{key}_one", **values)
    return visitor.say(f"costs.{key}", count=visitor.formats.number(count), **values)


def signed(visitor: Visitor, amount: Decimal) -> str:
    """'+€9.40', '−€9.40', '€0.00'."""
    sign = "+" if amount > 0 else "−" if amount < 0 else ""
    return sign + visitor.formats.money(abs(amount))


def tone(amount: Decimal) -> str:
    """Which way it went: 'more', 'less' or ''."""
    return "more" if amount > 0 else "less" if amount < 0 else ""


def signed_percent(visitor: Visitor, share: Decimal | float) -> str:
    """'+9%', '−3%', '0%'."""
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return sign + visitor.formats.percent(abs(float(share)))


def money(visitor: Visitor, amount: Decimal | None) -> str:
    return visitor.say("costs.no_value") if amount is None else visitor.formats.money(amount)


def percent(visitor: Visitor, share: Decimal | None) -> str:
    return visitor.say("costs.no_value") if share is None else visitor.formats.percent(float(share))


def quantity(visitor: Visitor, amount: Decimal, unit: str) -> str:
    """'1 h 05', '19 min 22 s', '17.5 km' or '2'."""
    if unit == "m":
        return f"{visitor.formats.number(amount / 1000, 2)} km"
    if unit != "s":
        return visitor.formats.number(amount)
    seconds = int(amount.to_integral_value())
    if seconds % 60 == 0:
        return visitor.formats.minutes(seconds)
    rest = f"{seconds % 60} s"
    return rest if seconds < 60 else f"{visitor.formats.minutes(seconds // 60 * 60)} {rest}"


def rate(visitor: Visitor, amount: Decimal, unit: str) -> str:
    """'€48.00/h', '€0.35/km' or '€38.50', with further decimals only where there are some."""
    cents = amount.quantize(Decimal("0.01"))
    text = visitor.formats.money(cents) if cents == amount else visitor.formats.number(amount, 4)
    return text + {"s": f"/{visitor.formats.hour}", "m": "/km"}.get(unit, "")


def line(visitor: Visitor, kind: str) -> str:
    return visitor.say(f"costs.line_{kind}")


def outcome(visitor: Visitor, found: VisitOutcome | None) -> str:
    return visitor.say(f"costs.outcome_{found or 'none'}")


def reason(visitor: Visitor, found: Reason | None) -> str:
    """The one sentence that explains most."""
    if found is None:
        return ""
    say, named = visitor.say, line(visitor, found.line) if found.line else ""
    if found.kind is ReasonKind.RETURN_VISIT:
        if found.earlier is None:
            return say("costs.reason_return_visit_plain", number=found.number)
        earlier = outcome(visitor, found.earlier)
        return say("costs.reason_return_visit", number=found.number, earlier=earlier)
    if found.kind is ReasonKind.DEAR_LINE:
        return say("costs.reason_dear_line", line=named)
    if found.kind is not ReasonKind.LINE_MOVED:
        return say(f"costs.reason_{found.kind}")
    if found.unit in ("s", "m") and found.quantity:
        way = "longer" if found.quantity > 0 else "shorter"
        moved = quantity(visitor, abs(found.quantity), found.unit)
        return say(f"costs.reason_{way}", line=named, moved=moved)
    way = "dearer" if found.amount > 0 else "cheaper"
    return say(f"costs.reason_{way}", line=named)


def flags(visitor: Visitor, found: Iterable[Flag]) -> str:
    return ", ".join(visitor.say(f"costs.flag_{flag}") for flag in found)


def limits(visitor: Visitor, row: CostRow) -> list[str]:
    """Which threshold the visit is above, with the amount; then its other marks."""
    found = []
    if Flag.FAR_OVER_PLAN in row.flags:
        limit = visitor.formats.money(row.far_over)
        found.append(visitor.say("costs.limit_far_over_plan", limit=limit))
    if Flag.AMONG_DEAREST in row.flags and row.p90 is not None:
        limit = visitor.formats.money(row.p90)
        found.append(visitor.say("costs.limit_among_dearest", limit=limit, work_type=row.work_type))
    others = [flag for flag in row.flags if flag not in (Flag.FAR_OVER_PLAN, Flag.AMONG_DEAREST)]
    if others:
        found.append(flags(visitor, others))
    return found
