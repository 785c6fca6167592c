"""Shifts and scratches: what convolution keeps, and what strides and borders break."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import ndimage

from convdemo import conv2d, max_pool, pixel_uses
from convdemo.filters import SOBEL
from convdemo.images import digit_image
from convdemo.types import Border
from convdemo.why import BORDERS, equivariance_error, invariance_error, scratch, spread
from tests.convdemo.untyped import untyped

X = np.random.default_rng(3).integers(0, 256, (24, 24))


@pytest.mark.parametrize("shift", [(0, 1), (3, -2), 5, (24, 0), (-7, 30)])
def test_on_a_circle_the_convolution_is_exactly_equivariant(shift: int | tuple[int, int]) -> None:
    assert equivariance_error(X, SOBEL, shift) == 0


@pytest.mark.parametrize("mode", BORDERS)
def test_every_other_border_breaks_it_and_only_there(mode: Border) -> None:
    error = equivariance_error(X, SOBEL, (1, 1), mode=mode)
    assert (error == 0) == (mode == "wrap")
    assert equivariance_error(X, SOBEL, (1, 1), mode=mode, inner=2) == 0


def test_an_image_in_a_dark_frame_does_not_notice_the_border() -> None:
    framed = np.pad(digit_image(), 4)
    for mode in BORDERS:
        assert equivariance_error(framed, SOBEL, (2, -2), mode=mode) == 0


@pytest.mark.parametrize(
    "options, step",
    [
        ({"stride": 2}, 2),
        ({"pool": 2}, 2),
        ({"stride": (1, 3)}, 3),
        ({"stride": 2, "pool": 2}, 4),
    ],
)
def test_strides_keep_only_shifts_by_the_stride(options: dict[str, Any], step: int) -> None:
    for by in range(1, 2 * step + 1):
        error = equivariance_error(X, SOBEL, (0, by), **options)
        assert (error == 0) == (by % step == 0)


# NumPy's words for what stands at the border, and SciPy's.
@pytest.mark.parametrize(
    "mode, theirs",
    [
        ("constant", "constant"),
        ("edge", "nearest"),
        ("reflect", "mirror"),
        ("wrap", "wrap"),
    ],
)
def test_the_error_is_that_of_scipys_convolution(mode: Border, theirs: str) -> None:
    before = ndimage.correlate(X, SOBEL, mode=theirs)
    after = ndimage.correlate(np.roll(X, (2, 1), (0, 1)), SOBEL, mode=theirs)
    norm, variation = np.linalg.norm, np.sqrt(before.size) * before.std()
    moved = norm(after - np.roll(before, (2, 1), (0, 1))) / variation
    assert equivariance_error(X, SOBEL, (2, 1), mode=mode) == pytest.approx(moved)
    still = norm(after - before) / variation
    assert invariance_error(X, SOBEL, (2, 1), mode=mode) == pytest.approx(still)


def test_of_two_whole_shifts_the_better_one_counts() -> None:
    before = conv2d(np.pad(X, 1, mode="wrap"), SOBEL, stride=2)
    after = conv2d(np.pad(np.roll(X, 1, 1), 1, mode="wrap"), SOBEL, stride=2)
    errors = [np.linalg.norm(after - np.roll(before, by, 1)) for by in (0, 1)]
    wanted = min(errors) / np.linalg.norm(before - before.mean())
    assert equivariance_error(X, SOBEL, (0, 1), stride=2) == pytest.approx(wanted)


def test_pooling_makes_the_output_change_less() -> None:
    fine = ndimage.gaussian_filter(X.astype(float), 0.5, mode="wrap")
    errors = [invariance_error(fine, SOBEL, (0, 1), pool=pool) for pool in (None, 2, 4)]
    assert errors == sorted(errors, reverse=True)


# Half a circle away noise is other noise. A maximum has a mean, which must not count as likeness.
@pytest.mark.parametrize("pool", [None, 2, 4, 8])
def test_unrelated_outputs_differ_by_the_root_of_two(pool: int | None) -> None:
    noise = np.random.default_rng(0).normal(size=(512, 512))
    assert invariance_error(noise, SOBEL, 256, pool=pool) == pytest.approx(np.sqrt(2), abs=0.03)


def test_an_output_that_only_grows_brighter_has_changed() -> None:
    plain = X[:, ::2]
    woven = np.stack([plain, plain + 100], axis=2).reshape(X.shape)
    error = invariance_error(woven, [[1]], (0, -1), stride=(1, 2))
    assert error == pytest.approx(100 / plain.std())


def test_the_step_of_a_pool_and_not_its_maximum_takes_the_equivariance() -> None:
    def pooled(image: np.ndarray, step: int) -> np.ndarray:
        found = conv2d(np.pad(image, 1, mode="wrap"), SOBEL)
        return max_pool(np.pad(found, (0, 1), mode="wrap"), 2, stride=step)

    shifted = np.roll(X, 1, 1)
    assert np.array_equal(pooled(shifted, 1), np.roll(pooled(X, 1), 1, 1))
    for by in (0, 1):
        assert not np.array_equal(pooled(shifted, 2), np.roll(pooled(X, 2), by, 1))


@pytest.mark.parametrize(
    "x, options",
    [
        (0 * X, {}),
        (np.full((24, 24), 0.1), {}),
        (np.arange(576).reshape(24, 24) % 2, {"pool": 2}),
    ],
)
def test_a_uniform_output_cannot_be_compared_with(x: np.ndarray, options: dict[str, Any]) -> None:
    for error in (invariance_error, equivariance_error):
        with pytest.raises(ValueError, match="x must get an output that varies: it is uniform"):
            error(x, [[1]], **options)


def test_a_scratch_spreads_to_the_windows_that_read_it() -> None:
    ones = np.ones((3, 3), dtype=int)
    x = np.ones((8, 8), dtype=int)
    uses = pixel_uses((8, 8), 3)
    for row, col in [(0, 0), (0, 4), (4, 4), (7, 1)]:
        changed = spread(x, scratch(x, row, col), lambda image: conv2d(image, ones))
        assert changed.sum() == uses[row, col]
    block = scratch(x, 3, 3, 2)
    assert spread(x, block, lambda image: conv2d(image, ones)).sum() == (3 + 2 - 1) ** 2
    # A dense layer's units all read it, and a maximum hides it.
    weights = np.arange(1, 64 * 5 + 1).reshape(64, 5)
    assert spread(x, block, lambda image: image.ravel() @ weights).all()
    assert not spread(x, block, lambda image: max_pool(image, 4)).any()


def test_scratch_paints_a_copy() -> None:
    x = digit_image()
    damaged = scratch(x, 1, 2, (2, 3), value=7)
    assert np.array_equal(x, digit_image()) and (damaged[1:3, 2:5] == 7).all()
    assert (damaged != x).sum() == 6
    assert scratch(np.zeros((2, 2, 3)), 0, 0, value=0.5)[0, 0].tolist() == [0.5] * 3


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (
            lambda: equivariance_error(X[0], SOBEL),
            ValueError,
            "x must have the shape (n_h, n_w), not (24,)",
        ),
        (
            lambda: equivariance_error(X, [[1, 2]]),
            ValueError,
            "kernel must have odd sides, to have a centre, not (1, 2)",
        ),
        (
            lambda: equivariance_error(X, SOBEL, untyped(0.5)),
            TypeError,
            "shift must be an integer, not 0.5 of type float",
        ),
        (
            lambda: equivariance_error(X, SOBEL, mode=untyped("same")),
            ValueError,
            "mode must be one of valid, constant, reflect, edge, wrap, not 'same'",
        ),
        (
            lambda: equivariance_error(X, SOBEL, stride=0),
            ValueError,
            "stride must be at least 1, not 0",
        ),
        (
            lambda: equivariance_error(X, SOBEL, pool=0),
            ValueError,
            "pool must be at least 1, not 0",
        ),
        (
            lambda: equivariance_error(X, SOBEL, pool=25),
            ValueError,
            "pool (25, 25) does not fit in the convolution's output (24, 24)",
        ),
        (
            lambda: equivariance_error(X, SOBEL, mode=untyped(("wrap",))),
            ValueError,
            "mode must be one of valid, constant, reflect, edge, wrap, not ('wrap',)",
        ),
        (
            lambda: equivariance_error(X, X[0]),
            ValueError,
            "kernel must have the shape (f_h, f_w), not (24,)",
        ),
        (
            lambda: equivariance_error(X, SOBEL, inner=-1),
            ValueError,
            "inner must be at least 0, not -1",
        ),
        (
            lambda: equivariance_error(X, SOBEL, inner=12),
            ValueError,
            "inner 12 leaves nothing of the output (24, 24)",
        ),
        (
            lambda: invariance_error(untyped(None), SOBEL),
            TypeError,
            "x must be an array of numbers, not None",
        ),
        (
            lambda: scratch(X, 24, 0),
            ValueError,
            "size (1, 1) at row 24, col 0 does not lie in the image (24, 24)",
        ),
        (lambda: scratch(X, -1, 0), ValueError, "row must be at least 0, not -1"),
        (
            lambda: scratch(X, 0, untyped("1")),
            TypeError,
            "col must be an integer, not '1' of type str",
        ),
        (
            lambda: scratch(X, 0, 0, value=0.5),
            ValueError,
            "value must be a whole number from -9223372036854775808 to 9223372036854775807, "
            "to be held as int64, not 0.5",
        ),
        (
            lambda: spread(X, X[1:], np.sum),
            ValueError,
            "damaged must have the shape of x, (24, 24), not (23, 24)",
        ),
        (
            lambda: spread(X, X, untyped("conv2d")),
            TypeError,
            "compute must be a function, not 'conv2d'",
        ),
    ],
)
def test_bad_input_is_named(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == words
