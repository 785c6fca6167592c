"""The array that a function is to return."""

from typing import Any

import numpy as np

from convdemo._check import Array


def output(shape: tuple[int, ...], dtype: np.dtype[Any]) -> Array:
    """An array to fill, or a MemoryError that says how large it would have been."""
    try:
        return np.empty(shape, dtype)
    except (MemoryError, OverflowError, ValueError):
        raise MemoryError(
            f"the output would have the shape {shape}, which is more than memory holds; "
            "use less padding or a larger stride"
        ) from None
