"""What the first visitor would wait for otherwise, done in the background of the start."""

import gc
from importlib import import_module
from threading import Thread

LARGE = ("pandas", "altair")
"""Libraries that take a second to read, and that Streamlit or a screen asks for only when drawn."""


def start() -> Thread:
    """Begin; nobody waits for it, not even the end of the process."""
    thread = Thread(target=_read_libraries, name="warm", daemon=True)
    thread.start()
    return thread


def _read_libraries() -> None:
    for library in LARGE:
        import_module(library)
    # What was loaded stays: no collection of garbage need look through it again.
    gc.freeze()
