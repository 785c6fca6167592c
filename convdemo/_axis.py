"""One direction of a sliding window: where the windows stand, and which pixels they read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from convdemo._check import Pair, Sides, has_room


@dataclass(frozen=True)
class Axis:
    """A window of `f` taps that slides along `n` pixels and stops at `out` places.

    Tap t of window k reads pixel k * stride + t * dilation - before. Pixels below 0 and from n on
    are padding.
    """

    n: int
    f: int
    stride: int
    dilation: int
    before: int
    after: int
    out: int

    @property
    def span(self) -> int:
        """The pixels from a window's first tap to its last, both included."""
        return self.dilation * (self.f - 1) + 1

    def reach(
        self, tap: int, windows: Pair | None = None, pixels: Pair | None = None
    ) -> tuple[slice, slice]:
        """Which windows have this tap on a true pixel, and on which pixels it lies.

        Both can be held to a range, (start, stop).
        """
        start, stop = windows or (0, self.out)
        left, right = pixels or (0, self.n)
        offset = tap * self.dilation - self.before
        low = max(start, -((offset - left) // self.stride))
        high = max(low, min(stop, -((offset - right) // self.stride)))
        pixel = low * self.stride + offset
        return slice(low, high), slice(pixel, pixel + (high - low) * self.stride, self.stride)


def span(f: int, dilation: int) -> int:
    """The pixels that a window covers, the gaps of a dilated one included."""
    return dilation * (f - 1) + 1


def amounts(padding: Pair | str, n: int, f: int, stride: int, dilation: int) -> Pair:
    """The pixels of padding before and after; words are worked out here."""
    if not isinstance(padding, str):
        return padding
    covered = span(f, dilation)
    if padding == "valid":
        return 0, 0
    if padding == "full":
        return covered - 1, covered - 1
    windows = -(-n // stride)
    total = max(0, (windows - 1) * stride + covered - n)
    return total // 2, total - total // 2


def axis(
    n: int, f: int, padding: Pair | str, stride: int, dilation: int, ceil_mode: bool = False
) -> Axis:
    """The axis of these numbers; its `out` is below 1 where the window does not fit."""
    before, after = amounts(padding, n, f, stride, dilation)
    room = n + before + after - span(f, dilation)
    if ceil_mode:
        out = -(-room // stride) + 1
        # PyTorch's rule: no window starts in the far padding.
        if (out - 1) * stride >= n + before:
            out -= 1
    else:
        out = room // stride + 1
    return Axis(n, f, stride, dilation, before, after, out)


def axes(
    shape: Pair,
    size: Pair,
    padding: Sides | str,
    stride: Pair,
    dilation: Pair,
    ceil_mode: bool = False,
    what: str = "kernel",
) -> tuple[Axis, Axis]:
    """Height and width, or a ValueError where the window does not fit."""
    each = (padding, padding) if isinstance(padding, str) else padding
    rows = axis(shape[0], size[0], each[0], stride[0], dilation[0], ceil_mode)
    columns = axis(shape[1], size[1], each[1], stride[1], dilation[1], ceil_mode)
    if min(rows.out, columns.out) < 1:
        padded = tuple(a.n + a.before + a.after for a in (rows, columns))
        spread = (
            f" with dilation {dilation} covers {(rows.span, columns.span)} and"
            if (rows.span, columns.span) != size
            else ""
        )
        raise ValueError(f"{what} {size}{spread} does not fit in the padded image {padded}")
    return rows, columns


def array_axes(
    shape: tuple[int, ...],
    size: Pair,
    padding: Sides | str,
    stride: Pair,
    dilation: Pair,
    n_c: int,
    what: str = "kernel",
) -> tuple[Axis, Axis]:
    """The axes for `n_c` filters on an array (m, n_h, n_w, n_c_prev), which can be computed with.

    A MemoryError is raised where memory does not hold the padded array or the output.
    """
    rows, columns = axes((shape[1], shape[2]), size, padding, stride, dilation, what=what)
    padded = tuple(line.before + line.n + line.after for line in (rows, columns))
    has_room((shape[0], *padded, shape[3]), np.dtype(np.float64))
    has_room((shape[0], rows.out, columns.out, n_c), np.dtype(np.float64))
    return _within_int64(rows), _within_int64(columns)


def _within_int64(line: Axis) -> Axis:
    """The same windows and taps, without a stride or a dilation that no step of them is made of.

    Those may be of any size; times a number of bytes they would leave int64.
    """
    stride = line.stride if line.out > 1 else 1
    dilation = line.dilation if line.f > 1 else 1
    if (stride, dilation) == (line.stride, line.dilation):
        return line
    return replace(line, stride=stride, dilation=dilation)


def taps(
    rows: Axis, columns: Axis, row: slice, column: slice
) -> Iterator[tuple[int, int, tuple[slice, ...], tuple[slice, ...]]]:
    """Each tap, the windows of a tile that have it on a true pixel, and these pixels.

    The windows are counted from the tile's corner. Both index arrays (m, n_h, n_w, ...).
    """
    # Worked out once for all rows, unless a very wide window makes that a long list.
    across = [_offset(columns, j, column) for j in range(min(columns.f, 2**12))]
    for i in range(rows.f):
        down, tops = _offset(rows, i, row)
        for j in range(columns.f):
            over, lefts = across[j] if j < len(across) else _offset(columns, j, column)
            yield i, j, (slice(None), down, over), (slice(None), tops, lefts)


def _offset(axis: Axis, tap: int, windows: slice) -> tuple[slice, slice]:
    """What a tap reaches of some windows, which are counted from the first of them."""
    here, pixels = axis.reach(tap, windows=(windows.start, windows.stop))
    return slice(here.start - windows.start, here.stop - windows.start), pixels
