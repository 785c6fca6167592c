"""The table of a network: counts, receptive fields, and how it prints."""

import io
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from types import SimpleNamespace

import numpy as np
import pytest

from convdemo import conv_forward, max_pool
from convdemo.layers import Conv2d, Dense, Flatten, Layer, MaxPool2d, ReLU
from convdemo.summary import conv_parameters, mlp_parameters, summarize
from tests.convdemo.untyped import untyped


def test_the_published_counts() -> None:
    assert mlp_parameters((128, 128), 300) == 4_915_200
    assert mlp_parameters((128, 128, 3), 300) == 14_745_600
    assert mlp_parameters((1000, 1000), 300) == 300_000_000
    assert mlp_parameters((1000, 1000, 3), 300) == 900_000_000
    assert mlp_parameters((2, 2), 3, bias=True) == 15
    assert conv_parameters(5, 3, 6) == 456
    assert conv_parameters(5, 3, 6, False) == 450
    assert conv_parameters((1, 3), 2, 4) == 28
    assert mlp_parameters((32, 32, 3), 28 * 28 * 6) == 14_450_688
    # AlexNet's first layer, if its filters were not shared, in the course CS231n.
    assert 55 * 55 * conv_parameters(11, 3, 96) == 105_705_600


def test_three_small_filters_against_a_large_one() -> None:
    c = 64
    small = summarize([Conv2d(c, 3, bias=False)] * 3, (32, 32, c))
    large = summarize([Conv2d(c, 7, bias=False)], (32, 32, c))
    assert (small.parameters, large.parameters) == (27 * c**2, 49 * c**2)
    assert small.receptive_field == large.receptive_field == 7


def test_the_receptive_field_is_what_a_pixel_can_change() -> None:
    layers = [Conv2d(1, (3, 5), stride=(2, 1)), MaxPool2d(2), Conv2d(1, 2, dilation=(2, 1))]
    last = summarize(layers, (40, 40, 1)).rows[-1]
    seen = np.zeros((40, 40), dtype=bool)
    for i in range(24):
        for j in range(24):
            x = np.zeros((1, 40, 40, 1))
            x[0, i, j, 0] = 1
            x = conv_forward(x, np.ones((3, 5, 1, 1)), stride=(2, 1))
            x = conv_forward(max_pool(x, 2), np.ones((2, 2, 1, 1)), dilation=(2, 1))
            seen[i, j] = x[0, 0, 0, 0] != 0
    rows, columns = np.nonzero(seen)
    assert last.receptive_field == (rows.max() + 1, columns.max() + 1) == (13, 8)
    assert last.jump == (4, 2)


def test_dropped_counts_the_rows_and_columns_that_no_window_reaches() -> None:
    def dropped(layer: Layer, n_h: int = 8, n_w: int = 8) -> tuple[int, int]:
        return summarize([layer], (n_h, n_w, 1)).rows[0].dropped

    assert dropped(Conv2d(1, 3, stride=2)) == (1, 1)
    assert dropped(Conv2d(1, 3, stride=2), 7, 8) == (0, 1)
    assert dropped(MaxPool2d(2, stride=3)) == (2, 2)
    assert dropped(MaxPool2d(3, ceil_mode=True)) == (0, 0)
    assert dropped(ReLU()) == (0, 0)


# Worked out by hand: a filter of 5 · 5 · 3 weights at 28 · 28 places, six times, and so on.
TABLE = """\
layer         output       parameters  multiply-adds  activations  receptive field  jump
------------  -----------  ----------  -------------  -----------  ---------------  ----
input         32 × 32 × 3                                   3,072
Conv2d(6, 5)  28 × 28 × 6         456        352,800        4,704                5     1
MaxPool2d(2)  14 × 14 × 6           0              0        1,176                6     2
ReLU()        14 × 14 × 6           0              0            0                6     2
Flatten()     1,176                 0              0            0                6     2
Dense(10)     10               11,770         11,760           10               32     2
------------  -----------  ----------  -------------  -----------  ---------------  ----
total                          12,226        364,560        8,962"""
HTML = (
    "<table><caption>2 layers, for one example</caption><thead><tr>"
    '<th scope="col">layer</th><th scope="col">output</th><th scope="col">parameters</th>'
    '<th scope="col">multiply-adds</th><th scope="col">activations</th>'
    '<th scope="col">receptive field</th><th scope="col">jump</th></tr></thead>'
    '<tbody><tr><th scope="row">input</th><td>4 × 9 × 1</td><td></td><td></td><td>36</td><td></td>'
    '<td></td></tr><tr><th scope="row">Conv2d(1, (1, 3), stride=(1, 2), padding=&#x27;same&#x27;)'
    "</th><td>4 × 5 × 1</td><td>4</td><td>60</td><td>20</td><td>1 × 3</td><td>1 × 2</td></tr>"
    '<tr><th scope="row">MaxPool2d(2)</th><td>2 × 2 × 1</td><td>0</td><td>0</td><td>4</td>'
    "<td>2 × 5</td><td>2 × 4</td></tr></tbody><tfoot><tr>"
    '<th scope="row">total</th><td></td><td>4</td><td>60</td><td>60</td><td></td><td></td></tr>'
    "</tfoot></table>"
)


def test_the_whole_table() -> None:
    layers = [Conv2d(6, 5), MaxPool2d(2), ReLU(), Flatten(), Dense(10)]
    assert repr(summarize(layers, (32, 32, 3))) == str(summarize(layers, (32, 32, 3))) == TABLE
    layers = [Conv2d(1, (1, 3), stride=(1, 2), padding="same"), MaxPool2d(2)]
    assert summarize(layers, (4, 9, 1))._repr_html_() == HTML


def test_totals_are_the_sums_of_the_rows() -> None:
    layers = [Conv2d(6, 5), ReLU(), MaxPool2d(2), Flatten(), Dense(10)]
    table = summarize(iter(layers), untyped([32, 32, 3]))
    rows = table.rows
    assert [row.layer for row in rows] == layers
    assert [row.number for row in rows] == [1, 2, 3, 4, 5]
    assert table.parameters == sum(row.parameters for row in rows) == 456 + 11_770
    assert (table.weights, table.biases) == (450 + 11_760, 6 + 10)
    assert table.macs == sum(row.macs for row in rows)
    assert table.activations == 3072 + 4704 + 0 + 1176 + 0 + 10
    assert table.memory == 4 * table.activations
    assert rows[0].memory == 4 * 4704


def test_no_layer_is_a_table_too() -> None:
    table = summarize([], (4, 4, 1))
    assert (table.rows, table.parameters, table.activations) == ((), 0, 16)
    assert table.receptive_field == 1
    assert len(str(table).splitlines()) == 5


def test_the_text_is_aligned() -> None:
    lines = str(summarize([Conv2d(64, 3), MaxPool2d(2, stride=1)], (224, 224, 3))).splitlines()
    ruler = lines[1]
    ends = [i for i, mark in enumerate(ruler) if mark == "-" and ruler[i + 1 : i + 2] in ("", " ")]
    for line in (lines[3], lines[4]):
        assert all(line[end] != " " for end in ends[2:])
    assert "3,154,176" not in lines[4] and "3,154,176" in lines[3]
    assert all(line == line.rstrip() for line in lines)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.seen.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.cells.append(data)


def test_the_html_is_a_table_with_headings_and_a_caption() -> None:
    tags = _Tags()
    tags.feed(summarize([Conv2d(6, 5)], (32, 32, 3))._repr_html_())
    assert tags.open == []
    scopes = [attributes["scope"] for tag, attributes in tags.seen if tag == "th"]
    assert scopes == ["col"] * 7 + ["row"] * 3
    assert sum(tag == "td" for tag, _ in tags.seen) == 18
    assert {"1 layer, for one example", "352,800", "28 × 28 × 6"} <= set(tags.cells)


@pytest.mark.parametrize(
    "call, kind, words",
    [
        (
            lambda: summarize([Conv2d(6, 5), Conv2d(6, 5)], (7, 7, 1)),
            ValueError,
            "layer 2, Conv2d(6, 5), on (3, 3, 6): kernel (5, 5) does not fit in the padded image "
            "(3, 3)",
        ),
        (
            lambda: summarize([Dense(3)], (7, 7, 1)),
            ValueError,
            "layer 1, Dense(3), on (7, 7, 1): Dense(3) needs a flat input (n,), not (7, 7, 1); put "
            "Flatten() before it",
        ),
        (
            lambda: summarize([Flatten(), MaxPool2d(2)], (7, 7, 1)),
            ValueError,
            "layer 2, MaxPool2d(2), on (49,): MaxPool2d(2) needs an input (n_h, n_w, n_c), not "
            "(49,)",
        ),
        (
            lambda: summarize([untyped(3)], (7, 7, 1)),
            TypeError,
            "layer 1 must be a layer such as Conv2d(6, 5), not 3",
        ),
        (
            lambda: summarize(untyped(None), (7, 7, 1)),
            TypeError,
            "layers must be a list of layers, not None",
        ),
        (
            lambda: summarize([], (7, 7)),
            ValueError,
            "input_shape must be (n_h, n_w, n_c) or (n,), not (7, 7)",
        ),
        (lambda: summarize([], (7, 7, 0)), ValueError, "input_shape must be at least 1, not 0"),
        (
            lambda: mlp_parameters(untyped(128), 300),
            ValueError,
            "image_shape must be (n_h, n_w) or (n_h, n_w, n_c), not 128",
        ),
        (lambda: mlp_parameters((128, 128), 0), ValueError, "units must be at least 1, not 0"),
        (
            lambda: mlp_parameters((128, 128), 3, bias=untyped("no")),
            TypeError,
            "bias must be True or False, not 'no'",
        ),
        (
            lambda: conv_parameters(5, 3, 6, untyped(None)),
            TypeError,
            "bias must be True or False, not None",
        ),
        (
            lambda: conv_parameters(5, untyped("3"), 6),
            TypeError,
            "n_c_prev must be an integer, not '3' of type str",
        ),
        (
            lambda: conv_parameters(5, 3, untyped(None)),
            TypeError,
            "n_c must be an integer, not None of type NoneType",
        ),
    ],
)
def test_bad_input_is_named(call: Callable[[], object], kind: type[Exception], words: str) -> None:
    with pytest.raises(kind) as caught:
        call()
    assert str(caught.value) == words


def test_the_columns_are_named() -> None:
    names = str(summarize([Dense(3)], (5,))).splitlines()[0]
    assert re.split(r"\s{2,}", names.strip()) == [
        "layer",
        "output",
        "parameters",
        "multiply-adds",
        "activations",
        "receptive field",
        "jump",
    ]


def test_a_network_that_begins_flat_sees_one_number_at_a_time() -> None:
    table = summarize([Dense(3), ReLU(), Dense(2)], (5,))
    assert [row.receptive_field for row in table.rows] == [1, 1, 1]
    assert table.receptive_field == 1 and summarize([], (5,)).receptive_field == 1
    assert (table.parameters, table.macs, table.activations) == (26, 21, 10)


PRINT = "from convdemo import Conv2d, summarize; print(summarize([Conv2d(6, 5)], (32, 32, 3)))"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1", "cp1252", "cp850"])
def test_it_prints_a_times_sign_where_there_is_one(encoding: str) -> None:
    assert "32 × 32 × 3" in printed(encoding).decode(encoding)


@pytest.mark.parametrize("encoding", ["ascii", "cp437", "cp1251", "cp1253", "ascii:strict"])
def test_it_prints_where_there_is_no_times_sign(encoding: str) -> None:
    text = printed(encoding).decode("ascii")
    assert "32 x 32 x 3" in text
    wide = printed("utf-8").decode()
    assert text == wide.replace("×", "x")  # so the columns stay aligned


def printed(encoding: str) -> bytes:
    """What a process whose output has this encoding prints."""
    environment = os.environ | {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", PRINT], env=environment, capture_output=True
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.replace(b"\r\n", b"\n")


@pytest.mark.parametrize("output", [None, io.StringIO()])
def test_without_an_encoding_the_times_sign_stays(
    monkeypatch: pytest.MonkeyPatch, output: io.StringIO | None
) -> None:
    monkeypatch.setattr(sys, "stdout", output)
    assert "7 × 7 × 1" in str(summarize([], (7, 7, 1)))
    assert "7 × 7 × 1" in summarize([], (7, 7, 1))._repr_html_()


def test_an_encoding_that_python_does_not_know_gets_no_times_sign(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "stdout", SimpleNamespace(encoding="unheard-of"))
    assert "7 x 7 x 1" in str(summarize([], (7, 7, 1)))
