"""Problems on the chapter *Pooling*."""

from __future__ import annotations

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Grid, Made, Number, Table, grid
from convdemo._sheets.numerals import listed, told
from convdemo.pooling import avg_pool, max_pool


def _first(image: Grid, f: int) -> str:
    """The numbers of the first window."""
    return listed(tuple(number for line in loops.windows(image, f, f)[0][0] for number in line))


def _largest_size(cells: list[Number]) -> Number:
    return max(max(cells), -min(cells))


def maxima(draw: Draw) -> Made:
    """Max pooling of a small image."""
    image = draw.grid(4, 4, -9, 9)
    key = grid(max_pool(image, 2))
    return Made(
        given={"image": image},
        statement=(
            "Max pooling with a window of 2 × 2 and a stride of 2: what is the output?",
            Table("image", image),
        ),
        key=key,
        loops=loops.pooled(image, 2, 2, max),
        working=(
            f"The largest of each window; the first holds {_first(image, 2)}, so {told(key[0][0])}.",
            Table("output", key),
        ),
        mistakes={
            "the mean was taken": grid(avg_pool(image, 2)),
            "the signs were left out": loops.pooled(image, 2, 2, _largest_size),
            "the window moved by one pixel": grid(max_pool(image, 2, stride=1)),
        },
    )


def means(draw: Draw) -> Made:
    """Average pooling of a small image."""
    image = draw.grid(4, 4, 0, 9)
    key = grid(avg_pool(image, 2))
    return Made(
        given={"image": image},
        statement=(
            "Average pooling with a window of 2 × 2 and a stride of 2: what is the output?",
            Table("image", image),
        ),
        key=key,
        loops=loops.pooled(image, 2, 2, loops.mean),
        working=(
            f"The mean of each window; the first holds {_first(image, 2)}, so {told(key[0][0])}.",
            Table("output", key),
        ),
        mistakes={
            "the numbers were added, and no mean was taken": loops.pooled(image, 2, 2, sum),
            "the largest was taken": grid(max_pool(image, 2)),
            "it was rounded down": tuple(tuple(int(value) for value in line) for line in key),
        },
    )


def overlapping(draw: Draw) -> Made:
    """Windows that overlap."""
    image = draw.grid(4, 4, 0, 9)
    key = grid(max_pool(image, 3, stride=1))
    return Made(
        given={"image": image},
        statement=(
            "Max pooling with a window of 3 × 3 and a stride of 1, without padding: "
            "what is the output?",
            Table("image", image),
        ),
        key=key,
        loops=loops.pooled(image, 3, 1, max),
        working=(
            f"Four windows that overlap; the first holds {_first(image, 3)}, so {told(key[0][0])}.",
            Table("output", key),
        ),
        mistakes={
            "the window was taken for one of 2 × 2": grid(max_pool(image, 2)),
            "the stride was taken for the window's side": grid(max_pool(image, 3)),
        },
    )


def pooled_shape(draw: Draw) -> Made:
    """What a pool makes of a shape."""
    n, c, f, s = draw.between(9, 60), draw.one((3, 6, 16, 32)), draw.between(2, 3), 2
    room = n - f
    side = room // s + 1
    up = -(-room // s) + 1
    return Made(
        given={"n": n, "c": c, "f": f, "s": s},
        statement=(
            f"Max pooling with a window of {f} × {f} and a stride of {s} reads a volume of {n} × {n} "
            f"× {c}, and rounds down. What is the shape of the output?",
        ),
        key=(side, side, c),
        loops=(*2 * (loops.places(n, f, s),), loops.count(c)),
        working=(
            f"⌊({n} − {f}) / {s}⌋ + 1 = {side}; each channel is pooled by itself: "
            f"{side} × {side} × {c}.",
        ),
        mistakes={
            "the channels were pooled together": (side, side, 1),
            **({"it was rounded up": (up, up, c)} if room % s else {}),
            "the steps were counted, and not the places": (side - 1, side - 1, c),
            "the stride was left out": (room + 1, room + 1, c),
        },
    )


KINDS = {
    "maxima": maxima,
    "means": means,
    "overlapping": overlapping,
    "pooled_shape": pooled_shape,
}
