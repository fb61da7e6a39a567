"""data/README.md against the code, and the sample files against both."""

from pathlib import Path

import pytest

from dispatch import tables
from dispatch.config import Settings
from dispatch.import_dictionary import dictionary
from dispatch.import_files import FILES
from dispatch.import_specs import Column
from dispatch.importing import rules_of
from dispatch.relative_dates import resolve
from dispatch.sample_file import HISTORY
from dispatch.working_time import Calendar
from tests.dispatch.company import TODAY

DATA = Path(__file__).parent.parent.parent / "data"
SPECS = (*FILES, HISTORY)


def test_the_dictionary_says_what_the_import_reads():
    assert (DATA / "README.md").read_text(encoding="utf-8").endswith(dictionary(SPECS))


@pytest.mark.parametrize(
    "column",
    [column for spec in SPECS for column in spec.columns],
    ids=lambda column: column.name,
)
def test_every_example_of_the_dictionary_is_a_good_cell(column: Column):
    settings = Settings()
    example = resolve(column.example, TODAY, Calendar.of(settings))

    value = column.kind.parse(example, rules_of(settings))

    assert (
        column.kind.parse(column.kind.write(value, rules_of(settings)), rules_of(settings)) == value
    )


def test_the_folder_holds_every_kind_of_file_and_no_other():
    assert {file.stem for file in DATA.glob("*.csv")} == {spec.name for spec in SPECS}


@pytest.mark.parametrize("spec", SPECS, ids=lambda spec: spec.name)
def test_every_sample_file_is_whole(spec):
    table = tables.read(DATA / f"{spec.name}.csv")

    assert table.rows
    assert (table.ragged, table.blank) == ((), 0)
    assert set(table.columns) <= {column.name for column in spec.columns}


def test_the_people_of_the_sample_company_cannot_be_real():
    for name in ("customers", "technicians"):
        table = tables.read(DATA / f"{name}.csv")
        phone, email = table.columns.index("phone"), table.columns.index("email")
        for row in table.rows:
            # the range that Ofcom keeps free for fiction
            assert row.cells[phone].startswith("'+44 1632 960")
            assert row.cells[email].endswith("@example.org")
