import random
import resource
import time
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from dispatch import tables
from dispatch.errors import BadCell, BadImport, BadValue


def a_file(folder: Path, content: str | bytes, name: str = "sites.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def cells(table: tables.Table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def outcome(path: Path) -> tuple[tables.Table | None, tuple[BadCell, ...]]:
    try:
        return tables.read(path), ()
    except BadImport as refused:
        return None, refused.cells


def the_refusal(path: Path) -> str:
    with pytest.raises(BadImport) as refused:
        tables.read(path)
    return str(refused.value)


def test_every_cell_stays_the_text_it_was(tmp_path):
    path = a_file(tmp_path, 'ref,note\n0123,NA\nNULL,"two\nlines; 😀 and ""quotes"""\n')

    table = tables.read(path)

    assert table.columns == ("ref", "note")
    assert cells(table) == [("0123", "NA"), ("NULL", 'two\nlines; 😀 and "quotes"')]
    assert [row.line for row in table.rows] == [2, 3]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_taken_from_the_header(tmp_path, delimiter):
    path = a_file(tmp_path, f'a{delimiter}"b,;x"\n1{delimiter}2\n')

    assert tables.read(path).columns == ("a", "b,;x")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_the_encoding_is_found(tmp_path, encoding):
    path = a_file(tmp_path, "ref,town\nS1,Súdwest-Fryslân\n".encode(encoding))

    table = tables.read(path)

    assert (table.columns, cells(table)) == (("ref", "town"), [("S1", "Súdwest-Fryslân")])


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_lines_count_whatever_ends_them(tmp_path, ending):
    path = a_file(tmp_path, ending.join(["a,b", "1,2", "3", "4,5"]))

    table = tables.read(path)

    assert [row.line for row in table.rows] == [2, 4]
    assert [(cell.line, cell.wrong) for cell in table.ragged] == [
        (3, "row has 1 cells, the header has 2")
    ]


def test_rows_taken_ragged_and_blank_add_up_to_the_rows_of_the_file(tmp_path):
    path = a_file(tmp_path, "a,b\n1,2\n\n3,4,5\n,\n6,7\n")

    table = tables.read(path)

    # five rows below the header: 2 good, 1 ragged, 2 blank
    assert (len(table.rows), len(table.ragged), table.blank) == (2, 1, 2)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "sites.csv, line 1: the file is empty"),
        ("a,a\n1,2\n", "sites.csv, line 1, column a: column name appears twice"),
        ("a,\n1,2\n", "sites.csv, line 1, column 2: column has no name"),
        ('a,b\n1,2\n3,"open\n5,6\n', "sites.csv, line 3, column b: a quote is opened"),
        ('a,b\n1,2\n"x"y,4\n', "sites.csv, line 3, column a: a quote is opened"),
        ("a,b\n1,2\n3,\0\n", "sites.csv, line 3: NUL character at position 3"),
        (b"\xef\xbb\xbfa,b\n1,2\n\xff,3\n", "sites.csv, line 3: text is neither UTF-8"),
        ("a,b\n1," + "x" * 131_073 + "\n", "line 2: a cell has more than 131,072"),
        ("a," * 300 + "z\n", "sites.csv, line 1: 301 columns; at most 200"),
    ],
)
def test_a_damaged_file_is_refused_by_line_and_column(tmp_path, content, said):
    assert said in the_refusal(a_file(tmp_path, content))


def test_500_damaged_files_are_refused_or_fully_accounted_for(tmp_path):
    chance = random.Random(5)
    good = b"ref,name,town\r\n" + b"".join(
        b'S%d,"Fictief, ""N"" %d",Zwolle\r\n' % (number, number) for number in range(20)
    )
    for _ in range(500):
        damaged = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.randint(0, 2)] = chance.choice(
                [b'"', b",", b"\n", b"\0", b"\xff", b";;;", b"\r", b""]
            )
        path = a_file(tmp_path, bytes(damaged))
        table, refused = outcome(path)
        assert all(cell.line >= 1 and cell.wrong for cell in refused)
        if table is not None:
            lines = [row.line for row in table.rows] + [cell.line for cell in table.ragged]
            assert len(set(lines)) == len(lines)
            assert len(lines) + table.blank <= damaged.count(b"\n") + damaged.count(b"\r")


def test_a_row_of_a_million_columns_is_refused_quickly(tmp_path):
    path = a_file(tmp_path, "a,b\n" + "," * 1_000_000 + "\n")
    began = time.perf_counter()

    assert "line 2: line is longer than 1,000,000 characters" in the_refusal(path)
    assert time.perf_counter() - began < 2


def test_a_text_file_that_is_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "sites.csv"
    with path.open("wb") as file:
        file.truncate(30_000_000)

    assert "30,000,000 bytes" in the_refusal(path)


def test_a_small_archive_that_expands_to_10_gb_is_refused_quickly_and_in_little_memory(tmp_path):
    path = tmp_path / "sites.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * 10_000)
        archive.filelist[0].file_size = 10_000_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began = time.perf_counter()

    assert "expands to 10,000,000,000 bytes; at most 60,000,000" in the_refusal(path)
    assert time.perf_counter() - began < 2
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 200_000


def test_an_archive_that_lies_about_its_size_is_refused(tmp_path):
    path = tmp_path / "sites.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["ref", "x" * 30_000])
    book.save(path)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        sheet = archive.getinfo("xl/worksheets/sheet1.xml").file_size
    real, lie = sheet.to_bytes(4, "little"), (10).to_bytes(4, "little")

    assert "damaged" in the_refusal(
        a_file(tmp_path, bytes(content.replace(real, lie)), "sites.xlsx")
    )


def test_100_damaged_excel_files_are_read_or_refused(tmp_path):
    chance = random.Random(6)
    book = openpyxl.Workbook()
    for number in range(20):
        book.active.append([f"S{number}", number, "Zwolle"])
    book.save(tmp_path / "good.xlsx")
    with zipfile.ZipFile(tmp_path / "good.xlsx") as archive:
        parts = {part.filename: archive.read(part) for part in archive.infolist()}
    for _ in range(100):
        name = chance.choice(sorted(parts))
        damaged = bytearray(parts[name])
        damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        path = tmp_path / "sites.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            for part, content in (parts | {name: bytes(damaged)}).items():
                archive.writestr(part, content)
        assert all(cell.line >= 1 and cell.wrong for cell in outcome(path)[1])


def test_excel_cells_become_the_text_a_person_sees(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["ref", "cost", "share", "day", "moment", "active"])
    moment = datetime(2026, 11, 24, 9, 30)  # noqa: DTZ001 - Excel knows no zones
    day = datetime(2026, 11, 24)  # noqa: DTZ001
    sheet.append([42, 38.5, 0.1 + 0.2, day, moment, True])
    sheet.append(["007", 1e21, 3.0])
    sheet["A2"].number_format = "00000"
    book.save(tmp_path / "sites.xlsx")

    assert cells(tables.read(tmp_path / "sites.xlsx")) == [
        ("00042", "38.5", "0.3", "2026-11-24", "2026-11-24 09:30", "yes"),
        ("007", "1000000000000000000000", "3", "", "", ""),
    ]


def test_excel_formulas_and_second_tables_are_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["ref", "cost"])
    book.active.append(["P1", "=1+1"])
    book.save(tmp_path / "parts.xlsx")
    assert "parts.xlsx, line 2, column B: formula '=1+1'" in the_refusal(tmp_path / "parts.xlsx")

    book.active["B2"] = 2
    book.create_sheet("more").append(["ref"])
    book.save(tmp_path / "parts.xlsx")
    assert "2 sheets have content" in the_refusal(tmp_path / "parts.xlsx")


def test_an_excel_row_number_beyond_all_limits_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["ref"])
    book.active["A900000"] = "far"
    book.save(tmp_path / "parts.xlsx")

    assert "more than 200,000 rows" in the_refusal(tmp_path / "parts.xlsx")


def test_other_files_are_refused(tmp_path):
    assert "expected an Excel file" in the_refusal(a_file(tmp_path, "no zip", "sites.xlsx"))
    assert "ending in .csv or .xlsx" in the_refusal(a_file(tmp_path, "x", "sites.pdf"))
    with pytest.raises(BadValue, match="found none"):
        tables.read(tmp_path / "missing.csv")
