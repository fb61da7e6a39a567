"""Strict reading of CSV and Excel files into tables of text: nothing dropped, nothing guessed.

CSV may be UTF-8 (with or without byte order mark), UTF-16 or Windows-1252, separated by comma,
semicolon or tab. Line numbers are physical lines of the file (rows of the sheet in Excel).
"""

from pathlib import Path

from dispatch import tables_csv, tables_excel
from dispatch.errors import BadValue
from dispatch.table_rows import Table, bad

MAX_BYTES = 25_000_000


def read(path: Path) -> Table:
    """The table in a .csv, .txt, .tsv or .xlsx file; `BadImport` for a damaged or too large one."""
    if not path.is_file():
        raise BadValue(f"file {path}: expected a CSV or Excel file, found none")
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise bad(path.name, 1, f"file has {size:,} bytes; at most {MAX_BYTES:,} are read")
    kind = path.suffix.lower()
    if kind == ".xlsx":
        return tables_excel.read(path)
    if kind in (".csv", ".txt", ".tsv"):
        return tables_csv.read(path)
    raise bad(path.name, 1, f"expected a file ending in .csv or .xlsx, got {path.suffix!r}")
