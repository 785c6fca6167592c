"""What is taken where an argument is left out, and the least that each whole number may be."""

import dataclasses
import inspect
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import convdemo
from convdemo import (
    AvgPool2d,
    Conv2d,
    Dense,
    MaxPool2d,
    Network,
    avg_pool,
    bar_image,
    conv2d,
    conv2d_loops,
    conv_backward,
    conv_forward,
    conv_forward_loops,
    conv_matrix,
    conv_parameters,
    edge_at,
    edge_image,
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
    pixel_uses,
    receptive_field,
    scratch,
    stripe_image,
)
from tests.convdemo.untyped import untyped

POOLS = {"max_pool", "avg_pool", "max_pool_backward", "avg_pool_backward", "MaxPool2d", "AvgPool2d"}
# By the argument's name; some functions differ.
DEFAULTS: dict[str, Any] = {
    "padding": 0, "stride": 1, "dilation": 1, "groups": 1, "bias": None, "ceil_mode": False,
    "count_include_pad": False, "mode": "constant", "value": 0, "fill": 0, "bright": 10, "n": 21,
    "offset": 0, "width": 2, "length": None, "blur": 0.5, "wavelength": 6, "phase": 0,
    "sigma": 3.5, "picture": bar_image, "size": 3, "seed": 0, "dtype": np.float32, "rate": None,
    "steps": 1000, "initial": None, "shift": (0, 1), "pool": None, "inner": 0,
}  # fmt: skip
OTHERS: dict[tuple[str, str], Any] = {
    **{(name, "stride"): None for name in POOLS},
    **{(name, "bias"): True for name in ("Conv2d", "Dense", "conv_parameters")},
    **{(name, "mode"): "wrap" for name in ("equivariance_error", "invariance_error")},
    ("mlp_parameters", "bias"): False,
    ("alexnet", "groups"): True,
    ("edge_image", "n"): 6,
    ("stripe_image", "n"): 8,
    ("steering_error", "blur"): 1,
    ("end_stopped_cell", "sigma"): 2.5,
    ("gaussian_derivative", "sigma"): 1,
    ("gaussian_derivative", "size"): None,
    ("scratch", "size"): 1,
}


def test_what_is_left_out() -> None:
    found = {}
    for name in convdemo.__all__:
        value = getattr(convdemo, name)
        if not callable(value):
            continue
        for key, parameter in inspect.signature(value).parameters.items():
            if parameter.default is not parameter.empty:
                found[name, key] = parameter.default
    for name, key in list(found):
        if key == "base":
            assert found.pop((name, key)) is convdemo.SOBEL
    assert found == {(name, key): OTHERS.get((name, key), DEFAULTS[key]) for name, key in found}
    assert set(OTHERS) <= set(found) and {key for _, key in found} == set(DEFAULTS)


def test_what_a_function_gives_back_does_not_change() -> None:
    values = [getattr(convdemo, name) for name in convdemo.__all__]
    records = [value for value in values if dataclasses.is_dataclass(value)]
    assert len(records) == 10
    assert all(untyped(record).__dataclass_params__.frozen for record in records)


X, K = np.arange(36).reshape(6, 6) ** 2 % 7, np.arange(9).reshape(3, 3)
V, W = np.ones((1, 6, 6, 2)), np.ones((3, 3, 2, 1))
Call = Callable[[int], Any]
LEAST: list[tuple[str, int, list[Call]]] = [
    ("stride", 1, [
        lambda n: conv2d(X, K, stride=n), lambda n: conv2d_loops(X, K, stride=n),
        lambda n: conv_matrix((6, 6), K, stride=n), lambda n: conv_forward(V, W, stride=n),
        lambda n: conv_forward_loops(V, W, stride=n), lambda n: im2col(V, 3, stride=n),
        lambda n: conv_backward(np.ones((1, 4 if n else 6, 4, 1)), V, W, stride=n),
        lambda n: pixel_uses((6, 6), 3, stride=n), lambda n: output_size(6, 3, stride=n),
        lambda n: max_pool(X, 3, stride=n), lambda n: avg_pool(X, 3, stride=n),
        lambda n: Conv2d(1, 3, stride=n), lambda n: MaxPool2d(3, stride=n),
        lambda n: AvgPool2d(3, stride=n), lambda n: equivariance_error(X, K, stride=n),
        lambda n: invariance_error(X, K, stride=n),
    ]),
    ("dilation", 1, [
        lambda n: conv2d(X, K, dilation=n), lambda n: conv2d_loops(X, K, dilation=n),
        lambda n: conv_forward(V, W, dilation=n), lambda n: conv_forward_loops(V, W, dilation=n),
        lambda n: im2col(V, 3, dilation=n), lambda n: pixel_uses((6, 6), 3, dilation=n),
        lambda n: output_size(6, 3, dilation=n), lambda n: max_pool(X, 3, dilation=n),
        lambda n: Conv2d(1, 3, dilation=n),
    ]),
    ("size", 1, [
        lambda n: im2col(V, n), lambda n: pixel_uses((6, 6), n), lambda n: max_pool(X, n),
        lambda n: max_pool_backward(X, X, n), lambda n: Conv2d(1, n), lambda n: MaxPool2d(n),
        lambda n: AvgPool2d(n), lambda n: conv_parameters(n, 1, 1), lambda n: scratch(X, 5, 5, n),
        lambda n: learn_filter(X, X, n), lambda n: identifiability(X, n),
        lambda n: largest_rate(X, n),
    ]),
    ("groups", 1, [lambda n: conv_forward(V, W, groups=n), lambda n: Conv2d(3, 3, groups=n)]),
    ("filters", 1, [lambda n: Conv2d(n, 3)]),
    ("units", 1, [Dense, lambda n: mlp_parameters((2, 2), n)]),
    ("n_c_prev", 1, [lambda n: conv_parameters(1, n, 1)]),
    ("n_c", 1, [lambda n: conv_parameters(1, 1, n)]),
    ("n", 1, [
        lambda n: output_size(n, 1), lambda n: edge_at(0, n=n), lambda n: bar_image(0, n=n),
        lambda n: grating_image(0, n=n), stripe_image,
    ]),
    ("n", 2, [edge_image]),
    ("n", 3, [lambda n: gabor_filter(0, n=n, sigma=1, wavelength=3)]),
    ("size", 3, [lambda n: gaussian_derivative(0, size=n)]),
    ("f", 1, [lambda n: output_size(6, n)]),
    ("windows", 1, [
        lambda n: receptive_field([(n, 1)]), lambda n: receptive_field([(1, n)]),
        lambda n: receptive_field([(1, 1, n)]),
    ]),
    ("steps", 1, [lambda n: learn_filter(X, X[1:-1, 1:-1], steps=n)]),
    ("pool", 1, [lambda n: equivariance_error(X, K, pool=n)]),
    ("seed", 0, [
        lambda n: learn_filter(X, X[1:-1, 1:-1], seed=n),
        lambda n: Network([Dense(2)], (3,), seed=n),
    ]),
    ("padding", 0, [
        lambda n: conv2d(X, K, padding=n), lambda n: conv2d(X, K, padding=(n, 0)),
        lambda n: conv2d(X, K, padding=(0, n)), lambda n: conv2d(X, K, padding=((n, 0), (0, 0))),
        lambda n: conv2d(X, K, padding=((0, 0), (0, n))), lambda n: output_size(6, 3, padding=n),
        lambda n: output_size(6, 3, padding=(0, n)), lambda n: Conv2d(1, 3, padding=n),
        lambda n: MaxPool2d(3, padding=n),
    ]),
    ("row", 0, [lambda n: scratch(X, n, 0)]),
    ("col", 0, [lambda n: scratch(X, 0, n)]),
    ("inner", 0, [lambda n: equivariance_error(X, K, inner=n)]),
]  # fmt: skip


@pytest.mark.parametrize(
    "name, least, call", [(name, least, call) for name, least, calls in LEAST for call in calls]
)
def test_the_least_that_a_number_may_be(name: str, least: int, call: Call) -> None:
    call(least)
    for less in (least - 1, least - 2):
        with pytest.raises(ValueError) as caught:
            call(less)
        assert str(caught.value) == f"{name} must be at least {least}, not {less}"
