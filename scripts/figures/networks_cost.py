"""The share of parameters and of multiply-adds in convolutions and in dense layers."""

from matplotlib.axes import Axes

from convdemo import (
    ALEXNET_INPUT,
    LENET5_INPUT,
    VGG16_INPUT,
    Conv2d,
    alexnet,
    lenet5,
    summarize,
    vgg16,
)
from scripts.drawing import Panel, Plot, above, bars, row

NETWORKS = (
    ("LeNet-5", lenet5, LENET5_INPUT),
    ("AlexNet", alexnet, ALEXNET_INPUT),
    ("VGG-16", vgg16, VGG16_INPUT),
)


def shares() -> dict[str, tuple[float, float]]:
    """For each network, the convolutions' share of the parameters and of the multiply-adds."""
    result = {}
    for name, layers, shape in NETWORKS:
        table = summarize(layers(), shape)
        convolutions = [r for r in table.rows if isinstance(r.layer, Conv2d)]
        result[name] = (
            sum(r.parameters for r in convolutions) / table.parameters,
            sum(r.macs for r in convolutions) / table.macs,
        )
    return result


def _bars(index: int) -> Plot:
    values = [pair[index] for pair in shares().values()]

    def paint(ax: Axes) -> None:
        bars(ax, list(shares()), values, "filter", texts=[f"{v:.0%}" for v in values])
        ax.set_xlim(0, 1)

    return Plot(paint, 330, 170, left=70, right=50)


def draw(layout: str) -> Panel:
    return row(
        above(_bars(0), "parameters in convolutions", align="start"),
        above(_bars(1), "multiply-adds in convolutions", align="start"),
        layout=layout,
        gap=30,
    )


def alt() -> str:
    """What is drawn."""
    parts = [f"{name} {p:.0%} and {m:.0%}" for name, (p, m) in shares().items()]
    return (
        "Bars. The share of the parameters, and of the multiply-adds, that lies in convolutions: "
        + "; ".join(parts)
        + "."
    )
