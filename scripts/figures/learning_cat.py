"""The cat's eye, the wanted answer, and the answers of the filter while it is learned."""

import numpy as np
from skimage.data import cat

from convdemo import conv2d, edge_filter, learn_filter
from drawing import Panel, Photo, column, row

FORMAT = "webp"
STEPS = (1, 10, 100)


def pictures() -> tuple[np.ndarray, np.ndarray, list[np.ndarray], list[float]]:
    """The eye, the wanted answer, the answers after STEPS, and their share of the first loss."""
    eye = cat().mean(axis=2)[80:160, 130:210]
    eye = (eye - eye.mean()) / eye.std()
    wanted = conv2d(eye, edge_filter(70))
    run = learn_filter(eye, wanted, rate=0.1, steps=max(STEPS), initial=np.zeros((3, 3)))
    answers = [conv2d(eye, run.kernels[step]) for step in STEPS]
    return eye, wanted, answers, [float(run.losses[k] / run.losses[0]) for k in STEPS]


def draw(layout: str) -> Panel:
    """Five pictures in a row, on a phone two and two."""
    eye, wanted, answers, _ = pictures()
    width = 148 if layout == "wide" else 155
    scale = (-5.0, 5.0)
    shown = [
        Photo(eye, width, scale=(-2.2, 2.2), label="the eye"),
        Photo(wanted, width, scale=scale, role="plain", label="wanted"),
    ]
    for step, answer in zip(STEPS, answers, strict=True):
        label = f"step {step}"
        shown.append(Photo(answer, width, scale=scale, role="output", label=label))
    if layout == "wide":
        return row(*shown, gap=7)
    return column(row(*shown[:2], gap=8), row(*shown[2:4], gap=8), shown[4], gap=16,
                  align="start")


def alt() -> str:
    """What the figure shows."""
    *_, shares = pictures()
    told = ", ".join(f"{100 * share:.1f} %" for share in shares)
    return (
        "The cat's eye, its wanted answer with edges in white and black on grey, and the answers"
        f" of the filter after {', '.join(map(str, STEPS))} steps. The first shows a blurred eye,"
        " the last cannot be told from the wanted one. The loss is"
        f" {told} of that at the start."
    )
