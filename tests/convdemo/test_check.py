"""What every public function accepts, and how it refuses the rest."""

import warnings
from array import array
from collections import deque
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from numpy._core._rational_tests import rational

import convdemo
from convdemo import (
    Conv2d,
    Dense,
    MaxPool2d,
    Network,
    ReLU,
    _check,
    avg_pool,
    conv2d,
    conv2d_loops,
    conv_forward,
    conv_forward_loops,
    conv_matrix,
    edge_filter,
    edge_image,
    im2col,
    max_pool,
    mlp_parameters,
    output_size,
    pad,
    pixel_uses,
    scratch,
    shift,
    softmax_cross_entropy,
)
from tests.convdemo.untyped import untyped

# Each puts a pixel into an image by itself: (function, the argument's name).
PAINTERS = [
    (lambda x, pixel: pad(x, 1, value=pixel)[0, 0], "value"),
    (lambda x, pixel: shift(x, 1, 0, fill=pixel)[0, 0], "fill"),
    (lambda x, pixel: scratch(x, 0, 0, value=pixel)[0, 0], "value"),
]
IDS = ["pad", "shift", "scratch"]
Painter = Callable[[Any, Any], Any]


def painted(painter: Painter, pixel: Any, dtype: Any) -> Any:
    return painter(np.zeros((2, 2), dtype), pixel)


@pytest.mark.parametrize("painter, name", PAINTERS, ids=IDS)
@pytest.mark.parametrize(
    "dtype, pixel",
    [
        ("int64", 2**53 + 1),
        ("int64", 2**63 - 1),
        ("int64", -(2**63)),
        ("uint64", 2**64 - 1),
        ("int64", np.int64(2**53 + 1)),
        ("int64", np.uint64(2**53 + 1)),
        ("int64", np.array(2**53 + 1)),
        ("int64", Fraction(2**53 + 1)),
        ("int64", Fraction(2**54 + 2, 2)),
        ("int8", -128),
        ("int8", 5.0),
        ("int8", np.float32(-5)),
        ("uint8", 255),
        (">i4", -7),
        ("bool", True),
        ("bool", np.True_),
        ("bool", 1),
    ],
)
def test_whole_pixels_arrive_unchanged(painter: Painter, name: str, dtype: str, pixel: Any) -> None:
    found = painted(painter, pixel, dtype)
    assert found.dtype == np.dtype(dtype).newbyteorder("=")
    assert int(found) == int(pixel)


@pytest.mark.parametrize("painter, name", PAINTERS, ids=IDS)
@pytest.mark.parametrize(
    "dtype, pixel, held",
    [
        ("float16", 65504, 65504),
        ("float16", 65519.99, 65504),  # rounds to the greatest float16
        ("float32", 0.1, np.float32(0.1)),
        ("float32", Fraction(1, 10), np.float32(0.1)),
        ("float64", 2**53 + 1, 2.0**53),  # as floats round
        ("float64", 1e308, 1e308),
        ("float32", 1e-60, 0),
        ("float32", np.inf, np.inf),
        ("float16", -np.inf, -np.inf),
        ("float64", np.nan, np.nan),
        ("float64", np.float32(0.5), 0.5),
    ],
)
def test_float_pixels_are_rounded(
    painter: Painter, name: str, dtype: str, pixel: Any, held: Any
) -> None:
    found = painted(painter, pixel, dtype)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, held)


RANGES = {
    "int8": "a whole number from -128 to 127, to be held as int8",
    "uint64": "a whole number from 0 to 18446744073709551615, to be held as uint64",
    "bool": "a whole number from 0 to 1, to be held as bool",
    "float16": "a number from -65504 to 65504, to be held as float16",
    "float32": "a number from -3.4028234663852886e+38 to 3.4028234663852886e+38, "
    "to be held as float32",
    "float64": "a number from -1.7976931348623157e+308 to 1.7976931348623157e+308, "
    "to be held as float64",
}


@pytest.mark.parametrize("painter, name", PAINTERS, ids=IDS)
@pytest.mark.parametrize(
    "dtype, pixel",
    [
        ("int8", 128),
        ("int8", -129),
        ("int8", 0.5),
        ("int8", Fraction(1, 2)),
        ("int8", np.nan),
        ("int8", -np.inf),
        ("uint64", 2**64),
        ("uint64", -1),
        ("bool", 2),
        ("float16", 1e6),
        ("float16", 65520),
        ("float32", 1e300),
        ("float32", -(10**40)),
        ("float64", 10**400),
        ("float64", Fraction(-(10**400))),
    ],
)
def test_a_pixel_that_the_type_cannot_hold_is_refused(
    painter: Painter, name: str, dtype: str, pixel: Any
) -> None:
    with pytest.raises(ValueError) as caught:
        painted(painter, pixel, dtype)
    assert str(caught.value) == f"{name} must be {RANGES[dtype]}, not {_check.shown(pixel)}"


@pytest.mark.parametrize("painter, name", PAINTERS, ids=IDS)
@pytest.mark.parametrize("dtype", ["int64", "float32"])
@pytest.mark.parametrize(
    "pixel, kind",
    [
        (True, "bool"),
        (np.True_, "bool"),
        ("1", "str"),
        (None, "NoneType"),
        ([1], "list"),
        (1j, "complex"),
        (Decimal(1), "Decimal"),
        (np.array([1]), "ndarray"),
        (np.ma.masked, "MaskedConstant"),
    ],
)
def test_what_is_no_number_is_no_pixel(
    painter: Painter, name: str, dtype: str, pixel: Any, kind: str
) -> None:
    with pytest.raises(TypeError) as caught:
        painted(painter, pixel, dtype)
    assert str(caught.value) == f"{name} must be a number, not {pixel!r} of type {kind}"


@pytest.mark.parametrize("bright", [2**53 + 1, 2**63 - 1, -(2**63)])
def test_a_bright_edge_is_exact(bright: int) -> None:
    assert edge_image(2, bright).tolist() == [[bright, 0]] * 2


@pytest.mark.parametrize("distance", [2**70, -(2**70)])
def test_a_shift_may_be_of_any_size(distance: int) -> None:
    assert not shift(np.ones((2, 2)), distance, 0).any()


def test_means_of_integers_are_float64_and_maxima_exact() -> None:
    assert avg_pool([[2**53 + 1]], 1).tolist() == [[2.0**53]]
    assert max_pool([[2**53 + 1]], 1).tolist() == [[2**53 + 1]]


@pytest.mark.parametrize("setting, written", [(10**400, "inf"), (-(10**400), "-inf")])
def test_a_setting_beyond_all_floats_keeps_its_sign(setting: int, written: str) -> None:
    with pytest.raises(ValueError) as caught:
        edge_filter(setting)
    assert str(caught.value) == f"angle must be finite, not {written}"


@pytest.mark.parametrize("setting", [np.inf, -np.inf, np.nan, 10**400, np.float32(np.nan)])
def test_a_setting_must_be_finite(setting: Any) -> None:
    with pytest.raises(ValueError, match=r"^angle must be finite, not (-?inf|nan)$"):
        edge_filter(setting)


def test_a_setting_may_be_any_real_number() -> None:
    for angle in (90, 90.0, np.int8(90), np.float32(90), Fraction(90), np.array(90)):
        np.testing.assert_array_equal(edge_filter(untyped(angle)), edge_filter(90))


# Lists.

MASKED = np.ma.array([1.0, 2.0], mask=[False, True])


@pytest.mark.parametrize(
    "image",
    [
        MASKED[None],
        [MASKED, MASKED],
        (MASKED, [1.0, 2.0]),
        [[1.0, 2.0], MASKED],
        [[1.0, np.ma.masked]],
    ],
)
def test_a_mask_is_not_lost(image: Any) -> None:
    with pytest.raises(TypeError) as caught:
        max_pool(image, 1)
    assert str(caught.value) == "x is a masked array, and the mask would be lost; fill it first"


def test_deep_lists_of_masked_arrays_are_looked_through() -> None:
    with pytest.raises(TypeError, match="^x is a masked array"):
        max_pool(untyped([[[1, 2], [3, 4]], [[1, 2], MASKED]]), 1)
    assert max_pool([[[1, 2], [3, 4]]], 1).shape == (1, 2, 2)
    # NumPy has 64 axes, of which the masked array has the last.
    deep: Any = MASKED
    for _ in range(63):
        deep = [deep]
    with pytest.raises(TypeError, match="^x is a masked array"):
        max_pool(deep, 1)


def test_a_list_that_holds_itself_is_no_array() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises((TypeError, ValueError), match="^x must "):
        max_pool(endless, 1)


def test_lists_of_integers_do_not_become_floats() -> None:
    """NumPy makes floats of uint64 beside a negative number."""
    mixed = [[np.uint64(2**53 + 1), np.int64(-1)]]
    assert max_pool(mixed, 1).tolist() == [[2**53 + 1, -1]]
    with pytest.raises(TypeError) as caught:
        max_pool([[2**63, -1]], 1)
    assert str(caught.value) == (
        "x must hold integers, booleans or floats of at most 64 bits, not object"
    )
    assert max_pool([[1e300, -1]], 1).tolist() == [[1e300, -1]]
    assert np.isnan(max_pool([[np.nan, -1]], 1)[0, 0])


def test_an_array_without_axes_is_a_number() -> None:
    assert output_size(untyped(np.array(7)), untyped(np.array(3))) == 5
    image = np.ones((4, 4))
    expected = conv2d(image, np.ones((2, 2)), padding=1, stride=2)
    got = conv2d(image, np.ones((2, 2)), padding=untyped(np.array(1)), stride=untyped(np.array(2)))
    np.testing.assert_array_equal(got, expected)
    assert conv2d(image, [[1]], stride=untyped(np.array([1, 2]))).shape == (4, 2)


# Types.


def test_types_of_other_packages_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """As ml_dtypes' bfloat16 is; NumPy tests its own door for such types with fractions."""
    image = np.array([[rational(1, 2)]])
    text = (
        "x must hold integers, booleans or floats of at most 64 bits, not rational, which is not"
        " NumPy's own: convert it, as with .astype(np.float32)"
    )
    for kinds in (_check.KINDS, _check.KINDS + image.dtype.kind):  # float8_e5m2 has the kind "f"
        monkeypatch.setattr(_check, "KINDS", kinds)
        with pytest.raises(TypeError) as caught:
            max_pool(image, 1)
        assert str(caught.value) == text


@pytest.mark.parametrize(
    "dtype",
    [
        "complex64",
        "object",
        "S1",
        "datetime64[s]",
        "V2",
        "longdouble",
    ],
)
def test_other_types_are_named(dtype: str) -> None:
    if np.dtype(dtype).itemsize == 8 and dtype == "longdouble":
        return  # where it is a float64 by another name
    with pytest.raises(TypeError) as caught:
        max_pool(np.zeros((1, 1), dtype), 1)
    assert str(caught.value) == (
        "x must hold integers, booleans or floats of at most 64 bits, not "
        + np.zeros(1, dtype).dtype.name
    )


@pytest.mark.parametrize(
    "call",
    [
        lambda: output_size(5, 2, ceil_mode=untyped(1)),
        lambda: max_pool(np.ones((4, 4)), 2, ceil_mode=untyped(1)),
        lambda: MaxPool2d(2, ceil_mode=untyped(1)),
    ],
)
def test_a_switch_is_a_switch_everywhere(call: Callable[[], Any]) -> None:
    with pytest.raises(TypeError) as caught:
        call()
    assert str(caught.value) == "ceil_mode must be True or False, not 1"


def test_what_came_is_said_on_one_line_and_not_all_of_it() -> None:
    assert _check.shown("a") == "'a'"
    assert _check.shown(np.ones((2, 2))) == "array([[1., 1.], [1., 1.]])"
    long = _check.shown(list(range(100)))
    assert len(long) == 60 and long.startswith("[0, 1, 2") and long.endswith("...")
    assert _check.shown("x" * 58) == repr("x" * 58)
    for cut in (59, 60):
        assert _check.shown("x" * cut) == "'" + "x" * 56 + "..."


@pytest.mark.parametrize("kind", [list, tuple, set, frozenset, deque, partial(array, "i"), dict])
def test_much_is_said_of_each_kind_of_list(kind: Any) -> None:
    """More than the six things that Python's own `reprlib` says."""
    numbers = range(14)
    value = dict.fromkeys(numbers) if kind is dict else kind(numbers)
    text = repr(value)
    assert _check.shown(value) == (text if len(text) <= 60 else text[:57] + "...")


# Sizes beyond every memory.

HUGE = 10**12


@pytest.mark.parametrize(
    "call, sizes, dtype",
    [
        (lambda: pad([[1]], HUGE), (2 * HUGE + 1, 2 * HUGE + 1), "int64"),
        (lambda: pad([[1]], ((0, 2**70), (0, 0))), (2**70 + 1, 1), "int64"),
        (lambda: pad(np.ones((2, 1, 1, 3), "u1"), (0, 2**50)), (2, 1, 2**51 + 1, 3), "uint8"),
        (lambda: conv2d([[1]], [[1]], padding=HUGE), (1, 2 * HUGE + 1, 2 * HUGE + 1, 1), "float64"),
        (
            lambda: conv2d_loops([[1]], [[1]], padding=HUGE),
            (1, 2 * HUGE + 1, 2 * HUGE + 1, 1),
            "float64",
        ),
        (
            lambda: conv_forward(np.ones((2, 1, 1, 3)), np.ones((1, 1, 3, 5)), padding=(HUGE, 0)),
            (2, 2 * HUGE + 1, 1, 3),
            "float64",
        ),
        (
            lambda: conv_forward_loops(
                np.ones((2, 1, 1, 3)), np.ones((1, 1, 3, 5)), padding=(HUGE, 0)
            ),
            (2, 2 * HUGE + 1, 1, 3),
            "float64",
        ),
        (
            lambda: conv_forward(np.ones((1, 1, 1, 1)), np.ones((1, 1, 1, 7)), padding=(2**45, 0)),
            (1, 2**46 + 1, 1, 1),
            "float64",
        ),
        (
            lambda: max_pool(np.ones((2, 4)), (10 * HUGE, 1), stride=1, padding=(10 * HUGE - 1, 0)),
            (1, 10 * HUGE + 1, 4, 1),
            "float64",
        ),
        (
            lambda: im2col(np.ones((1, 1, 1, 1)), 1, padding=HUGE),
            (1, 2 * HUGE + 1, 2 * HUGE + 1, 1),
            "float64",
        ),
    ],
)
def test_too_much_padding_is_named(call: Callable[[], Any], sizes: Any, dtype: str) -> None:
    with pytest.raises(MemoryError) as caught:
        call()
    assert str(caught.value) == (
        f"padding is too large: there is no memory for an array {sizes} of {dtype}"
    )


def test_a_matrix_beyond_memory_is_named() -> None:
    calls: tuple[Callable[[], Any], ...] = (
        lambda: conv_matrix((10**7, 10**7), [[1]]),
        lambda: pixel_uses((10**9, 10**9), 1),
    )
    for call in calls:
        with pytest.raises(MemoryError, match="^shape is too large: there is no memory for an arr"):
            call()


@pytest.mark.parametrize("by", [2**60, 2**62, 2**63, 2**70])
@pytest.mark.parametrize("dtype", ["float64", "int64"])
def test_strides_and_dilations_of_any_size(by: int, dtype: str) -> None:
    x, bank = np.arange(36, dtype=dtype).reshape(1, 3, 4, 3), np.ones((2, 3, 3, 2), dtype)
    slow = conv_forward_loops(x, bank, stride=by)
    np.testing.assert_array_equal(conv_forward(x, bank, stride=by), slow)
    assert slow.shape == (1, 1, 1, 2)
    np.testing.assert_array_equal(im2col(x, (2, 3), stride=(by, by)), x[:, :2, :3].reshape(1, -1))
    tall = bank[:, :1]
    np.testing.assert_array_equal(
        conv_forward(x, tall, dilation=(1, by)), conv_forward_loops(x, tall, dilation=(1, by))
    )
    np.testing.assert_array_equal(im2col(x, 1, dilation=by), x.reshape(-1, 3))
    image = x[0, :, :, 0]
    assert conv2d(image, [[1, 1]], stride=by).shape == (1, 1)
    np.testing.assert_array_equal(
        conv2d(image, [[1, 1]], stride=by), conv2d_loops(image, [[1, 1]], stride=by)
    )
    back = convdemo.conv_backward(np.ones((1, 1, 1, 2), dtype), x, bank, stride=by)
    near = convdemo.conv_backward(np.ones((1, 1, 1, 2), dtype), x, bank, stride=9)
    for ours, theirs in zip(back, near, strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_stride_that_is_never_gone_still_counts_for_the_jump() -> None:
    table = convdemo.summarize([Conv2d(1, 3, stride=2), MaxPool2d(2)], (5, 5, 1))
    assert table.rows[-1].jump == 4 and table.rows[-1].output_shape == (1, 1, 1)


# The arithmetic of floats, without NumPy's warnings.

SPECIAL = [np.inf, -np.inf, np.nan, 1e308, -1e308, 1e-310]


def volumes() -> list[Any]:
    """Images of every special number, alone and mixed."""
    mixed = np.resize(np.array([*SPECIAL, 0.0, 1.0]), (2, 6, 6, 2))
    return [mixed, *(np.full((2, 6, 6, 2), value) for value in SPECIAL)]


def network() -> Network:
    return Network([Conv2d(2, 3), ReLU(), MaxPool2d(2), convdemo.Flatten(), Dense(2)], (6, 6, 2))


def trained(x: Any) -> None:
    model = network()
    _, grad = softmax_cross_entropy(model.forward(x), [0, 1])
    model.backward(grad)
    model.step(1e300, momentum=0.5)
    model.step(1e300, momentum=0.5)


def bank(x: Any) -> Any:
    return x[:1, :3, :3].reshape(3, 3, 2, 1)


# Every public function that computes with floats.
CALLS: dict[str, Callable[[Any], Any]] = {
    "conv2d": lambda x: conv2d(x[0, :, :, 0], x[0, :3, :3, 1]),
    "conv2d_loops": lambda x: conv2d_loops(x[0, :, :, 0], x[0, :3, :3, 1]),
    "conv_matrix": lambda x: conv_matrix((6, 6), x[0, :3, :3, 1]),
    "conv_forward": lambda x: conv_forward(x, bank(x), x[0, 0, 0, :1], padding=1),
    "conv_forward mixed": lambda x: conv_forward(x, np.full((3, 3, 2, 1), 3e38, "f4")),
    "conv_forward_loops": lambda x: conv_forward_loops(x, bank(x), x[0, 0, 0, :1], padding=1),
    "im2col": lambda x: im2col(x, 3, padding=1),
    "conv_backward": lambda x: convdemo.conv_backward(x[:, :4, :4, :1], x, bank(x)),
    "pad": lambda x: pad(x, 1, value=np.inf),
    "shift": lambda x: shift(x, 1, 1, fill=np.nan),
    "scratch": lambda x: scratch(x[0], 1, 1, value=-np.inf),
    "max_pool": lambda x: max_pool(x, 2),
    "avg_pool": lambda x: avg_pool(x, 2),
    "avg_pool half": lambda x: avg_pool(np.full((4, 4), 65504, "f2"), 2),
    "max_pool_backward": lambda x: convdemo.max_pool_backward(x[:, :3, :3], x, 2),
    "avg_pool_backward": lambda x: convdemo.avg_pool_backward(x[:, :3, :3], x, 2),
    "softmax_cross_entropy": lambda x: softmax_cross_entropy(x[0, :, :, 0], [0] * 6),
    "Network": trained,
    "Dense": lambda x: Dense(6).forward(x[0, :, :, 0], x[0, :, :, 1], x[0, 0, :, 0]),
    "Dense.backward": lambda x: Dense(6).backward(x[0, :, :, 0], x[0, :, :, 1], x[1, :, :, 0]),
    "ReLU": lambda x: ReLU().backward(ReLU().forward(x, None, None), x, None),
    "simple_cell": lambda x: convdemo.simple_cell(x[0, :, :, 0], 30, sigma=2),
    "complex_cell": lambda x: convdemo.complex_cell(x[0, :, :, 0], 30, sigma=2),
    "end_stopped_cell": lambda x: convdemo.end_stopped_cell(np.resize(x, (21, 21)), 30),
    "tuning_curve": lambda x: convdemo.tuning_curve(
        lambda image: convdemo.simple_cell(np.full(image.shape, np.inf), 30), [30]
    ),
    "edge_filter": lambda x: edge_filter(30, x[0, :3, :3, 0]),
    "edge_angle": lambda x: convdemo.edge_angle(x[0, :3, :3, 0]),
    "steering_error": lambda x: convdemo.steering_error(x[0, :3, :3, 0]),
    "gaussian_derivative": lambda x: convdemo.gaussian_derivative(30, 1e-160),
    "grating_image": lambda x: convdemo.grating_image(30, wavelength=1e-308),
    "gabor_filter": lambda x: convdemo.gabor_filter(30, sigma=1e-200),
    "edge_at": lambda x: convdemo.edge_at(30, blur=1e-310, offset=1e308),
    "bar_image": lambda x: convdemo.bar_image(30, width=1e308, length=1e308),
    "learn_filter": lambda x: convdemo.learn_filter(x[0, :, :, 0], x[0, :4, :4, 0]),
    "identifiability": lambda x: convdemo.identifiability(x[0, :, :, 0]),
    "largest_rate": lambda x: convdemo.largest_rate(x[0, :, :, 0]),
    "equivariance_error": lambda x: convdemo.equivariance_error(x[0, :, :, 0], x[0, :3, :3, 1]),
    "invariance_error": lambda x: convdemo.invariance_error(x[0, :, :, 0], x[0, :3, :3, 1]),
    "spread": lambda x: convdemo.spread(x[0], x[1], lambda image: image.max(axis=2)),
}


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_numpy_never_warns(name: str, dtype: str) -> None:
    """Neither as a warning nor as an error, even where a caller asks NumPy for errors."""
    for volume in volumes():
        with np.errstate(all="ignore"):
            x = volume.astype(dtype)
        with warnings.catch_warnings(), np.errstate(all="raise", under="ignore"):
            warnings.simplefilter("error")
            try:
                CALLS[name](x)
            except ValueError as error:  # a clear refusal, as of images that are not finite
                assert type(error) is ValueError and " must " in str(error), error


@pytest.mark.parametrize("dtype", ["float64", "float32"])
def test_both_ways_give_the_same_special_numbers(dtype: str) -> None:
    for volume in volumes():
        with np.errstate(all="ignore"):
            x = volume.astype(dtype)
        fast, slow = conv_forward(x, bank(x), padding=1), conv_forward_loops(x, bank(x), padding=1)
        np.testing.assert_array_equal(np.isnan(fast), np.isnan(slow))
        np.testing.assert_array_equal(np.isposinf(fast), np.isposinf(slow))


def test_a_caller_keeps_what_it_asked_numpy_for() -> None:
    with np.errstate(all="raise"):
        conv2d([[np.inf]], [[0.0]])
        assert set(np.geterr().values()) == {"raise"}
        with pytest.raises(FloatingPointError):
            convdemo.tuning_curve(lambda image: float(np.float64(1e308) * 10), [0])


def test_no_loss_is_plain_zero() -> None:
    loss, grad = softmax_cross_entropy([[-np.inf, 0.0]], [1])
    assert str(loss) == "0.0" and grad.tolist() == [[0.0, 0.0]]


def test_a_shape_may_be_any_sequence_of_integers() -> None:
    kinds: tuple[Callable[[list[int]], Any], ...] = (tuple, list, np.array)
    for kind in kinds:
        assert mlp_parameters(kind([4, 5]), 2) == 40
        assert ReLU().output_shape(kind([4, 5, 6])) == (4, 5, 6)
        assert pixel_uses(kind([4, 5]), 1).shape == (4, 5)


# Errors that would have been Python's or NumPy's own.

BEYOND = 10**5000  # more digits than Python writes out


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: output_size(-BEYOND, 3), "n must be at least 1, not an integer of 16610 bits"),
        (
            lambda: output_size(3, BEYOND),
            "kernel an integer of 16610 bits does not fit in the padded length 3",
        ),
        (
            lambda: conv2d(np.ones((4, 4)), [[1, 1]], dilation=BEYOND),
            "kernel (1, 2) with dilation (an integer of 16610 bits, an integer of 16610 bits) covers (1, "
            "an integer of 16610 bits) and does not fit in the padded image (4, 4)",
        ),
        (
            lambda: Conv2d(1, 3, groups=BEYOND),
            "groups an integer of 16610 bits does not divide filters = 1",
        ),
        (
            lambda: max_pool([[1]], 2, padding=BEYOND),
            "padding an integer of 16610 bits must be smaller than the window, which covers 2",
        ),
        (
            lambda: pad([[1, 2]], BEYOND, mode="reflect"),
            "padding an integer of 16610 bits is too much to reflect a height of 1: at most 0 pixels lie "
            "beyond the outermost one",
        ),
        (
            lambda: scratch([[1]], BEYOND, 0),
            "size (1, 1) at row an integer of 16610 bits, col 0 does not lie in the image (1, 1)",
        ),
    ],
)
def test_integers_of_any_length_can_be_said(call: Callable[[], Any], words: str) -> None:
    with pytest.raises(ValueError) as caught:
        call()
    assert str(caught.value) == words


def test_what_came_is_said_even_if_it_cannot_say_it_itself() -> None:
    class Mute:
        def __repr__(self) -> str:
            raise RuntimeError("no words")

    deep: list[Any] = []
    for _ in range(5000):
        deep = [deep]
    assert _check.shown(Mute()) == "<Mute>"
    assert _check.shown([Mute(), 10**5000]) == "[<Mute>, an integer of 16610 bits]"
    assert len(_check.shown(deep)) <= 60
    assert _check.shown([10**6] * 10**7) == "[" + "1000000, " * 6 + "10..."


@pytest.mark.parametrize(
    "call",
    [
        lambda value: avg_pool([[1]], 1, count_include_pad=value),
        lambda value: convdemo.avg_pool_backward([[1]], [[1]], 1, count_include_pad=value),
    ],
)
@pytest.mark.parametrize("value", [None, 1, "no", 0.0, [True], np.array(["a"])])
def test_counting_the_padding_is_a_switch(call: Callable[[Any], Any], value: Any) -> None:
    with pytest.raises(TypeError) as caught:
        call(value)
    assert str(caught.value) == (
        f"count_include_pad must be True or False, not {_check.shown(value)}"
    )


@pytest.mark.parametrize(
    "call, name, items",
    [
        (convdemo.receptive_field, "windows", "(f, s) or (f, s, d)"),
        (lambda value: convdemo.summarize(value, (4, 4, 1)), "layers", "layers"),
        (lambda value: convdemo.tuning_curve(np.sum, value), "angles", "numbers of degrees"),
    ],
)
@pytest.mark.parametrize("value", [None, 5, "ab", b"ab", {(5, 1)}, {(5, 1): 2}, np.array(3)])
def test_a_list_has_an_order(call: Callable[[Any], Any], name: str, items: str, value: Any) -> None:
    with pytest.raises(TypeError) as caught:
        call(value)
    assert str(caught.value) == f"{name} must be a list of {items}, not {_check.shown(value)}"


def test_windows_may_be_arrays() -> None:
    assert convdemo.receptive_field(np.array([[5, 1], [2, 2]])) == 6
    assert convdemo.receptive_field(iter([(5, 1), (2, 2)])) == 6


class Holder:
    """An object that is no array, and gives one when it is asked, as tables do."""

    def __init__(self, values: Any) -> None:
        self.values = values

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return self.values


def test_a_mask_is_not_lost_on_the_way() -> None:
    assert max_pool(Holder(np.ones((2, 2))), 2).tolist() == [[1]]
    with pytest.raises(TypeError, match="^x is a masked array, and the mask would be lost"):
        max_pool(Holder(np.ma.array([[1, 2]], mask=[[False, True]])), 1)
    with pytest.raises(TypeError, match="^n must be an integer, not masked_array"):
        output_size(untyped(np.ma.array(7, mask=True)), 3)


@pytest.mark.parametrize(
    "call, name",
    [
        (lambda: edge_image(HUGE), "n"),
        (lambda: convdemo.stripe_image(2**70), "n"),
        (lambda: convdemo.edge_at(30, n=HUGE), "n"),
        (lambda: convdemo.bar_image(30, n=2**70), "n"),
        (lambda: convdemo.grating_image(30, n=HUGE), "n"),
        (lambda: convdemo.gabor_filter(30, n=10**5000), "n"),
        (lambda: convdemo.learn_filter([[1.0]], [[1.0]], 1, steps=HUGE), "steps"),
        (lambda: convdemo.learn_filter([[1.0]], [[1.0]], 1, steps=10**400), "steps"),
        (lambda: convdemo.identifiability(np.ones((2000, 2000)), 1000), "size"),
        (lambda: conv_matrix((2, 2), [[1]], padding=HUGE), "padding"),
        (lambda: Network([convdemo.Flatten(), Dense(HUGE)], (2, 2, 1)), r"Dense\(1000000000000\)"),
        (lambda: Network([Conv2d(1, 10**30, padding="same")], (2, 2, 1)), r"Conv2d\(1, 1000.*\)"),
    ],
)
def test_what_no_memory_holds_is_named(call: Callable[[], Any], name: str) -> None:
    with pytest.raises(MemoryError, match=f"^{name} is too large: there is no memory for an arr"):
        call()


# Results that were wrong without a word.


@pytest.mark.parametrize(
    "call",
    [
        lambda bad: convdemo.simple_cell(np.full((9, 9), bad), 30),
        lambda bad: convdemo.complex_cell(np.full((9, 9), bad), 30),
        lambda bad: convdemo.end_stopped_cell(np.full((21, 21), bad), 30),
        lambda bad: convdemo.steering_error(np.full((3, 3), bad)),
        lambda bad: convdemo.edge_angle(np.full((3, 3), bad)),
        lambda bad: edge_filter(90, [[bad]]),
        lambda bad: convdemo.equivariance_error([[bad, 1.0], [0.0, 2.0]], [[1.0]]),
    ],
)
@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_no_answer_is_made_of_what_is_not_finite(call: Callable[[float], Any], bad: float) -> None:
    with pytest.raises(ValueError, match=" must be finite, but some are NaN or infinite$"):
        call(bad)


@pytest.mark.parametrize(
    "call",
    [
        lambda: convdemo.gabor_filter(30, sigma=1e-200),
        lambda: convdemo.gabor_filter(30, wavelength=1e-308),
        lambda: convdemo.grating_image(30, wavelength=1e-308),
        lambda: convdemo.gaussian_derivative(30, 1e-200),
        lambda: convdemo.gaussian_derivative(30, 1e308),
    ],
)
def test_no_picture_is_made_of_nan(call: Callable[[], Any]) -> None:
    with pytest.raises(ValueError, match="^(sigma|wavelength).* must "):
        call()
    assert np.isfinite(convdemo.gaussian_derivative(30, 1e308, 5)).all()
    assert np.isfinite(convdemo.gabor_filter(30, sigma=1e308)).all()


@pytest.mark.parametrize("turns", [1, -1, 10, 2**44])
def test_whole_turns_change_nothing(turns: int) -> None:
    more = 360 * turns
    np.testing.assert_array_equal(edge_filter(50 + more), edge_filter(50))
    np.testing.assert_array_equal(edge_filter(-70 + more), edge_filter(-70))
    for make in (convdemo.gabor_filter, convdemo.grating_image):
        np.testing.assert_allclose(make(20, phase=40 + more), make(20, phase=40), atol=1e-15)
    # The greatest float is a whole number, whose rest Python's integers find exactly.
    most = int(np.finfo(float).max)
    np.testing.assert_allclose(edge_filter(most), edge_filter(most % 360), rtol=1e-12)


@pytest.mark.parametrize("scale", [1e-308, 1e-200, 1e200, 1e307])
def test_the_size_of_the_numbers_is_nothing_to_a_ratio(scale: float) -> None:
    sobel, corner = convdemo.SOBEL / 8, np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0]])
    assert convdemo.edge_angle(corner * scale, sobel * scale) == 45
    assert convdemo.steering_error(sobel * scale) == pytest.approx(0.91, abs=0.01)
    x = np.random.default_rng(0).random((8, 8))
    errors = [convdemo.equivariance_error(x * by, [[1.0]], (0, 1), stride=2) for by in (1, scale)]
    assert errors[0] == pytest.approx(errors[1], rel=1e-6)
    if scale < 1:
        assert convdemo.identifiability(convdemo.stripe_image() * scale).rank == 3


def test_what_stays_nan_has_not_changed() -> None:
    x = np.array([[np.nan, 1.0, 2.0]])
    changed = convdemo.spread(x, scratch(x, 0, 1), lambda image: image * 1.0)
    assert changed.tolist() == [[False, True, False]]
    with pytest.raises(ValueError, match="^what compute returns must have one shape"):
        convdemo.spread([[1]], [[2]], lambda image: np.ones(int(image[0, 0])))
    with pytest.raises(TypeError, match="^what compute returns must be an array of numbers"):
        convdemo.spread([[1]], [[2]], untyped(lambda image: None))
    with pytest.raises(TypeError, match="^what cell returns must hold"):
        convdemo.tuning_curve(untyped(lambda image: None), [0])
    with pytest.raises(ValueError, match="^what cell returns must have the shape"):
        convdemo.tuning_curve(untyped(lambda image: image), [0])


def test_a_seed_is_looked_at_even_where_nothing_is_drawn() -> None:
    with pytest.raises(TypeError, match="^seed must be an integer, not 'a'"):
        convdemo.learn_filter([[1]], [[1]], 1, initial=[[0]], seed=untyped("a"))


# Layers by themselves.

ONES = np.ones((2, 3))


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (
            lambda: Conv2d(1, 1).forward(np.ones((1, 1, 1, 1)), None, None),
            TypeError,
            "weights must be an array of numbers, not None",
        ),
        (
            lambda: Conv2d(1, 1).backward(np.ones((1, 1, 1, 1)), np.ones((1, 1, 1, 1)), None),
            TypeError,
            "weights must be an array of numbers, not None",
        ),
        (
            lambda: Dense(4).forward(ONES, None, None),
            TypeError,
            "weights must be an array of numbers, not None",
        ),
        (
            lambda: Dense(4).forward(ONES, np.ones((5, 4)), None),
            ValueError,
            "weights (5, 4) read 5 numbers, but x (2, 3) has 3",
        ),
        (
            lambda: Dense(4).forward(ONES, np.ones((3, 4)), np.ones(2)),
            ValueError,
            "bias must be (4,), not (2,)",
        ),
        (
            lambda: Dense(4).backward(np.ones((1, 4)), ONES, np.ones((3, 4))),
            ValueError,
            "grad must have the shape of the layer's output, (2, 4), not (1, 4)",
        ),
        (
            lambda: Dense(4).forward(np.ma.array(ONES, mask=ONES == 1), np.ones((3, 4)), None),
            TypeError,
            "x is a masked array, and the mask would be lost; fill it first",
        ),
        (
            lambda: ReLU().backward(np.ones(3), ONES, None),
            ValueError,
            "grad must have the shape of the layer's output, (2, 3), not (3,)",
        ),
        (
            lambda: convdemo.Flatten().backward(np.ones((2, 4)), np.ones((2, 1, 3, 1)), None),
            ValueError,
            "grad must have the shape of the layer's output, (2, 3), not (2, 4)",
        ),
        (
            lambda: ReLU().forward(untyped(None), None, None),
            TypeError,
            "x must be an array of numbers, not None",
        ),
    ],
)
def test_layers_say_what_is_wrong(call: Callable[[], Any], kind: Any, words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == words


def test_a_dense_layer_of_integers_is_exact() -> None:
    x, weights = np.full((1, 2), 100, np.int8), np.full((2, 3), 100, np.int8)
    z = Dense(3).forward(x, weights, np.array([1, 2, 3]))
    assert z.tolist() == [[20001, 20002, 20003]]
    d = Dense(3).backward(np.full((1, 3), 100, np.int8), x, weights)
    assert [np.asarray(a).tolist() for a in d] == [[[30000] * 2], [[10000] * 3] * 2, [100] * 3]
    with pytest.raises(OverflowError):
        Dense(1).forward(np.array([[2**40]]), np.array([[2**40]]), None)


def test_shapes_hold_integers_of_pythons_own() -> None:
    for layer in (MaxPool2d(2), Conv2d(2, 3), ReLU(), convdemo.Flatten()):
        shape = layer.output_shape(untyped(np.array([8, 8, 3])))
        assert all(type(n) is int for n in shape)


def test_layers_and_tables_of_any_size_can_be_printed() -> None:
    assert repr(Conv2d(BEYOND, (3, BEYOND))) == (
        "Conv2d(an integer of 16610 bits, (3, an integer of 16610 bits))"
    )
    table = convdemo.summarize([MaxPool2d(2, stride=BEYOND), Dense(BEYOND)][:1], (4, 4, BEYOND))
    for text in (str(table), table._repr_html_()):
        assert "1 × 1 × an integer of 16610 bits" in text


@pytest.mark.parametrize(
    "call",
    [
        lambda value: convdemo.bar_image(0, offset=value),
        lambda value: pad([[1]], 1, value=value),
        lambda value: output_size(value, 1),
    ],
)
def test_a_span_of_time_is_no_number(call: Callable[[Any], Any]) -> None:
    with pytest.raises(TypeError, match=" must be an? (number|integer), not np.timedelta64"):
        call(np.timedelta64(3))


def test_a_type_that_cannot_be_shown_is_refused() -> None:
    class Mute:
        def __repr__(self) -> str:
            raise RuntimeError("no words")

    with pytest.raises(ValueError) as caught:
        Network([Dense(1)], (1,), dtype=untyped(Mute()))
    assert str(caught.value) == "dtype must be float32 or float64, not <Mute>"
