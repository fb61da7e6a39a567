"""The cheapest routes of each group of shifts at given duals."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from optimizer.bound.completing import Tiny, arrivals
from optimizer.bound.labels import (
    ENUMERATE,
    EXACT,
    HEURISTIC,
    Bits,
    Labels,
    Memory,
    room,
    routes_below,
)
from optimizer.bound.lanes import UNIT, Group, Ints
from optimizer.search.refs import ref

__all__ = ["ENUMERATE", "EXACT", "HEURISTIC", "Cut", "Duals", "Priced", "Pricing", "VisitOrder"]

VisitOrder = tuple[int, ...]
"""Indices of visits of the problem, in the order of a route."""

MOST_LABELS = 3_000_000
MOST_ROUTES = 200_000
COMPARISONS_A_SECOND = 10_000_000
MOST_S = 86_400


class Cut(NamedTuple):
    """At most one route may serve two of the three visits (a subset-row cut).

    A route counts each second of them it serves, but forgets the first at a visit that is not
    in `keeps` (limited memory: Pecin, Pessoa, Poggi, Uchoa 2017).
    """

    three: frozenset[int]
    keeps: frozenset[int]

    def counts(self, order: Iterable[int]) -> int:
        """How often the route counts for the cut."""
        half, times = False, 0
        for visit in order:
            half = half and visit in self.keeps
            if visit in self.three:
                times += half
                half = not half
        return times


@dataclass(frozen=True)
class Duals:
    """Cents: what serving each visit is worth, what a shift of each group is (<= 0: what its
    routes must gain), and what each cut costs a route (>= 0)."""

    visits: tuple[int, ...]
    groups: tuple[int, ...]
    cuts: Mapping[Cut, int] = field(default_factory=dict)


class Priced(NamedTuple):
    """A route of one group: units it costs, and units less its duals."""

    group: int
    order: VisitOrder
    units: int
    reduced: int


@dataclass
class Pricing:
    """Answers for one problem; `near` is which visits are still remembered at each visit."""

    groups: Sequence[Group]
    near: list[set[int]]
    _labels: Labels | None = None
    _kept: dict[tuple[int, bool], Bits] = field(default_factory=dict)
    _tables: dict[int, tuple[Tiny, Ints]] = field(default_factory=dict)

    def routes(
        self,
        group: int,
        duals: Duals,
        mode: int,
        *,
        seconds: float,
        above: int = 0,
        at_most: int = 30,
    ) -> tuple[int, list[Priced]] | None:
        """Least units less duals, and good routes that gain more than the group's dual.

        `above`: also routes up to so many cents short of that. None if that would take more than
        about so many seconds, or too much memory.
        """
        limit = UNIT * (duals.groups[group] + above)
        able = self.groups[group].visits
        gain = np.array([UNIT * duals.visits[visit] for visit in able], dtype=np.int64)
        cuts = list(duals.cuts)
        memory = self._memory(group, duals, cuts, forget=mode == EXACT)
        labels = self._room(memory)
        found = np.empty((MOST_ROUTES, 2), dtype=np.int64)
        lane = ref(self.groups[group].lane)
        budget = int(min(seconds, MOST_S) * COMPARISONS_A_SECOND)
        count, least = routes_below(
            lane, *self._arrivals(group), gain, ref(memory), ref(labels), mode, limit, budget, found
        )
        if count < 0:
            return None
        chosen = found[:count]
        if count > at_most:
            chosen = _varied(chosen, labels, at_most)
        orders = [self._order(int(label), labels, able) for label in chosen[:, 1]]
        priced = [
            Priced(group, order, _without(int(reduced), order, duals), int(reduced))
            for reduced, order in zip(chosen[:, 0], orders, strict=True)
        ]
        return least, priced

    def _room(self, memory: Memory) -> Labels:
        words, cut_words = memory.keeps.shape[1], memory.cut_counts.shape[1]
        labels = self._labels
        if labels is None or labels.seen.shape[1] != words or labels.half.shape[1] != cut_words:
            labels = self._labels = room(MOST_LABELS, words, cut_words)
        return labels

    def _arrivals(self, group: int) -> tuple[Tiny, Ints]:
        if group not in self._tables:
            self._tables[group] = arrivals(ref(self.groups[group].lane))
        return self._tables[group]

    def remember(self, at: int, visit: int) -> None:
        """From now on routes that pass the one visit do not come back to the other."""
        self.near[at].add(visit)
        self._kept.clear()

    def _memory(self, group: int, duals: Duals, cuts: Sequence[Cut], *, forget: bool) -> Memory:
        able = self.groups[group].visits
        if (group, forget) not in self._kept:
            local = {visit: number for number, visit in enumerate(able)}
            keeps = [
                [local[v] for v in self.near[visit] if v in local] if forget else range(len(able))
                for visit in able
            ]
            self._kept[group, forget] = _bits(keeps, len(able))
        touching = [cut for cut in cuts if len(cut.three.intersection(able)) >= 2]
        counts = [[n for n, cut in enumerate(touching) if v in cut.three] for v in able]
        carries = [[n for n, cut in enumerate(touching) if v in cut.keeps] for v in able]
        cost = np.zeros(max(1, len(touching)), dtype=np.int64)
        for number, cut in enumerate(touching):
            cost[number] = UNIT * duals.cuts[cut]
        return Memory(
            self._kept[group, forget],
            _bits(counts, len(touching)),
            _bits(carries, len(touching)),
            cost,
        )

    @staticmethod
    def _order(label: int, labels: Labels, able: Sequence[int]) -> VisitOrder:
        order = []
        while label >= 0:
            order.append(able[labels.visit[label]])
            label = int(labels.parent[label])
        return tuple(reversed(order))


def _varied(found: Ints, labels: Labels, at_most: int) -> Ints:
    """The best routes: first the best for each last visit, then whichever."""
    ranked = found[np.argsort(found[:, 0], kind="stable")]
    last = labels.visit[ranked[:, 1]]
    _, first = np.unique(last, return_index=True)
    rest = np.setdiff1d(np.arange(len(ranked)), first)
    varied: Ints = ranked[np.concatenate([np.sort(first), rest])[:at_most]]
    return varied


def _without(reduced: int, order: VisitOrder, duals: Duals) -> int:
    """The units of the route itself."""
    gains = sum(duals.visits[visit] for visit in order)
    paid = sum(cents * cut.counts(order) for cut, cents in duals.cuts.items())
    return reduced + UNIT * (gains - paid)


def _bits(sets: Sequence[Iterable[int]], size: int) -> Bits:
    """Rows of bit words."""
    words = max(1, -(-size // 64))
    rows = np.zeros((len(sets), words), dtype=np.uint64)
    for row, members in zip(rows, sets, strict=True):
        for member in members:
            row[member >> 6] |= np.uint64(1 << (member & 63))
    return rows
