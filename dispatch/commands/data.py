"""Commands that bring the company's data in and out."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy.orm import Session

from dispatch import importing
from dispatch.commands.common import AsJson, Workplace, console, print_json, workplace
from dispatch.importing import ImportReport
from dispatch.roles import Actor

IMPORT_HELP = """Import a CSV or Excel file, or a folder of them.

A file is named after what it holds: customers.csv, sites.xlsx, visits.csv, ... (see data/README.md
for every column). Rows are matched by ref: importing again changes only what differs. All rows of
a file are taken or none; everything wrong is listed by file, line and column.
"""


def add_commands(root: typer.Typer) -> None:
    root.command("import", help=IMPORT_HELP)(_import)


def _import(
    context: typer.Context,
    path: Annotated[Path, typer.Argument(help="A file or a folder.", metavar="FOLDER_OR_FILE")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Check only, change nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    place = workplace(context)
    files = importing.files_of(path)
    reports = _try(place, files) if dry_run else [_take(place, file) for file in files]
    if as_json:
        print_json({"dry_run": dry_run, "files": [asdict(report) for report in reports]})
        return
    title = "Would import" if dry_run else "Imported"
    console.print(_shown(title, reports))


def _take(place: Workplace, file: Path) -> ImportReport:
    with place.transaction() as (session, actor):
        return _import_file(place, session, actor, file)


def _try(place: Workplace, files: Sequence[Path]) -> list[ImportReport]:
    """Import everything in one transaction, so that files see each other, and undo it."""
    with place.transaction() as (session, actor), session.begin_nested() as savepoint:
        reports = [_import_file(place, session, actor, file) for file in files]
        savepoint.rollback()
    return reports


def _import_file(place: Workplace, session: Session, actor: Actor, file: Path) -> ImportReport:
    return importing.import_file(
        session, actor=actor, path=file, settings=place.settings, now=place.now
    )


def _shown(title: str, reports: Sequence[ImportReport]) -> Table:
    table = Table(title=title)
    table.add_column("file")
    for name in ("rows", "new", "changed", "unchanged"):
        table.add_column(name, justify="right")
    for report in reports:
        counts = (report.rows, report.new, report.changed, report.unchanged)
        table.add_row(report.file, *(f"{count:,}" for count in counts))
    return table
