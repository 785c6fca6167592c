"""Windows that slide along one axis of an array: sums and maxima over each, and the way back.

A window in two directions is one in each after the other, and so costs its height plus its width
and not their product. Every result is joined from the pixels of its own window alone: a running
total would be cheaper still, but one great pixel would spoil what comes after it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import numpy as np

from convdemo._axis import Axis
from convdemo._blocks import blocks
from convdemo._check import Array

# The most numbers in a temporary array. With fewer, the calls would take longer than the work.
NEAR = 2**18
# Taps from which it can pay to join runs of 2, 4, 8 … pixels first.
LONG = 8


def at(axis: int, index: Any) -> tuple[Any, ...]:
    """The index of a slice, or of a place, along one axis."""
    return (slice(None),) * axis + (index,)


def doubles(line: Axis) -> bool:
    """Whether it is best to join runs of pixels that double in length, up to the window's."""
    f = min(line.f, -(-line.n // line.dilation))
    length = 2 * line.n if _exceeds(line) else _length(line, line.out)
    return f >= LONG and length <= 3 * line.n and (f.bit_length() + 2) * length < line.out * f


def _exceeds(line: Axis) -> bool:
    """Whether each window holds all pixels up to an end of the line, or from an end on."""
    return line.dilation == 1 and line.f > line.n


def _length(line: Axis, windows: int) -> int:
    """The pixels from a window's start to the end of a later one, padding included."""
    return (windows - 1) * line.stride + line.span


def cuts(
    shape: tuple[int, ...], rows: Axis, columns: Axis, backward: bool
) -> Iterator[tuple[slice, ...]]:
    """Cut an output (m, n_h', n_w', n_c) into tiles whose temporary arrays are small.

    The order of the two directions decides where a cut makes work: going forward, columns that
    two tiles read are summed twice; going back, rows are.
    """
    tall, wide = doubles(rows), doubles(columns) and columns.span < columns.n

    def cost(m: int, n_h: int, n_w: int, n_c: int) -> int:
        high = min(rows.n, _length(rows, n_h)) if backward else n_h
        broad = n_w if backward else min(columns.n, _length(columns, n_w))
        return m * high * broad * n_c

    sizes = list(shape)
    while cost(*sizes) > NEAR and max(sizes) > 1:
        m, n_h, n_w, _ = sizes
        # Backward rows are cut only into tiles of a few windows' height, unless they must.
        high, broad = n_h * rows.stride * columns.span, n_w * columns.stride * rows.span
        few = n_h * rows.stride <= 4 * rows.span
        first = not few if backward else not (tall and wide) or high >= broad
        axis = 0 if m > 1 else 1 if n_h > 1 and first else 2 if n_w > 1 else 1 if n_h > 1 else 3
        sizes[axis] = -(-sizes[axis] // 2)
    return product(*(blocks(n, size) for n, size in zip(shape, sizes, strict=True)))


def reduced(
    join: np.ufunc, x: Array, line: Axis, axis: int, dtype: np.dtype[Any], start: Any
) -> Array:
    """`x` with each window along an axis joined to one number; `start` joined changes none."""
    if (line.f, line.stride, line.before, line.out) == (1, 1, 0, line.n):
        return x
    out = np.empty((*x.shape[:axis], line.out, *x.shape[axis + 1 :]), dtype)
    taps = line.meeting()
    if _exceeds(line) and line.out > 1:
        _join_ends(join, x, line, axis, out, start)
    elif doubles(line):
        # Runs take more memory than the windows do, so they are made for a few lines at a time.
        other = 3 - axis
        each = x.size // (x.shape[axis] * x.shape[other]) * _length(line, line.out)
        for some in blocks(x.shape[other], NEAR // each):
            lines = at(other, some)
            _join_doubled(join, x[lines], line, axis, out[lines], start)
    elif line.out < len(taps):
        for k in range(line.out):
            # Not into `out` at once: NumPy 2.0 and 2.1 forget a pixel then, on reversed views.
            out[at(axis, k)] = join.reduce(x[at(axis, line.pixels(k))], axis, dtype)
    else:
        _join_taps(join, x, [line.reach(tap) for tap in taps], axis, out, start)
    return out


def _join_ends(join: np.ufunc, x: Array, line: Axis, axis: int, out: Array, start: Any) -> None:
    """Join windows larger than the line: some hold its beginning, some all, some its end."""
    first = -(-(line.n - line.f + line.before) // line.stride)
    first = min(max(first, 0), line.out)
    last = min(max(line.before // line.stride + 1, first), line.out)
    if last > first:
        out[at(axis, slice(first, last))] = join.reduce(x, axis, out.dtype, keepdims=True)
    for some in (slice(0, first), slice(last, line.out)):
        if some.stop > some.start:
            part, pixels = line.part(some)
            # Cut off what hangs over the end that all of these hold.
            before = max(0, part.before - (part.f - part.n))
            near = replace(part, f=part.n, before=before)
            out[at(axis, some)] = reduced(join, x[at(axis, pixels)], near, axis, out.dtype, start)


def _join_taps(
    join: np.ufunc, x: Array, reaches: list[tuple[slice, slice]], axis: int, out: Array, start: Any
) -> None:
    """Join the pixels under one tap after the other."""
    # Those that all windows have on a pixel come first: they need nothing to start from.
    reaches.sort(key=lambda reach: reach[0].stop - reach[0].start < out.shape[axis])
    whole = [x[at(axis, p)] for h, p in reaches[:2] if h.stop - h.start == out.shape[axis]]
    if len(whole) == 2:
        join(*whole, out=out, dtype=out.dtype)
    else:
        out[...] = whole[0] if whole else start
    for here, pixels in reaches[len(whole) :]:
        into = out[at(axis, here)]
        join(into, x[at(axis, pixels)], out=into, dtype=out.dtype)


def _join_doubled(join: np.ufunc, x: Array, line: Axis, axis: int, out: Array, start: Any) -> None:
    """Join runs of 1, 2, 4 … pixels; each window is then a few runs."""
    length = _length(line, line.out)
    runs = np.empty((*x.shape[:axis], length, *x.shape[axis + 1 :]), out.dtype)
    inside = x[at(axis, slice(0, length - line.before))]
    end = line.before + inside.shape[axis]
    runs[at(axis, slice(0, line.before))] = start
    runs[at(axis, slice(line.before, end))] = inside
    runs[at(axis, slice(end, None))] = start
    longer, width, done, fresh = np.empty_like(runs), 1, 0, True

    def take(tap: int) -> None:
        nonlocal fresh
        first = tap * line.dilation
        last = first + (line.out - 1) * line.stride + 1
        part = runs[at(axis, slice(first, last, line.stride))]
        if fresh:
            out[...] = part
        else:
            join(out, part, out=out)
        fresh = False

    while True:
        last = 2 * width > line.f
        if join is np.maximum and last:
            # A pixel that is met twice changes no maximum.
            take(0)
            take(line.f - width)
        elif join is not np.maximum and line.f & width:
            take(done)
            done += width
        if last:
            break
        step = width * line.dilation
        length -= step
        near, far = runs[at(axis, slice(0, length))], runs[at(axis, slice(step, length + step))]
        join(near, far, out=longer[at(axis, slice(0, length))])
        runs, longer, width = longer, runs, 2 * width


def spread(shares: Array, line: Axis, axis: int) -> Array:
    """What each pixel gets if each window gives its share to all of its pixels."""
    if (line.f, line.stride, line.before, line.out) == (1, 1, 0, line.n):
        return shares
    if line.stride == 1:
        # Seen from the pixels, the windows that read one are a window too.
        turned = Axis(line.out, line.f, 1, line.dilation, line.span - 1 - line.before, 0, line.n)
        if turned.before >= 0 and doubles(turned):
            return reduced(np.add, shares, turned, axis, shares.dtype, 0)
    out = np.zeros((*shares.shape[:axis], line.n, *shares.shape[axis + 1 :]), shares.dtype)
    taps = line.meeting()
    if line.out < len(taps):
        pairs = [(slice(k, k + 1), line.pixels(k)) for k in range(line.out)]
    else:
        pairs = [line.reach(tap) for tap in taps]
    for here, pixels in pairs:
        target, share = out[at(axis, pixels)], shares[at(axis, here)]
        if line.stride >= line.span:
            target[...] = share
        else:
            target += share
    return out


def send(grad: Array, x: Array, best: Array, line: Axis, axis: int) -> Array:
    """What each pixel gets if each window gives all to the first pixel that equals its best."""
    out = np.zeros((*grad.shape[:axis], line.n, *grad.shape[axis + 1 :]), grad.dtype)
    odd = best.dtype.kind == "f" and bool(np.isnan(best).any())
    taps = line.meeting()
    if line.out < len(taps):
        for k in range(line.out):
            _send_to_one(grad, x, best, out, k, line.pixels(k), axis, odd)
        return out
    apart = line.stride >= line.span
    left = grad.copy()
    for tap in taps:
        here, pixels = line.reach(tap)
        met, rest = x[at(axis, pixels)], left[at(axis, here)]
        found = met == best[at(axis, here)]
        if odd:
            # A NaN equals nothing, but it is the best where there is one.
            found |= np.isnan(met)
        taken = _take(rest, found)
        if apart:
            out[at(axis, pixels)] = taken
        else:
            out[at(axis, pixels)] += taken
    return out


def _take(rest: Array, found: Array) -> Array:
    """What stands where `found` says so, and 0 elsewhere; it is taken out of `rest`."""
    if rest.dtype.kind == "O":
        taken = np.where(found, rest, 0)
        rest -= taken
        return taken
    # Masks of bits: a choice for each number by itself would take many times as long.
    bits = np.dtype(f"i{rest.dtype.itemsize}")
    seen = rest.view(bits)
    some = seen & np.negative(found.view(np.int8), dtype=bits, casting="unsafe")
    seen ^= some
    return some.view(rest.dtype)


def _send_to_one(
    grad: Array,
    x: Array,
    best: Array,
    out: Array,
    window: int,
    pixels: slice,
    axis: int,
    odd: bool,
) -> None:
    """Give one window's gradient to its first greatest pixel."""
    met, given = x[at(axis, pixels)], grad[at(axis, slice(window, window + 1))]
    target = out[at(axis, pixels)]
    n = met.shape[axis]
    # The earlier a pixel, the greater its number; `argmax` would take many times as long.
    numbers = np.arange(n, 0, -1, dtype=np.min_scalar_type(n))
    numbers = numbers.reshape((1,) * axis + (n,) + (1,) * (3 - axis))
    greatest = best[at(axis, slice(window, window + 1))]
    other = 3 - axis
    for some in blocks(met.shape[other], NEAR * met.shape[other] // met.size):
        few = at(other, some)
        found = met[few] == greatest[few]
        if odd:
            found |= np.isnan(met[few])
        marks = np.multiply(found, numbers, dtype=numbers.dtype)
        place = n - np.maximum.reduce(marks, axis, keepdims=True).astype(np.intp)
        total = np.take_along_axis(target[few], place, axis) + given[few]
        np.put_along_axis(target[few], place, total, axis)
