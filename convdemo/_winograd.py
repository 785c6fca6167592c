"""Three by three filters with fewer multiplications.

Sixteen outputs in a square of 4 × 4 take 16 · 9 products for each channel and filter. Winograd's
way takes 36: it turns the 6 × 6 pixels under them into 36 sums, the filter into 36 others,
multiplies the two number by number, adds up over the channels, and turns the 36 results into the 16
outputs. All of it is matrix products. It costs a digit of precision at most, and it pays only where
there are many channels, many filters and many windows.

Source: Winograd, "Arithmetic complexity of computations", 1980; Lavin and Gray, "Fast algorithms
for convolutional neural networks", 2016.
"""

from math import prod
from typing import Any

import numpy as np

from convdemo._axis import Axis, taps
from convdemo._blocks import TILE_BYTES, blocks, tiles
from convdemo._check import Array

Tile = tuple[slice, ...]

FILTER, OUTPUTS = 3, 4
PATCH = FILTER + OUTPUTS - 1
# Where the polynomials behind the sums are evaluated, infinity besides. Any five points would be
# right; of these the rounding is a third of that of the usual 0, ±1, ±2.
POINTS = (0.0, 0.75, -0.75, 1.5, -1.5)


def _matrices() -> tuple[Array, Array, Array]:
    """Those that make outputs (16, 36), filters (36, 9) and pixels (36, 36) of one square."""

    def powers(count: int) -> Array:
        return np.vstack([np.vander(POINTS, count, increasing=True), np.eye(count)[-1]])

    outputs, filters, pixels = powers(OUTPUTS), powers(FILTER), np.linalg.inv(powers(PATCH)).T
    return np.kron(outputs, outputs).T, np.kron(filters, filters), np.kron(pixels, pixels)


def pays(m: int, rows: Axis, columns: Axis, depth: int, n_c: int) -> bool:
    """Whether it takes less time than the plain way, by the measures of `best_length`."""
    if not all((a.f, a.stride, a.dilation) == (FILTER, 1, 1) for a in (rows, columns)):
        return False
    windows = m * OUTPUTS**2 * -(-rows.out // OUTPUTS) * -(-columns.out // OUTPUTS)
    products = depth * n_c
    fast = windows * (4.5 * products / 250 + 1.6 * depth + 0.7 * n_c) + 14 * products
    plain = m * rows.out * columns.out * 18 * products / 250
    return fast < plain


def convolve(
    x: Array,
    weights: Array,
    bias: Array | None,
    rows: Axis,
    columns: Axis,
    out: Array,
    work: np.dtype[Any],
) -> bool:
    """Fill `out`; False where a number is infinite, or not one, and would spread too far."""
    to_outputs, to_filters, to_pixels = (matrix.astype(work) for matrix in _matrices())
    depth, n_c = weights.shape[2:]
    limit = TILE_BYTES // work.itemsize
    down, across = (
        Axis(a.n, PATCH, OUTPUTS, 1, a.before, a.after, -(-a.out // OUTPUTS))
        for a in (rows, columns)
    )
    few = blocks(n_c, 6 * limit // (PATCH**2 * depth))
    wide = PATCH**2 * max(depth, few[0].stop)
    room = _Room(work)
    turned = None
    for tile in tiles((len(x), down.out, across.out), lambda *n: prod(n) * wide, 2 * limit):
        squares = tuple(part.stop - part.start for part in tile)
        patches = room.take("patches or sums", PATCH, PATCH, *squares, depth)
        _fill(patches, x, down, across, tile)
        pixels = room.product("pixels", to_pixels, patches.reshape(PATCH**2, -1))
        pixels = pixels.reshape(PATCH**2, -1, depth)
        for n in few:
            if turned is None or len(few) > 1:
                part = weights[..., n].astype(work, copy=False).reshape(FILTER**2, -1)
                turned = room.product("filters", to_filters, part).reshape(PATCH**2, depth, -1)
            sums = room.product("patches or sums", pixels, turned).reshape(PATCH**2, -1)
            results = room.product("results", to_outputs, sums)
            if not np.isfinite(results.sum()):
                return False
            results = results.reshape(OUTPUTS, OUTPUTS, *squares, -1)
            _place(results, None if bias is None else bias[n], out[..., n], tile)
    return True


class _Room:
    """Memory that is asked for once and used for every tile."""

    def __init__(self, work: np.dtype[Any]) -> None:
        self._work = work
        self._kept: dict[str, Array] = {}

    def take(self, name: str, *shape: int) -> Array:
        """An array of the shape, with whatever is left in it."""
        size = prod(shape)
        if name not in self._kept or self._kept[name].size < size:
            self._kept[name] = np.empty(size, self._work)
        return self._kept[name][:size].reshape(shape)

    def product(self, name: str, first: Array, second: Array) -> Array:
        """The matrix product of the two."""
        shape = *first.shape[:-1], second.shape[-1]
        return np.matmul(first, second, out=self.take(name, *shape))


def _fill(patches: Array, x: Array, down: Axis, across: Axis, tile: Tile) -> None:
    """Write down the pixels under each square, (6, 6, squares, n_c), and the padding's zeros."""
    for i, j, here, pixels in taps(down, across, *tile[1:]):
        part = patches[i, j][here]
        if part.shape != patches.shape[2:]:
            patches[i, j] = 0
        part[...] = x[tile[0]][pixels]


def _place(results: Array, bias: Array | None, out: Array, tile: Tile) -> None:
    """Put the outputs of the squares where they belong; what hangs over the edge is dropped."""
    batch, row, column = tile
    added = np.zeros(1, out.dtype) if bias is None else bias.astype(out.dtype)
    for i in range(OUTPUTS):
        for j in range(OUTPUTS):
            # The outputs at this place of their square stand four apart.
            part = out[
                batch,
                OUTPUTS * row.start + i : OUTPUTS * row.stop : OUTPUTS,
                OUTPUTS * column.start + j : OUTPUTS * column.stop : OUTPUTS,
            ]
            np.add(results[i, j, :, : part.shape[1], : part.shape[2]], added, out=part)
