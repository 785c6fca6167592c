"""The model cells, and the images that they look at."""

from collections.abc import Callable

import numpy as np
import pytest
from scipy import ndimage
from skimage.filters import gabor_kernel

from convdemo.history import (
    _rectified,
    bar_image,
    complex_cell,
    edge_at,
    end_stopped_cell,
    gabor_filter,
    grating_image,
    simple_cell,
    tuning_curve,
)
from tests.convdemo.untyped import untyped

ANGLES = [0, 37, 45, 70, 90, 160]


def test_an_edge_is_a_blurred_step() -> None:
    fine = np.where(np.arange(-4000, 4001) < 0, 1.0, 0.0)
    fine[4000] = 0.5
    blurred = ndimage.gaussian_filter1d(fine, 1000, truncate=8, mode="nearest")[::1000]
    assert np.allclose(edge_at(90, n=9, blur=1.0)[4], blurred, atol=1e-6)


def test_the_bright_side_is_left_of_a_vertical_edge_and_above_a_horizontal_one() -> None:
    assert edge_at(90)[10, 0] > 0.99 > 0.01 > edge_at(90)[10, 20]
    assert edge_at(0)[0, 10] > 0.99 > 0.01 > edge_at(0)[20, 10]
    assert edge_at(45)[0, 0] > 0.99 > 0.01 > edge_at(45)[20, 20]


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_an_offset_moves_towards_the_bright_side(angle: int) -> None:
    turned = np.rot90(edge_at(90, offset=3), angle // 90 - 1)
    assert np.allclose(edge_at(angle, offset=3), turned)
    assert np.array_equal(edge_at(90, offset=3)[:, :-3], edge_at(90)[:, 3:])


def test_a_bar_has_its_width_and_its_length() -> None:
    for angle in ANGLES:
        bar = bar_image(angle, n=41, width=3, length=9, offset=2)
        assert bar.sum() == pytest.approx(27, rel=0.002)
        assert bar.min() >= 0 and bar.max() <= 1
    assert np.allclose(bar_image(90, width=3).sum(axis=1), 3)


@pytest.mark.parametrize("cell", [simple_cell, complex_cell])
def test_a_cell_may_look_at_an_oblong(cell: Callable[..., float]) -> None:
    wide = bar_image(90, n=31)[5:26]
    assert wide.shape == (21, 31)
    assert cell(wide, 90) == pytest.approx(cell(bar_image(90), 90), rel=0.01)
    assert cell(wide.T, 0) == pytest.approx(cell(wide, 90))


def test_what_is_left_out() -> None:
    assert np.array_equal(edge_at(70), edge_at(70, n=21, offset=0, blur=0.5))
    assert np.array_equal(bar_image(70), bar_image(70, n=21, offset=0, width=2, length=None))
    assert np.array_equal(bar_image(70), bar_image(70, length=1e6))
    assert np.array_equal(grating_image(70), grating_image(70, n=21, wavelength=6, phase=0))
    kernel = gabor_filter(70, n=21, phase=0, wavelength=6, sigma=3.5)
    assert np.array_equal(gabor_filter(70), kernel)
    for picture in (edge_at, bar_image, grating_image):
        assert picture(70, n=1).shape == (1, 1)
    assert gabor_filter(90, n=3, sigma=1, wavelength=3).shape == (3, 3)
    bar = bar_image(70, length=12)
    assert simple_cell(bar, 60) == simple_cell(bar, 60, phase=0, wavelength=6, sigma=3.5)
    assert complex_cell(bar, 60) == complex_cell(bar, 60, wavelength=6, sigma=3.5)
    assert end_stopped_cell(bar, 60) == end_stopped_cell(bar, 60, wavelength=6, sigma=2.5)


@pytest.mark.parametrize("angle", ANGLES)
@pytest.mark.parametrize("phase", [0, 90])
def test_the_filter_is_scikit_images_gabor(angle: int, phase: float) -> None:
    # Theirs turns clockwise, as rows go down, and its angle is that of the wave, not the stripes'.
    theirs = gabor_kernel(
        1 / 6, theta=np.deg2rad(-(angle + 90)), sigma_x=3.5, sigma_y=3.5, n_stds=4
    )
    half = theirs.shape[0] // 2
    theirs = theirs[half - 10 : half + 11, half - 10 : half + 11]
    theirs = theirs.real if phase == 0 else theirs.imag
    ours = gabor_filter(angle, phase=phase)
    assert abs(ours.sum()) < 1e-12
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.9999


@pytest.mark.parametrize("angle", ANGLES)
def test_the_best_grating_gets_one_and_uniform_light_nothing(angle: int) -> None:
    for phase in (0, 30, 90, 200):
        best = grating_image(angle, phase=phase)
        assert simple_cell(best, angle, phase=phase) == pytest.approx(1, abs=0.01)
    assert simple_cell(np.full((21, 21), 9), angle) < 1e-12
    assert simple_cell(1 - bar_image(angle), angle) == 0


@pytest.mark.parametrize("angle", ANGLES)
def test_a_complex_cell_responds_alike_wherever_the_grating_lies(angle: int) -> None:
    given = [complex_cell(grating_image(angle, phase=phase), angle) for phase in range(0, 360, 7)]
    assert np.allclose(given, 1, rtol=0, atol=1e-12)
    # The root: twice the contrast counts twice, not four times.
    assert complex_cell(2 * grating_image(angle), angle) == pytest.approx(2)


@pytest.mark.parametrize("angle", ANGLES)
def test_a_complex_cell_responds_much_alike_wherever_the_edge_lies(angle: int) -> None:
    offsets = np.linspace(-1, 1, 21)
    edges = [edge_at(angle, offset=offset) for offset in offsets]
    energy = np.array([complex_cell(edge, angle) for edge in edges])
    simple = np.array([simple_cell(edge, angle, phase=90) for edge in edges])
    assert 1 - energy.min() / energy.max() < 0.06
    assert 1 - simple.min() / simple.max() > 0.4
    # The opposite edge silences the simple cell, and is the same to the complex one.
    assert simple_cell(1 - edges[10], angle, phase=90) == 0
    assert complex_cell(1 - edges[10], angle) == pytest.approx(energy[10])


@pytest.mark.parametrize("angle", [0, 37, 90])
def test_an_end_stopped_cell_wants_a_bar_that_ends(angle: int) -> None:
    lengths = [2, 5, 8, 12, 16, 24]
    stopped = [end_stopped_cell(bar_image(angle, length=length), angle) for length in lengths]
    energy = [complex_cell(bar_image(angle, length=length), angle) for length in lengths]
    assert np.argmax(stopped) == 2
    assert stopped[-1] < 0.05 * stopped[2]
    assert energy == sorted(energy)
    assert end_stopped_cell(grating_image(angle), angle) < 1e-9


@pytest.mark.parametrize("best", [0, 30, 90, 117])
def test_a_tuning_curve_is_smooth_and_has_its_top_at_the_cells_angle(best: int) -> None:
    angles = np.arange(best - 90, best + 91)
    curve = tuning_curve(lambda image: simple_cell(image, best), angles)
    assert angles[np.argmax(curve)] == best
    assert np.abs(np.diff(curve)).max() < 0.05 * curve.max()
    assert curve[0] < 0.01 * curve.max()
    half = np.sum(curve > curve.max() / 2) / 2
    assert 15 < half < 25


def test_a_tuning_curve_takes_any_image() -> None:
    curve = tuning_curve(lambda image: float(image[0, 0]), [45, 225], picture=edge_at)
    assert np.allclose(curve, [1, 0])


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (lambda: edge_at(untyped("90")), TypeError, "angle must be a number, not '90' of type str"),
        (lambda: edge_at(90, n=0), ValueError, "n must be at least 1, not 0"),
        (
            lambda: edge_at(90, offset=untyped(None)),
            TypeError,
            "offset must be a number, not None of type NoneType",
        ),
        (lambda: edge_at(90, blur=0), ValueError, "blur must be above 0, not 0"),
        (lambda: bar_image(90, width=-1), ValueError, "width must be above 0, not -1"),
        (lambda: bar_image(90, length=0), ValueError, "length must be above 0, not 0"),
        (lambda: grating_image(90, wavelength=0), ValueError, "wavelength must be above 0, not 0"),
        (lambda: grating_image(90, phase=np.inf), ValueError, "phase must be finite, not inf"),
        (lambda: gabor_filter(90, n=1), ValueError, "n must be at least 3, not 1"),
        (lambda: gabor_filter(90, sigma=0), ValueError, "sigma must be above 0, not 0"),
        (
            lambda: gabor_filter(90, sigma=1e-3),
            ValueError,
            "wavelength and sigma must leave the cell several pixels to look at",
        ),
        (
            lambda: simple_cell(np.ones(3), 90),
            ValueError,
            "image must have the shape (n_h, n_w), not (3,)",
        ),
        (
            lambda: simple_cell(np.ones((2, 9)), 90),
            ValueError,
            "image must be at least 3 × 3, not (2, 9)",
        ),
        (
            lambda: complex_cell(untyped(None), 90),
            TypeError,
            "image must be an array of numbers, not None",
        ),
        (lambda: complex_cell(bar_image(0), np.nan), ValueError, "angle must be finite, not nan"),
        (
            lambda: end_stopped_cell(bar_image(90, n=9), 90),
            ValueError,
            "image (9, 9) ends before the neighbours 6 pixels from its centre",
        ),
        (lambda: tuning_curve(untyped(3), [0]), TypeError, "cell must be a function, not 3"),
        (
            lambda: tuning_curve(np.sum, [0], picture=untyped("bar")),
            TypeError,
            "picture must be a function, not 'bar'",
        ),
        (lambda: tuning_curve(np.sum, []), ValueError, "angles must not be empty"),
        (
            lambda: tuning_curve(np.sum, untyped(90)),
            TypeError,
            "angles must be a list of numbers of degrees, not 90",
        ),
        (
            lambda: tuning_curve(np.sum, [untyped("90")]),
            TypeError,
            "angles must be a number, not '90' of type str",
        ),
    ],
)
def test_bad_input_is_named(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == words


def test_no_response_is_less_than_zero_not_even_in_its_sign() -> None:
    dark = np.zeros((9, 9))
    for angle in (0, 45, 90):
        for phase in (0, 90, 180, 270):
            assert str(simple_cell(-dark, angle, phase=phase)) == "0.0"
            assert str(simple_cell(dark, angle, phase=phase)) == "0.0"
    assert str(_rectified(-0.0)) == "0.0" and np.isnan(_rectified(np.nan))
