"""Layers as descriptions: shapes, counts, and the way they print."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError

import numpy as np
import pytest

from convdemo.layers import AvgPool2d, Conv2d, Dense, Flatten, Layer, MaxPool2d, ReLU
from tests.convdemo.untyped import untyped


@pytest.mark.parametrize(
    "layer, before, after",
    [
        (Conv2d(6, 5), (32, 32, 3), (28, 28, 6)),
        (Conv2d(96, 11, stride=4), (227, 227, 3), (55, 55, 96)),
        (Conv2d(1, 3, padding="same", stride=2), (7, 8, 1), (4, 4, 1)),
        (Conv2d(4, (1, 3), dilation=(1, 2)), (5, 7, 2), (5, 3, 4)),
        (Conv2d(2, 3, padding=((1, 0), (0, 2))), (4, 4, 1), (3, 4, 2)),
        (MaxPool2d(2), (28, 28, 6), (14, 14, 6)),
        (MaxPool2d(3, stride=2, ceil_mode=True), (6, 6, 2), (3, 3, 2)),
        (AvgPool2d(2, stride=1, padding=1), (3, 3, 2), (4, 4, 2)),
        (Flatten(), (5, 5, 16), (400,)),
        (Dense(10), (84,), (10,)),
        (ReLU(), (3, 4, 5), (3, 4, 5)),
    ],
)
def test_the_shape_is_that_of_the_arithmetic(
    layer: Layer, before: tuple[int, ...], after: tuple[int, ...]
) -> None:
    assert layer.output_shape(before) == after
    weight_shape, bias_shape = layer.weight_shape(before), layer.bias_shape(before)
    weights = None if weight_shape is None else np.ones(weight_shape)
    bias = None if bias_shape is None else np.zeros(bias_shape)
    x = np.ones((2, *before))
    out = layer.forward(x, weights, bias)
    assert out.shape == (2, *after)
    by_x, by_weights, by_bias = layer.backward(np.ones_like(out), x, weights)
    assert by_x.shape == x.shape
    assert (None if by_weights is None else by_weights.shape) == weight_shape
    assert (None if by_bias is None else by_bias.shape) == bias_shape


def test_weights_and_biases_are_counted_apart() -> None:
    layer = Conv2d(6, 5)
    assert (layer.weights((32, 32, 3)), layer.biases((32, 32, 3))) == (450, 6)
    assert layer.parameters((32, 32, 3)) == 456
    assert Conv2d(6, 5, bias=False).parameters((32, 32, 3)) == 450
    assert Dense(1000).parameters((4096,)) == 4_097_000
    assert MaxPool2d(2).parameters((4, 4, 1)) == 0


def test_the_layers_that_alexnet_shares_save_weights() -> None:
    shared = Conv2d(256, 5, padding=2, groups=2)
    assert shared.parameters((27, 27, 96)) == 307_456
    assert shared.macs((27, 27, 96)) == 27 * 27 * 256 * 5 * 5 * 48


def test_equal_layers_are_equal_and_print_in_their_shortest_form() -> None:
    assert Conv2d(6, 5) == Conv2d(6, (5, 5), stride=(1, 1), padding=((0, 0), (0, 0)))
    assert hash(Conv2d(6, untyped(np.int64(5)))) == hash(Conv2d(6, untyped([5, 5])))
    assert MaxPool2d(2) == MaxPool2d(2, stride=2) != untyped(AvgPool2d(2))
    assert repr(Conv2d(6, untyped([5, 3]), padding=((1, 2), (0, 0)), bias=False)) == (
        "Conv2d(6, (5, 3), padding=((1, 2), (0, 0)), bias=False)"
    )
    assert repr([MaxPool2d(3, stride=2), Flatten(), Dense(5, bias=False), ReLU()]) == (
        "[MaxPool2d(3, stride=2), Flatten(), Dense(5, bias=False), ReLU()]"
    )
    assert eval(repr(Conv2d(8, 3, groups=2, dilation=(1, 2)))) == Conv2d(
        8, 3, groups=2, dilation=(1, 2)
    )


def test_a_layer_does_not_change() -> None:
    with pytest.raises(AttributeError):
        untyped(Conv2d(6, 5)).filters = 7


@pytest.mark.parametrize(
    "layer, written",
    [
        (Conv2d(6, 5), "Conv2d(6, 5)"),
        (
            Conv2d(6, (5, 3), stride=2, padding=((1, 0), (0, 0)), dilation=3, groups=2, bias=False),
            "Conv2d(6, (5, 3), stride=2, padding=((1, 0), (0, 0)), dilation=3, groups=2, bias=False)",
        ),
        (MaxPool2d(3, stride=2, ceil_mode=True), "MaxPool2d(3, stride=2, ceil_mode=True)"),
        (AvgPool2d(2, stride=2, padding=1), "AvgPool2d(2, padding=1)"),
        (Flatten(), "Flatten()"),
        (Dense(3), "Dense(3)"),
        (Dense(3, bias=False), "Dense(3, bias=False)"),
        (ReLU(), "ReLU()"),
    ],
)
def test_a_layer_is_a_value(layer: Layer, written: str) -> None:
    assert repr(layer) == str(layer) == written
    again = eval(written)
    assert again == layer and hash(again) == hash(layer) and len({again, layer}) == 1
    with pytest.raises(FrozenInstanceError):
        untyped(layer).size = 4
    assert layer not in (Conv2d(7, 5), MaxPool2d(9), Dense(9))


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (lambda: Conv2d(0, 5), ValueError, "filters must be at least 1, not 0"),
        (
            lambda: Conv2d(untyped(6.0), 5),
            TypeError,
            "filters must be an integer, not 6.0 of type float",
        ),
        (lambda: Conv2d(6, 0), ValueError, "size must be at least 1, not 0"),
        (lambda: Conv2d(6, 5, stride=0), ValueError, "stride must be at least 1, not 0"),
        (lambda: Conv2d(6, 5, padding=-1), ValueError, "padding must be at least 0, not -1"),
        (
            lambda: Conv2d(6, 5, padding=untyped("some")),
            ValueError,
            'padding must be "valid", "same", "full" or a number, not \'some\'',
        ),
        (
            lambda: Conv2d(6, 5, dilation=untyped(None)),
            TypeError,
            "dilation must be an integer, not None of type NoneType",
        ),
        (lambda: Conv2d(6, 5, groups=4), ValueError, "groups 4 does not divide filters = 6"),
        (lambda: Conv2d(6, 5, bias=untyped(1)), TypeError, "bias must be True or False, not 1"),
        (
            lambda: Conv2d(6, 5, groups=3).output_shape((9, 9, 4)),
            ValueError,
            "groups 3 does not divide n_c_prev = 4",
        ),
        (
            lambda: Conv2d(6, 5).output_shape((3, 3, 1)),
            ValueError,
            "kernel (5, 5) does not fit in the padded image (3, 3)",
        ),
        (
            lambda: Conv2d(6, 5).output_shape((400,)),
            ValueError,
            "Conv2d(6, 5) needs an input (n_h, n_w, n_c), not (400,)",
        ),
        (
            lambda: Conv2d(6, 5).output_shape((32, 32)),
            ValueError,
            "input_shape must be (n_h, n_w, n_c) or (n,), not (32, 32)",
        ),
        (
            lambda: MaxPool2d(2, padding=2),
            ValueError,
            "padding 2 must be smaller than the window, which covers 2",
        ),
        (
            lambda: MaxPool2d(untyped("2")),
            TypeError,
            "size must be an integer, not '2' of type str",
        ),
        (
            lambda: MaxPool2d(2, ceil_mode=untyped(None)),
            TypeError,
            "ceil_mode must be True or False, not None",
        ),
        (
            lambda: AvgPool2d(4).output_shape((3, 3, 1)),
            ValueError,
            "size (4, 4) does not fit in the padded image (3, 3)",
        ),
        (lambda: Dense(-1), ValueError, "units must be at least 1, not -1"),
        (
            lambda: Dense(3).output_shape((5, 5, 1)),
            ValueError,
            "Dense(3) needs a flat input (n,), not (5, 5, 1); put Flatten() before it",
        ),
    ],
)
def test_bad_input_is_named(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == words
