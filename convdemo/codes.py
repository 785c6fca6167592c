"""Layers from short codes: the ones in the addresses of the book's calculator, and in a terminal.

A layer begins with a letter and with what it needs; its choices follow after hyphens, and a dot
stands between two layers.

| code | layer | its choices |
| --- | --- | --- |
| `c16-3` | `Conv2d(16, 3)` | s stride, p padding, d dilation, g groups, b bias |
| `m2` | `MaxPool2d(2)` | s stride, p padding, c ceil_mode |
| `a2` | `AvgPool2d(2)` | s stride, p padding, c ceil_mode |
| `r` | `ReLU()` | |
| `f` | `Flatten()` | |
| `d10` | `Dense(10)` | b bias |

A size, stride, padding or dilation may be two numbers, height × width, as in `3x5`; padding may be
`valid`, `same` or `full`; bias and ceil_mode are 0 or 1. Of a choice that comes twice the last
counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from convdemo._check import WORDS, Misspelt, shown
from convdemo.layers import AvgPool2d, Conv2d, Dense, Flatten, Layer, MaxPool2d, ReLU


@dataclass(frozen=True)
class _Kind:
    """What a layer is made by, what it needs, which choices it has, and an example."""

    make: Callable[..., Layer]
    example: str
    needs: tuple[str, ...] = ()
    choices: str = ""


_KINDS = {
    "c": _Kind(Conv2d, "c16-3", ("filters", "size"), "spdgb"),
    "m": _Kind(MaxPool2d, "m2", ("size",), "spc"),
    "a": _Kind(AvgPool2d, "a2", ("size",), "spc"),
    "r": _Kind(ReLU, "r"),
    "f": _Kind(Flatten, "f"),
    "d": _Kind(Dense, "d10", ("units",), "b"),
}
_CHOICES = {
    "s": "stride",
    "p": "padding",
    "d": "dilation",
    "g": "groups",
    "b": "bias",
    "c": "ceil_mode",
}
_LEAST = {
    "filters": 1,
    "units": 1,
    "size": 1,
    "stride": 1,
    "padding": 0,
    "dilation": 1,
    "groups": 1,
    "bias": 0,
    "ceil_mode": 0,
}
_SWITCHES = ("bias", "ceil_mode")
_PAIRS = ("size", "stride", "padding", "dilation")


def layers_from(code: str) -> list[Layer]:
    """Read a stack of layers from a code, as it stands in an address of the calculator.

    Parameters
    ----------
    code
        Layers with dots between them, as in "c64-7-s2-p3.r.m3-s2-p1"; "" for none. The module
        tells how each is written.

    Returns
    -------
    list of Layer
        As many as the code has, and with numbers as large; the calculator has limits to both.

    Raises
    ------
    ValueError
        If something is no layer, or a layer that cannot be; the message names its number.
    TypeError
        If `code` is not text.

    Examples
    --------
    >>> layers_from("c64-7-s2-p3.r.m3-s2-p1")
    [Conv2d(64, 7, stride=2, padding=3), ReLU(), MaxPool2d(3, stride=2, padding=1)]
    >>> layers_from("c8-3x5-psame-b0.f.d10")
    [Conv2d(8, (3, 5), padding='same', bias=False), Flatten(), Dense(10)]
    """
    if not isinstance(code, str):
        raise TypeError(
            f'code must be text such as "c16-3-psame.r.m2", not {shown(code)} of type '
            f"{type(code).__name__}"
        )
    texts = code.split(".") if code else []
    read = [(text, *_read(text, number)) for number, text in enumerate(texts, 1)]
    layers = []
    for number, (text, kind, given) in enumerate(read, 1):
        try:
            layers.append(kind.make(**given))
        except ValueError as error:
            raise ValueError(f"layer {number}, {shown(text)}: {error}") from None
    return layers


def _read(text: str, number: int) -> tuple[_Kind, dict[str, Any]]:
    """What a layer's code says: its kind, and the arguments to make it by."""
    where = f"layer {number}, {shown(text)}"
    kind = _KINDS.get(text[:1])
    if kind is None:
        begins = ", ".join(f"{letter} ({kind.make.__name__})" for letter, kind in _KINDS.items())
        raise Misspelt(f"{where}: a layer must begin with one of {begins}")
    name = kind.make.__name__
    parts = text[1:].split("-")
    needed, chosen = parts[: len(kind.needs)], parts[max(1, len(kind.needs)) :]
    if len(needed) < len(kind.needs) or (not kind.needs and parts[0]):
        wanted = " and ".join(kind.needs) or "nothing"
        raise Misspelt(f"{where}: {name} needs {wanted}, as in {kind.example}")
    given = {key: _value(part, key, where) for key, part in zip(kind.needs, needed, strict=True)}
    for part in chosen:
        if not part or part[0] not in kind.choices:
            known = ", ".join(f"{letter} ({_CHOICES[letter]})" for letter in kind.choices)
            raise Misspelt(
                f"{where}: {shown(part)} is no choice of {name}, which has {known or 'none'}"
            )
        key = _CHOICES[part[0]]
        given[key] = _value(part[1:], key, where)
    return kind, given


def _value(text: str, name: str, where: str) -> int | tuple[int, int] | str | bool:
    """The value of an argument, or an error that says what it must be."""
    if name == "padding" and text in WORDS:
        return text
    parts = text.split("x")
    right = all(re.fullmatch("[0-9]{1,18}", part) for part in parts)
    numbers = [int(part) for part in parts] if right else [-1]
    most = 2 if name in _PAIRS else 1
    if len(numbers) > most or min(numbers) < _LEAST[name] or (name in _SWITCHES and numbers[0] > 1):
        raise Misspelt(f"{where}: {name} must be {_wanted(name)}, not {shown(text)}")
    if name in _SWITCHES:
        return numbers[0] == 1
    return numbers[0] if len(numbers) == 1 else (numbers[0], numbers[1])


def _wanted(name: str) -> str:
    """What an argument must be, in words."""
    if name in _SWITCHES:
        return "0 or 1"
    words = f"a whole number of at least {_LEAST[name]}"
    words += ", or two as in 3x5" if name in _PAIRS else ""
    return words + (", or valid, same or full" if name == "padding" else "")
