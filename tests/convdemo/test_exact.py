"""Integers at the very limit of int64: the last that fits, and the first that does not."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from convdemo import (
    Dense,
    conv2d,
    conv2d_loops,
    conv_backward,
    conv_forward,
    conv_forward_loops,
    conv_matrix,
    max_pool,
    max_pool_backward,
    pixel_uses,
)
from convdemo._exact import carrier, check_int64, largest, near_one, signed, to_int64

HALF, LIMIT = 2**62, 2**63


def volume(*numbers: int) -> Any:
    return np.array(numbers, np.int64).reshape(1, 1, -1, 1)


def by(*numbers: int) -> Any:
    return np.array(numbers, np.int64).reshape(1, -1, 1, 1)


# Each gives, of ±1, a number of that sign as large as the limit, and nothing larger on the way.
Signed = Callable[[int], Any]
AT_THE_LIMIT: list[Signed] = [
    *(
        lambda sign, way=way: way([[HALF, HALF]], [[sign, sign]])
        for way in (conv2d, conv2d_loops)
    ),
    *(
        lambda sign, way=way: way([[sign * HALF]], [[2]])
        for way in (conv2d, conv2d_loops)
    ),
    *(
        lambda sign, way=way: way(volume(HALF), by(sign), [sign * HALF])
        for way in (conv_forward, conv_forward_loops)
    ),
    *(
        lambda sign, way=way: way(volume(HALF, HALF), by(sign, sign), [0])
        for way in (conv_forward, conv_forward_loops)
    ),
    *(
        lambda sign, way=way: way(np.full((1, 1, 1, 2), HALF), np.full((1, 1, 2, 1), sign))
        for way in (conv_forward, conv_forward_loops)
    ),
    lambda sign: Dense(1).forward(np.array([[HALF, HALF]]), np.array([[sign], [sign]]), None),
    # Of the three gradients, that by the input, by the weights and by the bias.
    lambda sign: conv_backward(volume(HALF, -HALF), volume(0, 0, 0), by(-sign, sign)).a_prev,
    lambda sign: conv_backward(volume(HALF, -HALF), volume(sign, -sign), by(0)).weights,
    lambda sign: conv_backward(volume(sign * HALF, sign * HALF), volume(0, 0), by(0)).bias,
    lambda sign: max_pool_backward(np.full((2, 2), sign * 2**61), [[0, 0, 0], [0, 1, 0], [0, 0, 0]], 2, stride=1),
]  # fmt: skip


@pytest.mark.parametrize("call", AT_THE_LIMIT)
def test_the_last_number_that_fits_and_the_first_that_does_not(call: Signed) -> None:
    found = np.asarray(call(-1))
    assert found.dtype == np.int64 and -LIMIT in found.ravel().tolist()
    with pytest.raises(OverflowError) as caught:
        call(1)
    assert str(caught.value) == f"{LIMIT} does not fit in int64; floats would hold it, rounded"


def test_counts_at_the_limit() -> None:
    fits = pixel_uses((1, 1), (2**32, 2**31 - 1), padding="full")
    assert fits.dtype == np.int64 and fits.tolist() == [[2**32 * (2**31 - 1)]]
    with pytest.raises(OverflowError, match=f"^{LIMIT} does not fit in int64; floats would hold"):
        pixel_uses((1, 1), (2**32, 2**31), padding="full")


@pytest.mark.parametrize("value, held", [(LIMIT - 1, True), (LIMIT, False), (2**64 - 1, False)])
def test_unsigned_integers_at_the_limit(value: int, held: bool) -> None:
    x = np.array([[value]], np.uint64)
    calls: list[Callable[[], Any]] = [
        lambda: max_pool(x, 1),
        lambda: conv2d(x, [[1]]),
        lambda: conv2d_loops(x, [[1]]),
        lambda: conv_matrix((1, 1), x),
        lambda: max_pool_backward(x, [[1]], 1),
        lambda: signed(x),
        lambda: to_int64(x),
    ]
    for call in calls:
        if held:
            assert call().tolist() == [[value]] and call().dtype == np.int64
        else:
            with pytest.raises(OverflowError) as caught:
                call()
            words = f"{value} does not fit in int64; floats would hold it, rounded"
            assert str(caught.value) == words


def test_python_integers_at_the_limit() -> None:
    for value in (LIMIT - 1, -LIMIT):
        check_int64(np.array([0, value], object))
        assert to_int64(np.array([value], object)).tolist() == [value]
    for value in (LIMIT, -LIMIT - 1):
        with pytest.raises(OverflowError) as caught:
            check_int64(np.array([0, value], object))
        assert str(caught.value).startswith(f"{value} does not fit")


def test_the_type_that_holds_a_sum() -> None:
    """Of each, the greatest that the type holds together with all below it."""
    for bound, kind in ((2**24, np.float32), (2**53, np.float64), (2**63, np.int64)):
        assert carrier(bound - 1) == kind
        assert kind(bound - 1) == bound - 1 and kind(bound - 2) == bound - 2
    assert carrier(2**24 + 1) == np.float64 and carrier(2**53 + 1) == np.int64
    assert carrier(2**63).kind == carrier(2**70).kind == "O"


def test_the_largest_of_both_signs() -> None:
    assert largest(np.array([-7, 3])) == largest(np.array([3, 7])) == 7
    assert largest(np.array([-128], np.int8)) == 128
    assert largest(np.array([-LIMIT])) == LIMIT


@pytest.mark.parametrize("scale", [1e-300, 0.3, 1.0, 7.0, 1e300])
def test_near_one_is_a_power_of_two_away(scale: float) -> None:
    values = np.array([scale, -scale / 3, 0])
    found = near_one(values)
    assert 0.5 <= np.abs(found).max() < 1
    ratio = found[0] / values[0] if scale < 1e300 else found[0] / scale
    assert np.frexp(ratio)[0] == 0.5
    np.testing.assert_array_equal(found[1] / found[0], values[1] / values[0])
