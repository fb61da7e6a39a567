from datetime import date

import pytest

from dispatch.config import Settings
from dispatch.import_files import spec_of
from dispatch.relative_dates import resolve, resolve_table
from dispatch.table_rows import Row, Table
from dispatch.working_time import Calendar

MONDAY = date(2026, 11, 2)


@pytest.fixture
def calendar() -> Calendar:
    return Calendar.of(Settings())


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("D-400", "2025-09-28"),
        ("D+30", "2026-12-02"),
        ("D+0", "2026-11-02"),
        ("W-1", "2026-10-30"),
        ("W-6 09:40", "2026-10-23 09:40"),
        ("W+1 08:00/12:00; W+5 08:00/12:00", "2026-11-03 08:00/12:00; 2026-11-09 08:00/12:00"),
        ("gas:3:D+210; heat-pump:2", "gas:3:2027-05-31; heat-pump:2"),
        ("2026-11-02", "2026-11-02"),
    ],
)
def test_relative_days_become_dates(calendar, written, means):
    assert resolve(written, MONDAY, calendar) == means


def test_working_days_skip_weekends_and_public_holidays(calendar):
    # Thursday 24 December: Christmas on Friday and Saturday, then a Sunday
    christmas_eve = date(2026, 12, 24)
    assert resolve("W+1", christmas_eve, calendar) == "2026-12-28"
    # Sunday 3 January: Thursday 31 December is two working days earlier, New Year is not one
    assert resolve("W-1", date(2027, 1, 3), calendar) == "2026-12-31"


def test_only_date_columns_are_resolved(calendar):
    table = Table(
        "cases.csv", ("ref", "symptom", "opened_at"), (Row(2, ("W-1", "W-1", "W-1 09:00")),)
    )

    [row] = resolve_table(table, spec_of("cases"), MONDAY, calendar).rows

    assert row.cells == ("W-1", "W-1", "2026-10-30 09:00")
