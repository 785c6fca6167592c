"""Problems on the chapter *Padding*."""

from __future__ import annotations

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Made, Row, Table, row
from convdemo._sheets.numerals import listed, told
from convdemo.padding import pad
from convdemo.types import PadMode

MODES: dict[PadMode, str] = {
    "constant": "zeros",
    "edge": "copies of the outermost pixel",
    "reflect": "the image as in a mirror that stands on the outermost pixel",
    "wrap": "the image again, as if its ends were joined",
}
NTH = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth")


def padded_size(draw: Draw) -> Made:
    """Two paddings, one formula."""
    n, f, p = draw.between(7, 40), draw.one((3, 5, 7)), draw.between(1, 4)
    key = n + 2 * p - f + 1
    return Made(
        given={"n": n, "f": f, "p": p},
        statement=(
            f"An image of {n} × {n} gets a padding of {p} on each side, and a filter of {f} × {f} "
            "slides over it, pixel by pixel. How many pixels has the output's side?",
        ),
        key=key,
        loops=loops.places(p + n + p, f),
        working=(f"n + 2p − f + 1 = {n} + 2 · {p} − {f} + 1 = {told(key)}.",),
        mistakes={
            "the padding was counted once, and not at both ends": n + p - f + 1,
            "the padding was forgotten": n - f + 1,
            "the size was taken to be kept": n,
            "the steps were counted, and not the places": n + 2 * p - f,
        },
    )


def same_padding(draw: Draw) -> Made:
    """The padding that keeps the size."""
    n, f = draw.between(15, 60), draw.one((3, 5, 7, 9, 11, 13))
    (found,) = [p for p in range(f) if loops.places(p + n + p, f) == n]
    return Made(
        given={"n": n, "f": f},
        statement=(
            f"A filter of {f} × {f} slides over an image of {n} × {n}, pixel by pixel. "
            "Which padding on each side keeps the size?",
        ),
        key=(f - 1) // 2,
        loops=found,
        working=(
            f"n + 2p − f + 1 = n gives p = (f − 1) / 2 = ({f} − 1) / 2 = {told((f - 1) // 2)}, "
            "whatever n is.",
        ),
        mistakes={
            "that is the padding of both sides together": f - 1,
            "half of the side was rounded up": (f + 1) // 2,
            "that is the filter's side": f,
        },
    )


def uses_of_a_pixel(draw: Draw) -> Made:
    """How many windows read one pixel."""
    n, f = draw.between(5, 9), draw.one((2, 3))
    r, c = draw.between(0, n - 1), draw.between(0, n - 1)
    down, across = (min(i + 1, f, n - f + 1, n - i) for i in (r, c))
    return Made(
        given={"n": n, "f": f},
        statement=(
            f"A filter of {f} × {f} slides over an image of {n} × {n}, without padding, pixel by "
            f"pixel. How many windows read the pixel in the {NTH[r]} row and the {NTH[c]} column?",
        ),
        key=down * across,
        loops=loops.reads(n, f, r) * loops.reads(n, f, c),
        working=(
            f"Down, {down} of the windows' places reach the row; across, {across} reach the column: "
            f"{down} · {across} = {down * across}.",
        ),
        mistakes={
            **({} if down == across == f else {"that is for a pixel in the middle": f * f}),
            **({} if down + across == down * across else {"the two were added": down + across}),
        },
    )


def _mirrored(line: Row, p: int, mode: PadMode) -> Row:
    """A padded row, pixel by pixel: which one stands there?"""
    n, found = len(line), []
    for place in range(-p, n + p):
        at = place
        if mode == "edge":
            at = max(0, min(n - 1, place))
        elif mode == "wrap":
            at = place + n if place < 0 else place - n if place >= n else place
        elif mode == "reflect":
            at = -place if place < 0 else 2 * n - 2 - place if place >= n else place
        outside = mode == "constant" and not 0 <= place < n
        found.append(0 if outside else line[at])
    return tuple(found)


def border_values(draw: Draw) -> Made:
    """What the new pixels hold."""
    line, p, mode = draw.row(draw.between(4, 5), 1, 9), 2, draw.one(list(MODES))
    key = row(pad([line], (0, p), mode=mode)[0])
    twice = (*line[:p][::-1], *line, *line[-p:][::-1])
    others = {other: row(pad([line], (0, p), mode=other)[0]) for other in MODES if other != mode}
    return Made(
        given={"line": line, "p": p, "mode": mode},
        statement=(
            f"A row of pixels gets {p} more at each end: {MODES[mode]} ({_named(mode)}). "
            "What is the padded row?",
            Table("row", (line,)),
        ),
        key=key,
        loops=_mirrored(line, p, mode),
        working=(f"{listed(key[:p])} | {listed(line)} | {listed(key[-p:])}",),
        mistakes={
            **{f"that is the mode {_named(other)}": value for other, value in others.items()},
            "the mirror was put beside the outermost pixel, which came twice": twice,
        },
    )


def _named(mode: PadMode) -> str:
    return "zero" if mode == "constant" else mode


def full_padding(draw: Draw) -> Made:
    """All places at which the window touches a pixel."""
    n, f = draw.between(4, 20), draw.between(2, 7)
    touching = [
        place for place in range(-f, n + f) if any(0 <= place + tap < n for tap in range(f))
    ]
    return Made(
        given={"n": n, "f": f},
        statement=(
            f"A filter of {f} × {f} slides over an image of {n} × {n} with full padding: each place "
            "counts at which it touches at least one pixel. How many pixels has the output's side?",
        ),
        key=n + f - 1,
        loops=len(touching),
        working=(
            f"Full padding is p = f − 1 = {f - 1}: n + 2p − f + 1 = n + f − 1 = {n} + {f} − 1 = "
            f"{told(n + f - 1)}.",
        ),
        mistakes={
            "that is without padding": n - f + 1,
            "that is with padding that keeps the size": n,
            "places were counted at which no pixel is touched": n + f + 1,
            "the one was forgotten": n + f,
        },
    )


KINDS = {
    "padded_size": padded_size,
    "same_padding": same_padding,
    "uses_of_a_pixel": uses_of_a_pixel,
    "border_values": border_values,
    "full_padding": full_padding,
}
