"""What a shift and a scratch do to a convolution's output, as numbers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convdemo._check import array, finite, function, one_of, pair, pixel, quietly, shown, whole
from convdemo._exact import near_one
from convdemo.convolution import conv2d
from convdemo.padding import pad
from convdemo.pooling import max_pool
from convdemo.types import Array, Border, Pair, Size

# What can stand at the border: nothing, or NumPy's ways to pad, "constant" being zeros.
BORDERS: tuple[Border, ...] = get_args(Border)
# The mean of equal numbers is rounded: what varies by less than this share does not vary.
ROUNDING = 1e-12


@quietly
def equivariance_error(
    x: ArrayLike,
    kernel: ArrayLike,
    shift: Size = (0, 1),
    *,
    mode: Border = "wrap",
    stride: Size = 1,
    pool: Size | None = None,
    inner: int = 0,
) -> float:
    """How far "shift, then filter" is from "filter, then shift".

    The output is the convolution, padded to keep the size, and max pooling if asked for. Shifts are
    circular: what leaves at one side comes in at the other, so that nothing is lost on the way.
    With a for the shifted output and b for the output of the shifted image, the error is
    ‖b − a‖ / ‖a − mean(a)‖, with √Σ² for ‖ ‖: 0 for an equivariant layer, and about √2 where a
    and b have the same mean, vary as much and share nothing else, whatever the pool.

    The mean of a is taken out of a and of b, and cancels above the line. Left in below it, the mean
    that a maximum has would make any difference look small. Taking out each output's own mean would
    hide an output that only grew brighter, and call it equal.

    Where opposite sides of an image do not match, the circle has a seam, which every mode but
    "wrap" sees before the shift or after it, not both times. `inner` leaves such places out.

    Where strides shrink the output n times, it is shifted by 1/n of the way. If that is no whole
    number, the whole one next to it is taken that gives the smaller error.

    Parameters
    ----------
    x
        The image, (n_h, n_w).
    kernel
        The filter, (f_h, f_w), both odd.
    shift
        Pixels down and to the right, (rows, cols); an int goes both ways.
    mode
        What stands at the border: "valid" (no padding), "constant" (zeros), "reflect", "edge" or
        "wrap".
    stride
        Of the convolution, an int or (h, w).
    pool
        Size and stride of a max pooling after it, an int or (h, w); None for no pooling.
    inner
        Outputs at each border that are left out of the comparison.

    Returns
    -------
    float
        The relative error, at least 0.

    Raises
    ------
    ValueError
        If a shape is wrong, a side of the filter is even, a number is out of its range, the mode is
        unknown, or the output is uniform, so that there is nothing to compare with.
    TypeError
        If an array does not hold numbers, or an amount is not an integer.
    OverflowError
        If an exact integer output does not fit in int64.

    Source
    ------
    Zhang, "Making convolutional networks shift-invariant again", ICML 2019, for strides.

    Examples
    --------
    >>> from convdemo import SOBEL
    >>> x = np.random.default_rng(0).integers(0, 256, (16, 16))
    >>> equivariance_error(x, SOBEL, (2, 1))
    0.0
    >>> [round(equivariance_error(x, SOBEL, (0, by), stride=2), 2) for by in (1, 2)]
    [1.24, 0.0]
    """
    image, weights, down, right = _arguments(x, kernel, shift)
    before = _output(image, weights, mode, stride, pool)
    after = _output(np.roll(image, (down, right), (0, 1)), weights, mode, stride, pool)
    shrunk = _shrinking(stride, pool)
    moves = product(_next_to(down, shrunk[0]), _next_to(right, shrunk[1]))
    return min(_difference(np.roll(before, move, (0, 1)), after, inner) for move in moves)


@quietly
def invariance_error(
    x: ArrayLike,
    kernel: ArrayLike,
    shift: Size = (0, 1),
    *,
    mode: Border = "wrap",
    stride: Size = 1,
    pool: Size | None = None,
    inner: int = 0,
) -> float:
    """How much the output changes when the image is shifted and the output is not.

    The output, the circular shift and the error are those of `equivariance_error`, with a for the
    output itself: 0 for an output that does not notice the shift, about √2 for one that keeps
    nothing but its mean and how much it varies.

    Parameters
    ----------
    x, kernel, shift, mode, stride, pool, inner
        As in `equivariance_error`.

    Returns
    -------
    float
        The relative error, at least 0.

    Raises
    ------
    ValueError, TypeError, OverflowError
        As `equivariance_error`.

    Examples
    --------
    A bright dot that stays within its pooling window is found in the same place.

    >>> x = np.zeros((8, 8), dtype=int)
    >>> x[4, 4] = 1
    >>> [round(invariance_error(x, [[1]], (0, by), pool=2), 2) for by in (1, 2)]
    [0.0, 1.46]
    """
    image, weights, down, right = _arguments(x, kernel, shift)
    before = _output(image, weights, mode, stride, pool)
    after = _output(np.roll(image, (down, right), (0, 1)), weights, mode, stride, pool)
    return _difference(before, after, inner)


def scratch(x: ArrayLike, row: int, col: int, size: Size = 1, *, value: float = 0) -> Array:
    """The image with a block of pixels painted over.

    Parameters
    ----------
    x
        The image, (n_h, n_w) or (n_h, n_w, n_c).
    row, col
        The block's upper left pixel, counted from 0.
    size
        The block's height and width, an int or (h, w).
    value
        What is painted. In floats it may be infinite or NaN.

    Returns
    -------
    ndarray
        A fresh array of the image's shape and dtype.

    Raises
    ------
    ValueError, TypeError
        If the block does not lie in the image, the image's dtype cannot hold `value`, or an
        argument is not what it should be.

    Examples
    --------
    >>> print(scratch([[1, 2, 3], [4, 5, 6]], 0, 1, (2, 1)))
    [[1 0 3]
     [4 0 6]]
    """
    damaged = array(x, "x", "(n_h, n_w)", "(n_h, n_w, n_c)").copy()
    top, left = whole(row, "row", 0), whole(col, "col", 0)
    height, width = pair(size, "size", 1)
    if top + height > damaged.shape[0] or left + width > damaged.shape[1]:
        raise ValueError(
            f"size {shown((height, width))} at row {shown(top)}, col {shown(left)} "
            "does not lie in the image "
            f"{damaged.shape[:2]}"
        )
    damaged[top : top + height, left : left + width] = pixel(value, "value", damaged.dtype)
    return damaged


def spread(
    x: ArrayLike, damaged: ArrayLike, compute: Callable[[Array], ArrayLike]
) -> NDArray[np.bool_]:
    """Which outputs change when an image is damaged.

    Parameters
    ----------
    x, damaged
        The image before and after, of one shape.
    compute
        Makes an array from an image, such as `lambda image: conv2d(image, SOBEL)`.

    Returns
    -------
    ndarray
        bool, of the output's shape: True where it changed. Its sum counts them, its mean is their
        share.

    Raises
    ------
    ValueError, TypeError
        If the images differ in shape or are no arrays of numbers, or `compute` cannot be called.

    Examples
    --------
    One pixel is read by nine windows of 3 × 3.

    >>> from convdemo import digit_image
    >>> x = digit_image()
    >>> print(spread(x, scratch(x, 3, 4), lambda image: conv2d(image, np.ones((3, 3)))).sum())
    9
    """
    before, after = array(x, "x"), array(damaged, "damaged")
    if before.shape != after.shape:
        raise ValueError(f"damaged must have the shape of x, {before.shape}, not {after.shape}")
    function(compute, "compute")
    seen, found = (array(compute(image), "what compute returns") for image in (before, after))
    if seen.shape != found.shape:
        raise ValueError(
            "what compute returns must have one shape for images of one shape, not "
            f"{seen.shape} and {found.shape}"
        )
    # A NaN equals nothing, but where it stays one, nothing has changed.
    return np.asarray((seen != found) & ~(np.isnan(seen) & np.isnan(found)))


def _arguments(x: ArrayLike, kernel: ArrayLike, shift: Size) -> tuple[Array, Array, int, int]:
    image, weights = array(x, "x", "(n_h, n_w)"), array(kernel, "kernel", "(f_h, f_w)")
    if weights.shape[0] % 2 == 0 or weights.shape[1] % 2 == 0:
        raise ValueError(f"kernel must have odd sides, to have a centre, not {weights.shape}")
    down, right = pair(shift, "shift")
    return image, weights, down, right


def _output(image: Array, kernel: Array, mode: Border, stride: Size, pool: Size | None) -> Array:
    """The convolution with this border, and the pooling after it."""
    one_of(mode, "mode", BORDERS)
    if mode != "valid":
        image = pad(image, (kernel.shape[0] // 2, kernel.shape[1] // 2), mode=mode)
    output = conv2d(image, kernel, stride=stride)
    if pool is None:
        return output
    window = pair(pool, "pool", 1)
    if window[0] > output.shape[0] or window[1] > output.shape[1]:
        raise ValueError(
            f"pool {shown(window)} does not fit in the convolution's output {output.shape}"
        )
    return max_pool(output, window)


def _shrinking(stride: Size, pool: Size | None) -> Pair:
    """How many pixels of the image lie between one output and the next."""
    by_conv, by_pool = pair(stride, "stride", 1), pair(1 if pool is None else pool, "pool", 1)
    return by_conv[0] * by_pool[0], by_conv[1] * by_pool[1]


def _next_to(pixels: int, shrunk: int) -> set[int]:
    """The whole numbers next to pixels / shrunk: one if it is whole itself, else two."""
    return {pixels // shrunk, -(-pixels // shrunk)}


def _difference(wanted: Array, got: Array, inner: int) -> float:
    """The difference as a share of how much `wanted` varies, without the outermost outputs."""
    margin = whole(inner, "inner", 0)
    n_h, n_w = wanted.shape
    if 2 * margin >= min(n_h, n_w):
        raise ValueError(f"inner {shown(margin)} leaves nothing of the output {(n_h, n_w)}")
    part = slice(margin, n_h - margin), slice(margin, n_w - margin)
    both = np.stack([wanted[part], got[part]]).astype(np.float64)
    reference, other = near_one(finite(both, "x, and what it becomes,"))
    variation = float(np.linalg.norm(reference - reference.mean()))
    if variation <= ROUNDING * float(np.linalg.norm(reference)):
        raise ValueError(
            "x must get an output that varies: it is uniform, so there is nothing to compare with"
        )
    return float(np.linalg.norm(other - reference)) / variation
