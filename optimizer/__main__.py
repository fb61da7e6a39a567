"""`python -m optimizer`: solve, check and explain problem files, print the JSON Schemas.

Exit codes: 0 done (or valid), 1 the plan has violations (or the precheck found impossible
visits), 2 bad input.
"""

import argparse
import json
import sys
from dataclasses import asdict

import optimizer
from optimizer import check, explaining_commands
from optimizer.command_files import BadInput, read, the_problem, the_solution, write
from optimizer.incumbent import Progress
from optimizer.policies import POLICIES, policy, under
from optimizer.problem import Problem, problem_schema
from optimizer.resolving import orders_of
from optimizer.search.ready import PARTS, compile_search
from optimizer.solution import Solution, solution_schema


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
    _add_solve(commands.add_parser("solve", help="plan the routes of a problem file"))
    checking = commands.add_parser("check", help="list what a plan breaks")
    checking.add_argument("problem")
    checking.add_argument("solution")
    checking.set_defaults(run=_check)
    explaining_commands.add_to(commands)
    schema = commands.add_parser("schema", help="print the JSON Schema of a file")
    schema.add_argument("which", choices=["problem", "solution"])
    schema.set_defaults(run=_schema)
    warming = commands.add_parser("warm", help="compile the search now; once per machine")
    warming.add_argument(
        "--only", action="append", choices=PARTS, help="this part; may be said more than once"
    )
    warming.set_defaults(run=_warm)
    return parser


def _add_solve(solving: argparse.ArgumentParser) -> None:
    solving.add_argument("problem", help="path of the problem file, - for standard input")
    solving.add_argument("--seconds", type=float, help="stop after this much wall-clock time")
    solving.add_argument("--iterations", type=int, help="stop after so many rounds; repeatable")
    solving.add_argument(
        "--engine",
        choices=["auto", "ortools"],
        default="auto",
        help="ortools: it alone",
    )
    solving.add_argument(
        "--policy", choices=[one.name for one in POLICIES], help="what counts more or less"
    )
    solving.add_argument("--start", help="solution file to start from and never be worse than")
    solving.add_argument("--cores", type=int, help="processors to use; default: all")
    solving.add_argument("--out", help="write the solution here instead of standard output")
    solving.add_argument(
        "--stream", action="store_true", help="print a JSON line for each better plan first"
    )
    solving.set_defaults(run=_solve)


def _solve(options: argparse.Namespace) -> int:
    from optimizer.solve import Limits, solve  # only solving loads OR-Tools

    problem = _problem_to_solve(options)
    if options.cores is not None and options.cores < 1:
        raise BadInput(f"--cores {options.cores}: expected 1 or more")
    try:
        limits = Limits(seconds=options.seconds, iterations=options.iterations)
    except ValueError as wrong:
        raise BadInput(str(wrong)) from wrong
    solution = solve(
        problem,
        limits,
        engine=options.engine,
        cores=options.cores,
        began=optimizer.IMPORTED,
        on_improvement=_say if options.stream else None,
    )
    text = solution.model_dump_json(indent=None if options.stream else 2)
    if options.out:
        write(options.out, text)
        print(_summary(problem, solution))
    else:
        print(f'{{"solution": {text}}}' if options.stream else text, flush=True)
    return 0


def _problem_to_solve(options: argparse.Namespace) -> Problem:
    """The problem file under the policy, with the plan to start from."""
    problem = the_problem(options.problem)
    if options.policy:
        try:
            problem = under(problem, policy(options.policy))
        except ValueError as wrong:
            raise BadInput(f"{options.problem}: {wrong}") from wrong
    if options.start:
        start = the_solution(options.start, problem)
        problem = problem.model_copy(update={"start_from": orders_of(start.routes)})
    return problem


def _warm(options: argparse.Namespace) -> int:
    compile_search(options.only or PARTS)
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
    problem = the_problem(options.problem)
    found = check.violations(problem, read(options.solution, Solution.model_validate_json))
    for violation in found:
        print(f"{violation.rule} {violation.where}: {violation.sentence}")
    if not found:
        print("valid")
    return 1 if found else 0


def _schema(options: argparse.Namespace) -> int:
    schema = problem_schema() if options.which == "problem" else solution_schema()
    print(json.dumps(schema, indent=2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
