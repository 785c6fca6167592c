"""Filters come back out of images and wanted outputs, where the images allow it."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import skimage.data

from convdemo import conv2d, conv_backward
from convdemo.filters import SCHARR, SOBEL, edge_filter
from convdemo.images import digit_image, stripe_image
from convdemo.learning import identifiability, largest_rate, learn_filter
from tests.convdemo.untyped import untyped

WANTED = {"sobel": SOBEL, "scharr": SCHARR, "70 degrees": edge_filter(70)}


def noise(*shape: int) -> np.ndarray:
    return np.random.default_rng(4).standard_normal(shape)


def windows(image: np.ndarray, f: int = 3) -> np.ndarray:
    view = np.lib.stride_tricks.sliding_window_view(image, (f, f))
    return view.reshape(-1, f * f)


def cat() -> np.ndarray:
    grey = skimage.data.cat().mean(axis=2)
    standard: np.ndarray = (grey - grey.mean()) / grey.std()
    return standard


@pytest.mark.parametrize("name", WANTED)
def test_a_filter_comes_back_out_of_noise(name: str) -> None:
    image = noise(24, 24)
    found = learn_filter(image, conv2d(image, WANTED[name]), steps=200)
    assert np.allclose(found.kernel, WANTED[name], atol=1e-9)


@pytest.mark.parametrize("name", WANTED)
def test_a_filter_comes_back_out_of_a_photograph(name: str) -> None:
    image = cat()
    found = learn_filter(image, conv2d(image, WANTED[name]), steps=15_000)
    assert np.allclose(found.kernel, WANTED[name], atol=1e-3)
    assert np.all(np.diff(found.losses[:2000]) < 0)


def test_every_step_is_that_of_the_convolutions_gradient() -> None:
    images = noise(2, 9, 8)
    targets = np.stack([conv2d(image, [[1, 2, 3], [0, -1, 4]]) for image in images]) + 0.3
    found = learn_filter(images, targets, (2, 3), rate=0.05, steps=30, seed=5)
    kernel = np.random.default_rng(5).standard_normal((2, 3))
    for step in range(31):
        error = np.stack([conv2d(image, kernel) for image in images]) - targets
        assert np.allclose(found.kernels[step], kernel, atol=1e-12)
        assert found.losses[step] == pytest.approx(np.mean(error**2))
        grad = (2 * error / error.size)[..., None]
        d = conv_backward(grad, images[..., None], kernel[:, :, None, None])
        kernel = kernel - 0.05 * d.weights[:, :, 0, 0]


def test_it_ends_where_least_squares_does() -> None:
    image, targets = noise(10, 10), np.random.default_rng(8).standard_normal((8, 8))
    found = learn_filter(image, targets, steps=2000)
    best, (rest,), rank, _ = np.linalg.lstsq(windows(image), targets.ravel())
    assert np.allclose(found.kernel.ravel(), best, atol=1e-9)
    assert found.losses[-1] == pytest.approx(rest / targets.size)
    assert identifiability(image).rank == rank == 9


def test_on_stripes_what_is_found_depends_on_the_start() -> None:
    image = stripe_image() / 10
    targets = conv2d(image, SOBEL)
    assert np.linalg.matrix_rank(windows(image)) == identifiability(image).rank == 3
    assert not identifiability(image).full
    found = [learn_filter(image, targets, steps=3000, seed=seed) for seed in (0, 1)]
    assert all(np.allclose(conv2d(image, one.kernel), targets, atol=1e-6) for one in found)
    assert np.abs(found[0].kernel - SOBEL).max() > 0.5
    assert np.abs(found[0].kernel - found[1].kernel).max() > 0.5
    # Only the sums of the columns are settled; the rest stays as it was drawn.
    assert np.allclose(found[0].kernel.sum(axis=0), [4, 0, -4], atol=1e-6)
    moved = found[0].kernel - found[0].kernels[0]
    assert np.allclose(moved, moved[0], atol=1e-6)


def test_the_rate_at_which_it_diverges() -> None:
    image = digit_image() / 9
    targets, limit = conv2d(image, SOBEL), largest_rate(image)
    curvature = 2 * windows(image).T @ windows(image) / 25
    assert limit == pytest.approx(2 / np.linalg.eigvalsh(curvature).max())
    below = learn_filter(image, targets, rate=0.99 * limit, steps=500).losses
    above = learn_filter(image, targets, rate=1.01 * limit, steps=500).losses
    assert below[-1] < below[0] and above[-1] > above[0]
    with pytest.raises(ValueError, match=r"rate 5 is too large: .* at step \d+; .* less than 0\.7"):
        learn_filter(image, targets, rate=5)


def test_large_images_are_read_in_bands() -> None:
    image = noise(300, 400)
    values = np.linalg.svd(windows(image), compute_uv=False)
    assert largest_rate(image) == pytest.approx(298 * 398 / values[0] ** 2)


def test_integers_do_and_the_start_can_be_given() -> None:
    image = digit_image()
    found = learn_filter(image, conv2d(image, SOBEL), initial=SOBEL, steps=3)
    assert found.losses.shape == (4,) and found.kernels.shape == (4, 3, 3)
    assert np.allclose(found.losses, 0) and np.allclose(found.kernel, SOBEL)
    assert found.rate == pytest.approx(0.9 * largest_rate(image))


X = np.ones((6, 6))
Y = np.ones((4, 4))


def test_what_is_left_out() -> None:
    found = learn_filter(X, Y)
    told = learn_filter(X, Y, 3, rate=0.9 * largest_rate(X, 3), steps=1000, seed=0)
    assert np.array_equal(found.kernels, told.kernels) and found.rate == told.rate
    assert found.kernels.shape == (1001, 3, 3) and found.losses.shape == (1001,)
    assert np.array_equal(found.kernel, found.kernels[-1])
    assert not np.array_equal(*learn_filter(X, Y, steps=1).kernels)
    assert identifiability(X) == identifiability(X, 3)


def test_the_largest_numbers_that_are_allowed() -> None:
    assert largest_rate(np.full((1, 1), -1e140), 1) == pytest.approx(1e-280)
    assert identifiability(np.full((2, 2), 1e140), 1).rank == 1


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (
            lambda: learn_filter(X[0], Y),
            ValueError,
            "images must have the shape (n_h, n_w) or (m, n_h, n_w), not (6,)",
        ),
        (
            lambda: learn_filter("cat", Y),
            TypeError,
            "images must hold integers, booleans or floats of at most 64 bits, not str96",
        ),
        (
            lambda: learn_filter(X, untyped(None)),
            TypeError,
            "targets must be an array of numbers, not None",
        ),
        (
            lambda: learn_filter(X, X),
            ValueError,
            "targets must have the shape (1, 4, 4) of the outputs, not (1, 6, 6)",
        ),
        (
            lambda: learn_filter(X, Y, 7),
            ValueError,
            "size (7, 7) does not fit in the images (6, 6)",
        ),
        (lambda: learn_filter(X, Y, rate=0), ValueError, "rate must be above 0, not 0"),
        (
            lambda: learn_filter(X, Y, rate=untyped("fast")),
            TypeError,
            "rate must be a number, not 'fast' of type str",
        ),
        (lambda: learn_filter(X, Y, steps=0), ValueError, "steps must be at least 1, not 0"),
        (
            lambda: learn_filter(X, Y, seed=untyped(0.5)),
            TypeError,
            "seed must be an integer, not 0.5 of type float",
        ),
        (
            lambda: learn_filter(X, Y, initial=X),
            ValueError,
            "initial must have the shape (3, 3), not (6, 6)",
        ),
        (
            lambda: learn_filter(X * np.nan, Y),
            ValueError,
            "images must be finite, but some are NaN or infinite",
        ),
        (
            lambda: learn_filter(X, Y * np.inf),
            ValueError,
            "targets must be finite, but some are NaN or infinite",
        ),
        (
            lambda: learn_filter(X, Y * 1e200),
            ValueError,
            "targets must lie within ±1e+140, so that squares can be added up",
        ),
        (
            lambda: largest_rate(X * 1e200),
            ValueError,
            "images must lie within ±1e+140, so that squares can be added up",
        ),
        (
            lambda: learn_filter(X, Y, initial=np.full((3, 3), -1e200)),
            ValueError,
            "initial must lie within ±1e+140, so that squares can be added up",
        ),
        (
            lambda: largest_rate(np.full((6, 6), 1e-200)),
            ValueError,
            "images must not be so near to 0 that their squares are: 1e-199",
        ),
        (lambda: identifiability(X, 0), ValueError, "size must be at least 1, not 0"),
        (lambda: learn_filter(X, Y, (3, 0)), ValueError, "size must be at least 1, not 0"),
        (lambda: largest_rate(X, 0), ValueError, "size must be at least 1, not 0"),
        (
            lambda: largest_rate(0 * X),
            ValueError,
            "images must not be 0 everywhere: nothing can be learned from them",
        ),
    ],
)
def test_bad_input_is_named(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == words


def all_windows(images: Any, size: tuple[int, int]) -> Any:
    """All windows as rows of numbers."""
    views = [np.lib.stride_tricks.sliding_window_view(image, size) for image in images]
    return np.concatenate([view.reshape(-1, size[0] * size[1]) for view in views])


@pytest.mark.parametrize("size", [(1, 1), (2, 3), (5, 5)])
def test_the_rank_is_numpys(size: tuple[int, int]) -> None:
    rng = np.random.default_rng(8)
    alike, even = np.tile(rng.random(40), (30, 1)), np.full((6, 7), 0.1)
    stacks = [alike[None], alike.T[None], even[None], 0 * even[None], rng.random((3, 9, 8))]
    stacks += [
        np.outer(rng.random(9), rng.random(9))[None],
        np.stack([alike[:7, :7], np.full((7, 7), 3.0)]),
    ]
    for images in stacks:
        found = identifiability(images, size)
        assert found.rank == np.linalg.matrix_rank(all_windows(images, size))
        assert found.unknowns == size[0] * size[1]


@pytest.mark.parametrize("shape", [(2, 40, 2000), (1, 4, 40_000), (1, 2000, 5), (3, 4, 3)])
def test_images_of_any_width_are_read_in_bands(shape: tuple[int, int, int]) -> None:
    rng = np.random.default_rng(9)
    images, kernel = rng.random(shape), rng.random((3, 2))
    targets = rng.random((shape[0], shape[1] - 2, shape[2] - 1))
    rows = all_windows(images, (3, 2))
    found = learn_filter(images, targets, (3, 2), initial=kernel, rate=0.01, steps=1)
    error = rows @ kernel.ravel() - targets.ravel()
    step = 2 * rows.T @ error / len(rows)
    assert np.allclose(found.losses[0], (error**2).mean(), rtol=1e-10)
    assert np.allclose(found.kernel.ravel(), kernel.ravel() - 0.01 * step, rtol=1e-10)
    curvature = 2 * np.linalg.norm(rows, 2) ** 2 / len(rows)
    assert largest_rate(images, (3, 2)) == pytest.approx(2 / curvature)
