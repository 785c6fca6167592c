"""Pooling: keep the greatest value of each window, or the mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from convdemo._axis import Axis, axes
from convdemo._blocks import blocks
from convdemo._check import (
    array,
    has_room,
    less_than_window,
    padding_amount,
    pair,
    quietly,
    result_dtype,
    shown,
    yes_or_no,
)
from convdemo._exact import largest, signed, to_int64
from convdemo._fast.sliding import NEAR, cuts, reduced, send, spread
from convdemo.types import Array, Padding, Size

LAYOUTS = ("(n_h, n_w)", "(n_h, n_w, n_c)", "(m, n_h, n_w, n_c)")


@quietly
def max_pool(
    x: ArrayLike,
    size: Size,
    *,
    stride: Size | None = None,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Array:
    """Keep the greatest value of each window, in each channel by itself.

    Parameters
    ----------
    x
        An image or volume, (n_h, n_w), (n_h, n_w, n_c) or (m, n_h, n_w, n_c).
    size
        The window, an int or (f_h, f_w).
    stride
        Pixels from one place to the next, an int or (h, w); None for the window's size.
    padding
        As in `conv_forward`, and smaller than the window. It never wins: the greatest value is
        sought among true pixels.
    dilation
        Pixels from one tap to the next, an int or (h, w).
    ceil_mode
        Let a last window hang over the border, by PyTorch's rule: no window starts in the far
        padding.

    Returns
    -------
    ndarray
        The rank of `x`, with (n_h', n_w'), see `output_size`. int64 for integers, else the float
        type of `x`, at least float32. A NaN in the window wins.

    Raises
    ------
    ValueError
        If the rank is another, the array is empty, a number is too small, the padding is not
        smaller than the window, or a window does not fit or would see padding only.
    TypeError
        If `x` does not hold numbers, or an amount is not an integer.
    OverflowError
        If a uint64 value does not fit in int64.
    MemoryError
        If padding makes the output larger than memory.

    Examples
    --------
    >>> image = [[1, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]]
    >>> print(max_pool(image, 2))
    [[9 2]
     [6 3]]
    """
    volume, rows, columns = _arguments(x, size, stride, padding, dilation, ceil_mode)
    volume = signed(volume)
    dtype = result_dtype(volume)
    work, least = _compared(volume)
    out = np.empty(_shape(volume, rows, columns), dtype)
    for tile, part, down, across in _parts(volume, rows, columns):
        high = reduced(np.maximum, part, down, 1, work, least)
        out[tile] = reduced(np.maximum, high, across, 2, work, least)
    return _like(out, x)


@quietly
def avg_pool(
    x: ArrayLike,
    size: Size,
    *,
    stride: Size | None = None,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    count_include_pad: bool = False,
) -> Array:
    """Take the mean of each window, in each channel by itself.

    Parameters
    ----------
    x, size, stride, padding, dilation, ceil_mode
        As in `max_pool`.
    count_include_pad
        Count the zeros of the padding in the mean. What hangs over the padding at `ceil_mode` is
        never counted.

    Returns
    -------
    ndarray
        The rank of `x`, with (n_h', n_w'). float64 for integers, else the float type of `x`, at
        least float32. The units of `x`. Integers beyond 2**53 are rounded to float64 first. Each
        mean is within 8 · eps · taps · (the mean of the absolute values) of the exact one. Windows
        of zeros give 0, infinities and NaN reach only the windows that hold them, and a mean that
        fits the type is found even where the sum would not fit.

    Raises
    ------
    ValueError, TypeError, MemoryError
        As `max_pool`.

    Examples
    --------
    >>> print(avg_pool([[1, 3, 2, 1], [2, 9, 1, 1], [1, 4, 2, 3], [5, 6, 1, 2]], 2))
    [[3.75 1.25]
     [4.   2.  ]]
    """
    volume, rows, columns = _arguments(x, size, stride, padding, dilation, ceil_mode)
    padded = yes_or_no(count_include_pad, "count_include_pad")
    dtype = _mean_dtype(volume)
    out = np.empty(_shape(volume, rows, columns), dtype)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        for tile, part, down, across in _parts(volume, rows, columns):
            counts = _counts(rows, columns, tile, padded, dtype)
            mean = out[tile]
            np.divide(_sums(part, down, across, dtype), counts, out=mean)
            if not np.isfinite(mean).all():
                _mend(mean, part, down, across, counts)
    return _like(out, x)


@quietly
def max_pool_backward(
    grad: ArrayLike,
    x: ArrayLike,
    size: Size,
    *,
    stride: Size | None = None,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
) -> Array:
    """Send each gradient back to the pixel that was the greatest of its window.

    Where several are equally great it goes to the first of them, row by row.

    Parameters
    ----------
    grad
        The gradient of the loss by the pool's output, in the shape of `max_pool(x, size, ...)`.
    x, size, stride, padding, dilation, ceil_mode
        What `max_pool` was given.

    Returns
    -------
    ndarray
        The gradient by `x`, in its shape. int64 if `grad` holds integers, else its float type, at
        least float32.

    Raises
    ------
    ValueError
        As `max_pool`, and if `grad` has not the shape of the pool's output.
    TypeError
        As `max_pool`.
    OverflowError
        If an exact integer result does not fit in int64.

    Examples
    --------
    >>> image = [[1, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]]
    >>> print(max_pool_backward([[10, 20], [30, 40]], image, 2))
    [[ 0  0 20  0]
     [ 0 10  0  0]
     [ 0  0  0 40]
     [ 0 30  0  0]]
    """
    volume, rows, columns = _arguments(x, size, stride, padding, dilation, ceil_mode)
    volume = signed(volume)
    slopes = _slopes(grad, x, volume, rows, columns)
    dtype = work = result_dtype(slopes)
    if dtype.kind == "i" and largest(slopes) * rows.f * columns.f >= 2**63:
        work = np.dtype(object)
    out = np.zeros(volume.shape, work)
    compared, least = _compared(volume)
    with np.errstate(over="ignore", invalid="ignore"):
        for tile, pixels in _way_back(slopes.shape, rows, columns):
            part = volume[pixels]
            down, across = rows.part(tile[1])[0], columns.part(tile[2])[0]
            # The greatest of each row of a window; of these the greatest; and both steps back.
            wide = reduced(np.maximum, part, across, 2, compared, least)
            high = reduced(np.maximum, wide, down, 1, compared, least)
            back = send(slopes[tile].astype(work), wide, high, down, 1)
            out[pixels] += send(back, part, wide, across, 2)
    return _like(to_int64(out) if work.kind == "O" else out, x)


@quietly
def avg_pool_backward(
    grad: ArrayLike,
    x: ArrayLike,
    size: Size,
    *,
    stride: Size | None = None,
    padding: Padding = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    count_include_pad: bool = False,
) -> Array:
    """Share each gradient equally among the pixels of its window.

    Parameters
    ----------
    grad
        The gradient of the loss by the pool's output, in the shape of `avg_pool(x, size, ...)`.
    x, size, stride, padding, dilation, ceil_mode, count_include_pad
        What `avg_pool` was given. Of `x` only the shape counts.

    Returns
    -------
    ndarray
        The gradient by `x`, in its shape. float64 if `grad` holds integers, else its float type,
        at least float32.

    Raises
    ------
    ValueError
        As `avg_pool`, and if `grad` has not the shape of the pool's output.
    TypeError
        As `avg_pool`.

    Examples
    --------
    >>> print(avg_pool_backward([[4, 8]], [[1, 2, 3, 4], [5, 6, 7, 8]], 2))
    [[1. 1. 2. 2.]
     [1. 1. 2. 2.]]
    """
    volume, rows, columns = _arguments(x, size, stride, padding, dilation, ceil_mode)
    slopes = _slopes(grad, x, volume, rows, columns)
    padded = yes_or_no(count_include_pad, "count_include_pad")
    dtype = _mean_dtype(slopes)
    out = np.zeros(volume.shape, dtype)
    with np.errstate(over="ignore", invalid="ignore", under="ignore"):
        for tile, pixels in _way_back(slopes.shape, rows, columns):
            counts = _counts(rows, columns, tile, padded, dtype)
            share = np.divide(slopes[tile], counts, dtype=dtype)
            high = spread(share, rows.part(tile[1])[0], 1)
            out[pixels] += spread(high, columns.part(tile[2])[0], 2)
    return _like(out, x)


def _arguments(
    x: ArrayLike,
    size: Size,
    stride: Size | None,
    padding: Padding,
    dilation: Size,
    ceil_mode: bool,
) -> tuple[Array, Axis, Axis]:
    """`x` as (m, n_h, n_w, n_c), and how the window slides along it; checked."""
    numbers, window = array(x, "x", *LAYOUTS), pair(size, "size", 1)
    volume = numbers.reshape((*numbers.shape, 1)) if numbers.ndim == 2 else numbers
    volume = volume[None] if volume.ndim == 3 else volume
    rows, columns = axes(
        (volume.shape[1], volume.shape[2]),
        window,
        padding_amount(padding),
        window if stride is None else pair(stride, "stride", 1),
        pair(dilation, "dilation", 1),
        yes_or_no(ceil_mode, "ceil_mode"),
        what="size",
    )
    for line in (rows, columns):
        less_than_window((line.before, line.after), line.span)
        # Only a gap between taps can jump over the image. Where windows stand in their gap comes
        # back, or it differs from window to window and soon misses the image's few pixels.
        first = min(line.out, line.n + 1, -(-line.before // line.stride))
        if line.dilation > line.n and any(
            (k * line.stride - line.before) % line.dilation >= line.n for k in range(first)
        ):
            raise ValueError(
                f"padding {shown((line.before, line.after))} leaves a window of {shown(line.f)} "
                f"taps at dilation {shown(line.dilation)} without a true pixel; use less of either"
            )
    has_room((len(volume), rows.out, columns.out, volume.shape[3]), np.dtype(np.float64))
    return volume, rows, columns


def _slopes(grad: ArrayLike, x: ArrayLike, volume: Array, rows: Axis, columns: Axis) -> Array:
    """`grad` as (m, n_h', n_w', n_c), with its shape checked."""
    slopes = array(grad, "grad", *LAYOUTS)
    full = (len(volume), rows.out, columns.out, volume.shape[3])
    rank = np.ndim(x)
    expected = {2: full[1:3], 3: full[1:], 4: full}[rank]
    if slopes.shape != expected:
        raise ValueError(
            f"grad must have the shape of the pool's output, {expected}, not {slopes.shape}"
        )
    return slopes.reshape(full)


def _like(volume: Array, x: ArrayLike) -> Array:
    """A volume in the rank of `x`."""
    rank = np.ndim(x)
    if rank == 4:
        return volume
    return volume[0] if rank == 3 else volume[0, :, :, 0]


def _shape(x: Array, rows: Axis, columns: Axis) -> tuple[int, ...]:
    return len(x), rows.out, columns.out, x.shape[3]


def _compared(x: Array) -> tuple[np.dtype[Any], Any]:
    """The type in which to compare the pixels, and what is greater than none of them."""
    if x.dtype.kind in "iu":
        dtype = x.dtype.newbyteorder("=")
        return dtype, np.iinfo(dtype).min
    dtype = result_dtype(x)
    return dtype, -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _mean_dtype(x: Array) -> np.dtype[Any]:
    dtype = result_dtype(x)
    return np.dtype(np.float64) if dtype.kind == "i" else dtype


def _parts(
    x: Array, rows: Axis, columns: Axis
) -> Iterator[tuple[tuple[slice, ...], Array, Axis, Axis]]:
    """Each tile of the output, the pixels under it, and how the windows slide over these."""
    for tile in cuts(_shape(x, rows, columns), rows, columns, backward=False):
        batch, row, column, channel = tile
        (down, high), (across, wide) = rows.part(row), columns.part(column)
        yield tile, x[batch, high, wide, channel], down, across


def _way_back(
    shape: tuple[int, ...], rows: Axis, columns: Axis
) -> Iterator[tuple[tuple[slice, ...], tuple[slice, ...]]]:
    """Each tile of the output, and the pixels under it."""
    for tile in cuts(shape, rows, columns, backward=True):
        batch, row, column, channel = tile
        yield tile, (batch, rows.part(row)[1], columns.part(column)[1], channel)


def _counts(
    rows: Axis, columns: Axis, tile: tuple[slice, ...], padded: bool, dtype: np.dtype[Any]
) -> Array:
    """What the mean of each window in a tile divides by, (n_h', n_w', 1)."""
    down, across = (
        _taps_before(line, windows, line.n + line.after * padded)
        - _taps_before(line, windows, -line.before if padded else 0)
        for line, windows in ((rows, tile[1]), (columns, tile[2]))
    )
    pairs = np.multiply.outer(_floats(down), _floats(across))[:, :, None]
    # Not infinitely many: an infinite pixel would make NaN of them.
    return np.asarray(np.minimum(pairs, np.finfo(dtype).max).astype(dtype))


def _floats(counts: Array) -> Array:
    """The counts as floats; no mean can tell more than 2**500 taps from infinitely many."""
    if counts.dtype.kind == "O":
        counts = np.minimum(counts, 2**500)
    return counts.astype(np.float64)


def _taps_before(line: Axis, windows: slice, pixel: int) -> Array:
    """How many taps of each window lie before a pixel."""
    large = line.n + 2 * line.before + line.out * line.stride + line.span >= 2**62
    number = np.arange(windows.start, windows.stop, dtype=object if large else np.int64)
    first = number * line.stride - line.before
    return np.asarray(np.minimum(np.maximum(-((first - pixel) // line.dilation), 0), line.f))


def _sums(x: Array, down: Axis, across: Axis, dtype: np.dtype[Any]) -> Array:
    """The sum of each window, in each channel by itself."""
    high = reduced(np.add, x, down, 1, dtype, 0)
    return reduced(np.add, high, across, 2, dtype, 0)


def _mend(mean: Array, x: Array, down: Axis, across: Axis, counts: Array) -> None:
    """Where a sum was too large and the mean is not, take the mean of smaller numbers."""
    small = np.ldexp(mean.dtype.type(1), -down.n.bit_length() - across.n.bit_length())
    high = [
        reduced(np.add, x[:, :, some] * small, down, 1, mean.dtype, 0)
        for some in blocks(x.shape[2], NEAR * x.shape[2] // x.size)
    ]
    again = reduced(np.add, np.concatenate(high, axis=2), across, 2, mean.dtype, 0)
    again = again / counts / small
    np.copyto(mean, again, where=~np.isfinite(mean))
