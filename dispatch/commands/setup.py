"""To be written."""

import typer


def add_commands(root: typer.Typer) -> None:
    pass
