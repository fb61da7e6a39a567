"""Policies scale prices that no bill shows, and nothing else."""

from pathlib import Path

import pytest

from optimizer.policies import POLICIES, policy, under
from optimizer.problem import (
    Fairness,
    Problem,
    Promise,
    Skill,
    SoftWindow,
    TechnicianRules,
)
from optimizer.values import MAX_CENTS
from tests.optimizer.builders import a_problem, a_shift, a_visit

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")


def priced() -> Problem:
    visit = a_visit(
        leave_out_cents=10_001,
        fixed_cents=500,
        late_cents_per_hour=1_000,
        preferred=SoftWindow(opens=0, closes=0, cents_per_hour=400),
        preferred_technicians=("ann",),
        other_technician_cents=200,
        promise=Promise(start=0, moved_cents_per_hour=600, technician="ann", technician_cents=50),
    )
    skill = Skill(skill="tv", spare_level_cents=80)
    rules = TechnicianRules(
        technician="t-s1", fairness=Fairness(work_cents_per_hour=90, cents_per_point=7)
    )
    problem = a_problem([visit], [a_shift(skills=[skill])])
    return problem.model_copy(
        update={"technicians": (rules,), "largest_late_cents_per_hour": 2_000}
    )


def test_a_storm_day_weighs_leaving_out_more_and_promises_less():
    [visit] = under(priced(), policy("storm day")).visits

    assert visit.leave_out_cents == 20_002
    assert visit.late_cents_per_hour == 1_500
    assert visit.promise is not None
    assert (visit.promise.moved_cents_per_hour, visit.promise.technician_cents) == (150, 13)
    assert visit.preferred is not None
    assert (visit.preferred.cents_per_hour, visit.other_technician_cents) == (40, 20)


def test_plan_wide_prices_follow_too():
    stormy = under(priced(), policy("storm day"))

    assert stormy.largest_late_cents_per_hour == 3_000
    assert stormy.technicians[0].fairness.work_cents_per_hour == 9
    assert stormy.technicians[0].fairness.cents_per_point == 1
    assert stormy.shifts[0].skills[0].spare_level_cents == 20


@pytest.mark.parametrize("name", [known.name for known in POLICIES])
def test_what_a_bill_shows_stays(name: str):
    before, after = priced(), under(priced(), policy(name))

    assert after.policy == name
    assert [shift.prices for shift in after.shifts] == [shift.prices for shift in before.shifts]
    assert after.visits[0].fixed_cents == 500


def test_a_normal_day_changes_the_name_only():
    plain = priced()

    assert under(plain, policy("normal day")) == plain.model_copy(update={"policy": "normal day"})


def test_prices_stop_at_the_largest_a_problem_may_hold():
    problem = a_problem([a_visit(leave_out_cents=MAX_CENTS)], [a_shift()])

    assert under(problem, policy("storm day")).visits[0].leave_out_cents == MAX_CENTS


def test_a_problem_is_under_one_policy_only():
    stormy = under(priced(), policy("storm day"))

    with pytest.raises(ValueError, match="under 'storm day' already"):
        under(stormy, policy("cost first"))


def test_an_unknown_policy_names_those_there_are():
    with pytest.raises(ValueError, match=r"policy 'calm': expected one of 'normal day', 'storm"):
        policy("calm")


def test_the_figures_stand_in_the_readme():
    groups = ("left_out", "late", "promises", "wishes", "fairness", "spare_level")

    for known in POLICIES:
        figures = " | ".join(str(getattr(known, group)) for group in groups)
        assert f"| {known.name} | {figures} |" in README
