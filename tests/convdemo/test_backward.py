"""Gradients of a layer: against finite differences, and against what each of them means."""

import tracemalloc
from math import fsum
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdemo import conv_backward, conv_forward
from tests.convdemo.untyped import untyped
from tests.convdemo.window_cases import paddings, pairs

small = st.integers(1, 3)


@st.composite
def layers(draw: st.DrawFn) -> tuple[Any, Any, dict[str, Any]]:
    groups, depth, each = draw(small), draw(small), draw(small)
    side = st.integers(1, 6)
    rng = np.random.default_rng(draw(st.integers(0, 2**16)))
    a_prev = rng.standard_normal((draw(small), draw(side), draw(side), groups * depth))
    weights = rng.standard_normal((draw(small), draw(small), depth, groups * each))
    keywords = {
        "padding": draw(paddings(2)),
        "stride": draw(pairs(1, 3)),
        "dilation": draw(pairs(1, 2)),
        "groups": groups,
    }
    return a_prev, weights, keywords


@given(layers(), st.integers(0, 2**16))
def test_gradients_are_slopes(case: tuple[Any, Any, dict[str, Any]], seed: int) -> None:
    """Along a random direction the loss changes as the gradients say, by finite differences."""
    a_prev, weights, keywords = case
    bias = np.zeros(weights.shape[3])
    try:
        z = conv_forward(a_prev, weights, bias, **keywords)
    except ValueError:
        return
    rng = np.random.default_rng(seed)
    grad = rng.standard_normal(z.shape)
    found = conv_backward(grad, a_prev, weights, **keywords)
    inputs = [a_prev, weights, bias]
    for k, x in enumerate(inputs):
        assert found[k].shape == x.shape
        step = rng.standard_normal(x.shape)
        ahead, behind = list(inputs), list(inputs)
        ahead[k], behind[k] = x + step / 2, x - step / 2
        # The layer is linear in each argument: a difference over a whole step is exact.
        rise = conv_forward(*ahead, **keywords) - conv_forward(*behind, **keywords)
        np.testing.assert_allclose((grad * rise).sum(), (found[k] * step).sum(), atol=1e-9)


@pytest.mark.parametrize(
    "keywords",
    [
        {},
        {"padding": ((1, 0), (2, 1))},
        {"stride": 2, "padding": "same"},
        {"dilation": 2},
        {"groups": 2, "stride": (1, 2), "padding": "full"},
    ],
)
def test_each_slope_by_itself(keywords: dict[str, Any]) -> None:
    rng = np.random.default_rng(0)
    groups = keywords.get("groups", 1)
    x, w = rng.standard_normal((2, 5, 6, 4)), rng.standard_normal((2, 3, 4 // groups, 2))
    grad = rng.standard_normal(conv_forward(x, w, **keywords).shape)
    found = conv_backward(grad, x, w, **keywords)
    for array, slopes in ((x, found.a_prev), (w, found.weights)):
        numeric = np.empty_like(array)
        for place in np.ndindex(array.shape):
            kept = array[place]
            array[place] = kept + 0.5
            ahead = (grad * conv_forward(x, w, **keywords)).sum()
            array[place] = kept - 0.5
            numeric[place] = ahead - (grad * conv_forward(x, w, **keywords)).sum()
            array[place] = kept
        np.testing.assert_allclose(slopes, numeric, atol=1e-10)
    np.testing.assert_allclose(found.bias, grad.sum(axis=(0, 1, 2)))


def test_pixels_that_no_window_reads_get_nothing() -> None:
    grad, x, w = np.ones((1, 2, 2, 1)), np.ones((1, 6, 6, 1)), np.ones((2, 2, 1, 1))
    d_x = conv_backward(grad, x, w, stride=3).a_prev[0, :, :, 0]
    assert d_x.tolist() == [[1, 1, 0, 1, 1, 0], [1, 1, 0, 1, 1, 0], [0] * 6] * 2


@given(layers())
def test_integers_are_exact_and_inputs_stay(case: tuple[Any, Any, dict[str, Any]]) -> None:
    a_prev, weights, keywords = case
    x, w = (10 * a_prev).astype(np.int16), (10 * weights).astype(np.int8)
    try:
        z = conv_forward(x, w, **keywords)
    except ValueError:
        return
    grad = (z % 250).astype(np.uint8)
    copies = grad.copy(), x.copy(), w.copy()
    exact = conv_backward(grad, x, w, **keywords)
    rounded = conv_backward(grad.astype(float), x, w, **keywords)
    for one, other in zip(exact, rounded, strict=True):
        assert one.dtype == np.int64 and other.dtype == np.float64
        np.testing.assert_array_equal(one, other)
    for before, after in zip(copies, (grad, x, w), strict=True):
        np.testing.assert_array_equal(before, after)


def test_integers_do_not_wrap() -> None:
    one, great = np.ones((1, 1, 1, 1), np.int64), np.full((1, 1, 1, 1), 2**62)
    assert conv_backward(great, one, one).bias.item() == 2**62
    with pytest.raises(OverflowError, match="^9223372036854775808 does not fit in int64"):
        conv_backward(great, 2 * one, one)


def test_float32_stays() -> None:
    x, w = np.ones((1, 4, 4, 2), np.float32), np.ones((3, 3, 2, 5), np.float32)
    found = conv_backward(np.ones((1, 2, 2, 5), np.float32), x, w)
    assert [d.dtype for d in found] == [np.float32] * 3


@pytest.mark.parametrize("dtype", ["float32", "uint8"])
def test_temporary_memory_is_small(dtype: str) -> None:
    x, w = np.ones((2, 300, 400, 16), dtype), np.ones((3, 3, 16, 24), dtype)
    grad = np.ones((2, 300, 400, 24), dtype)
    tracemalloc.start()
    found = conv_backward(grad, x, w, padding=1)
    most = tracemalloc.get_traced_memory()[1] - sum(d.nbytes for d in found)
    tracemalloc.stop()
    assert most < 32 * 2**20
    assert found.bias[0] == 2 * 300 * 400


@pytest.mark.parametrize(
    "shape, bank, groups",
    [
        ((1, 160, 160, 256), (3, 3, 16, 256), 16),
        ((1, 3000, 2000, 1), (3, 3, 1, 1), 1),
        ((1, 300, 300, 64), (3, 3, 1, 64), 64),
        ((1, 9, 9, 900), (3, 3, 900, 700), 1),
    ],
)
def test_temporary_memory_is_small_whatever_the_channels(
    shape: tuple[int, ...], bank: tuple[int, ...], groups: int
) -> None:
    x, w = np.ones(shape, np.float32), np.ones(bank, np.float32)
    grad = np.ones((*shape[:3], bank[3]), np.float32)
    tracemalloc.start()
    found = conv_backward(grad, x, w, padding=1, groups=groups)
    most = tracemalloc.get_traced_memory()[1] - sum(d.nbytes for d in found)
    tracemalloc.stop()
    assert most < 32 * 2**20
    # The middle weight meets every pixel, and the pixel in the corner four windows.
    assert (found.weights[1, 1] == shape[1] * shape[2]).all()
    assert (found.a_prev[0, 0, 0] == 4 * bank[3] // groups).all()


def test_errors_name_what_came() -> None:
    x, w = np.ones((2, 4, 4, 3)), np.ones((2, 2, 3, 5))
    with pytest.raises(ValueError) as caught:
        conv_backward(np.ones((2, 4, 4, 5)), x, w)
    assert str(caught.value) == (
        "grad must have the shape of the layer's output, (2, 3, 3, 5), not (2, 4, 4, 5)"
    )
    with pytest.raises(ValueError, match=r"^weights \(2, 2, 3, 5\) read 3 channels, but a_prev"):
        conv_backward(np.ones((2, 3, 3, 5)), np.ones((2, 4, 4, 2)), w)
    with pytest.raises(TypeError, match="^grad must be an array of numbers, not None$"):
        conv_backward(untyped(None), x, w)


def test_the_gradient_of_a_bias_is_rounded_once() -> None:
    grad = np.random.default_rng(8).random((2, 90, 80, 3), np.float32)
    found = conv_backward(
        grad, np.ones((2, 90, 80, 1), np.float32), np.ones((1, 1, 1, 3), np.float32)
    )
    exact = [np.float32(fsum(grad[..., k].ravel().tolist())) for k in range(3)]
    assert found.bias.ravel().tolist() == exact
