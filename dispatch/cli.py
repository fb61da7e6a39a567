"""The `dispatch` command: exit code 0 done, 1 refused with a reason, 2 bad input.

The module of a command is loaded when that command is asked for, or the list of all of them:
loading every one takes longer than most commands work.
"""

import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from dispatch import config
from dispatch.commands import common
from dispatch.errors import BadImport, BadValue, DispatchError, NotFound

MODULES = {
    "init": "setup",
    "demo": "setup",
    "serve": "serve",
    "import": "data",
    "export": "data",
    "draw": "data",
    "columns": "data",
    "check": "plan",
    "publish": "plan",
    "replay": "replay",
    "cases": "cases",
    "plan": "plan",
    "work": "work",
    "costs": "costs",
    "places": "places",
    "users": "users",
}
"""Each command's module in `dispatch.commands`, in the order of the help."""


@cache
def commands_of(module: str) -> Mapping[str, Any]:
    """All that one module of `dispatch.commands` adds: its group, and commands of the top."""
    loaded = import_module(f"dispatch.commands.{module}")
    found = typer.Typer(pretty_exceptions_enable=False)
    if hasattr(loaded, "app"):
        found.add_typer(loaded.app, name=module)
    if hasattr(loaded, "add_commands"):
        loaded.add_commands(found)
    return get_group(found).commands


class _Commands(Mapping[str, Any]):
    """The commands by name, each loaded when it is looked up."""

    def __getitem__(self, name: str) -> Any:
        return commands_of(MODULES[name])[name]

    def __iter__(self) -> Iterator[str]:
        return iter(MODULES)

    def __len__(self) -> int:
        return len(MODULES)


class _Top(TyperGroup):
    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.commands: Any = _Commands()


app = typer.Typer(
    cls=_Top,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Field-technician dispatch: from the support call to an approved cost.",
)


@app.callback()
def _begin(
    context: typer.Context,
    db: Annotated[
        str | None, typer.Option(help="Database URL or path of an SQLite file.", metavar="URL")
    ] = None,
    user: Annotated[
        str | None, typer.Option("--as", help="Act as this user.", metavar="NAME")
    ] = None,
) -> None:
    url = db if db is None or "://" in db else f"sqlite:///{db}"
    context.obj = common.Workplace(settings=config.load(database_url=url), user_name=user)


def main() -> None:
    """Run one command; the only place that turns errors into exit codes."""
    try:
        app()
    except DispatchError as error:
        common.complaints.print(f"[red]{type(error).__name__}[/red]", end=" ")
        common.complaints.print(str(error), markup=False, soft_wrap=True)
        sys.exit(2 if isinstance(error, BadValue | BadImport | NotFound) else 1)
