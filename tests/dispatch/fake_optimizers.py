"""Tiny stand-ins for the optimizer that die, hang or talk nonsense in every way."""

import sys
from pathlib import Path

BEGIN = """
import json, os, resource, signal, sys, time

def tell(line):
    sys.stdout.write(line)
    sys.stdout.flush()

def progress(orders):
    said = {"seconds": 0.1, "objective_cents": 5, "served": 1, "orders": orders}
    tell(json.dumps({"progress": said}) + "\\n")

GOOD = {"t 1": ["v 1"]}
"""


def script(folder: Path, body: str) -> tuple[str, ...]:
    """The command of a fake optimizer; it may call `tell` and `progress`."""
    file = folder / "fake.py"
    file.write_text(BEGIN + body, encoding="utf-8")
    return sys.executable, str(file)
