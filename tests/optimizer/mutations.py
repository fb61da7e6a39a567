"""Faults seeded into a module, one at a time, by way of its syntax tree."""

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
}
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.BitOr: ast.BitAnd,
}
CALLS = {"max": "min", "min": "max", "any": "all", "all": "any", "sorted": "list"}
DROPPED = (ast.Expr, ast.Assign, ast.AugAssign, ast.Return, ast.Continue, ast.Break)

MODULE = "module"
"""Where code is that is in no function."""


@dataclass(frozen=True)
class Mutant:
    """A module with one fault: where, what was there, what is there now."""

    file: str
    function: str
    line: int
    before: str
    after: str
    source: str
    index: int
    change: "Fault"

    @property
    def name(self) -> str:
        """Says which fault it is, wherever its line moves to."""
        return f"{self.file} {self.function}: {self.before} -> {self.after}"

    @property
    def tree(self) -> ast.Module:
        """The faulty module."""
        tree = ast.parse(self.source)
        self.change.apply(list(_inside(tree, MODULE))[self.index][0])
        return ast.fix_missing_locations(tree)


def mutants(file: str, source: str) -> Iterator[Mutant]:
    """Every fault of the kinds below, in the order of the source."""
    for index, (node, function) in enumerate(_inside(ast.parse(source), MODULE)):
        for change in _changes(node, is_code=function != MODULE):
            before, after = _short(ast.unparse(node)), _short(change.apply(deepcopy(node)))
            yield Mutant(file, function, node.lineno, before, after, source, index, change)


def _short(text: str) -> str:
    return " ".join(text.split())[:140]


def _inside(node: ast.AST, function: str) -> Iterator[tuple[ast.expr | ast.stmt, str]]:
    """Each expression and statement, but for what is said to people, types and imports."""
    if isinstance(node, ast.JoinedStr | ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
        return
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "TypeVar":
        return
    if isinstance(node, ast.ClassDef):
        for child in node.body:
            if isinstance(child, ast.FunctionDef):
                yield from _inside(child, function)
        return
    if isinstance(node, ast.FunctionDef):
        for child in node.body:
            if not _is_text(child):
                yield from _inside(child, node.name)
        return
    if isinstance(node, ast.AnnAssign):
        if node.value is not None:
            yield from _inside(node.value, function)
        return
    if isinstance(node, ast.expr | ast.stmt):
        yield node, function
    for child in ast.iter_child_nodes(node):
        if not _is_text(child):
            yield from _inside(child, function)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@dataclass(frozen=True)
class Change:
    """One field of a node, or one item of a field that is a list, gets another value."""

    field: str
    value: object
    item: int | None = None

    def apply(self, node: ast.AST) -> str:
        """The node as it is written then."""
        if self.item is None:
            setattr(node, self.field, self.value)
        else:
            items = getattr(node, self.field)
            items[self.item : self.item + 1] = [] if self.value is None else [self.value]
        return ast.unparse(node)


@dataclass(frozen=True)
class _Replaced:
    """The node becomes another one, in place."""

    by: ast.expr

    def apply(self, node: ast.AST) -> str:
        return _become(node, deepcopy(self.by))


@dataclass(frozen=True)
class _Unfiltered:
    """A comprehension takes what its condition keeps out."""

    item: int

    def apply(self, node: ast.AST) -> str:
        assert isinstance(node, ast.GeneratorExp | ast.ListComp | ast.SetComp)
        del node.generators[0].ifs[self.item]
        return ast.unparse(node)


@dataclass(frozen=True)
class _Dropped:
    """The statement is not there; a generator stays one."""

    def apply(self, node: ast.AST) -> str:
        yields = any(isinstance(child, ast.Yield | ast.YieldFrom) for child in ast.walk(node))
        nothing = ast.parse("if False:\n    yield" if yields else "pass").body[0]
        return _become(node, nothing)


Fault = Change | _Replaced | _Unfiltered | _Dropped


def _changes(node: ast.expr | ast.stmt, *, is_code: bool) -> Iterator[Fault]:
    match node:
        case ast.Compare():
            for item, op in enumerate(node.ops):
                yield Change("ops", COMPARISONS[type(op)](), item)
        case ast.BinOp() if type(node.op) in OPERATORS:
            yield Change("op", OPERATORS[type(node.op)]())
        case ast.BoolOp():
            yield Change("op", ast.Or() if isinstance(node.op, ast.And) else ast.And())
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            yield _Replaced(node.operand)
        case ast.Constant(value=bool()):
            yield Change("value", not node.value)
        case ast.Constant(value=int()):
            yield Change("value", node.value + 1)
        case ast.Constant(value=str()):
            yield Change("value", f"{node.value}?")
        case ast.IfExp() | ast.If():
            yield Change("test", ast.UnaryOp(ast.Not(), node.test))
        case ast.Call(func=ast.Name(id=name)) if name in CALLS:
            yield Change("func", ast.Name(CALLS[name], ast.Load()))
            if name == "max" and len(node.args) == 2:
                yield _Replaced(node.args[1])
        case ast.Call(func=ast.Name(id="abs")):
            yield _Replaced(node.args[0])
        case ast.Tuple(ctx=ast.Load()) if len(node.elts) > 2:
            for item in range(len(node.elts)):
                yield Change("elts", None, item)
        case ast.GeneratorExp() | ast.ListComp() | ast.SetComp():
            for item in range(len(node.generators[0].ifs)):
                yield _Unfiltered(item)
    if is_code and isinstance(node, DROPPED):
        yield _Dropped()


def _become(node: ast.AST, other: ast.AST) -> str:
    node.__class__ = other.__class__  # type: ignore[assignment]
    for field in other._fields:
        setattr(node, field, getattr(other, field))
    return ast.unparse(node)
