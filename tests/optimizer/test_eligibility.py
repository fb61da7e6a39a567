"""Each "no" names a rule that really fails; mending the named field makes that "no" go away."""

from typing import Any

import pytest
from hypothesis import given, settings

from optimizer.eligibility import Screener, refusal, screen
from optimizer.problem import Bounds, Problem, Shift, Skill, SkillNeed, TimeWindow, Visit
from optimizer.refusals import clock
from optimizer.schedule import Blocked, time_route
from optimizer.solution import Reason, Refusal
from tests.optimizer.builders import a_break, a_problem, a_shift, a_visit, grid, hours, problems


def refused(visit: Visit, shift: Shift) -> Refusal:
    found = refusal(visit, shift, grid())
    assert found is not None
    return found


def holding(shift: Shift, name: str, **change: Any) -> Shift:
    """The shift with this skill as wished."""
    others = tuple(skill for skill in shift.skills if skill.skill != name)
    held = next((skill for skill in shift.skills if skill.skill == name), Skill(skill=name))
    return shift.model_copy(update={"skills": (*others, held.model_copy(update=change))})


def really_fails(found: Refusal, visit: Visit, shift: Shift, problem: Problem) -> bool:
    """The rule looked up by hand in the problem."""
    held = {skill.skill: skill for skill in shift.skills}
    needs = {need.skill: need.level for need in visit.skills}
    name = str(found.facts.get("skill", ""))
    match found.reason:
        case Reason.SKILL_MISSING:
            return name in needs and name not in held
        case Reason.SKILL_LEVEL:
            return held[name].level < needs[name]
        case Reason.SKILL_EXPIRED:
            until = held[name].valid_until
            return name in needs and until is not None and until <= shift.opens
        case Reason.OTHER_TECHNICIAN:
            return visit.technician not in (None, shift.technician)
        case Reason.PINNED_OUTSIDE_WINDOW:
            pin = visit.pinned_start
            return pin is not None and all(not w.opens <= pin <= w.closes for w in visit.windows)
        case Reason.NO_WINDOW_IN_SHIFT:
            starts = visit.allowed_starts()
            return all(w.closes < shift.opens or w.opens > shift.last_return for w in starts)
        case _:
            return isinstance(time_route(shift, [visit], problem.travel), Blocked)


def mended(found: Refusal, visit: Visit, shift: Shift) -> tuple[Visit, Shift]:
    """The smallest change of the named field that the numbers of the refusal promise to do."""
    name, by_s = str(found.facts.get("skill", "")), int(found.facts.get("by_s", 0))
    anytime = visit.model_copy(update={"windows": (), "pinned_start": None})
    match found.reason, found.facts.get("rule"):
        case Reason.SKILL_MISSING | Reason.SKILL_LEVEL, _:
            return visit, holding(shift, name, level=found.facts["needed"])
        case Reason.SKILL_EXPIRED, _:
            return visit, holding(shift, name, valid_until=shift.opens + 1)
        case Reason.OTHER_TECHNICIAN, _:
            return visit, shift.model_copy(update={"technician": found.facts["technician"]})
        case Reason.PINNED_OUTSIDE_WINDOW, _:
            return visit.model_copy(update={"windows": ()}), shift
        case Reason.NO_WINDOW_IN_SHIFT, _:
            return anytime, shift
        case Reason.TOO_FAR, "window":
            last = max(window.closes for window in visit.allowed_starts())
            just = TimeWindow(opens=last + by_s, closes=last + by_s)
            return anytime.model_copy(update={"windows": (just,)}), shift
        case Reason.TOO_FAR, "return":
            more = shift.max_overtime_s + by_s
            return visit, shift.model_copy(update={"max_overtime_s": more})
        case _:
            return visit, shift.model_copy(update={"breaks": ()})


def about(found: Refusal | None) -> tuple[Any, ...]:
    """What a refusal is about: the rule, and of which skill."""
    if found is None:
        return ()
    return found.reason, found.facts.get("skill"), found.facts.get("rule")


@settings(max_examples=300, deadline=None)
@given(problems(max_visits=4, min_visits=1))
def test_every_refusal_is_true_and_goes_away_when_its_field_is_mended(problem: Problem):
    visits, shifts = problem.visits_by_id(), problem.shifts_by_id()
    for visit_id, row in screen(problem).items():
        for shift_id, found in row.items():
            visit, shift = visits[visit_id], shifts[shift_id]
            if found is None:
                assert not isinstance(time_route(shift, [visit], problem.travel), Blocked)
                continue
            assert really_fails(found, visit, shift, problem)
            again = refusal(*mended(found, visit, shift), problem.travel)
            assert about(again) != about(found)


def test_a_skill_short_of_one_level_says_both_levels():
    found = refused(a_visit(skills=[("lift", 3)]), a_shift(skills=[("lift", 2)]))

    assert found.facts == {"skill": "lift", "held": 2, "needed": 3}
    assert found.sentence == "t-s1 holds lift at level 2, 3 is needed"


def test_the_second_skill_is_looked_at_too():
    visit = a_visit(skills=["tv", "lift"])

    assert refused(visit, a_shift(skills=["tv"])).facts["skill"] == "lift"
    assert refusal(visit, a_shift(skills=["lift", "tv"]), grid()) is None


@pytest.mark.parametrize(("valid_until", "refuses"), [(hours(8), True), (hours(8) + 1, False)])
def test_a_certificate_counts_when_it_is_valid_as_the_shift_opens(valid_until: int, refuses: bool):
    shift = a_shift(skills=[Skill(skill="lift", valid_until=valid_until)])

    found = refusal(a_visit(skills=["lift"]), shift, grid())

    assert (found is not None) == refuses


@pytest.mark.parametrize(
    ("window", "reason"),
    [
        ((hours(6), hours(7, 59)), Reason.NO_WINDOW_IN_SHIFT),
        ((hours(17, 1), hours(18)), Reason.NO_WINDOW_IN_SHIFT),
        ((hours(6), hours(8)), Reason.TOO_FAR),
        ((hours(17), hours(18)), Reason.TOO_FAR),
    ],
)
def test_a_window_outside_the_shift_differs_from_one_that_is_out_of_reach(
    window: tuple[int, int], reason: Reason
):
    assert refused(a_visit(windows=[window]), a_shift()).reason is reason


def test_too_far_says_by_how_much():
    # 60 km there at 9:00, half an hour of work, back at 10:30
    found = refused(a_visit(km_east=60), a_shift(closes=hours(10, 20)))

    assert found.facts == {"rule": "return", "by_s": 600}
    assert found.sentence.endswith("back 10 min after the latest end of the shift")


def test_a_break_without_room_is_named():
    shift = a_shift(breaks=[a_break(hours(12), hours(12))])

    found = refused(a_visit(pinned_start=hours(11, 45)), shift)

    assert found.sentence.endswith("no room for the break")


def test_a_pin_outside_the_windows_is_nobodys_fault():
    found = refused(a_visit(windows=[(hours(9), hours(10))], pinned_start=hours(11)), a_shift())

    assert (found.reason, found.shift) == (Reason.PINNED_OUTSIDE_WINDOW, None)
    assert found.sentence == "the pinned start 11:00 lies outside the time windows"


@pytest.mark.parametrize(("closes", "refuses"), [(hours(10, 29), True), (hours(10, 30), False)])
def test_a_window_around_the_whole_service_counts_from_the_pinned_start(closes: int, refuses: bool):
    windows = [(hours(6), hours(7)), (hours(9), closes)]
    visit = a_visit(windows=windows, window_bounds=Bounds.SERVICE, pinned_start=hours(10))

    found = refusal(visit, a_shift(), grid())

    assert (found is not None) == refuses
    if found is not None:
        assert (found.reason, found.facts["by_s"]) == (Reason.WINDOW_TOO_SHORT, 60)
        assert found.sentence.endswith("30 min on site, from the pinned start on there are 29 min")


def test_a_pinned_technician_comes_before_all_other_rules():
    visit = a_visit(technician="t-s2", skills=["lift"], windows=[(0, 1)])

    assert refused(visit, a_shift()).reason is Reason.OTHER_TECHNICIAN


def test_the_clock_of_people_without_calendar_counts_hours_since_the_epoch():
    assert clock(hours(26, 5)) == "26:05"


def test_needs_of_a_visit_are_all_at_their_own_level():
    needs = (SkillNeed(skill="tv", level=1), SkillNeed(skill="lift", level=2))
    visit = a_visit().model_copy(update={"skills": needs})

    assert refused(visit, a_shift(skills=[("tv", 3), ("lift", 1)])).facts["skill"] == "lift"


def test_what_a_shift_lacks_is_not_remembered_for_a_changed_copy_of_it():
    visit, shift = a_visit(skills=[("lift", 2)]), a_shift(skills=[Skill(skill="lift", level=1)])
    screener = Screener(a_problem([visit], [shift]))
    trained = shift.model_copy(update={"skills": (Skill(skill="lift", level=2),)})

    told = [screener.refusal(visit, who) for who in (shift, trained, shift)]

    assert [refused and refused.reason for refused in told] == [
        Reason.SKILL_LEVEL,
        None,
        Reason.SKILL_LEVEL,
    ]
