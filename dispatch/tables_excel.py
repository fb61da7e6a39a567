"""Strict reading of one Excel sheet (.xlsx) as text, checked before anything is unpacked."""

import warnings
import zipfile
import zlib
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from dispatch.errors import BadCell, BadImport
from dispatch.table_rows import MAX_COLUMNS, MAX_ROWS, Gathered, Table, bad

MAX_UNPACKED = 60_000_000
MAX_PARTS = 500

_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    InvalidFileException,
    ParseError,
    LookupError,
    ValueError,
    TypeError,
    AttributeError,
    OverflowError,
    RuntimeError,
    EOFError,
    OSError,
)
"""What openpyxl and the libraries below it raise for files that are not what they claim."""


def read(path: Path) -> Table:
    """The only sheet with content; formulas and error values are refused.

    Openpyxl warns of styles and the like that it does not keep; cells are not among them.
    """
    _refuse_bombs(path)
    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)
            book = load_workbook(file, read_only=True, keep_links=False)
            tables = [_read_sheet(path.name, sheet) for sheet in book.worksheets]
    except _DAMAGE as wrong:
        raise bad(path.name, 1, f"the Excel file is damaged ({wrong})") from wrong
    filled = [table for table in tables if table.columns]
    if len(filled) > 1:
        raise bad(path.name, 1, f"{len(filled)} sheets have content; expected one table per file")
    return (filled or tables or [Gathered(path.name)])[0].table()


def _refuse_bombs(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as wrong:
        raise bad(path.name, 1, "expected an Excel file (.xlsx), which is a zip archive") from wrong
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED:
        raise bad(
            path.name, 1, f"expands to {unpacked:,} bytes; at most {MAX_UNPACKED:,} are unpacked"
        )
    if len(parts) > MAX_PARTS:
        raise bad(path.name, 1, f"holds {len(parts):,} parts; at most {MAX_PARTS} are unpacked")


def _read_sheet(file: str, sheet: Any) -> Gathered:
    gathered = Gathered(file)
    if not hasattr(sheet, "iter_rows"):
        return gathered
    sheet.reset_dimensions()
    for line, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), start=1):
        if line > MAX_ROWS + 1:
            raise bad(file, line, f"more than {MAX_ROWS:,} rows; split the file")
        texts = _texts(file, line, cells)
        if len(texts) > MAX_COLUMNS:
            raise bad(file, line, f"more than {MAX_COLUMNS} columns")
        wide = len(gathered.columns)
        gathered.add(line, texts + [""] * (wide - len(texts)))
    return gathered


def _texts(file: str, line: int, cells: Iterable[Any]) -> list[str]:
    """Cells as text without the empty ones at the end."""
    texts, wrong = [], []
    for index, cell in enumerate(cells):
        refusal = _refusal(cell)
        if refusal:
            wrong.append(BadCell(file, line, get_column_letter(index + 1), refusal))
        texts.append("" if refusal else _text(cell))
    if wrong:
        raise BadImport(wrong)
    while texts and not texts[-1]:
        texts.pop()
    return texts


def _refusal(cell: Any) -> str:
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if cell.data_type == "f":
        return f"formula {str(value)[:40]!r}; expected a value (paste values before importing)"
    if cell.data_type == "e":
        return f"error value {value!r}; expected a value"
    if isinstance(value, timedelta) and not timedelta() <= value < timedelta(days=1):
        return f"duration {value}; expected a time of day or a number"
    return "NUL character; expected text" if isinstance(value, str) and "\0" in value else ""


def _text(cell: Any) -> str:
    """What a person reads in the cell: no '.0', no exponent, dates in ISO form."""
    value = getattr(cell, "value", None)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return _number(value, cell.number_format or "")
    if isinstance(value, datetime):
        return _moment(value)
    if isinstance(value, timedelta):
        value = (datetime.min + value).time()  # noqa: DTZ901 - a time of day has no zone
    if isinstance(value, time):
        return value.strftime("%H:%M:%S" if value.second else "%H:%M")
    return value.isoformat() if isinstance(value, date) else str(value)


def _number(value: float, shown_as: str) -> str:
    """Excel keeps and shows 15 digits; a format like 00000 shows leading zeros."""
    text = format(Decimal(format(value, ".15g")), "f")
    if shown_as and set(shown_as) == {"0"} and text.isdigit():
        return text.zfill(len(shown_as))
    return text


def _moment(value: datetime) -> str:
    if value.time() == time(0):
        return value.date().isoformat()
    return value.strftime("%Y-%m-%d %H:%M:%S" if value.second else "%Y-%m-%d %H:%M")
