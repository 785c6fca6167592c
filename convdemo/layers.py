"""Layers as descriptions: what each makes of a shape, what it costs, and its arithmetic.

A layer is a value. It can be compared, hashed and printed, and it holds no weights: those belong to
a `Network`, which hands them to `forward` and `backward`.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass, field, fields

import numpy as np

from convdemo._axis import Axis, axes
from convdemo._check import (
    array,
    divides,
    in_order,
    less_than_window,
    padding_amount,
    pair,
    quietly,
    result_dtype,
    shape,
    shown,
    whole,
    written,
    yes_or_no,
)
from convdemo.backward import conv_backward
from convdemo.forward import conv_forward
from convdemo.pooling import avg_pool, avg_pool_backward, max_pool, max_pool_backward
from convdemo.types import Array, LayerGradients, Padding, PaddingWord, Pair, Shape, Sides, Size

BATCHES = ("(m, n_h, n_w, n_c)", "(m, n)")


class Layer(ABC):
    """What all layers can be asked. Shapes are (n_h, n_w, n_c), or (n,) after `Flatten`.

    Examples
    --------
    >>> for layer in (Conv2d(6, 5), MaxPool2d(2), ReLU()):
    ...     print(layer, layer.output_shape((32, 32, 3)), layer.parameters((32, 32, 3)))
    Conv2d(6, 5) (28, 28, 6) 456
    MaxPool2d(2) (16, 16, 3) 0
    ReLU() (32, 32, 3) 0
    """

    @abstractmethod
    def output_shape(self, input_shape: Shape) -> Shape:
        """The shape of the layer's output for one example; ValueError if there is none."""

    @abstractmethod
    def forward(self, x: Array, weights: Array | None, bias: Array | None) -> Array:
        """The output for a batch `x`, (m, *input_shape).

        OverflowError if all are integers, and an exact result does not fit in int64.
        """

    @abstractmethod
    def backward(self, grad: Array, x: Array, weights: Array | None) -> LayerGradients:
        """From the loss's gradient by the output to those by `x`, the weights and the biases.

        OverflowError if all are integers, and an exact result does not fit in int64.
        """

    def weight_shape(self, input_shape: Shape) -> Shape | None:
        """The shape of the layer's weights; None if it has none."""
        return None

    def bias_shape(self, input_shape: Shape) -> Shape | None:
        """The shape of the layer's biases; None if it has none."""
        return None

    def weights(self, input_shape: Shape) -> int:
        """How many weights the layer learns."""
        return _count(self.weight_shape(input_shape))

    def biases(self, input_shape: Shape) -> int:
        """How many biases the layer learns."""
        return _count(self.bias_shape(input_shape))

    def parameters(self, input_shape: Shape) -> int:
        """How many numbers the layer learns: weights and biases."""
        return self.weights(input_shape) + self.biases(input_shape)

    def macs(self, input_shape: Shape) -> int:
        """Multiply-adds for one example. Adding a bias and choosing a maximum count as none."""
        self.output_shape(input_shape)
        return 0

    def activations(self, input_shape: Shape) -> int:
        """How many numbers the layer adds to what must be kept: its output's size."""
        return math.prod(self.output_shape(input_shape))

    def window(self, input_shape: Shape) -> tuple[Axis, Axis] | None:
        """How the layer's window slides over rows and columns; None if it has no window."""
        return None

    def __repr__(self) -> str:
        """The call that makes this layer, without the keywords left at their defaults."""
        words = []
        for item in fields(self):  # type: ignore[arg-type]  # every layer is a dataclass
            value = getattr(self, item.name)
            if not item.kw_only:
                words.append(written(value))
            elif value != item.default:
                words.append(f"{item.name}={written(value)}")
        return f"{type(self).__name__}({', '.join(words)})"


@dataclass(frozen=True, repr=False)
class Conv2d(Layer):
    """A convolution layer: many filters, each of which reads all channels of its group.

    Parameters
    ----------
    filters
        How many filters, n_c: the channels of the output.
    size
        The filters' height and width, an int or (f_h, f_w).
    stride, dilation
        Pixels from one place to the next, and from one tap to the next; an int or (h, w).
    padding
        Zeros around the image: an int, (h, w), ((top, bottom), (left, right)), "valid", "same" or
        "full".
    groups
        Into how many groups the channels are split; it divides n_c_prev and n_c.
    bias
        Whether each filter has a bias.

    Raises
    ------
    ValueError, TypeError
        At once if a number is wrong by itself; from the methods if it does not go with the shape.

    Examples
    --------
    >>> layer = Conv2d(6, 5)
    >>> layer.output_shape((32, 32, 3)), layer.parameters((32, 32, 3)), layer.macs((32, 32, 3))
    ((28, 28, 6), 456, 352800)
    >>> Conv2d(64, (3, 3), padding="same", groups=1)
    Conv2d(64, 3, padding='same')
    """

    filters: int
    size: Size
    stride: Size = field(default=1, kw_only=True)
    padding: Padding = field(default=0, kw_only=True)
    dilation: Size = field(default=1, kw_only=True)
    groups: int = field(default=1, kw_only=True)
    bias: bool = field(default=True, kw_only=True)

    def __post_init__(self) -> None:
        """Check each number, and write it in its shortest form, so that equal layers are equal."""
        _put(self, "filters", whole(self.filters, "filters", 1))
        for name in ("size", "stride", "dilation"):
            _put(self, name, _short(pair(getattr(self, name), name, 1)))
        _put(self, "padding", _short_padding(padding_amount(self.padding)))
        _put(self, "groups", whole(self.groups, "groups", 1))
        _put(self, "bias", yes_or_no(self.bias, "bias"))
        divides(self.groups, self.filters, "filters")

    def window(self, input_shape: Shape) -> tuple[Axis, Axis]:
        n_h, n_w, _ = _volume(input_shape, self)
        return axes(
            (n_h, n_w),
            pair(self.size, "size", 1),
            padding_amount(self.padding),
            pair(self.stride, "stride", 1),
            pair(self.dilation, "dilation", 1),
        )

    def output_shape(self, input_shape: Shape) -> Shape:
        rows, columns = self.window(input_shape)
        self.weight_shape(input_shape)  # which fails where the groups do
        return rows.out, columns.out, self.filters

    def weight_shape(self, input_shape: Shape) -> Shape:
        n_c_prev = _volume(input_shape, self)[2]
        divides(self.groups, n_c_prev, "n_c_prev")
        return *pair(self.size, "size", 1), n_c_prev // self.groups, self.filters

    def bias_shape(self, input_shape: Shape) -> Shape | None:
        return (self.filters,) if self.bias else None

    def macs(self, input_shape: Shape) -> int:
        n_h, n_w, _ = self.output_shape(input_shape)
        return n_h * n_w * self.weights(input_shape)

    def forward(self, x: Array, weights: Array | None, bias: Array | None) -> Array:
        return conv_forward(
            x,
            array(weights, "weights"),
            bias,
            padding=self.padding,
            stride=self.stride,
            dilation=self.dilation,
            groups=self.groups,
        )

    def backward(self, grad: Array, x: Array, weights: Array | None) -> LayerGradients:
        d = conv_backward(
            grad,
            x,
            array(weights, "weights"),
            padding=self.padding,
            stride=self.stride,
            dilation=self.dilation,
            groups=self.groups,
        )
        return d.a_prev, d.weights, d.bias if self.bias else None


@dataclass(frozen=True, repr=False)
class _Pool(Layer):
    """What both pooling layers have in common: a window and nothing to learn."""

    size: Size
    stride: Size | None = field(default=None, kw_only=True)
    padding: Padding = field(default=0, kw_only=True)
    ceil_mode: bool = field(default=False, kw_only=True)

    def __post_init__(self) -> None:
        """Check each number, and write it in its shortest form, so that equal layers are equal."""
        size = pair(self.size, "size", 1)
        stride = size if self.stride is None else pair(self.stride, "stride", 1)
        sides = padding_amount(self.padding)
        if not isinstance(sides, str):
            for ends, f in zip(sides, size, strict=True):
                less_than_window(ends, f)
        _put(self, "size", _short(size))
        _put(self, "stride", None if stride == size else _short(stride))
        _put(self, "padding", _short_padding(sides))
        _put(self, "ceil_mode", yes_or_no(self.ceil_mode, "ceil_mode"))

    def window(self, input_shape: Shape) -> tuple[Axis, Axis]:
        n_h, n_w, _ = _volume(input_shape, self)
        size = pair(self.size, "size", 1)
        stride = size if self.stride is None else pair(self.stride, "stride", 1)
        sides = padding_amount(self.padding)
        return axes((n_h, n_w), size, sides, stride, (1, 1), self.ceil_mode, "size")

    def output_shape(self, input_shape: Shape) -> Shape:
        rows, columns = self.window(input_shape)
        return rows.out, columns.out, _volume(input_shape, self)[2]


@dataclass(frozen=True, repr=False)
class MaxPool2d(_Pool):
    """A pooling layer that keeps each window's greatest value, in each channel by itself.

    Parameters
    ----------
    size
        The window's height and width, an int or (f_h, f_w).
    stride
        Pixels from one place to the next, an int or (h, w); None for the window's size.
    padding
        Pixels around the image, fewer than the window's; they never win.
    ceil_mode
        Whether a last window may hang over the border.

    Raises
    ------
    ValueError, TypeError
        At once if a number is wrong by itself; from the methods if the window does not fit.

    Examples
    --------
    >>> layer = MaxPool2d(3, stride=2)
    >>> layer.output_shape((55, 55, 96)), layer.parameters((55, 55, 96))
    ((27, 27, 96), 0)
    """

    def forward(self, x: Array, weights: Array | None, bias: Array | None) -> Array:
        return max_pool(
            x, self.size, stride=self.stride, padding=self.padding, ceil_mode=self.ceil_mode
        )

    def backward(self, grad: Array, x: Array, weights: Array | None) -> LayerGradients:
        d_x = max_pool_backward(
            grad, x, self.size, stride=self.stride, padding=self.padding, ceil_mode=self.ceil_mode
        )
        return d_x, None, None


@dataclass(frozen=True, repr=False)
class AvgPool2d(_Pool):
    """A pooling layer that takes each window's mean, in each channel by itself.

    Padding does not count in the mean.

    Parameters
    ----------
    size, stride, padding, ceil_mode
        As in `MaxPool2d`.

    Raises
    ------
    ValueError, TypeError
        As `MaxPool2d`.

    Examples
    --------
    >>> AvgPool2d(2).output_shape((28, 28, 6))
    (14, 14, 6)
    """

    def forward(self, x: Array, weights: Array | None, bias: Array | None) -> Array:
        return avg_pool(
            x, self.size, stride=self.stride, padding=self.padding, ceil_mode=self.ceil_mode
        )

    def backward(self, grad: Array, x: Array, weights: Array | None) -> LayerGradients:
        d_x = avg_pool_backward(
            grad, x, self.size, stride=self.stride, padding=self.padding, ceil_mode=self.ceil_mode
        )
        return d_x, None, None


@dataclass(frozen=True, repr=False)
class Flatten(Layer):
    """The volume as one row of numbers: row by row, column by column, channel by channel.

    It computes nothing, so it adds no activations.

    Examples
    --------
    >>> Flatten().output_shape((5, 5, 16))
    (400,)
    """

    def output_shape(self, input_shape: Shape) -> Shape:
        return (math.prod(volume_shape(input_shape)),)

    def activations(self, input_shape: Shape) -> int:
        return 0

    def forward(self, x: Array, weights: Array | None, bias: Array | None) -> Array:
        batch = array(x, "x", *BATCHES)
        return batch.reshape(len(batch), -1)

    def backward(self, grad: Array, x: Array, weights: Array | None) -> LayerGradients:
        batch = array(x, "x", *BATCHES)
        return _slope(grad, (len(batch), batch[0].size)).reshape(batch.shape), None, None


@dataclass(frozen=True, repr=False)
class Dense(Layer):
    """A dense layer: every unit has a weight for every input.

    Parameters
    ----------
    units
        How many outputs.
    bias
        Whether each unit has a bias.

    Raises
    ------
    ValueError, TypeError
        If `units` is not a positive integer; from the methods if the input is not flat.

    Examples
    --------
    >>> Dense(120).parameters((400,))
    48120
    """

    units: int
    bias: bool = field(default=True, kw_only=True)

    def __post_init__(self) -> None:
        """Check both arguments."""
        _put(self, "units", whole(self.units, "units", 1))
        _put(self, "bias", yes_or_no(self.bias, "bias"))

    def output_shape(self, input_shape: Shape) -> Shape:
        self.weight_shape(input_shape)
        return (self.units,)

    def weight_shape(self, input_shape: Shape) -> Shape:
        checked = volume_shape(input_shape)
        if len(checked) != 1:
            raise ValueError(
                f"{self} needs a flat input (n,), not {shown(input_shape)}; put Flatten() before it"
            )
        return checked[0], self.units

    def bias_shape(self, input_shape: Shape) -> Shape | None:
        return (self.units,) if self.bias else None

    def macs(self, input_shape: Shape) -> int:
        return self.weights(input_shape)

    @quietly
    def forward(self, x: Array, weights: Array | None, bias: Array | None) -> Array:
        seen, matrix = _dense_arguments(x, weights)
        added = None if bias is None else array(bias, "bias", "(units,)")
        if added is not None and len(added) != matrix.shape[1]:
            raise ValueError(f"bias must be ({matrix.shape[1]},), not {added.shape}")
        dtype = result_dtype(seen, matrix, *([] if added is None else [added]))
        if dtype.kind == "i":  # exact, or refused: as a convolution over one pixel
            return conv_forward(seen[:, None, None], matrix[None, None], added)[:, 0, 0]
        product = seen.astype(dtype, copy=False) @ matrix.astype(dtype, copy=False)
        return np.asarray(product if added is None else product + added.astype(dtype, copy=False))

    @quietly
    def backward(self, grad: Array, x: Array, weights: Array | None) -> LayerGradients:
        seen, matrix = _dense_arguments(x, weights)
        slope = _slope(grad, (len(seen), matrix.shape[1]))
        dtype = result_dtype(slope, seen, matrix)
        if dtype.kind == "i":
            d = conv_backward(slope[:, None, None], seen[:, None, None], matrix[None, None])
            return d.a_prev[:, 0, 0], d.weights[0, 0], d.bias if self.bias else None
        slope, seen, matrix = (a.astype(dtype, copy=False) for a in (slope, seen, matrix))
        return slope @ matrix.T, seen.T @ slope, slope.sum(axis=0) if self.bias else None


@dataclass(frozen=True, repr=False)
class ReLU(Layer):
    """The rectifier: what is below 0 becomes 0.

    It can work in place, on the output of the layer before it, and so adds no activations.

    Examples
    --------
    >>> ReLU().output_shape((28, 28, 6))
    (28, 28, 6)
    """

    def output_shape(self, input_shape: Shape) -> Shape:
        return volume_shape(input_shape)

    def activations(self, input_shape: Shape) -> int:
        return 0

    def forward(self, x: Array, weights: Array | None, bias: Array | None) -> Array:
        return np.maximum(array(x, "x"), 0)

    def backward(self, grad: Array, x: Array, weights: Array | None) -> LayerGradients:
        seen = array(x, "x")
        slope = _slope(grad, seen.shape)
        return np.where(seen > 0, slope, 0).astype(slope.dtype, copy=False), None, None


def _dense_arguments(x: Array, weights: Array | None) -> tuple[Array, Array]:
    """The batch (m, n) and the weights (n, units) of a dense layer, checked."""
    seen, matrix = array(x, "x", "(m, n)"), array(weights, "weights", "(n, units)")
    if seen.shape[1] != matrix.shape[0]:
        raise ValueError(
            f"weights {matrix.shape} read {matrix.shape[0]} numbers, but x {seen.shape} has "
            f"{seen.shape[1]}"
        )
    return seen, matrix


def _slope(grad: Array, expected: Shape) -> Array:
    """The gradient by a layer's output, with its shape checked."""
    slope = array(grad, "grad")
    if slope.shape != expected:
        raise ValueError(
            f"grad must have the shape of the layer's output, {expected}, not {slope.shape}"
        )
    return slope


def layer_list(layers: object) -> list[Layer]:
    """`layers` as a list, or a TypeError that says which of them is no layer."""
    if isinstance(layers, Layer):
        raise TypeError(f"layers must be a list of layers, not one layer: write [{layers}]")
    if isinstance(layers, np.ndarray):
        raise TypeError(f"layers must be a list of layers, not {shown(layers)}")
    checked = []
    for number, item in enumerate(in_order(layers, "layers", "layers"), 1):
        if isinstance(item, type) and issubclass(item, Layer):
            raise TypeError(f"layer {number} is the class {item.__name__}: call it")
        if not isinstance(item, Layer):
            raise TypeError(
                f"layer {number} must be a layer such as Conv2d(6, 5), not {shown(item)}"
            )
        checked.append(item)
    return checked


def volume_shape(input_shape: object) -> Shape:
    """`input_shape` as (n_h, n_w, n_c), or (n,) for a network that begins flat."""
    return shape(input_shape, "input_shape", "(n_h, n_w, n_c)", "(n,)")


def shapes(layers: list[Layer], input_shape: Shape) -> list[Shape]:
    """The input's shape and each layer's output shape; an error names the layer."""
    found = [input_shape]
    for number, layer in enumerate(layers, 1):
        try:
            found.append(layer.output_shape(found[-1]))
        except ValueError as error:
            raise ValueError(f"layer {number}, {layer}, on {found[-1]}: {error}") from None
    return found


def _volume(input_shape: Shape, layer: Layer) -> tuple[int, int, int]:
    checked = volume_shape(input_shape)
    if len(checked) != 3:
        raise ValueError(f"{layer} needs an input (n_h, n_w, n_c), not {shown(input_shape)}")
    n_h, n_w, n_c = checked
    return n_h, n_w, n_c


def _count(shape: Shape | None) -> int:
    return 0 if shape is None else math.prod(shape)


def _put(layer: Layer, name: str, value: object) -> None:
    """Set a field of a frozen dataclass while it is made."""
    object.__setattr__(layer, name, value)


def _short(value: Pair) -> Size:
    return value[0] if value[0] == value[1] else value


def _short_padding(sides: Sides | PaddingWord) -> Padding:
    if isinstance(sides, str):
        return sides
    (top, bottom), (left, right) = sides
    return _short((top, left)) if top == bottom and left == right else sides
