"""Numbers that were published, or worked out by hand, beside what convdemo computes.

A row in which the two differ is an error.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any

from convdemo import (
    ALEXNET_INPUT,
    COURSE_LENET_INPUT,
    LENET5_INPUT,
    VGG16_INPUT,
    Conv2d,
    MaxPool2d,
    alexnet,
    conv_parameters,
    course_lenet,
    lenet5,
    lenet5_original_parameters,
    mlp_parameters,
    output_size,
    summarize,
    vgg16,
)
from scripts.drawing.number_format import number, spelled, times
from scripts.setup.environment import ROOT

Row = tuple[str, str, Any, Any]  # what, where the number is from, the number, ours
BY_HAND = "by hand"
BIBLIOGRAPHY = ROOT / "data" / "bibliography.toml"

# (n, f, p, s, d) and the published size
SIZES = {
    "Dumoulin and Visin": [
        ((4, 3, 0, 1, 1), 2),
        ((5, 4, 2, 1, 1), 6),
        ((5, 3, 1, 1, 1), 5),
        ((5, 3, 2, 1, 1), 7),
        ((5, 3, 0, 2, 1), 2),
        ((5, 3, 1, 2, 1), 3),
        ((6, 3, 1, 2, 1), 3),
        ((7, 3, 0, 1, 2), 3),
    ],
    "CS231n's notes": [((7, 3, 0, 1, 1), 5), ((7, 3, 0, 2, 1), 3), ((227, 11, 0, 4, 1), 55)],
}


def sizes() -> Iterator[Row]:
    """Output sizes."""
    for source, cases in SIZES.items():
        for (n, f, p, s, d), published in cases:
            what = f"size for n = {n}, f = {f}, p = {p}, s = {s}" + (f", d = {d}" if d > 1 else "")
            yield what, source, published, output_size(n, f, padding=p, stride=s, dilation=d)


def counts() -> Iterator[Row]:
    """Parameters of layers and networks."""
    image, units = (128, 128), 300
    what = f"dense weights, {times(image)} to {units}"
    yield what, BY_HAND, 4_915_200, mlp_parameters(image, units)
    (side, channels, filters), printed = (5, 3, 6), 156
    what = f"layer of {spelled(filters)} {times((side, side, channels))}"
    yield what, f"{BY_HAND}; Ng has {printed}", 456, conv_parameters(side, channels, filters)
    first = summarize(alexnet(), ALEXNET_INPUT).rows[0]
    yield (
        "AlexNet, first layer unshared",
        "CS231n's notes",
        105_705_600,
        first.activations * (11 * 11 * 3 + 1),
    )
    yield "LeNet-5 today", BY_HAND, 61_706, summarize(lenet5(), LENET5_INPUT).parameters
    original = sum(lenet5_original_parameters().values())
    yield f"LeNet-5 of {_year('lecun1998')}", "LeCun and others", 60_000, original
    for grouped, published in ((True, 60_965_224), (False, 62_378_344)):
        ours = summarize(alexnet(grouped), ALEXNET_INPUT).parameters
        groups = max(layer.groups for layer in alexnet(grouped) if isinstance(layer, Conv2d))
        yield f"AlexNet, {spelled(groups)} group{'s' * grouped}", BY_HAND, published, ours
    table = summarize(vgg16(), VGG16_INPUT)
    millions = round(table.parameters / 10**6)
    yield "VGG-16, parameters in millions", "Simonyan and Zisserman", 138, millions
    yield "VGG-16, parameters", BY_HAND, 138_357_544, table.parameters
    yield (
        "VGG-16, activations",
        "the column of CS231n's notes, added up",
        15_237_608,
        table.activations,
    )
    course = summarize(course_lenet(), COURSE_LENET_INPUT)
    learning = [row for row in course.rows if row.parameters]
    course_counts = (608, 208), (3_216, 416), (48_120, 48_001), (10_164, 10_081), (850, 841)
    for row, (right, printed) in zip(learning, course_counts, strict=True):
        what = f"course network, {row.layer}"
        yield what, f"{BY_HAND}; Ng has {number(printed)}", right, row.parameters


def fields() -> Iterator[Row]:
    """Receptive fields, and stacks of small filters."""
    table = summarize(lenet5(), LENET5_INPUT)
    ours = list(dict.fromkeys(row.receptive_field for row in table.rows))
    yield "LeNet-5, receptive fields", BY_HAND, [5, 6, 14, 16, 32], ours
    table = summarize(vgg16(), VGG16_INPUT)
    pools = [row.receptive_field for row in table.rows if isinstance(row.layer, MaxPool2d)]
    yield "VGG-16, receptive fields after pools", BY_HAND, [6, 16, 44, 100, 212], pools
    for side, depth, published in ((3, 3, 27), (7, 1, 49)):
        stack = [Conv2d(8, side, bias=False)] * depth
        ours_per = summarize(stack, (32, 32, 8)).parameters // 64
        what = f"{depth} layer{'s' * (depth > 1)} of {side} × {side}, weights for each C²"
        yield what, "Simonyan and Zisserman", published, ours_per


def _year(key: str) -> int:
    year: int = tomllib.loads(BIBLIOGRAPHY.read_text("utf-8"))[key]["year"]
    return year


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return number(value)


def table() -> str:
    """Return the Markdown table of all rows."""
    lines = ["| what | source | its number | computed |", "| --- | --- | ---: | ---: |"]
    for what, source, published, ours in (*sizes(), *counts(), *fields()):
        if published != ours:
            raise ValueError(f"{what}: {source} has {published}, computed {ours}")
        lines.append(f"| {what} | {source} | {_shown(published)} | {_shown(ours)} |")
    return "\n".join(lines)
