"""README says what there is: every command and every setting."""

import re
from pathlib import Path

import typer.main

from dispatch.cli import app
from dispatch.config import Settings

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")


def test_every_setting_stands_in_the_settings_table():
    table = README.split("**Settings**")[1].split("**Storage.**")[0]

    documented = set(re.findall(r"`([a-z_]+)`", table))

    assert set(Settings.model_fields) <= documented


def test_every_command_stands_in_the_command_table():
    table = README.split("**Commands.**")[1].split("Exit codes")[0]
    documented = set(re.findall(r"[a-z][a-z-]+", table))

    commands = typer.main.get_group(app).commands
    named = {name for command in commands.values() for name in getattr(command, "commands", ())}

    assert set(commands) | named <= documented
