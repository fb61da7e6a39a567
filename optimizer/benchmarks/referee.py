"""The checker tried on plans from the literature, and on every fault made in them."""

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from optimizer import check
from optimizer.benchmarks.corruptions import corruptions
from optimizer.benchmarks.instance import Published
from optimizer.benchmarks.plans import published_plan, sentence
from optimizer.schedule import Blocked

SHOWN = 5
"""Sentences shown of many."""


@dataclass(frozen=True)
class Verdict:
    """What the checker said of one published plan and of the faults made in it."""

    set: str
    instance: str
    source: str
    published: float
    cost: float | None
    accepted: bool
    same_cost: bool
    violations: list[str]
    corruptions: dict[str, int]
    rejected: int
    let_through: list[str]

    @property
    def good(self) -> bool:
        return self.accepted and self.same_cost and not self.let_through

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def verdicts(published: list[Published]) -> Iterator[Verdict]:
    for plan in published:
        yield verdict(plan)


def verdict(published: Published) -> Verdict:
    """The checker's word on a plan and on all its corruptions."""
    instance = published.instance
    solution = published_plan(published)
    if isinstance(solution, Blocked):
        return _verdict(published, None, [sentence(solution)], Counter(), [])
    found = [wrong.sentence for wrong in check.violations(instance.problem, solution)]
    found += instance.measure.faults(solution)
    kinds: Counter[str] = Counter()
    through = []
    for spoilt in corruptions(instance.problem, solution):
        kinds[spoilt.kind] += 1
        if not check.violations(instance.problem, spoilt.solution):
            through.append(f"{spoilt.kind} {spoilt.visit}")
    return _verdict(published, instance.cost(solution), found, kinds, through)


def _verdict(
    published: Published,
    cost: float | None,
    found: list[str],
    kinds: Counter[str],
    through: list[str],
) -> Verdict:
    return Verdict(
        set=published.instance.set,
        instance=published.instance.name,
        source=published.source,
        published=published.cost,
        cost=cost,
        accepted=not found,
        same_cost=cost is not None and abs(cost - published.cost) <= published.precision,
        violations=found[:SHOWN],
        corruptions=dict(kinds),
        rejected=kinds.total() - len(through),
        let_through=through,
    )


def summary(found: list[Verdict]) -> dict[str, object]:
    """Counts over all plans of a folder."""
    return {
        "solutions": len(found),
        "accepted": sum(verdict.accepted for verdict in found),
        "differing_costs": sum(not verdict.same_cost for verdict in found),
        "corruptions": sum(sum(verdict.corruptions.values()) for verdict in found),
        "rejected": sum(verdict.rejected for verdict in found),
        "let_through": sum(len(verdict.let_through) for verdict in found),
    }


def print_line(verdict: Verdict) -> None:
    """One line for people, and what is wrong below it."""
    cost = "-" if verdict.cost is None else f"{verdict.cost:.3f}"
    tried = sum(verdict.corruptions.values())
    print(
        f"{verdict.source}: {'accepted' if verdict.accepted else 'NOT ACCEPTED'}, "
        f"cost {cost}, published {verdict.published:.3f}"
        f"{'' if verdict.same_cost else ' DIFFERS'}; "
        f"{verdict.rejected} of {tried} corruptions rejected",
        flush=True,
    )
    for line in (*verdict.violations, *verdict.let_through[:SHOWN]):
        print(f"    {line}", file=sys.stderr)
