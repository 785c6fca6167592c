"""A layer's backward pass: from the gradient of its output to those of all that went in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np  # noqa: F401 (the examples use it)
from numpy.typing import ArrayLike

from convdemo._check import array, quietly
from convdemo._fast import adjoint
from convdemo.forward import layer_arguments
from convdemo.types import Array, Padding, Size


class Gradients(NamedTuple):
    """The three gradients of a convolution layer, in the order of its arguments.

    Examples
    --------
    >>> import numpy as np  # noqa: F401 (the examples use it)
    >>> a_prev, weights = np.ones((1, 4, 4, 1)), np.ones((3, 3, 1, 1))
    >>> grads = conv_backward(np.ones((1, 2, 2, 1)), a_prev, weights)
    >>> grads.a_prev.shape, grads.weights.shape, grads.bias.shape
    ((1, 4, 4, 1), (3, 3, 1, 1), (1,))
    """

    a_prev: Array
    weights: Array
    bias: Array


@quietly
def conv_backward(
    grad: ArrayLike,
    a_prev: ArrayLike,
    weights: ArrayLike,
    *,
    padding: Padding = 0,
    stride: Size = 1,
    dilation: Size = 1,
    groups: int = 1,
) -> Gradients:
    """Compute the gradients of a convolution layer.

    Each weight gathers, over all places, the pixel it met times the gradient there; each pixel
    gathers, over all windows that read it, the weight it met times the gradient there.

    Parameters
    ----------
    grad
        The gradient of the loss by the layer's output, dZ[l], (m, n_h', n_w', n_c).
    a_prev
        The layer's input A[l−1], (m, n_h, n_w, n_c_prev).
    weights
        The filters W[l], (f_h, f_w, n_c_prev // groups, n_c).
    padding, stride, dilation, groups
        As in `conv_forward`.

    Returns
    -------
    Gradients
        A named tuple of `a_prev` (m, n_h, n_w, n_c_prev), `weights` (f_h, f_w,
        n_c_prev // groups, n_c) and `bias` (n_c,): the loss's gradient by each, in the loss's
        units per theirs. int64 if all arguments are integers, and exact; else the widest of the
        float types, at least float32.

    Raises
    ------
    ValueError
        As `conv_forward`, and if `grad` has not the shape of the layer's output.
    TypeError
        If an array does not hold numbers, or an amount is not an integer.
    OverflowError
        If an exact integer result does not fit in int64.

    Source
    ------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016, chapter 4.

    Examples
    --------
    >>> a_prev = np.arange(9).reshape(1, 3, 3, 1)
    >>> weights = np.array([[1, 2], [3, 4]]).reshape(2, 2, 1, 1)
    >>> d = conv_backward(np.ones((1, 2, 2, 1), int), a_prev, weights)
    >>> print(d.a_prev[0, :, :, 0])
    [[ 1  3  2]
     [ 4 10  6]
     [ 3  7  4]]
    >>> print(d.weights[:, :, 0, 0], d.bias)
    [[ 8 12]
     [20 24]] [4]
    """
    x, bank, rows, columns, groups = layer_arguments(
        a_prev, weights, padding, stride, dilation, groups
    )
    slopes = array(grad, "grad", "(m, n_h, n_w, n_c)")
    expected = (len(x), rows.out, columns.out, bank.shape[3])
    if slopes.shape != expected:
        raise ValueError(
            f"grad must have the shape of the layer's output, {expected}, not {slopes.shape}"
        )
    return Gradients(*adjoint(slopes, x, bank, rows, columns, groups))
