'''The figure kit: panels with numbers in them, laid out for a wide page and for a phone.

A figure is one script, `scripts/figures/NAME.py`. It says what stands where; the kit decides
colours, fonts, sizes and line styles, and draws it four times (light and dark, wide and narrow).

    """The window on the edge, and the sum it gives."""

    from convdemo import VERTICAL, conv2d, edge_image
    from scripts.drawing import Grid, Op, Panel, by, number, row, times


    def draw(layout: str) -> Panel:
        image = edge_image()
        out = conv2d(image, VERTICAL)
        return row(
            Grid(
                image,
                "input",
                label=f"input {times(image)}",
                picture="grey",
                window=(1, 2, 3, 3),
            ),
            Op("∗"),
            Grid(VERTICAL, "filter", label=f"filter {times(VERTICAL)}"),
            Op("="),
            Grid(out, "output", label=f"output {times(out)}", mark=(1, 2)),
            layout=layout,
        )


    def alt() -> str:
        image = edge_image()
        out = conv2d(image, VERTICAL)
        return f"A {by(image)} image, … the marked window gives {number(out[1, 2])}."

Look at it, all four variants (and what would be wrong with it), while you write:

    python -m scripts.drawing.preview NAME      # writes .cache/preview/NAME.html, .png

`draw(layout)` gets "wide" or "narrow" and returns a panel. One unit is one CSS pixel. A wide
figure may take 832 px (its `<figure>` has `class="wide"`), one within the text 600 (pass
`room=TEXT` to `row` or `strip`, or keep it small), a narrow one 350. What does not fit, and text
under 12 px, is an error and not a surprise.

Panels
    Grid(values, role, label=, picture=, window=, mark=, ring=, unreached=, hidden=, numbers=,
        cell=, top=)
        Cells with their numbers. Roles: "input" (plain cells), "filter" (dashed), "output" (bar
        at the left, bold mark), "plain" (none of the three). An input whose numbers are brightness
        has `picture="grey"`: each cell is as bright as its number, 10 white and 0 black, on a light
        page and on a dark one. A channel of a colour image has "red", "green" or "blue", and a
        label with the word. In all other grids shade follows |value|, and negative cells are
        striped. `window=(row, col, height, width[, dilation])` is the thick frame.
        `mark=(row, col)` is the bold cell. `ring=1` says that the outermost cells are padding.
        `unreached=[(r, c), …]` or a mask crosses cells out at their corners. `hidden` leaves
        cells empty. `numbers=False` makes a small picture: `Grid(x, numbers=False, cell=8)`.
        Grids that are compared get the same `top`. `cell` is 34 unless there is less room.
    Stack(Grid, Grid, …, label=)           channels, one behind the other: a volume
    Op("∗"), Arrow("3 × 3"), Text("a\\nb", role), Space(w, h)
    Plot(paint, width, height, x="step", y="loss", right=80)     paint(ax) draws on matplotlib axes
    Photo(image, width, scale=, role=, label=, window=)   a raster; set FORMAT = "webp" in the script
    Drawing(width, height, paint)          paint(canvas, x, y) with the Canvas's lines, rect,
        round_rect, circle, polygon, arrow, text: for schematics; colours by `colour(role)` and
        `shade(role, amount)`, light by `brightness(value, top)`

Layout
    row(a, b, …, layout=layout)            side by side on their axes; on a phone it breaks into
        lines before an operator. Without `layout` it never breaks by itself.
    column(a, b, …)                        one under the other
    strip((panel, "30"), …, layout=layout) frames with results, four across or two by two
    above(panel, "title", role), beneath(panel, "words", role)
    Rows and columns nest.

In plots: line(ax, xs, ys, role, label=…, markers=…) tells roles apart by dash and marker and
    names lines at their ends; bars(ax, names, values, role, texts=…); note(ax, x, y, text, role);
    axis(ax, xticks=…, ylim=…, grid=True).

Text: what is counted or computed is never typed, in labels and in `alt()`: `number(value)` writes a
number as the book does, with at most two decimals, `fixed(value, 2)` always with two;
`times(image)` is "6 × 6", `by(image)` "6 by 6", `spelled(len(frames))` "four", `listed(angles)`
"0, 45 and 90". Use × (and not x), − (and not -), ∗ for convolution.

Photographs: `FORMAT = "webp"` (or "png" for flat pictures) at the top of the script; the page
says `![](figures/NAME.webp)`. A file over 40 KB is an error: make the picture smaller.

Motion: a script may also define `frames(layout) -> list[Panel]`, panels of one size, and
`motion_alt() -> str`, which says what moves. Keep it within `room=TEXT`. The page shows it as
`![](figures/NAME-motion.svg)` in a folded block `??? motion "Watch the window slide"`. One frame a
second (`SECONDS = 0.8` in the script changes that; never under 0.6). It
stands still, at the last frame, for readers who ask for reduced motion.

`draw` runs four times: put `@functools.cache` on a function of the script that computes for long.
Nothing but constants may be made when a script is imported, and a script reads only `convdemo`, NumPy, this kit,
files under `data/` and scikit-image's pictures: what else it read would not redraw it.
'''

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .canvas import Canvas, text_width
    from .cells import Grid, Stack, Window
    from .number_format import by, fixed, listed, number, spelled, times
    from .palette import brightness, colour, current, shade
    from .panels import (
        TEXT,
        Arrow,
        Drawing,
        Op,
        Panel,
        Space,
        Text,
        above,
        beneath,
        column,
        row,
        sheet,
    )
    from .plots import Photo, Plot, axis, bars, line, note
    from .strip import strip

# Where each name lives: loaded when first asked for, so that the site's hooks can import
# `drawing.drawings` without waiting for matplotlib.
_HOME = {
    "canvas": "Canvas text_width",
    "cells": "Grid Stack Window",
    "number_format": "by fixed listed number spelled times",
    "palette": "brightness colour current shade",
    "panels": "TEXT Arrow Drawing Op Panel Space Text above beneath column row sheet",
    "plots": "Photo Plot axis bars line note",
    "strip": "strip",
}
_NAMES = {name: module for module, names in _HOME.items() for name in names.split()}

__all__ = [
    "TEXT",
    "Arrow",
    "Canvas",
    "Drawing",
    "Grid",
    "Op",
    "Panel",
    "Photo",
    "Plot",
    "Space",
    "Stack",
    "Text",
    "Window",
    "above",
    "axis",
    "bars",
    "beneath",
    "brightness",
    "by",
    "colour",
    "column",
    "current",
    "fixed",
    "line",
    "listed",
    "note",
    "number",
    "row",
    "shade",
    "sheet",
    "spelled",
    "strip",
    "text_width",
    "times",
]


def __getattr__(name: str) -> Any:
    """The kit's names, each from its module."""
    if name not in _NAMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    home = import_module(f".{_NAMES[name]}", __name__)
    for each in _HOME[_NAMES[name]].split():
        globals()[each] = getattr(home, each)
    return globals()[name]
