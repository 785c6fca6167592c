"""Lines across a picture: where each pixel lies, seen from a line at an angle."""

from __future__ import annotations

import math

import numpy as np

from convdemo._check import has_room, number
from convdemo.types import Floats, Pair


def turn(value: object, name: str) -> float:
    """Degrees, without whole turns: large angles are taken apart exactly."""
    return math.fmod(number(value, name), 360)


def cos_sin(angle: object) -> tuple[float, float]:
    """Cosine and sine of `angle` in degrees, exact at every eighth of a turn."""
    degrees = turn(angle, "angle")
    quarters = round(degrees / 90)
    rest = math.radians(degrees - 90 * quarters)
    c, s = math.cos(rest), math.sin(rest)
    if abs(degrees - 90 * quarters) == 45:
        s = math.copysign(c, s)  # else they differ in the last digit, and a 0 becomes 1e-16
    turned = ((c, s), (-s, c), (-c, -s), (s, -c))[quarters % 4]
    return turned[0] + 0.0, turned[1] + 0.0


def across_and_along(shape: Pair, angle: object) -> tuple[Floats, Floats]:
    """Pixels from a line through the centre, and along it; each of the given shape.

    The line runs at `angle` degrees, counter-clockwise from the horizontal as seen on the screen.
    Across is positive on the side 90 degrees further on, along in the line's own direction.
    """
    cosine, sine = cos_sin(angle)
    n_h, n_w = shape
    has_room((n_h, n_w), np.dtype(np.float64), "n")
    up = ((n_h - 1) / 2 - np.arange(n_h))[:, None]
    right = (np.arange(n_w) - (n_w - 1) / 2)[None, :]
    return cosine * up - sine * right, sine * up + cosine * right


def step(distance: Floats, blur: float) -> Floats:
    """From 0 to 1 where the distance crosses 0, blurred by a Gaussian of that deviation."""
    z = distance / (math.sqrt(2) * blur)
    return np.array([0.5 * math.erfc(-value) for value in z.flat]).reshape(z.shape)
