"""What the public functions accept, and the errors that say what was wrong.

Every check names the argument, says what came and what would do.
"""

import operator
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Pair: TypeAlias = tuple[int, int]
Sides: TypeAlias = tuple[Pair, Pair]
# What a caller may write for `size`, `stride` and `dilation`, and for `padding`.
Size: TypeAlias = int | Pair
Padding: TypeAlias = int | Pair | Sides | str

WORDS = ("valid", "same", "full")
_SIDES = "((top, bottom), (left, right))"


def whole(value: object, name: str, least: int) -> int:
    """The integer `value`, at least `least`. True and 1.0 are not integers here."""
    if isinstance(value, (bool, np.bool)):
        raise TypeError(f"{name} must be an integer, not {value!r}")
    try:
        number = operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(
            f"{name} must be an integer, not {value!r} of type {type(value).__name__}"
        ) from None
    if number < least:
        raise ValueError(f"{name} must be at least {least}, not {number}")
    return number


def _items(value: object) -> Sequence[object] | None:
    """The items of a tuple, list or array; None for a single value."""
    if isinstance(value, np.ndarray):
        return None if value.ndim == 0 else list(value)
    return value if isinstance(value, (tuple, list)) else None


def pair(value: object, name: str, least: int) -> Pair:
    """`value` for height and width: an int counts for both."""
    items = _items(value)
    if items is None:
        number = whole(value, name, least)
        return number, number
    if len(items) != 2:
        raise ValueError(f"{name} must be an int or (h, w), not {value!r}")
    return whole(items[0], name, least), whole(items[1], name, least)


def _word(value: str, name: str) -> str:
    if value not in WORDS:
        raise ValueError(f'{name} must be "valid", "same", "full" or a number, not {value!r}')
    return value


def padding_amount(value: object, name: str = "padding") -> Sides | str:
    """`value` as ((top, bottom), (left, right)), or as one of the words, unchanged."""
    if isinstance(value, str):
        return _word(value, name)
    items = _items(value)
    if items is None:
        number = whole(value, name, 0)
        return (number, number), (number, number)
    if len(items) != 2:
        raise ValueError(f"{name} must be an int, (h, w) or {_SIDES}, not {value!r}")
    first, second = _items(items[0]), _items(items[1])
    if (first is None) != (second is None):
        raise ValueError(f"{name} must be an int, (h, w) or {_SIDES}, not {value!r}")
    if first is None:
        rows, columns = whole(items[0], name, 0), whole(items[1], name, 0)
        return (rows, rows), (columns, columns)
    return pair(items[0], name, 0), pair(items[1], name, 0)


def padding_ends(value: object, name: str = "padding") -> Pair | str:
    """The padding of one direction, as (before, after) or as one of the words."""
    if isinstance(value, str):
        return _word(value, name)
    items = _items(value)
    if items is not None and len(items) != 2:
        raise ValueError(f"{name} must be an int or (before, after), not {value!r}")
    return pair(value, name, 0)


def array(value: object, name: str, *layouts: str) -> Array:
    """`value` as an array of numbers, in one of the layouts, as "(n_h, n_w)".

    Nothing is copied that is an array already. Allowed are booleans, integers and floats of at
    most 64 bits.
    """
    if value is None:
        raise TypeError(f"{name} must be an array of numbers, not None")
    if isinstance(value, np.ma.MaskedArray):
        raise TypeError(f"{name} is a masked array, and the mask would be lost; fill it first")
    try:
        numbers = np.asarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be a regular array of numbers: {error}") from None
    if numbers.dtype.kind not in "biuf" or numbers.dtype.itemsize > 8:
        raise TypeError(
            f"{name} must hold integers, booleans or floats of at most 64 bits, "
            f"not {numbers.dtype.name}"
        )
    ranks = [layout.count(",") + (layout[-2] != ",") for layout in layouts]
    if ranks and numbers.ndim not in ranks:
        raise ValueError(f"{name} must have the shape {' or '.join(layouts)}, not {numbers.shape}")
    if numbers.size == 0:
        raise ValueError(f"{name} must not be empty, but its shape is {numbers.shape}")
    return numbers


def shape(value: object, name: str) -> Pair:
    """`value` as the (n_h, n_w) of an image."""
    items = _items(value)
    if items is None or len(items) != 2:
        raise ValueError(f"{name} must be (n_h, n_w), not {value!r}")
    return whole(items[0], name, 1), whole(items[1], name, 1)


def result_dtype(*arrays: Array) -> np.dtype[Any]:
    """The type of a sum of products: int64 for integers, else the widest of the floats.

    Integers beside floats take the floats' type, so float32 stays float32. Half precision is
    computed in float32.
    """
    floats = [a.dtype for a in arrays if a.dtype.kind == "f"]
    if not floats:
        return np.dtype(np.int64)
    return np.result_type(np.float32, *floats)
