"""One direction of a sliding window: where the windows stand, and which pixels they read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import gcd

import numpy as np

from convdemo._check import has_room, shown
from convdemo.types import Array, PaddingWord, Pair, Sides


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

    def span_of(self, window: int) -> tuple[int, int]:
        """The first of a window's taps on a true pixel, and the one after the last.

        Where none is, the second is not the greater.
        """
        first = self.before - window * self.stride
        return max(0, -(-first // self.dilation)), min(
            self.f, -(-(first + self.n) // self.dilation)
        )

    def pixels(self, window: int) -> slice:
        """Which true pixels a window reads."""
        low, high = self.span_of(window)
        first = window * self.stride - self.before + low * self.dilation
        return slice(first, first + max(0, high - low) * self.dilation, self.dilation)

    def meeting(self) -> Sequence[int]:
        """The taps that lie on a true pixel in some window, at most one a window and pixel.

        All others cost nothing: a window may be far larger than its image.
        """
        low, high = self.span_of(self.out - 1)[0], self.span_of(0)[1]
        if high - low <= self.n + self.out:
            return range(low, high)
        found: list[int] = []
        # From the last window to the first, the taps on true pixels move on.
        for window in reversed(range(self.out)):
            first, stop = self.span_of(window)
            found += range(max(first, low), stop)
            low = max(low, stop)
        return found

    def part(self, windows: slice) -> tuple[Axis, slice]:
        """Some neighbouring windows as an axis of their own, and the pixels that this spans."""
        first = windows.start * self.stride - self.before
        last = (windows.stop - 1) * self.stride - self.before + self.span
        left = min(max(first, 0), self.n)
        right = max(left, min(last, self.n))
        count, before = windows.stop - windows.start, left - first
        ends = before, max(0, last - right)
        line = Axis(right - left, self.f, self.stride, self.dilation, *ends, count)
        return line, slice(left, right)

    def trimmed(self) -> tuple[Axis, slice, slice]:
        """The axis without the taps and the windows that meet no pixel, and which of each are left.

        Tap t of window k may be left although they do not meet; no other tap and no other window
        does.
        """
        last = self.before + self.n - 1
        first_tap = max(0, -((self.stride * (self.out - 1) - self.before) // self.dilation))
        taps = slice(first_tap, max(first_tap, min(self.f, last // self.dilation + 1)))
        first = max(0, -((self.dilation * (self.f - 1) - self.before) // self.stride))
        windows = slice(first, max(first, min(self.out, last // self.stride + 1)))
        whole = (taps.start, taps.stop) == (0, self.f) and (first, windows.stop) == (0, self.out)
        if whole and self.out > 1:
            return self, taps, windows
        left = replace(
            self,
            f=taps.stop - taps.start,
            before=self.before - taps.start * self.dilation - windows.start * self.stride,
            out=windows.stop - windows.start,
            # One window has no next one, and one tap neither: how far away that lies is no matter.
            stride=self.stride if windows.stop - windows.start > 1 else 1,
            dilation=self.dilation if taps.stop - taps.start > 1 else 1,
        )
        return left, taps, windows

    def uses(self) -> Array:
        """How many windows read each pixel, (n,): integers, of Python's own if they are large."""
        # Window k reads pixel p where k * stride = p + before - t * dilation for a tap t. Of the
        # windows from the first to the last that cover p, these are every so many.
        common = gcd(self.stride, self.dilation)
        every = self.dilation // common
        reach = self.n + self.before + (self.out + 1) * self.stride + 2 * self.span
        large = max(reach, every * every) >= 2**62
        place = np.arange(self.n, dtype=object if large else np.int64) + self.before
        first = np.maximum(0, -((self.span - 1 - place) // self.stride))
        last = np.minimum(self.out - 1, place // self.stride)
        one = place // common % every * pow(self.stride // common, -1, every) % every
        count = (last - one) // every - (first - 1 - one) // every
        return np.where(place % common == 0, np.maximum(count, 0), 0)

    def unread(self) -> int:
        """How many true pixels no window reads."""
        # Window k reads pixel p with tap t where t * d + k * s = p + before, in units of what d
        # and s have in common. Of all such pairs that of the least t is counted: t is below s, or
        # k is one of the last d, so that no window is left for t - s.
        common = gcd(self.stride, self.dilation)
        s, d = self.stride // common, self.dilation // common
        first = min(self.f, s), self.out
        rest = max(0, self.f - s), min(self.out, d)
        start = s * d + (self.out - rest[1]) * s
        low, high = -(-self.before // common), -(-(self.before + self.n) // common)
        read = _sums_below(high, d, s, *first) - _sums_below(low, d, s, *first)
        read += _sums_below(high - start, d, s, *rest) - _sums_below(low - start, d, s, *rest)
        return self.n - read


def _sums_below(limit: int, a: int, b: int, count: int, other: int) -> int:
    """How many pairs of i < count and j < other have i * a + j * b < limit."""
    full = min(max(-(-(limit - (other - 1) * b) // a), 0), count)
    some = min(max(-(-limit // a), full), count)
    # From the last i that has any j to the first that has not all.
    last = limit - (some - 1) * a
    return full * other + _floors(some - full, b, a, last + b - 1)


def _floors(n: int, m: int, a: int, b: int) -> int:
    """The sum of (a * i + b) // m over i < n, in the steps of Euclid's algorithm."""
    total = 0
    while n > 0:
        total += n * (n - 1) // 2 * (a // m) + n * (b // m)
        a, b = a % m, b % m
        above, rest = divmod(a * n + b, m)
        n, m, a, b = above, a, m, rest
    return total


def span(f: int, dilation: int) -> int:
    """The pixels that a window covers, the gaps of a dilated one included."""
    return dilation * (f - 1) + 1


def amounts(padding: Pair | PaddingWord, n: int, f: int, stride: int, dilation: int) -> Pair:
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
    n: int, f: int, padding: Pair | PaddingWord, stride: int, dilation: int, ceil_mode: bool = False
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
    padding: Sides | PaddingWord,
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
            f" with dilation {shown(dilation)} covers {shown((rows.span, columns.span))} and"
            if (rows.span, columns.span) != size
            else ""
        )
        raise ValueError(
            f"{what} {shown(size)}{spread} does not fit in the padded image {shown(padded)}"
        )
    return rows, columns


def array_axes(
    shape: tuple[int, ...],
    size: Pair,
    padding: Sides | PaddingWord,
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


def met_taps(
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
