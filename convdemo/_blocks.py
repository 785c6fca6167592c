"""Cutting work into tiles, so that temporary arrays stay small at any size of the input."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from threading import local
from typing import Any

import numpy as np

from convdemo.types import Array

# The most bytes of one temporary array. A handful of them are alive at a time.
TILE_BYTES = 4 * 2**20

_kept = local()


def room(use: str, count: int, dtype: np.dtype[Any]) -> Array:
    """Memory for `count` numbers, with whatever is left in it, until the thread's next such call.

    It is kept from call to call: to get it from the system takes longer than to fill it.
    """
    size = count * dtype.itemsize
    if dtype.kind == "O" or size > TILE_BYTES:
        return np.empty(count, dtype)
    if not hasattr(_kept, use):
        setattr(_kept, use, np.empty(TILE_BYTES, np.uint8))
    memory: Array = getattr(_kept, use)[:size]
    return memory.view(dtype)


def blocks(total: int, size: int) -> list[slice]:
    """Cut range(total) into slices of `size`, the last one shorter."""
    if total <= size:
        return [slice(0, total)]
    size = max(1, size)
    return [slice(start, min(start + size, total)) for start in range(0, total, size)]


def tiles(
    shape: tuple[int, ...], cost: Callable[..., int], limit: int
) -> Iterator[tuple[slice, ...]]:
    """Cut an array of `shape` into equal tiles, each of a cost within the limit.

    The first axes are halved first. A tile of one number may still cost more than the limit.
    """
    sizes = list(shape)
    while cost(*sizes) > limit:
        axis = next((k for k, size in enumerate(sizes) if size > 1), None)
        if axis is None:
            break
        sizes[axis] = -(-sizes[axis] // 2)
    return product(*(blocks(n, size) for n, size in zip(shape, sizes, strict=True)))
