"""Us and the peers on the same instances, one after the other, every answer checked."""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryDirectory

from pydantic import ValidationError

from optimizer import check
from optimizer.benchmarks import processes
from optimizer.benchmarks.instance import Instance, Orders
from optimizer.benchmarks.peers import PEERS, Peer
from optimizer.benchmarks.plans import plan_of, sentence
from optimizer.schedule import Blocked
from optimizer.solution import Solution

OURS = "ours"


@dataclass(frozen=True)
class Settings:
    """`engine` is handed to `python -m optimizer solve`; None: the usual one."""

    seconds: float
    cores: int
    peers: tuple[str, ...] = ()
    engine: str | None = None


@dataclass(frozen=True)
class Result:
    """One answer; seconds are real, with start-up; `note` says what went wrong or was not run.

    Costs, best known and bound are in the set's published unit; `bound` is None where nothing
    was proven. It is of the problem in whole numbers that we solve, so rounded distances may
    leave it some last digits above the exact cost. The gap is to the best known cost, or to the
    bound where no cost is known.
    """

    set: str
    instance: str
    engine: str
    version: str | None = None
    seconds: float | None = None
    cost: float | None = None
    best_known: float | None = None
    gap_percent: float | None = None
    bound: float | None = None
    left_out: int | None = None
    valid: bool = False
    peak_mb: float | None = None
    note: str | None = None

    def to_json(self) -> dict[str, object]:
        return asdict(self)


def results(instances: Sequence[Instance], settings: Settings) -> Iterator[Result]:
    """Each instance by us, then by each peer."""
    for instance in instances:
        with TemporaryDirectory() as folder:
            problem = Path(folder) / "problem.json"
            problem.write_text(instance.problem.model_dump_json(), encoding="utf-8")
            yield _ours(instance, problem, settings)
            for name in settings.peers:
                yield peer_result(instance, PEERS[name], problem, settings)


def _ours(instance: Instance, problem: Path, settings: Settings) -> Result:
    out = problem.with_name("solution.json")
    command = [sys.executable, "-m", "optimizer", "solve", str(problem), "--out", str(out)]
    command += ["--seconds", str(settings.seconds), "--cores", str(settings.cores)]
    if settings.engine is not None:
        command += ["--engine", settings.engine]
    ran = processes.run(command, settings.seconds)
    name = OURS if settings.engine is None else f"{OURS} ({settings.engine})"
    if ran.complaint is not None:
        return _nothing(instance, name, our_version(), ran, ran.complaint)
    try:
        solution = Solution.model_validate_json(out.read_bytes())
    except (OSError, ValidationError) as unreadable:
        return _nothing(instance, name, our_version(), ran, f"no solution: {unreadable}")
    return _judged(instance, name, our_version(), ran.seconds, ran.peak_mb, solution)


def peer_result(instance: Instance, peer: Peer, problem: Path, settings: Settings) -> Result:
    refusal = peer.refusal(instance.problem)
    if refusal is not None:
        return Result(
            instance.set, instance.name, peer.name, best_known=instance.best_known, note=refusal
        )
    out = problem.with_name(f"{peer.name}.json")
    command = [sys.executable, "-m", peer.module, str(problem), str(out)]
    command += ["--seconds", str(settings.seconds), "--cores", str(settings.cores)]
    ran = processes.run(command, settings.seconds)
    if ran.complaint is not None:
        return _nothing(instance, peer.name, None, ran, ran.complaint)
    said = json.loads(out.read_bytes())
    return judged_orders(
        instance, peer.name, said["orders"], said["version"], ran.seconds, ran.peak_mb
    )


def judged_orders(
    instance: Instance,
    engine: str,
    orders: Orders,
    release: str | None,
    seconds: float,
    peak_mb: float | None,
) -> Result:
    """Orders timed by us and judged, whoever found them."""
    solution = plan_of(instance.problem, orders, engine)
    if isinstance(solution, Blocked):
        return Result(
            set=instance.set,
            instance=instance.name,
            engine=engine,
            version=release,
            seconds=round(seconds, 2),
            best_known=instance.best_known,
            peak_mb=peak_mb,
            note=sentence(solution),
        )
    return _judged(instance, engine, release, seconds, peak_mb, solution)


def our_version() -> str | None:
    try:
        return version("field-dispatch")
    except PackageNotFoundError:
        return None


def _nothing(
    instance: Instance, engine: str, release: str | None, ran: processes.Ran, note: str
) -> Result:
    return Result(
        set=instance.set,
        instance=instance.name,
        engine=engine,
        version=release,
        seconds=round(ran.seconds, 2),
        best_known=instance.best_known,
        peak_mb=ran.peak_mb,
        note=note,
    )


def _judged(
    instance: Instance,
    engine: str,
    release: str | None,
    seconds: float,
    peak_mb: float | None,
    solution: Solution,
) -> Result:
    """The answer in the set's own figures, and the checkers' word on it."""
    wrong = [found.sentence for found in check.violations(instance.problem, solution)]
    wrong += instance.measure.faults(solution)
    cost, best = instance.cost(solution), instance.best_known
    bound = None if solution.bound is None else solution.bound.limit_cents / instance.cents
    aim = best or bound
    return Result(
        set=instance.set,
        instance=instance.name,
        engine=engine,
        version=release,
        seconds=round(seconds, 2),
        cost=round(cost, 4),
        best_known=best,
        gap_percent=round(100 * (cost - aim) / aim, 4) if aim else None,
        bound=None if bound is None else round(bound, 4),
        left_out=len(solution.unassigned),
        valid=not wrong,
        peak_mb=peak_mb,
        note="; ".join(wrong[:3]) or (solution.engine if engine.startswith(OURS) else None),
    )
