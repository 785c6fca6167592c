"""The work behind the fast convolutions.

A convolution is a matrix product: each window's pixels, written as a row, times the filters,
written as columns. Written out whole (`im2col`) the rows take many times the memory of the image,
so here one tile of them is written out after another (`_runs`). Where that does not pay, as for one
small filter, each tap of the filter is multiplied with all the pixels that it meets.
"""

from math import prod
from typing import Any

import numpy as np

from convdemo import _winograd
from convdemo._axis import Axis, taps
from convdemo._blocks import TILE_BYTES, blocks, room, tiles
from convdemo._check import Array, result_dtype
from convdemo._exact import carrier, largest, to_int64
from convdemo._runs import Runs, best_length

# A tap of one filter on one channel, in nanoseconds a window: see `best_length`.
TAP = 0.18
# Windows in a tile where taps go one by one: what the processor's own memory holds.
NEAR = 2**16
# Taps in a filter from which it is better not to go through them one by one.
MANY = 2**10


def correlate(
    x: Array,
    weights: Array,
    rows: Axis,
    columns: Axis,
    groups: int = 1,
    bias: Array | None = None,
) -> Array:
    """(m, n_h', n_w', n_c) from a volume and a bank of filters."""
    dtype = work = result_dtype(x, weights, *([] if bias is None else [bias]))
    if dtype.kind == "i":
        added = 0 if bias is None else largest(bias)
        work = carrier(weights[..., 0].size * largest(x) * largest(weights) + added)
    keep = work if work.kind == "O" else dtype
    out = np.empty((len(x), rows.out, columns.out, weights.shape[3]), keep)
    depth, each = weights.shape[2], weights.shape[3] // groups
    with np.errstate(over="ignore", invalid="ignore"):
        if depth == each == 1 and (groups > 1 or _few_taps(rows, columns, work)):
            _single_taps(x, weights[:, :, 0], bias, rows, columns, out, work)
        else:
            for k in range(groups):
                c, n = slice(k * depth, (k + 1) * depth), slice(k * each, (k + 1) * each)
                part = None if bias is None else bias[n]
                _group(x[..., c], weights[..., n], part, rows, columns, out[..., n], work)
    return to_int64(out) if work.kind == "O" else out


def _few_taps(rows: Axis, columns: Axis, work: np.dtype[Any]) -> bool:
    """Whether one filter on one channel is best applied tap by tap.

    Matrix products have to win by a margin: they need all processors at a time, taps only one.
    """
    count = rows.f * columns.f
    if work.kind != "f":
        return count < MANY
    return TAP * count < 1.5 * best_length(rows, columns, 1, 1)[1]


def _group(
    x: Array,
    weights: Array,
    bias: Array | None,
    rows: Axis,
    columns: Axis,
    out: Array,
    work: np.dtype[Any],
) -> None:
    """Fill `out` by matrix products."""
    depth, n_c = weights.shape[2:]
    if out.dtype.kind == "f" and _winograd.pays(len(x), rows, columns, depth, n_c):
        if _winograd.convolve(x, weights, bias, rows, columns, out, work):
            return
    length = best_length(rows, columns, depth, n_c)[0] if work.kind == "f" else 1
    if length > 1 and x.dtype.kind == "f" and not np.isfinite(x.sum(dtype=work)):
        # Zero times infinity is not zero: a run of several windows must not meet any.
        if depth == n_c == 1 and rows.f * columns.f < MANY:
            _single_taps(x, weights[:, :, 0], bias, rows, columns, out, work)
            return
        length = 1
    runs = Runs(rows, columns, depth, length)
    limit = TILE_BYTES // work.itemsize
    # The filters are one piece, unless they are very large.
    for k, (c, i, j) in enumerate(tiles((depth, *weights.shape[:2]), runs.piece_cost, limit)):
        piece, part = runs.piece(i, j, c), weights[i, j, c]
        few = limit if piece.holds(part, work) else 2 * limit // piece.width
        for n in blocks(n_c, few // length):
            start = None if k or bias is None else bias[n].astype(work)
            matrix = piece.filters(part[..., n], work)
            _products(x[..., c], matrix, start, piece, out[..., n], work, add=k > 0)


def _products(
    x: Array,
    matrix: Array,
    bias: Array | None,
    runs: Runs,
    out: Array,
    work: np.dtype[Any],
    add: bool,
) -> None:
    """Fill `out` with products of runs and filters, or add them to it."""
    n_c: int = out.shape[3]

    def cost(m: int, n_h: int, n_w: int) -> int:
        return max(runs.cost(m, n_h, n_w), m * n_h * runs.count(n_w) * runs.length * n_c)

    limit = TILE_BYTES // work.itemsize
    buffer = room(min(limit, runs.cost(*out.shape[:3])), work)
    if bias is not None:
        # For a run at a time: to add it to a few numbers at a time takes much longer.
        bias = np.tile(bias, runs.length)
    for tile in tiles(out.shape[:3], cost, limit):
        pixels, target = runs.gather(x, tile, work, buffer), out[tile]
        exact = target.shape[2] % runs.length == 0
        ready = exact and not add and target.dtype == work and target.flags.c_contiguous
        goal = target.reshape(len(pixels), -1) if ready else None
        product = np.matmul(pixels, matrix, out=goal)
        if bias is not None:
            product += bias
        product = product.reshape(*target.shape[:2], -1, n_c)[:, :, : target.shape[2]]
        if add:
            np.add(target, product, out=target, casting="unsafe")
        elif not ready:
            target[...] = product


def _single_taps(
    x: Array,
    weights: Array,
    bias: Array | None,
    rows: Axis,
    columns: Axis,
    out: Array,
    work: np.dtype[Any],
) -> None:
    """Fill `out` where each channel has one filter, (f_h, f_w, n_c): tap by tap, tile by tile."""
    for batch, row, column, channel in tiles(out.shape, lambda *sizes: prod(sizes), NEAR):
        target, source = out[batch, row, column, channel], x[batch, :, :, channel]
        total = target if out.dtype == work else np.empty(target.shape, work)
        buffer = room(target.size, work).reshape(target.shape)
        near = weights[:, :, channel].astype(work, copy=False)
        spreads = work.kind == "f" and not np.isfinite(near).all()
        # The first product may be written down; the others have to be added.
        fresh = bias is None and not spreads
        if not fresh:
            total[...] = 0 if bias is None else bias[channel].astype(work)
        for i, j, here, pixels in taps(rows, columns, row, column):
            part = total[here]
            if fresh and part.shape != total.shape:
                total[...], fresh = 0, False
            scaled = part if fresh else buffer[:, : part.shape[1], : part.shape[2]]
            np.multiply(source[pixels], near[i, j], out=scaled, dtype=work, casting="unsafe")
            if not fresh:
                part += scaled
            if spreads:
                _add_frame(total, here, near[i, j])
            fresh = False
        if total is not target:
            target[...] = total


def _add_frame(total: Array, here: tuple[slice, ...], weight: Array) -> None:
    """Add a tap's products with the zeros of the padding: zero times infinity is not zero."""
    outside = np.ones(total.shape[1:3], bool)
    outside[here[1:]] = False
    total[:, outside] += 0 * weight
