"""Problems on the chapter *Convolution over volume*."""

from __future__ import annotations

import numpy as np

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Made, Table, row
from convdemo._sheets.numerals import products, signed, told
from convdemo.forward import conv_forward

COLOURS = ("red", "green", "blue")


def sum_over_channels(draw: Draw) -> Made:
    """One output cell, from all channels and the bias."""
    windows = tuple(draw.grid(2, 2, 0, 6) for _ in COLOURS)
    slices = tuple(draw.grid(2, 2, -2, 2) for _ in COLOURS)
    bias = draw.one((-3, -2, -1, 1, 2, 3))
    volume = np.moveaxis(np.array(windows), 0, -1)
    weights = np.moveaxis(np.array(slices), 0, -1)[..., None]
    key = int(conv_forward(volume[None], weights, np.array([bias]))[0, 0, 0, 0])
    sums = [loops.met(window, each) for window, each in zip(windows, slices, strict=True)]
    lines = [
        f"{name}: {products(_flat(window), _flat(each))} = {told(total)}"
        for name, window, each, total in zip(COLOURS, windows, slices, sums, strict=True)
    ]
    return Made(
        given={"windows": windows, "slices": slices, "bias": bias},
        statement=(
            "A filter reads a window of a colour image. "
            f"The bias is {told(bias)}. What is the output there?",
            *(Table(f"window, {name}", w) for name, w in zip(COLOURS, windows, strict=True)),
            *(Table(f"filter, {name}", each) for name, each in zip(COLOURS, slices, strict=True)),
        ),
        key=key,
        loops=sum(sums) + bias,
        working=(
            *lines,
            f"Together with the bias: {' + '.join(map(signed, sums))} + {signed(bias)} = {told(key)}.",
        ),
        mistakes={
            "the bias was forgotten": key - bias,
            "the first channel alone was read": sums[0] + bias,
            "the bias was added once for each channel": key + 2 * bias,
        },
    )


def _flat(grid: tuple[tuple[int, ...], ...]) -> tuple[int, ...]:
    return tuple(number for line in grid for number in line)


def output_shape(draw: Draw) -> Made:
    """Several filters make several channels."""
    n_h, n_w, c = draw.between(8, 32), draw.between(8, 32), draw.one((3, 4, 6, 8))
    f, filters = draw.one((3, 5)), draw.one((2, 5, 10, 12, 16))
    out = (n_h - f + 1, n_w - f + 1)
    return Made(
        given={"n_h": n_h, "n_w": n_w, "c": c, "f": f, "filters": filters},
        statement=(
            f"A volume of {n_h} × {n_w} × {c} (height, width, channels) goes through {filters} "
            f"filters of {f} × {f}, without padding and with stride 1. "
            "What is the shape of the output?",
        ),
        key=(*out, filters),
        loops=(loops.places(n_h, f), loops.places(n_w, f), loops.count(filters)),
        working=(
            f"{n_h} − {f} + 1 = {out[0]} high, {n_w} − {f} + 1 = {out[1]} wide, and a channel for "
            f"each filter: {out[0]} × {out[1]} × {filters}.",
        ),
        mistakes={
            "the output got the input's channels": (*out, c),
            "each channel was counted once for each filter": (*out, c * filters),
            "the steps were counted, and not the places": (n_h - f, n_w - f, filters),
            "that would be with padding that keeps the size": (n_h, n_w, filters),
        },
    )


def products_of_a_cell(draw: Draw) -> Made:
    """How much goes into one output cell."""
    f, c, filters = draw.one((3, 5, 7)), draw.between(2, 16), draw.between(2, 20)
    key = f * f * c
    return Made(
        given={"f": f, "c": c, "filters": filters},
        statement=(
            f"A layer has {filters} filters of {f} × {f} and reads a volume of {c} channels. "
            "How many products are added for one number of its output?",
        ),
        key=key,
        loops=loops.count(f, f, c),
        working=(
            f"Each filter reads its window in all channels: {f} · {f} · {c} = {told(key)}. The other "
            "filters make other numbers.",
        ),
        mistakes={
            "the channels were left out": f * f,
            "the products of all filters were counted": key * filters,
            "the filters were counted in the place of the channels": f * f * filters,
        },
    )


def one_by_one(draw: Draw) -> Made:
    """A filter of one pixel mixes channels."""
    pixel, weights = draw.row(3, 0, 9), draw.grid(2, 3, -3, 3)
    key = row(np.array(weights) @ np.array(pixel))
    names = ("first filter", "second filter")
    return Made(
        given={"pixel": pixel, "weights": weights},
        statement=(
            "Two filters of one pixel, without biases, read this pixel of three channels. "
            "What do they give? (Two numbers, the first filter's first.)",
            Table("pixel, channel by channel", (pixel,)),
            *(Table(name, (each,)) for name, each in zip(names, weights, strict=True)),
        ),
        key=key,
        loops=tuple(loops.met((pixel,), (each,)) for each in weights),
        working=tuple(
            f"{name}: {products(pixel, each)} = {told(value)}"
            for name, each, value in zip(names, weights, key, strict=True)
        ),
        mistakes={
            "the channels were added without weights": (sum(pixel), sum(pixel)),
            "the two filters were swapped": tuple(reversed(key)),
            "the channels were read from the last to the first": row(
                np.array(weights) @ np.array(pixel[::-1])
            ),
        },
    )


KINDS = {
    "sum_over_channels": sum_over_channels,
    "output_shape": output_shape,
    "products_of_a_cell": products_of_a_cell,
    "one_by_one": one_by_one,
}
