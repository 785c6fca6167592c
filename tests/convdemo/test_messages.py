"""What every error says, word for word: the argument, what came, and what would do."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import convdemo
from convdemo import (
    AvgPool2d,
    Conv2d,
    Dense,
    Flatten,
    MaxPool2d,
    Network,
    ReLU,
    alexnet,
    avg_pool,
    avg_pool_backward,
    bar_image,
    complex_cell,
    conv2d,
    conv2d_loops,
    conv_backward,
    conv_forward,
    conv_forward_loops,
    conv_matrix,
    conv_parameters,
    edge_angle,
    edge_at,
    edge_filter,
    edge_image,
    end_stopped_cell,
    equivariance_error,
    gabor_filter,
    gaussian_derivative,
    grating_image,
    identifiability,
    im2col,
    invariance_error,
    largest_rate,
    learn_filter,
    max_pool,
    max_pool_backward,
    mlp_parameters,
    output_size,
    pad,
    pixel_uses,
    receptive_field,
    scratch,
    shift,
    simple_cell,
    softmax_cross_entropy,
    spread,
    steering_error,
    summarize,
    tuning_curve,
)

Call = Callable[[Any], Any]
X, K, T = np.arange(36.0).reshape(6, 6) ** 2 % 7, np.ones((3, 3)), np.ones((4, 4))
V, W, G = np.ones((1, 6, 6, 2)), np.ones((3, 3, 2, 1)), np.ones((1, 4, 4, 1))
FIELD = np.ones((21, 21))
PICTURES = "(n_h, n_w)", "(n_h, n_w, n_c)", "(m, n_h, n_w, n_c)"


def same(value: Any) -> Any:
    return value


def flat_network() -> Network:
    network = Network([Dense(2)], (3,))
    network.backward(network.forward(np.ones((4, 3)))[:, :2])
    return network


# The argument's name, the shapes that it may have, whether it may be left out, and calls.
ARRAYS: list[tuple[str, tuple[str, ...], bool, list[Call]]] = [
    ("image", ("(n_h, n_w)",), False, [
        lambda v: conv2d(v, K), lambda v: conv2d_loops(v, K), lambda v: simple_cell(v, 30),
        lambda v: complex_cell(v, 30), lambda v: end_stopped_cell(v, 30),
    ]),
    ("kernel", ("(f_h, f_w)",), False, [
        lambda v: conv2d(X, v), lambda v: conv2d_loops(X, v), lambda v: conv_matrix((6, 6), v),
        lambda v: equivariance_error(X, v), lambda v: invariance_error(X, v),
    ]),
    ("x", ("(n_h, n_w)",), False, [
        lambda v: equivariance_error(v, K), lambda v: invariance_error(v, K),
    ]),
    ("x", PICTURES[:2], False, [lambda v: scratch(v, 0, 0)]),
    ("x", PICTURES, False, [
        lambda v: pad(v, 1), lambda v: shift(v, 1, 1), lambda v: max_pool(v, 2),
        lambda v: avg_pool(v, 2), lambda v: max_pool_backward(X, v, 2),
        lambda v: avg_pool_backward(X, v, 2), lambda v: MaxPool2d(2).forward(v, None, None),
        lambda v: AvgPool2d(2).forward(v, None, None),
    ]),
    ("grad", PICTURES, False, [
        lambda v: max_pool_backward(v, X, 2), lambda v: avg_pool_backward(v, X, 2),
        lambda v: MaxPool2d(2).backward(v, X, None), lambda v: AvgPool2d(2).backward(v, X, None),
    ]),
    ("a_prev", ("(m, n_h, n_w, n_c_prev)",), False, [
        lambda v: conv_forward(v, W), lambda v: conv_forward_loops(v, W), lambda v: im2col(v, 2),
        lambda v: conv_backward(G, v, W), lambda v: Conv2d(1, 3).forward(v, W, None),
        lambda v: Conv2d(1, 3).backward(G, v, W),
    ]),
    ("weights", ("(f_h, f_w, n_c_prev // groups, n_c)",), False, [
        lambda v: conv_forward(V, v), lambda v: conv_forward_loops(V, v),
        lambda v: conv_backward(G, V, v), lambda v: Conv2d(1, 3).forward(V, v, None),
        lambda v: Conv2d(1, 3).backward(G, V, v),
    ]),
    ("bias", ("(n_c,)", "(1, 1, 1, n_c)"), True, [
        lambda v: conv_forward(V, W, v), lambda v: conv_forward_loops(V, W, v),
    ]),
    ("grad", ("(m, n_h, n_w, n_c)",), False, [lambda v: conv_backward(v, V, W)]),
    ("base", ("(f, f)",), False, [
        lambda v: edge_filter(90, v), lambda v: edge_angle(K, v), steering_error,
    ]),
    ("picture", ("(f, f)",), False, [edge_angle]),
    ("images", ("(n_h, n_w)", "(m, n_h, n_w)"), False, [
        lambda v: learn_filter(v, T), identifiability, largest_rate,
    ]),
    ("targets", ("(n_h', n_w')", "(m, n_h', n_w')"), False, [lambda v: learn_filter(X, v)]),
    ("initial", ("(f_h, f_w)",), True, [lambda v: learn_filter(X, T, initial=v, steps=1)]),
    ("logits", ("(m, classes)",), False, [lambda v: softmax_cross_entropy(v, [1])]),
    ("labels", ("(m,)",), False, [lambda v: softmax_cross_entropy([[1, 2]], v)]),
    ("x", ("(m, n)",), False, [
        lambda v: Dense(1).forward(v, K, None), lambda v: Dense(1).backward(K, v, K),
    ]),
    ("weights", ("(n, units)",), False, [
        lambda v: Dense(1).forward(K, v, None), lambda v: Dense(1).backward(K, K, v),
    ]),
    ("bias", ("(units,)",), True, [lambda v: Dense(3).forward(K, K, v)]),
    ("x", ("(m, n_h, n_w, n_c)", "(m, n)"), False, [
        lambda v: Flatten().forward(v, None, None), lambda v: Flatten().backward(X, v, None),
    ]),
    ("x", (), False, [
        lambda v: spread(v, X, same), lambda v: ReLU().forward(v, None, None),
        lambda v: ReLU().backward(K, v, None), lambda v: flat_network().forward(v),
    ]),
    ("damaged", (), False, [lambda v: spread(X, v, same)]),
    ("what compute returns", (), False, [lambda v: spread(X, X, lambda image: v)]),
    ("grad", (), False, [
        lambda v: ReLU().backward(v, K, None), lambda v: Flatten().backward(v, V, None),
        lambda v: Dense(3).backward(v, K, K), lambda v: flat_network().backward(v),
    ]),
]  # fmt: skip


@pytest.mark.parametrize(
    "name, layouts, left_out, call",
    [(*row, call) for *row, calls in ARRAYS for call in calls],
)
def test_an_array_has_a_name_and_a_shape(
    name: str, layouts: tuple[str, ...], left_out: bool, call: Call
) -> None:
    if not left_out:
        refused(lambda: call(None), TypeError, f"{name} must be an array of numbers, not None")
    for bad in (np.ones((1,) * 6), np.float64(3)) if layouts else ():
        words = f"{name} must have the shape {' or '.join(layouts)}, not {np.shape(bad)}"
        refused(lambda bad=bad: call(bad), ValueError, words)


def refused(call: Callable[[], Any], error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == words


NUMBERS: list[tuple[str, list[Call]]] = [
    ("angle", [
        edge_at, bar_image, grating_image, gabor_filter, edge_filter, gaussian_derivative,
        lambda v: simple_cell(X, v), lambda v: complex_cell(X, v),
        lambda v: end_stopped_cell(FIELD, v),
    ]),
    ("angles", [lambda v: tuning_curve(np.sum, [v])]),
    ("offset", [lambda v: edge_at(0, offset=v), lambda v: bar_image(0, offset=v)]),
    ("phase", [
        lambda v: grating_image(0, phase=v), lambda v: gabor_filter(0, phase=v),
        lambda v: simple_cell(FIELD, 0, phase=v),
    ]),
    ("momentum", [lambda v: flat_network().step(1, momentum=v)]),
]  # fmt: skip
POSITIVE: list[tuple[str, list[Call]]] = [
    ("blur", [lambda v: edge_at(0, blur=v), lambda v: steering_error(blur=v)]),
    ("width", [lambda v: bar_image(0, width=v)]),
    ("length", [lambda v: bar_image(0, length=v)]),
    ("wavelength", [
        lambda v: grating_image(0, wavelength=v), lambda v: gabor_filter(0, wavelength=v),
        lambda v: simple_cell(FIELD, 0, wavelength=v),
        lambda v: complex_cell(FIELD, 0, wavelength=v),
        lambda v: end_stopped_cell(FIELD, 0, wavelength=v),
    ]),
    ("sigma", [
        lambda v: gabor_filter(0, sigma=v), lambda v: simple_cell(FIELD, 0, sigma=v),
        lambda v: complex_cell(FIELD, 0, sigma=v), lambda v: end_stopped_cell(FIELD, 0, sigma=v),
        lambda v: gaussian_derivative(0, v),
    ]),
    ("rate", [lambda v: learn_filter(X, T, rate=v), lambda v: flat_network().step(v)]),
]  # fmt: skip
PAINTED: list[tuple[str, list[Call]]] = [
    ("value", [lambda v: pad(X, 1, value=v), lambda v: scratch(X, 0, 0, value=v)]),
    ("fill", [lambda v: shift(X, 1, 1, fill=v)]),
]
WHOLE: list[tuple[str, list[Call]]] = [
    ("rows", [lambda v: shift(X, v, 0)]),
    ("cols", [lambda v: shift(X, 0, v)]),
    ("bright", [lambda v: edge_image(4, v)]),
    ("shift", [
        lambda v: equivariance_error(X, K, v), lambda v: invariance_error(X, K, (0, v)),
        lambda v: invariance_error(X, K, (v, 0)),
    ]),
    ("stride", [lambda v: invariance_error(X, K, stride=(1, v))]),
    ("pool", [lambda v: invariance_error(X, K, pool=(1, v))]),
]  # fmt: skip
SWITCHES: list[tuple[str, list[Call]]] = [
    ("bias", [
        lambda v: Conv2d(1, 1, bias=v), lambda v: Dense(1, bias=v),
        lambda v: conv_parameters(1, 1, 1, v), lambda v: mlp_parameters((1, 1), 1, bias=v),
    ]),
    ("groups", [alexnet]),
    ("ceil_mode", [
        lambda v: output_size(5, 2, ceil_mode=v), lambda v: max_pool(X, 2, ceil_mode=v),
        lambda v: avg_pool(X, 2, ceil_mode=v), lambda v: AvgPool2d(2, ceil_mode=v),
    ]),
    ("count_include_pad", [
        lambda v: avg_pool(X, 2, count_include_pad=v),
        lambda v: avg_pool_backward(K, X, 2, count_include_pad=v),
    ]),
]  # fmt: skip


def rows(table: list[tuple[str, list[Call]]]) -> list[tuple[str, Call]]:
    return [(name, call) for name, calls in table for call in calls]


@pytest.mark.parametrize("name, call", rows(NUMBERS + POSITIVE + PAINTED))
def test_a_number_has_a_name(name: str, call: Call) -> None:
    for bad, kind in (("a", "str"), (True, "bool"), ([1], "list")):
        words = f"{name} must be a number, not {bad!r} of type {kind}"
        refused(lambda bad=bad: call(bad), TypeError, words)


@pytest.mark.parametrize("name, call", rows(NUMBERS + POSITIVE))
def test_a_number_is_finite(name: str, call: Call) -> None:
    for bad in (np.inf, -np.inf, np.nan):
        refused(lambda bad=bad: call(bad), ValueError, f"{name} must be finite, not {bad}")


@pytest.mark.parametrize("name, call", rows(POSITIVE))
def test_a_number_is_above_zero(name: str, call: Call) -> None:
    for bad in (0, -0.5):
        refused(lambda bad=bad: call(bad), ValueError, f"{name} must be above 0, not {bad}")


@pytest.mark.parametrize("name, call", rows(WHOLE))
def test_a_whole_number_has_a_name(name: str, call: Call) -> None:
    words = f"{name} must be an integer, not "
    for bad in (True, np.True_):
        refused(lambda bad=bad: call(bad), TypeError, f"{words}{bad!r}")
    for bad, kind in (("a", "str"), (1.0, "float"), (None, "NoneType")):
        if (name, bad) != ("pool", None):
            refused(lambda bad=bad: call(bad), TypeError, f"{words}{bad!r} of type {kind}")


@pytest.mark.parametrize("name, call", rows(SWITCHES))
def test_a_switch_has_a_name(name: str, call: Call) -> None:
    for bad in ("a", 1, None):
        refused(lambda bad=bad: call(bad), TypeError, f"{name} must be True or False, not {bad!r}")


# The error of 6 grows sevenfold at each step: 36 · 49¹⁸² is beyond all floats, and 36 · 49¹⁸¹ not.
DIVERGES: dict[str, Any] = {"rate": 1, "initial": [[3.0]], "steps": 900}
HOLLOW = np.array([[1, 0], [0, 1]])
ERRORS: list[tuple[Callable[[], Any], type[Exception], str]] = [
    # Pairs, words and shapes.
    (lambda: conv2d(X, K, stride=(1, 2, 3)), ValueError,
     "stride must be an int or (h, w), not (1, 2, 3)"),
    (lambda: invariance_error(X, K, (1, 2, 3)), ValueError,
     "shift must be an int or (h, w), not (1, 2, 3)"),
    (lambda: conv_matrix(5, K), ValueError, "shape must be (n_h, n_w), not 5"),
    (lambda: pixel_uses((5, 6, 7), 2), ValueError, "shape must be (n_h, n_w), not (5, 6, 7)"),
    (lambda: mlp_parameters((5,), 2), ValueError,
     "image_shape must be (n_h, n_w) or (n_h, n_w, n_c), not (5,)"),
    (lambda: mlp_parameters((5, 0), 2), ValueError, "image_shape must be at least 1, not 0"),
    (lambda: summarize([], (5, 6)), ValueError,
     "input_shape must be (n_h, n_w, n_c) or (n,), not (5, 6)"),
    (lambda: Network([Dense(1)], (0,)), ValueError, "input_shape must be at least 1, not 0"),
    (lambda: conv2d(X, K, padding=(1, 2, 3)), ValueError,
     "padding must be an int, (h, w) or ((top, bottom), (left, right)), not (1, 2, 3)"),
    (lambda: conv2d(X, K, padding=(1, (2, 3))), ValueError,
     "padding must be an int, (h, w) or ((top, bottom), (left, right)), not (1, (2, 3))"),
    (lambda: conv2d(X, K, padding=((2, 3), 1)), ValueError,
     "padding must be an int, (h, w) or ((top, bottom), (left, right)), not ((2, 3), 1)"),
    (lambda: conv2d(X, K, padding=((1, 2, 3), (1, 2))), ValueError,
     "padding must be an int or (h, w), not (1, 2, 3)"),
    (lambda: conv2d(X, K, padding=((1, 2), (1, 2, 3))), ValueError,
     "padding must be an int or (h, w), not (1, 2, 3)"),
    (lambda: conv2d(X, K, padding="some"), ValueError,
     """padding must be "valid", "same", "full" or a number, not 'some'"""),
    (lambda: output_size(5, 3, padding=(1, 2, 3)), ValueError,
     "padding must be an int or (before, after), not (1, 2, 3)"),
    (lambda: pad(X, "same"), ValueError,
     "padding must be an int, (h, w) or ((top, bottom), (left, right)) here, not 'same': "
     "how much that is depends on a window"),
    (lambda: receptive_field([(3, 1), (3,)]), ValueError,
     "windows must hold (f, s) or (f, s, d), not (3,)"),
    (lambda: receptive_field([(3, 1), "ab"]), ValueError,
     "windows must hold (f, s) or (f, s, d), not 'ab'"),
    (lambda: receptive_field([3]), ValueError, "windows must hold (f, s) or (f, s, d), not 3"),
    # Arrays.
    (lambda: conv2d(np.ones((0, 3)), K), ValueError,
     "image must not be empty, but its shape is (0, 3)"),
    (lambda: conv2d(np.ma.ones((3, 3)), K), TypeError,
     "image is a masked array, and the mask would be lost; fill it first"),
    # Windows that do not fit, of four sides of padding.
    (lambda: output_size(3, 9, padding=(1, 2)), ValueError,
     "kernel 9 does not fit in the padded length 6"),
    (lambda: output_size(3, 4, padding=(2, 1), dilation=2), ValueError,
     "kernel 4 with dilation 2 covers 7 and does not fit in the padded length 6"),
    (lambda: conv2d(np.ones((3, 4)), np.ones((20, 3)), padding=((1, 2), (3, 5))), ValueError,
     "kernel (20, 3) does not fit in the padded image (6, 12)"),
    (lambda: conv2d(np.ones((3, 4)), np.ones((2, 5)), padding=((1, 2), (3, 5)), dilation=(2, 3)),
     ValueError,
     "kernel (2, 5) with dilation (2, 3) covers (3, 13) and does not fit in the padded image "
     "(6, 12)"),
    (lambda: conv_matrix((2, 3), np.ones((3, 1))), ValueError,
     "kernel (3, 1) does not fit in the padded image (2, 3)"),
    (lambda: pixel_uses((2, 3), (1, 4)), ValueError,
     "size (1, 4) does not fit in the padded image (2, 3)"),
    (lambda: im2col(V, 7), ValueError, "size (7, 7) does not fit in the padded image (6, 6)"),
    (lambda: MaxPool2d(7).output_shape((6, 9, 1)), ValueError,
     "size (7, 7) does not fit in the padded image (6, 9)"),
    (lambda: Conv2d(1, 7).output_shape((6, 9, 1)), ValueError,
     "kernel (7, 7) does not fit in the padded image (6, 9)"),
    (lambda: identifiability(np.ones((2, 5, 4)), (2, 5)), ValueError,
     "size (2, 5) does not fit in the images (5, 4)"),
    (lambda: identifiability(np.ones((2, 3, 4)), (4, 1)), ValueError,
     "size (4, 1) does not fit in the images (3, 4)"),
    (lambda: invariance_error(X, K, pool=(7, 1)), ValueError,
     "pool (7, 1) does not fit in the convolution's output (6, 6)"),
    (lambda: invariance_error(X, K, pool=(1, 4), stride=(1, 2)), ValueError,
     "pool (1, 4) does not fit in the convolution's output (6, 3)"),
    # Channels, biases and gradients.
    (lambda: conv_forward(V, np.ones((3, 3, 3, 1))), ValueError,
     "weights (3, 3, 3, 1) read 3 channels, but a_prev (1, 6, 6, 2) has 2"),
    (lambda: conv_forward(np.ones((1, 6, 6, 4)), np.ones((3, 3, 1, 2)), groups=2), ValueError,
     "weights (3, 3, 1, 2) read 1 channels in each of 2 groups, "
     "but a_prev (1, 6, 6, 4) has 2"),
    (lambda: conv_forward(np.ones((1, 6, 6, 3)), np.ones((3, 3, 1, 2)), groups=2), ValueError,
     "groups 2 does not divide n_c_prev = 3"),
    (lambda: conv_forward(V, np.ones((3, 3, 1, 3)), groups=2), ValueError,
     "groups 2 does not divide n_c = 3"),
    (lambda: Conv2d(3, 1, groups=2), ValueError, "groups 2 does not divide filters = 3"),
    (lambda: Conv2d(4, 1, groups=2).weight_shape((5, 5, 3)), ValueError,
     "groups 2 does not divide n_c_prev = 3"),
    (lambda: conv_forward(V, W, np.ones(2)), ValueError,
     "bias must be (1,) or (1, 1, 1, 1), not (2,)"),
    (lambda: conv_forward_loops(V, W, np.ones((1, 1, 2, 1))), ValueError,
     "bias must be (1,) or (1, 1, 1, 1), not (1, 1, 2, 1)"),
    (lambda: conv_backward(np.ones((2, 4, 4, 1)), V, W), ValueError,
     "grad must have the shape of the layer's output, (1, 4, 4, 1), not (2, 4, 4, 1)"),
    (lambda: max_pool_backward(np.ones((2, 2)), np.ones((5, 9)), 2), ValueError,
     "grad must have the shape of the pool's output, (2, 4), not (2, 2)"),
    (lambda: max_pool_backward(np.ones((2, 2)), np.ones((5, 9, 3)), 2), ValueError,
     "grad must have the shape of the pool's output, (2, 4, 3), not (2, 2)"),
    (lambda: avg_pool_backward(np.ones((2, 2)), np.ones((7, 5, 9, 3)), 2), ValueError,
     "grad must have the shape of the pool's output, (7, 2, 4, 3), not (2, 2)"),
    # Padding.
    (lambda: max_pool(X, (2, 3), padding=((0, 1), (1, 3))), ValueError,
     "padding 3 must be smaller than the window, which covers 3"),
    (lambda: avg_pool(X, (2, 3), padding=((3, 1), (1, 1)), dilation=(2, 1)), ValueError,
     "padding 3 must be smaller than the window, which covers 3"),
    (lambda: MaxPool2d((2, 3), padding=((0, 2), (0, 0))), ValueError,
     "padding 2 must be smaller than the window, which covers 2"),
    (lambda: AvgPool2d((2, 3), padding=((0, 0), (3, 0))), ValueError,
     "padding 3 must be smaller than the window, which covers 3"),
    (lambda: max_pool([[1, 2]], (1, 3), dilation=4, padding=((0, 0), (3, 8)), stride=1), ValueError,
     "padding (3, 8) leaves a window of 3 taps at dilation 4 without a true pixel; "
     "use less of either"),
    # The first two windows meet both pixels, and the third none.
    (lambda: max_pool([[1, 2]], (1, 3), dilation=(1, 3), padding=((0, 0), (6, 6)), stride=1),
     ValueError,
     "padding (6, 6) leaves a window of 3 taps at dilation 3 without a true pixel; "
     "use less of either"),
    (lambda: pad(np.ones((4, 5)), ((4, 0), (0, 0)), mode="reflect"), ValueError,
     "padding 4 is too much to reflect a height of 4: "
     "at most 3 pixels lie beyond the outermost one"),
    (lambda: pad(np.ones((2, 4, 5, 1)), ((0, 3), (1, 5)), mode="reflect"), ValueError,
     "padding 5 is too much to reflect a width of 5: "
     "at most 4 pixels lie beyond the outermost one"),
    (lambda: pad(X, 1, mode="edge", value=2), ValueError,
     """value is for mode "constant"; mode 'edge' does not use 2"""),
    (lambda: pad(X, 1, mode="wrap", value=[0]), ValueError,
     """value is for mode "constant"; mode 'wrap' does not use [0]"""),
    (lambda: pad(X, 1, mode="some"), ValueError,
     "mode must be one of constant, reflect, edge, wrap, not 'some'"),
    (lambda: equivariance_error(X, K, mode="some"), ValueError,
     "mode must be one of valid, constant, reflect, edge, wrap, not 'some'"),
    (lambda: invariance_error(X, K, mode=["wrap"]), ValueError,
     "mode must be one of valid, constant, reflect, edge, wrap, not ['wrap']"),
    # Layers and networks.
    (lambda: summarize(Dense(1), (1,)), TypeError,
     "layers must be a list of layers, not one layer: write [Dense(1)]"),
    (lambda: summarize(np.array([1, 2]), (1,)), TypeError,
     "layers must be a list of layers, not array([1, 2])"),
    (lambda: summarize([Dense(1), Dense], (1,)), TypeError, "layer 2 is the class Dense: call it"),
    (lambda: summarize([Dense(1), int], (1,)), TypeError,
     "layer 2 must be a layer such as Conv2d(6, 5), not <class 'int'>"),
    (lambda: summarize([Dense(1), MaxPool2d(2)], (1,)), ValueError,
     "layer 2, MaxPool2d(2), on (1,): MaxPool2d(2) needs an input (n_h, n_w, n_c), not (1,)"),
    (lambda: Network([Dense(1)], (1, 2, 3)), ValueError,
     "layer 1, Dense(1), on (1, 2, 3): Dense(1) needs a flat input (n,), not (1, 2, 3); "
     "put Flatten() before it"),
    (lambda: Dense(4).backward(np.ones((2, 4)), K[:2], np.ones((5, 4))), ValueError,
     "weights (5, 4) read 5 numbers, but x (2, 3) has 3"),
    (lambda: Dense(4).forward(K, np.ones((3, 4)), np.ones(5)), ValueError,
     "bias must be (4,), not (5,)"),
    (lambda: Network([Dense(1)], (3,), dtype="int8"), ValueError,
     "dtype must be float32 or float64, not 'int8'"),
    (lambda: Network([Dense(1)], (3,), dtype=None), ValueError,
     "dtype must be float32 or float64, not None"),
    (lambda: Network([ReLU()], (3, 4, 5)).forward(np.ones((2, 3, 4))), ValueError,
     "x must have the shape (m, 3, 4, 5), not (2, 3, 4)"),
    (lambda: Network([Dense(1)], (3,)).backward([[1]]), ValueError,
     "forward must be called before backward"),
    (lambda: Network([], (3,)).backward([[1, 2, 3]]), ValueError,
     "forward must be called before backward"),
    (lambda: flat_network().backward([[1]]), ValueError,
     "grad must have the shape (4, 2), not (1, 1)"),
    (lambda: Network([Dense(1)], (3,)).step(1), ValueError, "backward must be called before step"),
    (lambda: flat_network().step(1, momentum=1), ValueError,
     "momentum must be at least 0 and less than 1, not 1"),
    (lambda: flat_network().step(1, momentum=-0.5), ValueError,
     "momentum must be at least 0 and less than 1, not -0.5"),
    (lambda: softmax_cross_entropy([[1, 2]], [1.0]), TypeError,
     "labels must be integers, not float64"),
    (lambda: softmax_cross_entropy([[1, 2]], [1, 0]), ValueError,
     "labels must be one for each of the 1 rows of logits, not 2"),
    (lambda: softmax_cross_entropy([[1, 2]] * 3, [1, -1, 0]), ValueError,
     "labels must lie between 0 and 1, not -1 to 1"),
    (lambda: softmax_cross_entropy([[1, 2, 5]] * 2, [1, 3]), ValueError,
     "labels must lie between 0 and 2, not 1 to 3"),
    # Learning.
    (lambda: learn_filter([[2.0]], [[0.0]], 1, **DIVERGES), ValueError,
     "rate 1 is too large: the descent diverged at step 182; these images allow less than 0.25"),
    (lambda: largest_rate(np.zeros((3, 3))), ValueError,
     "images must not be 0 everywhere: nothing can be learned from them"),
    (lambda: largest_rate([[1e-170]], 1), ValueError,
     "images must not be so near to 0 that their squares are: 1e-170"),
    (lambda: learn_filter(X, T, initial=np.ones((3, 2))), ValueError,
     "initial must have the shape (3, 3), not (3, 2)"),
    (lambda: learn_filter(X, np.ones((4, 5))), ValueError,
     "targets must have the shape (1, 4, 4) of the outputs, not (1, 4, 5)"),
    *(
        (lambda call=call, bad=bad: call([[bad]]), ValueError, f"{name} must {words}")
        for name, call in (
            ("images", lambda v: learn_filter(v, [[1]], 1)),
            ("targets", lambda v: learn_filter([[1]], v, 1)),
            ("initial", lambda v: learn_filter([[1]], [[1]], 1, initial=v)),
        )
        for bad, words in (
            (1.1e140, "lie within ±1e+140, so that squares can be added up"),
            (-2e140, "lie within ±1e+140, so that squares can be added up"),
            (np.nan, "be finite, but some are NaN or infinite"),
        )
    ),
    # What a shift and a scratch do.
    (lambda: equivariance_error(X, np.ones((3, 2))), ValueError,
     "kernel must have odd sides, to have a centre, not (3, 2)"),
    (lambda: equivariance_error(X, np.ones((2, 3))), ValueError,
     "kernel must have odd sides, to have a centre, not (2, 3)"),
    (lambda: invariance_error(X, K, inner=3), ValueError,
     "inner 3 leaves nothing of the output (6, 6)"),
    (lambda: invariance_error(X, K, inner=2, stride=(2, 1)), ValueError,
     "inner 2 leaves nothing of the output (3, 6)"),
    (lambda: invariance_error(K, K), ValueError,
     "x must get an output that varies: it is uniform, so there is nothing to compare with"),
    (lambda: invariance_error(np.full((6, 6), np.inf), K), ValueError,
     "x, and what it becomes, must be finite, but some are NaN or infinite"),
    (lambda: scratch(X, 5, 2, (2, 1)), ValueError,
     "size (2, 1) at row 5, col 2 does not lie in the image (6, 6)"),
    (lambda: scratch(np.ones((3, 4, 5)), 1, 3, (1, 2)), ValueError,
     "size (1, 2) at row 1, col 3 does not lie in the image (3, 4)"),
    (lambda: spread(X, K, same), ValueError,
     "damaged must have the shape of x, (6, 6), not (3, 3)"),
    (lambda: spread([[1]], [[2]], lambda image: np.ones(int(image[0, 0]))), ValueError,
     "what compute returns must have one shape for images of one shape, not (1,) and (2,)"),
    (lambda: spread(X, X, 3), TypeError, "compute must be a function, not 3"),
    # Filters.
    (lambda: edge_filter(0, np.ones((2, 3))), ValueError,
     "base must be square to be turned, not (2, 3)"),
    (lambda: edge_filter(0, [[np.nan]]), ValueError,
     "base must be finite, but some are NaN or infinite"),
    (lambda: edge_angle([[np.inf]], [[1]]), ValueError,
     "picture must be finite, but some are NaN or infinite"),
    (lambda: gaussian_derivative(0, size=4), ValueError,
     "size must be odd, so that the filter has a centre, not 4"),
    (lambda: gaussian_derivative(0, size=1025), ValueError,
     "sigma and size must keep the filter within 1023 pixels, not 1025"),
    (lambda: gaussian_derivative(0, 127.76), ValueError,
     "sigma and size must keep the filter within 1023 pixels, not 1025"),
    (lambda: gaussian_derivative(0, 1e308), ValueError,
     f"sigma and size must keep the filter within 1023 pixels, not {str(2 * int(1e300))[:57]}..."),
    (lambda: gaussian_derivative(0, 0.01), ValueError,
     "sigma must not be so small that nothing is left of it: 0.01"),
    (lambda: edge_angle(np.ones((5, 5))), ValueError,
     "picture must be as large as the filter (3, 3), not (5, 5)"),
    (lambda: edge_angle(np.ones((3, 3))), ValueError,
     "picture must hold an edge: both filters give 0"),
    (lambda: steering_error(HOLLOW), ValueError, "base must have an odd side, not (2, 2)"),
    (lambda: steering_error(blur=300.5), ValueError,
     "blur must leave an edge to be seen in 3 pixels, not 300.5"),
    # Cells.
    (lambda: grating_image(30, wavelength=1e-308), ValueError,
     "wavelength must not be so near to 0 as 1e-308"),
    (lambda: tuning_curve(np.sum, []), ValueError, "angles must not be empty"),
    (lambda: tuning_curve(3, [1]), TypeError, "cell must be a function, not 3"),
    (lambda: tuning_curve(np.sum, [1], picture=3), TypeError,
     "picture must be a function, not 3"),
    (lambda: tuning_curve(same, [1]), ValueError,
     "what cell returns must have the shape (angles,), not (1, 21, 21)"),
    (lambda: simple_cell(np.ones((2, 9)), 0), ValueError,
     "image must be at least 3 × 3, not (2, 9)"),
    (lambda: complex_cell(np.ones((9, 2)), 0), ValueError,
     "image must be at least 3 × 3, not (9, 2)"),
    (lambda: simple_cell(np.full((9, 9), np.nan), 0), ValueError,
     "image must be finite, but some are NaN or infinite"),
    (lambda: end_stopped_cell(np.ones((12, 21)), 90), ValueError,
     "image (12, 21) ends before the neighbours 6 pixels from its centre"),
    (lambda: gabor_filter(0, sigma=0.16), ValueError,
     "wavelength and sigma must leave the cell several pixels to look at"),
    (lambda: gabor_filter(30, sigma=0.1), ValueError,
     "wavelength and sigma must leave the cell several pixels to look at"),
]  # fmt: skip


@pytest.mark.parametrize("call, error, words", ERRORS)
def test_an_error_says_what_came_and_what_would_do(
    call: Callable[[], Any], error: type[Exception], words: str
) -> None:
    refused(call, error, words)


def test_of_a_ragged_list_numpy_says_more() -> None:
    start = "image must be a regular array of numbers: setting an array element with a sequence"
    with pytest.raises(ValueError) as caught:
        conv2d([[1, 2], [3]], [[1]])
    assert str(caught.value).startswith(start)


def test_what_lies_just_within_a_bound_is_taken() -> None:
    """Each of these is the last that is not refused in the table above, or next to it."""
    assert gaussian_derivative(0, size=1023).shape == (1023, 1023)
    assert gaussian_derivative(0, 127.75).shape == (1023, 1023)
    assert end_stopped_cell(np.ones((13, 21)), 90) == pytest.approx(0, abs=1e-9)
    assert simple_cell(np.ones((3, 3)), 0) == pytest.approx(0, abs=1e-9)
    assert steering_error(blur=300) >= 0
    assert gabor_filter(0, sigma=0.162).shape == (21, 21)
    assert learn_filter([[1e140]], [[-1e140]], 1, initial=[[-1]], steps=1).losses.size == 2
    assert max_pool(X, 3, padding=2, stride=3).shape == (3, 3)
    assert pad(np.ones((4, 5)), ((3, 3), (4, 4)), mode="reflect").shape == (10, 13)
    assert scratch(X, 4, 5, (2, 1))[4:, 5].tolist() == [0, 0]
    noise = np.random.default_rng(0).random((6, 6))
    assert invariance_error(noise, K, inner=2) > 0
    assert invariance_error(noise, K, pool=(6, 3)) > 0
    assert identifiability(X, 6).unknowns == 36
    assert convdemo.receptive_field([[3, 1], np.array([3, 1, 2])]) == 7
    assert softmax_cross_entropy([[0.0, 0.0]] * 2, [0, 1])[0] == pytest.approx(np.log(2))
    flat_network().step(1e-3, momentum=0)
    flat_network().step(1e-3, momentum=1 - 1e-16)


@pytest.mark.parametrize("share, varies", [(1.3e-12, True), (0.8e-12, False)])
def test_an_output_varies_by_more_than_is_rounded(share: float, varies: bool) -> None:
    """Two numbers differ from their mean by half their difference."""
    x = np.array([[1, 1 + 2 * share]])
    if varies:
        assert invariance_error(x, [[1]]) == pytest.approx(2)
    else:
        words = (
            "x must get an output that varies: it is uniform, so there is nothing to compare with"
        )
        refused(lambda: invariance_error(x, [[1]]), ValueError, words)
