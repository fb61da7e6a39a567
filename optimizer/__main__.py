"""`python -m optimizer`: solve and check problem files, print the JSON Schemas.

Exit codes: 0 done (or valid), 1 the plan has violations, 2 bad input.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import TypeVar

from optimizer import check
from optimizer.incumbent import Progress
from optimizer.problem import Problem, problem_schema, read_problem
from optimizer.solution import Solution, solution_schema

Value = TypeVar("Value")


class BadInput(Exception):
    """A file that cannot be read, or a value in it that cannot be."""


def main(arguments: list[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except BadInput as wrong:
        print(wrong, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m optimizer", description=__doc__)
    commands = parser.add_subparsers(required=True)
    solving = commands.add_parser("solve", help="plan the routes of a problem file")
    solving.add_argument("problem", help="path of the problem file, - for standard input")
    solving.add_argument("--seconds", type=float, help="stop after this much wall-clock time")
    solving.add_argument("--iterations", type=int, help="stop after so many rounds; repeatable")
    solving.add_argument("--out", help="write the solution here instead of standard output")
    solving.add_argument(
        "--stream", action="store_true", help="print a JSON line for each better plan first"
    )
    solving.set_defaults(run=_solve)
    checking = commands.add_parser("check", help="list what a plan breaks")
    checking.add_argument("problem")
    checking.add_argument("solution")
    checking.set_defaults(run=_check)
    schema = commands.add_parser("schema", help="print the JSON Schema of a file")
    schema.add_argument("which", choices=["problem", "solution"])
    schema.set_defaults(run=_schema)
    return parser


def _solve(options: argparse.Namespace) -> int:
    from optimizer.solve import Limits, solve  # only solving loads OR-Tools

    problem = _read(options.problem, read_problem)
    try:
        limits = Limits(seconds=options.seconds, iterations=options.iterations)
    except ValueError as wrong:
        raise BadInput(str(wrong)) from wrong
    solution = solve(problem, limits, on_improvement=_say if options.stream else None)
    text = solution.model_dump_json(indent=None if options.stream else 2)
    if options.out:
        _write(options.out, text)
        print(_summary(problem, solution))
    else:
        print(f'{{"solution": {text}}}' if options.stream else text, flush=True)
    return 0


def _say(progress: Progress) -> None:
    print(json.dumps({"progress": asdict(progress)}), flush=True)


def _summary(problem: Problem, solution: Solution) -> str:
    served = sum(len(route.stops) for route in solution.routes)
    return (
        f"{served} of {len(problem.visits)} visits on {len(solution.routes)} routes, "
        f"{solution.objective_cents / 100:.2f}, {solution.search_seconds:.1f} s"
    )


def _check(options: argparse.Namespace) -> int:
    problem = _read(options.problem, read_problem)
    found = check.violations(problem, _read(options.solution, Solution.model_validate_json))
    for violation in found:
        print(f"{violation.rule} {violation.where}: {violation.sentence}")
    if not found:
        print("valid")
    return 1 if found else 0


def _schema(options: argparse.Namespace) -> int:
    schema = problem_schema() if options.which == "problem" else solution_schema()
    print(json.dumps(schema, indent=2))
    return 0


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text + "\n", encoding="utf-8")
    except OSError as unwritable:
        raise BadInput(f"{path}: cannot be written ({unwritable})") from unwritable


def _read(path: str, parse: Callable[[str], Value]) -> Value:
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as unreadable:
        raise BadInput(f"{path}: cannot be read ({unreadable})") from unreadable
    try:
        return parse(text)
    except ValueError as wrong:
        raise BadInput(f"{path}: {wrong}") from wrong


if __name__ == "__main__":
    sys.exit(main())
