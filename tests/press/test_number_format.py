"""One way to write a number: in figures, in sums that are written out, and in explorables."""

import json
import math
import re
from collections.abc import Callable, Iterable

import numpy as np
import pytest
from py_mini_racer import MiniRacer

from scripts.drawing import by, fixed, listed, number, spelled, times
from scripts.press import sums
from scripts.setup.environment import ROOT

EXPLORABLES = ROOT / "docs" / "explorables"
Written = Callable[..., list[str]]

EXAMPLES = [
    (0, "0"),
    (-0.0, "0"),
    (7, "7"),
    (-30, "−30"),
    (2.0, "2"),
    (0.5, "0.5"),
    (1 / 3, "0.33"),
    (-2 / 3, "−0.67"),
    (0.1 + 0.2, "0.3"),
    # Exactly between two: away from 0.
    (0.125, "0.13"),
    (-0.125, "−0.13"),
    (0.375, "0.38"),
    (1.625, "1.63"),
    # The floats of these names lie a little below and a little above.
    (2.675, "2.67"),
    (1.005, "1"),
    (1.115, "1.11"),
    (0.145, "0.14"),
    (0.285, "0.28"),
    (0.565, "0.56"),
    (0.575, "0.57"),
    (1.255, "1.25"),
    (8.345, "8.35"),
    # Thousands.
    (999.994, "999.99"),
    (999.995, "1,000"),
    (999.999, "1,000"),
    (1000, "1,000"),
    (-1020, "−1,020"),
    (12345.678, "12,345.68"),
    (4_915_200, "4,915,200"),
    (123_456_789_012_345, "123,456,789,012,345"),
    # What is not 0 is not shown as 0, unless it is what rounding leaves.
    (0.005, "0.01"),
    (0.0049, "0.005"),
    (0.004, "0.004"),
    (-0.001, "−0.001"),
    (0.00096, "0.001"),
    (0.0001, "0.0001"),
    (0.000096, "0.0001"),
    (0.00004, "4e−5"),
    (-0.000012, "−1e−5"),
    (9.6e-6, "1e−5"),
    (1e-9, "1e−9"),
    (-2.5e-9, "−3e−9"),
    (9.9e-10, "0"),
    (-1e-16, "0"),
    (5e-324, "0"),
    # The very large.
    (999_999_999_999_999, "999,999,999,999,999"),
    (10**15, "1e15"),
    (1.5e15, "1.5e15"),
    (-1.236e15, "−1.24e15"),
    (9.996e20, "1e21"),
    (1e21, "1e21"),
    (1.7976931348623157e308, "1.8e308"),
    (math.inf, "∞"),
    (-math.inf, "−∞"),
    (math.nan, "NaN"),
]


@pytest.fixture(scope="module")
def theirs() -> Written:
    """What the explorables write for many values at a time: `number`, or what else is asked."""
    engine = MiniRacer()
    (times,) = re.findall(
        r"^export (const times = .*)",
        (EXPLORABLES / "convdemo_layers.js").read_text("utf-8"),
        re.M,
    )
    source = (EXPLORABLES / "numerals.js").read_text("utf-8")
    engine.eval(re.sub(r"^(import .*|export )", "", source, flags=re.MULTILINE) + times)

    def written(
        values: Iterable[float], digits: int = 2, write: str = "number(v, {digits})"
    ) -> list[str]:
        names = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
        listed = ", ".join(names.get(repr(v), repr(v)) for v in values)
        asked = write.format(digits=digits)
        found = engine.eval(f"JSON.stringify([{listed}].map((v) => {asked}))")
        texts: list[str] = json.loads(str(found))
        return texts

    return written


@pytest.mark.parametrize(("value", "text"), EXAMPLES)
def test_the_rule(value: float, text: str) -> None:
    assert number(value) == text


def test_explorables_keep_the_rule(theirs: Written) -> None:
    values, texts = zip(*EXAMPLES, strict=True)
    assert tuple(theirs(values)) == texts


@pytest.mark.parametrize("digits", [0, 1, 2, 3, 7])
def test_figures_and_explorables_write_thousands_of_numbers_alike(
    theirs: Written, digits: int
) -> None:
    rng = np.random.default_rng(digits)
    signs = rng.choice([-1, 1], 2000)
    values = [
        *(signs * 10 ** rng.uniform(-20, 25, 2000)).tolist(),
        *(signs * 10 ** rng.uniform(-5, 5, 2000)).tolist(),
        *(rng.integers(-20_000, 20_000, 2000) / 1000).tolist(),  # halves in name only
        *(rng.integers(-20_000, 20_000, 2000) / 2 ** rng.integers(0, 10, 2000)).tolist(),  # halves
        *rng.integers(-(10**6), 10**6, 500).tolist(),
        *(10.0 ** np.arange(-30, 31)).tolist(),
        *np.nextafter(10.0 ** np.arange(-16, 22), 0).tolist(),
        *np.nextafter(10.0 ** np.arange(-16, 22), np.inf).tolist(),
        0.0,
        -0.0,
        math.inf,
        -math.inf,
        math.nan,
    ]
    ours = [number(value, digits) for value in values]
    assert ours == theirs(values, digits)
    assert not set("-") & set("".join(ours))
    assert "−0" not in ours


def test_numbers_of_numpy_are_written_as_pythons() -> None:
    for value in (np.int8(-5), np.uint64(2**64 - 1), np.float32(0.1), np.float64(0.125), np.True_):
        assert number(value) == number(value.item())
    assert number(np.float32(0.1)) == "0.1"


def test_sums_are_written_with_the_same_numbers() -> None:
    text = sums.insert("<!-- sum: [[0.125, 2000]], [[0.004, -0.125]], 0, 0 -->\n")
    assert text == (
        '<p class="sum"><i>0.13</i>·<b>0.004</b> + <i>2,000</i>·<b>(−0.13)</b>'
        " = <strong>−250</strong></p>\n"
    )


def test_a_factor_of_a_sum_is_written_alike_in_pages_and_explorables(theirs: Written) -> None:
    values = [value for value, _ in EXAMPLES if math.isfinite(value)]
    ours = [sums.written_out([[1]], [[value]], 0, 0) for value in values]
    factors = re.findall(r"<b>(.*?)</b>", "".join(ours))
    assert factors == theirs(values, write="factor(v)")
    assert {"(−30)", "0.5", "(−1,020)"} <= set(factors)


def test_counts_of_the_calculator_are_written_as_those_of_tables(theirs: Written) -> None:
    counts = [0, 7, 999, 1000, 4_915_200, 10**15 - 1]
    assert theirs(counts, write="times(v)") == [number(count) for count in counts]
    assert theirs(counts, write="times(BigInt(v))") == [number(count) for count in counts]
    assert theirs([[3, 3], [1000, 5]], write="times(v)") == ["3 × 3", "1,000 × 5"]


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (0.5, 2, "0.50"),
        (2, 2, "2.00"),
        (-1020, 1, "−1,020.0"),
        (1234.5, 0, "1,234"),
        (-0.001, 2, "0.00"),
        (-0.005001, 2, "−0.01"),
        (-0.0, 0, "0"),
    ],
)
def test_so_many_decimals_stand_under_each_other(value: float, digits: int, text: str) -> None:
    assert fixed(value, digits) == text


def test_sizes_are_written_for_the_eye_and_for_the_ear() -> None:
    assert times(np.zeros((6, 4))) == times((6, 4)) == "6 × 4"
    assert by(np.zeros((6, 4, 3))) == by((6, 4, 3)) == "6 by 4 by 3"


WORDS = {0: "zero", 1: "one", 12: "twelve", 19: "nineteen", 20: "twenty", 40: "forty", 90: "ninety"}


@pytest.mark.parametrize(("count", "word"), [*WORDS.items(), (21, "21"), (1000, "1,000")])
def test_counts_are_spelled_where_the_book_has_a_word(count: int, word: str) -> None:
    assert spelled(count) == spelled(np.int64(count)) == word


def test_items_are_listed_as_in_a_sentence() -> None:
    assert listed([0, 45, 90]) == "0, 45 and 90"
    assert listed(["a", "b"]) == "a and b"
    assert listed(iter([7])) == "7"
