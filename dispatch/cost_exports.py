"""Tables for spreadsheets: numbers are numbers, and no text can run as a formula.

A text that a spreadsheet may take for a formula gets one apostrophe in front. A file read
with another separator than it was written with splits texts in the middle, so what follows
a separator inside a text is guarded too, and line ends become blanks.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from dispatch.import_rows import guarded

Cell = str | int | Decimal | date | None
"""Money and quantities as Decimal; days as date; None leaves the cell empty."""

_BLANKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")
_AFTER_SEPARATOR = re.compile(r"([;,|])(\s*)(?=[=+\-@\uff1d\uff0b\uff0d\uff20])")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_LONGEST_TEXT = 32_000
"""A cell of a workbook holds 32,767 characters."""


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """UTF-8 with byte order mark, commas, CRLF; dates as YYYY-MM-DD, decimal points."""
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator="\r\n", quoting=csv.QUOTE_NONNUMERIC)
    writer.writerow([safe(name) for name in header])
    for row in rows:
        writer.writerow([_for_csv(cell) for cell in row])
    return file.getvalue().encode("utf-8-sig")


def as_excel(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """A workbook of one sheet with a frozen, filterable header."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(_SHEET_NAME.sub(" ", safe(title))[:31])
    sheet.freeze_panes = "A2"
    for column, name in enumerate(header, 1):
        sheet.column_dimensions[get_column_letter(column)].width = max(12, len(name) + 2)
    sheet.append([_excel_cell(sheet, name, bold=True) for name in header])
    count = 1
    for row in rows:
        sheet.append([_excel_cell(sheet, cell) for cell in row])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(header))}{count}"
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def safe(text: str) -> str:
    """The text on one line, such that no spreadsheet runs any part of it."""
    line = _BLANKS.sub(" ", text).strip()[:_LONGEST_TEXT]
    return guarded(_AFTER_SEPARATOR.sub(r"\1\2'", line))


def _for_csv(cell: Cell) -> str | int | Decimal:
    if isinstance(cell, int | Decimal):
        return cell
    return "" if cell is None else safe(str(cell))


def _excel_cell(sheet: Any, cell: Cell, *, bold: bool = False) -> Any:
    value: Any = safe(cell) if isinstance(cell, str) else cell
    written = WriteOnlyCell(sheet, value)
    if isinstance(cell, str):
        written.data_type = "s"
    elif isinstance(cell, Decimal):
        written.number_format = "0.00"
    elif isinstance(cell, date):
        written.number_format = "yyyy-mm-dd"
    if bold:
        written.font = Font(bold=True)
    return written
