"""Counting the places of a window."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from convdemo import output_size, receptive_field
from tests.convdemo.untyped import untyped


@pytest.mark.parametrize(
    ("n", "f", "padding", "stride", "expected"),
    [
        # Dumoulin and Visin, "A guide to convolution arithmetic", the figures of chapter 2.
        (4, 3, 0, 1, 2),
        (5, 4, 2, 1, 6),
        (5, 3, 1, 1, 5),
        (5, 3, 2, 1, 7),
        (5, 3, 0, 2, 2),
        (5, 3, 1, 2, 3),
        (6, 3, 1, 2, 3),
        # Stanford's CS231n: its small examples, and AlexNet's first layer.
        (7, 3, 0, 1, 5),
        (7, 3, 0, 2, 3),
        (227, 11, 0, 4, 55),
        # The article's example.
        (32, 5, 0, 1, 28),
    ],
)
def test_published_sizes(n: int, f: int, padding: int, stride: int, expected: int) -> None:
    assert output_size(n, f, padding=padding, stride=stride) == expected


def test_published_dilated_size() -> None:
    assert output_size(7, 3, dilation=2) == 3


# Worked by hand from PyTorch's documentation of MaxPool2d: round up, and drop a window that would
# start in the far padding.
@pytest.mark.parametrize(
    ("n", "f", "padding", "stride", "floor", "ceil"),
    [
        (5, 2, 0, 2, 2, 3),
        (4, 2, 0, 2, 2, 2),
        (4, 1, 0, 3, 2, 2),
        (5, 3, 1, 3, 2, 2),
        (3, 2, 1, 2, 2, 2),
        (4, 2, 1, 3, 2, 2),
        (6, 3, 0, 2, 2, 3),
        (7, 3, 1, 4, 2, 2),
        (55, 3, 0, 2, 27, 27),
        (112, 3, 0, 2, 55, 56),
    ],
)
def test_ceil_mode(n: int, f: int, padding: int, stride: int, floor: int, ceil: int) -> None:
    assert output_size(n, f, padding=padding, stride=stride) == floor
    assert output_size(n, f, padding=padding, stride=stride, ceil_mode=True) == ceil


line = st.integers(1, 12)
small = st.integers(1, 4)


@given(line, small, small, small)
def test_same_rounds_up(n: int, f: int, stride: int, dilation: int) -> None:
    size = output_size(n, f, padding="same", stride=stride, dilation=dilation)
    assert size == -(-n // stride)


@given(line, small, small)
def test_full_counts_every_touch(n: int, f: int, dilation: int) -> None:
    span = dilation * (f - 1) + 1
    assert output_size(n, f, padding="full", dilation=dilation) == n + span - 1


@given(line, st.integers(0, 3), st.integers(0, 3), small, small, small)
def test_counts_the_places_one_by_one(
    n: int, before: int, after: int, f: int, stride: int, dilation: int
) -> None:
    last = n + before + after - dilation * (f - 1) - 1
    places = len(range(0, last + 1, stride))
    if places:
        found = output_size(n, f, padding=(before, after), stride=stride, dilation=dilation)
        assert found == places
    else:
        with pytest.raises(ValueError, match="does not fit"):
            output_size(n, f, padding=(before, after), stride=stride, dilation=dilation)


def test_numpy_integers_are_integers() -> None:
    size = output_size(untyped(np.int64(7)), untyped(np.uint8(3)), stride=untyped(np.int32(2)))
    assert size == 3
    assert type(size) is int


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: output_size(3, 5), ValueError, "kernel 5 does not fit in the padded length 3"),
        (
            lambda: output_size(4, 3, dilation=2),
            ValueError,
            "kernel 3 with dilation 2 covers 5 and does not fit in the padded length 4",
        ),
        (lambda: output_size(0, 1), ValueError, "n must be at least 1, not 0"),
        (lambda: output_size(5, 0), ValueError, "f must be at least 1, not 0"),
        (lambda: output_size(5, 3, stride=0), ValueError, "stride must be at least 1, not 0"),
        (lambda: output_size(5, 3, dilation=0), ValueError, "dilation must be at least 1, not 0"),
        (lambda: output_size(5, 3, padding=-1), ValueError, "padding must be at least 0, not -1"),
        (
            lambda: output_size(5, 3, padding=untyped(0.5)),
            TypeError,
            "padding must be an integer, not 0.5 of type float",
        ),
        (
            lambda: output_size(5, 3, padding=untyped("reflect")),
            ValueError,
            """padding must be "valid", "same", "full" or a number, not 'reflect'""",
        ),
        (
            lambda: output_size(5, 3, padding=untyped((1, 2, 3))),
            ValueError,
            "padding must be an int or (before, after), not (1, 2, 3)",
        ),
        (
            lambda: output_size(untyped(5.0), 3),
            TypeError,
            "n must be an integer, not 5.0 of type float",
        ),
        (lambda: output_size(True, 1), TypeError, "n must be an integer, not True"),
        (
            lambda: output_size(untyped("5"), 3),
            TypeError,
            "n must be an integer, not '5' of type str",
        ),
        (
            lambda: output_size(5, untyped(None)),
            TypeError,
            "f must be an integer, not None of type NoneType",
        ),
    ],
)
def test_errors_name_what_came(
    call: Callable[[], object], error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert str(caught.value) == words


def test_receptive_field_of_lenet() -> None:
    layers = [(5, 1), (2, 2), (5, 1), (2, 2), (5, 1)]
    fields = [receptive_field(layers[: k + 1]) for k in range(len(layers))]
    assert fields == [5, 6, 14, 16, 32]


def test_receptive_field_of_vgg16_after_its_pools() -> None:
    layers: list[tuple[int, int]] = []
    fields = []
    for convolutions in (2, 2, 3, 3, 3):
        layers += [(3, 1)] * convolutions + [(2, 2)]
        fields.append(receptive_field(layers))
    assert fields == [6, 16, 44, 100, 212]


def test_receptive_field_of_nothing_is_one_pixel() -> None:
    assert receptive_field([]) == 1
    assert receptive_field([(3, 1, 4)]) == 9


@pytest.mark.parametrize("windows", [[3], [(3,)], [(3, 1, 1, 1)], [(0, 1)], [(3, 0)]])
def test_receptive_field_errors(windows: Any) -> None:
    with pytest.raises(ValueError, match="windows must"):
        receptive_field(windows)
