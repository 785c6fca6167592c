"""Problems on the chapter *Putting it together*."""

from __future__ import annotations

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Made
from convdemo._sheets.numerals import told
from convdemo.layers import Conv2d, Layer, MaxPool2d
from convdemo.stride import receptive_field
from convdemo.summary import conv_parameters, summarize


def parameters(draw: Draw) -> Made:
    """Weights and biases of a layer."""
    f, c, filters = draw.one((1, 3, 5, 7)), draw.between(2, 16), draw.between(2, 32)
    key = (f * f * c + 1) * filters
    return Made(
        given={"f": f, "c": c, "filters": filters},
        statement=(
            f"A convolution layer has {filters} filters of {f} × {f}, each with a bias, and reads "
            f"{c} channels. How many parameters has it?",
        ),
        key=key,
        loops=loops.count(filters, f, f, c) + loops.count(filters),
        working=(
            f"Each filter has {f} · {f} · {c} = {f * f * c} weights and a bias: "
            f"({f * f * c} + 1) · {filters} = {told(key)}.",
        ),
        mistakes={
            "the biases were forgotten": key - filters,
            "the channels were left out": conv_parameters(f, 1, filters),
            "one bias was counted for all filters": key - filters + 1,
            "the parameters of one filter were counted": f * f * c + 1,
        },
    )


def shape_of_a_stack(draw: Draw) -> Made:
    """Three layers, one shape."""
    n, c = draw.between(20, 64), draw.one((1, 3))
    first, second = draw.one((4, 6, 8)), draw.one((10, 12, 16))
    f, p = draw.one((3, 5)), draw.between(0, 2)
    stack: list[Layer] = [Conv2d(first, f, padding=p), MaxPool2d(2), Conv2d(second, f)]
    shapes = [row.output_shape for row in summarize(stack, (n, n, c)).rows]
    walked = loops.places(loops.places(loops.places(p + n + p, f), 2, 2), f)
    one, two, side = (shape[0] for shape in shapes)
    sides = (
        f"The first filters: n + 2p − f + 1 = {n} + 2 · {p} − {f} + 1 = {one}",
        f"The pool: ⌊({one} − 2) / 2⌋ + 1 = {two}; the channels stay",
        f"The last filters: {two} − {f} + 1 = {side}",
    )
    return Made(
        given={"n": n, "c": c, "first": first, "f": f, "p": p, "second": second},
        statement=(
            f"An image of {n} × {n} × {c} goes through three layers: {first} filters of {f} × {f} "
            f"with a padding of {p} on each side; max pooling of 2 × 2 with stride 2; {second} "
            f"filters of {f} × {f} without padding. What is the shape of the output?",
        ),
        key=tuple(shapes[-1]),
        loops=(walked, walked, second),
        working=tuple(
            f"{what}, so {' × '.join(map(str, shape))}."
            for what, shape in zip(sides, shapes, strict=True)
        ),
        mistakes={
            "the pool was forgotten": (n + 2 * p - 2 * f + 2, n + 2 * p - 2 * f + 2, second),
            "the channels of the first layer were given": (side, side, first),
            "all filters were counted together": (side, side, first * second),
            **(
                {"the padding was forgotten": (*2 * (((n - f + 1) // 2) - f + 1,), second)}
                if p
                else {}
            ),
        },
    )


def field_of_a_stack(draw: Draw) -> Made:
    """How far an output sees."""
    strides = draw.one(((1, 2, 1), (2, 1, 1), (2, 2, 1)))
    windows = tuple((draw.one((2, 3, 5)), stride) for stride in strides)
    key = receptive_field(windows)
    seen = {0}
    for f, s in reversed(windows):
        seen = {place * s + tap for place in seen for tap in range(f)}
    told_of = "; ".join(f"{f} × {f} with stride {s}" for f, s in windows)
    (f1, s1), (f2, s2), (f3, _) = windows
    return Made(
        given={"windows": windows},
        statement=(
            f"Three layers have these windows, from first to last: {told_of}. "
            "How large is the receptive field of one number of the last output: how many pixels are "
            "there, in one direction, from the first that it depends on to the last?",
        ),
        key=key,
        loops=max(seen) - min(seen) + 1,
        working=(
            f"Each layer adds f − 1, times the strides before it: 1 + ({f1} − 1) + ({f2} − 1) · {s1} "
            f"+ ({f3} − 1) · {s1 * s2} = {key}.",
        ),
        mistakes={
            "the strides were left out": f1 + f2 + f3 - 2,
            "the windows' sides were added": f1 + f2 + f3,
            "the windows' sides were multiplied": f1 * f2 * f3,
            "the first pixel was not counted": key - 1,
        },
    )


def cost(draw: Draw) -> Made:
    """The multiply-adds of a layer."""
    n, f, c, filters = (
        draw.between(8, 20),
        draw.one((3, 5)),
        draw.between(2, 6),
        draw.between(2, 8),
    )
    out = n - f + 1
    key = out * out * f * f * c * filters
    return Made(
        given={"n": n, "f": f, "c": c, "filters": filters},
        statement=(
            f"A layer of {filters} filters of {f} × {f} reads a volume of {n} × {n} × {c}, without "
            "padding, with stride 1. How many multiply-adds does it take, biases aside?",
        ),
        key=key,
        loops=loops.count(filters, c, f, f) * loops.count(loops.places(n, f), loops.places(n, f)),
        working=(
            f"{out} · {out} · {filters} = {told(out * out * filters)} numbers come out, each of "
            f"{f} · {f} · {c} = {f * f * c} products: {told(key)}.",
        ),
        mistakes={
            "the channels were left out": key // c,
            "one filter alone was counted": key // filters,
            "a window was counted for each pixel": n * n * f * f * c * filters,
        },
    )


KINDS = {
    "parameters": parameters,
    "shape_of_a_stack": shape_of_a_stack,
    "field_of_a_stack": field_of_a_stack,
    "cost": cost,
}
