"""Named tuples of arrays as one pointer each, for compiled functions.

A named tuple of twenty arrays is copied at every call and makes compiling slow. numba's own
references to structures count every use of a field up and down, which took a large part of the
search's time. `ref` lays the addresses and shapes of the arrays into a block that never
changes; compiled functions get the address of the block and borrow the arrays. The reference
that Python holds keeps them alive.

Slices of borrowed arrays are borrowed too. A borrowed array cannot be copied by `.copy()`,
since nobody would free the copy.
"""

import zlib
from typing import Any, NamedTuple, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir
from numba.core import types
from numba.core.datamodel import models
from numba.core.imputils import impl_ret_untracked
from numba.core.typing.templates import AttributeTemplate
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    register_model,
    unbox,
)
from numba.np.arrayobj import make_array, populate_array

Tuple = TypeVar("Tuple", bound=NamedTuple)


class Borrowed(types.Array):
    """An array that somebody else keeps alive: its uses are not counted."""

    def __init__(
        self, dtype: Any, ndim: int, layout: Any, readonly: bool = False, aligned: bool = True
    ) -> None:
        name = f"borrowed({dtype}, {ndim}d, {layout}, {readonly}, {aligned})"
        super().__init__(dtype, ndim, layout, readonly=readonly, name=name, aligned=aligned)

    def copy(
        self,
        dtype: Any = None,
        ndim: int | None = None,
        layout: Any = None,
        readonly: bool | None = None,
    ) -> Any:
        """The type of a slice."""
        return Borrowed(
            self.dtype if dtype is None else dtype,
            self.ndim if ndim is None else ndim,
            self.layout if layout is None else layout,
            readonly=not self.mutable if readonly is None else readonly,
            aligned=self.aligned,
        )


@register_model(Borrowed)
class _BorrowedModel(models.ArrayModel):
    def traverse(self, builder: Any) -> list[Any]:
        """Nothing inside is counted."""
        return []


class RefType(types.Type):
    """Of a reference: the fields in order, and the word of the block at which each begins."""

    def __init__(self, name: str, fields: tuple[tuple[str, Any], ...]) -> None:
        self.fields = dict(fields)
        self.begins, words = {}, 0
        for field, kind in fields:
            self.begins[field] = words
            words += 2 + 2 * kind.ndim if isinstance(kind, Borrowed) else 1
        self.own_key = (name, fields)
        super().__init__(f"{name}_{zlib.crc32(repr(fields).encode()):08x}")

    @property
    def key(self) -> Any:
        return self.own_key


register_model(RefType)(models.OpaqueModel)


class Ref:
    """A named tuple as compiled functions take it; to be read like the tuple."""

    def __init__(self, of: NamedTuple) -> None:
        self._of, words = of, []
        kinds: list[tuple[str, Any]] = []
        for field, value in zip(of._fields, of, strict=True):
            kinds.append((field, kind_of(value)))
            words += _words(value)
        self._block = np.array(words, dtype=np.int64)
        self.address = self._block.ctypes.data
        self._numba_type_ = RefType(type(of).__name__, tuple(kinds))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._of, name)


def ref(of: Tuple) -> Tuple:
    """The reference to it; both look at the same arrays."""
    return cast(Tuple, Ref(of))


def kind_of(value: Any) -> Any:
    """The type of a value as a field of a reference."""
    if isinstance(value, Ref):
        return value._numba_type_
    if isinstance(value, np.ndarray):
        own = numba.typeof(value)
        return Borrowed(own.dtype, own.ndim, own.layout, not own.mutable, own.aligned)
    if isinstance(value, float):
        return types.float64
    return types.boolean if isinstance(value, bool) else types.int64


def _words(value: Any) -> list[int]:
    if isinstance(value, Ref):
        return [value.address]
    if isinstance(value, np.ndarray):
        return [value.ctypes.data, value.itemsize, *value.shape, *value.strides]
    if isinstance(value, float):
        return [int(np.float64(value).view(np.int64))]
    return [int(value)]


@unbox(RefType)
def _unbox(kind: RefType, value: Any, c: Any) -> NativeValue:
    address = c.pyapi.object_getattr_string(value, "address")
    pointer = c.pyapi.long_as_voidptr(address)
    c.pyapi.decref(address)
    return NativeValue(pointer)


@infer_getattr
class _FieldsOfRefs(AttributeTemplate):
    key = RefType

    def generic_resolve(self, kind: RefType, name: str) -> Any:
        return kind.fields.get(name)


@lower_getattr_generic(RefType)
def _field(context: Any, builder: Any, of: RefType, pointer: Any, name: str) -> Any:
    kind, begin = of.fields[name], of.begins[name]
    word_type = ir.IntType(64)
    block = builder.bitcast(pointer, word_type.as_pointer())

    def word(number: int) -> Any:
        """A word of the block, which never changes: to be read once per function."""
        loaded = builder.load(builder.gep(block, [word_type(begin + number)]))
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
        return loaded

    if isinstance(kind, RefType):
        value = builder.inttoptr(word(0), context.get_value_type(kind))
    elif isinstance(kind, Borrowed):
        array = make_array(kind)(context, builder)
        data = context.get_data_type(kind.dtype).as_pointer()
        populate_array(
            array,
            data=builder.inttoptr(word(0), data),
            shape=[word(2 + axis) for axis in range(kind.ndim)],
            strides=[word(2 + kind.ndim + axis) for axis in range(kind.ndim)],
            itemsize=word(1),
            meminfo=None,
        )
        value = array._getvalue()  # noqa: SLF001 (numba's own way to read it)
    elif isinstance(kind, types.Float):
        value = builder.bitcast(word(0), context.get_value_type(kind))
    elif isinstance(kind, types.Boolean):
        value = builder.trunc(word(0), context.get_value_type(kind))
    else:
        value = word(0)
    return impl_ret_untracked(context, builder, kind, value)
