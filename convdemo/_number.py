"""Checks for single numbers, directions and switches."""

import math
import numbers
from typing import Any

import numpy as np

from convdemo._check import Array


def number(value: object, name: str) -> float:
    """`value` as a finite float."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        raise TypeError(f"{name} must be a number, not {value!r} of type {type(value).__name__}")
    result = float(value)
    if not math.isfinite(result):
        raise ValueError(f"{name} must be finite, not {result}")
    return result


def positive(value: object, name: str) -> float:
    """`value` as a finite float above zero."""
    result = number(value, name)
    if result <= 0:
        raise ValueError(f"{name} must be above 0, not {value!r}")
    return result


def cos_sin(angle: object) -> tuple[float, float]:
    """Cosine and sine of `angle` in degrees, exact at every eighth of a turn."""
    degrees = number(angle, "angle")
    quarters = round(degrees / 90)
    rest = math.radians(degrees - 90 * quarters)
    c, s = math.cos(rest), math.sin(rest)
    if abs(degrees - 90 * quarters) == 45:
        s = math.copysign(c, s)  # else they differ in the last digit, and a 0 becomes 1e-16
    turned = ((c, s), (-s, c), (-c, -s), (s, -c))[quarters % 4]
    return turned[0] + 0.0, turned[1] + 0.0


def fits(value: object, name: str, dtype: np.dtype[Any]) -> Array:
    """`value` in the type of a picture, or an error where that would change it."""
    plain = number(value, name)
    if dtype.kind == "f":
        return np.array(plain, dtype=dtype)
    low, high = (0, 1) if dtype.kind == "b" else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    if not (plain.is_integer() and low <= int(plain) <= high):
        raise ValueError(f"{name} must be a number that {dtype.name} can hold, not {value!r}")
    return np.array(int(plain), dtype=dtype)


def yes_or_no(value: object, name: str) -> bool:
    """`value` as True or False; 0, 1 and None are neither."""
    if not isinstance(value, (bool, np.bool)):
        raise TypeError(f"{name} must be True or False, not {value!r}")
    return bool(value)
