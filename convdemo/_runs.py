"""The windows of a volume as the rows of a matrix, one tile of them at a time.

A row of the matrix holds the pixels of a *run*: of one window, or of several that are neighbours
along the width. The matrix of filters then holds each filter once for each window of the run, moved
along, with zeros elsewhere. That is more arithmetic and less copying, and it makes a wide product
of a narrow one: with few filters a run of eight windows is much faster than eight windows.
"""

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import as_strided

from convdemo._axis import Axis
from convdemo._check import Array

Tile = tuple[slice, ...]
LENGTHS = (1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32)


@dataclass(frozen=True)
class Runs:
    """Runs of `length` windows along the width, over `depth` channels."""

    rows: Axis
    columns: Axis
    depth: int
    length: int = 1

    @property
    def taps(self) -> int:
        """How many pixels of a run's row are written down: all that it spans, or its taps."""
        return self.columns.f if self.length == 1 else self._span(1)

    @property
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
        height = (n_h - 1) * self.rows.stride + self.rows.span
        return m * max(n_h * runs * self.width, height * self._span(runs) * self.depth)

    def gather(self, x: Array, tile: Tile, work: np.dtype[Any], buffer: Array) -> Array:
        """The runs of a tile of windows as (runs, width), in the type `work`."""
        batch, row, column = tile
        runs = self.count(column.stop - column.start)
        cut = self._cut(x, tile, runs, work)
        m, down, right, channel = cut.strides
        step = self.columns.dilation if self.length == 1 else 1
        view = as_strided(
            cut,
            (
                batch.stop - batch.start,
                row.stop - row.start,
                runs,
                self.rows.f,
                self.taps,
                self.depth,
            ),
            (
                m,
                self.rows.stride * down,
                self.length * self.columns.stride * right,
                self.rows.dilation * down,
                step * right,
                channel,
            ),
            writeable=False,
        )
        count = view.shape[0] * view.shape[1] * runs
        matrix = buffer[: count * self.width]
        np.copyto(matrix.reshape(view.shape), view)
        return matrix.reshape(count, self.width)

    def _cut(self, x: Array, tile: Tile, runs: int, work: np.dtype[Any]) -> Array:
        """The pixels under a tile of windows; a copy only where padding or a type asks for it."""
        batch, row, column = tile
        top = row.start * self.rows.stride - self.rows.before
        bottom = (row.stop - 1) * self.rows.stride - self.rows.before + self.rows.span
        left = column.start * self.columns.stride - self.columns.before
        right = left + self._span(runs)
        n_h, n_w = x.shape[1:3]
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
        piece = self.piece(slice(0, f_h), slice(0, f_w), slice(0, depth))
        return max(piece.cost(1, 1, 1), piece.width * self.length // 2)

    def piece(self, i: slice, j: slice, c: slice) -> "Runs":
        """The same windows under a piece of the filters: some rows, columns and channels."""
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
        f_h, f_w, depth, n_c = weights.shape
        if self.holds(weights, work):
            return weights.reshape(self.width, n_c)
        matrix = np.zeros((f_h, self.taps, depth, self.length, n_c), work)
        step = self.columns.dilation if self.length > 1 else 1
        for k in range(self.length):
            first = k * self.columns.stride
            matrix[:, first : first + step * f_w : step, :, k] = weights
        return matrix.reshape(self.width, self.length * n_c)


@lru_cache(maxsize=256)
def best_length(rows: Axis, columns: Axis, depth: int, n_c: int) -> tuple[int, float]:
    """The length of run that costs least, and what a window then costs in nanoseconds.

    The numbers were measured on one processor; only their ratios matter here. Copying takes 3 ns
    for each piece of a row and 0.1 ns for each number in it. A product with n columns makes
    250 n / (n + 10) multiplications or additions a nanosecond.
    """
    best = 1, np.inf
    for length in LENGTHS:
        if length > columns.out:
            break
        runs = Runs(rows, columns, depth, length)
        copying = rows.f * (3 + 0.1 * runs.taps * depth) / length
        product = 2 * runs.width * n_c / 250 * (1 + 10 / (length * n_c))
        # The last run of a row may hang over its end.
        cost = (copying + product) * runs.count(columns.out) * length / columns.out
        if cost < best[1]:
            best = length, cost
    return best
