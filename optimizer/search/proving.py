"""The bound and the plans it leads to, in a process of its own beside the search.

OR-Tools' linear solver and CP-SAT hold Python's lock, so they cannot share a process with the
search. Messages are pickled values on the pipes: to the process the task, then batches of
routes; from it `Told` values. It ends when its time is over or its input is closed.
"""

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import IO, Any

from optimizer.bound.proof import Bound
from optimizer.problem import Problem

PoolRoute = tuple[int, tuple[int, ...], int]
"""Index of a shift, indices of its visits in order, cents."""


@dataclass(frozen=True)
class Task:
    problem: Problem
    seconds: float
    orders: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Told:
    """One of: a better plan (visit ids by shift id), a better bound, or that no plan is better."""

    orders: dict[str, list[str]] | None = None
    bound: Bound | None = None
    finished: bool = False


class Prover:
    """The process as the search sees it."""

    def __init__(self, task: Task) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "optimizer.search.proving"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # or it would keep a pipe of ours open
        )
        self._told: SimpleQueue[Told] = SimpleQueue()
        self._reader = Thread(target=self._read, daemon=True)
        self._reader.start()
        self._send(task)

    def offer(self, routes: Iterable[PoolRoute]) -> None:
        """Routes of good plans, for the linear program to start from."""
        self._send(list(routes))

    def news(self) -> list[Told]:
        """What has been told since last asked."""
        told = []
        while True:
            try:
                told.append(self._told.get_nowait())
            except Empty:
                return told

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        self._reader.join()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                _close(pipe)

    def _send(self, message: object) -> None:
        pipe = self._process.stdin
        assert pipe is not None
        try:
            pickle.dump(message, pipe)
            pipe.flush()
        except BrokenPipeError:
            self._process.kill()

    def _read(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None
        for message in _messages(pipe):
            self._told.put(message)


def _close(pipe: IO[bytes]) -> None:
    try:
        pipe.close()
    except BrokenPipeError:
        return


def _messages(pipe: IO[bytes]) -> Iterable[Any]:
    while True:
        try:
            yield pickle.load(pipe)
        except (EOFError, pickle.UnpicklingError):
            return


def main() -> None:
    """Prove and improve until the time is over."""
    began = time.monotonic()
    messages = iter(_messages(sys.stdin.buffer))
    task: Task = next(messages)
    offered: SimpleQueue[list[PoolRoute]] = SimpleQueue()

    def listen() -> None:
        for batch in messages:
            offered.put(batch)
        os._exit(0)  # whoever asked is gone

    Thread(target=listen, daemon=True).start()
    # only this process loads OR-Tools for it, which takes a while: routes come in meanwhile
    from optimizer.bound.improving import improve

    def pool_in() -> list[PoolRoute]:
        routes: list[PoolRoute] = []
        while not offered.empty():
            routes += offered.get()
        return routes

    def tell(told: Told) -> None:
        pickle.dump(told, sys.stdout.buffer)
        sys.stdout.buffer.flush()

    finished = improve(
        task.problem,
        deadline=began + task.seconds,
        incumbent=task.orders,
        pool_in=pool_in,
        on_solution=lambda orders, cents: tell(Told(orders=orders)),
        on_bound=lambda bound: tell(Told(bound=bound)),
    )
    tell(Told(finished=finished))


if __name__ == "__main__":
    from optimizer.search import proving  # so that messages are of the importable classes

    proving.main()
