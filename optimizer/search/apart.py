"""Compiled functions whose code is not compiled into each caller.

numba links the code of every function into the code of each that calls it, and optimizes it
there again. Where functions call each other six deep that is most of the time that compiling
takes. A function that is `apart` is a symbol to its callers, found when their code is loaded:
so it has to be there first, see `load`. Such a call costs a few nanoseconds, which do not count
where the function does much.
"""

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

import llvmlite.binding
from numba.core import cgutils, types
from numba.core.types.misc import unliteral
from numba.core.typing import signature
from numba.extending import lower_builtin, type_callable

from optimizer.search.compiling import compiled
from optimizer.search.refs import kind_of

Function = TypeVar("Function", bound=Callable[..., object])

_made: dict[Any, tuple[Any, str]] = {}
"""What numba made of a function, and the name of its symbol."""


def apart(function: Function) -> Function:
    """The function as machine code of its own; it takes arguments of one list of types only."""
    made: Any = compiled(function)
    name = f"{function.__module__}.{function.__qualname__}"

    def called(*arguments: Any) -> Any:
        return made(*arguments)

    @type_callable(called)
    def type_of(context: Any) -> Any:
        def typer(*kinds: Any) -> Any:
            kinds = tuple(unliteral(kind) for kind in kinds)
            return signature(_overload(called, kinds).signature.return_type, *kinds)

        typer.__signature__ = inspect.signature(function)  # type: ignore[attr-defined]
        return typer

    @lower_builtin(called, types.VarArg(types.Any))  # type: ignore[attr-defined]
    def code(context: Any, builder: Any, typed: Any, values: Any) -> Any:
        convention, kinds = context.call_conv, typed.args
        kind = convention.get_function_type(typed.return_type, kinds)
        there = cgutils.get_or_insert_function(builder.module, kind, name)
        status, result = convention.call_function(builder, there, typed.return_type, kinds, values)
        with cgutils.if_unlikely(builder, status.is_error):
            convention.return_status_propagate(builder, status)
        return result

    _made[called] = made, name
    return called  # type: ignore[return-value]


def load(function: Callable[..., object], *arguments: object) -> None:
    """Make it known to its callers' code, compiled for arguments like these.

    Code that was kept on disk and calls what has not been loaded ends the process.
    """
    _overload(function, tuple(kind_of(argument) for argument in arguments))


def _overload(function: Any, kinds: tuple[Any, ...]) -> Any:
    made, name = _made[function]
    made.compile(kinds)
    found = made.overloads[kinds]
    address = found.library.get_pointer_to_function(found.fndesc.mangled_name)
    known = llvmlite.binding.address_of_symbol(name)
    if known is None:
        llvmlite.binding.add_symbol(name, address)
    elif known != address:
        raise TypeError(f"{name}: called with {kinds}, expected the types it was loaded for")
    return found
