"""Large filters by way of spectra: a convolution is a product of Fourier transforms.

One tile of the padded volume after another is transformed, multiplied with the spectrum of the
filters, turned back, and cropped to the windows that lie in the tile ("overlap-save"). The cost of
an output hardly depends on the filter's size then.

A transform rounds in proportion to the largest pixels of the whole tile, so that one bright pixel
could spoil outputs whose window does not hold it. What the engine promises is kept in three steps.
Transforms are computed in double precision, and their error is bounded by `SAFETY` · eps · ‖x‖ ·
‖w‖. An output may err by some multiple of Σ |pixel · weight|, which is at least the output itself,
and which a second, coarse transform of the absolute values tells better where that is not enough.
Outputs for which neither is large enough are computed again, as products of matrices.

Source: Stockham, "High-speed convolution and correlation", 1966, for the tiles; Higham, "Accuracy
and stability of numerical algorithms", 2002, chapter 24, for the error.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import product
from math import log2, prod
from threading import local
from typing import Any

import numpy as np

from convdemo._axis import Axis
from convdemo._blocks import blocks
from convdemo._check import Array
from convdemo._fast import runs
from convdemo._fast.together import together

# The largest error that a long search found, for one bright pixel under one weight, is 2.2 · eps ·
# ‖x‖ · ‖w‖; larger ones are where the output itself is large.
SAFETY = 6
# Of the 8 · eps · products · Σ |pixel · weight| that the engine promises, the part for transforms.
SHARE = 6
# Most taps of a filter in one direction; larger ones are cut up.
TAPS = 320
# Most pixels of a tile in all channels, and most numbers of the filters' spectra at a time.
NUMBERS = 300_000
# Beyond these, squares would overflow or vanish.
LEAST, MOST = 1e-100, 1e100
# Doubtful outputs that are rather computed again than looked at more closely.
FEW = 16
# The height of the rectangles that are computed again, and the least gap between two.
BAND = 32
# What a tile costs besides, in the units of `_tile`: as many pixels times the log of their number;
# and the height at which the transforms of columns make a pixel cost twice as much.
TILE, HIGH = 200_000, 2000
# Nanoseconds for each pixel of a tile, beside those of `runs.best_length` in single precision: the
# two transforms of a channel and of an output, and the product of a channel's spectrum with a
# filter's. In double precision more outputs are in doubt, and a product takes twice as long.
TRANSFORM, PRODUCT = 2.0, 1.0
DOUBTS, DOUBLE = 1.6, 2.0
# How much longer a single tile takes, which one processor does while the other waits.
ALONE = 1.5
# Nanoseconds below which a gain is not worth the trouble.
TROUBLE = 2e5


def pays(m: int, rows: Axis, columns: Axis, depth: int, n_c: int, work: np.dtype[Any]) -> bool:
    """Whether spectra take less time than products of matrices."""
    if rows.f * columns.f < 49 or max(rows.span, columns.span) > SMOOTH[-1]:
        return False
    rows, columns = (_piece(a, slice(0, min(a.f, TAPS))) for a in (rows, columns))
    shape = _tile(rows, columns, depth)
    if shape is None:
        return False
    n_h, n_w = shape
    tiles = m * -(-rows.out // _windows(rows, n_h)) * -(-columns.out // _windows(columns, n_w))
    pieces = -(-rows.f // TAPS) * -(-columns.f // TAPS)
    each = TRANSFORM * (depth + n_c) + PRODUCT * depth * n_c
    fast = pieces * n_h * n_w * (tiles * each + TRANSFORM * depth * n_c)
    if tiles == 1:
        fast *= ALONE
    slow = m * rows.out * columns.out * runs.best_length(rows, columns, depth, n_c)[1]
    if work.itemsize > 4:
        fast, slow = DOUBTS * fast, DOUBLE * slow
    return fast + TROUBLE < slow


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
    pieces = list(product(blocks(rows.f, TAPS), blocks(columns.f, TAPS)))
    if not all(_moderate(weights[piece]) for piece in pieces):
        runs.fill(x, weights, bias, rows, columns, out, work)
        return
    start = np.zeros(weights.shape[3], work) if bias is None else bias.astype(work)
    for k, (i, j) in enumerate(pieces):
        axes = _piece(rows, i), _piece(columns, j)
        added = np.zeros_like(start) if k else start
        _add_piece(x, weights[i, j], added, axes, out, work, first=not k)


def _greatest(weights: Array) -> Array:
    """The greatest absolute value of each filter."""
    ends = (np.asarray(end(axis=(0, 1, 2)), np.float64) for end in (weights.max, weights.min))
    return np.asarray(np.abs(list(ends)).max(axis=0))


def _moderate(weights: Array) -> bool:
    """Whether each filter is 0, or of a size at which its squares add up to its norm."""
    greatest = _greatest(weights)
    return bool(((greatest == 0) | (greatest > LEAST) & (greatest < MOST)).all())


def _piece(axis: Axis, taps: slice) -> Axis:
    """The same windows under some of the taps."""
    before = axis.before - taps.start * axis.dilation
    return replace(axis, f=taps.stop - taps.start, before=before)


def _add_piece(
    x: Array,
    weights: Array,
    bias: Array,
    axes: tuple[Axis, Axis],
    out: Array,
    work: np.dtype[Any],
    first: bool,
) -> None:
    """Fill `out` with what a part of the filters gives, or add it."""
    rows, columns = axes
    shape = _tile(rows, columns, weights.shape[2])
    if shape is None:
        raise ValueError(f"no tile holds a window of {rows.span} × {columns.span} pixels")
    few = max(1, NUMBERS // (shape[0] * shape[1] * weights.shape[2]))
    bands = blocks(rows.out, _windows(rows, shape[0]))
    stretches = blocks(columns.out, _windows(columns, shape[1]))
    for n in blocks(weights.shape[3], few):
        filters = _Filters(weights[..., n], bias[n], axes, shape, work)

        def one(tile: tuple[int, slice, slice], n: slice = n, filters: _Filters = filters) -> None:
            e, row, column = tile
            target = out[e : e + 1, row, column, n]
            found = target if first else np.empty(target.shape, work)
            filters.outputs(x[e], row, column, found)
            if not first:
                target += found

        together(one, list(product(range(len(x)), bands, stretches)))


@dataclass
class _Filters:
    """Some filters, in a tile of one size."""

    weights: Array
    bias: Array
    axes: tuple[Axis, Axis]
    shape: tuple[int, int]
    work: np.dtype[Any]

    def __post_init__(self) -> None:
        self.spectra = self._transform(self.weights.astype(np.float64))
        norms = np.sqrt(np.square(self.weights, dtype=np.float64).sum(axis=(0, 1, 2)))
        self.norms = norms[:, None, None]
        greatest = _greatest(self.weights)[:, None, None]
        self.greatest = np.where(greatest > 0, greatest, 1.0)
        self._kept = local()

    @cached_property
    def coarse(self) -> Array:
        """The spectra of the absolute values, in single precision; each filter's greatest is 1."""
        near = np.abs(self.weights / self.greatest.ravel())
        return self._transform(near.astype(np.float32))

    def _transform(self, weights: Array) -> Array:
        """(n_c, n_c_prev, n_h, n_w // 2 + 1), conjugate, for the filters are not flipped."""
        rows, columns = self.axes
        apart = np.zeros(
            (weights.shape[3], weights.shape[2], rows.span, columns.span), weights.dtype
        )
        apart[:, :, :: rows.dilation, :: columns.dilation] = weights.transpose(3, 2, 0, 1)
        found = _spectrum(apart, self.shape)
        return np.conj(found, out=found)

    def _room(self, name: str, dtype: Any, *shape: int) -> Array:
        """Memory that a thread asks for once: to get it takes longer than to fill it."""
        kept, size = self._kept.__dict__, prod(shape)
        name = f"{name} {dtype}"
        if name not in kept or kept[name].size < size:
            kept[name] = np.empty(size, dtype)
        found: Array = kept[name][:size].reshape(shape)
        return found

    def outputs(self, x: Array, row: slice, column: slice, out: Array) -> None:
        """Fill (1, n_h', n_w', n_c), the bias included, for a tile of windows on one volume."""
        pixels = self._pixels(x, row, column)
        greatest = float(max(pixels.max(), -pixels.min()))
        if greatest == 0:
            out[...] = self.bias
            return
        if not LEAST < greatest < MOST:
            self._by_matrices(x, row, column, out)
            return
        found = self._correlate(pixels, self.spectra, out.shape[1:3])
        doubtful = self._doubtful(pixels, greatest, found)
        np.add(found.transpose(1, 2, 0), self.bias, out=out[0], casting="unsafe")
        for i, j in _rectangles(doubtful):
            here = slice(row.start + i.start, row.start + i.stop)
            there = slice(column.start + j.start, column.start + j.stop)
            self._by_matrices(x, here, there, out[:, i, j])

    def _pixels(self, x: Array, row: slice, column: slice) -> Array:
        """The pixels under a tile of windows, with the padding's zeros, (n_c_prev, n_h, n_w)."""
        pixels = self._room("pixels", np.float64, x.shape[2], *self.shape)
        pixels[...] = 0
        tops, heights = _overlap(self.axes[0], row, self.shape[0])
        lefts, widths = _overlap(self.axes[1], column, self.shape[1])
        pixels[:, tops, lefts] = x[heights, widths].transpose(2, 0, 1)
        return pixels

    def _correlate(self, pixels: Array, spectra: Array, size: tuple[int, int]) -> Array:
        """The outputs (n_c, n_h', n_w') of all windows in the tile."""
        (n_h, n_w), (rows, columns) = self.shape, self.axes
        kind, half = spectra.dtype, n_w // 2 + 1
        seen = self._room("seen", kind, len(pixels), n_h, half)
        np.fft.rfft(pixels, axis=-1, out=seen)
        np.fft.fft(seen, axis=-2, out=seen)
        joined = self._room("joined", kind, len(spectra), n_h, half)
        np.multiply(seen[0], spectra[:, 0], out=joined)
        for c in range(1, len(seen)):
            joined += seen[c] * spectra[:, c]
        np.fft.ifft(joined, axis=-2, out=joined)
        back = self._room("back", pixels.dtype, len(spectra), size[0], n_w)
        stop = (size[0] - 1) * rows.stride + 1
        np.fft.irfft(joined[:, : stop : rows.stride], n_w, axis=-1, out=back)
        return back[:, :, : (size[1] - 1) * columns.stride + 1 : columns.stride]

    def _doubtful(self, pixels: Array, greatest: float, found: Array) -> Array:
        """Which windows have an output that may be off by more than is promised, (n_h', n_w').

        Those of windows on zeros alone are put right at once.
        """
        # BLAS would wake another thread for this.
        norm = float(np.sqrt(np.square(pixels).sum()))
        error = SAFETY * np.finfo(np.float64).eps * norm * self.norms
        products = self.weights[..., 0].size
        need = error / (SHARE * np.finfo(self.work).eps * products) + error
        doubtful = np.abs(found) < need
        if np.count_nonzero(doubtful) > FEW:
            scale = greatest * self.greatest
            sizes = self._sizes(pixels, greatest, norm, found.shape[1:])
            doubtful &= sizes < (need / scale).astype(np.float32)
            if doubtful.any():
                # Images are often black in large parts.
                empty = self._empty(pixels, found.shape[1:])
                found[:, empty], doubtful[:, empty] = 0, False
        return np.asarray(doubtful.any(axis=0))

    def _sizes(self, pixels: Array, greatest: float, norm: float, size: tuple[int, int]) -> Array:
        """At most Σ |pixel · weight| of every output, (n_c, n_h', n_w').

        It is told as a share of the greatest pixel times the filter's greatest weight: single
        precision does not hold the products of all.
        """
        near = self._room("sizes", np.float32, *pixels.shape)
        np.divide(pixels, greatest, out=near, casting="unsafe")
        found = self._correlate(np.abs(near, out=near), self.coarse, size)
        norms = norm / greatest * (self.norms / self.greatest)
        error = SAFETY * np.finfo(np.float32).eps * norms
        return np.asarray(found - error.astype(np.float32))

    def _empty(self, pixels: Array, size: tuple[int, int]) -> Array:
        """Which windows lie on zeros alone, so that their outputs are the bias, (n_h', n_w')."""
        (n_h, n_w), (rows, columns) = self.shape, self.axes
        counts = np.zeros((n_h + 1, n_w + 1), np.int32)
        some = (pixels != 0).any(axis=0)
        counts[1:, 1:] = some.cumsum(axis=0, dtype=np.int32).cumsum(axis=1)
        down = counts[rows.span :] - counts[: -rows.span]
        across = down[:, columns.span :] - down[:, : -columns.span]
        return np.asarray(across[:: rows.stride, :: columns.stride][: size[0], : size[1]] == 0)

    def _by_matrices(self, x: Array, row: slice, column: slice, out: Array) -> None:
        """The outputs of some windows by products of matrices."""
        (rows, tops), (columns, lefts) = self.axes[0].part(row), self.axes[1].part(column)
        runs.fill(x[None, tops, lefts], self.weights, self.bias, rows, columns, out, self.work)


def _spectrum(x: Array, shape: tuple[int, int]) -> Array:
    """The transform of the last two axes, after zeros have filled them up to the shape."""
    half = np.fft.rfft(x, shape[1], axis=-1)
    if half.shape[-2] == shape[0]:
        return np.fft.fft(half, axis=-2, out=half)
    return np.fft.fft(half, shape[0], axis=-2)


def _overlap(axis: Axis, windows: slice, length: int) -> tuple[slice, slice]:
    """Where in a tile its true pixels lie, and where in the volume."""
    start = windows.start * axis.stride - axis.before
    low, high = max(start, 0), max(0, min(start + length, axis.n))
    return slice(low - start, max(low, high) - start), slice(low, max(low, high))


def _rectangles(mask: Array) -> Iterator[tuple[slice, slice]]:
    """Rectangles that hold every marked cell: in each band of rows, each stretch of columns."""
    for band in blocks(len(mask), BAND):
        marked = np.flatnonzero(mask[band].any(axis=0))
        if marked.size:
            for stretch in np.split(marked, np.flatnonzero(np.diff(marked) > BAND) + 1):
                yield band, slice(int(stretch[0]), int(stretch[-1]) + 1)


def _windows(axis: Axis, length: int) -> int:
    """How many windows a tile of this length holds."""
    return min(axis.out, (length - axis.span) // axis.stride + 1)


@lru_cache(maxsize=256)
def _tile(rows: Axis, columns: Axis, depth: int) -> tuple[int, int] | None:
    """The height and width of the tiles with which all windows cost least, if any are possible."""
    costs = {
        (n_h, n_w): down * across * (n_h * n_w * log2(n_h * n_w) * (1 + n_h / HIGH) + TILE)
        for n_h, down in _sides(rows).items()
        for n_w, across in _sides(columns).items()
        if n_h * n_w * depth <= NUMBERS
    }
    return min(costs, key=lambda shape: costs[shape], default=None)


def _sides(axis: Axis) -> dict[int, int]:
    """The lengths a tile may have in one direction, and how many of them it takes."""
    places = (axis.out - 1) * axis.stride + 1
    found: dict[int, int] = {}
    fewest = places + 1
    for length in SMOOTH:
        if length >= axis.span and -(-places // (length - axis.span + 1)) < fewest:
            fewest = found[length] = -(-places // (length - axis.span + 1))
    return found


# Lengths of tiles: those of few factors other than 2 are transformed fastest.
SMOOTH: list[int] = sorted(
    2**a * 3**b for a in range(2, 17) for b in range(3) if 2**a * 3**b <= 2**16
)
