"""Problems on the chapter *Why convolution?*"""

from __future__ import annotations

from math import prod

import numpy as np

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Made, Row, Table, row
from convdemo._sheets.numerals import listed, many, products, told
from convdemo.convolution import conv2d
from convdemo.padding import pad


def matrix(draw: Draw) -> Made:
    """A convolution as the matrix of a dense layer."""
    n, f = draw.between(4, 10), draw.between(2, 4)
    out = n - f + 1
    key = (n * n * out * out, out * out * f * f, f * f)
    return Made(
        given={"n": n, "f": f},
        statement=(
            f"A filter of {f} × {f}, whose weights are all different and none of them zero, slides "
            f"over an image of {n} × {n}, without padding. It is written as the matrix of a dense "
            "layer. How many entries has the matrix, how many of them are not zero, and how many "
            "different values have these? (Three numbers, in this order.)",
        ),
        key=key,
        loops=_entries(n, f),
        working=(
            f"{out} · {out} = {out * out} rows, one for each output cell, and {n} · {n} = {n * n} "
            f"columns, one for each pixel: {told(key[0])} entries.",
            f"A row has the filter's {f * f} weights: {out * out} · {f * f} = {told(key[1])} are not "
            f"zero, and they have {f * f} values.",
        ),
        mistakes={
            "an output cell was counted for each pixel": (n**4, n * n * f * f, f * f),
            "one row was counted, and not the matrix": (n * n, f * f, f * f),
            "the zeros were counted": (key[0], key[0] - key[1], f * f),
        },
    )


def _entries(n: int, f: int) -> Row:
    """Write the matrix out and count."""
    entries: list[int] = []
    for top in loops.starts(n, f):
        for left in loops.starts(n, f):
            line = [0] * (n * n)
            for u in range(f):
                for v in range(f):
                    line[(top + u) * n + left + v] = 1 + u * f + v
            entries += line
    filled = [entry for entry in entries if entry]
    return len(entries), len(filled), len(set(filled))


def shifted_output(draw: Draw) -> Made:
    """Shift in, shift out."""
    line, weights, by = draw.row(6, 0, 9), draw.row(3, -2, 2), draw.between(1, 3)
    framed = pad([line], (0, 1), mode="wrap")
    response = conv2d(framed, [weights])[0]
    output, key = row(response), row(np.roll(response, by))
    moved = tuple(line[(i - by) % len(line)] for i in range(len(line)))
    return Made(
        given={"line": line, "weights": weights, "by": by},
        statement=(
            "The ends of a row of pixels are joined to a ring, and a filter makes an output as long. "
            f"Now the row is shifted by {by} to the right, and what leaves at the right comes in at "
            "the left. What is the output now?",
            Table("row", (line,)),
            Table("filter", (weights,)),
            Table("output before the shift", (output,)),
        ),
        key=key,
        loops=loops.around(moved, weights),
        working=(
            f"A convolution is equivariant: its output is shifted as the row is, by {by}: "
            f"{listed(key)}. The second cell, to check: {products(moved[:3], weights)} = "
            f"{told(key[1])}.",
        ),
        mistakes={
            "that is the output before the shift": output,
            "the output was shifted to the left": row(np.roll(response, -by)),
            "that is the shifted row itself": moved,
        },
    )


def scratched(draw: Draw) -> Made:
    """How far one pixel reaches."""
    layers, f = draw.between(1, 9), draw.one((3, 5, 7))
    side = layers * (f - 1) + 1
    reached = {0}
    for _ in range(layers):
        reached = {
            place
            for place in range(-30, 31)
            if any(place + tap - f // 2 in reached for tap in range(f))
        }
    in_turn = ", one after the other, each" if layers > 1 else ""
    return Made(
        given={"layers": layers, "f": f},
        statement=(
            "One pixel in the middle of a large image is painted over. The image goes through "
            f"{many(layers, 'convolution')}{in_turn} with a filter of {f} × {f} and a padding that "
            f"keeps the size. How many cells of the {'last ' if in_turn else ''}output can change?",
        ),
        key=side * side,
        loops=loops.count(len(reached), len(reached)),
        working=(
            f"Each layer adds f − 1 = {f - 1} to the side of what can change: "
            f"1 + {layers} · {f - 1} = {side}, so {side}² = {told(side * side)} cells.",
        ),
        mistakes={
            **({"one layer alone was counted": f * f} if layers > 1 else {}),
            **({"the cells of each layer were added": layers * f * f} if layers > 1 else {}),
            **(
                {"a filter's side was added at each layer": (layers * f) ** 2} if layers > 1 else {}
            ),
            "one direction alone was counted": side,
        },
    )


def smallest_shift(draw: Draw) -> Made:
    """Strides break equivariance, but for some shifts."""
    strides = draw.row(3, 1, 4)
    key = prod(strides)
    return Made(
        given={"strides": strides},
        statement=(
            "Three layers follow one another, without padding, on an image that goes on for ever. "
            f"Their strides are {listed(strides)}. By how many pixels, at least, must the image be "
            "shifted so that the last output is shifted by exactly one cell?",
        ),
        key=key,
        loops=next(by for by in range(1, 100) if _cells(by, strides) == 1),
        working=(f"Strides multiply: {' · '.join(map(str, strides))} = {told(key)}.",),
        mistakes={
            "the strides were added": sum(strides),
            "the largest stride was given": max(strides),
        },
    )


def _cells(by: int, strides: Row) -> int | None:
    """By how many cells the last output moves; None where a layer stops between two cells."""
    for stride in map(int, strides):
        if by % stride:
            return None
        by //= stride
    return by


KINDS = {
    "matrix": matrix,
    "shifted_output": shifted_output,
    "scratched": scratched,
    "smallest_shift": smallest_shift,
}
