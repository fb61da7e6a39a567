"""Writing tables as CSV that spreadsheets and our own reader take without surprise."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """UTF-8 with byte order mark, without which spreadsheets guess the encoding; comma and CRLF.

    With another line end Python's csv would leave a lone carriage return in a cell unquoted.
    """
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows(rows)
