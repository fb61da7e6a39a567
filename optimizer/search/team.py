"""Several searches at once, on a thread each: the compiled code holds no lock of Python's.

Where the problem is small enough for a proof one of the processors proves instead, and finds
plans of its own on the way.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from queue import Empty, Queue
from threading import Event
from typing import NamedTuple

from optimizer.bound.proof import Bound
from optimizer.incumbent import Incumbent
from optimizer.search.compiled import compile_problem
from optimizer.search.engine import COLD, HOT, Engine, Orders, Route, Schedule
from optimizer.search.piecewise import LARGE, heat_at, search_piecewise, whole_share
from optimizer.search.proving import Prover, Task
from optimizer.search.ready import searches_beside_proof

POLL_S = 0.05
OFFERED = 3_000
"""Routes offered to the prover at a time, at most: the latest."""

PROOF_S, PROOF_VISITS, PROOF_GROWTH = 2.0, 50, 2.7
"""A proof takes about so long at so many visits, and grows with this power of them."""

CYCLES = ((0.85, HOT, COLD), (0.15, COLD, COLD / 10))
"""Shares of the time, heats at its beginning and end: alone."""

PROVING_CYCLES = (
    (0.25, HOT, COLD),
    (0.25, HOT, COLD),
    (0.25, HOT, COLD),
    (0.25, HOT / 5, COLD / 10),
)
"""The same beside a prover, whose plans the later cycles start from."""

AGAIN_S, AGAIN_VISIT_S, IN_VAIN = 10.0, 0.6, 2
"""Where there is more time than so many seconds, and so many for each visit, the search begins
again from its best plan each time; after so many times in vain it ends.
"""


def pays_to_prove(incumbent: Incumbent, seconds: float, cores: int) -> bool:
    visits = len(incumbent.problem.visits)
    needed = PROOF_S * (visits / PROOF_VISITS) ** PROOF_GROWTH
    return cores > searches_beside_proof(incumbent.tied) and seconds >= max(PROOF_S, needed)


def search_by_clock(
    incumbent: Incumbent,
    *,
    seconds: float,
    cores: int,
    on_bound: Callable[[Bound], None],
    again_s: float | None = None,
) -> bool:
    """Search on every core until the time is over; True if no plan is better than the found.

    Each better plan goes to the incumbent as soon as it is known, each better bound to
    `on_bound`. After every `again_s` seconds, by default as many as the visits call for, the
    search begins again from the best plan; it ends where that finds nothing better any more.
    """
    deadline = time.monotonic() + seconds
    with _prover(incumbent, seconds, cores) as prover:
        threads = max(1, cores - (prover is not None))
        compiled = compile_problem(incumbent.problem, incumbent.screening)
        engines = [Engine(compiled, seed=seed) for seed in range(1, threads + 1)]
        team = _Team(incumbent, engines, prover, on_bound)
        began = time.monotonic()
        span = max(0.0, deadline - began)
        if len(compiled.visits) >= LARGE and not compiled.links.some:
            share = whole_share(len(compiled.visits))
            team.cycle(share * span, HOT, heat_at(share))
            search_piecewise(incumbent, compiled, began=began, deadline=deadline, threads=threads)
            return False
        again_s = again_s or AGAIN_S + AGAIN_VISIT_S * len(incumbent.problem.visits)
        turns, in_vain = max(1, round(span / again_s)), 0
        while not team.finished and in_vain < IN_VAIN and time.monotonic() < deadline:
            before = team.standing
            for share, hot, cold in PROVING_CYCLES if prover else CYCLES:
                left = max(0.0, deadline - time.monotonic())
                team.cycle(min(left, share * span / turns), hot, cold)
                if team.finished:
                    break
            in_vain = in_vain + 1 if team.standing == before else 0
    return team.finished


@contextmanager
def _prover(incumbent: Incumbent, seconds: float, cores: int) -> Iterator[Prover | None]:
    if not pays_to_prove(incumbent, seconds, cores):
        yield None
        return
    orders = {shift: [visit.id for visit in order] for shift, order in incumbent.orders().items()}
    prover = Prover(Task(incumbent.problem, seconds, orders))
    try:
        yield prover
    finally:
        prover.end()


class _News(NamedTuple):
    """A better plan, and routes of good plans since the last one."""

    cents: float
    orders: Orders
    routes: list[Route]


class _Team:
    """Searches on threads, the prover, and the plan that all of them improve."""

    def __init__(
        self,
        incumbent: Incumbent,
        engines: list[Engine],
        prover: Prover | None,
        on_bound: Callable[[Bound], None],
    ) -> None:
        self.incumbent, self.engines, self.prover = incumbent, engines, prover
        self.on_bound = on_bound
        self.finished = False
        self.proven_cents: int | None = None
        numbers = {visit.id: index for index, visit in enumerate(incumbent.problem.visits)}
        self.numbers = [numbers[visit.id] for visit in engines[0].compiled.visits]

    @property
    def standing(self) -> tuple[int | None, int | None]:
        """Cents of the best plan and of the best bound."""
        return self.incumbent.cents, self.proven_cents

    def cycle(self, seconds: float, hot: float, cold: float) -> None:
        """Anneal once on every thread, from the best plan so far."""
        found: Queue[_News] = Queue()
        halt = Event()

        def run(engine: Engine) -> None:
            def tell() -> None:
                routes = engine.fresh_routes(OFFERED) if self.prover else []
                found.put(_News(engine.cents, engine.orders(), routes))

            engine.run(Schedule(seconds=seconds), tell, halt.is_set, hot=hot, cold=cold)

        for engine in self.engines:
            engine.start(self.incumbent.orders())
        with ThreadPoolExecutor(len(self.engines)) as pool:
            running = [pool.submit(run, engine) for engine in self.engines]
            try:
                while not all(one.done() for one in running) and not self.finished:
                    self._hear_searches(found)
                    self._hear_prover()
            finally:
                halt.set()
        for one in running:
            one.result()  # raises what a search raised
        self._hear_searches(found)

    def _hear_searches(self, found: "Queue[_News]") -> None:
        """Wait a moment for news; of several plans the cheapest is looked at."""
        try:
            news = [found.get(timeout=POLL_S)]
        except Empty:
            return
        with suppress(Empty):
            while True:
                news.append(found.get_nowait())
        self.incumbent.hear(min(news, key=lambda told: told.cents).orders)
        if self.prover and (routes := [route for told in news for route in told.routes]):
            self.prover.offer(
                (shift, tuple(self.numbers[visit] for visit in order), round(cents))
                for shift, order, cents in routes
            )

    def _hear_prover(self) -> None:
        if self.prover is None:
            return
        for told in self.prover.news():
            if told.orders is not None:
                self.incumbent.consider_ids(told.orders)
            if told.bound is not None:
                self.proven_cents = told.bound.cents
                self.on_bound(told.bound)
            self.finished = self.finished or told.finished


def search_by_rounds(incumbent: Incumbent, *, rounds: int) -> None:
    """Anneal so many rounds on one core: the same problem gives the identical plan."""
    engine = Engine(compile_problem(incumbent.problem, incumbent.screening))
    engine.start(incumbent.orders())
    engine.run(Schedule(rounds=rounds), lambda: incumbent.hear(engine.orders()))
