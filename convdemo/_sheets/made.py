"""A problem as its maker gives it: what is given and asked, the key twice, and what goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal, Protocol, TypeAlias

import numpy as np

from convdemo._sheets.draw import Draw
from convdemo.types import Array

Number: TypeAlias = int | Fraction
Row: TypeAlias = tuple[Number, ...]
Grid: TypeAlias = tuple[Row, ...]
Key: TypeAlias = Number | Row | Grid | str
Asked: TypeAlias = Literal["number", "numbers", "grid", "choice"]


@dataclass(frozen=True)
class Table:
    """An array of a statement, under its name."""

    name: str
    rows: Grid


@dataclass(frozen=True)
class Made:
    """A problem, without its number.

    `given` has all that the key depends on, and `statement` shows each of these numbers. `key` comes
    from a formula or from convdemo, `loops` from counting. `mistakes` has what comes out where
    something is forgotten or turned, by what that is. `options` are there for a choice alone.
    """

    given: Mapping[str, Any]
    statement: tuple[str | Table, ...]
    key: Key
    loops: Key
    working: tuple[str | Table, ...]
    mistakes: Mapping[str, Key] = field(default_factory=dict)
    options: tuple[Table, ...] = ()

    def fair(self) -> bool:
        """Whether nobody gets it right by a mistake, and there is something to work out."""
        if self.key in self.mistakes.values():
            return False
        if isinstance(self.key, str):
            return len(self.key) == 1  # two options that are both right have two letters
        cells = numbers_of(self.key)
        return len(cells) < 3 or len(set(cells)) > 1


class Numbered(Protocol):
    """What a problem has once it stands on a sheet: `convdemo.sheets.Problem`, as it is written out."""

    @property
    def number(self) -> int: ...
    @property
    def chapter(self) -> str: ...
    @property
    def statement(self) -> tuple[str | Table, ...]: ...
    @property
    def options(self) -> tuple[Table, ...]: ...
    @property
    def asked(self) -> Asked: ...
    @property
    def key(self) -> Key: ...
    @property
    def working(self) -> tuple[str | Table, ...]: ...
    @property
    def mistakes(self) -> Mapping[str, Key]: ...


class Lettered(Protocol):
    """What a sheet has: `convdemo.sheets.Sheet`, as it is written out."""

    @property
    def letter(self) -> str: ...
    @property
    def head(self) -> str: ...
    @property
    def problems(self) -> tuple[Numbered, ...]: ...


Maker: TypeAlias = Callable[[Draw], Made]


def asked(key: Key) -> Asked:
    """What a key is: a number, numbers in a row, a grid, or the letter of a choice."""
    if isinstance(key, str):
        return "choice"
    if not isinstance(key, tuple):
        return "number"
    return "grid" if isinstance(key[0], tuple) else "numbers"


def numbers_of(key: Key) -> list[Number]:
    """All numbers of a key, row by row."""
    if isinstance(key, str):
        return []
    if not isinstance(key, tuple):
        return [key]
    return [number for item in key for number in numbers_of(item)]


def grid(array: Array) -> Grid:
    """An array (n_h, n_w) of whole numbers, or of floats that are exact, as a grid."""
    return tuple(row(line) for line in array)


def row(array: Array) -> Row:
    """An array (n,) as a row."""
    return tuple(number(value) for value in np.asarray(array))


def number(value: Any) -> Number:
    """One number of an array, as Python has it: an integer where it is one."""
    exact = Fraction(value.item() if isinstance(value, np.generic) else value)
    return exact.numerator if exact.denominator == 1 else exact
