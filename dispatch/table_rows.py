"""A table of text while it is gathered and after, and how much of one is read at most."""

from dataclasses import dataclass, field

from dispatch.errors import BadCell, BadImport

MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELL = 131_072


@dataclass(frozen=True)
class Row:
    """Cells in the order of the table's columns; `line` is where the row begins."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """Every row that has the header's shape, and what is wrong with those that do not.

    `rows` + one of `ragged` each + `blank` = rows in the file.
    """

    file: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    ragged: tuple[BadCell, ...] = ()
    blank: int = 0
    header_line: int = 1


@dataclass
class Gathered:
    """A table while it is being read, row by row."""

    file: str
    columns: tuple[str, ...] = ()
    header_line: int = 1
    rows: list[Row] = field(default_factory=list)
    ragged: list[BadCell] = field(default_factory=list)
    blank: int = 0

    def add(self, line: int, cells: list[str]) -> None:
        """Take one row: the first one that is not blank is the header."""
        long = next((index for index, cell in enumerate(cells) if len(cell) > MAX_CELL), None)
        if long is not None:
            raise bad(
                self.file,
                line,
                f"cell has {len(cells[long]):,} characters; at most {MAX_CELL:,} are read",
                self._name(long),
            )
        if not any(cells):
            self.blank += 1
        elif not self.columns:
            self.columns, self.header_line = _header(self.file, line, cells), line
        elif len(cells) != len(self.columns):
            wrong = f"row has {len(cells)} cells, the header has {len(self.columns)}"
            self.ragged.append(BadCell(self.file, line, "", wrong))
        else:
            self.rows.append(Row(line, tuple(cells)))
        if len(self.rows) + len(self.ragged) + self.blank > MAX_ROWS:
            raise bad(self.file, line, f"more than {MAX_ROWS:,} rows; split the file")

    def table(self) -> Table:
        """What was gathered; `BadImport` for a file without a header."""
        if not self.columns:
            raise bad(self.file, 1, "the file is empty; expected a header row with column names")
        return Table(
            file=self.file,
            columns=self.columns,
            rows=tuple(self.rows),
            ragged=tuple(self.ragged),
            blank=self.blank,
            header_line=self.header_line,
        )

    def _name(self, index: int) -> str:
        return self.columns[index] if index < len(self.columns) else str(index + 1)


def bad(file: str, line: int, wrong: str, column: str = "") -> BadImport:
    return BadImport([BadCell(file, line, column, wrong)])


def _header(file: str, line: int, cells: list[str]) -> tuple[str, ...]:
    if len(cells) > MAX_COLUMNS:
        raise bad(file, line, f"{len(cells):,} columns; at most {MAX_COLUMNS} are read")
    names = tuple(cell.strip() for cell in cells)
    wrong = [
        BadCell(file, line, str(index + 1), "column has no name")
        for index, name in enumerate(names)
        if not name
    ]
    wrong += [
        BadCell(file, line, name, "column name appears twice")
        for index, name in enumerate(names)
        if name and name in names[:index]
    ]
    if wrong:
        raise BadImport(wrong)
    return names
