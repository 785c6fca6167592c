"""Pooling: keep the greatest value of each window, or the mean."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from convdemo._axis import Axis, axes, taps
from convdemo._blocks import TILE_BYTES, blocks, tiles
from convdemo._check import (
    Array, Padding, Size, array, has_room, less_than_window, padding_amount, pair, quietly,
    result_dtype, yes_or_no,
)
from convdemo._exact import largest, signed, to_int64

LAYOUTS = ("(n_h, n_w)", "(n_h, n_w, n_c)", "(m, n_h, n_w, n_c)")
# The most numbers that a temporary array holds, at 8 bytes each.
LIMIT = TILE_BYTES // 8


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
        Let a last window hang over the edge, by PyTorch's rule: no window starts in the far
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
    out = np.full((len(volume), rows.out, columns.out, volume.shape[3]), _least(dtype), dtype)
    _reduce(np.maximum, volume, rows, columns, out, _least(dtype))
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
        The rank of `x`, with (n_h', n_w'). Means are floats: float64 for integers, which holds
        each of them up to 2**53, else the float type of `x`, at least float32. The units of `x`.

    Raises
    ------
    ValueError, TypeError
        As `max_pool`.

    Examples
    --------
    >>> print(avg_pool([[1, 3, 2, 1], [2, 9, 1, 1], [1, 4, 2, 3], [5, 6, 1, 2]], 2))
    [[3.75 1.25]
     [4.   2.  ]]
    """
    volume, rows, columns = _arguments(x, size, stride, padding, dilation, ceil_mode)
    dtype = _mean_dtype(volume)
    out = np.zeros((len(volume), rows.out, columns.out, volume.shape[3]), dtype)
    _reduce(np.add, volume, rows, columns, out, 0)
    for row, column in tiles((rows.out, columns.out), _size, LIMIT):
        out[:, row, column] /= _counts(rows, columns, row, column, count_include_pad, dtype)
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
    for batch, row, column, channel in tiles(slopes.shape, _size, LIMIT):
        winners = _winners(volume[batch, :, :, channel], rows, columns, row, column)
        part, target = slopes[batch, row, column, channel], out[batch, :, :, channel]
        for i, j, here, pixels in taps(rows, columns, row, column):
            won = winners[here] == i * columns.f + j
            target[pixels] += np.where(won, part[here], 0)
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
    dtype = _mean_dtype(slopes)
    out = np.zeros(volume.shape, dtype)
    for batch, row, column, channel in tiles(slopes.shape, _size, LIMIT):
        counts = _counts(rows, columns, row, column, count_include_pad, dtype)
        share = slopes[batch, row, column, channel] / counts
        target = out[batch, :, :, channel]
        for _, _, here, pixels in taps(rows, columns, row, column):
            target[pixels] += share[here]
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
    volume = numbers.reshape(numbers.shape + (1,)) if numbers.ndim == 2 else numbers
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
        # Without gaps between the taps a window as wide as that always reads a pixel.
        if line.dilation > 1 and not all(
            _taps_on_pixels(line, windows).all() for windows in blocks(line.out, LIMIT)
        ):
            raise ValueError(
                f"padding {(line.before, line.after)} leaves a window of {line.f} taps at "
                f"dilation {line.dilation} without a true pixel; use less of either"
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


def _size(*shape: int) -> int:
    return prod(shape)


def _least(dtype: np.dtype[Any]) -> Any:
    return -np.inf if dtype.kind == "f" else np.iinfo(dtype).min


def _mean_dtype(x: Array) -> np.dtype[Any]:
    dtype = result_dtype(x)
    return np.dtype(np.float64) if dtype.kind == "i" else dtype


def _taps_before(axis: Axis, windows: slice, pixel: int) -> Array:
    """How many taps of each window lie before a pixel."""
    first = np.arange(windows.start, windows.stop) * axis.stride - axis.before
    return np.asarray(np.clip(-((first - pixel) // axis.dilation), 0, axis.f))


def _taps_on_pixels(axis: Axis, windows: slice) -> Array:
    """How many taps of each window lie on a true pixel."""
    return _taps_before(axis, windows, axis.n) - _taps_before(axis, windows, 0)


def _counts(
    rows: Axis, columns: Axis, row: slice, column: slice, padded: bool, dtype: np.dtype[Any]
) -> Array:
    """What the mean of each window in a tile divides by, (n_h', n_w', 1)."""
    if padded:
        down = _taps_before(rows, row, rows.n + rows.after)
        across = _taps_before(columns, column, columns.n + columns.after)
    else:
        down, across = _taps_on_pixels(rows, row), _taps_on_pixels(columns, column)
    return np.multiply.outer(down, across).astype(dtype)[:, :, None]


def _reduce(
    join: np.ufunc, x: Array, rows: Axis, columns: Axis, out: Array, start: float
) -> None:
    """Join the pixels of each window into `out`, first down the columns, then along the rows."""
    m, _, n_w, n_c = x.shape
    for batch, row, column, channel in tiles((m, rows.out, n_w, n_c), _size, LIMIT):
        part = x[batch, :, column, channel]
        down = np.full((len(part), row.stop - row.start, *part.shape[2:]), start, out.dtype)
        for tap in range(rows.f):
            here, pixels = rows.reach(tap, windows=(row.start, row.stop))
            into = down[:, here.start - row.start : here.stop - row.start]
            join(into, part[:, pixels], out=into)
        for tap in range(columns.f):
            here, pixels = columns.reach(tap, pixels=(column.start, column.stop))
            into = out[batch, row, here, channel]
            local = slice(pixels.start - column.start, pixels.stop - column.start, pixels.step)
            if here.stop > here.start:
                join(into, down[:, :, local], out=into)


def _winners(x: Array, rows: Axis, columns: Axis, row: slice, column: slice) -> Array:
    """The number of the tap, row by row, on each window's first greatest pixel."""
    shape = (len(x), row.stop - row.start, column.stop - column.start, x.shape[3])
    dtype = result_dtype(x)
    best, winners = np.full(shape, _least(dtype), dtype), np.empty(shape, np.int64)
    down, across = _taps_before(rows, row, 0), _taps_before(columns, column, 0)
    winners[:] = down[:, None, None] * columns.f + across[:, None]
    for i, j, here, pixels in taps(rows, columns, row, column):
        pixel = x[pixels]
        greater = pixel > best[here]
        if dtype.kind == "f":
            greater |= np.isnan(pixel) & ~np.isnan(best[here])
        np.copyto(best[here], pixel, where=greater)
        np.copyto(winners[here], i * columns.f + j, where=greater)
    return winners
