"""Named policies: what counts more on a storm day, or when cost or customers come first.

A policy scales the prices that no bill shows. Wages, kilometres, overtime and what a customer
pays are facts and stay as they are, so the money lines of plans under different policies can
be compared.
"""

from optimizer.problem import Problem, TechnicianRules, Visit
from optimizer.shift import Shift
from optimizer.values import MAX_CENTS, MAX_RATE, Percent, Value


class Policy(Value):
    """Percent of each price group; 100 leaves the prices of the problem as they are."""

    name: str
    left_out: Percent = 100
    """Leaving a visit out of the plan."""
    late: Percent = 100
    """Ending after `due_by`, each visit's lateness and the largest one."""
    promises: Percent = 100
    """Moving a published promise in time or to somebody else."""
    wishes: Percent = 100
    """Starts outside the customer's wish, and somebody else than the preferred technician."""
    fairness: Percent = 100
    """Shares of work above what is fair."""
    spare_level: Percent = 100
    """Sending somebody who is more skilled than needed."""


POLICIES = (
    Policy(name="normal day"),
    Policy(
        name="storm day",
        left_out=200,
        late=150,
        promises=25,
        wishes=10,
        fairness=10,
        spare_level=25,
    ),
    Policy(name="cost first", late=75, promises=75, wishes=25, fairness=50, spare_level=50),
    Policy(name="customer first", left_out=125, late=200, promises=300, wishes=300, fairness=50),
)
"""Normal day: the prices as they were agreed. Storm day: reach as many as possible, urgent ones
first; promises may give way, wishes nearly do not count. Cost first: wishes and comfort count
less, agreements nearly as much as ever. Customer first: promises and wishes are dear.
"""


def policy(name: str) -> Policy:
    """The policy of that name; `ValueError` names those there are."""
    for known in POLICIES:
        if known.name == name:
            return known
    names = ", ".join(repr(known.name) for known in POLICIES)
    raise ValueError(f"policy {name!r}: expected one of {names}")


def under(problem: Problem, chosen: Policy) -> Problem:
    """The problem with the policy's prices and its name; it must not be under one already.

    Prices are rounded half up and stop at the largest that a problem may hold.
    """
    if problem.policy:
        raise ValueError(
            f"policy: the problem is under {problem.policy!r} already, expected its own prices"
        )
    changed = {
        "visits": tuple(_visit(visit, chosen) for visit in problem.visits),
        "shifts": tuple(_shift(shift, chosen) for shift in problem.shifts),
        "technicians": tuple(_technician(rules, chosen) for rules in problem.technicians),
        "largest_late_cents_per_hour": _rate(problem.largest_late_cents_per_hour, chosen.late),
        "policy": chosen.name,
    }
    fields = {name: getattr(problem, name) for name in Problem.model_fields}
    return Problem(**(fields | changed))


def _visit(visit: Visit, chosen: Policy) -> Visit:
    preferred, promise = visit.preferred, visit.promise
    if preferred is not None:
        rate = _rate(preferred.cents_per_hour, chosen.wishes)
        preferred = preferred.model_copy(update={"cents_per_hour": rate})
    if promise is not None:
        promise = promise.model_copy(
            update={
                "moved_cents_per_hour": _rate(promise.moved_cents_per_hour, chosen.promises),
                "technician_cents": _cents(promise.technician_cents, chosen.promises),
            }
        )
    return visit.model_copy(
        update={
            "leave_out_cents": _cents(visit.leave_out_cents, chosen.left_out),
            "late_cents_per_hour": _rate(visit.late_cents_per_hour, chosen.late),
            "other_technician_cents": _cents(visit.other_technician_cents, chosen.wishes),
            "preferred": preferred,
            "promise": promise,
        }
    )


def _shift(shift: Shift, chosen: Policy) -> Shift:
    skills = tuple(
        skill.model_copy(
            update={"spare_level_cents": _cents(skill.spare_level_cents, chosen.spare_level)}
        )
        for skill in shift.skills
    )
    return shift.model_copy(update={"skills": skills})


def _technician(rules: TechnicianRules, chosen: Policy) -> TechnicianRules:
    fair = rules.fairness
    changed = {
        "work_cents_per_hour": _rate(fair.work_cents_per_hour, chosen.fairness),
        "cents_per_point": _cents(fair.cents_per_point, chosen.fairness),
    }
    return rules.model_copy(update={"fairness": fair.model_copy(update=changed)})


def _cents(amount: int, percent: int) -> int:
    return min(MAX_CENTS, (2 * amount * percent + 100) // 200)


def _rate(amount: int, percent: int) -> int:
    return min(MAX_RATE, (2 * amount * percent + 100) // 200)
