"""A stack of layers as bars: what each layer learns and what it keeps."""

from matplotlib.axes import Axes

from convdemo import Conv2d, Dense, Flatten, MaxPool2d, ReLU, Summary, summarize
from scripts.drawing import Panel, Plot, above, bars, number, row


def table() -> Summary:
    layers = [
        Conv2d(16, 3, padding="same"),
        ReLU(),
        MaxPool2d(2),
        Conv2d(32, 3, padding="same", stride=2),
        ReLU(),
        Flatten(),
        Dense(10),
    ]
    return summarize(layers, (32, 32, 3))


def counted() -> list[tuple[str, int, int]]:
    """The number and name, the parameters and the activations of each layer that has either."""
    rows = [r for r in table().rows if r.activations]
    names = [f"{r.number} {type(r.layer).__name__}" for r in rows]
    return [(n, r.parameters, r.activations) for n, r in zip(names, rows, strict=True)]


def _bars(index: int, role: str) -> Plot:
    values = [numbers[index] for _, *numbers in counted()]

    def paint(ax: Axes) -> None:
        names = [entry[0] for entry in counted()]
        bars(ax, names, values, role, texts=[number(v) for v in values])

    return Plot(paint, 340, 190, left=110, right=70)


def draw(layout: str) -> Panel:
    return row(
        above(_bars(0, "filter"), "parameters", align="start"),
        above(_bars(1, "output"), "activations", align="start"),
        layout=layout,
        gap=30,
    )


def alt() -> str:
    """What is drawn."""
    parts = [f"{name}: {number(p)} and {number(a)}" for name, p, a in counted()]
    return "Bars of parameters and activations, layer by layer. " + "; ".join(parts) + "."
