"""The convolution of one image by one filter: against its definition, and against SciPy."""

import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import ndimage, signal

from convdemo import conv2d, conv2d_loops, conv_matrix
from convdemo.types import PaddingWord
from tests.convdemo.untyped import untyped
from tests.convdemo.window_cases import TYPES, numbers, paddings, pairs, tolerance, views

sides = st.tuples(st.integers(1, 12), st.integers(1, 12))
windows = st.tuples(st.integers(1, 4), st.integers(1, 4))
types = st.sampled_from(TYPES)


@st.composite
def arguments(draw: st.DrawFn) -> tuple[Any, Any, dict[str, Any]]:
    image = draw(views(draw(sides), draw(types)))
    kernel = draw(views(draw(windows), draw(types)))
    keywords = {
        "padding": draw(paddings()),
        "stride": draw(pairs(1, 3)),
        "dilation": draw(pairs(1, 3)),
    }
    return image, kernel, keywords


def agree(first: Any, second: Any, *inputs: Any) -> None:
    """The same type, shape and numbers, up to rounding where there is any."""
    assert first.dtype == second.dtype
    assert first.shape == second.shape
    scale = np.prod([float(np.abs(a.astype(float)).max()) for a in inputs]) * inputs[1].size
    np.testing.assert_allclose(first, second, rtol=0, atol=tolerance(*inputs) * max(scale, 1e-9))


@given(arguments())
def test_fast_is_the_definition(case: tuple[Any, Any, dict[str, Any]]) -> None:
    image, kernel, keywords = case
    before = image.copy(), kernel.copy()
    try:
        slow = conv2d_loops(image, kernel, **keywords)
    except ValueError as error:
        with pytest.raises(ValueError) as caught:
            conv2d(image, kernel, **keywords)
        assert str(caught.value) == str(error)
        return
    agree(conv2d(image, kernel, **keywords), slow, image, kernel)
    np.testing.assert_array_equal(image, before[0])
    np.testing.assert_array_equal(kernel, before[1])


@given(arguments())
def test_matrix_is_the_definition(case: tuple[Any, Any, dict[str, Any]]) -> None:
    image, kernel, keywords = case
    del keywords["dilation"]
    try:
        matrix = conv_matrix(image.shape, kernel, **keywords)
    except ValueError:
        return
    slow = conv2d_loops(image, kernel, **keywords)
    product = matrix.astype(slow.dtype) @ image.ravel().astype(slow.dtype)
    agree(product.reshape(slow.shape), slow, image, kernel)


# Wide enough for every way the engine has: tap by tap, and runs of several lengths.
@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64"])
@pytest.mark.parametrize(
    "shape", [(1, 1), (2, 3), (3, 3), (5, 5), (6, 4), (1, 9), (13, 2), (31, 31)]
)
def test_valid_is_scipys(shape: tuple[int, int], dtype: str) -> None:
    image, kernel = numbers((70, 81), dtype, 4), numbers(shape, dtype, 5)
    wide = "int64" if dtype == "uint8" else dtype
    theirs = signal.correlate2d(image.astype(wide), kernel.astype(wide), "valid")
    agree(conv2d(image, kernel), theirs, image, kernel)


@pytest.mark.parametrize("mode", ["same", "full", "valid"])
def test_the_words_are_scipys(mode: PaddingWord) -> None:
    image, kernel = numbers((17, 20), "float64", 6), numbers((5, 3), "float64", 7)
    agree(
        conv2d(image, kernel, padding=mode), signal.correlate2d(image, kernel, mode), image, kernel
    )
    flipped = signal.convolve2d(image, kernel[::-1, ::-1], mode)
    agree(conv2d(image, kernel, padding=mode), flipped, image, kernel)


@given(st.tuples(st.sampled_from([1, 3, 5]), st.sampled_from([1, 3, 5])), st.integers(0, 99))
def test_same_is_ndimages(shape: tuple[int, int], seed: int) -> None:
    image, kernel = numbers((9, 11), "float64", seed), numbers(shape, "float64", seed + 1)
    theirs = ndimage.correlate(image, kernel, mode="constant")
    agree(conv2d(image, kernel, padding="same"), theirs, image, kernel)


def test_the_odd_pixel_of_same_goes_to_the_bottom_and_right() -> None:
    image = [[1, 2], [3, 4]]
    assert conv2d(image, [[1, 1], [1, 1]], padding="same").tolist() == [[10, 6], [7, 4]]
    # Four pixels, stride 2, three taps: one pixel of padding, and it is the last.
    assert conv2d([[1, 2, 3, 4]], [[1, 1, 1]], padding="same", stride=2).tolist() == [[6, 7]]


def test_the_articles_vertical_edge() -> None:
    image = np.repeat([[10, 10, 10, 0, 0, 0]], 6, axis=0)
    assert conv2d(image, [[1, 0, -1]] * 3).tolist() == [[0, 30, 30, 0]] * 4


@pytest.mark.parametrize(
    ("image", "kernel", "result"),
    [
        ("uint8", "uint8", "int64"),
        ("bool", "bool", "int64"),
        ("uint64", "int8", "int64"),
        ("float16", "float16", "float32"),
        ("float32", "float32", "float32"),
        ("float32", "int64", "float32"),
        ("uint8", "float32", "float32"),
        ("float32", "float64", "float64"),
        ("int64", "float64", "float64"),
    ],
)
@pytest.mark.parametrize("function", [conv2d, conv2d_loops])
def test_types(function: Any, image: str, kernel: str, result: str) -> None:
    assert function(np.ones((4, 4), image), np.ones((2, 2), kernel)).dtype == result


@pytest.mark.parametrize("function", [conv2d, conv2d_loops])
@pytest.mark.parametrize(
    ("image", "kernel", "expected"),
    [
        ([[255, 255]], [[1, 1]], 510),  # more than uint8 holds
        ([[2**24, 1]], [[1, 1]], 2**24 + 1),  # more than float32 tells apart
        ([[2**53, 1]], [[1, 1]], 2**53 + 1),  # more than float64 tells apart
        ([[2**63 - 1]], [[1]], 2**63 - 1),
        ([[-(2**63)]], [[1]], -(2**63)),
        ([[2**63 - 1, 2**63 - 1]], [[1, -1]], 0),  # the products' sum could overflow, and does not
    ],
)
def test_integers_are_exact(function: Any, image: Any, kernel: Any, expected: int) -> None:
    kinds = (np.uint8, np.int64) if np.max(image) < 256 and np.min(image) >= 0 else (np.int64,)
    for kind in kinds:
        result = function(np.array(image, kind), np.array(kernel, np.int64))
        assert (result.dtype, int(result[0, 0])) == (np.int64, expected)


@pytest.mark.parametrize("function", [conv2d, conv2d_loops])
def test_integers_do_not_wrap(function: Any) -> None:
    with pytest.raises(OverflowError, match="^9223372036854775808 does not fit in int64"):
        function(np.array([[2**63]], np.uint64), [[1]])
    with pytest.raises(OverflowError, match="-18446744073709551616 does not fit"):
        function([[-(2**63), -(2**63)]], [[1, 1]])


@pytest.mark.parametrize("kernel_size", [(3, 3), (7, 7), (1, 4)])
@pytest.mark.parametrize("padding", [0, 2])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("where", ["image", "kernel", "both"])
def test_nan_and_infinity_spread_as_in_the_definition(
    kernel_size: tuple[int, int], padding: int, bad: float, where: str
) -> None:
    image, kernel = numbers((20, 70), "float32", 8), numbers(kernel_size, "float32", 9)
    kernel[0, 1] = 0
    if where != "kernel":
        image[12, 40] = bad
    if where != "image":
        kernel[0, 0] = bad
    with np.errstate(invalid="ignore"):
        slow = conv2d_loops(image, kernel, padding=padding)
    np.testing.assert_allclose(conv2d(image, kernel, padding=padding), slow, atol=1e-4)
    if where == "image":
        assert np.isfinite(slow).any()


class Matrix(np.ndarray[Any, Any]):
    """A kind of array whose products are something else, as NumPy's old matrix is."""

    def __mul__(self, other: Any) -> Any:
        return self @ other


def test_lists_and_matrices_are_arrays() -> None:
    assert conv2d([[1, 2], [3, 4]], [[1]]).tolist() == [[1, 2], [3, 4]]
    plain = conv2d(np.array([[1, 2], [3, 4]]).view(Matrix), [[1, 1]])
    assert type(plain) is np.ndarray
    assert plain.tolist() == [[3], [7]]


def peak(call: Any) -> tuple[Any, int]:
    """What a call returns, and the bytes it held at most beyond that."""
    tracemalloc.start()
    try:
        result = call()
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    return result, most - result.nbytes


@pytest.mark.parametrize(
    ("shape", "dtype", "kernel", "keywords"),
    [
        ((3000, 3000), "float32", (3, 3), {"padding": "same"}),
        ((3000, 3000), "uint8", (5, 5), {"padding": 2}),
        ((3000, 3000), "float64", (9, 9), {"padding": "full", "stride": 3}),
        ((3000, 3000), "float32", (5, 5), {"dilation": 300}),
        ((3000, 3000), "float32", (1, 1), {"stride": 1000}),
        ((4, 3_000_000), "float32", (3, 5), {"padding": 1}),
        ((3_000_000, 4), "float64", (5, 3), {}),
        ((1500, 2500), "float32", (1490, 2490), {}),
        ((1, 3_000_000), "float32", (1, 2_999_990), {}),
        ((2_000_000, 1), "int64", (3, 1), {}),
    ],
)
def test_temporary_memory_is_small(
    shape: tuple[int, int], dtype: str, kernel: tuple[int, int], keywords: Any
) -> None:
    image = np.ones(shape, dtype)
    weights = np.ones(kernel, dtype)
    _, extra = peak(lambda: conv2d(image, weights, **keywords))
    assert extra < 32 * 2**20


@pytest.mark.parametrize("function", [conv2d, conv2d_loops])
@pytest.mark.parametrize(
    ("image", "kernel", "keywords", "error", "words"),
    [
        (
            np.ones((3, 3)),
            np.ones((5, 5)),
            {},
            ValueError,
            "kernel (5, 5) does not fit in the padded image (3, 3)",
        ),
        (
            np.ones((3, 3)),
            np.ones((3, 2)),
            {"dilation": 2, "padding": (0, 1)},
            ValueError,
            "kernel (3, 2) with dilation (2, 2) covers (5, 3) "
            "and does not fit in the padded image (3, 5)",
        ),
        (
            np.ones((3, 3, 3)),
            np.ones((3, 3)),
            {},
            ValueError,
            "image must have the shape (n_h, n_w), not (3, 3, 3)",
        ),
        (
            np.ones((3, 3)),
            np.ones(3),
            {},
            ValueError,
            "kernel must have the shape (f_h, f_w), not (3,)",
        ),
        (
            np.ones((3, 0)),
            np.ones((3, 3)),
            {},
            ValueError,
            "image must not be empty, but its shape is (3, 0)",
        ),
        (
            np.ones((3, 3)),
            np.ones((0, 3)),
            {},
            ValueError,
            "kernel must not be empty, but its shape is (0, 3)",
        ),
        (
            np.ones((3, 3)),
            [["a"]],
            {},
            TypeError,
            "kernel must hold integers, booleans or floats of at most 64 bits, not str32",
        ),
        (
            np.ones((3, 3), complex),
            [[1]],
            {},
            TypeError,
            "image must hold integers, booleans or floats of at most 64 bits, not complex128",
        ),
        (
            [[object()]],
            [[1]],
            {},
            TypeError,
            "image must hold integers, booleans or floats of at most 64 bits, not object",
        ),
        (None, [[1]], {}, TypeError, "image must be an array of numbers, not None"),
        (
            np.ma.masked_array([[1]], [[True]]),
            [[1]],
            {},
            TypeError,
            "image is a masked array, and the mask would be lost; fill it first",
        ),
        ([[1]], [[1]], {"stride": 0}, ValueError, "stride must be at least 1, not 0"),
        (
            [[1]],
            [[1]],
            {"stride": (1, 2, 3)},
            ValueError,
            "stride must be an int or (h, w), not (1, 2, 3)",
        ),
        (
            [[1]],
            [[1]],
            {"stride": None},
            TypeError,
            "stride must be an integer, not None of type NoneType",
        ),
        ([[1]], [[1]], {"dilation": (1, 0)}, ValueError, "dilation must be at least 1, not 0"),
        ([[1]], [[1]], {"padding": -1}, ValueError, "padding must be at least 0, not -1"),
        (
            [[1]],
            [[1]],
            {"padding": 0.5},
            TypeError,
            "padding must be an integer, not 0.5 of type float",
        ),
        (
            [[1]],
            [[1]],
            {"padding": "reflect"},
            ValueError,
            """padding must be "valid", "same", "full" or a number, not 'reflect'""",
        ),
    ],
)
def test_errors_name_what_came(
    function: Any,
    image: Any,
    kernel: Any,
    keywords: dict[str, Any],
    error: type[Exception],
    words: str,
) -> None:
    with pytest.raises(error) as caught:
        function(image, kernel, **keywords)
    assert str(caught.value) == words


def test_a_ragged_list_is_named() -> None:
    with pytest.raises(ValueError, match="^image must be a regular array of numbers"):
        conv2d([[1, 2], [3]], [[1]])


def test_matrix_errors() -> None:
    with pytest.raises(ValueError, match=r"^kernel \(3, 3\) does not fit in the padded image"):
        conv_matrix((2, 2), np.ones((3, 3)))
    with pytest.raises(ValueError, match=r"^shape must be \(n_h, n_w\), not \(2, 2, 2\)$"):
        conv_matrix(untyped((2, 2, 2)), [[1]])
    with pytest.raises(ValueError, match="^shape must be at least 1, not 0$"):
        conv_matrix((2, 0), [[1]])


@pytest.mark.parametrize("dtype", ["int64", "float32", "float64"])
def test_taps_that_all_miss_the_image_give_zeros(dtype: str) -> None:
    """Not what was in memory before."""
    full = [np.full((50, 60), 7.0) for _ in range(9)]
    del full
    for shape, size in (((1, 1), (1, 2)), ((1, 50), (2, 3)), ((50, 1), (3, 2))):
        found = conv2d(np.ones(shape, dtype), np.ones(size, dtype), padding="same", dilation=2)
        slow = conv2d_loops(np.ones(shape, dtype), np.ones(size, dtype), padding="same", dilation=2)
        np.testing.assert_array_equal(found, slow)
        assert not found.any() and found.dtype == dtype


def test_padding_of_large_integers_cannot_wrap() -> None:
    image, kernel = np.full((3, 3), 2**40), np.full((2, 2), 2**24)
    with pytest.raises(OverflowError) as caught:
        conv2d_loops(image, kernel, padding=1)
    assert str(caught.value) == f"{2**66} does not fit in int64; floats would hold it, rounded"
    for way in (conv2d, conv2d_loops):
        found = way([[2**62, -(2**62)]], [[2, 1]], padding=((0, 0), (1, 1)))
        assert found.tolist() == [[2**62, 2**62, -(2**63)]]
