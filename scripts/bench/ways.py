"""The ways to convolve that the chapter "Convolution forward" shows."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from threadpoolctl import threadpool_limits

from convdemo import conv_forward, im2col
from scripts.bench.race import Race

Floats = np.ndarray[Any, np.dtype[np.float32]]

SIZE = 5
# (n_h, n_w) and how many filters; the second is the size of the photograph.
CASES = [(32, 32, 1), (300, 451, 1), (300, 451, 32)]


def by_loops(image: Floats, bank: Floats) -> Floats:
    """The definition: one window at a time."""
    f_h, f_w, n_c = bank.shape
    n_h, n_w = image.shape[0] - f_h + 1, image.shape[1] - f_w + 1
    output = np.empty((n_h, n_w, n_c), np.float32)
    for i in range(n_h):
        for j in range(n_w):
            window = image[i : i + f_h, j : j + f_w]
            output[i, j] = (window[:, :, None] * bank).sum(axis=(0, 1))
    return output


def by_windows(image: Floats, bank: Floats) -> Floats:
    """All windows at once, as a view."""
    windows = sliding_window_view(image, bank.shape[:2])
    output: Floats = np.einsum("ijab,abk->ijk", windows, bank)
    return output


def by_matrix(image: Floats, bank: Floats) -> Floats:
    """One matrix product."""
    f_h, f_w, n_c = bank.shape
    matrix = im2col(image[None, :, :, None], (f_h, f_w))
    output: Floats = matrix @ bank.reshape(f_h * f_w, n_c)
    return output.reshape(image.shape[0] - f_h + 1, image.shape[1] - f_w + 1, n_c)


def by_package(image: Floats, bank: Floats) -> Floats:
    """What the package does."""
    output: Floats = conv_forward(image[None, :, :, None], bank[:, :, None, :])[0]
    return output


WAYS = {"loops": by_loops, "windows": by_windows, "matrix": by_matrix, "package": by_package}


def rows(race: Race) -> list[dict[str, Any]]:
    """Each case with the times of all ways, on one core, since not all ways would use two."""
    with threadpool_limits(1):
        return [row(race, *case) for case in CASES]


def row(race: Race, n_h: int, n_w: int, n_c: int) -> dict[str, Any]:
    """The times of all ways for one image and its filters; the ways are first seen to agree."""
    rng = np.random.default_rng(n_h)
    image = rng.standard_normal((n_h, n_w), dtype=np.float32)
    bank = rng.standard_normal((SIZE, SIZE, n_c), dtype=np.float32)
    expected = by_loops(image.astype(float), bank.astype(float))

    def agree(name: str, output: Any) -> None:
        np.testing.assert_allclose(output, expected, atol=1e-4, err_msg=name)

    work: dict[str, Callable[[], Any]] = {
        name: partial(way, image, bank) for name, way in WAYS.items()
    }
    return {
        "image": [n_h, n_w],
        "filters": [SIZE, SIZE, n_c],
        "times": race(work, agree),
    }
