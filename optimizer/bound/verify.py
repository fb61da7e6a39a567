"""Checks a bound without the search that found it: plain, exact and slow.

For each shift all routes are tried that could disprove the bound. Costs and times are worked
out here once more from the problem; nothing is shared with the compiled search.
"""

from optimizer.bound.proof import Bound
from optimizer.bound.relaxing import relaxed
from optimizer.bound.tariff import Tariff
from optimizer.bound.trips import Charges, any_below
from optimizer.eligibility import screen
from optimizer.problem import Problem


def verify(problem: Problem, bound: Bound) -> bool:
    """Whether the bound's figures prove that no plan costs less than `bound.cents`."""
    return (
        _speaks_of(problem, bound)
        and _adds_up(bound)
        and bound.relaxed == relaxed(problem)
        and _holds(problem, bound)
    )


def _speaks_of(problem: Problem, bound: Bound) -> bool:
    """Every figure is about something of the problem, and within its limits."""
    most = {visit.id: visit.leave_out_cents for visit in problem.visits}
    return (
        bound.visit_cents.keys() == most.keys()
        and bound.shift_cents.keys() == {shift.id for shift in problem.shifts}
        and all(0 <= cents <= most[visit] for visit, cents in bound.visit_cents.items())
        and all(cents <= 0 for cents in bound.shift_cents.values())
        and all(
            len(set(cut.visits)) == 3
            and set(cut.visits) <= set(cut.keeps) <= most.keys()
            and cut.cents >= 0
            for cut in bound.cuts
        )
    )


def _adds_up(bound: Bound) -> bool:
    charges = sum(bound.visit_cents.values()) - sum(cut.cents for cut in bound.cuts)
    return bound.cents <= charges + sum(bound.shift_cents.values())


def _holds(problem: Problem, bound: Bound) -> bool:
    """No shift has a trip cheaper than its visits' charges and `shift_cents` say."""
    screening = screen(problem)
    for shift in problem.shifts:
        able = [visit for visit in problem.visits if screening[visit.id][shift.id] is None]
        charges = Charges.of(bound, [visit.id for visit in able])
        if any_below(Tariff(problem, shift, able), charges, bound.shift_cents[shift.id]):
            return False
    return True
