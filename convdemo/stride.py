"""How far the window jumps, how many places it stops at, and how much it sees in the end."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from convdemo._axis import axis, span
from convdemo._check import in_order, padding_ends, shown, whole, yes_or_no
from convdemo.types import PaddingWord, Pair


def output_size(
    n: int,
    f: int,
    *,
    padding: int | Pair | PaddingWord = 0,
    stride: int = 1,
    dilation: int = 1,
    ceil_mode: bool = False,
) -> int:
    """Count the places at which a window of `f` taps stops along `n` pixels.

    This is ⌊(n + 2p − f) / s⌋ + 1, with d (f − 1) + 1 in the place of f for a dilation d.

    Parameters
    ----------
    n
        Pixels in this direction, at least 1.
    f
        Taps of the window in this direction, at least 1.
    padding
        Pixels added at each end: an int p, (before, after), "valid" (none), "same" (the output
        has ⌈n / s⌉ places; an odd pixel goes to the end) or "full" (as much as still lets the
        outermost windows touch a pixel).
    stride
        Pixels from one place to the next, at least 1.
    dilation
        Pixels from one tap to the next, at least 1; 1 means no gaps.
    ceil_mode
        Round up, so that a last window may hang over the end, by PyTorch's rule: no window starts
        in the far padding. Pooling layers use it.

    Returns
    -------
    int
        The number of places, at least 1.

    Raises
    ------
    ValueError
        If the window does not fit, or a number is too small.
    TypeError
        If a number is not an integer, or `ceil_mode` not True or False.

    Source
    ------
    Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016.

    Examples
    --------
    >>> output_size(32, 5)
    28
    >>> output_size(7, 3, stride=2)
    3
    >>> output_size(7, 3, stride=2, padding="same")
    4
    """
    n, f = whole(n, "n", 1), whole(f, "f", 1)
    stride, dilation = whole(stride, "stride", 1), whole(dilation, "dilation", 1)
    ends = padding_ends(padding)
    line = axis(n, f, ends, stride, dilation, yes_or_no(ceil_mode, "ceil_mode"))
    if line.out < 1:
        covered = f" with dilation {shown(dilation)} covers {shown(line.span)} and"
        spread = covered if line.span != f else ""
        padded = shown(n + line.before + line.after)
        raise ValueError(f"kernel {shown(f)}{spread} does not fit in the padded length {padded}")
    return line.out


def receptive_field(windows: Iterable[tuple[int, ...]]) -> int:
    """Count the pixels, in one direction, from the first to the last that one output depends on.

    A layer adds its window's width less one, measured in pixels: times the jump, which is the
    product of the strides before it.

    Parameters
    ----------
    windows
        For each layer, first to last, (f, s) or (f, s, d): taps, stride, dilation.

    Returns
    -------
    int
        The receptive field in pixels, at least 1.

    Raises
    ------
    ValueError
        If a layer has not two or three numbers, or a number is below 1.
    TypeError
        If a number is not an integer, or `windows` no list or the like.

    Source
    ------
    Araujo, Norris and Sim, "Computing receptive fields of convolutional neural networks",
    Distill, 2019.

    Examples
    --------
    LeNet-5: a 5 × 5 convolution, a 2 × 2 pooling, and both once more.

    >>> receptive_field([(5, 1), (2, 2), (5, 1), (2, 2)])
    16
    >>> receptive_field([(3, 1, 2)])
    5
    """
    field = jump = 1
    for window in in_order(windows, "windows", "(f, s) or (f, s, d)"):
        if not isinstance(window, (tuple, list, np.ndarray)) or len(window) not in (2, 3):
            raise ValueError(f"windows must hold (f, s) or (f, s, d), not {shown(window)}")
        f, stride, dilation = (whole(v, "windows", 1) for v in (*window, 1)[:3])
        field += (span(f, dilation) - 1) * jump
        jump *= stride
    return field
