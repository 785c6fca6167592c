"""Frames around images, and how often pixels are read."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage

from convdemo import conv2d, pad, pixel_uses
from convdemo._axis import axes
from convdemo._check import padding_amount, pair
from convdemo.types import PadMode
from tests.convdemo.untyped import untyped
from tests.convdemo.window_cases import numbers, paddings, pairs

# The modes of SciPy's image filters, which have other names for the same things.
SCIPY = {"constant": "constant", "reflect": "mirror", "edge": "nearest", "wrap": "wrap"}


@pytest.mark.parametrize(("mode", "scipy_mode"), SCIPY.items())
@pytest.mark.parametrize("shape", [(1, 1), (3, 3), (3, 5), (5, 1), (5, 5)])
def test_padded_convolution_is_scipys(
    mode: PadMode, scipy_mode: str, shape: tuple[int, int]
) -> None:
    image, kernel = numbers((8, 9), "float64", 1), numbers(shape, "float64", 2)
    frame = shape[0] // 2, shape[1] // 2
    value = 7.5 if mode == "constant" else 0
    ours = conv2d(pad(image, frame, mode=mode, value=value), kernel)
    theirs = ndimage.correlate(image, kernel, mode=scipy_mode, cval=value)
    np.testing.assert_allclose(ours, theirs, atol=1e-12)


@pytest.mark.parametrize("mode", SCIPY)
@pytest.mark.parametrize("shape", [(4, 5), (4, 5, 3), (2, 4, 5, 3)])
@pytest.mark.parametrize("padding", [0, 2, (0, 3), ((1, 0), (2, 3))])
def test_only_height_and_width_grow(mode: PadMode, shape: tuple[int, ...], padding: Any) -> None:
    x = numbers(shape, "int16", 3)
    sides = padding_amount(padding)
    assert not isinstance(sides, str)
    (top, bottom), (left, right) = sides
    padded = pad(x, padding, mode=mode)
    first = 1 if len(shape) == 4 else 0
    expected = list(shape)
    expected[first] += top + bottom
    expected[first + 1] += left + right
    assert padded.shape == tuple(expected)
    assert padded.dtype == x.dtype
    inner = [slice(None)] * len(shape)
    inner[first] = slice(top, top + shape[first])
    inner[first + 1] = slice(left, left + shape[first + 1])
    np.testing.assert_array_equal(padded[tuple(inner)], x)
    assert not np.shares_memory(padded, x)


def test_modes_by_hand() -> None:
    row = [[1, 2, 3]]
    sides = ((0, 0), (2, 2))
    assert pad(row, sides).tolist() == [[0, 0, 1, 2, 3, 0, 0]]
    assert pad(row, sides, value=9).tolist() == [[9, 9, 1, 2, 3, 9, 9]]
    assert pad(row, sides, mode="reflect").tolist() == [[3, 2, 1, 2, 3, 2, 1]]
    assert pad(row, sides, mode="edge").tolist() == [[1, 1, 1, 2, 3, 3, 3]]
    assert pad(row, sides, mode="wrap").tolist() == [[2, 3, 1, 2, 3, 1, 2]]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (
            lambda: pad([[1]], 1, mode=untyped("mirror")),
            ValueError,
            "mode must be one of constant, reflect, edge, wrap, not 'mirror'",
        ),
        (
            lambda: pad([[1, 2, 3]] * 4, 3, mode="reflect"),
            ValueError,
            "padding 3 is too much to reflect a width of 3: "
            "at most 2 pixels lie beyond the outermost one",
        ),
        (
            lambda: pad([[1]], untyped("same")),
            ValueError,
            "padding must be an int, (h, w) or ((top, bottom), (left, right)) here, not 'same': "
            "how much that is depends on a window",
        ),
        (lambda: pad([[1]], -1), ValueError, "padding must be at least 0, not -1"),
        (
            lambda: pad([[1]], untyped(1.5)),
            TypeError,
            "padding must be an integer, not 1.5 of type float",
        ),
        (lambda: pad([[1]], True), TypeError, "padding must be an integer, not True"),
        (
            lambda: pad([[1]], untyped((1, 2, 3))),
            ValueError,
            "padding must be an int, (h, w) or ((top, bottom), (left, right)), not (1, 2, 3)",
        ),
        (
            lambda: pad([[1]], untyped((1, (2, 3)))),
            ValueError,
            "padding must be an int, (h, w) or ((top, bottom), (left, right)), not (1, (2, 3))",
        ),
        (
            lambda: pad([[1]], untyped(((1, 2, 3), (1, 2)))),
            ValueError,
            "padding must be an int or (h, w), not (1, 2, 3)",
        ),
        (
            lambda: pad([1, 2], 1),
            ValueError,
            "x must have the shape (n_h, n_w) or (n_h, n_w, n_c) or (m, n_h, n_w, n_c), not (2,)",
        ),
        (
            lambda: pad(np.zeros((0, 3)), 1),
            ValueError,
            "x must not be empty, but its shape is (0, 3)",
        ),
        (
            lambda: pad(np.zeros((2, 2), np.uint8), 1, value=300),
            ValueError,
            "value must be a whole number from 0 to 255, to be held as uint8, not 300",
        ),
        (
            lambda: pad([[1]], 1, value=0.5),
            ValueError,
            "value must be a whole number from -9223372036854775808 to 9223372036854775807, "
            "to be held as int64, not 0.5",
        ),
        (
            lambda: pad(np.zeros((2, 2), np.int8), 1, value=np.nan),
            ValueError,
            "value must be a whole number from -128 to 127, to be held as int8, not nan",
        ),
        (
            lambda: pad([[1]], 1, mode="edge", value=3),
            ValueError,
            """value is for mode "constant"; mode 'edge' does not use 3""",
        ),
        (
            lambda: pad("image", 1),
            TypeError,
            "x must hold integers, booleans or floats of at most 64 bits, not str160",
        ),
        (lambda: pad(untyped(None), 1), TypeError, "x must be an array of numbers, not None"),
    ],
)
def test_errors_name_what_came(
    call: Callable[[], object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == words


def test_the_counts_of_the_article() -> None:
    valid = pixel_uses((6, 6), 3)
    assert (valid[0, 0], valid[3, 3]) == (1, 9)
    same = pixel_uses((6, 6), 3, padding="same")
    assert (same[0, 0], same[0, 3], same[3, 3]) == (4, 6, 9)
    assert set(pixel_uses((6, 6), 3, padding="full").ravel().tolist()) == {9}


@given(
    st.tuples(st.integers(1, 8), st.integers(1, 8)),
    pairs(1, 3),
    paddings(),
    pairs(1, 3),
    pairs(1, 3),
)
def test_uses_are_counted_window_by_window(
    shape: tuple[int, int], size: Any, padding: Any, stride: Any, dilation: Any
) -> None:
    sizes = pair(size, "", 1), padding_amount(padding), pair(stride, "", 1), pair(dilation, "", 1)
    try:
        rows, columns = axes(shape, *sizes)
    except ValueError:
        with pytest.raises(ValueError, match="does not fit"):
            pixel_uses(shape, size, padding=padding, stride=stride, dilation=dilation)
        return
    frame = (rows.before, rows.after), (columns.before, columns.after)
    padded = np.pad(np.zeros(shape, int), frame)
    for i in range(rows.out):
        for j in range(columns.out):
            top, left = i * rows.stride, j * columns.stride
            padded[
                top : top + rows.span : rows.dilation,
                left : left + columns.span : columns.dilation,
            ] += 1
    inner = padded[rows.before :, columns.before :][: shape[0], : shape[1]]
    found = pixel_uses(shape, size, padding=padding, stride=stride, dilation=dilation)
    np.testing.assert_array_equal(found, inner)
    assert found.dtype == np.int64


def test_pixel_uses_errors() -> None:
    with pytest.raises(ValueError, match=r"^size \(5, 5\) does not fit in the padded image \(3, 3"):
        pixel_uses((3, 3), 5)
    with pytest.raises(ValueError, match=r"^shape must be \(n_h, n_w\), not 3$"):
        pixel_uses(untyped(3), 1)
