"""How functions of the search are compiled: once per machine, kept on disk, free of Python's lock.

The first run after installing compiles for some seconds; `ready` tells whether that is still
to come.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import numba
from numba.core.types.misc import unliteral

from optimizer.search.keeping import folder

Compiled = TypeVar("Compiled", bound=Callable[..., object])

numba.config.CACHE_DIR = str(folder())
_compile = numba.njit(cache=True, nogil=True, error_model="numpy")


def compiled(function: Compiled) -> Compiled:
    """The function as machine code; to be called like the one written."""
    made: Any = _compile(function)
    template = made.get_call_template

    def without_values(args: Any, kws: Any) -> Any:
        """Else numba compiles `f(x, 0)`, `f(x, 1)` and `f(x, y)` one by one."""
        return template(
            tuple(unliteral(kind) for kind in args),
            {name: unliteral(kind) for name, kind in kws.items()},
        )

    made.get_call_template = without_values
    return made
