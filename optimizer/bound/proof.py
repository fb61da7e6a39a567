"""A proven lower limit of the cents of any plan, with what it takes to prove it again."""

from pydantic import Field

from optimizer.values import Cents, Name, Value


class ThreeCut(Value):
    """Of all routes that serve two or three of three visits, a plan uses at most one.

    A route that serves two of them, with only visits of `keeps` on the way from the one to the
    other, pays `cents` for it (for the three of them as well).
    """

    visits: tuple[Name, Name, Name]
    keeps: tuple[Name, ...] = Field(description="visits; holds the three")
    cents: Cents


class Bound(Value):
    """No plan of the problem costs less than `cents`.

    Why: split what plans pay among the visits, and call `visit_cents` what each may be charged
    for, at most its price for being left out. If every route of a shift costs at least what its
    visits are charged, what it pays for cuts taken off, plus `shift_cents` (<= 0), then
    the plan costs at least the sum of all charges and of all `shift_cents`, less the cuts'
    cents. `optimizer.bound.verify` checks exactly that.
    """

    cents: int
    visit_cents: dict[Name, Cents]
    shift_cents: dict[Name, int]
    cuts: tuple[ThreeCut, ...] = ()
    searched_cents: int | None = Field(
        default=None,
        description="cost of a plan than which none is cheaper: every route that the charges "
        "leave room for was listed, and no choice among them costs less; `verify` checks the "
        "charges alone",
    )
    relaxed: tuple[str, ...] = Field(
        default=(), description="rules and prices left away; the bound holds all the same"
    )

    @property
    def limit_cents(self) -> int:
        """What no plan is cheaper than, by the charges or by the search through all routes."""
        return max(self.cents, self.searched_cents or self.cents)
