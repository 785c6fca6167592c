"""What a stack of layers makes of an image, and what that costs."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

from convdemo._check import counted, pair, shape, whole, yes_or_no
from convdemo.layers import Dense, Layer, layer_list, shapes, volume_shape
from convdemo.types import Pair, Shape, Size


@dataclass(frozen=True)
class Row:
    """One layer of a `Summary`, for one example.

    Attributes
    ----------
    number
        The layer's place, from 1.
    layer
        The layer itself; `str(row.layer)` is its name.
    input_shape, output_shape
        (n_h, n_w, n_c), or (n,) once flat.
    weights, biases, parameters
        How many numbers the layer learns; the last is the sum.
    macs
        Multiply-adds.
    activations
        Numbers that the layer adds to what must be kept for the way back: the output's size; 0 for
        `ReLU`, which can work in place, and for `Flatten`.
    memory
        Bytes of these activations in float32.
    receptive_field
        Pixels of the input, in height and width, from the first to the last that one output depends
        on; (h, w) if they differ.
        Padding counts, so that it may exceed the image.
    jump
        Pixels of the input from one output to the next; (h, w) if they differ.
    dropped
        Rows and columns of the layer's input that no window reaches.

    Examples
    --------
    >>> from convdemo import Conv2d
    >>> row = summarize([Conv2d(6, 5)], (32, 32, 3)).rows[0]
    >>> row.output_shape, row.parameters, row.macs, row.receptive_field
    ((28, 28, 6), 456, 352800, 5)
    """

    number: int
    layer: Layer
    input_shape: Shape
    output_shape: Shape
    weights: int
    biases: int
    macs: int
    activations: int
    receptive_field: Size
    jump: Size
    dropped: Pair

    @property
    def parameters(self) -> int:
        """Weights and biases."""
        return self.weights + self.biases

    @property
    def memory(self) -> int:
        """Bytes of the activations in float32."""
        return 4 * self.activations


@dataclass(frozen=True)
class Summary:
    """A stack of layers, one row a layer, with its totals; prints as a table.

    Attributes
    ----------
    input_shape
        (n_h, n_w, n_c), or (n,).
    rows
        One `Row` a layer.
    weights, biases, parameters, macs
        The sums of the rows'.
    activations
        The input's numbers and the sum of the rows'.
    memory
        Bytes of these activations in float32.
    receptive_field
        The last row's.

    Examples
    --------
    >>> from convdemo import Conv2d, MaxPool2d
    >>> stack = summarize([Conv2d(6, 5), MaxPool2d(2)], (32, 32, 3))
    >>> stack.parameters, stack.macs, stack.activations, stack.receptive_field
    (456, 352800, 8952, 6)
    """

    input_shape: Shape
    rows: tuple[Row, ...]

    @property
    def weights(self) -> int:
        """Weights of all layers."""
        return sum(row.weights for row in self.rows)

    @property
    def biases(self) -> int:
        """Biases of all layers."""
        return sum(row.biases for row in self.rows)

    @property
    def parameters(self) -> int:
        """Weights and biases of all layers."""
        return self.weights + self.biases

    @property
    def macs(self) -> int:
        """Multiply-adds of all layers, for one example."""
        return sum(row.macs for row in self.rows)

    @property
    def activations(self) -> int:
        """The input's numbers and all layers' activations."""
        return math.prod(self.input_shape) + sum(row.activations for row in self.rows)

    @property
    def memory(self) -> int:
        """Bytes of the activations in float32, the input with them."""
        return 4 * self.activations

    @property
    def receptive_field(self) -> Size:
        """The last layer's receptive field; 1 if there is no layer."""
        return self.rows[-1].receptive_field if self.rows else 1

    def __str__(self) -> str:
        """An aligned table; with x for × where the standard output cannot write ×."""
        lines = [HEADINGS, *self._cells()]
        widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
        ruler = "  ".join("-" * width for width in widths)
        text = [_aligned(line, widths) for line in lines]
        return _writable("\n".join([text[0], ruler, *text[1:-1], ruler, text[-1]]))

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """A table for a notebook, with headings that a screen reader can follow."""
        head = "".join(f'<th scope="col">{escape(name)}</th>' for name in HEADINGS)
        body = ["<tr>" + _html_cells(line) + "</tr>" for line in self._cells()]
        layers = "layer" if len(self.rows) == 1 else "layers"
        return (
            f"<table><caption>{len(self.rows)} {layers}, for one example</caption>"
            f"<thead><tr>{head}</tr></thead>"
            f"<tbody>{''.join(body[:-1])}</tbody><tfoot>{body[-1]}</tfoot></table>"
        )

    def _cells(self) -> list[tuple[str, ...]]:
        """The table's cells as text: the input, each layer, the totals."""
        size = counted(math.prod(self.input_shape))
        first = ("input", _times(self.input_shape), "", "", size, "", "")
        layers = [
            (
                str(row.layer),
                _times(row.output_shape),
                counted(row.parameters),
                counted(row.macs),
                counted(row.activations),
                _side(row.receptive_field),
                _side(row.jump),
            )
            for row in self.rows
        ]
        sums = (counted(self.parameters), counted(self.macs), counted(self.activations))
        return [first, *layers, ("total", "", *sums, "", "")]


HEADINGS = (
    "layer",
    "output",
    "parameters",
    "multiply-adds",
    "activations",
    "receptive field",
    "jump",
)


def summarize(layers: Iterable[Layer], input_shape: Shape) -> Summary:
    """Lay out a stack of layers: shapes, parameters, multiply-adds, activations, receptive fields.

    Parameters
    ----------
    layers
        The layers, first to last.
    input_shape
        The shape of one example, (n_h, n_w, n_c), or (n,) for a network that begins flat.

    Returns
    -------
    Summary
        With one `Row` a layer. A dense layer's receptive field is that of a convolution with a
        window as large as the volume that was flattened.

    Raises
    ------
    ValueError
        If a layer cannot follow the one before it; the message names its number.
    TypeError
        If there is something among the layers that is none.

    Source
    ------
    Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
    Distill, 2019.

    Examples
    --------
    >>> from convdemo.layers import Conv2d, Flatten, MaxPool2d
    >>> table = summarize([Conv2d(6, 5), MaxPool2d(2), Flatten(), Dense(10)], (32, 32, 3))
    >>> print(table)
    layer         output       parameters  multiply-adds  activations  receptive field  jump
    ------------  -----------  ----------  -------------  -----------  ---------------  ----
    input         32 × 32 × 3                                   3,072
    Conv2d(6, 5)  28 × 28 × 6         456        352,800        4,704                5     1
    MaxPool2d(2)  14 × 14 × 6           0              0        1,176                6     2
    Flatten()     1,176                 0              0            0                6     2
    Dense(10)     10               11,770         11,760           10               32     2
    ------------  -----------  ----------  -------------  -----------  ---------------  ----
    total                          12,226        364,560        8,962
    >>> table.rows[0].output_shape, table.receptive_field
    ((28, 28, 6), 32)
    """
    stack = layer_list(layers)
    first = volume_shape(input_shape)
    chain = shapes(stack, first)
    field, jump, plane = (1, 1), (1, 1), (1, 1)
    rows = []
    for number, layer in enumerate(stack, 1):
        before = chain[number - 1]
        if len(before) == 3:
            plane = before[0], before[1]
        window = layer.window(before)
        if window is not None:
            field = _grown(field, jump, (window[0].span, window[1].span))
            jump = jump[0] * window[0].stride, jump[1] * window[1].stride
        elif isinstance(layer, Dense):
            field, plane = _grown(field, jump, plane), (1, 1)
        rows.append(_row(number, layer, before, chain[number], _short(field), _short(jump)))
    return Summary(first, tuple(rows))


def _row(number: int, layer: Layer, before: Shape, after: Shape, field: Size, jump: Size) -> Row:
    window = layer.window(before)
    return Row(
        number=number,
        layer=layer,
        input_shape=before,
        output_shape=after,
        weights=layer.weights(before),
        biases=layer.biases(before),
        macs=layer.macs(before),
        activations=layer.activations(before),
        receptive_field=field,
        jump=jump,
        dropped=(0, 0) if window is None else (window[0].unread(), window[1].unread()),
    )


def mlp_parameters(image_shape: Shape, units: int, *, bias: bool = False) -> int:
    """Count the weights of a dense layer on an image: one for each of its numbers and each unit.

    Parameters
    ----------
    image_shape
        (n_h, n_w) or (n_h, n_w, n_c).
    units
        How many units the layer has.
    bias
        Whether to count a bias for each unit too.

    Returns
    -------
    int

    Raises
    ------
    ValueError, TypeError
        If a number is not a positive integer, or `bias` not True or False.

    Examples
    --------
    >>> mlp_parameters((128, 128), 300), mlp_parameters((128, 128, 3), 300)
    (4915200, 14745600)
    """
    pixels = math.prod(shape(image_shape, "image_shape", "(n_h, n_w)", "(n_h, n_w, n_c)"))
    return (pixels + yes_or_no(bias, "bias")) * whole(units, "units", 1)


def conv_parameters(size: Size, n_c_prev: int, n_c: int, bias: bool = True) -> int:
    """Count what a convolution layer learns: each filter's weights, and its bias.

    Parameters
    ----------
    size
        The filters' height and width, an int or (f_h, f_w).
    n_c_prev
        Channels of the input, all of which each filter reads.
    n_c
        How many filters.
    bias
        Whether each filter has a bias.

    Returns
    -------
    int
        The same at any size of the image.

    Raises
    ------
    ValueError, TypeError
        If a number is not a positive integer, or `bias` not True or False.

    Examples
    --------
    >>> conv_parameters(5, 3, 6)
    456
    """
    f_h, f_w = pair(size, "size", 1)
    depth = whole(n_c_prev, "n_c_prev", 1)
    return (f_h * f_w * depth + yes_or_no(bias, "bias")) * whole(n_c, "n_c", 1)


def _grown(field: Pair, jump: Pair, covered: Pair) -> Pair:
    """The receptive field after a window that covers so many outputs of the layer before."""
    return field[0] + (covered[0] - 1) * jump[0], field[1] + (covered[1] - 1) * jump[1]


def _short(value: Pair) -> Size:
    return value[0] if value[0] == value[1] else value


def _times(shape: Shape) -> str:
    return " × ".join(map(counted, shape))


def _writable(text: str) -> str:
    """`text`, so that `print` does not fail on its ×: not every encoding has one."""
    try:
        "×".encode(getattr(sys.stdout, "encoding", None) or "utf-8")
    except (UnicodeEncodeError, LookupError):
        return text.replace("×", "x")
    return text


def _side(value: Size) -> str:
    return counted(value) if isinstance(value, int) else _times(value)


def _aligned(cells: tuple[str, ...], widths: list[int]) -> str:
    """Words to the left, numbers to the right."""
    words = [f"{cell:<{width}}" for cell, width in zip(cells[:2], widths[:2], strict=True)]
    numbers = [f"{cell:>{width}}" for cell, width in zip(cells[2:], widths[2:], strict=True)]
    return "  ".join(words + numbers).rstrip()


def _html_cells(cells: tuple[str, ...]) -> str:
    first, *others = (escape(cell) for cell in cells)
    return f'<th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in others)
