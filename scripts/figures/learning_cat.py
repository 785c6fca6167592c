"""The cat's eye, the wanted output, and the outputs of the filter while it is learned."""

import numpy as np
from skimage.data import cat

from convdemo import conv2d, edge_filter, learn_filter
from scripts.drawing import Panel, Photo, column, row

FORMAT = "webp"
STEPS = (1, 10, 100)


def images() -> tuple[np.ndarray, np.ndarray, list[np.ndarray], list[float]]:
    """The eye, the wanted output, the outputs after STEPS, and their share of the first loss."""
    eye = cat().mean(axis=2)[80:160, 130:210]
    eye = (eye - eye.mean()) / eye.std()
    wanted = conv2d(eye, edge_filter(70))
    run = learn_filter(eye, wanted, rate=0.1, steps=max(STEPS), initial=np.zeros((3, 3)))
    outputs = [conv2d(eye, run.kernels[step]) for step in STEPS]
    return eye, wanted, outputs, [float(run.losses[k] / run.losses[0]) for k in STEPS]


def draw(layout: str) -> Panel:
    """Five images in a row, on a phone two and two."""
    eye, wanted, outputs, _ = images()
    width = 148 if layout == "wide" else 155
    scale = (-5.0, 5.0)
    shown = [
        Photo(eye, width, scale=(-2.2, 2.2), label="the eye"),
        Photo(wanted, width, scale=scale, role="plain", label="wanted"),
    ]
    for step, output in zip(STEPS, outputs, strict=True):
        label = f"step {step}"
        shown.append(Photo(output, width, scale=scale, role="output", label=label))
    if layout == "wide":
        return row(*shown, gap=7)
    return column(row(*shown[:2], gap=8), row(*shown[2:4], gap=8), shown[4], gap=16, align="start")


def alt() -> str:
    """What the figure shows."""
    *_, shares = images()
    told = ", ".join(f"{100 * share:.1f} %" for share in shares)
    return (
        "The cat's eye, its wanted output with edges in white and black on grey, and the outputs"
        f" of the filter after {', '.join(map(str, STEPS))} steps. The first shows a blurred eye,"
        " the last is hard to tell from the wanted one. The loss is"
        f" {told} of that at the start."
    )
