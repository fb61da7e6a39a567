"""The command line as a whole: which commands there are, and what one of them loads."""

import subprocess
import sys

from dispatch import cli

HEAVY = ("alembic", "geopy", "numpy", "openpyxl", "ortools", "pandas", "streamlit")


def test_every_command_of_a_module_can_be_asked_for():
    found = {name: module for module in cli.MODULES.values() for name in cli.commands_of(module)}

    assert found == cli.MODULES


def test_a_command_loads_no_library_that_only_others_need():
    asked = (
        "import sys\nfrom dispatch import cli\n"
        "cli.app(['cases', 'list', '--help'], standalone_mode=False)\n"
        f"print('loaded', [name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.splitlines()[-1] == "loaded []"
