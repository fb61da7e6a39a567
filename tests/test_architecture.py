"""The shape of the code: which way imports point, sizes, and what may not be written at all."""

import ast
from collections.abc import Iterator
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGES = ("optimizer", "dispatch", "dashboard")
MAX_LINES = 400

FORBIDDEN = {
    "optimizer": ("dispatch", "dashboard", "sqlalchemy", "alembic", "pandas", "streamlit"),
    "dispatch": ("dashboard", "ortools", "streamlit", "starlette", "uvicorn"),
    "dashboard": ("sqlalchemy", "alembic", "ortools", "optimizer"),
    "data": ("dispatch", "optimizer", "dashboard"),
}

SOLVING = (
    "optimizer.routing_",
    "optimizer.search",
    "optimizer.bound",
    "optimizer.benchmarks.peer_ortools",
)
"""Beginnings of the modules that may touch OR-Tools."""

FOUNDATION = (
    "clock",
    "config",
    "errors",
    "opening_hours",
    "plan_steps",
    "planning_rules",
    "sentences",
    "statuses",
)

TRANSLATING = (
    "horizon",
    "plan_basis",
    "plan_rows",
    "translate",
    "translate_breaks",
    "translate_people",
    "translate_relations",
    "translate_shifts",
    "translate_start",
    "translate_traffic",
    "translate_under_way",
    "translate_visits",
    "translate_wishes",
)
PLANNING = (
    "fingerprints",
    "plan_check",
    "plan_saving",
    "planning_desk",
    "planning_runs",
    "publishing",
    "queries.plan_verdict",
    "queries.plans",
    "replaying",
)
EDITING = ("adopting", "draft_copies", "draft_rows", "open_drafts")
EXPLAINING = (
    "answers",
    "plan_answers",
    "queries.board_tray",
    "queries.plan_compare",
    "queries.plan_costs",
    "queries.plan_fixes",
    "queries.plan_precheck",
    "queries.plan_reasons",
    "queries.plan_why",
)
SEES_OPTIMIZER = (*TRANSLATING, *PLANNING, *EDITING, *EXPLAINING)
"""May see rows and optimizer values: translating, in its parts, what plans or re-checks, and
what edits plans by hand or explains them."""

ROWLESS_MODELS = ("dispatch.models.base",)

PLAYS_USE_CASES = ("planning_desk", "planning_runs", "sample")
"""Play out several use cases one after the other, as a person with commands would."""


@cache
def modules() -> dict[str, Path]:
    """Every module of ours by its dotted name; a package by its folder's name."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return {
        ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): file
        for file in files
    }


@cache
def tree(module: str) -> ast.Module:
    return ast.parse(modules()[module].read_text(encoding="utf-8"))


@cache
def imports(module: str) -> frozenset[str]:
    """What a module imports, inside functions too: `from a import b` is a.b if that is a module."""
    found: set[str] = set()
    for node in ast.walk(tree(module)):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(module, node)
            found |= {
                f"{base}.{name.name}" if f"{base}.{name.name}" in modules() else base
                for name in node.names
            }
    return frozenset(found)


def _absolute(module: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.split(".")
    is_package = modules()[module].name == "__init__.py"
    parents = parts[: len(parts) - node.level + is_package]
    return ".".join([*parents, node.module] if node.module else parents)


def within(name: str, *packages: str) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


def wrong(broken: Iterator[str]) -> str:
    return "\n".join(sorted(set(broken)))


def test_imports_point_from_dashboard_to_dispatch_to_optimizer() -> None:
    assert not wrong(
        f"{module} imports {name}"
        for module in modules()
        for name in imports(module)
        if within(name, *FORBIDDEN[module.split(".")[0]])
    )


def test_only_the_modules_that_search_touch_ortools() -> None:
    assert not wrong(
        f"{module} imports {name}"
        for module in modules()
        for name in imports(module)
        if within(name, "ortools") and not module.startswith(SOLVING)
    )


def test_no_modules_import_each_other_in_a_circle() -> None:
    graph = {
        module: {name for name in imports(module) if name in modules() and name != module}
        for module in modules()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as cycle:
        pytest.fail(" -> ".join(cycle.args[1]))


def layer(module: str) -> int:
    """0 foundation, 1 models, 2 decisions, 3 use cases and queries, 4 what plays several of
    them, 5 commands, 6 the command line."""
    name = module.removeprefix("dispatch.")
    if name in ("dispatch", *FOUNDATION):
        return 0
    if name in ("cli", "__main__"):
        return 6
    if within(name, "commands"):
        return 5
    if name in PLAYS_USE_CASES:
        return 4
    if within(name, "models"):
        return 1
    if within(name, "queries") or is_use_case(module):
        return 3
    return 2


def is_use_case(module: str) -> bool:
    """A module of `dispatch` that asks for the caller's role: what a screen may call."""
    if module.count(".") != 1 or module == "dispatch.roles":
        return False
    return any(
        {"require", "require_own"} & _names(node.func)
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call)
    )


def test_inside_dispatch_imports_point_downwards() -> None:
    assert not wrong(
        f"{module} (layer {layer(module)}) imports {name} (layer {layer(name)})"
        for module in modules()
        if within(module, "dispatch")
        for name in imports(module)
        if name in modules() and within(name, "dispatch") and layer(name) > layer(module)
    )


def test_use_cases_do_not_import_each_other() -> None:
    assert not wrong(
        f"{module} imports {name}"
        for module in modules()
        if layer(module) == 3 and is_use_case(module)
        for name in imports(module)
        if name in modules() and (is_use_case(name) or within(name, "dispatch.queries"))
    )


def test_only_translate_and_planning_see_optimizer_values_beside_rows() -> None:
    allowed = {f"dispatch.{name}" for name in SEES_OPTIMIZER}
    assert not wrong(
        f"{module} imports {name}"
        for module in modules()
        if within(module, "dispatch") and module not in allowed
        for name in imports(module)
        if within(name, "optimizer") and sees_rows(module)
    )


def sees_rows(module: str) -> bool:
    return any(
        within(name, "dispatch.models", "sqlalchemy") and name not in ROWLESS_MODELS
        for name in imports(module)
    )


def test_solver_jobs_sees_no_rows() -> None:
    module = "dispatch.solver_jobs"
    assert module not in modules() or not sees_rows(module)


@pytest.mark.parametrize("folder", [*PACKAGES, "tests"])
def test_no_module_passes_400_lines(folder: str) -> None:
    assert not wrong(
        f"{file.relative_to(ROOT)} has {lines} lines"
        for file in (ROOT / folder).rglob("*.py")
        if (lines := len(file.read_text(encoding="utf-8").splitlines())) > MAX_LINES
    )


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {file.parent for file in (ROOT / "tests").rglob("*.py")}
    assert not wrong(
        f"{folder.relative_to(ROOT)} has no __init__.py"
        for folder in folders
        if not (folder / "__init__.py").is_file()
    )


def test_nobody_catches_every_exception() -> None:
    assert not wrong(
        f"{module}, line {node.lineno}"
        for module in modules()
        for node in ast.walk(tree(module))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or {"Exception", "BaseException"} & _names(node.type))
    )


CLOCKS = {"now", "utcnow", "today", "fromtimestamp"}


def test_only_the_clock_module_reads_the_clock() -> None:
    """`time.monotonic` and `perf_counter` measure a span and are free."""
    assert not wrong(
        f"{module}, line {node.lineno}: {ast.unparse(node)}"
        for module in modules()
        if module != "dispatch.clock"
        for node in ast.walk(tree(module))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (
            (node.func.attr in CLOCKS and {"datetime", "date"} & _names(node.func.value))
            or ast.unparse(node.func) == "time.time"
        )
    )


def _names(expression: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(expression) if isinstance(node, ast.Name)} | {
        node.attr for node in ast.walk(expression) if isinstance(node, ast.Attribute)
    }
