"""Dates relative to a day, as the sample company writes them, so that it is always current.

'D-400' is 400 calendar days before that day, 'D+30' 30 after it. 'W-3' is the third working
day before it and 'W+1' the first one after it, without weekends and public holidays. A time
of day may follow: 'W-3 09:40', 'W+1 08:00/12:00'.
"""

import re
from datetime import date, timedelta

from dispatch.import_kinds import DAY, MOMENT
from dispatch.import_lists import CERTIFICATES, WINDOWS
from dispatch.import_specs import FileSpec
from dispatch.table_rows import Row, Table
from dispatch.working_time import Calendar

DATED = (DAY, MOMENT, CERTIFICATES, WINDOWS)
"""Kinds of column in which dates may be relative."""

_RELATIVE = re.compile(r"\b([DW])([+-])([0-9]{1,4})\b")
_DAY = timedelta(days=1)


def resolve(text: str, today: date, calendar: Calendar) -> str:
    """The text with every relative date written as YYYY-MM-DD."""

    def absolute(match: re.Match[str]) -> str:
        count = int(match[3])
        step = _DAY if match[2] == "+" else -_DAY
        if match[1] == "D":
            return (today + count * step).isoformat()
        return _working_day(today, count, step, calendar).isoformat()

    return _RELATIVE.sub(absolute, text)


def _working_day(today: date, count: int, step: timedelta, calendar: Calendar) -> date:
    day = today
    for _ in range(count):
        day += step
        while not calendar.is_working_day(day):
            day += step
    return day


def resolve_table(table: Table, spec: FileSpec, today: date, calendar: Calendar) -> Table:
    """The table with the relative dates of its date columns resolved; other text stays."""
    dated = [
        any(column.name == name and column.kind in DATED for column in spec.columns)
        for name in table.columns
    ]
    rows = tuple(
        Row(
            row.line,
            tuple(
                resolve(cell, today, calendar) if is_dated else cell
                for cell, is_dated in zip(row.cells, dated, strict=True)
            ),
        )
        for row in table.rows
    )
    return Table(
        file=table.file,
        columns=table.columns,
        rows=rows,
        ragged=table.ragged,
        blank=table.blank,
        header_line=table.header_line,
    )
