"""What layers that networks often use do to a side of 56, and what they cost."""

from convdemo import AvgPool2d, Conv2d, MaxPool2d, summarize
from scripts.drawing.number_format import number

SHAPE = (56, 56, 64)
LAYERS = (
    Conv2d(64, 1),
    Conv2d(64, 3, padding=1),
    Conv2d(64, 3, padding=1, stride=2),
    Conv2d(64, 3, padding=2, dilation=2),
    Conv2d(64, 3, padding=1, groups=64),
    Conv2d(64, 5, padding=2),
    Conv2d(64, 7, padding=3, stride=2),
    MaxPool2d(2),
    MaxPool2d(3, stride=2, padding=1),
    AvgPool2d(56),
)


def table() -> str:
    """One row a layer, all on the same volume."""
    shape = " × ".join(map(str, SHAPE))
    lines = [
        f"On a volume of {shape}:",
        "",
        "| layer | output | parameters | multiply-adds |",
        "| --- | --- | ---: | ---: |",
    ]
    for layer in LAYERS:
        row = summarize([layer], SHAPE).rows[0]
        output = " × ".join(map(str, row.output_shape))
        lines.append(f"| `{layer}` | {output} | {number(row.parameters)} | {number(row.macs)} |")
    return "\n".join(lines)
