"""The `dispatch` command: exit code 0 done, 1 refused with a reason, 2 bad input."""

import sys
from typing import Annotated

import typer

from dispatch import config
from dispatch.commands import (
    cases,
    common,
    costs,
    data,
    places,
    plan,
    replay,
    serve,
    setup,
    users,
    work,
)
from dispatch.errors import BadImport, BadValue, DispatchError, NotFound

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Field-technician dispatch: from the support call to an approved cost.",
)
for group, name in (
    (cases.app, "cases"),
    (plan.app, "plan"),
    (work.app, "work"),
    (costs.app, "costs"),
    (places.app, "places"),
    (users.app, "users"),
):
    app.add_typer(group, name=name)
setup.add_commands(app)
serve.add_commands(app)
data.add_commands(app)
plan.add_commands(app)
replay.add_commands(app)


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
