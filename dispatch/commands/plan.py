"""To be written."""

import typer

app = typer.Typer(no_args_is_help=True)


def add_commands(root: typer.Typer) -> None:
    pass
