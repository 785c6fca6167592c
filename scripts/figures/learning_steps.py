"""Nine zeros on their way to Sobel's filter."""

import numpy as np

from convdemo import SOBEL, LearnedFilter, conv2d, learn_filter
from scripts.drawing import Grid, Panel, fixed, number, spelled, strip

STEPS = (0, 1, 2, 10)
DECIMALS, LEAST = 2, 0.01


def found() -> LearnedFilter:
    """The descent of the page: noise, rate 0.4, from zeros."""
    noise = np.random.default_rng(0).normal(size=(32, 32))
    target = conv2d(noise, SOBEL)
    return learn_filter(noise, target, rate=0.4, steps=max(STEPS), initial=np.zeros((3, 3)))


def _text(value: float) -> str:
    """Always as many decimals, so that all numbers stand in one size."""
    return fixed(value, DECIMALS)


def draw(layout: str) -> Panel:
    """The kernel after some of the steps, its loss beneath."""
    run = found()
    wide = layout == "wide"
    frames = []
    for step in STEPS:
        name = f"step {step}" if step else "start"
        loss = run.losses[step]
        words = f"loss {number(loss)}" if loss > LEAST / 2 else f"loss under {LEAST}"
        cell = 52 if wide else 50
        text = _text if step else number
        grid = Grid(run.kernels[step], "filter", label=name, top=2, cell=cell, format=text)
        frames.append((grid, words))
    return strip(*frames, layout=layout, gap=28 if wide else 20)


def alt() -> str:
    """What the figure shows."""
    run = found()
    losses = ", ".join(f"{v:.1g}" for v in run.losses[list(STEPS)])
    return (
        f"A filter of {spelled(run.kernel.size)} weights at the start, all zero, and after"
        f" {', '.join(map(str, STEPS[1:]))} steps. After one step it has a positive left column"
        f" and a negative right one; after {spelled(STEPS[-1])} it is Sobel's filter to"
        f" {spelled(DECIMALS)} decimals. The loss"
        f" falls: {losses}."
    )
