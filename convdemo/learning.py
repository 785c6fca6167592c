"""A filter's weights as unknowns: found from images and wanted outputs by gradient descent."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from convdemo._check import array, finite, has_room, pair, positive, quietly, shown, whole
from convdemo._exact import near_one
from convdemo.forward import im2col
from convdemo.types import Floats, Pair, Size

# The most windows that are written out at a time.
WINDOWS = 2**15
# The greatest number whose square leaves room to add up many.
MOST = 1e140


@dataclass(frozen=True)
class LearnedFilter:
    """What `learn_filter` found, and the way there.

    Attributes
    ----------
    kernel
        The filter after the last step, (f_h, f_w).
    kernels
        The filter before the first step and after each one, (steps + 1, f_h, f_w).
    losses
        The mean squared error of each of these, (steps + 1,).
    rate
        The learning rate that was used.

    Examples
    --------
    One pixel of 10, one wanted output of 30: the weight goes towards 3.

    >>> found = learn_filter([[10]], [[30]], 1, rate=0.002, steps=2, initial=[[0]])
    >>> print(found.kernels.ravel().round(2), found.losses.round(2))
    [0.   1.2  1.92] [900.   324.   116.64]
    """

    kernel: Floats
    kernels: Floats
    losses: Floats
    rate: float


@dataclass(frozen=True)
class Identifiability:
    """Whether images can tell a filter's weights apart.

    Attributes
    ----------
    rank
        How many independent sums of the weights the images' windows can weigh.
    unknowns
        How many weights there are: f_h · f_w.

    Examples
    --------
    >>> Identifiability(rank=6, unknowns=9).full
    False
    """

    rank: int
    unknowns: int

    @property
    def full(self) -> bool:
        """True if only one filter gives the wanted outputs."""
        return self.rank == self.unknowns


@quietly
def learn_filter(
    images: ArrayLike,
    targets: ArrayLike,
    size: Size = 3,
    *,
    rate: float | None = None,
    steps: int = 1000,
    seed: int = 0,
    initial: ArrayLike | None = None,
) -> LearnedFilter:
    """Find a filter that turns the images into the targets, by plain gradient descent.

    The loss is the mean squared error of `conv2d(image, kernel)`. Each step moves the filter
    against the loss's gradient, which is the correlation of the image with the error, times 2 over
    the number of outputs. As the loss is a parabola, a small triangular matrix made once from all
    windows has the same loss and the same gradient at every filter; a step then costs the same on
    a photograph as on a 6 × 6 image.

    Parameters
    ----------
    images
        One image or several, (n_h, n_w) or (m, n_h, n_w).
    targets
        The wanted outputs, (n_h', n_w') or (m, n_h', n_w'), as large as `conv2d` without padding
        gives.
    size
        The filter's height and width, an int or (f_h, f_w).
    rate
        The learning rate; None for nine tenths of `largest_rate`.
    steps
        How many steps to go, at least 1.
    seed
        Of the generator that draws the first filter from a normal distribution.
    initial
        The first filter, (f_h, f_w), in place of a drawn one.

    Returns
    -------
    LearnedFilter
        With float64 arrays.

    Raises
    ------
    ValueError
        If a shape is wrong, a number is out of its range or not finite, or the descent diverges,
        because the rate is too large.
    TypeError
        If an array does not hold numbers.

    Examples
    --------
    >>> from convdemo import SOBEL, conv2d
    >>> image = np.random.default_rng(1).random((8, 8))
    >>> found = learn_filter(image - 0.5, conv2d(image - 0.5, SOBEL), steps=400)
    >>> print(found.kernel.round(3) + 0.0)
    [[ 1.  0. -1.]
     [ 2.  0. -2.]
     [ 1.  0. -1.]]
    >>> bool(found.losses[-1] < 1e-6 < found.losses[0])
    True
    """
    window = pair(size, "size", 1)
    triangle, n = _triangle(_pictures(images), window, _answers(targets))
    left, right = triangle[:, :-1], triangle[:, -1]
    limit = _limit(left, n)
    pace = 0.9 * limit if rate is None else positive(rate, "rate")
    kernel = _first(window, seed, initial)
    sizes = whole(steps, "steps", 1) + 1, kernel.size
    has_room(sizes, kernel.dtype, "steps")
    kernels = np.empty(sizes)
    losses = np.empty(len(kernels))
    for step in range(len(kernels)):
        error = left @ kernel - right
        kernels[step], losses[step] = kernel, error @ error / n
        if not np.isfinite(losses[step]):
            raise ValueError(
                f"rate {pace:g} is too large: the descent diverged at step {step}; "
                f"these images allow less than {limit:.3g}"
            )
        kernel = kernel - pace * (2 / n) * (left.T @ error)
    path = kernels.reshape(-1, *window)
    return LearnedFilter(path[-1].copy(), path, losses, pace)


@quietly
def identifiability(images: ArrayLike, size: Size = 3) -> Identifiability:
    """Whether the images' windows leave only one filter for any wanted outputs.

    Written below one another the windows are a matrix; the filter can be found if its rank is as
    large as the number of weights. Where it is less, some change of the weights changes no output,
    and no descent can find out about it.

    Parameters
    ----------
    images
        One image or several, (n_h, n_w) or (m, n_h, n_w).
    size
        The filter's height and width, an int or (f_h, f_w).

    Returns
    -------
    Identifiability

    Raises
    ------
    ValueError, TypeError
        If the images are no array of numbers of such a shape, or the filter does not fit.

    Examples
    --------
    >>> from convdemo import digit_image, stripe_image
    >>> identifiability(stripe_image())
    Identifiability(rank=3, unknowns=9)
    >>> identifiability(digit_image()).full
    True
    """
    window = pair(size, "size", 1)
    triangle, n = _triangle(near_one(_pictures(images)), window, None)
    values = np.linalg.svd(triangle, compute_uv=False)
    noise = values.max() * max(n, triangle.shape[1]) * np.finfo(np.float64).eps
    return Identifiability(int(np.sum(values > noise)), window[0] * window[1])


@quietly
def largest_rate(images: ArrayLike, size: Size = 3) -> float:
    """The learning rate at which `learn_filter` begins to diverge.

    It is 2 over the loss's greatest curvature. Brighter images curve the loss more; subtracting
    the mean lowers the curvature, as a rule.

    Parameters
    ----------
    images
        One image or several, (n_h, n_w) or (m, n_h, n_w).
    size
        The filter's height and width, an int or (f_h, f_w).

    Returns
    -------
    float

    Raises
    ------
    ValueError, TypeError
        As `identifiability`, and if the images are all 0, so that nothing can be learned.

    Examples
    --------
    >>> from convdemo import edge_image
    >>> round(largest_rate(edge_image()), 5)
    0.00264
    """
    return _limit(*_triangle(_pictures(images), pair(size, "size", 1), None))


def _limit(triangle: Floats, n: int) -> float:
    """2 over the greatest curvature of mean((triangle · kernel)²)."""
    steepest = float(np.linalg.norm(triangle, 2))
    if steepest == 0:
        raise ValueError("images must not be 0 everywhere: nothing can be learned from them")
    # A NumPy float, for which a division by 0 is infinite.
    limit = float(n / np.float64(steepest) ** 2)
    if not math.isfinite(limit):
        raise ValueError(f"images must not be so near to 0 that their squares are: {steepest:.1g}")
    return limit


def _first(window: Pair, seed: int, initial: ArrayLike | None) -> Floats:
    """The kernel to begin with, as one row of numbers."""
    start = whole(seed, "seed", 0)
    if initial is None:
        return np.random.default_rng(start).standard_normal(window).ravel()
    kernel = array(initial, "initial", "(f_h, f_w)").astype(np.float64)
    if kernel.shape != window:
        raise ValueError(f"initial must have the shape {window}, not {kernel.shape}")
    return _moderate(kernel, "initial").ravel()


def _pictures(images: ArrayLike) -> Floats:
    """The images as (m, n_h, n_w)."""
    pictures = array(images, "images", "(n_h, n_w)", "(m, n_h, n_w)").astype(np.float64)
    return _moderate(pictures if pictures.ndim == 3 else pictures[None], "images")


def _answers(targets: ArrayLike) -> Floats:
    """The targets as (m, n_h', n_w')."""
    wanted = array(targets, "targets", "(n_h', n_w')", "(m, n_h', n_w')").astype(np.float64)
    return _moderate(wanted if wanted.ndim == 3 else wanted[None], "targets")


def _moderate(values: Floats, name: str) -> Floats:
    """`values`, or an error where they are not finite, or their squares would not be."""
    if not np.abs(finite(values, name)).max() <= MOST:
        raise ValueError(f"{name} must lie within ±{MOST:g}, so that squares can be added up")
    return values


def _triangle(pictures: Floats, window: Pair, wanted: Floats | None) -> tuple[Floats, int]:
    """A small matrix R with ‖R · k‖ = ‖windows · k‖ for every kernel k, and the window count.

    With wanted outputs these are its last column.
    """
    m, n_h, n_w = pictures.shape
    out = m, n_h - window[0] + 1, n_w - window[1] + 1
    if min(out) < 1:
        raise ValueError(f"size {shown(window)} does not fit in the images {(n_h, n_w)}")
    if wanted is not None and wanted.shape != out:
        raise ValueError(f"targets must have the shape {out} of the outputs, not {wanted.shape}")
    unknowns = window[0] * window[1] + (wanted is not None)
    has_room((unknowns, unknowns), pictures.dtype, "size")
    triangle = np.zeros((0, unknowns))
    for rows in _bands(pictures, window, wanted):
        # Only R is kept of each factorization, and R of R below more rows is R of all rows.
        triangle = np.asarray(np.linalg.qr(np.vstack([triangle, rows]), mode="r"))
    return triangle, out[0] * out[1] * out[2]


def _bands(pictures: Floats, window: Pair, wanted: Floats | None) -> Iterator[Floats]:
    """The windows as rows of numbers, a band of the image at a time."""
    height = pictures.shape[1] - window[0] + 1
    band = max(1, WINDOWS // pictures.shape[2])
    for i, picture in enumerate(pictures):
        for top in range(0, height, band):
            end = min(top + band, height)
            rows = im2col(picture[None, top : end + window[0] - 1, :, None], window)
            if wanted is not None:
                rows = np.column_stack([rows, wanted[i, top:end].ravel()])
            yield rows
