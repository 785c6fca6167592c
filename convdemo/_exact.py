"""Sums that are exact: in which type to add integers, and how to notice an overflow."""

from __future__ import annotations

from typing import Any

import numpy as np

from convdemo.types import Array


def largest(x: Array) -> int:
    """The greatest absolute value of an integer array, as a Python int."""
    return max(abs(int(x.max())), abs(int(x.min())))


def carrier(bound: int) -> np.dtype[Any]:
    """The type in which integers add exactly and fastest, if no sum exceeds `bound`.

    Floats hold every integer up to 2**24 or 2**53, and their products go through BLAS; below
    these bounds no step of a sum rounds. Beyond 2**63 only Python's own integers are exact.
    """
    if bound < 2**24:
        return np.dtype(np.float32)
    if bound < 2**53:
        return np.dtype(np.float64)
    if bound < 2**63:
        return np.dtype(np.int64)
    return np.dtype(object)


def near_one(values: Array) -> Array:
    """Floats, all times one power of 2, so that the greatest is near 1: nothing is rounded.

    Their squares can then be added up, whatever their size was.
    """
    return np.asarray(np.ldexp(values, -int(np.frexp(np.abs(values).max())[1])))


def check_int64(x: Array) -> None:
    """Raise an OverflowError where a value of `x` does not fit in int64."""
    for worst in (int(x.max()), int(x.min())):
        if not -(2**63) <= worst < 2**63:
            raise OverflowError(f"{worst} does not fit in int64; floats would hold it, rounded")


def to_int64(x: Array) -> Array:
    """`x` as int64, not copied if it is, or an OverflowError where a value does not fit."""
    if x.dtype.kind in "Ou" and x.size:
        check_int64(x)
    return x.astype(np.int64, copy=False)


def signed(x: Array) -> Array:
    """`x`, seen as int64 if it is uint64: the two do not mix in NumPy."""
    if x.dtype.kind == "u" and x.dtype.itemsize == 8:
        check_int64(x)
        return x.view(np.dtype(np.int64).newbyteorder(x.dtype.byteorder))
    return x
