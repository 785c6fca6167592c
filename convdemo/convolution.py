"""One image, one filter: the definition of convolution, and a fast way to the same numbers.

`conv2d_loops` is the definition: two loops over the places, and at each a sum of products. `conv2d`
gets the same sums in five steps. `_check` makes arrays of the arguments, or says what is wrong with
them; `_axis` works out, for each direction, where every window begins and which of its taps meet a
pixel. `_fast.correlate` then chooses the type in which the sums are exact or round least, leaves
out the taps and windows that lie in the padding alone, and takes the cheapest of three ways: a few
taps, each times all pixels that it meets; windows written down as the rows of a matrix, times the
filter; or, for large filters, products of Fourier transforms, tile by tile, in which what rounding
could spoil is found and computed again.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike

from convdemo._axis import Axis, array_axes, axes
from convdemo._blocks import TILE_BYTES, blocks
from convdemo._check import array, has_room, padding_amount, pair, plane, quietly, result_dtype
from convdemo._exact import largest, to_int64
from convdemo._fast import correlate
from convdemo.types import Array, Padding, Pair, Size


@quietly
def conv2d(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    padding: Padding = 0,
    stride: Size = 1,
    dilation: Size = 1,
) -> Array:
    """Slide a filter over an image; at each place multiply, and add up.

    As in the layers of most frameworks, the filter is not turned: mathematics calls this
    cross-correlation. It gives what `conv2d_loops` gives, faster.

    Parameters
    ----------
    image
        The image, (n_h, n_w): booleans, integers or floats.
    kernel
        The filter, (f_h, f_w).
    padding
        Zeros around the image: an int, (h, w), ((top, bottom), (left, right)), "valid" (none),
        "same" (the output has ⌈n / s⌉ places; an odd pixel goes to the bottom and the right) or
        "full" (as much as still lets the outermost windows touch a pixel).
    stride, dilation
        Pixels from one place to the next, and from one tap to the next; an int or (h, w).

    Returns
    -------
    ndarray
        (n_h', n_w'), see `output_size`. int64 if both are integers, and exact; else the type of
        the float argument, at least float32. The units are those of the image times the filter's.

    Raises
    ------
    ValueError
        If a rank is wrong, an array is empty, a number is too small, or the filter does not fit
        in the padded image.
    TypeError
        If an array does not hold numbers, or an amount is not an integer.
    OverflowError
        If an exact integer result does not fit in int64.
    MemoryError
        If there is no memory for an image with so much padding.

    Source
    ------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016.

    Examples
    --------
    >>> image = np.repeat([[10, 10, 10, 0, 0, 0]], 6, axis=0)
    >>> print(conv2d(image, [[1, 0, -1]] * 3))
    [[ 0 30 30  0]
     [ 0 30 30  0]
     [ 0 30 30  0]
     [ 0 30 30  0]]
    """
    pixels, weights = array(image, "image", "(n_h, n_w)"), array(kernel, "kernel", "(f_h, f_w)")
    rows, columns = array_axes(
        (1, *pixels.shape, 1),
        _pair(weights),
        padding_amount(padding),
        pair(stride, "stride", 1),
        pair(dilation, "dilation", 1),
        1,
    )
    volume, bank = pixels[None, :, :, None], weights[:, :, None, None]
    return correlate(volume, bank, rows, columns)[0, :, :, 0]


@quietly
def conv2d_loops(
    image: ArrayLike,
    kernel: ArrayLike,
    *,
    padding: Padding = 0,
    stride: Size = 1,
    dilation: Size = 1,
) -> Array:
    """The definition of `conv2d`, as two loops over the places of the window.

    It takes and gives what `conv2d` does, and is here to be read, and to test the other.

    Parameters
    ----------
    image, kernel, padding, stride, dilation
        As in `conv2d`: (n_h, n_w) and (f_h, f_w).

    Returns
    -------
    ndarray
        (n_h', n_w'), int64 for integers, else a float type.

    Raises
    ------
    ValueError, TypeError, OverflowError, MemoryError
        As `conv2d`.

    Examples
    --------
    >>> print(conv2d_loops([[1, 2, 3], [4, 5, 6]], [[0, 1], [1, 0]]))
    [[6 8]]
    """
    pixels, weights = array(image, "image", "(n_h, n_w)"), array(kernel, "kernel", "(f_h, f_w)")
    rows, columns = array_axes(
        (1, *pixels.shape, 1),
        _pair(weights),
        padding_amount(padding),
        pair(stride, "stride", 1),
        pair(dilation, "dilation", 1),
        1,
    )
    dtype = result_dtype(pixels, weights)
    if dtype.kind == "i" and largest(pixels) * largest(weights) * weights.size >= 2**63:
        dtype = np.dtype(object)  # Python's integers, which cannot wrap
    frame = (rows.before, rows.after), (columns.before, columns.after)
    # Padded first: among Python's integers NumPy would put zeros of its own, which can wrap.
    padded = np.pad(pixels, frame).astype(dtype)
    weights = weights.astype(dtype)
    output = np.empty((rows.out, columns.out), dtype)
    for i in range(rows.out):
        for j in range(columns.out):
            top, left = i * rows.stride, j * columns.stride
            window = padded[
                top : top + rows.span : rows.dilation,
                left : left + columns.span : columns.dilation,
            ]
            output[i, j] = (window * weights).sum()
    return to_int64(output) if dtype.kind == "O" else output


@quietly
def conv_matrix(shape: Pair, kernel: ArrayLike, *, padding: Padding = 0, stride: Size = 1) -> Array:
    """Write a convolution as one matrix: times the image's pixels it gives the output.

    Row r belongs to the r-th place of the window, column c to the c-th pixel, both counted row
    by row: `conv_matrix(shape, k) @ image.ravel()` is `conv2d(image, k).ravel()`.

    Parameters
    ----------
    shape
        The image's (n_h, n_w).
    kernel
        The filter, (f_h, f_w).
    padding, stride
        As in `conv2d`.

    Returns
    -------
    ndarray
        (n_h' · n_w', n_h · n_w), int64 if the filter's entries are integers, else a float type.

    Raises
    ------
    ValueError, TypeError, OverflowError, MemoryError
        As `conv2d`; the matrix is larger than the image and the output.

    Examples
    --------
    >>> print(conv_matrix((2, 3), [[1, -1]]))
    [[ 1 -1  0  0  0  0]
     [ 0  1 -1  0  0  0]
     [ 0  0  0  1 -1  0]
     [ 0  0  0  0  1 -1]]
    """
    weights = array(kernel, "kernel", "(f_h, f_w)")
    n_h, n_w = plane(shape, "shape")
    rows, columns = axes(
        (n_h, n_w), _pair(weights), padding_amount(padding), pair(stride, "stride", 1), (1, 1)
    )
    dtype = result_dtype(weights)
    values = to_int64(weights) if dtype.kind == "i" else weights.astype(dtype)
    # Where no tap lies on a pixel stands one more, of the weight 0.
    values = np.pad(values, (0, 1))
    grown = rows.out * columns.out > n_h * n_w
    has_room((rows.out, columns.out, n_h, n_w), dtype, "padding" if grown else "shape")
    matrix = np.empty((rows.out * columns.out, n_h * n_w), dtype)
    places = matrix.reshape(rows.out, columns.out, n_h, n_w)
    down, across = _taps_on(rows), _taps_on(columns)
    for i in range(rows.out):
        for some in blocks(columns.out, TILE_BYTES // (n_h * n_w * dtype.itemsize)):
            places[i, some] = values[down[i][:, None], across[some, None]]
    return matrix


def _taps_on(line: Axis) -> Array:
    """Which tap of each window lies on each pixel, (out, n); the number of taps where none does."""
    found = np.full((line.out, line.n), line.f, np.min_scalar_type(line.f))
    for k in range(line.out):
        first, stop = line.span_of(k)
        found[k, line.pixels(k)] = np.arange(first, stop)
    return found


def _pair(x: Array) -> Pair:
    return x.shape[0], x.shape[1]
