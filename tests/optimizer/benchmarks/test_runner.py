import json
from pathlib import Path

import pytest

from optimizer.benchmarks import report, runner, sdvrptw, solomon, technician_day, trsp
from optimizer.benchmarks.__main__ import main
from optimizer.benchmarks.peers import PEERS, Peer
from tests.optimizer.benchmarks.tiny import SDVRPTW, SOLOMON, TRSP, write

FIELDS = [
    "set",
    "instance",
    "engine",
    "version",
    "seconds",
    "cost",
    "best_known",
    "gap_percent",
    "bound",
    "left_out",
    "valid",
    "peak_mb",
    "note",
]


def test_we_are_run_as_anybody_would_run_us_and_checked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "tiny.vrp", SDVRPTW)
    write(tmp_path, "best_known.csv", "instance,bks_distance\nTINY,36\n")

    assert main(["sdvrptw", str(path), "--seconds", "2", "--json", "--engine", "ortools"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert list(said) == FIELDS
    assert (said["set"], said["instance"], said["engine"]) == ("sdvrptw", "TINY", "ours (ortools)")
    assert (said["cost"], said["best_known"], said["valid"]) == (36.325, 36.0, True)
    assert said["gap_percent"] == pytest.approx(0.9028)
    assert said["left_out"] == 0
    assert said["seconds"] > 0
    assert said["peak_mb"] > 10


@pytest.mark.parametrize("name", PEERS)
def test_a_peer_answers_the_same_question(name: str, tmp_path: Path) -> None:
    if PEERS[name].refusal(technician_day.day(2, 1, 1)):
        pytest.skip(f"{name} is not installed")
    extras = {"ortools": ("lunch", "windows", "overtime"), "vroom": ("lunch", "windows")}
    instance = technician_day.instance(12, 3, 1, extras.get(name, ("windows", "overtime")))
    problem = write(tmp_path, "problem.json", instance.problem.model_dump_json())

    found = runner.peer_result(instance, PEERS[name], problem, runner.Settings(seconds=1, cores=1))

    assert found.valid, found.note
    assert found.version is not None
    assert found.left_out is not None
    assert found.left_out < 6


def test_a_peer_is_not_run_on_what_it_cannot_express(tmp_path: Path) -> None:
    site = sdvrptw.read(write(tmp_path, "tiny.vrp", SDVRPTW)).problem
    parts = trsp.read(write(tmp_path, "TINY.txt", TRSP)).problem
    lunch = technician_day.day(5, 2, 1, ("lunch",))
    knows = {name: Peer(name, "json", peer.knows) for name, peer in PEERS.items()}

    assert knows["vroom"].refusal(site) == "cannot express cap on route duration"
    assert knows["pyvrp"].refusal(site) is None
    assert knows["pyvrp"].refusal(lunch) == "cannot express breaks"
    assert knows["ortools"].refusal(parts) == "cannot express equipment, parts"


def test_a_peer_that_is_not_installed_says_how_to_install_it() -> None:
    absent = Peer("absent", "no_such_package", frozenset())

    refusal = absent.refusal(technician_day.day(2, 1, 1))

    assert refusal == "no_such_package is not installed; run: uv sync --group peers"


def test_an_answer_that_breaks_a_rule_is_not_valid(tmp_path: Path) -> None:
    instance = solomon.read(write(tmp_path, "tiny.txt", SOLOMON))

    found = runner.judged_orders(instance, "x", {"1": ["1"]}, "1.0", 1.0, None)

    assert not found.valid
    assert found.left_out == 1
    assert found.note is not None
    assert "2" in found.note


def test_the_table_tells_how_we_stand_against_the_best_peer() -> None:
    rows = [
        runner.Result("day", "a", "ours", cost=90.0, valid=True, gap_percent=1.0),
        runner.Result("day", "a", "vroom", cost=100.0, valid=True),
        runner.Result("day", "a", "pyvrp", cost=95.0, valid=False),
    ]

    assert report.means(rows) == [
        "ours: 1 valid, mean cost 90.000, mean gap 1.000 %",
        "vroom: 1 valid, mean cost 100.000",
        "ours / best peer: 0.9000 on 1 instances",
    ]
    assert report.line(rows[0]).split()[:5] == ["a", "ours", "-", "-", "90.000"]


def test_bad_input_is_told_and_ends_with_two(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path, "bad.vrp", SDVRPTW.replace("4\t-6\t8", "4\t-6\teight"))

    assert main(["sdvrptw", str(path)]) == 2
    assert f"{path} line 12: found 'eight', expected a number" in capsys.readouterr().err
