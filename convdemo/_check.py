"""What an argument may be, and the errors that say what was wrong: all checks of the package.

Every check names the argument, says what came and what would do. A check that two functions need
stands here once, so that one mistake has one message.

Two kinds of number are told apart. A *setting*, such as an angle or a rate, must be finite. A
*pixel*, such as a fill, may be whatever the image's type holds, so infinity and NaN too in floats;
whole numbers reach integer types without a detour through floats.
"""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping, Sequence, Set
from math import isfinite, prod
from numbers import Integral, Real
from reprlib import Repr
from typing import Any, TypeVar, get_args

import numpy as np

from convdemo.types import Array as Array  # the fast way takes it from here
from convdemo.types import PaddingWord, Pair, Sides

Word = TypeVar("Word", bound=str)

WORDS: tuple[PaddingWord, ...] = get_args(PaddingWord)
_SIDES = "((top, bottom), (left, right))"
# Booleans, signed and unsigned integers, floats: as NumPy's `kind` has them.
KINDS = "biuf"
# Bytes from which it is asked whether there is memory for an array, before it is made.
LARGE = 2**30

# Results are what the arithmetic of floats says, infinity and NaN included, and NumPy warns of
# none of it, whichever way a result is computed.
quietly = np.errstate(all="ignore")


class Misspelt(ValueError):
    """A text that says nothing, where other errors are of what it says."""


class _Brief(Repr):
    """The beginning of what `repr` gives, in little time, and without an error of its own."""

    def __init__(self) -> None:
        super().__init__()
        for kind in ("list", "tuple", "set", "frozenset", "deque", "array", "dict"):
            setattr(self, f"max{kind}", 60)
        self.maxstring = 1000

    def repr_int(self, x: int, level: int) -> str:
        try:
            return repr(x)
        except ValueError:  # Python does not write out thousands of digits
            return f"an integer of {x.bit_length()} bits"

    def repr_instance(self, x: object, level: int) -> str:
        try:
            return repr(x)
        except Exception:
            return f"<{type(x).__name__}>"


_brief = _Brief()
# `repr`, where a value may hold integers of any length.
written = _brief.repr


def counted(n: int) -> str:
    """A count with commas between the thousands."""
    try:
        return f"{n:,}"
    except ValueError:
        return written(n)


def shown(value: object) -> str:
    """What came, as an error says it: on one line, and not all of something long."""
    text = " ".join(_brief.repr(value).split())
    return text if len(text) <= 60 else text[:57] + "..."


# Whole numbers.


def whole(value: object, name: str, least: int | None = None) -> int:
    """The integer `value`, at least `least`. True and 1.0 are not integers here."""
    if isinstance(value, (bool, np.bool)):
        raise TypeError(f"{name} must be an integer, not {shown(value)}")
    try:
        # A masked array would lose its mask.
        number = operator.index(None if _is_masked(value) else value)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(
            f"{name} must be an integer, not {shown(value)} of type {type(value).__name__}"
        ) from None
    if least is not None and number < least:
        raise ValueError(f"{name} must be at least {least}, not {shown(number)}")
    return number


def _items(value: object) -> Sequence[object] | None:
    """The items of a tuple, list or array; None for a single value."""
    if isinstance(value, np.ndarray):
        return None if value.ndim == 0 else list(value)
    return value if isinstance(value, (tuple, list)) else None


def pair(value: object, name: str, least: int | None = None) -> Pair:
    """`value` for height and width: an int counts for both."""
    items = _items(value)
    if items is None:
        number = whole(value, name, least)
        return number, number
    if len(items) != 2:
        raise ValueError(f"{name} must be an int or (h, w), not {shown(value)}")
    return whole(items[0], name, least), whole(items[1], name, least)


def shape(value: object, name: str, *layouts: str) -> tuple[int, ...]:
    """`value` as a shape in one of the layouts, as "(n_h, n_w)"."""
    items = _items(value)
    if items is None or len(items) not in map(_rank, layouts):
        raise ValueError(f"{name} must be {' or '.join(layouts)}, not {shown(value)}")
    return tuple(whole(n, name, 1) for n in items)


def plane(value: object, name: str) -> Pair:
    """`value` as the (n_h, n_w) of an image."""
    n_h, n_w = shape(value, name, "(n_h, n_w)")
    return n_h, n_w


def _rank(layout: str) -> int:
    """How many axes a layout has: 2 for "(n_h, n_w)", 1 for "(n,)"."""
    return layout.count(",") + (layout[-2] != ",")


def divides(groups: int, channels: int, name: str) -> None:
    """Whether so many channels can be split into so many equal groups."""
    if channels % groups:
        raise ValueError(f"groups {shown(groups)} does not divide {name} = {shown(channels)}")


# Padding.


def _word(value: str, name: str) -> PaddingWord:
    for word in WORDS:
        if value == word:
            return word
    raise ValueError(f'{name} must be "valid", "same", "full" or a number, not {shown(value)}')


def padding_amount(value: object, name: str = "padding") -> Sides | PaddingWord:
    """`value` as ((top, bottom), (left, right)), or as one of the words, unchanged."""
    if isinstance(value, str):
        return _word(value, name)
    items = _items(value)
    if items is None:
        number = whole(value, name, 0)
        return (number, number), (number, number)
    if len(items) != 2:
        raise ValueError(f"{name} must be an int, (h, w) or {_SIDES}, not {shown(value)}")
    first, second = _items(items[0]), _items(items[1])
    if (first is None) != (second is None):
        raise ValueError(f"{name} must be an int, (h, w) or {_SIDES}, not {shown(value)}")
    if first is None:
        rows, columns = whole(items[0], name, 0), whole(items[1], name, 0)
        return (rows, rows), (columns, columns)
    return pair(items[0], name, 0), pair(items[1], name, 0)


def padding_ends(value: object, name: str = "padding") -> Pair | PaddingWord:
    """The padding of one direction, as (before, after) or as one of the words."""
    if isinstance(value, str):
        return _word(value, name)
    items = _items(value)
    if items is not None and len(items) != 2:
        raise ValueError(f"{name} must be an int or (before, after), not {shown(value)}")
    return pair(value, name, 0)


def less_than_window(ends: Pair, covered: int) -> None:
    """Padding of one direction, (before, after), is smaller than what a pool's window covers."""
    if max(ends) >= covered:
        raise ValueError(
            f"padding {shown(max(ends))} must be smaller than the window, which covers "
            f"{shown(covered)}"
        )


def has_room(sizes: tuple[int, ...], dtype: np.dtype[Any], name: str = "padding") -> None:
    """Memory holds an array that an argument makes so large."""
    if prod(sizes) * dtype.itemsize < LARGE:
        return
    try:
        np.empty(sizes, dtype)  # asks the system for memory, and gives it back untouched
    except (MemoryError, OverflowError, ValueError):
        raise MemoryError(
            f"{name} is too large: there is no memory for an array {shown(sizes)} of {dtype.name}"
        ) from None


# Arrays.


def array(value: object, name: str, *layouts: str) -> Array:
    """`value` as an array of numbers, in one of the layouts, as "(n_h, n_w)".

    Nothing is copied that is an array already. Allowed are booleans, integers and floats of at
    most 64 bits.
    """
    if value is None:
        raise TypeError(f"{name} must be an array of numbers, not None")
    if _is_masked(value):
        raise TypeError(f"{name} is a masked array, and the mask would be lost; fill it first")
    try:
        numbers = np.asanyarray(value)
    except ValueError as error:
        raise ValueError(f"{name} must be a regular array of numbers: {error}") from None
    if _is_masked(numbers):  # another kind of object that holds one
        raise TypeError(f"{name} is a masked array, and the mask would be lost; fill it first")
    numbers = np.asarray(numbers)
    if isinstance(value, (list, tuple)) and numbers.dtype == np.float64:
        numbers = _whole_again(value, numbers)
    _numeric(numbers.dtype, name)
    if layouts and numbers.ndim not in map(_rank, layouts):
        raise ValueError(f"{name} must have the shape {' or '.join(layouts)}, not {numbers.shape}")
    if numbers.size == 0:
        raise ValueError(f"{name} must not be empty, but its shape is {numbers.shape}")
    return numbers


def _is_masked(value: object, depth: int = 64) -> bool:
    """Whether `value` is a masked array, or a list that holds one somewhere.

    NumPy has at most 64 axes, so nothing deeper is an array.
    """
    if not isinstance(value, (list, tuple)) or not depth:
        return isinstance(value, np.ma.MaskedArray)
    # A set of types: a list of a million numbers is looked through at the speed of C.
    kinds = set(map(type, value))
    if not any(issubclass(kind, (list, tuple, np.ma.MaskedArray)) for kind in kinds):
        return False
    return any(_is_masked(item, depth - 1) for item in value)


def _whole_again(value: object, floats: Array) -> Array:
    """A list of integers as integers, where NumPy made floats of those beyond int64 and below 0."""
    if not np.abs(floats).max(initial=0) >= 2**53:
        return floats  # which hold every integer up to there
    objects = np.asarray(value, dtype=object)
    if not all(isinstance(item, Integral) for item in objects.flat):
        return floats
    try:
        return objects.astype(np.int64)
    except OverflowError:
        return objects


def _numeric(dtype: np.dtype[Any], name: str) -> None:
    """A TypeError for every type but NumPy's own booleans, integers and floats."""
    borrowed = dtype.isbuiltin == 2  # another package's, such as ml_dtypes' bfloat16
    if dtype.kind in KINDS and dtype.itemsize <= 8 and not borrowed:
        return
    kind = f"{dtype.name}, which is not NumPy's own" if borrowed else dtype.name
    cure = ": convert it, as with .astype(np.float32)" if borrowed else ""
    raise TypeError(
        f"{name} must hold integers, booleans or floats of at most 64 bits, not {kind}{cure}"
    )


def square(value: object, name: str) -> Array:
    """`value` as a filter (f, f) of float64, which can be turned by a quarter."""
    checked = array(value, name, "(f, f)")
    if checked.shape[0] != checked.shape[1]:
        raise ValueError(f"{name} must be square to be turned, not {checked.shape}")
    return finite(checked.astype(np.float64), name)


def finite(values: Array, name: str) -> Array:
    """`values`, or an error where one is infinite or NaN."""
    if not np.isfinite(values).all():
        raise ValueError(f"{name} must be finite, but some are NaN or infinite")
    return values


def result_dtype(*arrays: Array) -> np.dtype[Any]:
    """The type of a sum of products: int64 for integers, else the widest of the floats.

    Integers beside floats take the floats' type, so float32 stays float32. Half precision is
    computed in float32.
    """
    floats = [a.dtype for a in arrays if a.dtype.kind == "f"]
    if not floats:
        return np.dtype(np.int64)
    return np.result_type(np.float32, *floats)


# Single numbers.


def _real(value: object, name: str) -> Real:
    """`value` as it came, if it is a real number; of an array without axes, its one number."""
    if isinstance(value, np.ndarray) and value.ndim == 0 and not _is_masked(value):
        value = value[()]
    # NumPy counts spans of time among the integers.
    if isinstance(value, (bool, np.timedelta64)) or not isinstance(value, Real):
        raise TypeError(
            f"{name} must be a number, not {shown(value)} of type {type(value).__name__}"
        )
    return value


def _float(value: Real) -> float:
    """The float next to `value`: infinity where it is larger than every float."""
    try:
        return float(value)
    except OverflowError:
        return float("-inf") if value < 0 else float("inf")


def number(value: object, name: str) -> float:
    """A setting: `value` as a finite float."""
    result = _float(_real(value, name))
    if not isfinite(result):
        raise ValueError(f"{name} must be finite, not {result}")
    return result


def positive(value: object, name: str) -> float:
    """A setting above zero, as a finite float."""
    result = number(value, name)
    if result <= 0:
        raise ValueError(f"{name} must be above 0, not {shown(value)}")
    return result


def pixel(value: object, name: str, dtype: np.dtype[Any]) -> Array:
    """`value` in the type of an image, or an error where the type cannot hold it.

    A float type takes every number within its range, rounded, and infinity and NaN as they are.
    """
    if dtype.kind == "b" and isinstance(value, (bool, np.bool)):
        return np.array(value, dtype)
    real = _real(value, name)
    held = _as_float(real, dtype) if dtype.kind == "f" else _as_integer(real, dtype)
    if held is None:
        raise ValueError(
            f"{name} must be {_range(dtype)}, to be held as {dtype.name}, not {shown(value)}"
        )
    return held


def _as_float(value: Real, dtype: np.dtype[Any]) -> Array | None:
    with np.errstate(over="ignore", under="ignore"):
        held = np.array(_float(value)).astype(dtype)
    made_infinite = np.isinf(held) and abs(value) != float("inf")
    return None if made_infinite else held


def _as_integer(value: Real, dtype: np.dtype[Any]) -> Array | None:
    try:
        exact = int(value)  # type: ignore[call-overload]
    except (OverflowError, ValueError):  # infinity, NaN
        return None
    low, high = _limits(dtype)
    return np.array(exact, dtype) if exact == value and low <= exact <= high else None


def _limits(dtype: np.dtype[Any]) -> Pair:
    if dtype.kind == "b":
        return 0, 1
    return int(np.iinfo(dtype).min), int(np.iinfo(dtype).max)


def _range(dtype: np.dtype[Any]) -> str:
    """What a type can hold, in words."""
    if dtype.kind == "f":
        most = float(np.finfo(dtype).max)
        return f"a number from {-most:.17g} to {most:.17g}"
    low, high = _limits(dtype)
    return f"a whole number from {low} to {high}"


# Everything else.


def yes_or_no(value: object, name: str) -> bool:
    """`value` as True or False; 0, 1 and None are neither."""
    if not isinstance(value, (bool, np.bool)):
        raise TypeError(f"{name} must be True or False, not {shown(value)}")
    return bool(value)


def in_order(value: object, name: str, items: str) -> list[Any]:
    """The items of a list or of anything else that gives them in an order of its own."""
    if isinstance(value, (str, bytes, Set, Mapping)) or not isinstance(value, Iterable):
        raise TypeError(f"{name} must be a list of {items}, not {shown(value)}")
    try:
        return list(value)
    except TypeError:  # an array without axes
        raise TypeError(f"{name} must be a list of {items}, not {shown(value)}") from None


def one_of(value: object, name: str, choices: tuple[Word, ...]) -> Word:
    """`value`, if it is one of these words."""
    for choice in choices:
        if isinstance(value, str) and value == choice:
            return choice
    raise ValueError(f"{name} must be one of {', '.join(choices)}, not {shown(value)}")


def function(value: object, name: str) -> None:
    """Something that can be called."""
    if not callable(value):
        raise TypeError(f"{name} must be a function, not {shown(value)}")
