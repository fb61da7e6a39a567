"""Changes of a problem as values, so that they can be shown, kept and applied."""

from typing import TypeVar

from pydantic import Field

from optimizer.problem import Problem, Relation, Shift, Visit
from optimizer.values import Value

Named = TypeVar("Named", bound=Visit | Shift)


class Amendment(Value):
    """Visits and shifts that take the place of those with their ids, or are new."""

    visits: tuple[Visit, ...] = ()
    shifts: tuple[Shift, ...] = ()
    relations: tuple[Relation, ...] | None = Field(
        default=None, description="all relations; None: as they are"
    )

    def applied(self, problem: Problem) -> Problem:
        """The changed problem; `ValueError` if it is none."""
        fields = {name: getattr(problem, name) for name in Problem.model_fields}
        fields["visits"] = _replaced(problem.visits, self.visits)
        fields["shifts"] = _replaced(problem.shifts, self.shifts)
        if self.relations is not None:
            fields["relations"] = self.relations
        return Problem(**fields)


def _replaced(old: tuple[Named, ...], new: tuple[Named, ...]) -> tuple[Named, ...]:
    changed = {one.id: one for one in new}
    kept = [changed.pop(one.id, one) for one in old]
    return (*kept, *changed.values())
