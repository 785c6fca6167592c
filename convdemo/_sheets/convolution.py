"""Problems on the chapter *What is convolution?*"""

from __future__ import annotations

import numpy as np

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Made, Table, grid, row
from convdemo._sheets.numerals import listed, products, told
from convdemo.convolution import conv2d


def dense_weights(draw: Draw) -> Made:
    """A dense layer against one filter."""
    n, f = draw.between(5, 12), draw.between(2, 4)
    out = n - f + 1
    dense = n * n * out * out
    return Made(
        given={"n": n, "f": f},
        statement=(
            f"An image has {n} × {n} pixels. A filter of {f} × {f} slides over it, without padding; "
            "a dense layer has as many units as the filter has output cells. Biases are not counted. "
            "How many weights has the dense layer, and how many has the filter? "
            "(Two numbers, in this order.)",
        ),
        key=(dense, f * f),
        loops=(
            loops.count(n, n, loops.places(n, f), loops.places(n, f)),
            loops.count(f, f),
        ),
        working=(
            f"Output cells: ({n} − {f} + 1)² = {out}² = {told(out * out)}.",
            f"Dense: each unit reads each pixel, {told(n * n)} · {told(out * out)} = {told(dense)}. "
            f"Filter: {f} · {f} = {told(f * f)}.",
        ),
        mistakes={
            "the dense layer was given a unit for each pixel": (n**4, f * f),
            "the filter was counted once for each place": (dense, f * f * out * out),
            "only one unit of the dense layer was counted": (n * n, f * f),
        },
    )


def turned_filter(draw: Draw) -> Made:
    """The flip, as a grid."""
    weights = draw.grid(3, 3, 0, 9)
    key = grid(np.array(weights)[::-1, ::-1])
    return Made(
        given={"weights": weights},
        statement=(
            "A program computes cross-correlations. With which filter must it be called to give the "
            "convolution with this one?",
            Table("filter", weights),
        ),
        key=key,
        loops=loops.turned(weights),
        working=("Turn it by half a turn: rows from bottom to top, and each from right to left.",),
        mistakes={
            "it was mirrored from left to right alone": grid(np.fliplr(weights)),
            "it was mirrored from top to bottom alone": grid(np.flipud(weights)),
            "rows and columns were swapped": grid(np.transpose(weights)),
            "it was not turned at all": weights,
        },
    )


def true_convolution(draw: Draw) -> Made:
    """One window, with the flip that networks leave out."""
    window, weights = draw.grid(2, 2, 0, 9), draw.grid(2, 2, -3, 3)
    turned = loops.turned(weights)
    flat = tuple(number for line in window for number in line)
    key = int((np.array(window) * np.array(weights)[::-1, ::-1]).sum())
    pairs = [(1 - u, 1 - v, u, v) for u in range(2) for v in range(2)]
    return Made(
        given={"window": window, "weights": weights},
        statement=(
            "What is the convolution of this window with this filter, in the sense of mathematics, "
            "with the flip?",
            Table("window", window),
            Table("filter", weights),
        ),
        key=key,
        loops=sum(window[r][c] * weights[u][v] for r, c, u, v in pairs),
        working=(
            "Turn the filter by half a turn, then multiply and add: "
            f"{products(flat, tuple(w for line in turned for w in line))} = {told(key)}.",
        ),
        mistakes={
            "the filter was not turned": loops.met(window, weights),
            "the filter was mirrored from left to right alone": int(
                (np.array(window) * np.fliplr(weights)).sum()
            ),
        },
    )


def one_row(draw: Draw) -> Made:
    """A filter along one row."""
    line, weights = draw.row(draw.between(5, 6), 0, 9), draw.row(3, -2, 2)
    while weights.count(0) > 1:  # it would give a piece of the image, and nothing to add
        weights = draw.row(3, -2, 2)
    key = row(conv2d([line], [weights])[0])
    return Made(
        given={"line": line, "weights": weights},
        statement=(
            "A filter of one row slides over an image of one row, without padding and as layers do "
            "it, without a flip. What is the output?",
            Table("image", (line,)),
            Table("filter", (weights,)),
        ),
        key=key,
        loops=loops.slide((line,), (weights,))[0],
        working=(
            *(
                f"{products(line[start : start + 3], weights)} = {told(value)}"
                for start, value in enumerate(key)
            ),
            f"Together: {listed(key)}.",
        ),
        mistakes={
            "the filter was turned": row(conv2d([line], [weights[::-1]])[0]),
            "zeros were put at the ends": row(conv2d([line], [weights], padding=(0, 1))[0]),
        },
    )


KINDS = {
    "dense_weights": dense_weights,
    "turned_filter": turned_filter,
    "true_convolution": true_convolution,
    "one_row": one_row,
}
