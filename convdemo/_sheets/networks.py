"""Problems on the chapter *Known networks*."""

from __future__ import annotations

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Made
from convdemo._sheets.numerals import many, told
from convdemo.layers import Conv2d, Dense, Flatten, Layer, MaxPool2d
from convdemo.summary import Summary, summarize


def dense_layers(draw: Draw) -> Made:
    """The parameters of two dense layers."""
    first, middle, last = draw.one((16, 20, 25, 36, 49)), draw.between(5, 20), draw.between(2, 10)
    stack: list[Layer] = [Dense(middle), Dense(last)]
    key = summarize(stack, (first,)).parameters
    return Made(
        given={"first": first, "middle": middle, "last": last},
        statement=(
            f"A network reads {first} numbers. A dense layer of {middle} units follows, and one of "
            f"{last} units, both with biases. How many parameters has the network?",
        ),
        key=key,
        loops=sum(
            loops.count(before, after) + loops.count(after)
            for before, after in ((first, middle), (middle, last))
        ),
        working=(
            f"({first} + 1) · {middle} = {told((first + 1) * middle)} and ({middle} + 1) · {last} = "
            f"{told((middle + 1) * last)}; together {told(key)}.",
        ),
        mistakes={
            "the biases were forgotten": first * middle + middle * last,
            "the last layer was joined to the input": (first + 1) * (middle + last),
            "a bias was counted for each layer, and not for each unit": first * middle
            + middle * last
            + 2,
        },
    )


def _small(n: int, c: int, filters: int, f: int, units: int) -> tuple[list[Layer], Summary]:
    stack: list[Layer] = [Conv2d(filters, f), MaxPool2d(2), Flatten(), Dense(units)]
    return stack, summarize(stack, (n, n, c))


def _drawn(draw: Draw) -> dict[str, int]:
    """An image and a network of a convolution, a pool and a dense layer."""
    return {
        "n": draw.between(8, 20),
        "c": draw.one((1, 3)),
        "filters": draw.between(2, 8),
        "f": draw.one((3, 5)),
        "units": draw.between(2, 10),
    }


def _told(n: int, c: int, filters: int, f: int) -> str:
    return (
        f"An image of {n} × {n} × {c} goes through {filters} filters of {f} × {f}, without padding, "
        "and then through max pooling of 2 × 2 with stride 2, rounded down."
    )


def after_flatten(draw: Draw) -> Made:
    """How many numbers a dense layer gets."""
    sizes = _drawn(draw)
    n, c, filters, f, _ = sizes.values()
    _, table = _small(**sizes)
    side, out = table.rows[1].output_shape[0], n - f + 1
    key = side * side * filters
    return Made(
        given={"n": n, "c": c, "filters": filters, "f": f},
        statement=(
            f"{_told(n, c, filters, f)} The result is flattened. How many numbers are that?",
        ),
        key=key,
        loops=loops.count(*2 * (loops.places(loops.places(n, f), 2, 2),), filters),
        working=(
            f"After the filters {n} − {f} + 1 = {out}, so {out} × {out} × {filters}.",
            f"After the pool ⌊({out} − 2) / 2⌋ + 1 = {side}, so {side} × {side} × {filters}: "
            f"{told(key)} numbers.",
        ),
        mistakes={
            "the pool was forgotten": out * out * filters,
            "the channels were left out": side * side,
            **({"the input's channels were counted too": key * c} if c > 1 else {}),
        },
    )


def whole_network(draw: Draw) -> Made:
    """All parameters of a small network."""
    sizes = _drawn(draw)
    n, c, filters, f, units = sizes.values()
    _, table = _small(**sizes)
    flat, key = table.rows[2].output_shape[0], table.parameters
    convolution, dense = table.rows[0].parameters, table.rows[3].parameters
    out, side = n - f + 1, table.rows[1].output_shape[0]
    walked = loops.places(loops.places(n, f), 2, 2)
    return Made(
        given=sizes,
        statement=(
            f"{_told(n, c, filters, f)} The result is flattened, and a dense layer of {units} units "
            "follows. Filters and units have biases. How many parameters has the network?",
        ),
        key=key,
        loops=loops.count(filters, f, f, c)
        + loops.count(filters)
        + loops.count(units, walked, walked, filters)
        + loops.count(units),
        working=(
            f"The filters: ({f} · {f} · {c} + 1) · {filters} = {told(convolution)}. "
            f"They give {n} − {f} + 1 = {out} in each direction, the pool ⌊({out} − 2) / 2⌋ + 1 = "
            f"{side}. Flattened there are {side} · {side} · {filters} = {told(flat)} numbers, so the "
            f"dense layer has ({told(flat)} + 1) · {units} = {told(dense)}. Together {told(key)}.",
        ),
        mistakes={
            "the biases were forgotten": key - filters - units,
            "the pool was forgotten": convolution + (out**2 * filters + 1) * units,
            "the filters alone were counted": convolution,
            "the dense layer alone was counted": dense,
        },
    )


def most_parameters(draw: Draw) -> Made:
    """Which layer has the most parameters."""
    n, c, f, units = draw.between(3, 6), draw.between(1, 8), draw.one((3, 5)), draw.between(1, 6)
    filters, more = draw.between(2, 20), draw.between(10, 60)
    flat = n * n * c
    counts = {
        "a": (f * f * c + 1) * filters,
        "b": (flat + 1) * units,
        "c": (filters + 1) * more,
    }
    walked = {
        "a": loops.count(filters, f, f, c) + loops.count(filters),
        "b": loops.count(n, n, c, units) + loops.count(units),
        "c": loops.count(more, filters) + loops.count(more),
    }
    return Made(
        given={"n": n, "c": c, "f": f, "units": units, "filters": filters, "more": more},
        statement=(
            f"Three layers with biases. Layer a: {filters} filters of {f} × {f} that read "
            f"{many(c, 'channel')}. Layer b: a dense layer of {many(units, 'unit')} that reads "
            f"{n} × {n} × {c} numbers. Layer c: {more} filters of 1 × 1 that read {filters} channels. "
            "Which has the most parameters?",
        ),
        key="".join(name for name in counts if counts[name] == max(counts.values())),
        loops="".join(name for name in walked if walked[name] == max(walked.values())),
        working=(
            f"a: ({f} · {f} · {c} + 1) · {filters} = {told(counts['a'])}. "
            f"b: ({n} · {n} · {c} + 1) · {units} = {told(counts['b'])}. "
            f"c: ({filters} + 1) · {more} = {told(counts['c'])}.",
        ),
    )


KINDS = {
    "dense_layers": dense_layers,
    "after_flatten": after_flatten,
    "whole_network": whole_network,
    "most_parameters": most_parameters,
}
