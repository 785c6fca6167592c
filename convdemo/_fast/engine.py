"""Which way a fast convolution takes, and how far its numbers can be trusted.

There are three ways to the same sums. *Tap by tap* (`taps`): each weight of a small filter is
multiplied with all the pixels that it meets. *Matrix products* (`runs`): each window's pixels,
written as a row, times the filters, written as columns, one tile of windows after another.
*Fourier* (`fourier`): large filters, by multiplying spectra; each output that this could spoil is
done again by the second way. `correlate` brings the arguments to the type in which their sums are
exact or round least, leaves out what lies in the padding alone, and takes the cheapest way.

Whatever the way, an output in floats is off by at most 8 · eps · products · Σ |pixel · weight|, the
sum over its own window, eps being the type's. So windows of zeros give exactly the bias. Infinities
and NaN reach the windows that hold them, and no others. Integers are exact.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from convdemo._axis import Axis
from convdemo._check import Array, result_dtype
from convdemo._exact import carrier, largest, to_int64
from convdemo._fast import fourier, runs, taps

# Products of matrices have to win by this margin over taps, which need one processor only.
MARGIN = 1.5


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
    _fill(x, weights, bias, rows, columns, groups, out, work)
    return to_int64(out) if work.kind == "O" else out


def _fill(
    x: Array,
    weights: Array,
    bias: Array | None,
    rows: Axis,
    columns: Axis,
    groups: int,
    out: Array,
    work: np.dtype[Any],
) -> None:
    """Fill `out`, once the taps and the windows that see nothing but padding are left out.

    They cost nothing then, however many they are. They stay where a weight is infinite or no
    number, for it turns the padding's zeros into NaN.
    """
    (down, i, row), (across, j, column) = rows.trimmed(), columns.trimmed()
    if (down, across) != (rows, columns) and _all_finite(weights):
        if (down.out, across.out) != out.shape[1:3] or not down.f * across.f:
            out[...] = 0 if bias is None else bias
        rows, columns, weights, out = down, across, weights[i, j], out[:, row, column]
    if not out.size or not weights.size:
        return
    depth, each = weights.shape[2], weights.shape[3] // groups
    large = work.kind == "f" == out.dtype.kind and fourier.pays(
        len(x), rows, columns, depth, each, work
    )
    by_taps = not large if groups > 1 else _few_taps(rows, columns, work)
    if depth == 1 and each <= groups and by_taps:
        for k in range(each):
            # The k-th filter of every channel.
            own = None if bias is None else bias[k::each]
            taps.fill(x, weights[:, :, 0, k::each], own, rows, columns, out[..., k::each], work)
        return
    for k in range(groups):
        c, n = slice(k * depth, (k + 1) * depth), slice(k * each, (k + 1) * each)
        part = None if bias is None else bias[n]
        fill = fourier.fill if large else runs.fill
        fill(x[..., c], weights[..., n], part, rows, columns, out[..., n], work)


def _all_finite(x: Array) -> bool:
    """Whether no number is infinite or NaN: both show in the greatest or the least."""
    return bool(np.isfinite(x.max()) and np.isfinite(x.min()))


def _few_taps(rows: Axis, columns: Axis, work: np.dtype[Any]) -> bool:
    """Whether one filter on one channel is best applied tap by tap."""
    count = rows.f * columns.f
    if work.kind != "f":
        return count < taps.MANY
    return taps.COST * count < MARGIN * runs.best_length(rows, columns, 1, 1)[1]
