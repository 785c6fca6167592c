"""Numbers from a seed, the same for ever.

They are read off the digests of SHA-256, which a standard fixes. NumPy may change what a generator's
methods make of its stream, and Python what `randrange` and `shuffle` do; a sheet that was handed out
must come out the same, or its key does not fit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256
from typing import TypeVar

Item = TypeVar("Item")
# Bytes of one number: of 2^32, what is left over after a division favours nothing that one sees.
WIDTH = 4


class Draw:
    """Numbers that depend on a name alone."""

    def __init__(self, name: str) -> None:
        self._numbers = _stream(name)

    def between(self, least: int, most: int) -> int:
        """A whole number from `least` to `most`, both included."""
        return least + next(self._numbers) % (most - least + 1)

    def one(self, items: Sequence[Item]) -> Item:
        """One of the items."""
        return items[self.between(0, len(items) - 1)]

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """So many different ones of the items, in the order in which they are drawn."""
        left = list(items)
        return [left.pop(self.between(0, len(left) - 1)) for _ in range(count)]

    def row(self, n: int, least: int, most: int) -> tuple[int, ...]:
        """A row of `n` numbers."""
        return tuple(self.between(least, most) for _ in range(n))

    def grid(self, n_h: int, n_w: int, least: int, most: int) -> tuple[tuple[int, ...], ...]:
        """A grid of numbers, (n_h, n_w)."""
        return tuple(self.row(n_w, least, most) for _ in range(n_h))


def _stream(name: str) -> Iterator[int]:
    count = 0
    while True:
        digest = sha256(f"{name} {count}".encode()).digest()
        for start in range(0, len(digest), WIDTH):
            yield int.from_bytes(digest[start : start + WIDTH], "big")
        count += 1
