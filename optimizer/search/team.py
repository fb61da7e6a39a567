"""Several searches at once, on a thread each: the compiled code holds no lock of Python's.

Where the problem is small enough for a proof one of the processors proves instead, and finds
plans of its own on the way.
"""

import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, Queue
from threading import Event, Thread
from typing import NamedTuple

from optimizer.bound.proof import Bound
from optimizer.incumbent import Incumbent
from optimizer.search.compiled import compile_problem
from optimizer.search.engine import COLD, HOT, Engine, Orders, Route, Schedule
from optimizer.search.parts import PART_VISITS, Part, cut
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

WHOLE_SHARE, MOST_WHOLE = 0.15, 0.5
"""Of the time, for searching a plan of a thousand visits whole before it is cut into parts; a
plan of more visits takes longer until nearly all are served, and half of the time at most.
"""

TURNS, LEAST_TURN_S = 8, 0.5
"""How often it is cut anew, and seconds for a part at least."""

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
        if _is_large(engines[0]):
            whole = min(MOST_WHOLE, WHOLE_SHARE * len(incumbent.problem.visits) / 1000)
            team.cycle(whole * span, HOT, _heat(whole))
            _search_parts(incumbent, began, deadline, threads)
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
        threads = [Thread(target=run, args=(engine,), daemon=True) for engine in self.engines]
        for thread in threads:
            thread.start()
        try:
            while any(thread.is_alive() for thread in threads) and not self.finished:
                self._hear_searches(found)
                self._hear_prover()
        finally:
            halt.set()
            for thread in threads:
                thread.join()
        self._hear_searches(found)

    def _hear_searches(self, found: "Queue[_News]") -> None:
        """Wait a moment for news; of several plans the cheapest is looked at."""
        news: list[_News] = []
        until = time.monotonic() + POLL_S
        while (left := until - time.monotonic()) > 0:
            try:
                news.append(found.get(timeout=left))
            except Empty:
                break
        if news:
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


def _is_large(engine: Engine) -> bool:
    return len(engine.compiled.visits) > 1.5 * PART_VISITS and not engine.links.some


def _search_parts(incumbent: Incumbent, began: float, deadline: float, threads: int) -> None:
    """One slow cooling: parts of the plan side by side for a turn, then the plan is cut anew."""
    rng = random.Random(1)
    span = max(1e-9, deadline - began)
    present = incumbent.orders()
    while (now := time.monotonic()) < deadline:
        parts = cut(incumbent.problem, present, rng)
        in_a_row = -(-len(parts) // threads)
        turn = min(max(span / TURNS, in_a_row * LEAST_TURN_S), deadline - now)
        share = (now - began) / span
        heats = _heat(share), _heat(min(1.0, share + turn / span))
        results = _side_by_side(incumbent, parts, threads, turn / in_a_row, heats, rng)
        incumbent.hear({shift: order for best, _ in results for shift, order in best.items()})
        present = {shift: order for _, last in results for shift, order in last.items()}


def _heat(share: float) -> float:
    return HOT * (COLD / HOT) ** share


def _side_by_side(
    incumbent: Incumbent,
    parts: list[Part],
    threads: int,
    seconds: float,
    heats: tuple[float, float],
    rng: random.Random,
) -> list[tuple[Orders, Orders]]:
    """Best and last routes of each part, each searched for so many seconds."""
    waiting = [(part, rng.randrange(2**31)) for part in parts]
    done: list[tuple[Orders, Orders]] = []

    def work() -> None:
        while waiting:
            try:
                part, seed = waiting.pop()
            except IndexError:
                return
            done.append(_search_part(incumbent, part, seed, seconds, heats))

    workers = [Thread(target=work, daemon=True) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return done


def _search_part(
    incumbent: Incumbent, part: Part, seed: int, seconds: float, heats: tuple[float, float]
) -> tuple[Orders, Orders]:
    """Best and last routes after so many seconds, building the arrays included."""
    began = time.monotonic()
    engine = Engine(compile_problem(part.problem, incumbent.screening), seed=seed)
    engine.start(part.orders)
    left = seconds - (time.monotonic() - began)
    hot, cold = heats
    engine.run(Schedule(seconds=left), lambda: None, hot=hot, cold=cold)
    return engine.orders(), engine.present_orders()


def search_by_rounds(incumbent: Incumbent, *, rounds: int) -> None:
    """Anneal so many rounds on one core: the same problem gives the identical plan."""
    engine = Engine(compile_problem(incumbent.problem, incumbent.screening))
    engine.start(incumbent.orders())
    engine.run(Schedule(rounds=rounds), lambda: incumbent.hear(engine.orders()))
