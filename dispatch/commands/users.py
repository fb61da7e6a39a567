"""`dispatch users`: who may sign in."""

import sys
from dataclasses import asdict
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from dispatch import accounts
from dispatch.commands.common import AsJson, console, print_json, workplace
from dispatch.queries.users import users
from dispatch.statuses import Role

app = typer.Typer(no_args_is_help=True, help="Users, their roles and passwords.")

UserName = Annotated[str, typer.Argument(metavar="NAME")]
FromInput = Annotated[
    bool,
    typer.Option("--password-stdin", help="Read the password from the first line of input."),
]


@app.command("list")
def list_(context: typer.Context, as_json: AsJson = False) -> None:
    """All users, the deactivated ones too."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        rows = users(session, actor=actor)
    if as_json:
        print_json({"users": [asdict(row) for row in rows]})
        return
    table = Table("name", "full name", "role", "technician", "active")
    for row in rows:
        active = "yes" if row.active else "no"
        table.add_row(row.name, escape(row.full_name), row.role, escape(row.technician), active)
    console.print(table if rows else "no users")


@app.command()
def add(
    context: typer.Context,
    name: UserName,
    role: Annotated[Role, typer.Option()],
    full_name: Annotated[str, typer.Option()] = "",
    technician: Annotated[
        str | None, typer.Option(metavar="REF", help="Whom a technician's user belongs to.")
    ] = None,
    password_stdin: FromInput = False,
) -> None:
    """Add a user; asks for the password."""
    place = workplace(context)
    password = _password(password_stdin)
    with place.transaction() as (session, actor):
        accounts.create_user(
            session,
            actor=actor,
            name=name,
            role=role,
            password=password,
            now=place.now,
            full_name=full_name,
            technician_ref=technician,
        )
    console.print(f"user {name} may sign in as {role}", markup=False)


@app.command("password")
def password_(context: typer.Context, name: UserName, password_stdin: FromInput = False) -> None:
    """Set a password; admins may set any, others only their own."""
    place = workplace(context)
    password = _password(password_stdin)
    with place.transaction() as (session, actor):
        accounts.set_password(session, actor=actor, name=name, password=password)
    console.print(f"password of {name} set", markup=False)


@app.command()
def deactivate(context: typer.Context, name: UserName) -> None:
    """The user may no longer sign in; what they did stays under their name."""
    place = workplace(context)
    with place.transaction() as (session, actor):
        accounts.deactivate_user(session, actor=actor, name=name)
    console.print(f"user {name} may no longer sign in", markup=False)


def _password(from_input: bool) -> str:
    if from_input:
        return sys.stdin.readline().rstrip("\r\n")
    password: str = typer.prompt("password", hide_input=True, confirmation_prompt=True)
    return password
