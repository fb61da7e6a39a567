"""`dispatch import`, `export`, `draw` and `columns` as a person types them."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from dispatch import cli, models
from dispatch.commands import data
from dispatch.import_files import FILES

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    monkeypatch.setenv("DISPATCH_DATABASE_URL", str(engine.url))
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["dispatch", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        code = ended.value.code
        return (code if isinstance(code, int) else 0), said.out, said.err

    return command


def a_folder(folder: Path, customer: str = "K1,Fictief,gold") -> Path:
    folder.mkdir()
    (folder / "customers.csv").write_text(f"ref,name,agreement\n{customer}\n")
    (folder / "agreements.csv").write_text(
        "ref,name,response_hours,fix_hours,late_per_hour\ngold,Gold,4,16,25\n"
    )
    return folder


def refs(engine: Engine, model: type) -> list[str]:
    with Session(engine) as session:
        return list(session.scalars(select(model.ref)))


def test_a_folder_is_imported_and_reported(run, engine, tmp_path):
    code, out, _ = run("import", a_folder(tmp_path / "in"), "--json")

    assert code == 0
    assert [(file["file"], file["new"]) for file in json.loads(out)["files"]] == [
        ("agreements.csv", 1),
        ("customers.csv", 1),
    ]
    assert refs(engine, models.Customer) == ["K1"]


def test_a_dry_run_sees_files_together_and_changes_nothing(run, engine, tmp_path):
    code, out, _ = run("import", a_folder(tmp_path / "in"), "--dry-run")

    assert code == 0
    assert "Would import" in out
    assert refs(engine, models.Agreement) == []


def test_a_bad_file_ends_with_2_and_keeps_the_good_files_before_it(run, engine, tmp_path):
    code, _, err = run("import", a_folder(tmp_path / "in", "K1,,platinum"))

    assert code == 2
    assert "customers.csv, line 2, column name: is empty" in err
    assert "customers.csv, line 2, column agreement: no agreement 'platinum'" in err
    assert refs(engine, models.Agreement) == ["gold"]
    assert refs(engine, models.Customer) == []


def test_an_export_imports_again(run, tmp_path):
    run("import", a_folder(tmp_path / "in"))

    code, out, _ = run("export", tmp_path / "out", "--only", "customers", "--json")
    assert (code, json.loads(out)["rows"]) == (0, {"customers": 1})
    _, out, _ = run("import", tmp_path / "out", "--json")
    assert json.loads(out)["files"][0]["unchanged"] == 1


def test_a_day_is_drawn_at_addresses_of_ones_own_file_and_imported(run, engine, tmp_path):
    rows = "".join(f"Teststraat,{n},Zwolle,52.{500 + n},6.1\n" for n in range(12))
    (tmp_path / "a.csv").write_text("straat,house_number,town,lat,lon\n" + rows)

    code, _, err = run(
        *("draw", tmp_path / "a.csv", "--visits", 10, "--technicians", 2, "--seed", 1),
        *("--columns", "street=straat", "--from", "2026-11-24", "--out", tmp_path / "day"),
    )
    assert code == 0, err
    assert run("import", tmp_path / "day")[0] == 0
    assert len(refs(engine, models.Visit)) == 10


def test_columns_prints_the_dictionary(run):
    code, out, _ = run("columns")

    assert code == 0
    assert [line for line in out.splitlines() if line.startswith("### ")] == [
        f"### {spec.name}.csv" for spec in FILES
    ]
    assert run("columns", "sheep")[0] == 2


def test_the_help_of_draw_explains_every_column():
    for name in ("street", "house_number", "house_letter", "addition", "postcode", "town", "lat"):
        assert name in data.DRAW_HELP
