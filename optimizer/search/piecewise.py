"""Searching a large plan: whole at first, then in parts side by side, cut anew each turn.

One slow cooling spans all of it. Searched whole, every processor would look for the same plan.
"""

import random
import time
from concurrent.futures import ThreadPoolExecutor

from optimizer.incumbent import Incumbent
from optimizer.search.compiled import Compiled, compile_problem
from optimizer.search.engine import COLD, HOT, Engine, Orders, Schedule
from optimizer.search.parts import Part, cut

LARGE = 750
"""Visits from which a plan is cut into parts."""

MOST_WHOLE, WHOLE_VISITS = 0.6, 600
"""Share of the time before it is cut for the first time: at most so much, and less the more
visits there are, since a round then takes longer and more of them are needed.
"""

MOST_VISITS, LEAST_VISITS = 600, 150
"""Of a part: as few as give every processor one, within these."""

UNEVEN = 1.1
"""Parts that give every processor one may be so many times the average."""

TURNS, LEAST_TURN_S = 8, 0.5
"""How often it is cut anew, and seconds for a part at least."""


def whole_share(visits: int) -> float:
    return min(MOST_WHOLE, WHOLE_VISITS / max(1, visits))


def heat_at(share: float) -> float:
    """The temperature after this share of the time."""
    return HOT * (COLD / HOT) ** share


def search_piecewise(
    incumbent: Incumbent, whole: Compiled, *, began: float, deadline: float, threads: int
) -> None:
    """Go on cooling from the best plan until the deadline; `began` is when cooling did."""
    rng = random.Random(1)
    span = max(1e-9, deadline - began)
    each = round(UNEVEN * len(whole.visits) / threads)
    most = max(LEAST_VISITS, min(MOST_VISITS, each))
    present = incumbent.orders()
    while (now := time.monotonic()) < deadline:
        parts = cut(incumbent.problem, present, most, rng)
        in_a_row = -(-len(parts) // threads)
        turn = min(max(span / TURNS, in_a_row * LEAST_TURN_S), deadline - now)
        share = (now - began) / span
        heats = heat_at(share), heat_at(min(1.0, share + turn / span))
        searches = [
            _Search(incumbent, whole, part, rng.randrange(2**31), turn / in_a_row, heats)
            for part in parts
        ]
        with ThreadPoolExecutor(threads) as pool:
            list(pool.map(_Search.run, searches))  # raises what a search raised
        incumbent.hear({shift: order for one in searches for shift, order in one.best.items()})
        present = {shift: order for one in searches for shift, order in one.last.items()}


class _Search:
    """A part, its time and heats; `best` and `last` routes once it has run."""

    def __init__(
        self,
        incumbent: Incumbent,
        whole: Compiled,
        part: Part,
        seed: int,
        seconds: float,
        heats: tuple[float, float],
    ) -> None:
        self.screening, self.whole, self.part, self.seed = incumbent.screening, whole, part, seed
        self.seconds, self.heats = seconds, heats
        self.best: Orders = part.orders
        self.last: Orders = part.orders

    def run(self) -> None:
        """Building the arrays counts as time."""
        began = time.monotonic()
        compiled = compile_problem(self.part.problem, self.screening, within=self.whole)
        engine = Engine(compiled, seed=self.seed)
        engine.start(self.part.orders)
        left = self.seconds - (time.monotonic() - began)
        hot, cold = self.heats
        schedule = Schedule(seconds=left)
        engine.run(schedule, lambda: None, hot=hot, cold=cold, exchange=False)
        self.best, self.last = engine.orders(), engine.present_orders()
