"""`dispatch plan`, `check` and `publish` as a person types them, on a real database."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from dispatch import cli, clock, database, models, plan_edits
from dispatch.commands.plan_views import Interrupt
from dispatch.config import Settings
from dispatch.planning_runs import next_working_day
from dispatch.statuses import Role
from tests.dispatch.company import DISPATCHER, NOW, a_company, a_visit, technician
from tests.dispatch.drafts import visit_of
from tests.dispatch.published import a_published_route

DISPATCH = (sys.executable, "-c", "from dispatch import cli; cli.main()")
SUMMARY = {
    "plan_id",
    "visits",
    "served",
    "unassigned",
    "violations",
    "objective_cents",
    "baseline_cents",
    "search_seconds",
}


@dataclass(frozen=True)
class Answer:
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Answer]


@pytest.fixture
def company(engine: Engine) -> Engine:
    """With ready visits A-1, B-1 and L-1, which nobody is skilled enough for; users dora, fin."""
    with database.transaction(engine) as session:
        a_company(session)
        for ref in ("A-1", "B-1", "L-1"):
            a_visit(session, ref)
        visit_of(session, "L-1").skills[0].level = 9
        session.add(models.User(name="dora", role=Role.DISPATCHER, created_at=NOW))
        session.add(models.User(name="fin", role=Role.FINANCE, created_at=NOW))
    return engine


@pytest.fixture
def run(
    company: Engine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    monkeypatch.setenv("DISPATCH_DATABASE_URL", str(company.url))
    monkeypatch.setenv("COLUMNS", "200")

    def command(*words: str) -> Answer:
        monkeypatch.setattr(sys, "argv", ["dispatch", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        code = ended.value.code
        return Answer(code if isinstance(code, int) else 0, said.out, said.err)

    return command


def planned(run: Run) -> Any:
    answer = run("plan", "--iterations", "3", "--json")
    assert answer.code == 0, answer.err
    return answer.json


def test_a_plan_is_one_object_with_the_promised_keys(run: Run) -> None:
    plan = planned(run)

    assert set(plan) >= SUMMARY
    assert (plan["visits"], plan["served"], plan["violations"]) == (3, 2, [])
    [left] = plan["unassigned"]
    assert (left["visit"], left["reason"]) == ("L-1", "skill_level")
    assert "level 9" in left["sentence"]
    assert plan["baseline_cents"] >= plan["objective_cents"] > 0
    assert plan["search_seconds"] >= 0


def test_without_a_date_the_next_working_day_is_planned(run: Run) -> None:
    plan = planned(run)

    settings = Settings()
    assert plan["first_day"] == next_working_day(settings, clock.utc_now()).isoformat()


def test_a_plan_is_shown_listed_checked_and_published(run: Run) -> None:
    plan_id = str(planned(run)["plan_id"])

    shown = run("plan", "show", plan_id)
    listed = run("plan", "list", "--json")
    checked = run("check", plan_id, "--json")
    published = run("--as", "dora", "publish", plan_id, "--json")
    again = run("publish", plan_id)

    assert "A-1" in shown.out
    assert "nearest technician first" in shown.out
    assert "no rule broken" in shown.out
    assert "Nobody can do it" in shown.out
    assert [row["plan_id"] for row in listed.json["plans"]] == [int(plan_id)]
    assert checked.json == {
        "plan_id": int(plan_id),
        "valid": True,
        "violations": [],
        "certificate": None,
    }
    assert published.json["status"] == "published"
    assert {row["visit"] for row in published.json["promises"]} == {"A-1", "B-1"}
    assert (again.code, "only a draft can be published" in again.err) == (1, True)


def test_the_same_is_said_to_people(run: Run) -> None:
    plan_id = str(planned(run)["plan_id"])

    assert f"plan {plan_id} breaks no rule" in run("check", plan_id).out
    assert "draft" in run("plan", "list").out
    published = run("publish", plan_id)
    assert f"plan {plan_id} is published: 2 customers have their promise" in published.out
    assert "we come between" in published.out


def test_a_discarded_plan_cannot_be_published(run: Run) -> None:
    plan_id = str(planned(run)["plan_id"])

    discarded = run("plan", "discard", plan_id)

    assert f"plan {plan_id} discarded" in discarded.out
    assert run("publish", plan_id).code == 1


def test_a_plan_that_breaks_a_rule_fails_the_check_and_is_not_published(
    run: Run, company: Engine
) -> None:
    plan_id = planned(run)["plan_id"]
    with database.transaction(company) as session:
        plan = session.get_one(models.Plan, plan_id)
        plan.solution_json = plan.solution_json.replace('"overtime_s":0', '"overtime_s":600')

    checked = run("check", str(plan_id), "--json")
    said = run("check", str(plan_id))
    published = run("publish", str(plan_id))

    assert (checked.code, said.code, published.code) == (1, 1, 1)
    assert checked.json["valid"] is False
    assert {"rule", "stop", "amount", "unit"} <= set(checked.json["violations"][0])
    assert checked.json["violations"][0]["rule"] in said.out
    assert "PlanHasViolations" in published.err


def with_nobody_skilled(run: Run, company: Engine) -> str:
    """A plan by whose hand-made change Noor goes to L-1, which asks for more than she can."""
    plan_id = planned(run)["plan_id"]
    with database.transaction(company) as session:
        plan_edits.place(
            session,
            actor=DISPATCHER,
            plan_id=plan_id,
            visit_ref="L-1",
            technician_ref="noor",
            revision=session.get_one(models.Plan, plan_id).version,
            settings=Settings(),
            now=clock.utc_now(),
        )
    return str(plan_id)


def test_a_broken_rule_is_accepted_by_its_name_for_a_reason(run: Run, company: Engine) -> None:
    plan_id = with_nobody_skilled(run, company)
    [violation] = run("check", plan_id, "--json").json["violations"]
    name = violation["name"]

    assert name.startswith("skills:L-1@noor_")
    assert f"to publish all the same: --accept {name}" in run("check", plan_id).out
    assert f"[{name}]" in run("publish", plan_id).err
    assert "why it is acceptable" in run("publish", plan_id, "--accept", name).err
    assert run("publish", plan_id, "--accept", "skills").code == 2
    published = run("publish", plan_id, "--accept", name, "--reason", "Tom helps by phone")
    assert f"plan {plan_id} is published" in published.out


def test_who_accepted_what_and_why_is_said_afterwards(run: Run, company: Engine) -> None:
    plan_id = with_nobody_skilled(run, company)
    [violation] = run("check", plan_id, "--json").json["violations"]
    run(
        "--as", "dora", "publish", plan_id,
        "--accept", violation["name"], "--reason", "Tom helps by phone",
    )  # fmt: skip

    checked = run("check", plan_id, "--json")

    [known] = checked.json["violations"]
    assert (known["accepted_by"], known["reason"]) == ("dora", "Tom helps by phone")
    assert checked.json["certificate"]["accepted"] == [violation["name"]]
    assert checked.code == 1
    assert "accepted by dora: Tom helps by phone" in run("check", plan_id).out
    assert "rules broken, all accepted" in run("plan", "show", plan_id).out


def test_loaded_history_can_be_shown_but_not_checked(run: Run, company: Engine) -> None:
    with database.transaction(company) as session:
        plan_id = a_published_route(session, [visit_of(session, "A-1")]).plan_id

    assert "not asked: loaded history" in run("plan", "show", str(plan_id)).out
    checked = run("check", str(plan_id))
    assert (checked.code, "loaded history" in checked.err) == (2, True)


@pytest.mark.parametrize(
    "words",
    [
        ("plan", "--from", "tomorrow"),
        ("plan", "--from", "2020-01-01"),
        ("plan", "--from", "9999-12-31"),
        ("plan", "--days", "0"),
        ("plan", "--days", "15"),
        ("plan", "--days", "many"),
        ("plan", "--seconds", "0"),
        ("plan", "--seconds", "nan"),
        ("plan", "--iterations", "0"),
        ("plan", "show", "99"),
        ("check", "99"),
        ("publish", "99"),
        ("plan", "discard", "99"),
    ],
)
def test_bad_input_is_exit_code_2(run: Run, words: tuple[str, ...]) -> None:
    answer = run(*words)

    assert answer.code == 2
    assert answer.out == ""
    assert answer.err


@pytest.mark.parametrize("words", [("plan", "--iterations", "3"), ("publish", "1")])
def test_finance_neither_plans_nor_publishes(run: Run, words: tuple[str, ...]) -> None:
    planned(run)

    answer = run("--as", "fin", *words)

    assert (answer.code, "NotAllowed" in answer.err) == (1, True)


def test_a_technician_without_a_home_is_a_notice(run: Run, company: Engine) -> None:
    with database.transaction(company) as session:
        technician(session, "tom").precision = "city"

    answer = run("plan", "--iterations", "3")

    assert answer.code == 0
    assert "Fictief Tom is not planned" in answer.err
    assert "visits served" in answer.out


def start(company: Engine, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*DISPATCH, *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"DISPATCH_DATABASE_URL": str(company.url)},
    )


def test_a_real_process_plans_and_ends_with_0(company: Engine) -> None:
    process = start(company, "plan", "--iterations", "3", "--json")

    out, err = process.communicate(timeout=60)

    assert (process.returncode, err) == (0, "")
    assert set(json.loads(out)) >= SUMMARY


def test_ctrl_c_keeps_the_best_plan(company: Engine) -> None:
    process = start(company, "plan", "--seconds", "60", "--json")
    _wait_for_the_search(process.pid)
    time.sleep(2)

    process.send_signal(signal.SIGINT)
    began = time.monotonic()
    out, err = process.communicate(timeout=30)

    assert process.returncode == 0, err
    assert time.monotonic() - began < 5
    assert json.loads(out)["served"] == 2
    assert "the search was cancelled; the best plan until then is kept" in err


def _wait_for_the_search(pid: int) -> None:
    children = Path(f"/proc/{pid}/task/{pid}/children")
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if children.read_text().strip():
            return
        time.sleep(0.1)
    raise AssertionError("no search was started")


def test_ctrl_c_is_an_error_again_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)

    with Interrupt() as interrupt:
        assert not interrupt.asked()
        os.kill(os.getpid(), signal.SIGINT)
        assert interrupt.asked()

    assert signal.getsignal(signal.SIGINT) is before
