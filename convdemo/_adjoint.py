"""The work behind a layer's backward pass, one tile of the output after another."""

from typing import Any

import numpy as np

from convdemo._axis import Axis, taps
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
    depth, each = weights.shape[2], weights.shape[3] // groups
    with np.errstate(over="ignore", invalid="ignore"):
        for k in range(groups):
            c, n = slice(k * depth, (k + 1) * depth), slice(k * each, (k + 1) * each)
            for some in blocks(depth, CHANNELS):
                for few in blocks(each, CHANNELS):
                    _add_part(
                        grad[..., n][..., few],
                        x[..., c][..., some],
                        weights[:, :, some, n][..., few],
                        d_x[..., c][..., some],
                        d_weights[:, :, some, n][..., few],
                        rows,
                        columns,
                        work,
                    )
        d_bias = _bias(grad, dtype, keep)
    if keep.kind == "O":
        return to_int64(d_x), to_int64(d_weights), to_int64(d_bias)
    return d_x, d_weights, d_bias


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
    """Add what some channels and some filters contribute: a pair of products for each tap."""
    n_c_prev, n_c = weights.shape[2:]
    limit = TILE_BYTES // work.itemsize // max(n_c_prev, n_c)
    for batch, row, column in tiles(grad.shape[:3], lambda m, n_h, n_w: m * n_h * n_w, limit):
        slopes = grad[batch, row, column].astype(work, copy=False)
        for i, j, here, pixels in taps(rows, columns, row, column):
            part = slopes[here].reshape(-1, n_c)
            met = x[batch][pixels].astype(work, copy=False).reshape(-1, n_c_prev)
            _add(d_weights[i, j], met.T @ part)
            target = d_x[batch][pixels]
            spread = part @ weights[i, j].astype(work, copy=False).T
            _add(target, spread.reshape(target.shape))


def _add(target: Array, part: Array) -> None:
    """target += part, also where exact integers come as floats."""
    np.add(target, part, out=target, casting="unsafe")


def _bias(grad: Array, dtype: np.dtype[Any], keep: np.dtype[Any]) -> Array:
    """The gradient by the bias, added up with room to spare."""
    if dtype.kind == "f":
        return np.asarray(grad.sum(axis=(0, 1, 2), dtype=np.float64)).astype(dtype)
    whole = grad if keep.kind == "O" else signed(grad)
    return np.asarray(whole.sum(axis=(0, 1, 2), dtype=keep))
