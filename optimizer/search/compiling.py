"""How functions of the search are compiled: once per machine, kept on disk, free of Python's lock.

The first run after installing compiles for some seconds; `ready` tells whether that is still
to come.
"""

from collections.abc import Callable
from typing import TypeVar

import numba

Compiled = TypeVar("Compiled", bound=Callable[..., object])

_compile = numba.njit(cache=True, nogil=True, error_model="numpy")


def compiled(function: Compiled) -> Compiled:
    """The function as machine code; to be called like the one written."""
    return _compile(function)
