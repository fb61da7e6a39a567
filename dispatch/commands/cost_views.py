"""How costs are printed: the period, and one visit's receipt."""

from decimal import ROUND_HALF_UP, Decimal

from rich.markup import escape
from rich.table import Table

from dispatch.commands.common import Workplace, console, money
from dispatch.queries.cost_receipt import Receipt, ReceiptSide
from dispatch.queries.costs import CostPeriod, CostRow
from dispatch.sharing import METRES, SECONDS


def quantity(amount: Decimal, unit: str) -> str:
    """'1:05:30' hours, '17.5 km' or '2'."""
    if unit == SECONDS:
        seconds = int(amount.quantize(Decimal(1), ROUND_HALF_UP))
        return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    if unit == METRES:
        return f"{(amount / 1000).quantize(Decimal('0.1'), ROUND_HALF_UP)} km"
    return f"{amount.normalize():f}"


def rate(amount: Decimal, unit: str) -> str:
    """'48.00/h', '0.35/km' or '38.50', with further decimals only where there are some."""
    text = f"{amount:.2f}" if amount == amount.quantize(Decimal("0.01")) else f"{amount:f}"
    return text + {SECONDS: "/h", METRES: "/km"}.get(unit, "")


def print_period(found: CostPeriod) -> None:
    if not found.rows:
        console.print(f"no visit ended from {found.first_day} to {found.last_day}")
        return
    console.print(_rows_table(found))
    console.print(_kinds_table(found))
    for status, count, amount in found.statuses:
        if count:
            console.print(f"{status}: {_visits(count)}, {money(amount, found.currency)}")
    for flag, count in found.flags:
        console.print(f"{flag.replace('_', ' ')}: {_visits(count)}")
    if found.cost_per_solved_case is not None:
        mean = money(found.cost_per_solved_case, found.currency)
        console.print(f"solved cases: {found.solved_cases}, each {mean} with remote support")
    unpriced = sum(case.unpriced_minutes for case in found.cases)
    if unpriced:
        console.print(f"{unpriced} minutes of remote support have no rate and are not counted")


def print_receipt(found: Receipt, place: Workplace) -> None:
    head = f"{found.visit_ref}, {found.customer}, {found.technician}: {found.visit_status}"
    console.print(head + (f", {found.outcome}" if found.outcome else ""), markup=False)
    if found.findings:
        console.print(f"findings: {found.findings}", markup=False)
    console.print(_receipt_table(found))
    console.print(f"amounts in {found.currency}; cost version {found.version}", markup=False)
    for step in found.decisions:
        why = f": {step.why}" if step.why else ""
        console.print(f"{place.local(step.at)} {step.status} by {step.by}{why}", markup=False)


def _receipt_table(found: Receipt) -> Table:
    table = Table(show_footer=True)
    table.add_column("Line", footer="total")
    table.add_column("Planned")
    table.add_column("", justify="right", footer=_plain(found.planned))
    table.add_column("Actual")
    table.add_column("", justify="right", footer=_plain(found.actual))
    gap = None if found.actual is None else found.actual - found.planned
    table.add_column("Difference", justify="right", footer=_signed(gap))
    table.add_column("From")
    for line in found.lines:
        side = line.actual or line.planned
        table.add_row(
            line.kind,
            _sum(line.planned),
            _plain(line.planned.amount if line.planned else None),
            _sum(line.actual),
            _plain(line.actual.amount if line.actual else None),
            _signed(line.difference if found.actual is not None else None),
            escape(side.source if side else ""),
        )
    return table


def _rows_table(found: CostPeriod) -> Table:
    table = Table(
        title=f"visits that ended from {found.first_day} to {found.last_day}",
        title_justify="left",
        show_footer=True,
    )
    for heading, footer in (("Visit", _visits(len(found.rows))), ("Day", ""), ("Customer", "")):
        table.add_column(heading, footer=footer)
    table.add_column("Technician")
    table.add_column("Planned", justify="right", footer=money(found.planned, found.currency))
    table.add_column("Actual", justify="right", footer=money(found.actual, found.currency))
    table.add_column("Difference", justify="right", footer=_signed(found.difference))
    for heading in ("Mostly", "Status", "Flags"):
        table.add_column(heading)
    for row in found.rows:
        table.add_row(*(escape(cell) for cell in _row_cells(row, found.currency)))
    return table


def _row_cells(row: CostRow, currency: str) -> tuple[str, ...]:
    return (
        row.visit_ref,
        f"{row.day:%d %b}",
        f"{row.customer}, {row.town}",
        row.technician,
        money(row.planned, currency),
        money(row.actual, currency),
        _signed(row.difference),
        f"{row.cause.kind} {_signed(row.cause.amount)}" if row.cause else "",
        row.status,
        ", ".join(flag.replace("_", " ") for flag in row.flags),
    )


def _kinds_table(found: CostPeriod) -> Table:
    table = Table()
    table.add_column("Line")
    for heading in ("Planned", "Actual", "Difference"):
        table.add_column(heading, justify="right")
    for kind in found.kinds:
        table.add_row(kind.kind, _plain(kind.planned), _plain(kind.actual), _signed(kind.amount))
    return table


def _visits(count: int) -> str:
    return "1 visit" if count == 1 else f"{count} visits"


def _sum(side: ReceiptSide | None) -> str:
    if side is None:
        return ""
    return f"{quantity(side.quantity, side.unit)} x {rate(side.rate, side.unit)}"


def _plain(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:,.2f}"


def _signed(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:+,.2f}"
