"""The small images of the book."""

from collections.abc import Callable

import numpy as np
import pytest

from convdemo import conv2d
from convdemo.filters import HORIZONTAL, VERTICAL
from convdemo.images import (
    check_image,
    digit_image,
    edge_image,
    pool_image,
    shift,
    stripe_image,
    volume_image,
)
from tests.convdemo.untyped import untyped

PICTURES = [check_image, digit_image, edge_image, pool_image, stripe_image, volume_image]


@pytest.mark.parametrize("picture", PICTURES)
def test_an_image_is_fresh_small_and_whole(picture: Callable[[], np.ndarray]) -> None:
    first = picture()
    assert first.dtype == np.int64 and max(first.shape) <= 8
    first[...] = -1
    assert picture().min() >= 0


def test_the_edge() -> None:
    assert np.array_equal(conv2d(edge_image(), VERTICAL), [[0, 30, 30, 0]] * 4)
    assert np.array_equal(conv2d(edge_image()[:, ::-1], VERTICAL), [[0, -30, -30, 0]] * 4)
    assert not conv2d(edge_image(), HORIZONTAL).any()
    assert np.array_equal(edge_image(3, 5), [[5, 0, 0]] * 3)


def test_the_numbers_for_pooling_are_those_of_the_course() -> None:
    assert pool_image().tolist() == [[1, 3, 2, 1], [2, 9, 1, 1], [1, 3, 2, 3], [5, 6, 1, 2]]


def test_the_digit_is_the_one_that_the_book_shows() -> None:
    rows = ["0000000", "0899990", "0211390", "0001850", "0006800", "0039200", "0076000"]
    assert ["".join(map(str, row)) for row in digit_image()] == rows


def test_what_is_left_out() -> None:
    assert np.array_equal(edge_image(), edge_image(6, 10))
    assert np.array_equal(stripe_image(), stripe_image(8)) and stripe_image(1).tolist() == [[10]]
    assert np.array_equal(shift(digit_image(), 1, 1), shift(digit_image(), 1, 1, fill=0))
    assert edge_image(2).tolist() == [[10, 0]] * 2


def test_the_check_pattern() -> None:
    answer = [[0, 0, 0, 0], [30, 10, -10, -30], [30, 10, -10, -30], [0, 0, 0, 0]]
    assert np.array_equal(conv2d(check_image(), HORIZONTAL), answer)


def test_the_digit_is_like_none_of_its_turns_and_mirror_images() -> None:
    digit = digit_image()
    turns = [np.rot90(side, k) for side in (digit, digit.T) for k in range(4)]
    assert sum(np.array_equal(turn, digit) for turn in turns) == 1


def test_the_rows_of_stripes_are_alike() -> None:
    stripes = stripe_image(7)
    assert stripes.shape == (7, 7) and (stripes == stripes[0]).all()
    assert stripe_image(11)[0].tolist() == [10, 10, 0, 0] * 2 + [10, 10, 0]


def test_the_channels_of_the_volume() -> None:
    red = np.array([[10, 10, 10, 0, 0, 0]] * 6)
    assert np.array_equal(volume_image(), np.stack([red, red.T, red * 0 + 5], axis=2))


def test_only_red_has_a_vertical_edge() -> None:
    answers = [conv2d(channel, VERTICAL) for channel in np.moveaxis(volume_image(), -1, 0)]
    assert answers[0].any() and not answers[1].any() and not answers[2].any()


@pytest.mark.parametrize("rows, cols", [(0, 0), (1, 0), (0, -2), (-1, 3), (9, 0), (0, -9)])
def test_shift_is_a_window_on_a_larger_padded_image(rows: int, cols: int) -> None:
    x = digit_image()
    padded = np.pad(x, 9, constant_values=4)
    wanted = padded[9 - rows : 16 - rows, 9 - cols : 16 - cols]
    assert np.array_equal(shift(x, rows, cols, fill=4), wanted)


def test_shift_moves_rows_and_columns_of_volumes_and_batches() -> None:
    x = np.arange(2 * 3 * 4 * 5).reshape(2, 3, 4, 5)
    moved = shift(x, 1, -2)
    for i in range(2):
        assert np.array_equal(shift(x[i], 1, -2), moved[i])
        for c in range(5):
            assert np.array_equal(shift(x[i, :, :, c], 1, -2), moved[i, :, :, c])


@pytest.mark.parametrize("dtype", ["uint8", "int64", "float32", "bool"])
def test_shift_keeps_the_type_and_the_image(dtype: str) -> None:
    x = np.ones((3, 3), dtype)
    moved = shift(x, 1, 1)
    assert moved.dtype == dtype and x.all() and moved.sum() == 4


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (lambda: edge_image(1), ValueError, "n must be at least 2, not 1"),
        (
            lambda: edge_image(untyped(6.0)),
            TypeError,
            "n must be an integer, not 6.0 of type float",
        ),
        (
            lambda: edge_image(6, untyped("10")),
            TypeError,
            "bright must be an integer, not '10' of type str",
        ),
        (
            lambda: edge_image(6, 2**70),
            ValueError,
            "bright must be a whole number from -9223372036854775808 to 9223372036854775807, to be "
            "held as int64, not 1180591620717411303424",
        ),
        (lambda: stripe_image(0), ValueError, "n must be at least 1, not 0"),
        (
            lambda: shift([1, 2], 0, 1),
            ValueError,
            "x must have the shape (n_h, n_w) or (n_h, n_w, n_c) or (m, n_h, n_w, n_c), not (2,)",
        ),
        (
            lambda: shift("cat", 0, 1),
            TypeError,
            "x must hold integers, booleans or floats of at most 64 bits, not str96",
        ),
        (
            lambda: shift([[1]], untyped(0.5), 1),
            TypeError,
            "rows must be an integer, not 0.5 of type float",
        ),
        (
            lambda: shift([[1]], 0, untyped(None)),
            TypeError,
            "cols must be an integer, not None of type NoneType",
        ),
        (
            lambda: shift([[1]], 0, 1, fill=0.5),
            ValueError,
            "fill must be a whole number from -9223372036854775808 to 9223372036854775807, to be "
            "held as int64, not 0.5",
        ),
        (
            lambda: shift(np.zeros((2, 2), "uint8"), 0, 1, fill=-1),
            ValueError,
            "fill must be a whole number from 0 to 255, to be held as uint8, not -1",
        ),
        (
            lambda: shift([[1]], 0, 1, fill=untyped([1, 2])),
            TypeError,
            "fill must be a number, not [1, 2] of type list",
        ),
    ],
)
def test_bad_input_is_named(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == words
