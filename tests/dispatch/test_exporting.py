import csv
import random
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from dispatch import database, exporting, importing, models, sample, tables
from dispatch.config import Settings
from dispatch.errors import BadValue, NotAllowed
from dispatch.import_rows import guarded, unguarded
from dispatch.roles import SYSTEM
from tests.dispatch.company import DISPATCHER, NOW, SUPPORT, a_company

FORMULAS = (
    "=1+1", "=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(1)", "\t=1+1", "\r=1+1", "\n=1+1",
    "'=1+1", "''=1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20x",
    "=HYPERLINK(\"x\")", "-", "+", "=", "@", "=\t",
)  # fmt: skip
ACTIVE = frozenset("=+-@\t\r\n\0\uff1d\uff0b\uff0d\uff20")
STRANGE = (
    "0123", "NA", "NULL", "nan", "1e5", "😀 ok", 'say "hi"', "a;b,c\td", "two\nlines",
    "two\r\nlines", "two\rlines",
    " leading", "trailing ", "'", "'quoted", "1,5", "12-11-2026", "TRUE",
)  # fmt: skip


def export(session: Session, folder: Path, *names: str) -> dict[str, int]:
    return exporting.export_folder(
        session, actor=DISPATCHER, folder=folder, settings=Settings(), names=names
    )


def take_back(session: Session, folder: Path) -> list[importing.ImportReport]:
    return [
        importing.import_file(session, actor=DISPATCHER, path=file, settings=Settings(), now=NOW)
        for file in importing.files_of(folder)
    ]


def a_sample(session: Session) -> None:
    sample.load_sample(
        session,
        actor=SYSTEM,
        today=date(2026, 11, 22),
        settings=Settings(),
        now=datetime(2026, 11, 22, 9, tzinfo=UTC),
    )


def test_what_is_exported_imports_without_a_difference(session, tmp_path):
    a_sample(session)

    counts = export(session, tmp_path / "out")

    reports = take_back(session, tmp_path / "out")
    assert counts["attempts"] == 188
    assert {report.file: (report.new, report.changed) for report in reports} == {
        f"{name}.csv": (0, 0) for name in counts
    }


def test_what_is_exported_fills_an_empty_database_with_the_same(session, migrated_file, tmp_path):
    a_sample(session)
    export(session, tmp_path / "out")

    empty = database.connect(f"sqlite:///{shutil.copy(migrated_file, tmp_path / 'other.db')}")
    with database.transaction(empty) as other:
        take_back(other, tmp_path / "out")
        export(other, tmp_path / "again")
    empty.dispose()

    for file in sorted((tmp_path / "out").iterdir()):
        again = tables.read(tmp_path / "again" / file.name)
        assert {row.cells for row in again.rows} == {row.cells for row in tables.read(file).rows}


def test_5000_strange_rows_come_back_without_a_difference(session, tmp_path):
    a_company(session)
    chance = random.Random(3)
    for number in range(5_000):
        name, notes = (chance.choice(STRANGE + FORMULAS) + chance.choice(STRANGE) for _ in "12")
        session.add(
            models.Site(
                ref=f"R{number:05}", customer_id=1, name=name, street=notes.strip() or "x",
                town=f"{number:05}", access_notes=notes, opening_hours="Mo-Fr 08:00-17:00",
            )
        )  # fmt: skip
    session.flush()

    export(session, tmp_path / "out", "sites")

    [report] = take_back(session, tmp_path / "out")
    assert (report.rows, report.unchanged) == (5_001, 5_001)


@pytest.mark.parametrize("payload", FORMULAS)
def test_no_formula_is_active_in_any_text_column_and_each_comes_back(session, tmp_path, payload):
    a_company(session)
    customer = session.scalars(select(models.Customer)).one()
    customer.name = customer.email = customer.phone = payload
    site = session.scalars(select(models.Site)).one()
    site.name = site.street = site.access_notes = payload
    session.flush()

    export(session, tmp_path / "out", "customers", "sites")

    for name in ("customers", "sites"):
        with (tmp_path / "out" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.reader(file):
                assert not any(cell[:1] in ACTIVE for cell in row)
    assert all(report.changed == 0 for report in take_back(session, tmp_path / "out"))


def test_numbers_are_no_formulas(session, tmp_path):
    a_company(session)
    site = session.scalars(select(models.Site)).one()
    site.lat, site.lon = 52.5, -3.5
    session.flush()

    _, [row] = exporting.export_table(session, actor=DISPATCHER, name="sites", settings=Settings())

    assert "-3.5" in row


@given(st.text())
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_guard_comes_off_as_it_was_put_on(text):
    assert unguarded(guarded(text)) == text
    assert guarded(text)[:1] not in ACTIVE


def test_a_folder_with_the_file_is_refused_and_so_is_support(session, tmp_path):
    export(session, tmp_path, "skills")
    with pytest.raises(BadValue, match=r"has skills\.csv already"):
        export(session, tmp_path, "parts", "skills")
    assert not (tmp_path / "parts.csv").exists()
    with pytest.raises(NotAllowed):
        exporting.export_table(session, actor=SUPPORT, name="skills", settings=Settings())


def test_exported_files_can_be_read_by_the_strict_reader(session, tmp_path):
    a_company(session)
    export(session, tmp_path)

    assert tables.read(tmp_path / "skills.csv").columns == ("ref", "name", "spare_level_price")
    assert tables.read(tmp_path / "absences.csv").rows == ()
