"""Commands that bring the company's data in and out."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table
from sqlalchemy.orm import Session

from dispatch import (
    addresses,
    clock,
    drawing,
    exporting,
    import_dictionary,
    importing,
    sample,
    tables,
)
from dispatch.commands.common import AsJson, Workplace, console, print_json, workplace
from dispatch.import_files import FILES, spec_of
from dispatch.importing import ImportReport
from dispatch.roles import Actor
from dispatch.working_time import Calendar

IMPORT_HELP = """Import a CSV or Excel file, or a folder of them.

A file is named after what it holds: customers.csv, sites.xlsx, visits.csv, ... (see data/README.md
for every column). Rows are matched by ref: importing again changes only what differs. All rows of
a file are taken or none; everything wrong is listed by file, line and column.
"""


EXPORT_HELP = """Write the company's data as CSV files that can be imported again.

Text that a spreadsheet would take for a formula gets an apostrophe in front; importing takes
exactly that one off again.
"""

DRAW_HELP = """Draw visits and technicians at addresses of your own file, ready to import.

ADDRESSES is a CSV or Excel file with one address per row. --columns says how its columns are
called, as OURS=YOURS with OURS one of street, house_number, house_letter, addition, postcode,
town, lat, lon; a name left out is the same in both. Needed are street, town, lat and lon (degrees
WGS84). Customers and technicians are made up; work types, skills, parts and rates are those of
the sample company. The same file, numbers, seed and day draw the same again.

Example: dispatch draw addresses.csv --visits 150 --technicians 25 --seed 7 --from 2026-11-24
--columns street=straat,town=woonplaats --out busy-day, then: dispatch import busy-day
"""


def add_commands(root: typer.Typer) -> None:
    root.command("import", help=IMPORT_HELP)(_import)
    root.command("export", help=EXPORT_HELP)(_export)
    root.command("draw", help=DRAW_HELP)(_draw)
    root.command("columns")(_columns)


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


def _export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="Where to write.", metavar="FOLDER")],
    only: Annotated[
        list[str] | None, typer.Option(help="Only this file, such as sites; may be repeated.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    place = workplace(context)
    with place.transaction() as (session, actor):
        counts = exporting.export_folder(
            session, actor=actor, folder=folder, settings=place.settings, names=only or ()
        )
    if as_json:
        print_json({"folder": str(folder), "rows": counts})
        return
    table = Table("file", title=f"Exported to {folder}")
    table.add_column("rows", justify="right")
    for name, count in counts.items():
        table.add_row(f"{name}.csv", f"{count:,}")
    console.print(table)


def _columns(
    file: Annotated[str, typer.Argument(help="Such as sites; without it all.")] = "",
) -> None:
    """Say which columns each file of the import has, as Markdown."""
    specs = [spec_of(file)] if file else FILES
    typer.echo("\n".join(import_dictionary.section(spec) for spec in specs), nl=False)


def _draw(
    context: typer.Context,
    addresses_file: Annotated[Path, typer.Argument(metavar="ADDRESSES")],
    day: Annotated[str, typer.Option("--from", help="The day of the visits.", metavar="DATE")],
    out: Annotated[Path, typer.Option(help="A new or empty folder.", metavar="FOLDER")],
    visits: Annotated[int, typer.Option(help="How many visits.")] = 150,
    technicians: Annotated[int, typer.Option(help="How many technicians.")] = 25,
    seed: Annotated[int, typer.Option(help="Another number draws another day.")] = 7,
    columns: Annotated[
        str, typer.Option(help="OURS=YOURS,... where names differ.", metavar="MAPPING")
    ] = "",
    as_json: AsJson = False,
) -> None:
    settings = workplace(context).settings
    order = drawing.Order(visits, technicians, seed, clock.parse_day(day))
    places = addresses.read_places(
        tables.read(addresses_file), addresses.parse_mapping(columns), settings.service_area
    )
    folder = sample.sample_folder()
    work_types = drawing.work_types_in(folder, importing.rules_of(settings))
    files = drawing.sample_files(folder, order.day, Calendar.of(settings))
    files |= drawing.draw(places, order, work_types)
    drawing.write_files(out, files)
    if as_json:
        rows = {name: len(lines) for name, (_, lines) in files.items()}
        print_json({"folder": str(out), "addresses": len(places), "rows": rows})
        return
    console.print(
        f"{visits} visits and {technicians} technicians at {len(places):,} addresses, "
        f"drawn for {order.day}; next: dispatch import {out}",
        markup=False,
    )
