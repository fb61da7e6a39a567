"""How functions of the search are compiled: once per machine, kept on disk, free of Python's lock.

The first run after installing compiles for some seconds (`is_compiled` tells whether that is
still to come).
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numba

Compiled = TypeVar("Compiled", bound=Callable[..., object])

_compile = numba.njit(cache=True, nogil=True, error_model="numpy")


def compiled(function: Compiled) -> Compiled:
    """The function as machine code; to be called like the one written."""
    return _compile(function)


def is_compiled() -> bool:
    """The compiled search lies on disk already."""
    folders = [Path(__file__).parent / "__pycache__"]
    if "NUMBA_CACHE_DIR" in os.environ:
        folders = [*Path(os.environ["NUMBA_CACHE_DIR"]).glob("search_*")]
    return any(any(folder.glob("anneal.anneal-*.nbi")) for folder in folders)
