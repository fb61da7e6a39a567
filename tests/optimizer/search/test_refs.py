"""Compiled functions read and write the arrays of a named tuple through one reference."""

import gc
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from optimizer.search.compiling import compiled
from optimizer.search.refs import ref

ROW = np.dtype([("stops", np.int64), ("cents", np.float64)])


class Inner(NamedTuple):
    rows: npt.NDArray[np.void]


class Outer(NamedTuple):
    table: npt.NDArray[np.int32]
    inner: Inner
    swift: bool
    most: int
    price: float


def an_outer() -> Outer:
    rows = np.array([(2, 1.5), (3, 2.5)], dtype=ROW)
    return ref(Outer(np.arange(6, dtype=np.int32).reshape(2, 3), ref(Inner(rows)), True, 7, 0.25))


@compiled
def total(outer: Outer) -> float:
    found = float(outer.most) if outer.swift else 0.0
    for row in range(outer.table.shape[0]):
        line = outer.table[row]
        for column in range(len(line)):
            found += line[column]
        found += outer.inner.rows[row].cents
    return found * outer.price


@compiled
def lengthen(outer: Outer, row: int) -> None:
    outer.inner.rows[row].stops += 1
    outer.table[row, 0] = -1


def test_compiled_functions_read_every_kind_of_field() -> None:
    assert total(an_outer()) == (7 + 15 + 4.0) * 0.25


def test_what_is_written_through_a_reference_is_in_the_arrays() -> None:
    outer = an_outer()

    lengthen(outer, 1)

    assert outer.inner.rows["stops"].tolist() == [2, 4]
    assert outer.table[:, 0].tolist() == [0, -1]


def test_a_reference_keeps_its_arrays_alive() -> None:
    outers = [an_outer() for _ in range(50)]
    gc.collect()
    others = [np.full((2, 3), 99, dtype=np.int32) for _ in range(500)]

    assert {total(outer) for outer in outers} == {6.5}
    assert len(others) == 500
