"""Writing tables as CSV that spreadsheets and our own reader take without surprise."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """UTF-8 with byte order mark, which spreadsheets need to see the encoding; comma, quotes
    where needed. An empty cell in a one-column row is quoted so that the row is not blank."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
