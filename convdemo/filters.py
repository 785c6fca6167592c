"""Edge filters: the classics, and one for an edge at any angle.

An angle is the direction in which the *edge runs*, in degrees, counter-clockwise from the
horizontal as seen on the screen: 90 is a vertical edge, 0 a horizontal one. The filter's output
is positive when the bright side is 90 degrees further on: at the left of a vertical edge, above a
horizontal one.

Examples
--------
>>> VERTICAL
array([[ 1,  0, -1],
       [ 1,  0, -1],
       [ 1,  0, -1]])
>>> bool((np.rot90(VERTICAL, -1) == HORIZONTAL).all())
True
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convdemo._check import array, finite, positive, quietly, shown, square, whole
from convdemo._exact import near_one
from convdemo._line import across_and_along, cos_sin
from convdemo.history import edge_at

# The largest filter, in pixels, that `gaussian_derivative` makes.
LARGEST = 1023


def _constant(*rows: tuple[int, ...]) -> NDArray[np.int64]:
    """A filter that nobody can change by accident."""
    kernel = np.array(rows, dtype=np.int64)
    kernel.flags.writeable = False
    return kernel


VERTICAL = _constant((1, 0, -1), (1, 0, -1), (1, 0, -1))
"""Vertical edges, bright at the left: each row subtracts the right pixel from the left one."""

HORIZONTAL = _constant((1, 1, 1), (0, 0, 0), (-1, -1, -1))
"""Horizontal edges, bright above: `VERTICAL` turned by a quarter, clockwise."""

SOBEL = _constant((1, 0, -1), (2, 0, -2), (1, 0, -1))
"""Vertical edges, the middle row counting twice. Source: a talk of Sobel and Feldman in 1968,
in print, by Sobel's account, in Duda and Hart, Pattern Classification and Scene Analysis, 1973.
"""

PREWITT = _constant((1, 0, -1), (1, 0, -1), (1, 0, -1))
"""Vertical edges: the same nine numbers as `VERTICAL`, under the name of the person who published
them. Source: Prewitt, Object Enhancement and Extraction, 1970.
"""

SCHARR = _constant((3, 0, -3), (10, 0, -10), (3, 0, -3))
"""Vertical edges, with weights from a numerical optimisation of the direction that is read, rounded
to small whole numbers. Source: Scharr, Optimale Operatoren in der digitalen Bildverarbeitung, 2000.
"""


def _turned(base: NDArray[np.float64]) -> NDArray[np.float64]:
    """The filter for vertical edges, as the filter for horizontal ones."""
    return np.rot90(base, -1)


@quietly
def edge_filter(angle: float, base: ArrayLike = SOBEL) -> NDArray[np.float64]:
    """The filter for an edge that runs at `angle`, steered from one for vertical edges.

    Steering is a weighted sum of two filters: sin(angle) times `base` plus cos(angle) times `base`
    turned to the horizontal. As the convolution is linear, the output at every angle is the same
    weighted sum of two outputs. It is exact for derivatives of a Gaussian
    (`gaussian_derivative`); Sobel's filter is only near one, by as much as `steering_error` says.

    Parameters
    ----------
    angle
        Direction in which the edge runs, in degrees, counter-clockwise from the horizontal.
    base
        A filter for vertical edges, positive where the left side is bright, (f, f).

    Returns
    -------
    ndarray, shape (f, f), float64
        At 90 the base itself, at 0 the base turned to the horizontal, at 270 the base negated.

    Raises
    ------
    TypeError, ValueError
        If `angle` is no finite number or `base` is not square.

    Source
    ------
    Freeman and Adelson, The Design and Use of Steerable Filters, IEEE PAMI 13, 1991.

    Examples
    --------
    >>> print(edge_filter(90))
    [[ 1.  0. -1.]
     [ 2.  0. -2.]
     [ 1.  0. -1.]]
    >>> print(edge_filter(45).round(2))
    [[ 1.41  1.41  0.  ]
     [ 1.41  0.   -1.41]
     [ 0.   -1.41 -1.41]]
    """
    cosine, sine = cos_sin(angle)
    vertical = square(base, "base")
    # Adding zero turns the -0.0 that a product may leave into 0.0.
    return sine * vertical + cosine * _turned(vertical) + 0.0


@quietly
def gaussian_derivative(
    angle: float, sigma: float = 1.0, size: int | None = None
) -> NDArray[np.float64]:
    """The slope of a Gaussian across an edge that runs at `angle`, sampled at the pixels.

    The filter blurs with a Gaussian and takes the slope in one go. It is scaled so that a ramp that
    brightens by 1 a pixel, across the edge, gives 1.

    For this filter steering is exact: the slope across any direction *is* the sum of the slopes
    along two axes, weighted with sine and cosine. Sobel's is a small integer copy of it, blurred
    with 1 2 1 in place of a Gaussian, along one axis only, and so its turned sums miss a little.

    Parameters
    ----------
    angle
        Direction in which the edge runs, in degrees, counter-clockwise from the horizontal.
    sigma
        Standard deviation of the Gaussian, in pixels.
    size
        Side of the filter, odd. Left out, it reaches four standard deviations to each side.

    Returns
    -------
    ndarray, shape (size, size), float64

    Raises
    ------
    TypeError, ValueError
        If `angle` is no finite number, `sigma` not above 0, or `size` even or less than 3.

    Source
    ------
    Freeman and Adelson, The Design and Use of Steerable Filters, IEEE PAMI 13, 1991.

    Examples
    --------
    >>> vertical, at_70 = gaussian_derivative(90), gaussian_derivative(70)
    >>> vertical.shape
    (9, 9)
    >>> print(np.abs(at_70 - edge_filter(70, vertical)).max() < 1e-15)
    True
    """
    width = positive(sigma, "sigma")
    reach = math.ceil(min(4 * width, 1e300))
    side = 2 * reach + 1 if size is None else whole(size, "size", 3)
    if side % 2 == 0:
        raise ValueError(f"size must be odd, so that the filter has a centre, not {shown(side)}")
    if side > LARGEST:
        raise ValueError(
            f"sigma and size must keep the filter within {LARGEST} pixels, not {shown(side)}"
        )
    across, along = across_and_along((side, side), angle)
    kernel = across * np.exp(-(across**2 + along**2) / (2 * width * width))
    scale = np.sum(kernel * across)
    if not scale > 0:
        raise ValueError(f"sigma must not be so small that nothing is left of it: {sigma!r}")
    result: NDArray[np.float64] = kernel / scale
    return result


@quietly
def edge_angle(picture: ArrayLike, base: ArrayLike = SOBEL) -> float:
    """The direction of the edge in one window, read from the filter and its horizontal twin.

    Parameters
    ----------
    picture
        What the window sees: as large as the filter, (f, f).
    base
        A filter for vertical edges, positive where the left side is bright, (f, f).

    Returns
    -------
    float
        Degrees from -180 to 180, as in `edge_filter`: the angle at which the steered filter gives
        most.

    Raises
    ------
    ValueError
        If the shapes differ, or both filters give 0, so that there is no direction to read.

    Examples
    --------
    >>> edge_angle([[10, 10, 0], [10, 10, 0], [10, 10, 0]])
    90.0
    >>> edge_angle([[10, 10, 10], [10, 10, 0], [10, 0, 0]])
    45.0
    """
    vertical = square(base, "base")
    seen = array(picture, "picture", "(f, f)").astype(np.float64)
    if seen.shape != vertical.shape:
        raise ValueError(
            f"picture must be as large as the filter {vertical.shape}, not {seen.shape}"
        )
    # Of any size: only their ratio counts.
    seen, vertical = near_one(finite(seen, "picture")), near_one(vertical)
    up_down = float(np.sum(seen * vertical))
    left_right = float(np.sum(seen * _turned(vertical)))
    if up_down == 0 and left_right == 0:
        raise ValueError("picture must hold an edge: both filters give 0")
    return math.degrees(math.atan2(up_down, left_right))


@quietly
def steering_error(base: ArrayLike = SOBEL, *, blur: float = 1.0) -> float:
    """The worst error, in degrees, in reading an edge's direction with a steered pair.

    An ideal edge (`edge_at`) is shown at every whole degree and its direction read by
    `edge_angle`. The error comes from a `base` that is not steered exactly, and from the pixels:
    sampled, even a Gaussian's slope errs where the edge is sharp.

    Parameters
    ----------
    base
        A filter for vertical edges, f odd, (f, f).
    blur
        Standard deviation of the edge's blur, in pixels. Very sharp edges give large errors,
        because pixels then hardly tell how an edge lies between them; which filter errs least
        depends on the blur.

    Returns
    -------
    float
        The largest of the 360 errors, in degrees.

    Raises
    ------
    TypeError, ValueError
        If `base` is not square with an odd side, or `blur` is not above 0.

    Examples
    --------
    >>> for name, base in [("Prewitt", PREWITT), ("Sobel", SOBEL), ("Scharr", SCHARR)]:
    ...     print(name, round(steering_error(base), 2))
    Prewitt 2.06
    Sobel 0.91
    Scharr 0.07
    >>> steering_error(SOBEL, blur=0.3) < steering_error(SCHARR, blur=0.3)
    True
    >>> round(steering_error(gaussian_derivative(90)), 4)
    0.0013
    """
    vertical = square(base, "base")
    size = vertical.shape[0]
    if size % 2 == 0:
        raise ValueError(f"base must have an odd side, not {vertical.shape}")
    softness = positive(blur, "blur")
    if softness > 100 * size:
        raise ValueError(f"blur must leave an edge to be seen in {size} pixels, not {blur!r}")
    worst = 0.0
    for angle in range(360):
        read = edge_angle(edge_at(angle, n=size, blur=softness), vertical)
        worst = max(worst, abs((read - angle + 180) % 360 - 180))
    return worst
