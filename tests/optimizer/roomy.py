"""Random problems over all rules in which much can be served, so that rules meet on routes."""

from hypothesis import strategies as st

from optimizer.problem import Problem, Shift, Visit
from tests.optimizer.all_rules import all_rules_problems

WORTH_CENTS = 1_000_000


@st.composite
def roomy_problems(draw: st.DrawFn, max_visits: int = 6, max_shifts: int = 3) -> Problem:
    """Half of the visits need no skill, no pin and no window, and most are worth serving."""
    problem = draw(all_rules_problems(max_visits, max_shifts))
    return problem.model_copy(
        update={
            "visits": tuple(draw(_easier(visit)) for visit in problem.visits),
            "shifts": tuple(_longer(shift) for shift in problem.shifts),
        }
    )


@st.composite
def _easier(draw: st.DrawFn, visit: Visit) -> Visit:
    worth = draw(st.sampled_from([visit.leave_out_cents, WORTH_CENTS, WORTH_CENTS]))
    update: dict[str, object] = {
        "leave_out_cents": worth,
        "mandatory": visit.mandatory and draw(st.booleans()),
        "service_s": visit.service_s // 2,
        "pinned_start": None,
        "technician": None,
    }
    if draw(st.booleans()):
        update |= {"skills": (), "windows": (), "only_technicians": ()}
    return visit.model_copy(update=update)


def _longer(shift: Shift) -> Shift:
    return shift.model_copy(update={"max_overtime_s": shift.max_overtime_s + 4 * 3600})
