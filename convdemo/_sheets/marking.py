"""What was written, beside the key: right, wrong and why, or not to be read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal

from convdemo._check import Misspelt
from convdemo._sheets import numerals
from convdemo._sheets.made import Asked, Key, numbers_of

Verdict = Literal["right", "wrong", "unreadable", "missing"]
READ: dict[Asked, Callable[[str], Key]] = {
    "number": numerals.number,
    "numbers": numerals.row,
    "grid": numerals.grid,
    "choice": numerals.letter,
}


def judged(asked: Asked, key: Key, mistakes: Mapping[str, Key], text: str) -> tuple[Verdict, str]:
    """The verdict, and what there is to say."""
    if not text.strip():
        return "missing", ""
    try:
        came = READ[asked](text)
    except Misspelt as error:
        return "unreadable", str(error)
    if isinstance(key, tuple) and asked == "numbers":
        came = _as_many(text, came, len(key))
    if came == key:
        return "right", ""
    for mistake, value in mistakes.items():
        if came == value:
            return "wrong", mistake
    return "wrong", _near(came, key)


def _as_many(text: str, came: Key, wanted: int) -> Key:
    """A row as it was read, or with commas taken for those of thousands if so it has the length."""
    grouped = numerals.row(text, grouped=True)
    return grouped if len(grouped) == wanted else came


def _near(came: Key, key: Key) -> str:
    """How much of a row or a grid is right."""
    if not isinstance(came, tuple) or not isinstance(key, tuple):
        return ""
    if _shape(came) != _shape(key):
        return f"{_shape(came)} came where {_shape(key)} is right"
    pairs = list(zip(numbers_of(came), numbers_of(key), strict=True))
    return f"{sum(a == b for a, b in pairs)} of {len(pairs)} numbers are right"


def _shape(key: tuple[object, ...]) -> str:
    if isinstance(key[0], tuple):
        return f"a grid of {len(key)} × {len(key[0])}"
    return f"a row of {len(key)}"
