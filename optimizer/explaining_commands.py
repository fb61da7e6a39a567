"""The commands that explain: precheck, explain, fixes, why, compare, breakdown."""

import argparse
from collections.abc import Callable, Iterable
from typing import Any

from optimizer import explain
from optimizer.breakdown import breakdown
from optimizer.command_files import BadInput, as_json, the_problem, the_solution
from optimizer.compare import compare
from optimizer.fixes import fixes
from optimizer.precheck import precheck
from optimizer.problem import Problem
from optimizer.resolving import Resolve
from optimizer.solution import Costs, Solution
from optimizer.standing import Facts, Standing
from optimizer.values import Value
from optimizer.why import Why, why


def add_to(commands: Any) -> None:
    """Add the subcommands to a parser's `add_subparsers()`."""
    _add(commands, "precheck", _precheck, "name the visits that no plan can serve", [])
    _add(commands, "explain", _explain, "why visits are left out, shift by shift", ["solution"])
    help_fixes = "what would let a left-out visit be served, each planned anew"
    again = [
        _add(commands, "fixes", _fixes, help_fixes, ["solution", "visit"]),
        _add(
            commands, "why", _why, "what if another technician came", ["solution", "visit", "who"]
        ),
    ]
    for command in again:
        command.add_argument(
            "--iterations", type=int, help="search so many rounds for each; default: insertion"
        )
    _add(commands, "compare", _compare, "two plans side by side", ["before", "after"])
    _add(commands, "breakdown", _breakdown, "costs by route, visit and line", ["solution"])


def _add(
    commands: Any,
    name: str,
    run: Callable[[argparse.Namespace], int],
    said: str,
    arguments: Iterable[str],
) -> argparse.ArgumentParser:
    command: argparse.ArgumentParser = commands.add_parser(name, help=said)
    for argument in ("problem", *arguments):
        command.add_argument(argument)
    command.add_argument("--json", action="store_true", help="print all of it as JSON")
    command.set_defaults(run=run)
    return command


def _read(options: argparse.Namespace) -> tuple[Problem, Solution]:
    problem = the_problem(options.problem)
    return problem, the_solution(options.solution, problem)


def _print(options: argparse.Namespace, value: Value | tuple[Value, ...], lines: list[str]) -> int:
    print(as_json(value) if options.json else "\n".join(lines))
    return 0


def _money(cents: int) -> str:
    return f"{cents / 100:.2f}"


def _precheck(options: argparse.Namespace) -> int:
    """Exit code 1 where visits are impossible."""
    found = precheck(the_problem(options.problem))
    lines = [f"{one.visit}: {one.sentence} (change {one.field})" for one in found]
    _print(options, found, lines or ["every visit can be served by somebody"])
    return 1 if found else 0


def _explain(options: argparse.Namespace) -> int:
    problem, solution = _read(options)
    plan = Standing(Facts(problem), {route.shift: route for route in solution.routes})
    told = explain.left_out(plan)
    lines = []
    for out in told:
        lines.append(f"{out.visit}: {out.reason}: {out.sentence}")
        lines += [f"  {refused.reason}: {refused.sentence}" for refused in out.refusals]
    return _print(options, told, lines or ["every visit is served"])


def _resolver(options: argparse.Namespace) -> Resolve | None:
    if options.iterations is None:
        return None
    from optimizer.solve import Limits, solve  # only searching loads OR-Tools

    try:
        limits = Limits(iterations=options.iterations)
    except ValueError as wrong:
        raise BadInput(str(wrong)) from wrong
    return lambda problem: solve(problem, limits)


def _fixes(options: argparse.Namespace) -> int:
    problem, solution = _read(options)
    try:
        found = fixes(problem, solution, options.visit, _resolver(options))
    except ValueError as wrong:
        raise BadInput(str(wrong)) from wrong
    lines = [
        f"{_money(fix.price_cents)}: {fix.sentence}; {len(fix.disturbed)} other visits change"
        for fix in found
    ]
    return _print(options, found, lines or ["nothing that was tried helps"])


def _why(options: argparse.Namespace) -> int:
    problem, solution = _read(options)
    try:
        found = why(problem, solution, options.visit, options.who, _resolver(options))
    except ValueError as wrong:
        raise BadInput(str(wrong)) from wrong
    return _print(options, found, _said_why(found))


def _said_why(found: Why) -> list[str]:
    if found.comparison is None or found.cents is None:
        said = [f"  {refused.sentence}" for refused in found.refusals]
        return [f"{found.asked} cannot do visit {found.visit}", *said]
    more = (
        f"{found.asked} instead of {found.technician or 'nobody'} costs {_money(found.cents)} more"
    )
    return [more, *_differences(found.comparison)]


def _differences(found: Any) -> list[str]:
    lines = [
        f"  {line.line}: {_money(line.before_cents)} -> {_money(line.after_cents)}"
        for line in found.lines
    ]
    return lines + [
        f"  visit {one.visit}: {one.change}, {one.technician_before or 'nobody'} -> "
        f"{one.technician_after or 'nobody'}, {one.moved_s // 60:+d} min"
        for one in found.visits
    ]


def _compare(options: argparse.Namespace) -> int:
    problem = the_problem(options.problem)
    before, after = (the_solution(p, problem) for p in (options.before, options.after))
    found = compare(problem, before, after)
    figures = [
        f"  {name}: {was} -> {now}"
        for (name, was), (_, now) in zip(
            dict(found.before).items(), dict(found.after).items(), strict=True
        )
        if was != now
    ]
    moved = [f"  promise of visit {one.visit} is not kept" for one in found.moved_promises]
    head = f"the second plan costs {_money(found.cents)} more"
    return _print(options, found, [head, *figures, *_differences(found), *moved])


def _breakdown(options: argparse.Namespace) -> int:
    found = breakdown(*_read(options))
    lines = [f"{_money(found.cents)} in all: {_lines(found.costs)}"]
    for route in found.routes:
        lines.append(f"shift {route.shift}, {route.technician}: {_money(route.cents)}")
        lines += [
            f"  visit {visit.visit}: {_money(visit.cents)} ({_lines(visit.costs)})"
            for visit in route.visits
        ]
        lines.append(f"  of the route: {_money(route.own.total)} ({_lines(route.own)})")
    lines += [f"visit {visit.visit} left out: {_money(visit.cents)}" for visit in found.left_out]
    lines.append(f"of the plan: {_money(found.plan.total)} ({_lines(found.plan)})")
    return _print(options, found, lines)


def _lines(costs: Costs) -> str:
    used = [f"{line} {_money(cents)}" for line, cents in dict(costs).items() if cents]
    return ", ".join(used) or "nothing"
