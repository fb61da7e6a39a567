"""Strict reading of CSV files, see `dispatch.tables`."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from dispatch.errors import BadImport
from dispatch.table_rows import MAX_CELL, Gathered, Table, bad

MAX_LINE = 1_000_000
"""Longest physical line, in characters."""

_DELIMITERS = ",;\t"
_CHUNK = 1 << 20


def read(path: Path) -> Table:
    """The table in the file; rows with too few or too many cells are listed as ragged."""
    gathered = Gathered(path.name)
    encoding = _encoding(path)
    with path.open(encoding=encoding, newline="") as text:
        delimiter = _delimiter(path.name, text)
        text.seek(0)
        reader = csv.reader(_lines(path.name, text), delimiter=delimiter, strict=True)
        line = 1
        try:
            for cells in reader:
                gathered.add(line, cells)
                line = reader.line_num + 1
        except csv.Error as wrong:
            raise _csv_error(path, encoding, delimiter, line, str(wrong)) from wrong
    return gathered.table()


def _lines(file: str, text: io.TextIOBase) -> Iterator[str]:
    number = 0
    while line := text.readline(MAX_LINE + 1):
        number += 1
        if len(line) > MAX_LINE:
            raise bad(file, number, f"line is longer than {MAX_LINE:,} characters")
        if "\0" in line:
            place = line.index("\0") + 1
            raise bad(file, number, f"NUL character at position {place}; expected text")
        yield line


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(4)
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    elif len(start) == 4 and start[1] == start[3] == 0 and start[0] and start[2]:
        encoding = "utf-16-le"
    elif len(start) == 4 and start[0] == start[2] == 0 and start[1] and start[3]:
        encoding = "utf-16-be"
    elif start.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    elif _undecodable_line(path, "utf-8") is None:
        return "utf-8"
    else:
        encoding = "cp1252"
    line = _undecodable_line(path, encoding)
    if line is not None:
        raise bad(path.name, line, "text is neither UTF-8, UTF-16 nor Windows-1252; save as UTF-8")
    return encoding


def _undecodable_line(path: Path, encoding: str) -> int | None:
    decoder = codecs.getincrementaldecoder(encoding)()
    line = 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as wrong:
                return line + wrong.object[: wrong.start].count(b"\n")
            if not chunk:
                return None


def _delimiter(file: str, text: io.TextIOBase) -> str:
    for line in _lines(file, text):
        if line.strip():
            unquoted = "".join(line.split('"')[::2])
            return max(_DELIMITERS, key=unquoted.count)
    return ","


def _csv_error(path: Path, encoding: str, delimiter: str, line: int, said: str) -> BadImport:
    """Say what is wrong with the row that begins at `line`, which the csv module refused."""
    if "field larger" in said:
        wrong = f"a cell has more than {MAX_CELL:,} characters; is a quote opened and not closed?"
        return bad(path.name, line, wrong)
    column = ""
    with path.open(encoding=encoding, newline="") as text:
        names = next(csv.reader(_lines(path.name, text), delimiter=delimiter, strict=True), [])
        text.seek(0)
        index = _broken_cell(_text_from(path.name, text, line), delimiter)
    if line > 1 and index < len(names):
        column = names[index].strip()
    return bad(
        path.name,
        line,
        'a quote is opened and not closed; expected a closing " before the next '
        "delimiter or line end, and inner quotes doubled",
        column,
    )


def _text_from(file: str, text: io.TextIOBase, first: int) -> str:
    """Enough of the file from line `first` on to look at one row."""
    kept, size = [], 0
    for number, line in enumerate(_lines(file, text), start=1):
        if number >= first and size < MAX_LINE:
            kept.append(line)
            size += len(line)
    return "".join(kept)


def _broken_cell(text: str, delimiter: str) -> int:
    """Index of the first cell whose quotes do not close, from the start of a row."""
    index, place = 0, 0
    while text[place : place + 1] == '"' or delimiter in text[place:]:
        if text[place : place + 1] == '"':
            close = text.find('"', place + 1)
            while close != -1 and text[close + 1 : close + 2] == '"':
                close = text.find('"', close + 2)
            if close == -1 or text[close + 1 : close + 2] != delimiter:
                return index
            place = close + 2
        else:
            place = text.index(delimiter, place) + 1
        index += 1
    return index
