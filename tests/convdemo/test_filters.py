"""The named filters, and the ones steered to an angle."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import ndimage

from convdemo import filters
from convdemo._line import cos_sin
from convdemo.filters import (
    HORIZONTAL,
    PREWITT,
    SCHARR,
    SOBEL,
    VERTICAL,
    edge_angle,
    edge_filter,
    gaussian_derivative,
    steering_error,
)
from convdemo.history import edge_at
from tests.convdemo.untyped import untyped

NAMED = {
    "VERTICAL": VERTICAL,
    "HORIZONTAL": HORIZONTAL,
    "SOBEL": SOBEL,
    "PREWITT": PREWITT,
    "SCHARR": SCHARR,
}


@pytest.mark.parametrize("name", NAMED)
def test_a_named_filter_is_a_read_only_block_of_nine_integers(name: str) -> None:
    kernel = NAMED[name]
    assert kernel.shape == (3, 3) and kernel.dtype == np.int64
    with pytest.raises(ValueError, match="read-only"):
        kernel[0, 0] = 7


def test_scipy_has_the_same_sobel_and_prewitt() -> None:
    dot = np.zeros((5, 5), dtype=np.int64)
    dot[2, 2] = 1
    # The output for a single pixel is the filter, turned by half a turn.
    assert np.array_equal(ndimage.sobel(dot, axis=1)[1:4, 1:4], SOBEL)
    assert np.array_equal(ndimage.prewitt(dot, axis=1)[1:4, 1:4], PREWITT)


def test_scikit_image_has_the_same_scharr() -> None:
    edges = pytest.importorskip("skimage.filters.edges")
    assert np.array_equal(edges.VSCHARR_WEIGHTS * 16, SCHARR)
    assert np.array_equal(edges.VSOBEL_WEIGHTS * 4, SOBEL)


def test_the_horizontal_filter_is_the_vertical_one_turned() -> None:
    assert np.array_equal(np.rot90(VERTICAL, -1), HORIZONTAL)
    assert np.array_equal(PREWITT, VERTICAL)


@pytest.mark.parametrize("base", [VERTICAL, SOBEL, SCHARR, gaussian_derivative(90)])
def test_quarter_turns_are_exact(base: np.ndarray) -> None:
    for quarter in range(-4, 9):
        assert np.array_equal(edge_filter(90 * quarter, base), np.rot90(base, quarter - 1))


def test_steering_responds_to_a_ramp_by_the_cosine_of_the_angle_between() -> None:
    y, x = np.mgrid[1:-2:-1, -1:2]
    for edge in range(0, 360, 15):
        towards_bright = np.deg2rad(edge + 90)
        ramp = x * np.cos(towards_bright) + y * np.sin(towards_bright)
        for angle in range(0, 360, 25):
            total = np.sum(ramp * edge_filter(angle, SOBEL))
            assert total == pytest.approx(8 * np.cos(np.deg2rad(angle - edge)), abs=1e-12)


def test_the_diagonal_is_bright_at_the_upper_left() -> None:
    kernel = edge_filter(45)
    assert kernel[0, 0] > 0 > kernel[2, 2] and kernel[0, 2] == kernel[2, 0] == 0


@pytest.mark.parametrize("angle", [0, 17, 45, 70, 90, 133.5, 250])
def test_a_derivative_of_a_gaussian_is_steered_exactly(angle: float) -> None:
    steered = edge_filter(angle, gaussian_derivative(90, sigma=1.4))
    assert np.allclose(steered, gaussian_derivative(angle, sigma=1.4), rtol=0, atol=1e-15)


def test_a_derivative_of_a_gaussian_is_scipys() -> None:
    dot = np.zeros((31, 31))
    dot[15, 15] = 1
    # A single pixel gives the true slope, which grows towards the right; ours grows to the left.
    theirs = ndimage.gaussian_filter(dot, 1.3, order=(0, 1), truncate=8)[9:22, 9:22]
    assert np.allclose(gaussian_derivative(90, 1.3, 13), theirs, atol=1e-5)


def test_a_ramp_of_one_a_pixel_gives_one() -> None:
    y, x = np.mgrid[5:-6:-1, -5:6]
    for angle in (0, 30, 90, 200):
        turned = np.deg2rad(angle + 90)
        ramp = x * np.cos(turned) + y * np.sin(turned)
        assert np.sum(ramp * gaussian_derivative(angle, 1.2, 11)) == pytest.approx(1)


@pytest.mark.parametrize("angle", [-170, -90, -45, 0, 33, 70, 90, 135, 180])
def test_an_edge_is_read_at_its_angle(angle: float) -> None:
    read = edge_angle(edge_at(angle, n=9, blur=1), gaussian_derivative(90))
    assert (read - angle + 180) % 360 - 180 == pytest.approx(0, abs=0.002)


def test_the_error_of_steering() -> None:
    errors = {name: steering_error(NAMED[name]) for name in ("PREWITT", "SOBEL", "SCHARR")}
    assert errors["PREWITT"] > 2 > 1 > errors["SOBEL"] > 0.9 > 0.1 > errors["SCHARR"]
    assert steering_error(gaussian_derivative(90, 1, 11), blur=2) < 1e-4
    assert steering_error(SOBEL, blur=0.5) > steering_error(SOBEL, blur=1)


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (
            lambda: edge_filter(untyped("70")),
            TypeError,
            "angle must be a number, not '70' of type str",
        ),
        (
            lambda: edge_filter(untyped(None)),
            TypeError,
            "angle must be a number, not None of type NoneType",
        ),
        (lambda: edge_filter(float("nan")), ValueError, "angle must be finite, not nan"),
        (
            lambda: edge_filter(70, [[1, 2, 3]]),
            ValueError,
            "base must be square to be turned, not (1, 3)",
        ),
        (lambda: edge_filter(70, [1, 2]), ValueError, "base must have the shape (f, f), not (2,)"),
        (lambda: gaussian_derivative(70, 0), ValueError, "sigma must be above 0, not 0"),
        (
            lambda: gaussian_derivative(70, 0.001),
            ValueError,
            "sigma must not be so small that nothing is left of it: 0.001",
        ),
        (
            lambda: gaussian_derivative(70, 1e9),
            ValueError,
            "sigma and size must keep the filter within 1023 pixels, not 8000000001",
        ),
        (
            lambda: steering_error(blur=1e9),
            ValueError,
            "blur must leave an edge to be seen in 3 pixels, not 1000000000.0",
        ),
        (
            lambda: gaussian_derivative(70, size=4),
            ValueError,
            "size must be odd, so that the filter has a centre, not 4",
        ),
        (lambda: gaussian_derivative(70, size=1), ValueError, "size must be at least 3, not 1"),
        (
            lambda: edge_angle(np.ones((3, 3))),
            ValueError,
            "picture must hold an edge: both filters give 0",
        ),
        (
            lambda: edge_angle(np.ones((5, 5))),
            ValueError,
            "picture must be as large as the filter (3, 3), not (5, 5)",
        ),
        (
            lambda: steering_error(np.ones((2, 2))),
            ValueError,
            "base must have an odd side, not (2, 2)",
        ),
        (lambda: steering_error(blur=0), ValueError, "blur must be above 0, not 0"),
    ],
)
def test_bad_input_is_named(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == words


def test_every_public_name_is_documented() -> None:
    for name in ("edge_filter", "gaussian_derivative", "edge_angle", "steering_error"):
        assert "Examples" in getattr(filters, name).__doc__


@pytest.mark.parametrize(
    "base, worst",
    [
        ([[2, 1, -2], [2, -3, -4], [2, -2, 2]], 359),
        ([[1, 1, 3], [-4, -2, -1], [4, -4, 0]], 1),
        ([[-2, 3, 1], [1, 3, -3], [0, -4, 2]], 180),
    ],
)
def test_the_error_is_the_worst_of_all_degrees(base: list[list[int]], worst: int) -> None:
    read = [edge_angle(edge_at(angle, n=3, blur=1), base) for angle in range(360)]
    turns = np.exp(1j * np.radians(np.subtract(read, range(360))))
    errors = np.abs(np.degrees(np.angle(turns)))
    assert np.argmax(errors) == worst
    assert steering_error(base) == pytest.approx(errors[worst])


@pytest.mark.parametrize("angle", range(-360, 361, 45))
def test_no_zero_has_a_sign(angle: int) -> None:
    for base in (filters.SOBEL, -filters.SOBEL, [[0, 1], [1, 0]]):
        steered = edge_filter(angle, base)
        assert not np.signbit(steered[steered == 0]).any()
    assert not any(np.signbit(value) for value in cos_sin(angle) if value == 0)


def test_the_classics_cannot_be_changed() -> None:
    for name in ("VERTICAL", "HORIZONTAL", "SOBEL", "PREWITT", "SCHARR"):
        with pytest.raises(ValueError, match="read-only"):
            getattr(filters, name)[0, 0] = 2
