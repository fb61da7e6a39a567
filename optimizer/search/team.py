"""Several searches at once, on a thread each: the compiled code holds no lock of Python's."""

import time
from collections.abc import Callable
from queue import Empty, Queue
from threading import Event, Thread

from optimizer.incumbent import Incumbent
from optimizer.search.engine import Engine, Orders, Route, Schedule

POLL_S = 0.05


def search_by_clock(
    incumbent: Incumbent,
    *,
    seconds: float,
    cores: int,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Route]:
    """Anneal on every core until the time is over; the routes of good plans that were seen.

    Each better plan goes to the incumbent as soon as it is found.
    """
    engines = [_engine(incumbent, seed) for seed in range(1, cores + 1)]
    found: Queue[tuple[float, Orders]] = Queue()
    halt = Event()

    def run(engine: Engine) -> None:
        engine.run(
            Schedule(seconds=seconds),
            lambda: found.put((engine.cents, engine.orders())),
            halt.is_set,
        )

    threads = [Thread(target=run, args=(engine,), daemon=True) for engine in engines]
    for thread in threads:
        thread.start()
    try:
        while any(thread.is_alive() for thread in threads):
            _take_in(incumbent, found)
            if stopped():
                halt.set()
    finally:
        halt.set()
        for thread in threads:
            thread.join()
    _take_in(incumbent, found)
    return [route for engine in engines for route in engine.routes()]


def search_by_rounds(incumbent: Incumbent, *, rounds: int) -> list[Route]:
    """Anneal so many rounds on one core: the same problem gives the identical plan."""
    engine = _engine(incumbent, 1)
    engine.run(Schedule(rounds=rounds), lambda: incumbent.hear(engine.orders()))
    return engine.routes()


def _engine(incumbent: Incumbent, seed: int) -> Engine:
    engine = Engine(incumbent.problem, incumbent.screening, seed=seed)
    engine.start(incumbent.orders())
    return engine


def _take_in(incumbent: Incumbent, found: Queue[tuple[float, Orders]]) -> None:
    """Wait a moment for news; of several plans the cheapest is looked at."""
    news: list[tuple[float, Orders]] = []
    until = time.monotonic() + POLL_S
    while (left := until - time.monotonic()) > 0:
        try:
            news.append(found.get(timeout=left))
        except Empty:
            break
    if news:
        incumbent.hear(min(news, key=lambda told: told[0])[1])
