"""Model cells of the visual cortex, and the images that are shown to them.

Images are float64, dark 0 and bright 1. An angle is the direction in which a bar or an edge runs,
in degrees, counter-clockwise from the horizontal as seen on the screen. A simple or complex
cell's response of 1 is what the grating of its own angle, phase and wavelength gets from it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from convdemo._check import (
    array,
    finite,
    function,
    in_order,
    number,
    positive,
    quietly,
    shown,
    whole,
)
from convdemo._line import across_and_along, step, turn
from convdemo.types import Floats, Pair

# How sharp the images are: the deviation of their blur, in pixels.
BLUR = 0.5
# Where a cell's field ends along its bar, in pixels from the centre, for `end_stopped_cell`.
END = 6.0


@quietly
def edge_at(
    angle: float, *, n: int = 21, offset: float = 0.0, blur: float = BLUR
) -> NDArray[np.float64]:
    """A straight edge, as a lens draws it: 1 on its bright side, 0 on the other.

    The bright side is at the left of a vertical edge (90), above a horizontal one (0).

    Parameters
    ----------
    angle
        Direction in which the edge runs, in degrees.
    n
        Side of the image, in pixels.
    offset
        How far the edge lies from the centre, in pixels, towards the bright side.
    blur
        Standard deviation of the blur, in pixels.

    Returns
    -------
    ndarray
        (n, n), float64, from 0 to 1.

    Raises
    ------
    ValueError, TypeError
        If `angle` or `offset` is no finite number, `n` no positive integer or `blur` not above 0.

    Examples
    --------
    >>> print(edge_at(90, n=5, blur=1.0)[2].round(2))
    [0.98 0.84 0.5  0.16 0.02]
    """
    side = whole(n, "n", 1)
    across, _ = across_and_along((side, side), angle)
    return step(across - number(offset, "offset"), positive(blur, "blur"))


@quietly
def bar_image(
    angle: float,
    *,
    n: int = 21,
    offset: float = 0.0,
    width: float = 2.0,
    length: float | None = None,
) -> NDArray[np.float64]:
    """A bar of light on a dark screen.

    Parameters
    ----------
    angle
        Direction in which the bar runs, in degrees.
    n
        Side of the image, in pixels.
    offset
        How far the bar lies from the centre, in pixels, to the left of a vertical bar, above a
        horizontal one.
    width, length
        Of the bar, in pixels; without a length it runs through the whole image.

    Returns
    -------
    ndarray
        (n, n), float64, from 0 to 1.

    Raises
    ------
    ValueError, TypeError
        If a number is not finite, `n` no positive integer, `width` or `length` not above 0.

    Examples
    --------
    >>> print(bar_image(0, n=5, width=1)[:, 2].round(2))
    [0.   0.16 0.68 0.16 0.  ]
    """
    side = whole(n, "n", 1)
    across, along = across_and_along((side, side), angle)
    bar = _between(across - number(offset, "offset"), positive(width, "width"))
    return bar if length is None else bar * _between(along, positive(length, "length"))


def _between(distance: Floats, width: float) -> Floats:
    """1 within half the width of 0, and 0 beyond, blurred."""
    return step(distance + width / 2, BLUR) - step(distance - width / 2, BLUR)


@quietly
def grating_image(
    angle: float, *, n: int = 21, wavelength: float = 6.0, phase: float = 0.0
) -> NDArray[np.float64]:
    """Regular stripes whose brightness goes up and down as a cosine.

    Parameters
    ----------
    angle
        Direction in which the stripes run, in degrees.
    n
        Side of the image, in pixels.
    wavelength
        Pixels from one bright stripe to the next.
    phase
        How far the stripes are moved, in degrees: 360 is one wavelength. At 0 the centre is bright.

    Returns
    -------
    ndarray
        (n, n), float64, from 0 to 1.

    Raises
    ------
    ValueError, TypeError
        If a number is not finite, `n` no positive integer or `wavelength` not above 0.

    Examples
    --------
    >>> print(grating_image(90, n=5, wavelength=4)[0].round(2) + 0.0)
    [0.  0.5 1.  0.5 0. ]
    """
    side = whole(n, "n", 1)
    across, _ = across_and_along((side, side), angle)
    turns = across / positive(wavelength, "wavelength") - turn(phase, "phase") / 360
    if not np.isfinite(turns).all():
        raise ValueError(f"wavelength must not be so near to 0 as {shown(wavelength)}")
    return 0.5 + 0.5 * np.cos(2 * np.pi * turns)


@quietly
def gabor_filter(
    angle: float,
    *,
    n: int = 21,
    phase: float = 0.0,
    wavelength: float = 6.0,
    sigma: float = 3.5,
) -> NDArray[np.float64]:
    """A wave under a bell: the oriented filter of a model cell.

    Its weights add up to 0, so that uniform light gives 0.

    Parameters
    ----------
    angle
        Direction in which the filter's stripes run, in degrees.
    n
        Side of the filter, in pixels.
    phase
        In degrees: 0 responds most to a bright bar through the centre, 90 to an edge, 180 to a dark
        bar, 270 to the opposite edge.
    wavelength
        Pixels from one positive stripe to the next.
    sigma
        Standard deviation of the bell, in pixels.

    Returns
    -------
    ndarray
        (n, n), float64. Times the grating of the same angle, phase and wavelength it adds up to 1.

    Raises
    ------
    ValueError, TypeError
        If a number is not finite, `n` no integer of at least 3, or `wavelength` or `sigma` not
        above 0.

    Source
    ------
    Daugman, "Uncertainty relation for resolution in space, spatial frequency, and orientation
    optimized by two-dimensional visual cortical filters", J. Opt. Soc. Am. A 2, 1985.

    Examples
    --------
    >>> kernel = gabor_filter(30, phase=90)
    >>> print(kernel.shape, round(float((kernel * grating_image(30, phase=90)).sum()), 6))
    (21, 21) 1.0
    """
    side = whole(n, "n", 3)
    even, odd = _gabor_pair((side, side), angle, wavelength, sigma, 0.0)
    turned = math.radians(turn(phase, "phase"))
    return math.cos(turned) * even + math.sin(turned) * odd


@quietly
def simple_cell(
    image: ArrayLike,
    angle: float,
    *,
    phase: float = 0.0,
    wavelength: float = 6.0,
    sigma: float = 3.5,
) -> float:
    """A simple cell: an oriented filter on the receptive field, then a rectifier.

    The response depends on the angle of what is shown, and on its place.

    Parameters
    ----------
    image
        What lies in the cell's receptive field, (n_h, n_w).
    angle
        Direction of the bars that the cell likes, in degrees.
    phase, wavelength, sigma
        As in `gabor_filter`: at phase 0 the cell likes a bright bar, at 90 an edge.

    Returns
    -------
    float
        The response, at least 0.

    Raises
    ------
    ValueError, TypeError
        If `image` is no array of numbers, (n_h, n_w) of at least 3 × 3, or a number is not finite
        or out of its range.

    Source
    ------
    Hubel and Wiesel, "Receptive fields of single neurones in the cat's striate cortex",
    J. Physiol. 148, 1959.

    Examples
    --------
    >>> for angle in (90, 70, 0):
    ...     print(angle, round(simple_cell(bar_image(angle), 90), 2))
    90 0.65
    70 0.31
    0 0.0
    """
    even, odd = _responses(image, angle, wavelength, sigma)
    turned = math.radians(turn(phase, "phase"))
    return _rectified(math.cos(turned) * even + math.sin(turned) * odd)


@quietly
def complex_cell(
    image: ArrayLike, angle: float, *, wavelength: float = 6.0, sigma: float = 3.5
) -> float:
    """A complex cell: the energy of two filters a quarter-cycle apart.

    Where a bar moves away from one filter's stripes it moves onto the other's, so that the response
    depends on the angle and hardly on the place. The model of the source squares and adds; here the
    root is taken of that, so that the response grows with the contrast and not with its square.

    Parameters
    ----------
    image
        What lies in the cell's receptive field, (n_h, n_w).
    angle
        Direction of the bars and edges that the cell likes, in degrees.
    wavelength, sigma
        As in `gabor_filter`.

    Returns
    -------
    float
        √(even² + odd²), at least 0.

    Raises
    ------
    ValueError, TypeError
        As `simple_cell`.

    Source
    ------
    Adelson and Bergen, "Spatiotemporal energy models for the perception of motion",
    J. Opt. Soc. Am. A 2, 1985, for the model; Hubel and Wiesel, "Receptive fields, binocular
    interaction and functional architecture in the cat's visual cortex", J. Physiol. 160, 1962, for
    the cell.

    Examples
    --------
    >>> for offset in (-1.5, 0, 1.5):
    ...     edge = edge_at(90, offset=offset)
    ...     simple = simple_cell(edge, 90, phase=90)
    ...     print(offset, round(simple, 2), round(complex_cell(edge, 90), 2))
    -1.5 0.07 0.39
    0 0.43 0.43
    1.5 0.07 0.39
    """
    return math.hypot(*_responses(image, angle, wavelength, sigma))


@quietly
def end_stopped_cell(
    image: ArrayLike, angle: float, *, wavelength: float = 6.0, sigma: float = 2.5
) -> float:
    """An end-stopped cell: a complex cell, held back by two neighbours beyond its ends.

    A short bar reaches only the middle. A long one also reaches the neighbours, which look for the
    same angle further along the bar; half of each one's response is taken away.

    Parameters
    ----------
    image
        What lies in the cell's receptive field, (n_h, n_w), best at least 21 pixels along the bar.
    angle
        Direction of the bars that the cell likes, in degrees.
    wavelength, sigma
        As in `gabor_filter`; of each of the three.

    Returns
    -------
    float
        The response, at least 0.

    Raises
    ------
    ValueError, TypeError
        As `simple_cell`, and if the image ends before the neighbours' centres.

    Source
    ------
    Hubel and Wiesel, "Receptive fields and functional architecture in two nonstriate visual areas
    (18 and 19) of the cat", J. Neurophysiol. 28, 1965, for the cell.

    Examples
    --------
    >>> for length in (4, 8, 20):
    ...     print(length, round(end_stopped_cell(bar_image(90, length=length), 90), 2))
    4 0.43
    8 0.56
    20 0.02
    """
    middle = math.hypot(*_responses(image, angle, wavelength, sigma))
    beyond = [math.hypot(*_responses(image, angle, wavelength, sigma, end)) for end in (-END, END)]
    return _rectified(middle - sum(beyond) / 2)


def tuning_curve(
    cell: Callable[[NDArray[np.float64]], float],
    angles: Iterable[float],
    *,
    picture: Callable[[float], NDArray[np.float64]] = bar_image,
) -> NDArray[np.float64]:
    """A cell's responses to one image, turned to each of the angles.

    Parameters
    ----------
    cell
        Takes an image and returns its response.
    angles
        In degrees.
    picture
        Makes the image from an angle: a bar of light, if it is left out.

    Returns
    -------
    ndarray
        One response an angle, float64.

    Raises
    ------
    ValueError, TypeError
        If there is no angle or one is no finite number, or `cell` or `picture` cannot be called.

    Examples
    --------
    >>> print(tuning_curve(lambda x: simple_cell(x, 90), [60, 75, 90, 105, 120]).round(2))
    [0.13 0.43 0.65 0.43 0.13]
    """
    function(cell, "cell")
    function(picture, "picture")
    turns = [number(angle, "angles") for angle in in_order(angles, "angles", "numbers of degrees")]
    if not turns:
        raise ValueError("angles must not be empty")
    responses = array([cell(picture(angle)) for angle in turns], "what cell returns", "(angles,)")
    return responses.astype(np.float64)


def _rectified(response: float) -> float:
    """The response, or 0 where it is below; NaN, of numbers too large to add up, stays."""
    return 0.0 if response < 0 else response + 0.0


def _responses(
    image: ArrayLike, angle: float, wavelength: float, sigma: float, along: float = 0.0
) -> tuple[float, float]:
    """What the even and the odd filter of a cell add up to on its receptive field."""
    field = finite(array(image, "image", "(n_h, n_w)").astype(np.float64), "image")
    if min(field.shape) < 3:
        raise ValueError(f"image must be at least 3 × 3, not {field.shape}")
    even, odd = _gabor_pair((field.shape[0], field.shape[1]), angle, wavelength, sigma, along)
    return float(np.sum(field * even)), float(np.sum(field * odd))


def _gabor_pair(
    shape: Pair, angle: float, wavelength: float, sigma: float, centre: float
) -> tuple[Floats, Floats]:
    """The filters at phases 0 and 90, with the bell moved along the stripes by `centre`.

    Each is made to add up to 0, and scaled so that its own grating gets 1.
    """
    across, along = across_and_along(shape, angle)
    if abs(centre) > along.max():
        raise ValueError(f"image {shape} ends before the neighbours {END:g} pixels from its centre")
    width = positive(sigma, "sigma")
    bell = np.exp(-(across**2 + (along - centre) ** 2) / (2 * width * width))
    turns = 2 * np.pi * across / positive(wavelength, "wavelength")
    return _scaled(bell, np.cos(turns)), _scaled(bell, np.sin(turns))


def _scaled(bell: Floats, wave: Floats) -> Floats:
    balanced = bell * (wave - np.sum(bell * wave) / np.sum(bell))
    # Half, because the brightness of a grating goes up and down by half.
    strength = np.sum(balanced * wave) / 2
    if not strength >= 1e-9:
        raise ValueError("wavelength and sigma must leave the cell several pixels to look at")
    result: Floats = balanced / strength
    return result
