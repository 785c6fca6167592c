"""Narrow stripes read by every second pixel, as they are and blurred; and the cat, likewise."""

import functools

import numpy as np
from skimage import data

from convdemo import conv2d
from scripts.drawing import Grid, Panel, Photo, beneath, column, row, spelled

FORMAT = "webp"
STRIPES = np.tile([10, 0], 6)[None]
BLUR = np.array([[1, 2, 1]]) / 4
STRIDE, SIDE = 6, 7  # for the photograph: the stride, and the side of the window that blurs


def read(image: np.ndarray, start: int = 0) -> np.ndarray:
    """Every second pixel of a row."""
    return image[:, start::2]


def _blurred() -> np.ndarray:
    return conv2d(STRIPES, BLUR)


@functools.cache
def _cats() -> tuple[np.ndarray, np.ndarray]:
    """The cat by every sixth pixel, and by the mean around every sixth pixel."""
    cat = data.cat().mean(axis=-1)
    border = SIDE // 2
    box = np.full((SIDE, SIDE), 1 / SIDE**2)
    inside = cat[border : len(cat) - border, border : cat.shape[1] - border]
    return inside[::STRIDE, ::STRIDE], conv2d(cat, box, stride=STRIDE)


def _row(values: np.ndarray, label: str, cell: float, role: str = "input") -> Panel:
    return Grid(values, role, label=label, picture="grey", cell=cell)


def draw(layout: str) -> Panel:
    """Two columns: read as it is, and blurred first; the stripes above, the cat below."""
    cell = 26
    stripes = _row(STRIPES, "stripes", cell)
    plain = column(
        stripes,
        row(
            _row(read(STRIPES), "from the first", cell),
            _row(read(STRIPES, 1), "from the second", cell),
            gap=16,
        ),
        gap=10,
    )
    smooth = column(
        _row(_blurred(), "blurred stripes", cell),
        row(
            _row(read(_blurred()), "from the first", cell),
            _row(read(_blurred(), 1), "from the second", cell),
            gap=16,
        ),
        gap=10,
    )
    width = 330
    cats = [
        beneath(Photo(cat, width, scale=(0, 255), crisp=True), name)
        for cat, name in zip(_cats(), ("read as it is", "blurred, then read"), strict=True)
    ]
    columns = [column(top, cat, gap=22) for top, cat in zip((plain, smooth), cats, strict=True)]
    return row(*columns, gap=36) if layout == "wide" else column(*columns, gap=30)


def alt() -> str:
    """What the figure shows."""
    first, second = (int(read(STRIPES, start)[0, 0]) for start in (0, 1))
    soft = float(read(_blurred())[0, 0])
    n_h, n_w = _cats()[0].shape
    return (
        f"Stripes, each a pixel wide. Every second pixel from the first on is {first}; from the"
        f" second on it is {second}. Blurred first, it is {soft:g} either way. Below, the cat by"
        f" every {spelled(STRIDE)}th pixel, {n_h} by {n_w}: read as it is, its whiskers and fur are torn"
        " into dots; blurred first, they are soft lines."
    )
