"""Which visits may be on which routes together, times aside."""

from collections.abc import Iterator, Mapping, Sequence

from optimizer.problem import (
    After,
    Apart,
    InOrder,
    Problem,
    Relation,
    SameRoute,
    Together,
    Visit,
    Who,
)
from optimizer.ties import Blocked


def broken_relation(problem: Problem, orders: Mapping[str, Sequence[Visit]]) -> Blocked | None:
    """The first relation that the orders break wherever their times lie."""
    if not problem.relations:
        return None
    places = {
        visit.id: (shift, number)
        for shift, order in orders.items()
        for number, visit in enumerate(order)
    }
    who = {shift.id: shift.technician for shift in problem.shifts}
    for relation in problem.relations:
        for visit in _broken(relation, places, who):
            return Blocked("relation", visit, 0, 0)
    return None


def _broken(
    relation: Relation, places: Mapping[str, tuple[str, int]], who: Mapping[str, str]
) -> Iterator[str]:
    """Visits that are not where the relation wants them."""
    served = [visit for visit in relation.visits if visit in places]
    routes = [places[visit][0] for visit in served]
    match relation:
        case Together():
            if served and len(served) < len(relation.visits):
                yield served[0]
            if len(set(routes)) < len(routes):
                yield served[-1]
        case Apart():
            if len(set(routes)) < len(routes):
                yield served[-1]
        case SameRoute() | InOrder():
            if len(set(routes)) > 1:
                yield served[-1]
            elif isinstance(relation, InOrder):
                numbers = [places[visit][1] for visit in served]
                if numbers != sorted(numbers):
                    yield served[-1]
        case After():
            if served == [relation.then]:
                yield relation.then
            if len(served) == 2 and relation.technician is not Who.ANY:
                same = who[routes[0]] == who[routes[1]]
                if same is not (relation.technician is Who.SAME):
                    yield relation.then
