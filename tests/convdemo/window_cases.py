"""Random windows on random arrays, for the tests that hold two computations against each other."""

from typing import Any

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

TYPES = ["bool", "uint8", "int16", "int64", "uint64", "float16", "float32", "float64", ">f8", ">u2"]


def pairs(least: int, most: int) -> st.SearchStrategy[Any]:
    """An int, or (h, w)."""
    one = st.integers(least, most)
    return one | st.tuples(one, one)


def paddings(most: int = 3) -> st.SearchStrategy[Any]:
    """Every way to write a padding."""
    two = st.tuples(st.integers(0, most), st.integers(0, most))
    return st.sampled_from(["valid", "same", "full"]) | pairs(0, most) | st.tuples(two, two)


def numbers(shape: tuple[int, ...], dtype: str, seed: int) -> NDArray[Any]:
    """Numbers of a type, from all of the range in which a small sum of products stays exact."""
    rng, kind = np.random.default_rng(seed), np.dtype(dtype)
    if kind.kind == "f":
        return rng.standard_normal(shape).astype(kind)
    if kind.kind == "b":
        return rng.random(shape) < 0.5
    low = 0 if kind.kind == "u" else max(-(2**20), np.iinfo(kind).min)
    return rng.integers(low, min(2**20, np.iinfo(kind).max), shape, endpoint=True).astype(kind)


@st.composite
def views(draw: st.DrawFn, shape: tuple[int, ...], dtype: str) -> NDArray[Any]:
    """An array of the shape; sometimes a view that is reversed, strided or read-only."""
    seed = draw(st.integers(0, 2**16))
    form = draw(st.sampled_from(["plain", "reversed", "strided"]))
    if form == "strided":
        wide = numbers(tuple(2 * n for n in shape), dtype, seed)
        return wide[(slice(None, None, 2),) * len(shape)]
    x = numbers(shape, dtype, seed)
    if form == "reversed":
        x = np.ascontiguousarray(x.T).T[(slice(None, None, -1),) * len(shape)]
    x.flags.writeable = False
    return x


def tolerance(*arrays: NDArray[Any]) -> float:
    """How far sums of these may differ, relative to the sum of absolute values."""
    floats = [a.dtype for a in arrays if a.dtype.kind == "f"]
    if not floats:
        return 0.0
    return 1e-11 if np.result_type(np.float32, *floats) == np.float64 else 1e-5
