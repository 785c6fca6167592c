"""A layer's forward pass: many filters over a batch of volumes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from convdemo._axis import Axis, array_axes
from convdemo._check import (
    array,
    divides,
    has_room,
    padding_amount,
    pair,
    quietly,
    result_dtype,
    whole,
)
from convdemo._exact import largest, to_int64
from convdemo._fast import correlate
from convdemo._fast.runs import Runs
from convdemo.types import Array, Padding, Size

VOLUME = "(m, n_h, n_w, n_c_prev)"
BANK = "(f_h, f_w, n_c_prev // groups, n_c)"


@quietly
def conv_forward(
    a_prev: ArrayLike,
    weights: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    padding: Padding = 0,
    stride: Size = 1,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """Compute what a convolution layer puts out, before its activation function.

    Parameters
    ----------
    a_prev
        The batch of volumes A[l−1], (m, n_h, n_w, n_c_prev): booleans, integers or floats.
    weights
        The filters W[l], (f_h, f_w, n_c_prev // groups, n_c).
    bias
        b[l], one number a filter, (n_c,) or (1, 1, 1, n_c); None for no bias.
    padding
        Zeros around each volume: an int, (h, w), ((top, bottom), (left, right)), "valid", "same"
        or "full".
    stride, dilation
        Pixels from one place to the next, and from one tap to the next; an int or (h, w).
    groups
        Into how many equal groups the channels are split; each group of filters reads one group
        of channels. It divides n_c_prev and n_c.

    Returns
    -------
    ndarray
        Z[l], (m, n_h', n_w', n_c). int64 if all arguments are integers, and exact; else the
        widest of the float types, at least float32.

    Raises
    ------
    ValueError
        If a rank is wrong, an array is empty, channels do not match, `groups` does not divide
        them, a number is too small, or the filters do not fit in the padded volume.
    TypeError
        If an array does not hold numbers, or an amount is not an integer.
    OverflowError
        If an exact integer result does not fit in int64.
    MemoryError
        If there is no memory for volumes with so much padding.

    Source
    ------
    Notation of Andrew Ng's course "Convolutional Neural Networks", 2017.

    Examples
    --------
    >>> a_prev, weights = np.ones((10, 32, 32, 3)), np.ones((5, 5, 3, 6))
    >>> z = conv_forward(a_prev, weights, np.arange(6))
    >>> print(z.shape, z[0, 0, 0])
    (10, 28, 28, 6) [75. 76. 77. 78. 79. 80.]
    """
    x, bank, rows, columns, groups = layer_arguments(
        a_prev, weights, padding, stride, dilation, groups
    )
    added = None if bias is None else _bias(bias, bank.shape[3])
    return correlate(x, bank, rows, columns, groups, added)


@quietly
def conv_forward_loops(
    a_prev: ArrayLike,
    weights: ArrayLike,
    bias: ArrayLike | None = None,
    *,
    padding: Padding = 0,
    stride: Size = 1,
    dilation: Size = 1,
    groups: int = 1,
) -> Array:
    """The definition of `conv_forward`, as loops over examples, places and filters.

    It takes and gives what `conv_forward` does, and is here to be read, and to test the other.

    Parameters
    ----------
    a_prev, weights, bias, padding, stride, dilation, groups
        As in `conv_forward`.

    Returns
    -------
    ndarray
        (m, n_h', n_w', n_c), int64 for integers, else a float type.

    Raises
    ------
    ValueError, TypeError, OverflowError, MemoryError
        As `conv_forward`.

    Examples
    --------
    One 2 × 2 image of two channels, and one filter that adds up everything.

    >>> a_prev = np.arange(8).reshape(1, 2, 2, 2)
    >>> print(conv_forward_loops(a_prev, np.ones((2, 2, 2, 1), int), [100]))
    [[[[128]]]]
    """
    x, bank, rows, columns, groups = layer_arguments(
        a_prev, weights, padding, stride, dilation, groups
    )
    n_c = bank.shape[3]
    added = np.zeros(n_c, np.int64) if bias is None else _bias(bias, n_c)
    dtype = _loops_dtype(x, bank, added)
    frame = ((0, 0), (rows.before, rows.after), (columns.before, columns.after), (0, 0))
    # Padded first: among Python's integers NumPy would put zeros of its own, which can wrap.
    padded = np.pad(x, frame).astype(dtype)
    bank, added = bank.astype(dtype), added.astype(dtype)
    depth = bank.shape[2]
    output = np.empty((len(x), rows.out, columns.out, n_c), dtype)
    for example in range(len(x)):
        for i in range(rows.out):
            for j in range(columns.out):
                for k in range(n_c):
                    top, left = i * rows.stride, j * columns.stride
                    channel = k // (n_c // groups) * depth
                    window = padded[
                        example,
                        top : top + rows.span : rows.dilation,
                        left : left + columns.span : columns.dilation,
                        channel : channel + depth,
                    ]
                    output[example, i, j, k] = (window * bank[..., k]).sum() + added[k]
    return to_int64(output) if dtype.kind == "O" else output


def im2col(
    a_prev: ArrayLike,
    size: Size,
    *,
    padding: Padding = 0,
    stride: Size = 1,
    dilation: Size = 1,
) -> Array:
    """Write out every window as one row of a matrix.

    Times the filters as a matrix it is the convolution:
    `im2col(a_prev, (f_h, f_w)) @ weights.reshape(-1, n_c)`. Each pixel is written down as often
    as windows read it, so the matrix is large; `conv_forward` makes it in small parts.

    Parameters
    ----------
    a_prev
        The batch of volumes, (m, n_h, n_w, n_c_prev).
    size, stride, dilation
        The window's taps, the pixels between places and between taps; an int or (h, w).
    padding
        Zeros around each volume, as in `conv_forward`.

    Returns
    -------
    ndarray
        (m · n_h' · n_w', f_h · f_w · n_c_prev), with the dtype of `a_prev`. Rows go by example,
        row and column of the output; columns by row, column and channel of the window.

    Raises
    ------
    ValueError, TypeError, MemoryError
        As `conv_forward`.

    Examples
    --------
    >>> print(im2col(np.arange(9).reshape(1, 3, 3, 1), 2))
    [[0 1 3 4]
     [1 2 4 5]
     [3 4 6 7]
     [4 5 7 8]]
    """
    x = array(a_prev, "a_prev", VOLUME)
    rows, columns = array_axes(
        x.shape,
        pair(size, "size", 1),
        padding_amount(padding),
        pair(stride, "stride", 1),
        pair(dilation, "dilation", 1),
        1,
        what="size",
    )
    runs = Runs(rows, columns, x.shape[3])
    everything = slice(0, len(x)), slice(0, rows.out), slice(0, columns.out)
    count = len(x) * rows.out * columns.out
    has_room((count, runs.width), x.dtype, "size")
    matrix = np.empty((count, runs.width), x.dtype)
    runs.gather(x, everything, matrix)
    return matrix


def layer_arguments(
    a_prev: ArrayLike,
    weights: ArrayLike,
    padding: Padding,
    stride: Size,
    dilation: Size,
    groups: int,
) -> tuple[Array, Array, Axis, Axis, int]:
    """The arguments that the forward and the backward pass share, checked."""
    x, bank = array(a_prev, "a_prev", VOLUME), array(weights, "weights", BANK)
    groups = whole(groups, "groups", 1)
    n_c_prev, depth, n_c = x.shape[3], bank.shape[2], bank.shape[3]
    for channels, name in ((n_c_prev, "n_c_prev"), (n_c, "n_c")):
        divides(groups, channels, name)
    if depth * groups != n_c_prev:
        raise ValueError(
            f"weights {bank.shape} read {depth} channels in each of {groups} groups, "
            f"but a_prev {x.shape} has {n_c_prev // groups}"
            if groups > 1
            else f"weights {bank.shape} read {depth} channels, but a_prev {x.shape} has {n_c_prev}"
        )
    rows, columns = array_axes(
        x.shape,
        (bank.shape[0], bank.shape[1]),
        padding_amount(padding),
        pair(stride, "stride", 1),
        pair(dilation, "dilation", 1),
        n_c,
    )
    return x, bank, rows, columns, groups


def _bias(bias: ArrayLike, n_c: int) -> Array:
    """The bias as (n_c,)."""
    added = array(bias, "bias", "(n_c,)", "(1, 1, 1, n_c)")
    if added.shape not in ((n_c,), (1, 1, 1, n_c)):
        raise ValueError(f"bias must be ({n_c},) or (1, 1, 1, {n_c}), not {added.shape}")
    return added.reshape(n_c)


def _loops_dtype(x: Array, bank: Array, bias: Array) -> np.dtype[Any]:
    dtype = result_dtype(x, bank, bias)
    if dtype.kind == "i":
        bound = largest(x) * largest(bank) * bank[..., 0].size + largest(bias)
        return np.dtype(object) if bound >= 2**63 else dtype
    return dtype
