"""Subset-row cuts over three visits (Jepsen, Petersen, Spoorendonk, Pisinger 2008).

Of all routes that serve two or three of three visits, a plan uses at most one.
"""

from collections import defaultdict
from collections.abc import Container, Sequence
from itertools import combinations

from optimizer.bound.pricing import Cut, Priced

AT_ONCE = 30
"""Cuts added in one round."""

SLACK = 0.05


def violated(used: Sequence[tuple[Priced, float]], known: Container[Cut]) -> list[Cut]:
    """The cuts that these shares of routes break most, each remembered just long enough."""
    broken: list[tuple[float, frozenset[int]]] = []
    shares = [(frozenset(column.order), share) for column, share in used if share < 1 - 1e-6]
    together: dict[tuple[int, int], float] = defaultdict(float)
    for members, share in shares:
        for pair in combinations(sorted(members), 2):
            together[pair] += share
    partners: dict[int, set[int]] = defaultdict(set)
    for first, second in together:
        partners[first].add(second)
        partners[second].add(first)
    triples = {
        tuple(sorted((first, second, third)))
        for first, second in together
        for third in partners[first] | partners[second]
        if third not in (first, second)
    }
    for triple in triples:
        over = sum(share for members, share in shares if len(members.intersection(triple)) >= 2) - 1
        if over > SLACK:
            broken.append((over, frozenset(triple)))
    broken.sort(key=lambda item: (-item[0], sorted(item[1])))
    cuts = []
    per_visit: dict[int, int] = defaultdict(int)
    for _, three in broken:
        if max(per_visit[visit] for visit in three) >= 5:
            continue
        cut = Cut(three, _kept(three, used))
        if cut not in known:
            cuts.append(cut)
            for visit in three:
                per_visit[visit] += 1
        if len(cuts) == AT_ONCE:
            break
    return cuts


def _kept(three: frozenset[int], used: Sequence[tuple[Priced, float]]) -> frozenset[int]:
    """The visits between two of the three, on every route that should count."""
    keeps = set(three)
    for column, _ in used:
        positions = [i for i, visit in enumerate(column.order) if visit in three]
        for first, second in zip(positions[::2], positions[1::2], strict=False):
            keeps.update(column.order[first : second + 1])
    return frozenset(keeps)
