"""What each command of `python -m convdemo` works out, for people, for programs, for spreadsheets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from convdemo._check import counted
from convdemo.layers import Dense, Flatten, Layer
from convdemo.stride import output_size, receptive_field
from convdemo.summary import Row, Summary, summarize
from convdemo.types import PaddingWord, Pair, Shape, Size

# Numbers that an optimizer keeps for each parameter, beside the gradient.
OPTIMIZERS = {"sgd": 0, "momentum": 1, "adam": 2}
UNITS = {2**10: "KiB", 2**20: "MiB", 2**30: "GiB"}
# What a row of a summary has, in the order of the calculator's file.
COLUMNS = (
    "number",
    "layer",
    "output_shape",
    "weights",
    "biases",
    "parameters",
    "macs",
    "activations",
    "memory",
    "receptive_field",
    "jump",
    "dropped",
)
TOTALS = ("weights", "biases", "parameters", "macs", "activations", "memory")


@dataclass(frozen=True)
class Told:
    """What a command has to say: as text, as a JSON object, and as rows of a table; its exit code."""

    text: str
    record: dict[str, Any]
    rows: list[dict[str, Any]]
    code: int = 0


def size(
    n: int,
    f: int,
    padding: int | Pair | PaddingWord,
    stride: int,
    dilation: int,
    ceil_mode: bool,
) -> Told:
    """The output's size in one direction."""
    out = output_size(n, f, padding=padding, stride=stride, dilation=dilation, ceil_mode=ceil_mode)
    record = {
        "n": n,
        "f": f,
        "padding": padding,
        "stride": stride,
        "dilation": dilation,
        "ceil_mode": ceil_mode,
        "output": out,
    }
    written = ",".join(map(str, padding)) if isinstance(padding, tuple) else padding
    return Told(str(out), record, [record | {"padding": written}])


def summary(layers: list[Layer], shape: Shape) -> Told:
    """The table of a stack of layers."""
    table = summarize(layers, shape)
    rows = [_of_row(row) for row in table.rows]
    record = {
        "input_shape": table.input_shape,
        "output_shape": rows[-1]["output_shape"] if rows else table.input_shape,
        **{name: getattr(table, name) for name in TOTALS},
        "receptive_field": _pair(table.receptive_field),
        "rows": rows,
    }
    return Told(str(table), record, [{name: row[name] for name in COLUMNS} for row in rows])


def _of_row(row: Row) -> dict[str, Any]:
    found = {name: getattr(row, name) for name in (*COLUMNS, "input_shape")}
    pairs = {name: _pair(found[name]) for name in ("receptive_field", "jump")}
    return found | {"layer": str(row.layer)} | pairs


def field(layers: list[Layer], shape: Shape | None) -> Told:
    """The receptive field and the jump; only a dense layer's depends on the input's shape."""
    seen, jump = _seen(layers) if shape is None else _seen_of(summarize(layers, shape))
    record = {"receptive_field": seen, "jump": jump}
    return Told(short(seen), record, [record])


def needs_shape(layers: list[Layer]) -> bool:
    """Whether the receptive field depends on the input's shape."""
    return any(isinstance(layer, (Dense, Flatten)) for layer in layers)


def _seen(layers: list[Layer]) -> tuple[Pair, Pair]:
    """The receptive field and the jump of layers that slide, or go pixel by pixel."""
    windows: list[tuple[Size, Size, Size]] = []
    for layer in layers:
        f = getattr(layer, "size", 1)
        stride = getattr(layer, "stride", 1)
        windows.append((f, f if stride is None else stride, getattr(layer, "dilation", 1)))
    sides = [[tuple(_pair(value)[k] for value in window) for window in windows] for k in (0, 1)]
    seen = receptive_field(sides[0]), receptive_field(sides[1])
    jump = math.prod(window[1] for window in sides[0]), math.prod(window[1] for window in sides[1])
    return seen, jump


def _seen_of(table: Summary) -> tuple[Pair, Pair]:
    jump = table.rows[-1].jump if table.rows else 1
    return _pair(table.receptive_field), _pair(jump)


def memory(
    layers: list[Layer], shape: Shape, batch: int, width: int, optimizer: str | None
) -> Told:
    """Bytes to run a stack on a batch, or, with an optimizer, to train it."""
    table = summarize(layers, shape)
    parts = {"parameters": table.parameters}
    if optimizer is None:
        parts["activations"] = batch * _most(table)
    else:
        parts["gradients"] = table.parameters
        parts["optimizer"] = OPTIMIZERS[optimizer] * table.parameters
        parts["activations"] = batch * table.activations
    parts["total"] = sum(parts.values())
    rows: list[dict[str, Any]] = [
        {"what": what, "numbers": n, "bytes": n * width} for what, n in parts.items()
    ]
    record = {"batch": batch, "bytes_per_number": width, "optimizer": optimizer, "rows": rows}
    cells = [
        (row["what"], counted(row["numbers"]), counted(row["bytes"]), human(row["bytes"]))
        for row in rows
    ]
    return Told(_aligned([("what", "numbers", "bytes", ""), *cells]), record, rows)


def _most(table: Summary) -> int:
    """The input and output of one layer, of the layer for which they are the most together."""
    first = math.prod(table.input_shape)
    return max((math.prod(row.input_shape) + row.activations for row in table.rows), default=first)


def human(count: float) -> str:
    """Bytes in the unit that suits them."""
    unit = 2**30
    if count < unit:
        unit = 2**20 if count >= 2**20 else 2**10
    return f"{count / unit:,.1f} {UNITS[unit]}"


def _aligned(lines: Sequence[tuple[str, ...]]) -> str:
    """The first column to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = [
        "  ".join([line[0].ljust(widths[0]), *map(str.rjust, line[1:], widths[1:])]).rstrip()
        for line in lines
    ]
    return "\n".join(rows)


def _pair(value: Size) -> Pair:
    return (value, value) if isinstance(value, int) else value


def short(value: Any) -> str:
    """A value as a cell: a shape with x between its numbers, a pair of equal ones as one."""
    if not isinstance(value, tuple):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return str(value[0]) if len(value) == 2 and value[0] == value[1] else "x".join(map(str, value))
