"""Visits that no plan can serve, found before any search, each with the field to change."""

from collections.abc import Iterator, Mapping, Sequence

from optimizer.eligibility import Screener
from optimizer.explain import HOPE
from optimizer.problem import After, Problem, Relation, SameRoute, Shift, Together, Visit
from optimizer.solution import Reason, Refusal
from optimizer.values import Value


class Finding(Value):
    """One impossible visit; `field` is what to change first, as in `visits[V12].skills`."""

    visit: str
    reason: Reason
    field: str
    sentence: str
    facts: dict[str, int | str]


def precheck(problem: Problem) -> tuple[Finding, ...]:
    """Every visit that cannot be served, in the order of the problem; the first rule for each.

    A visit is named if no shift can do it whatever else is planned, or if its relations ask
    for more than there is. That none is named does not mean that all fit into one plan.
    """
    screener = Screener(problem)
    able = {visit.id: screener.able(visit) for visit in problem.visits}
    found = {
        visit.id: _finding(visit, problem, screener)
        for visit in problem.visits
        if not able[visit.id]
    }
    for number, relation in enumerate(problem.relations):
        for finding in _related(number, relation, problem, able):
            found.setdefault(finding.visit, finding)
    return tuple(found[visit.id] for visit in problem.visits if visit.id in found)


def _finding(visit: Visit, problem: Problem, screener: Screener) -> Finding:
    """The "no" that is nearest to a yes, and its field."""
    shifts = problem.shifts_by_id()
    refusals = [screener.refusal(visit, shift) for shift in problem.shifts]
    told = [refused for refused in refusals if refused is not None]
    if not told:
        return Finding(
            visit=visit.id,
            reason=Reason.NO_SHIFT,
            field="shifts",
            sentence="nobody works on the planned days",
            facts={},
        )
    nearest = min(told, key=lambda refused: (HOPE.index(refused.reason), _far(refused)))
    shift = shifts.get(nearest.shift or "")
    return Finding(
        visit=visit.id,
        reason=nearest.reason,
        field=field_of(visit, shift, nearest),
        sentence=f"none of {len(shifts)} shifts can do it; nearest: {nearest.sentence}",
        facts=nearest.facts,
    )


def _far(refused: Refusal) -> int:
    number = refused.facts.get("by_s", refused.facts.get("over", 0))
    return number if isinstance(number, int) else 0


def field_of(visit: Visit, shift: Shift | None, refused: Refusal) -> str:
    """The field whose change takes this "no" away."""
    own, theirs = f"visits[{visit.id}]", f"shifts[{'' if shift is None else shift.id}]"
    cap = {"drive": "drive_s", "distance": "distance_m", "wait": "wait_s", "route": "route_s"}
    rule = str(refused.facts.get("rule", ""))
    who = "" if shift is None else shift.technician
    return {
        Reason.OTHER_TECHNICIAN: f"{own}.technician",
        Reason.NOT_ALLOWED: f"{own}.only_technicians",
        Reason.FORBIDDEN: f"{own}.never_technicians",
        Reason.PINNED_OUTSIDE_WINDOW: f"{own}.pinned_start",
        Reason.SKILL_MISSING: f"{own}.skills",
        Reason.SKILL_LEVEL: f"{own}.skills",
        Reason.SKILL_EXPIRED: f"{theirs}.skills",
        Reason.EQUIPMENT: f"{theirs}.equipment",
        Reason.PARTS: f"{theirs}.stock",
        Reason.CAPACITY: f"{theirs}.capacity",
        Reason.CAP: f"{theirs}.caps.{cap.get(rule, rule)}",
        Reason.WINDOW_TOO_SHORT: f"{own}.windows",
        Reason.NO_WINDOW_IN_SHIFT: f"{own}.windows",
        Reason.WORK_LIMIT: f"technicians[{who}].work_limits",
        Reason.TOO_FAR: _field_of_time(visit, theirs, rule),
    }[refused.reason]


def _field_of_time(visit: Visit, theirs: str, rule: str) -> str:
    if rule == "break":
        return f"{theirs}.breaks"
    if rule == "return":
        return f"{theirs}.closes"
    pinned = visit.pinned_start is not None
    return f"visits[{visit.id}].{'pinned_start' if pinned else 'windows'}"


def _related(
    number: int, relation: Relation, problem: Problem, able: Mapping[str, Sequence[Shift]]
) -> Iterator[Finding]:
    """Visits that a relation makes impossible."""
    field = f"relations[{number}]"
    if isinstance(relation, After) and not able[relation.first]:
        said = f"it comes after visit {relation.first}, which nobody can do"
        yield _by_relation(relation.then, f"{field}.first", said, relation.first)
    if isinstance(relation, Together):
        alone = [visit for visit in relation.visits if not able[visit]]
        if alone:
            said = f"it belongs together with visit {alone[0]}, which nobody can do"
            for visit in relation.visits:
                yield _by_relation(visit, f"{field}.visits", said, alone[0])
        elif not _each_its_own(relation.visits, able):
            said = f"{len(relation.visits)} technicians are needed at once, fewer can do it"
            for visit in relation.visits:
                yield _by_relation(visit, f"{field}.visits", said, relation.visits[0])
    if isinstance(relation, SameRoute):
        musts = [v.id for v in problem.visits if v.id in relation.visits and v.mandatory]
        if len(musts) > 1 and not _shared(musts, able):
            said = "no shift can do all that has to be on its route"
            for visit in musts:
                yield _by_relation(visit, f"{field}.visits", said, musts[0])


def _by_relation(visit: str, field: str, said: str, partner: str) -> Finding:
    return Finding(
        visit=visit, reason=Reason.RELATION, field=field, sentence=said, facts={"visit": partner}
    )


def _shared(visits: Sequence[str], able: Mapping[str, Sequence[Shift]]) -> bool:
    return bool(set.intersection(*({shift.id for shift in able[visit]} for visit in visits)))


def _each_its_own(visits: Sequence[str], able: Mapping[str, Sequence[Shift]]) -> bool:
    """Every visit can have a shift of its own (augmenting paths in a bipartite graph)."""
    taken: dict[str, str] = {}

    def seat(visit: str, seen: set[str]) -> bool:
        for shift in able[visit]:
            if shift.id not in seen:
                seen.add(shift.id)
                if shift.id not in taken or seat(taken[shift.id], seen):
                    taken[shift.id] = visit
                    return True
        return False

    return all(seat(visit, set()) for visit in visits)
