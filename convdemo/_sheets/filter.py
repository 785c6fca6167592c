"""Problems on the chapter *What is a filter?*"""

from __future__ import annotations

import numpy as np

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Grid, Made, Table, grid
from convdemo._sheets.numerals import listed, products, told
from convdemo.convolution import conv2d
from convdemo.filters import HORIZONTAL, PREWITT, SOBEL, VERTICAL
from convdemo.types import Array


def _small(array: Array) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(map(int, line)) for line in array)


FILTERS = tuple(map(_small, (VERTICAL, HORIZONTAL, SOBEL, SOBEL.T)))
VERTICALS = tuple(map(_small, (PREWITT, SOBEL)))


def flat(rows: Grid) -> tuple[int, ...]:
    """A grid's numbers in a row."""
    return tuple(int(number) for line in rows for number in line)


def one_window(draw: Draw) -> Made:
    """The sum of nine products."""
    window, weights = draw.grid(3, 3, 0, 9), draw.grid(3, 3, -2, 2)
    turned = grid(np.array(weights)[::-1, ::-1])
    positive = grid(np.abs(weights))
    key = int(conv2d(window, weights)[0, 0])
    return Made(
        given={"window": window, "weights": weights},
        statement=(
            "The filter lies on this window. What is its output there?",
            Table("window", window),
            Table("filter", weights),
        ),
        key=key,
        loops=loops.met(window, weights),
        working=(f"{products(flat(window), flat(weights))} = {told(key)}",),
        mistakes={
            "the filter was turned by half a turn": loops.met(window, turned),
            "the signs of the weights were left out": loops.met(window, positive),
        },
    )


def whole_output(draw: Draw) -> Made:
    """A filter of three by three at all four places of an image of four by four."""
    image, weights = draw.grid(4, 4, 0, 6), draw.one(FILTERS)
    transposed = np.transpose(weights)
    key = grid(conv2d(image, weights))
    return Made(
        given={"image": image, "weights": weights},
        statement=(
            "The filter slides over the image, without padding and pixel by pixel. "
            "What is the whole output?",
            Table("image", image),
            Table("filter", weights),
        ),
        key=key,
        loops=loops.slide(image, weights),
        working=(
            "Each output cell is the sum of products of one window. The first: "
            f"{products(flat(loops.windows(image, 3, 3)[0][0]), flat(weights))} = {told(key[0][0])}.",
            Table("output", key),
        ),
        mistakes={
            "the filter was turned by half a turn": grid(-conv2d(image, weights)),
            "rows and columns of the filter were swapped": grid(conv2d(image, transposed)),
        },
    )


def edge_row(draw: Draw) -> Made:
    """Where an edge filter responds, and how strongly."""
    n, bright, dark = draw.between(6, 8), draw.between(5, 9), draw.between(0, 4)
    first, weights = draw.between(3, n - 3), draw.one(VERTICALS)
    across = sum(int(line[0]) for line in weights)
    response = across * (bright - dark)
    key = tuple(response if place in (first - 2, first - 1) else 0 for place in range(n - 2))
    line = (bright,) * first + (dark,) * (n - first)
    return Made(
        given={"line": line, "weights": weights},
        statement=(
            "All rows of an image are as this one. The filter slides over it, without padding. "
            "Which numbers stand in a row of the output?",
            Table("row of the image", (line,)),
            Table("filter", weights),
        ),
        key=key,
        loops=loops.slide((line, line, line), weights)[0],
        working=(
            f"Where the window sees one brightness, the columns of the filter cancel: {told(0)}. "
            f"Where the edge is in it, {told(across)} · ({bright} − {dark}) = {told(response)}; "
            f"that is at two places: {listed(key)}.",
        ),
        mistakes={
            "the sign was turned": tuple(-value for value in key),
            "the filter was laid on one row alone": tuple(
                value // across * int(weights[1][0]) for value in key
            ),
            "the edge was taken for one column wide": tuple(
                response if place == first - 1 else 0 for place in range(n - 2)
            ),
        },
    )


def turned_edge(draw: Draw) -> Made:
    """What the filter gives at the edge the other way round."""
    left, right, weights = draw.between(0, 9), draw.between(0, 9), draw.one(VERTICALS)
    across = sum(int(line[0]) for line in weights)
    line = (left, left, right, right)
    key = across * (right - left)
    image = (tuple(reversed(line)),) * 3
    return Made(
        given={"left": left, "right": right, "weights": weights},
        statement=(
            f"An image has the brightness {left} in its left half and {right} in its right half. "
            "It is mirrored, so that left becomes right. What does the filter give now where the "
            "edge runs through its window?",
            Table("filter", weights),
        ),
        key=key,
        loops=loops.slide(image, weights)[0][0],
        working=(
            f"Now {right} is at the left and {left} at the right. The left column of the filter "
            f"adds up to {told(across)}, the right one to {told(-across)}: "
            f"{told(across)} · ({right} − {left}) = {told(key)}.",
        ),
        mistakes={
            "that is the output before the image was mirrored": -key,
            "the two halves were added": across * (right + left),
        },
    )


def which_filter(draw: Draw) -> Made:
    """Find the filter by its output."""
    image, offered = draw.grid(4, 4, 0, 6), draw.some(FILTERS, 3)
    place = draw.between(0, 2)
    output = grid(conv2d(image, offered[place]))
    found = [
        letter
        for letter, each in zip("abc", offered, strict=True)
        if grid(conv2d(image, each)) == output
    ]
    right = [i for i, each in enumerate(offered) if loops.slide(image, each) == output]
    first = flat(loops.windows(image, 3, 3)[0][0])
    tried = "; ".join(
        f"{letter} gives {told(loops.met(loops.windows(image, 3, 3)[0][0], each))}"
        for letter, each in zip("abc", offered, strict=True)
    )
    return Made(
        given={"image": image, "output": output, "offered": tuple(offered)},
        statement=(
            "One of the filters made this output of this image, without padding. Which one?",
            Table("image", image),
            Table("output", output),
        ),
        key="".join(found),
        loops="".join("abc"[i] for i in right),
        working=(
            f"The first window holds {listed(first)}. There {tried}; the output has "
            f"{told(output[0][0])} there. The other places decide where two agree.",
        ),
        options=tuple(Table(letter, each) for letter, each in zip("abc", offered, strict=True)),
    )


KINDS = {
    "one_window": one_window,
    "whole_output": whole_output,
    "edge_row": edge_row,
    "turned_edge": turned_edge,
    "which_filter": which_filter,
}
