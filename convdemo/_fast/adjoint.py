"""The work behind a layer's backward pass, one tile of the output after another."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np

from convdemo._axis import Axis
from convdemo._blocks import TILE_BYTES, blocks, tiles
from convdemo._check import Array, result_dtype
from convdemo._exact import carrier, largest, signed, to_int64

# Channels and filters at a time: a product of the two, for one tap, stays small.
CHANNELS = 512


def adjoint(
    grad: Array, x: Array, weights: Array, rows: Axis, columns: Axis, groups: int
) -> tuple[Array, Array, Array]:
    """The gradients by `x`, by `weights` and by a bias (n_c,)."""
    dtype = work = result_dtype(grad, x, weights)
    if dtype.kind == "i":
        met = max(largest(x), 1) * grad[..., 0].size
        read = largest(weights) * weights[:, :, 0].size
        work = carrier(largest(grad) * max(met, read))
    keep = work if work.kind == "O" else dtype
    d_x, d_weights = np.zeros(x.shape, keep), np.zeros(weights.shape, keep)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        for k, n, c in _parts(groups, weights.shape[3] // groups, weights.shape[2]):
            _add_part(
                _grouped(grad, groups)[..., k, n],
                _grouped(x, groups)[..., k, c],
                _grouped(weights, groups)[:, :, c, k, n],
                _grouped(d_x, groups)[..., k, c],
                _grouped(d_weights, groups)[:, :, c, k, n],
                rows,
                columns,
                work,
            )
        d_bias = _bias(grad, dtype, keep)
    if keep.kind == "O":
        return to_int64(d_x), to_int64(d_weights), to_int64(d_bias)
    return d_x, d_weights, d_bias


def _parts(groups: int, each: int, depth: int) -> Iterator[tuple[slice, ...]]:
    """Some groups, and some filters and some channels of each."""
    some = blocks(groups, CHANNELS // max(min(each, CHANNELS), min(depth, CHANNELS)))
    return product(some, blocks(each, CHANNELS), blocks(depth, CHANNELS))


def _grouped(x: Array, groups: int) -> Array:
    """`x`, with its last axis split into groups."""
    return x.reshape(*x.shape[:-1], groups, -1)


def _add_part(
    grad: Array,
    x: Array,
    weights: Array,
    d_x: Array,
    d_weights: Array,
    rows: Axis,
    columns: Axis,
    work: np.dtype[Any],
) -> None:
    """Add what some groups contribute, (…, groups, numbers): a pair of products for each tap."""
    groups, n_c = grad.shape[3:]
    n_c_prev = x.shape[4]
    # Numbers that are multiplied one by one are best near the processor, and matrices large.
    size = TILE_BYTES // 4 if n_c_prev == n_c == 1 else TILE_BYTES
    limit = size // work.itemsize // (groups * max(n_c_prev, n_c))
    for batch, row, column in tiles(grad.shape[:3], lambda m, n_h, n_w: m * n_h * n_w, limit):
        slopes = grad[batch, row, column].astype(work, copy=False)
        (down, high), (across, wide) = rows.part(row), columns.part(column)
        pixels, target = x[batch, high, wide], d_x[batch, high, wide]
        for i in down.meeting():
            for j in across.meeting():
                (top, above), (left, beside) = down.reach(i), across.reach(j)
                if top.start == top.stop or left.start == left.stop:
                    continue
                part, met = slopes[:, top, left], pixels[:, above, beside]
                met = met.astype(work, copy=False)
                weight = weights[i, j].astype(work, copy=False)
                _add(d_weights[i, j], _met(met, part))
                _add(target[:, above, beside], _spread(part, weight))


def _met(x: Array, grad: Array) -> Array:
    """The products of pixels and gradients, over all places, (n_c_prev, groups, n_c)."""
    if x.shape[4] == grad.shape[4] == 1:
        return np.asarray(np.einsum("mhwgc,mhwgn->cgn", x, grad))
    # One product for each group; `moveaxis` would take longer than a small one.
    turned = x.reshape(-1, *x.shape[3:]).transpose(1, 2, 0)
    return (turned @ grad.reshape(-1, *grad.shape[3:]).transpose(1, 0, 2)).transpose(1, 0, 2)


def _spread(grad: Array, weights: Array) -> Array:
    """The products of gradients and weights, over all filters, in the pixels' shape."""
    if weights.shape[0] == weights.shape[2] == 1:
        return np.asarray(grad * weights[0])
    back = grad.reshape(-1, *grad.shape[3:]).transpose(1, 0, 2) @ weights.transpose(1, 2, 0)
    return back.transpose(1, 0, 2).reshape(*grad.shape[:4], len(weights))


def _add(target: Array, part: Array) -> None:
    """target += part, also where exact integers come as floats."""
    np.add(target, part, out=target, casting="unsafe")


def _bias(grad: Array, dtype: np.dtype[Any], keep: np.dtype[Any]) -> Array:
    """The gradient by the bias, added up with room to spare."""
    if dtype.kind == "f":
        return np.asarray(grad.sum(axis=(0, 1, 2), dtype=np.float64)).astype(dtype)
    whole = grad if keep.kind == "O" else signed(grad)
    return np.asarray(whole.sum(axis=(0, 1, 2), dtype=keep))
