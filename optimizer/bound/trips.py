"""All trips that a shift could make, for the check of a bound.

Amounts are in 1/3600 cent, so that prices by the hour are whole numbers. Where the rules leave
several timings of a trip open, it is never priced above the cheapest of them.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from optimizer.bound.estimate import Estimate
from optimizer.bound.proof import Bound
from optimizer.bound.tariff import CENT, Tariff
from optimizer.values import MAX_S


@dataclass(frozen=True)
class Charges:
    """Units that each visit is charged, and the cuts as bit masks: (three, keeps, units)."""

    visits: tuple[int, ...]
    cuts: tuple[tuple[int, int, int], ...]

    @staticmethod
    def of(bound: Bound, names: Sequence[str]) -> "Charges":
        bit = {name: 1 << number for number, name in enumerate(names)}

        def mask(members: Sequence[str]) -> int:
            return sum(bit.get(name, 0) for name in members)

        return Charges(
            tuple(CENT * bound.visit_cents[name] for name in names),
            tuple(
                (mask(cut.visits), mask(cut.keeps), CENT * cut.cents)
                for cut in bound.cuts
                if mask(cut.visits).bit_count() >= 2
            ),
        )


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip so far, at the end of service of its last visit (-1: not left yet).

    `net` is units less charges; `easy` how late `end` could be without further waiting;
    `half` marks the cuts of which one visit waits for a second.
    """

    last: int
    end: int
    easy: int
    rested: int
    net: int
    served: int = 0
    half: int = 0


def any_below(tariff: Tariff, charges: Charges, cents: int) -> bool:
    """Some trip costs less than so many cents on top of what its visits are charged."""
    limit = CENT * cents
    estimate = Estimate.of(tariff, charges.visits)
    kept: dict[int, list[Trip]] = defaultdict(list)
    number = count()
    waiting = [(tariff.opens, next(number), Trip(-1, tariff.opens, MAX_S, 0, 0))]
    while waiting:
        trip = heappop(waiting)[-1]
        if trip.last >= 0:
            if any(_no_worse(tariff, charges, other, trip) for other in kept[trip.last]):
                continue
            kept[trip.last].append(trip)
            home = tariff.home(trip.last, trip.end, trip.rested)
            if home is not None and trip.net + home < limit:
                return True
        for there in range(len(charges.visits)):
            if trip.served >> there & 1:
                continue
            for onward in _onward(tariff, charges, trip, there):
                if onward.net + estimate.after(onward.last, onward.end, onward.served) < limit:
                    heappush(waiting, (onward.end, next(number), onward))
    return False


def _onward(tariff: Tariff, charges: Charges, trip: Trip, there: int) -> Iterator[Trip]:
    """The trip with one more visit, after each number of breaks on the way."""
    for rested in range(trip.rested, tariff.breaks + 1):
        start = tariff.start(trip.last, there, trip.end, trip.rested, rested)
        if start is None:
            return
        on_site = tariff.on_site(trip.last, there)
        if start + on_site > tariff.last_return:
            return
        net = trip.net + tariff.serving(trip.last, there, start) - charges.visits[there]
        easy = tariff.last_start(trip.last, there)
        if trip.last >= 0 and rested == trip.rested:
            arrives = trip.easy + tariff.drive(trip.last, there)
            net += tariff.idle_rate * max(0, start - arrives)
            easy = min(easy, max(start, arrives))
        half, paid = _cut_through(charges, trip.half, there)
        yield Trip(
            there,
            start + on_site,
            easy + on_site,
            rested,
            net + paid,
            trip.served | 1 << there,
            half,
        )


def _cut_through(charges: Charges, half: int, there: int) -> tuple[int, int]:
    """The half used cuts after the visit, and the units it pays."""
    after = paid = 0
    for number, (three, keeps, units) in enumerate(charges.cuts):
        waits = bool(half >> number & 1 and keeps >> there & 1)
        if three >> there & 1:
            paid += units if waits else 0
            waits = not waits
        after |= waits << number
    return after, paid


def _no_worse(tariff: Tariff, charges: Charges, one: Trip, other: Trip) -> bool:
    """Whatever `other` can still do, `one` can for no more."""
    if one.net > other.net or one.end > other.end or one.served & ~other.served:
        return False
    if one.rested != other.rested and (tariff.idle_rate or one.rested < other.rested):
        return False
    net = one.net + tariff.idle_rate * max(0, other.easy - one.easy)
    extra = one.half & ~other.half
    for number, (_, _, units) in enumerate(charges.cuts):
        if extra >> number & 1:
            net += units
    return net <= other.net
