"""One direction of a sliding window: where the windows stand, and which pixels they read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from convdemo._check import Pair, Sides


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


def trimmed(axis: Axis) -> tuple[Axis, slice, slice]:
    """The axis without the taps and the windows that meet no pixel, and which of each are left.

    Tap t of window k may be left although they do not meet; no other tap and no other window does.
    """
    last = axis.before + axis.n - 1
    first_tap = max(0, -((axis.stride * (axis.out - 1) - axis.before) // axis.dilation))
    taps = slice(first_tap, max(first_tap, min(axis.f, last // axis.dilation + 1)))
    first = max(0, -((axis.dilation * (axis.f - 1) - axis.before) // axis.stride))
    windows = slice(first, max(first, min(axis.out, last // axis.stride + 1)))
    if (taps.start, taps.stop) == (0, axis.f) and (first, windows.stop) == (0, axis.out) != (0, 1):
        return axis, taps, windows
    left = replace(
        axis,
        f=taps.stop - taps.start,
        before=axis.before - taps.start * axis.dilation - windows.start * axis.stride,
        out=windows.stop - windows.start,
        # One window has no next one, and one tap neither: how far away that lies is no matter.
        stride=axis.stride if windows.stop - windows.start > 1 else 1,
        dilation=axis.dilation if taps.stop - taps.start > 1 else 1,
    )
    return left, taps, windows


def part(axis: Axis, windows: slice) -> Axis:
    """The axis of some of its windows."""
    return replace(
        axis,
        before=axis.before - windows.start * axis.stride,
        out=windows.stop - windows.start,
    )


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
