"""The other way to every key: walking, counting and adding, without a formula and without NumPy."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

from convdemo._sheets.made import Grid, Number, Row

Loss = Callable[[Grid], Number]


def starts(n: int, f: int, stride: int = 1, dilation: int = 1) -> list[int]:
    """The places at which a window of `f` taps stops along `n` pixels, found by walking."""
    found, place = [], 0
    while all(place + dilation * tap < n for tap in range(f)):
        found.append(place)
        place += stride
    return found


def places(n: int, f: int, stride: int = 1, dilation: int = 1) -> int:
    """How many there are."""
    return len(starts(n, f, stride, dilation))


def windows(image: Grid, f_h: int, f_w: int, stride: int = 1) -> list[list[Grid]]:
    """All windows, by row and column of their place."""
    return [
        [
            tuple(tuple(image[top + u][left + v] for v in range(f_w)) for u in range(f_h))
            for left in starts(len(image[0]), f_w, stride)
        ]
        for top in starts(len(image), f_h, stride)
    ]


def met(window: Grid, weights: Grid) -> Number:
    """The sum of products of a window and a filter as large."""
    total: Number = 0
    for u, line in enumerate(weights):
        for v, weight in enumerate(line):
            total += window[u][v] * weight
    return total


def slide(image: Grid, weights: Grid) -> Grid:
    """What the filter gives at each place."""
    found = windows(image, len(weights), len(weights[0]))
    return tuple(tuple(met(window, weights) for window in line) for line in found)


def pooled(image: Grid, f: int, stride: int, of: Callable[[list[Number]], Number]) -> Grid:
    """The maximum, mean or the like of each window."""
    found = windows(image, f, f, stride)
    return tuple(
        tuple(of([cell for cells in window for cell in cells]) for window in line) for line in found
    )


def turned(weights: Grid) -> Grid:
    """A filter turned by half a turn: what was first is last."""
    return tuple(tuple(reversed(line)) for line in reversed(weights))


def reads(n: int, f: int, pixel: int) -> int:
    """How many windows along a row of `n` pixels read one of them."""
    return sum(start <= pixel < start + f for start in starts(n, f))


def count(*sides: int) -> int:
    """One by one, the cells of an array with these sides."""
    if not sides:
        return 1
    return sum(count(*sides[1:]) for _ in range(sides[0]))


def mean(values: Iterable[Number]) -> Number:
    """The mean, an integer where it is one."""
    listed = list(values)
    found = Fraction(sum(listed)) / len(listed)
    return found.numerator if found.denominator == 1 else found


def slopes(loss: Loss, at: Grid, step: Number = 1) -> Grid:
    """How much the loss grows for each number of a grid: one after the other is made larger."""
    before = loss(at)
    return tuple(
        tuple(
            whole((loss(changed(at, r, c, at[r][c] + step)) - before) / Fraction(step))
            for c in range(len(at[0]))
        )
        for r in range(len(at))
    )


def changed(image: Grid, r: int, c: int, value: Number) -> Grid:
    """A grid with another number at one place."""
    line = image[r]
    return (*image[:r], (*line[:c], value, *line[c + 1 :]), *image[r + 1 :])


def whole(value: Number) -> Number:
    """An integer, where the number is one."""
    exact = Fraction(value)
    return exact.numerator if exact.denominator == 1 else exact


def around(line: Row, weights: Row) -> Row:
    """What a filter of three gives along a row whose ends are joined; its middle weight at the cell."""
    n = len(line)
    return tuple(sum(line[(i + v - 1) % n] * weights[v] for v in range(3)) for i in range(n))
