"""Bring tables of the company's data into the database: all rows of a file or none."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches
from pathlib import Path

from sqlalchemy.orm import Session

from dispatch import import_cases, import_places, import_rows, import_visits, tables
from dispatch.config import Settings
from dispatch.errors import BadCell, BadImport, BadValue
from dispatch.import_files import FILES, spec_of
from dispatch.import_kinds import Rules
from dispatch.import_rows import Draft
from dispatch.import_specs import FileSpec
from dispatch.roles import Actor, require
from dispatch.statuses import Role
from dispatch.table_rows import Table
from dispatch.working_time import Calendar

EXTENSIONS = (".csv", ".xlsx")


@dataclass(frozen=True)
class ImportReport:
    """What one file did: `new` + `changed` + `unchanged` = `rows`; blank lines are no rows."""

    file: str
    rows: int
    new: int
    changed: int
    unchanged: int
    blank: int


class FileRefused(BadImport):
    """Nothing of the file was taken: `accepted` good rows + `rejected` ones = `rows`."""

    def __init__(self, cells: Iterable[BadCell], rows: int) -> None:
        super().__init__(sorted(cells, key=lambda cell: cell.line))
        self.rows = rows
        self.rejected = len({cell.line for cell in self.cells} - {1}) if rows else 0
        self.accepted = rows - self.rejected


def rules_of(settings: Settings) -> Rules:
    return Rules(zone=settings.zone, currency=settings.currency, area=settings.service_area)


def files_of(path: Path) -> list[Path]:
    """The files to import, in the order in which they build on each other.

    A folder may hold other files; those ending in .csv or .xlsx must have a known name.
    """
    if not path.is_dir():
        return [path]
    found: dict[str, Path] = {}
    for file in sorted(path.iterdir()):
        if file.suffix.lower() not in EXTENSIONS:
            continue
        if file.stem in found:
            raise BadValue(f"folder {path}: both {found[file.stem].name} and {file.name}")
        spec_of(file.stem)
        found[file.stem] = file
    if not found:
        raise BadValue(f"folder {path}: expected files such as customers.csv, found none")
    return [found[spec.name] for spec in FILES if spec.name in found]


def import_file(
    session: Session, *, actor: Actor, path: Path, settings: Settings, now: datetime
) -> ImportReport:
    """Read one file, named after what it holds (sites.csv), and import it."""
    require(actor, Role.DISPATCHER)
    spec_of(path.stem)
    return import_table(
        session, actor=actor, name=path.stem, table=tables.read(path), settings=settings, now=now
    )


def import_table(
    session: Session,
    *,
    actor: Actor,
    name: str,
    table: Table,
    settings: Settings,
    now: datetime,
) -> ImportReport:
    """Import a table of the kind `name`; `FileRefused` lists everything wrong in it.

    Rows are matched by their key: known ones are changed where they differ, so importing a
    file twice changes nothing. Columns left out keep what is there.
    """
    require(actor, Role.DISPATCHER)
    spec = spec_of(name)
    _check_header(spec, table)
    rows = len(table.rows) + len(table.ragged)
    drafts = _checked(session, spec, table, settings, now)
    new, changed = _write(session, spec, drafts, actor)
    return ImportReport(
        file=table.file,
        rows=rows,
        new=new,
        changed=changed,
        unchanged=rows - new - changed,
        blank=table.blank,
    )


def _checked(
    session: Session, spec: FileSpec, table: Table, settings: Settings, now: datetime
) -> list[Draft]:
    """The rows, ready to be written; `FileRefused` if anything is wrong with any of them."""
    rows = len(table.rows) + len(table.ragged)
    drafts, wrong = import_rows.parse(table, spec, rules_of(settings))
    wrong += _unknown_refs(session, spec, table, drafts)
    if wrong:
        raise FileRefused(wrong, rows)
    if spec.name == "gazetteer":
        import_places.normalise_gazetteer(drafts)
    wrong = _doubles(spec, table, drafts)
    import_rows.find_existing(session, spec, drafts)
    wrong += _complete(session, spec, table, drafts, Calendar.of(settings), now)
    if wrong:
        raise FileRefused(wrong, rows)
    return drafts


def _check_header(spec: FileSpec, table: Table) -> None:
    known = [column.name for column in spec.columns]
    wrong = []
    for name in table.columns:
        if name not in known:
            near = get_close_matches(name.lower(), known, 1)
            hint = f"did you mean {near[0]}?" if near else f"expected {', '.join(known)}"
            wrong.append(BadCell(table.file, table.header_line, name, f"unknown column; {hint}"))
    wrong += [
        BadCell(table.file, table.header_line, column.name, "this column is needed")
        for column in spec.columns
        if column.required and column.name not in table.columns
    ]
    if wrong:
        raise FileRefused(wrong, 0)


def _unknown_refs(
    session: Session, spec: FileSpec, table: Table, drafts: list[Draft]
) -> list[BadCell]:
    wrong = []
    for column in spec.columns:
        if not column.kind.to or column.name not in table.columns:
            continue
        target = spec_of(column.kind.to)
        thing = target.name.removesuffix("s").replace("_", " ")
        wrong += [
            BadCell(
                table.file, line, column.name, f"no {thing} {ref!r}; import {target.name} first"
            )
            for line, ref in import_rows.resolve(session, spec, target.model, column, drafts)
        ]
    return wrong


def _doubles(spec: FileSpec, table: Table, drafts: Sequence[Draft]) -> list[BadCell]:
    first_line: dict[tuple[object, ...], int] = {}
    wrong = []
    for draft in drafts:
        earlier = first_line.setdefault(import_rows.key_of(spec, draft.values), draft.line)
        if earlier != draft.line:
            columns = " and ".join(spec.key)
            wrong.append(
                BadCell(table.file, draft.line, spec.key[0], f"same {columns} as line {earlier}")
            )
    return wrong


def _complete(
    session: Session,
    spec: FileSpec,
    table: Table,
    drafts: list[Draft],
    calendar: Calendar,
    now: datetime,
) -> list[BadCell]:
    """Fill in what the file leaves out, by the rules of its kind."""
    refused: list[import_cases.Refused] = []
    if spec.name in ("sites", "technicians"):
        import_places.complete_locations(drafts)
    elif spec.name == "cases":
        refused = import_cases.complete_cases(session, drafts, calendar)
    elif spec.name == "visits":
        refused = import_visits.complete_visits(session, spec, drafts, calendar, now)
    return [BadCell(table.file, draft.line, column, what) for draft, column, what in refused]


def _write(session: Session, spec: FileSpec, drafts: list[Draft], actor: Actor) -> tuple[int, int]:
    new = [draft for draft in drafts if draft.existing is None]
    if spec.name == "cases":
        import_cases.begin_open(new)
    if spec.name == "visits":
        import_visits.add_cases(session, new)
    counts = import_rows.write(session, spec, drafts)
    if spec.name == "cases":
        import_cases.record_statuses(session, new, actor)
    if spec.name == "visits":
        import_visits.record_visits(session, new, actor)
    return counts
