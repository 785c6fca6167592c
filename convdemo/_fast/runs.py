"""Convolution as a product of matrices, one tile of windows after another.

A row of the first matrix holds the pixels of a *run*: of one window, or of several that are
neighbours along the width. The matrix of filters then holds each filter once for each window of the
run, moved along, with zeros elsewhere. That is more arithmetic and less copying, and it makes a
wide product of a narrow one: with few filters a run of eight windows is much faster than eight
windows.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from convdemo._axis import Axis, met_taps
from convdemo._blocks import TILE_BYTES, blocks, room, tiles
from convdemo._check import Array
from convdemo._fast import taps

Tile = tuple[slice, ...]
LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32)


def fill(
    x: Array,
    weights: Array,
    bias: Array | None,
    rows: Axis,
    columns: Axis,
    out: Array,
    work: np.dtype[Any],
) -> None:
    """Fill `out` (m, n_h', n_w', n_c) from `x` and filters (f_h, f_w, n_c_prev, n_c)."""
    depth, n_c = weights.shape[2:]
    length = best_length(rows, columns, depth, n_c)[0] if work.kind == "f" else 1
    if _fill(x, weights, bias, Runs(rows, columns, depth, length), out, work):
        return
    # Zero times infinity is not zero: a run of several windows must not meet any.
    if depth == n_c == 1 and rows.f * columns.f < taps.MANY:
        taps.fill(x, weights[:, :, 0], bias, rows, columns, out, work)
    else:
        _fill(x, weights, bias, Runs(rows, columns, depth), out, work)


def _fill(
    x: Array,
    weights: Array,
    bias: Array | None,
    runs: Runs,
    out: Array,
    work: np.dtype[Any],
) -> bool:
    """Fill `out`; False where a run of several windows has met infinity, or no number."""
    depth, n_c = weights.shape[2:]
    # One more number in each run, a 1 for the bias, costs less than to add it to all outputs.
    along = bias is not None and (runs.length > 1 or out.size > 2 * weights.size)
    limit = TILE_BYTES // work.itemsize
    # The filters are one piece, unless they are very large.
    for k, (c, i, j) in enumerate(tiles((depth, *weights.shape[:2]), runs.piece_cost, limit)):
        piece, part = runs.piece(i, j, c), weights[i, j, c]
        few = limit if piece.holds(part, work) else 2 * limit // piece.width
        for n in blocks(n_c, few // runs.length):
            matrix, start = piece.filters(part[..., n], work), None
            if bias is not None and not k:
                # For a run at a time: to add it to a few numbers at a time takes much longer.
                start = np.concatenate([bias[n].astype(work, copy=False)] * runs.length)
                if along:
                    matrix, start = np.concatenate([matrix, start[None]]), None
            if not _products(x[..., c], matrix, start, piece, out[..., n], work, add=k > 0):
                return False
    return True


def _products(
    x: Array,
    matrix: Array,
    bias: Array | None,
    runs: Runs,
    out: Array,
    work: np.dtype[Any],
    add: bool,
) -> bool:
    """Fill `out` with products of runs and filters, or add them to it; False as in `_fill`."""
    n_c: int = out.shape[3]

    def cost(m: int, n_h: int, n_w: int) -> int:
        return max(runs.cost(m, n_h, n_w), m * n_h * runs.count(n_w) * runs.length * n_c)

    limit = TILE_BYTES // work.itemsize
    for tile in tiles(out.shape[:3], cost, limit):
        target = out[tile]
        count = target.shape[0] * target.shape[1] * runs.count(target.shape[2])
        pixels = room("windows", count * len(matrix), work).reshape(count, -1)
        pixels[:, runs.width :] = 1
        runs.gather(x, tile, pixels[:, : runs.width])
        exact = target.shape[2] % runs.length == 0
        ready = exact and not add and target.dtype == work and target.flags.c_contiguous
        goal = target if ready else room("products", count * matrix.shape[1], work)
        product = np.matmul(pixels, matrix, out=goal.reshape(count, -1))
        # An infinite pixel spoils all the outputs of its run, so one of each run tells.
        if runs.length > 1 and not np.isfinite(product[:, 0].sum()):
            return False
        if bias is not None:
            product += bias
        if ready:
            continue
        product = product.reshape(*target.shape[:2], -1, n_c)[:, :, : target.shape[2]]
        if add:
            np.add(target, product, out=target, casting="unsafe")
        else:
            target[...] = product
    return True


@dataclass(frozen=True)
class Runs:
    """Runs of `length` windows along the width, over `depth` channels."""

    rows: Axis
    columns: Axis
    depth: int
    length: int = 1

    @cached_property
    def taps(self) -> int:
        """How many pixels of a run's row are written down: all that it spans, or its taps."""
        return self.columns.f if self.length == 1 else self._span(1)

    @cached_property
    def width(self) -> int:
        """How many numbers a run is written with."""
        return self.rows.f * self.taps * self.depth

    def count(self, windows: int) -> int:
        """How many runs it takes to hold a row of windows."""
        return -(-windows // self.length)

    def _span(self, runs: int) -> int:
        return (runs * self.length - 1) * self.columns.stride + self.columns.span

    def cost(self, m: int, n_h: int, n_w: int) -> int:
        """How many numbers a tile of this many windows needs, written down or cut out."""
        runs = self.count(n_w)
        written = m * n_h * runs * self.width
        cut = m * ((n_h - 1) * self.rows.stride + self.rows.span) * self._span(runs) * self.depth
        return written if self._sparse(written, cut) else max(written, cut)

    def _sparse(self, written: int, cut: int) -> bool:
        """Whether so little of what lies under the windows is read that it is not cut out."""
        return self.length == 1 and cut > 8 * written

    def gather(self, x: Array, tile: Tile, matrix: Array) -> None:
        """Write down the runs of a tile of windows, (runs, width)."""
        batch, row, column = tile
        runs = self.count(column.stop - column.start)
        shape = (
            batch.stop - batch.start,
            row.stop - row.start,
            runs,
            self.rows.f,
            self.taps,
            self.depth,
        )
        height = (shape[1] - 1) * self.rows.stride + self.rows.span
        if self._sparse(matrix.size, shape[0] * height * self._span(runs) * self.depth):
            self._collect(x, tile, matrix.reshape(shape))
        else:
            cut = self._cut(x, tile, runs, matrix.dtype)
            np.copyto(matrix.reshape(shape), self._view(cut, shape))

    def _view(self, cut: Array, shape: tuple[int, ...]) -> Array:
        """The runs as they lie in the pixels under them, (m, n_h, runs, f_h, taps, depth)."""
        m, down, right, channel = cut.strides
        step = self.columns.dilation if self.length == 1 else 1
        strides = (
            m,
            self.rows.stride * down,
            self.length * self.columns.stride * right,
            self.rows.dilation * down,
            step * right,
            channel,
        )
        if cut.flags.c_contiguous:
            # The same as below, in a third of the time.
            return np.ndarray(shape, cut.dtype, cut, strides=strides)
        return as_strided(cut, shape, strides, writeable=False)

    def _collect(self, x: Array, tile: Tile, matrix: Array) -> None:
        """Write down the windows of a tile, (m, n_h', n_w', f_h, f_w, depth), a tap at a time."""
        matrix[...] = 0
        for i, j, here, pixels in met_taps(self.rows, self.columns, *tile[1:]):
            matrix[:, :, :, i, j][here] = x[tile[0]][pixels]

    def _cut(self, x: Array, tile: Tile, runs: int, work: np.dtype[Any]) -> Array:
        """The pixels under a tile of windows; a copy only where padding or a type asks for it."""
        batch, row, column = tile
        top = row.start * self.rows.stride - self.rows.before
        bottom = (row.stop - 1) * self.rows.stride - self.rows.before + self.rows.span
        left = column.start * self.columns.stride - self.columns.before
        right = left + self._span(runs)
        inside = x[batch, max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
        if inside.shape[1:3] == (bottom - top, right - left) and x.dtype == work:
            return inside
        cut = np.zeros((len(inside), bottom - top, right - left, self.depth), work)
        high, wide = inside.shape[1:3]
        y, z = max(-top, 0), max(-left, 0)
        cut[:, y : y + high, z : z + wide] = inside
        return cut

    def piece_cost(self, depth: int, f_h: int, f_w: int) -> int:
        """How many numbers a piece of the filters needs for one run, or half as many as it is."""
        if (depth, f_h, f_w) == (self.depth, self.rows.f, self.columns.f):
            piece = self
        else:
            piece = self.piece(slice(0, f_h), slice(0, f_w), slice(0, depth))
        return max(piece.cost(1, 1, 1), piece.width * self.length // 2)

    def piece(self, i: slice, j: slice, c: slice) -> Runs:
        """The same windows under a piece of the filters: some rows, columns and channels."""
        if (i.stop - i.start, j.stop - j.start) == (self.rows.f, self.columns.f):
            depth = c.stop - c.start
            return self if depth == self.depth else replace(self, depth=depth)
        rows, columns = (
            replace(axis, f=part.stop - part.start, before=axis.before - part.start * axis.dilation)
            for axis, part in ((self.rows, i), (self.columns, j))
        )
        return Runs(rows, columns, c.stop - c.start, self.length)

    def holds(self, weights: Array, work: np.dtype[Any]) -> bool:
        """Whether the filters are the matrix that is needed, as they stand in memory."""
        _, f_w, depth, _ = weights.shape
        down, across, channel, filters = weights.strides
        joined = across == depth * channel and down == f_w * across
        plain = filters == weights.itemsize and weights.dtype == work
        return self.length == 1 and joined and plain

    def filters(self, weights: Array, work: np.dtype[Any]) -> Array:
        """The filters as a matrix (width, length · n_c)."""
        f_h, _, depth, n_c = weights.shape
        if self.holds(weights, work):
            return weights.reshape(self.width, n_c)
        matrix = np.zeros((f_h, self.taps, depth, self.length, n_c), work)
        if self.length == 1:
            matrix[:, :, :, 0] = weights
            return matrix.reshape(self.width, n_c)
        # The places of all windows' filters at once, (length, f_h, f_w, n_c_prev, n_c).
        down, right, channel, run, one = matrix.strides
        strides = (self.columns.stride * right + run, down, self.columns.dilation * right)
        shape = (self.length, *weights.shape)
        np.ndarray(shape, work, matrix, strides=(*strides, channel, one))[...] = weights
        return matrix.reshape(self.width, self.length * n_c)


def best_length(rows: Axis, columns: Axis, depth: int, n_c: int) -> tuple[int, float]:
    """The length of run that costs least, and what a window then costs in nanoseconds."""
    return _best_length(
        rows.f, columns.f, columns.stride, columns.dilation, columns.out, depth, n_c
    )


@lru_cache(maxsize=256)
def _best_length(
    f_h: int, f_w: int, stride: int, dilation: int, out: int, depth: int, n_c: int
) -> tuple[int, float]:
    """`best_length` of plain numbers, which are looked up in a moment.

    The numbers were measured on one processor; only their ratios matter here. Copying takes 3.3 ns
    for each piece of a row and 0.08 ns for each number in it. A product with k rows and n columns
    makes 470 · n / (n + 8) · k / (k + 16) multiplications or additions a nanosecond.
    """
    best = 1, np.inf
    for length in LENGTHS:
        if length > out:
            break
        taps = f_w if length == 1 else (length - 1) * stride + dilation * (f_w - 1) + 1
        n, k = length * n_c, f_h * taps * depth
        pieces = f_h * (f_w if length == 1 and dilation > 1 else 1)
        copying = (3.3 * pieces + 0.08 * k) / length
        product = 2 * k * n_c / 470 * (1 + 8 / n) * (1 + 16 / k)
        # The last run of a row may hang over its end.
        cost = (copying + product) * -(-out // length) * length / out
        if cost < best[1]:
            best = length, cost
    return best
