"""Functions that are apart are called from compiled code without becoming part of it."""

from typing import NamedTuple

import numba
import numpy as np
import numpy.typing as npt
import pytest

from optimizer.search.apart import apart, load
from optimizer.search.compiling import compiled
from optimizer.search.refs import ref


class Purse(NamedTuple):
    cents: npt.NDArray[np.float64]


@apart
def add(purse: Purse, place: int, more: float) -> float:
    purse.cents[place] += more
    return purse.cents[place]


@compiled
def add_often(purse: Purse, times: int) -> float:
    last = 0.0
    for number in range(times):
        last = add(purse, number % len(purse.cents), 1.5)
    return last


@compiled
def add_whole(purse: Purse, more: int) -> float:
    return add(purse, 0, more)


@pytest.fixture
def purse() -> Purse:
    loaded = ref(Purse(np.zeros(3)))
    load(add, loaded, 0, 1.5)
    return loaded


def test_a_function_apart_does_what_it_does_as_a_part(purse: Purse) -> None:
    assert add_often(purse, 10) == 6.0
    assert purse.cents.tolist() == [6.0, 4.5, 4.5]
    assert add(purse, 1, 0.5) == 5.0, "called from Python it is a function like others"


def test_its_code_is_not_in_its_callers(purse: Purse) -> None:
    caller = numba.njit(add_often.py_func)  # type: ignore[attr-defined]

    assert caller(purse, 1) == 1.5

    (code,) = caller.inspect_llvm().values()
    named = [line for line in code.splitlines() if f"{__name__}.add" in line]
    assert any(line.startswith("declare") for line in named), named
    assert not any(line.startswith("define") for line in named), named


def test_it_takes_arguments_of_one_list_of_types_only(purse: Purse) -> None:
    with pytest.raises(TypeError, match=r"add: called with .*int64, int64.*, expected the types"):
        add_whole(purse, 1)


def test_what_is_no_function_apart_cannot_be_loaded() -> None:
    with pytest.raises(KeyError):
        load(len, 1)
