from datetime import date
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from dispatch import addresses, drawing, importing, models, sample
from dispatch.addresses import Place
from dispatch.config import Settings
from dispatch.drawing import Order
from dispatch.drawn_work import WorkType, draw_skills, draw_visit, rarest
from dispatch.errors import BadImport, BadValue
from dispatch.statuses import VisitStatus
from dispatch.table_rows import Row, Table
from dispatch.working_time import Calendar
from tests.dispatch.company import DISPATCHER, NOW

TUESDAY = date(2026, 11, 24)
AREA = Settings().service_area
DUTCH = "street=straat,house_number=nr,house_letter=letter,addition=toevoeging,town=plaats"


def a_table(*rows: tuple[str, ...]) -> Table:
    columns = ("straat", "nr", "letter", "toevoeging", "postcode", "plaats", "lat", "lon")
    return Table("adressen.csv", columns, tuple(Row(n, row) for n, row in enumerate(rows, 2)))


def some_places(count: int) -> list[Place]:
    return [
        Place("Teststraat", str(number), "8011 AA", "Zwolle", 52.5 + number / 1000, 6.1)
        for number in range(count)
    ]


def drawn(folder: Path, *, seed: int = 7, visits: int = 120, technicians: int = 6) -> Path:
    settings, company = Settings(), sample.sample_folder()
    work_types = drawing.work_types_in(company, importing.rules_of(settings))
    files = drawing.sample_files(company, TUESDAY, Calendar.of(settings))
    files |= drawing.draw(some_places(200), Order(visits, technicians, seed, TUESDAY), work_types)
    drawing.write_files(folder, files)
    return folder


def test_columns_are_mapped_and_the_parts_of_a_number_joined():
    row = ("Bob Marleystraat", "8", "A", "3", "1311JE", "Almere", "52.36706596", "5.17670768")

    [place] = addresses.read_places(a_table(row), addresses.parse_mapping(DUTCH), AREA)

    assert place == Place("Bob Marleystraat", "8 A-3", "1311JE", "Almere", 52.36706596, 5.17670768)


def test_rows_that_are_no_address_are_all_named():
    with pytest.raises(BadImport) as refused:
        addresses.read_places(
            a_table(
                ("Straat", "1", "", "", "", "Zwolle", "52.5", "6.1"),
                ("Straat", "2", "", "", "", "Zwolle", "6.1", "52.5"),
                ("", "3", "", "", "", "Zwolle", "52.5", "6.1"),
            ),
            addresses.parse_mapping(DUTCH),
            AREA,
        )

    assert [(cell.line, cell.wrong.split(": ")[-1]) for cell in refused.value.cells] == [
        (3, "latitude and longitude are swapped"),
        (4, "street is empty"),
    ]


def test_a_mapping_must_name_known_columns():
    with pytest.raises(BadValue, match="expected OURS=YOURS with OURS one of street"):
        addresses.parse_mapping("streets=straat")
    with pytest.raises(BadImport, match="no such column for street"):
        addresses.read_places(a_table(), addresses.parse_mapping(""), AREA)


def test_the_same_seed_draws_the_same_files_and_another_one_others(tmp_path):
    first, again, other = (
        {file.name: file.read_bytes() for file in drawn(tmp_path / name, seed=seed).iterdir()}
        for name, seed in (("a", 7), ("b", 7), ("c", 8))
    )

    assert first == again
    assert {name for name in first if first[name] != other[name]} == {
        "devices.csv",
        "sites.csv",
        "technicians.csv",
        "visits.csv",
    }


def test_a_drawn_day_imports_and_nearly_everybody_can_be_helped(session, tmp_path):
    for file in importing.files_of(drawn(tmp_path / "day")):
        report = importing.import_file(
            session, actor=DISPATCHER, path=file, settings=Settings(), now=NOW
        )
        assert report.new == report.rows > 0

    visits = session.scalars(select(models.Visit)).all()
    holds = [
        {skill.skill_id: skill.level for skill in technician.skills}
        for technician in session.scalars(select(models.Technician))
    ]
    nobody = [
        visit.ref
        for visit in visits
        if not any(
            all(levels.get(need.skill_id, 0) >= need.level for need in visit.skills)
            for levels in holds
        )
    ]
    # one in a hundred asks for what nobody can do
    assert (len(visits), nobody) == (120, ["V00100"])
    assert {visit.status for visit in visits} == {VisitStatus.READY}
    assert len({visit.requested_priority for visit in visits}) == 3
    assert 30 < sum(bool(visit.windows) for visit in visits) < 90
    assert session.scalar(select(func.count()).select_from(models.ShiftPattern)) == 6 * 5


def test_two_technicians_share_all_work_but_the_rarest():
    kinds = [WorkType(f"w{n}", "", {f"s{n}": 1}) for n in range(5)]
    inspector = WorkType("inspection", "", {"lift": 5})

    cells = draw_skills([*kinds, inspector], 2, Random(1))

    assert rarest([*kinds, inspector]) is inspector
    skills = {entry.split(":")[0] for cell in cells for entry in cell.split("; ")}
    assert skills == {"s0", "s1", "s2", "s3", "s4"}


def test_windows_lie_on_the_day():
    visits = [draw_visit(n, [WorkType("w", "tv", {"a": 1})], TUESDAY, Random(n)) for n in range(50)]

    assert {visit.windows[:10] for visit in visits} == {"", "2026-11-24"}


@pytest.mark.parametrize(
    ("order", "said"),
    [
        ({"visits": 0}, "visits: got 0, expected 1 to 10000"),
        ({"technicians": 10_001}, "technicians: got 10001"),
        ({"day": date(2026, 11, 22)}, "expected Monday to Friday"),
    ],
)
def test_an_impossible_order_is_refused(order, said):
    with pytest.raises(BadValue, match=said):
        Order(**{"visits": 1, "technicians": 1, "seed": 1, "day": TUESDAY} | order)


def test_too_few_addresses_and_a_used_folder_are_refused(tmp_path):
    with pytest.raises(BadValue, match="got 3, expected at least 4"):
        drawing.draw(some_places(3), Order(2, 2, 1, TUESDAY), [WorkType("w", "", {})])
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(BadValue, match="expected a new or an empty one"):
        drawing.write_files(tmp_path, {})
