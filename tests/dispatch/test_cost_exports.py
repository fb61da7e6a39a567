"""Exports that no spreadsheet can be tricked by, and whose numbers are numbers."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from dispatch.cost_exports import Cell, as_csv, as_excel, safe

PAYLOADS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "\0=1+1",
    " =1+1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "'=1+1",
    "''=1+1",
    "x;=1+1",
    "x,=1+1",
    "x|=1+1",
    "x; \t=1+1",
    "x\n=1+1",
    "x\r\n=1+1",
    'x";=1+1',
    'x","=1+1',
    "x\u2028=1+1",
    "x\x85=1+1",
    '=HYPERLINK("http://x","y")',
    "-",
    "@",
    "=",
]
ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "\uff1d", "\uff0b", "\uff0d", "\uff20")

HEADER = ("Visit", "Day", "Actual", "Visits", "Note")
ROW: list[Cell] = ["C1-1", date(2026, 11, 2), Decimal("-12.50"), 3, None]


def cells_of(file: bytes, separator: str) -> list[str]:
    text = io.StringIO(file.decode("utf-8-sig"), newline="")
    return [cell for row in csv.reader(text, delimiter=separator) for cell in row]


@pytest.mark.parametrize("payload", PAYLOADS)
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_no_cell_of_a_csv_is_active_whichever_separator_it_is_read_with(
    payload: str, separator: str
):
    file = as_csv(["a", payload], [["x", payload], [payload, payload]])

    assert not [one for one in cells_of(file, separator) if one.lstrip(' "').startswith(ACTIVE)]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_cell_of_a_workbook_is_active(payload: str):
    file = as_excel(payload, ["a", payload], [["x", payload]])

    sheet = load_workbook(io.BytesIO(file)).active
    assert sheet is not None
    for cells in sheet.iter_rows():
        for cell in cells:
            assert cell.data_type == "s"
            assert not str(cell.value).startswith(ACTIVE)
    with ZipFile(io.BytesIO(file)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml")


def test_a_harmless_text_is_left_as_it_is():
    assert safe("Fictief Visser, Emmen 2-3 (a+b)") == "Fictief Visser, Emmen 2-3 (a+b)"


def test_csv_numbers_are_numbers_and_days_can_be_sorted():
    [header, line, end] = as_csv(HEADER, [ROW]).decode("utf-8-sig").split("\r\n")

    assert header == '"Visit","Day","Actual","Visits","Note"'
    assert (line, end) == ('"C1-1","2026-11-02",-12.50,3,""', "")


def test_workbook_numbers_are_numbers_and_days_are_days():
    sheet = load_workbook(io.BytesIO(as_excel("Costs", HEADER, [ROW]))).active

    assert sheet is not None
    values = [cell.value for cell in sheet[2]]
    assert values == ["C1-1", datetime(2026, 11, 2), -12.5, 3, None]  # noqa: DTZ001
    assert [cell.data_type for cell in sheet[2]] == ["s", "d", "n", "n", "n"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:E2")


def test_a_text_longer_than_a_cell_holds_is_cut():
    assert len(safe("x" * 40_000)) == 32_000
