"""The measurement of quick answers runs and names its targets."""

import json

import pytest

from optimizer.benchmarks.quick_answers import main


def test_every_answer_is_measured_against_its_target(capsys: pytest.CaptureFixture[str]):
    assert main(["--visits", "20", "--technicians", "5"]) == 0

    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {line["what"] for line in lines} >= {
        "screen",
        "precheck",
        "day: 20 offers",
        "day: emergency",
        "week: 20 offers",
        "week: emergency",
    }
    assert all(line["processor_seconds"] < line["target_seconds"] for line in lines)
