"""Measure the planning on published instances, and referee the checker on published plans.

    python -m optimizer.benchmarks sdvrptw FILES --seconds 60 --peers ortools,vroom,pyvrp
    python -m optimizer.benchmarks technician-day --visits 100 --technicians 15 --seed 1 2 3
    python -m optimizer.benchmarks referee trsp FOLDER

Exit codes: 0 done, 1 an answer or a verdict is not as it should be, 2 bad input.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from optimizer.benchmarks import (
    hhcrsp,
    processes,
    referee,
    report,
    runner,
    sdvrptw,
    solomon,
    technician_day,
    trsp,
)
from optimizer.benchmarks.instance import BadInstance, Format, Instance, Published
from optimizer.benchmarks.peers import PEERS

FORMATS: dict[str, Format] = {
    "sdvrptw": sdvrptw.FORMAT,
    "trsp": trsp.FORMAT,
    "hhcrsp": hhcrsp.FORMAT,
    "solomon": solomon.FORMAT,
}


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        options.cores = processes.use_cores(options.cores)
        return int(options.run(options))
    except (BadInstance, ValueError) as wrong:
        print(wrong, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m optimizer.benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="SET or COMMAND")
    for name in FORMATS:
        one = commands.add_parser(name, help=f"solve {name} instances")
        one.add_argument("files", nargs="+", type=Path, help="files, or folders of them")
        _add_run(one, _run_files)
        one.set_defaults(set=name)
    days = commands.add_parser("technician-day", help="solve random days of technicians")
    _add_day(days, 100, 15)
    days.add_argument("--with", dest="extras", type=_names(technician_day.EXTRAS), default=())
    _add_run(days, _run_days)
    judged = commands.add_parser("referee", help="try the checker on published plans")
    judged.add_argument("set", choices=sorted(FORMATS))
    judged.add_argument("folder", type=Path)
    _add_common(judged, _referee)
    _add_measures(commands)
    return parser


def _add_measures(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Commands that time what a day at the board waits for."""
    growth = commands.add_parser("growth", help="time to 1 %% of the result, by size")
    growth.add_argument("--visits", nargs="+", type=int, default=None)
    growth.add_argument("--seed", type=int, default=1)
    growth.add_argument("--seconds", type=float, default=60)
    _add_common(growth, _growth)
    for name, run, seconds, about in (
        ("first", _first, 5.0, "time to the first and the first full plan"),
        ("emergency", _emergency, 10.0, "one urgent visit into a plan"),
        ("offers", _offers, 10.0, "slot offers over five days"),
    ):
        one = commands.add_parser(name, help=about)
        _add_day(one, 300, 12 if name == "offers" else 45)
        one.add_argument("--seconds", type=float, default=seconds)
        one.add_argument("--plan-seconds", type=float, default=20, help="for the plan before")
        _add_common(one, run)


def _add_day(parser: argparse.ArgumentParser, visits: int, technicians: int) -> None:
    parser.add_argument("--visits", type=int, default=visits)
    parser.add_argument("--technicians", type=int, default=technicians)
    parser.add_argument("--seed", nargs="+", type=int, default=[1])


def _add_run(parser: argparse.ArgumentParser, run: object) -> None:
    parser.add_argument("--seconds", type=float, default=10, help="wall clock for each search")
    parser.add_argument("--peers", type=_names(tuple(PEERS)), default=(), help=",".join(PEERS))
    parser.add_argument("--engine", help="as for python -m optimizer solve")
    _add_common(parser, run)


def _add_common(parser: argparse.ArgumentParser, run: object) -> None:
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--json", action="store_true", help="a line of JSON for each result")
    parser.set_defaults(run=run)


class _names:
    """A comma-separated list of known names."""

    def __init__(self, known: Sequence[str]) -> None:
        self.known = known

    def __call__(self, text: str) -> tuple[str, ...]:
        names = tuple(name.strip() for name in text.split(",") if name.strip())
        for name in names:
            if name not in self.known:
                raise argparse.ArgumentTypeError(f"{name!r}: expected {', '.join(self.known)}")
        return names


def _run_files(options: argparse.Namespace) -> int:
    form = FORMATS[options.set]
    paths: list[Path] = []
    for path in options.files:
        paths += form.files(path) if path.is_dir() else [path]
    return _run([form.read(path) for path in paths], options)


def _run_days(options: argparse.Namespace) -> int:
    size = options.visits, options.technicians
    days = [technician_day.instance(*size, seed, options.extras) for seed in options.seed]
    return _run(days, options)


def _run(instances: list[Instance], options: argparse.Namespace) -> int:
    settings = runner.Settings(
        seconds=options.seconds, cores=options.cores, peers=options.peers, engine=options.engine
    )
    found = []
    if not options.json:
        print(report.HEAD)
    for result in runner.results(instances, settings):
        found.append(result)
        _say(result.to_json() if options.json else report.line(result))
    if not options.json:
        print("\n".join(report.means(found)))
    return int(any(r.seconds is not None and not r.valid for r in found))


def _referee(options: argparse.Namespace) -> int:
    published = FORMATS[options.set].published(options.folder)
    found = []
    for verdict in _verdicts(published, options.cores):
        found.append(verdict)
        if options.json:
            _say(verdict.to_json())
        else:
            referee.print_line(verdict)
    total = referee.summary(found)
    _say(total if options.json else ", ".join(f"{key} {value}" for key, value in total.items()))
    return int(not all(verdict.good for verdict in found))


def _verdicts(published: list[Published], cores: int) -> Iterator[referee.Verdict]:
    """On several cores: judging the corruptions of one plan takes up to half a minute."""
    if cores < 2 or len(published) < 2:
        yield from referee.verdicts(published)
        return
    with ProcessPoolExecutor(cores, mp_context=get_context("spawn")) as pool:
        yield from pool.map(referee.verdict, published)


def _growth(options: argparse.Namespace) -> int:
    from optimizer.benchmarks import measures  # loads OR-Tools

    found = []
    sizes = options.visits or measures.SIZES
    for point in measures.growth(sizes, options.seed, options.seconds, options.cores):
        found.append(point)
        _tell(point, options)
    fitted = measures.exponent(found)
    if fitted is not None:
        text = f"seconds grow as visits to the power of {fitted:.2f}"
        _say({"exponent": fitted} if options.json else text)
    return 0


def _first(options: argparse.Namespace) -> int:
    from optimizer.benchmarks import measures

    for seed in options.seed:
        size = options.visits, options.technicians, seed
        _tell(measures.first(*size, options.seconds, options.cores), options)
    return 0


def _emergency(options: argparse.Namespace) -> int:
    from optimizer.benchmarks import measures

    for seed in options.seed:
        size = options.visits, options.technicians, seed
        seconds = options.plan_seconds, options.seconds
        _tell(measures.emergency(*size, *seconds, options.cores), options)
    return 0


def _offers(options: argparse.Namespace) -> int:
    from optimizer.benchmarks import measures

    for seed in options.seed:
        size = options.visits, options.technicians, seed
        _tell(measures.offers(*size, options.plan_seconds, options.cores), options)
    return 0


def _tell(measured: Any, options: argparse.Namespace) -> None:
    """Field by field, rounded to milliseconds."""
    fields = {
        name: round(value, 3) if isinstance(value, float) else value
        for name, value in asdict(measured).items()
    }
    _say(fields if options.json else ", ".join(f"{key} {value}" for key, value in fields.items()))


def _say(said: str | dict[str, object]) -> None:
    print(said if isinstance(said, str) else json.dumps(said), flush=True)


if __name__ == "__main__":
    sys.exit(main())
