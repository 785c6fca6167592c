"""One filter for each channel, applied tap by tap: each weight times all the pixels it meets."""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np

from convdemo._axis import Axis, met_taps
from convdemo._blocks import room, tiles
from convdemo._check import Array

# A tap, in nanoseconds a window: see `runs.best_length`.
COST = 0.18
# Windows in a tile: what the processor's own memory holds.
NEAR = 2**16
# Taps in a filter from which it is better not to go through them one by one.
MANY = 2**10


def fill(
    x: Array,
    weights: Array,
    bias: Array | None,
    rows: Axis,
    columns: Axis,
    out: Array,
    work: np.dtype[Any],
) -> None:
    """Fill `out` (m, n_h', n_w', n_c) from `x` (m, n_h, n_w, n_c) and filters (f_h, f_w, n_c)."""
    for batch, row, column, channel in tiles(out.shape, lambda *sizes: prod(sizes), NEAR):
        target, source = out[batch, row, column, channel], x[batch, :, :, channel]
        total = target if out.dtype == work else np.empty(target.shape, work)
        buffer = room("products", target.size, work).reshape(target.shape)
        near = weights[:, :, channel].astype(work, copy=False)
        spreads = work.kind == "f" and not np.isfinite(near).all()
        # The first product may be written down; the others have to be added.
        fresh = bias is None and not spreads
        if not fresh:
            total[...] = 0 if bias is None else bias[channel].astype(work)
        for i, j, here, pixels in met_taps(rows, columns, row, column):
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
