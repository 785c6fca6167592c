"""What stands beyond the border of an image, and how often each pixel is used."""

from __future__ import annotations

from typing import get_args

import numpy as np
from numpy.typing import ArrayLike

from convdemo._axis import axes
from convdemo._check import array, has_room, one_of, padding_amount, pair, pixel, plane, shown
from convdemo._exact import to_int64
from convdemo.types import Array, Padding, PadMode, Pair, Sides, Size

MODES: tuple[PadMode, ...] = get_args(PadMode)


def pad(
    x: ArrayLike,
    padding: int | Pair | Sides,
    *,
    mode: PadMode = "constant",
    value: float = 0,
) -> Array:
    """Put a frame of pixels around an image.

    Parameters
    ----------
    x
        The image or volume, (n_h, n_w), (n_h, n_w, n_c) or (m, n_h, n_w, n_c). Only height and
        width grow.
    padding
        Pixels to add: an int for all sides, (h, w), or ((top, bottom), (left, right)).
    mode
        What the new pixels hold, by NumPy's names: "constant" (`value`), "reflect" (the image
        mirrored, its outermost pixel not doubled), "edge" (the outermost pixel) or "wrap" (the
        other end of the image).
    value
        The constant of mode "constant", in the units of `x`. In floats it may be infinite or NaN.

    Returns
    -------
    ndarray
        The padded copy, with the dtype of `x`: (top + n_h + bottom, left + n_w + right), other
        axes as they were.

    Raises
    ------
    ValueError
        If the rank is another, the array is empty, the mode is unknown, the dtype of `x` cannot
        hold `value` or the mode does not use it, "reflect" is to reach beyond the image.
    TypeError
        If `x` does not hold numbers, `value` is none, or an amount is not an integer.
    MemoryError
        If there is no memory for an image with so much padding.

    Examples
    --------
    >>> print(pad([[1, 2], [3, 4]], 1))
    [[0 0 0 0]
     [0 1 2 0]
     [0 3 4 0]
     [0 0 0 0]]
    >>> print(pad([[1, 2, 3]], ((0, 0), (2, 1)), mode="reflect"))
    [[3 2 1 2 3 2]]
    """
    numbers = array(x, "x", "(n_h, n_w)", "(n_h, n_w, n_c)", "(m, n_h, n_w, n_c)")
    one_of(mode, "mode", MODES)
    sides = padding_amount(padding)
    if isinstance(sides, str):
        raise ValueError(
            f"padding must be an int, (h, w) or ((top, bottom), (left, right)) here, not {sides!r}:"
            " how much that is depends on a window"
        )
    first = 1 if numbers.ndim == 4 else 0
    if mode == "reflect":
        _check_reflection(sides, (numbers.shape[first], numbers.shape[first + 1]))
    widths = [(0, 0)] * numbers.ndim
    widths[first], widths[first + 1] = sides
    grown = tuple(n + sum(ends) for n, ends in zip(numbers.shape, widths, strict=True))
    has_room(grown, numbers.dtype)
    if mode == "constant":
        fill = pixel(value, "value", numbers.dtype)
        return np.pad(numbers, widths, mode="constant", constant_values=fill)
    if np.ndim(value) or value != 0:
        raise ValueError(f'value is for mode "constant"; mode {mode!r} does not use {shown(value)}')
    return np.pad(numbers, widths, mode=mode)


def _check_reflection(sides: Sides, size: Pair) -> None:
    for amounts, n, name in zip(sides, size, ("height", "width"), strict=True):
        if max(amounts) > n - 1:
            raise ValueError(
                f"padding {shown(max(amounts))} is too much to reflect a {name} of {n}: "
                f"at most {n - 1} pixels lie beyond the outermost one"
            )


def pixel_uses(
    shape: Pair,
    size: Size,
    *,
    padding: Padding = 0,
    stride: Size = 1,
    dilation: Size = 1,
) -> Array:
    """Count how many windows read each pixel of an image.

    Parameters
    ----------
    shape
        The image's (n_h, n_w).
    size, stride, dilation
        The window's taps, the pixels between places and the pixels between taps, each an int or
        (h, w).
    padding
        An int, (h, w), ((top, bottom), (left, right)), "valid", "same" or "full".

    Returns
    -------
    ndarray
        int64 (n_h, n_w), the number of windows that read the pixel; 0 where none does. The counts
        are worked out, not counted, so neither a large window nor large padding costs time.

    Raises
    ------
    ValueError
        If a number is too small or the window does not fit in the padded image.
    TypeError
        If a number is not an integer.
    OverflowError
        If a count does not fit in int64.

    Examples
    --------
    Without padding a corner is read once; with "same" it is read four times, still not nine.

    >>> print(pixel_uses((5, 5), 3))
    [[1 2 3 2 1]
     [2 4 6 4 2]
     [3 6 9 6 3]
     [2 4 6 4 2]
     [1 2 3 2 1]]
    >>> print(pixel_uses((4, 4), 3, padding="same"))
    [[4 6 6 4]
     [6 9 9 6]
     [6 9 9 6]
     [4 6 6 4]]
    """
    rows, columns = axes(
        plane(shape, "shape"),
        pair(size, "size", 1),
        padding_amount(padding),
        pair(stride, "stride", 1),
        pair(dilation, "dilation", 1),
        what="size",
    )
    has_room((rows.n, columns.n), np.dtype(np.int64), "shape")
    down, across = rows.uses(), columns.uses()
    large = int(down.max()) * int(across.max()) >= 2**63
    down = down.astype(object if large else np.int64)
    return to_int64(np.multiply.outer(down, across))
