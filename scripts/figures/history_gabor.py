"""A wave under a bell: two curves, their product, and the same three as images."""

import numpy as np
from matplotlib.axes import Axes

from convdemo import gabor_filter
from scripts.drawing import Grid, Op, Panel, Plot, axis, by, column, line, row, spelled

SIGMA, WAVELENGTH = 3.5, 6.0  # those of `simple_cell`
NAMES = ("wave", "bell", "field")
ROLES = ("input", "plain", "filter")


def _three(across: np.ndarray, along: np.ndarray) -> tuple[np.ndarray, ...]:
    """Wave, bell and field at some places, each with 1 at its largest."""
    wave = np.cos(2 * np.pi * across / WAVELENGTH) + 0 * along
    bell = np.exp(-(across**2 + along**2) / (2 * SIGMA**2))
    return wave, bell, wave * bell


def images() -> tuple[np.ndarray, ...]:
    """The three as images; of the field the one that the package makes, which adds up to nothing."""
    field = gabor_filter(90, wavelength=WAVELENGTH, sigma=SIGMA)
    places = np.arange(len(field)) - len(field) // 2
    wave, bell, _ = _three(places[np.newaxis], places[:, np.newaxis])
    return wave, bell, field / field.max()


def _curve(which: int, role: str, width: float) -> Plot:
    """One of the three along the row through the middle."""
    reach = len(images()[0]) / 2
    places = np.linspace(-reach, reach, 127)

    def paint(ax: Axes) -> None:
        ax.axhline(0, color=ax.spines["left"].get_edgecolor(), linewidth=1)
        line(ax, places, _three(places, np.zeros(1))[which], role)
        axis(ax, xticks=[], yticks=[-1, 0, 1], ylim=(-1.1, 1.1))

    return Plot(paint, width, 150, left=30, right=10)


def draw(layout: str) -> Panel:
    """Above the curves, below the images that they are cut from; on a phone beside each other."""
    wide = layout == "wide"
    parts = []
    for which, (name, role, image) in enumerate(zip(NAMES, ROLES, images(), strict=True)):
        look = "filter" if role == "filter" else "plain"
        whole = Grid(image, look, label=name, cell=8 if wide else 6, numbers=False, top=1)
        curve = _curve(which, role, 214 if wide else 196)
        parts.append(column(whole, curve, gap=10) if wide else row(whole, curve, gap=8))
    if not wide:
        return column(parts[0], Op("×"), parts[1], Op("="), parts[2], gap=6)
    return row(parts[0], Op("×"), parts[1], Op("="), parts[2])


def alt() -> str:
    """What the figure shows."""
    field = images()[-1]
    middle = len(field) // 2
    rising = (field[middle] > 0).astype(int)
    stripes = int((np.diff(rising) == 1).sum() + rising[0])
    return (
        f"{spelled(len(NAMES)).capitalize()} images of {by(field)} and the curve through the middle of each."
        f" A wave of stripes, times a round bell that is one in the middle and falls to nothing, is a field of"
        f" {stripes} bright stripes, the middle one strongest, and dark ones between."
        f" The wave has a stripe every {WAVELENGTH:g} pixels."
    )
