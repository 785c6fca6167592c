"""Problems on the chapter *Convolution forward*."""

from __future__ import annotations

from convdemo._sheets import loops
from convdemo._sheets.draw import Draw
from convdemo._sheets.made import Made
from convdemo._sheets.numerals import told


def output_sides(draw: Draw) -> Made:
    """Places, down and across."""
    n_h, n_w, f = draw.between(8, 40), draw.between(8, 40), draw.one((2, 3, 5, 7))
    return Made(
        given={"n_h": n_h, "n_w": n_w, "f": f},
        statement=(
            f"An image is {n_h} high and {n_w} wide. A filter of {f} × {f} slides over it, without "
            "padding, pixel by pixel. How high and how wide is the output?",
        ),
        key=(n_h - f + 1, n_w - f + 1),
        loops=(loops.places(n_h, f), loops.places(n_w, f)),
        working=(
            f"n − f + 1: {n_h} − {f} + 1 = {n_h - f + 1} high, "
            f"{n_w} − {f} + 1 = {n_w - f + 1} wide.",
        ),
        mistakes={
            "the steps were counted, and not the places": (n_h - f, n_w - f),
            "that would be the size with padding that keeps it": (n_h, n_w),
            "height and width were swapped": (n_w - f + 1, n_h - f + 1),
            "the filter's side was taken off at both ends": (n_h - 2 * f + 1, n_w - 2 * f + 1),
        },
    )


def multiply_adds(draw: Draw) -> Made:
    """How many products there are."""
    n, f = draw.between(6, 22), draw.between(2, 5)
    out = n - f + 1
    key = out * out * f * f
    return Made(
        given={"n": n, "f": f},
        statement=(
            f"A filter of {f} × {f} slides over an image of {n} × {n}, without padding, pixel by "
            "pixel. How many multiply-adds does the whole output take?",
        ),
        key=key,
        loops=loops.count(loops.places(n, f), loops.places(n, f), f, f),
        working=(
            f"({n} − {f} + 1)² = {out}² = {told(out * out)} output cells, each with "
            f"{f} · {f} = {f * f} products: {told(out * out)} · {f * f} = {told(key)}.",
        ),
        mistakes={
            "a window was counted for each pixel": n * n * f * f,
            "the products of one window were left out": out * out,
            "the steps were counted, and not the places": (n - f) ** 2 * f * f,
            "the places were counted in one direction alone": out * f * f,
        },
    )


def matrix_of_windows(draw: Draw) -> Made:
    """The shape of im2col's matrix."""
    n_h, n_w, f = draw.between(5, 12), draw.between(5, 12), draw.one((2, 3))
    places = (n_h - f + 1) * (n_w - f + 1)
    return Made(
        given={"n_h": n_h, "n_w": n_w, "f": f},
        statement=(
            f"All windows of {f} × {f} of an image of {n_h} × {n_w} are written out (im2col): each "
            "window becomes a row of a matrix. How many rows and how many columns has the matrix?",
        ),
        key=(places, f * f),
        loops=(loops.count(loops.places(n_h, f), loops.places(n_w, f)), loops.count(f, f)),
        working=(
            f"Rows: ({n_h} − {f} + 1) · ({n_w} − {f} + 1) = {told(places)}, one for each place. "
            f"Columns: {f} · {f} = {f * f}, one for each weight.",
        ),
        mistakes={
            "rows and columns were swapped": (f * f, places),
            "a row was counted for each pixel": (n_h * n_w, f * f),
            "a window's side was taken for its pixels": (places, f),
        },
    )


def which_side(draw: Draw) -> Made:
    """The formula read from its end."""
    n, f = draw.between(12, 60), draw.between(2, 11)
    out = n - f + 1
    (found,) = [side for side in range(1, n + 1) if loops.places(n, side) == out]
    return Made(
        given={"n": n, "out": out},
        statement=(
            f"Without padding, a filter makes an output of {out} × {out} of an image of {n} × {n}. "
            "It moves pixel by pixel. How many pixels has the filter's side?",
        ),
        key=n - out + 1,
        loops=found,
        working=(f"From n − f + 1 = {out} follows f = {n} − {out} + 1 = {told(n - out + 1)}.",),
        mistakes={
            "the steps were counted, and not the places": n - out,
            "the one was taken off where it is added": n - out - 1,
        },
    )


KINDS = {
    "output_sides": output_sides,
    "multiply_adds": multiply_adds,
    "matrix_of_windows": matrix_of_windows,
    "which_side": which_side,
}
