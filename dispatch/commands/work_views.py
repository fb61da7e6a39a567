"""How a technician's day is printed."""

from collections.abc import Sequence
from datetime import date

from rich.markup import escape
from rich.table import Table

from dispatch.commands.common import Workplace, console
from dispatch.queries.fieldwork import FieldDay, FieldVisit


def print_days(days: Sequence[FieldDay], on: date, place: Workplace) -> None:
    if not days:
        console.print(f"no published route on {on}")
    for day in days:
        _print_day(day, place)


def _print_day(day: FieldDay, place: Workplace) -> None:
    clock_time = place.clock_time
    table = Table(
        title=escape(f"{day.technician}, {day.day:%a %d %b}: leave at {clock_time(day.leave)}"),
        caption=f"back at {clock_time(day.returns)}",
        title_justify="left",
        caption_justify="left",
    )
    for heading in ("", "Visit", "Arrival", "Work", "Status", "Where", "What", "Bring"):
        table.add_column(heading)
    for visit in day.visits:
        table.add_row(*(escape(cell) for cell in _cells(visit, place)))
    console.print(table)


def _cells(visit: FieldVisit, place: Workplace) -> tuple[str, ...]:
    where = f"{visit.customer}\n{visit.address}\n{visit.phone}"
    what = f"{visit.device}: {visit.symptom}" if visit.device else visit.symptom
    return (
        str(visit.sequence),
        visit.visit_ref,
        place.clock_time(visit.actual_arrival or visit.planned_arrival),
        f"{place.clock_time(visit.planned_start)}-{place.clock_time(visit.planned_end)}",
        visit.status,
        f"{where}\n{visit.access_notes}".strip(),
        what,
        "\n".join(f"{part.pieces} x {part.ref} {part.name}" for part in visit.parts),
    )
