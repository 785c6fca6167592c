"""A layer's forward pass: against its definition, and against SciPy channel by channel."""

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import signal

from convdemo import conv_forward, conv_forward_loops, im2col
from convdemo.types import PaddingWord
from tests.convdemo.window_cases import TYPES, numbers, paddings, pairs, tolerance, views

small = st.integers(1, 3)


@st.composite
def layers(draw: st.DrawFn) -> tuple[Any, Any, Any, dict[str, Any]]:
    groups, depth, each = draw(small), draw(small), draw(small)
    kinds = st.sampled_from(TYPES)
    side = st.integers(1, 7)
    a_prev = draw(views((draw(small), draw(side), draw(side), groups * depth), draw(kinds)))
    weights = draw(views((draw(small), draw(small), depth, groups * each), draw(kinds)))
    form = draw(st.sampled_from([None, (groups * each,), (1, 1, 1, groups * each)]))
    bias = None if form is None else draw(views(form, draw(kinds)))
    keywords = {
        "padding": draw(paddings()),
        "stride": draw(pairs(1, 3)),
        "dilation": draw(pairs(1, 2)),
        "groups": groups,
    }
    return a_prev, weights, bias, keywords


def agree(first: Any, second: Any, a_prev: Any, weights: Any, bias: Any = None) -> None:
    inputs = [a for a in (a_prev, weights, bias) if a is not None]
    assert first.dtype == second.dtype
    assert first.shape == second.shape
    scale = float(np.abs(a_prev.astype(float)).max()) * float(np.abs(weights.astype(float)).max())
    scale = scale * weights[..., 0].size
    if bias is not None:
        scale += float(np.abs(bias.astype(float)).max())
    np.testing.assert_allclose(first, second, rtol=0, atol=tolerance(*inputs) * max(scale, 1e-9))


@given(layers())
def test_fast_is_the_definition(case: tuple[Any, Any, Any, dict[str, Any]]) -> None:
    *inputs, keywords = case
    copies = [None if a is None else a.copy() for a in inputs]
    try:
        slow = conv_forward_loops(*inputs, **keywords)
    except ValueError as error:
        with pytest.raises(ValueError) as caught:
            conv_forward(*inputs, **keywords)
        assert str(caught.value) == str(error)
        return
    agree(conv_forward(*inputs, **keywords), slow, *inputs)
    for given_array, copy in zip(inputs, copies, strict=True):
        if copy is not None:
            np.testing.assert_array_equal(given_array, copy)


@given(layers())
def test_im2col_times_the_filters_is_the_definition(case: tuple[Any, Any, Any, Any]) -> None:
    a_prev, weights, _, keywords = case
    if keywords.pop("groups") != 1:
        return
    size = weights.shape[0], weights.shape[1]
    try:
        slow = conv_forward_loops(a_prev, weights, **keywords)
    except ValueError:
        return
    matrix = im2col(a_prev, size, **keywords)
    assert matrix.dtype == a_prev.dtype
    assert not np.shares_memory(matrix, a_prev)
    kind = slow.dtype
    product = matrix.astype(kind) @ weights.reshape(-1, weights.shape[3]).astype(kind)
    agree(product.reshape(slow.shape), slow, a_prev, weights)


# One and many channels, few and many filters: the engine takes another way for each.
@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64"])
@pytest.mark.parametrize(
    ("shape", "bank"),
    [
        ((3, 28, 30, 1), (5, 5, 1, 6)),
        ((2, 14, 14, 6), (5, 5, 6, 16)),
        ((4, 5, 5, 16), (5, 5, 16, 20)),
        ((1, 40, 41, 3), (3, 3, 3, 64)),
        ((1, 30, 30, 64), (3, 3, 64, 64)),
        ((1, 9, 8, 130), (1, 1, 130, 3)),
        ((2, 20, 64, 1), (9, 9, 1, 1)),
    ],
)
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_layers_are_sums_of_scipys(
    shape: tuple[int, ...], bank: tuple[int, ...], dtype: str, padding: PaddingWord
) -> None:
    a_prev, weights, bias = (numbers(s, dtype, 7) for s in (shape, bank, bank[3:]))
    z = conv_forward(a_prev, weights, bias, padding=padding)
    wide = np.int64 if dtype == "uint8" else np.float64
    example, k = shape[0] - 1, bank[3] - 1
    sums = sum(
        signal.correlate2d(
            a_prev[example, :, :, c].astype(wide), weights[:, :, c, k].astype(wide), padding
        )
        for c in range(shape[3])
    ) + bias[k].astype(wide)
    agree(z[example, :, :, k], sums.astype(z.dtype), a_prev, weights, bias)


def test_every_tile_is_filled() -> None:
    """Outputs of many tiles, in the batch, down and across, equal those of one window each."""
    a_prev, weights = numbers((3, 70, 90, 40), "float32", 1), numbers((3, 3, 40, 8), "float32", 2)
    z = conv_forward(a_prev, weights, padding=1, stride=(1, 2))
    padded = np.pad(a_prev, ((0, 0), (1, 1), (1, 1), (0, 0))).astype(float)
    for i, j in [(0, 0), (69, 44), (35, 20), (17, 44), (69, 0), (34, 22)]:
        window = padded[:, i : i + 3, 2 * j : 2 * j + 3]
        expected = np.tensordot(window, weights.astype(float), 3)
        np.testing.assert_allclose(z[:, i, j], expected, atol=1e-3)


def test_groups_read_their_own_channels() -> None:
    a_prev = np.array([1, 10, 100, 1000]).reshape(1, 1, 1, 4)
    weights = np.array([[1, 2], [1, 2]]).reshape(1, 1, 2, 2)
    assert conv_forward(a_prev, weights, groups=2).ravel().tolist() == [11, 2200]
    each = np.array([1, 2, 3, 4]).reshape(1, 1, 1, 4)
    assert conv_forward(a_prev, each, groups=4).ravel().tolist() == [1, 20, 300, 4000]


def test_both_shapes_of_the_bias() -> None:
    a_prev, weights = np.ones((2, 3, 3, 1)), np.ones((2, 2, 1, 3))
    flat = conv_forward(a_prev, weights, [1, 2, 3])
    assert flat[1, 1, 1].tolist() == [5, 6, 7]
    np.testing.assert_array_equal(flat, conv_forward(a_prev, weights, [[[[1, 2, 3]]]]))


@pytest.mark.parametrize("function", [conv_forward, conv_forward_loops])
def test_types(function: Any) -> None:
    x, w = np.ones((1, 2, 2, 1), np.uint8), np.full((2, 2, 1, 1), 255, np.uint8)
    assert function(x * 255, w, [1]).item() == 4 * 255 * 255 + 1
    assert function(x, w).dtype == np.int64
    assert function(x, w, np.ones(1, np.float32)).dtype == np.float32
    assert function(x.astype(np.float32), w).dtype == np.float32
    assert function(x.astype(np.float32), w, [0.5]).dtype == np.float64


@pytest.mark.parametrize("function", [conv_forward, conv_forward_loops])
def test_integers_are_exact_or_refused(function: Any) -> None:
    one = np.ones((1, 1, 1, 1), np.uint8)
    for great in (2**24, 2**53):  # the bias counts when the type of the sums is chosen
        assert function(one, one, [great]).item() == great + 1
    x, w = np.full((1, 1, 2, 1), 2**62), np.array([1, -1]).reshape(1, 2, 1, 1)
    assert function(x, w, [2**62]).item() == 2**62
    with pytest.raises(OverflowError, match="^9223372036854775808 does not fit in int64"):
        function(x, abs(w))


@pytest.mark.parametrize("bad", [np.nan, np.inf])
@pytest.mark.parametrize("channels", [(1, 2), (3, 4), (40, 70)])
def test_nan_and_infinity_spread_as_in_the_definition(
    bad: float, channels: tuple[int, int]
) -> None:
    depth, n_c = channels
    x, w = numbers((1, 6, 20, depth), "float32", 3), numbers((3, 3, depth, n_c), "float32", 4)
    x[0, 3, 7, 0] = bad
    w[0, 0, 0, 0] = 0
    w[2, 2, 0, 1] = bad
    with np.errstate(invalid="ignore"):
        slow = conv_forward_loops(x, w, padding=1)
    np.testing.assert_allclose(conv_forward(x, w, padding=1), slow, atol=1e-3)
    assert np.isfinite(slow[..., 0]).any()


@pytest.mark.parametrize(
    ("shape", "bank", "dtype", "keywords"),
    [
        ((1, 224, 224, 64), (3, 3, 64, 64), "float32", {"padding": 1}),
        ((1, 14, 14, 512), (3, 3, 512, 512), "float32", {"padding": 1}),
        ((1, 14, 14, 512), (3, 3, 512, 512), "int8", {"padding": 1}),
        ((1, 14, 14, 512), (3, 3, 512, 512), "float64", {"padding": "full"}),
        ((1, 7, 7, 512), (7, 7, 512, 700), "float32", {}),
        ((2, 300, 300, 64), (3, 3, 1, 64), "float32", {"padding": 1, "groups": 64}),
        ((400, 32, 32, 3), (5, 5, 3, 8), "uint8", {"padding": "same"}),
        ((1, 600, 600, 1), (300, 300, 1, 1), "float32", {}),
        ((1, 900, 2000, 1), (31, 31, 1, 2), "float64", {"padding": "same"}),
        ((1, 2, 2, 600_000), (2, 2, 600_000, 2), "float32", {}),
        ((1, 2, 2, 3), (1, 1, 3, 1_500_000), "float64", {}),
        ((1, 400, 400, 16), (50, 50, 16, 2), "float32", {}),
        ((1, 300, 300, 2), (1, 1, 1, 300), "float32", {"groups": 2}),
        ((1, 300, 300, 2), (60, 60, 2, 40), "float32", {}),
        ((1, 4100, 4100, 1), (3, 3, 1, 2), "uint8", {"dilation": 2000}),
        ((1, 310, 400, 1), (300, 300, 1, 6), "uint8", {}),
    ],
)
def test_temporary_memory_is_small(
    shape: tuple[int, ...], bank: tuple[int, ...], dtype: str, keywords: Any
) -> None:
    x, w, bias = np.ones(shape, dtype), np.ones(bank, dtype), np.full(bank[3], 100, dtype)
    tracemalloc.start()
    z = conv_forward(x, w, bias, **keywords)
    most = tracemalloc.get_traced_memory()[1] - z.nbytes
    tracemalloc.stop()
    assert most < 32 * 2**20
    assert z.max() == pytest.approx(100 + bank[0] * bank[1] * bank[2], rel=1e-5)


def test_taps_far_apart_see_the_zeros_of_the_padding() -> None:
    """So far that the pixels between them are not cut out."""
    rng = np.random.default_rng(3)
    x, w = rng.integers(-9, 9, (1, 130, 140, 2)), rng.integers(-9, 9, (3, 3, 2, 3))
    for options in ({"padding": 60, "dilation": 60}, {"padding": 70, "dilation": 61, "stride": 40}):
        for dtype in (np.int64, np.float64):
            found = conv_forward(x.astype(dtype), w.astype(dtype), **options)
            np.testing.assert_array_equal(found, conv_forward_loops(x, w, **options))


VOLUME, BANK = np.ones((2, 3, 3, 4)), np.ones((2, 2, 4, 6))


@pytest.mark.parametrize("function", [conv_forward, conv_forward_loops])
@pytest.mark.parametrize(
    ("arguments", "keywords", "error", "words"),
    [
        (
            (VOLUME, np.ones((2, 2, 3, 6))),
            {},
            ValueError,
            "weights (2, 2, 3, 6) read 3 channels, but a_prev (2, 3, 3, 4) has 4",
        ),
        (
            (VOLUME, np.ones((2, 2, 4, 6))),
            {"groups": 2},
            ValueError,
            "weights (2, 2, 4, 6) read 4 channels in each of 2 groups, "
            "but a_prev (2, 3, 3, 4) has 2",
        ),
        ((VOLUME, BANK), {"groups": 3}, ValueError, "groups 3 does not divide n_c_prev = 4"),
        (
            (VOLUME, np.ones((2, 2, 1, 6))),
            {"groups": 4},
            ValueError,
            "groups 4 does not divide n_c = 6",
        ),
        ((VOLUME, BANK), {"groups": 0}, ValueError, "groups must be at least 1, not 0"),
        (
            (VOLUME, np.ones((5, 5, 4, 6))),
            {},
            ValueError,
            "kernel (5, 5) does not fit in the padded image (3, 3)",
        ),
        (
            (VOLUME[0], BANK),
            {},
            ValueError,
            "a_prev must have the shape (m, n_h, n_w, n_c_prev), not (3, 3, 4)",
        ),
        (
            (VOLUME, BANK[0]),
            {},
            ValueError,
            "weights must have the shape (f_h, f_w, n_c_prev // groups, n_c), not (2, 4, 6)",
        ),
        (
            (VOLUME, BANK, np.ones(5)),
            {},
            ValueError,
            "bias must be (6,) or (1, 1, 1, 6), not (5,)",
        ),
        (
            (VOLUME, BANK, 1.0),
            {},
            ValueError,
            "bias must have the shape (n_c,) or (1, 1, 1, n_c), not ()",
        ),
        (
            (VOLUME[:0], BANK),
            {},
            ValueError,
            "a_prev must not be empty, but its shape is (0, 3, 3, 4)",
        ),
        ((VOLUME, None), {}, TypeError, "weights must be an array of numbers, not None"),
    ],
)
def test_errors_name_what_came(
    function: Any, arguments: Any, keywords: dict[str, Any], error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as caught:
        function(*arguments, **keywords)
    assert str(caught.value) == words


def test_im2col_errors() -> None:
    with pytest.raises(ValueError, match=r"^size \(4, 4\) does not fit in the padded image \(3, 3"):
        im2col(VOLUME, 4)
    with pytest.raises(ValueError, match="^size must be at least 1, not 0$"):
        im2col(VOLUME, (1, 0))


@pytest.mark.parametrize("dtype", ["int64", "float32", "float64"])
def test_taps_that_all_miss_the_volume_give_the_bias(dtype: str) -> None:
    x, bank, bias = np.ones((2, 3, 1, 2), dtype), np.ones((1, 2, 2, 3), dtype), [3, 0, -7]
    z = conv_forward(x, bank, bias, padding="same", dilation=2)
    assert z.shape == (2, 3, 1, 3) and z.dtype == dtype and (z == bias).all()


def test_padding_of_large_integers_cannot_wrap() -> None:
    x = np.full((1, 1, 2, 1), 2**62)
    bank = np.array([1, 2, -1]).reshape(1, 3, 1, 1)
    for way in (conv_forward, conv_forward_loops):
        found = way(x, bank, [-1], padding=((0, 0), (1, 0)))
        assert found.ravel().tolist() == [2**62 - 1]
