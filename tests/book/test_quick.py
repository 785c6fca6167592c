"""Quick answers: what it shows of frameworks was run, its errors are literal, its links open.

No framework is needed: the record `data/frameworks.json` says what came out, and
`python -m scripts.bench.frameworks` writes it.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
from collections import Counter
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from convdemo import AvgPool2d, Conv2d, Dense, Flatten, MaxPool2d, ReLU, Summary, summarize
from convdemo.layers import Layer
from scripts.bench import frameworks
from scripts.press import fences, sessions, snippets
from scripts.press.markup import elements, words
from scripts.press.page import COMMENT
from scripts.press.rendering import rendered, without_front

PAGE = sessions.DOCS / "reference" / "quick.md"
TEXT = PAGE.read_text("utf-8")
RECORD: dict[str, Any] = json.loads(frameworks.RECORD.read_text("utf-8"))
AT_LEAST = 30  # questions
# Where one framework has nothing of the kind, or nothing else to show.
ONE_ALONE = {
    "same-everywhere",
    "macs-and-flops",
    "activation-memory",
    "inference-memory",
    "common-mistakes",
}
VALUE = re.compile(r"(?<![\w.])-?\d+(?:\.\d*)?(?:e-?\d+)?\b|\bTrue\b|\bFalse\b|\binf\b")


@dataclass(frozen=True)
class Entry:
    """A question of the page: its heading, and the Markdown below it."""

    heading: str
    body: str

    @property
    def runs(self) -> list[dict[str, str]]:
        names = snippets.MARK.findall(self.body)
        return [run for run in RECORD["ran"] if run["name"] in names]

    @property
    def links(self) -> list[str]:
        return re.findall(r"\]\(\.\./calculator\.md(\?[^)]*)\)", self.body)


def entries() -> list[Entry]:
    """All third-order headings, but for lines of code."""
    parts = re.split(r"^#{2,3} ", TEXT, flags=re.MULTILINE)[1:]
    marks = re.findall(r"^#{2,3} ", TEXT, flags=re.MULTILINE)
    found = [part.partition("\n") for mark, part in zip(marks, parts, strict=True) if len(mark) > 3]
    return [Entry(heading, body) for heading, _, body in found]


ENTRIES = entries()
every_entry = pytest.mark.parametrize(
    "entry", [pytest.param(each, id=each.heading.split("{#")[-1].rstrip("}")) for each in ENTRIES]
)


def test_there_are_enough_and_each_has_a_place_of_its_own() -> None:
    assert len(ENTRIES) >= AT_LEAST
    heads = elements(rendered(without_front(TEXT)), "h3")
    assert [head for head in heads if not head.attributes.get("id")] == []
    assert len({head.attributes["id"] for head in heads}) == len(heads) == len(ENTRIES)


def test_the_list_on_top_names_each_entry_in_order() -> None:
    listed = re.findall(r"\]\(#([\w-]+)\)", TEXT.partition("\n## ")[0])
    ids = [head.attributes["id"] for head in elements(rendered(without_front(TEXT)), "h3")]
    assert [name for name in listed if name != "versions"] == ids


@every_entry
def test_an_entry_runs_by_itself(entry: Entry) -> None:
    """Whoever copies its code needs nothing from further up."""
    names: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for fence in fences.find_fences(entry.body):
            if fence.language == "python":
                exec(fence.source, names)


@every_entry
def test_an_entry_has_code_of_all_three_and_a_state_of_the_calculator(entry: Entry) -> None:
    assert [fence for fence in fences.find_fences(entry.body) if fence.language == "python"]
    alone = entry.heading.split("{#")[1].rstrip("}") in ONE_ALONE
    assert len({run["framework"] for run in entry.runs}) == (1 if alone else 2)
    assert entry.links


@every_entry
def test_an_entry_is_short(entry: Entry) -> None:
    told = words(COMMENT.sub("", rendered(fences_out(entry.body))))
    assert len(told.split()) <= 130


def fences_out(body: str) -> str:
    return re.sub(r"^```.*?^```$", "", body, flags=re.MULTILINE | re.DOTALL)


# --- the record ----------------------------------------------------------------------------------


def test_what_is_shown_is_what_was_run() -> None:
    """Whoever changes a snippet has to run it again."""
    given = frameworks.snippets()
    assert [
        {key: run[key] for key in each} for run, each in zip(RECORD["ran"], given, strict=True)
    ] == given


def test_the_page_shows_each_snippet_once() -> None:
    shown = snippets.MARK.findall(TEXT)
    assert len(shown) == len(set(shown))
    assert set(shown) == {run["name"] for run in RECORD["ran"]}
    assert {run["framework"] for run in RECORD["ran"]} == set(frameworks.NAMES)


def test_keras_gave_the_same_on_both_backends() -> None:
    assert RECORD["backends"] == list(frameworks.BACKENDS)
    assert [run["name"] for run in RECORD["ran"] if "on torch" in run] == []


def test_ported_layers_gave_the_same_in_both_frameworks() -> None:
    """Each was compared output by output; whoever changes a check has to run it again."""
    given = frameworks.snippets("check")
    expected = [{**each, "printed": "True\n"} for each in given]
    assert RECORD["checks"] == expected
    ported = {name for name in snippets.MARK.findall(TEXT) if name.startswith("port-")}
    assert ported <= {each["name"] for each in given}


def values(text: str) -> list[str]:
    """The numbers and truth values that a text holds."""
    return [each if each[0] in "TFi" else str(float(each)) for each in VALUE.findall(text)]


@every_entry
def test_the_frameworks_gave_what_the_package_gives(entry: Entry) -> None:
    """Axes may come in another order; who gives something else, says why in the list of snippets."""
    pairs, _ = fences.paired(entry.body)
    ours = " ".join(output.source for _, output in pairs if output)
    for run in entry.runs:
        if "differs" not in run and run["printed"]:
            assert Counter(values(run["printed"])) <= Counter(values(ours)), run


def test_values_are_read_from_what_is_printed() -> None:
    found = values("(1, 28) [0.44 0.67] 3. True\n-9 x2 inf")
    assert found == ["1.0", "28.0", "0.44", "0.67", "3.0", "True", "-9.0", "inf"]


@every_entry
def test_errors_in_headings_are_literal(entry: Entry) -> None:
    """What stands in quotation marks was said by a framework; an ellipsis leaves something out."""
    for quoted in re.findall("“([^”]{12,})”", entry.heading):
        parts = [re.escape(part.strip()) for part in quoted.split("…")]
        pattern = re.compile(".*?".join(parts), re.DOTALL)
        errors = [run["error"] for run in entry.runs if "error" in run]
        assert [error for error in errors if pattern.search(error)], (quoted, errors)


def test_an_error_that_nobody_expects_is_none() -> None:
    """An entry whose snippet fails is about that error."""
    failing = {run["name"] for run in RECORD["ran"] if "error" in run}
    assert failing == {
        "too-large",
        "stride-with-dilation",
        "same-stride-error",
        "flatten-error",
        "channels-error",
        "batch-error",
        "type-error",
        "groups",
    }


# --- the addresses -------------------------------------------------------------------------------

KINDS = {"c": Conv2d, "m": MaxPool2d, "a": AvgPool2d, "r": ReLU, "f": Flatten, "d": Dense}
NEEDS = {"c": 2, "m": 1, "a": 1, "r": 0, "f": 0, "d": 1}
NAMES = {
    "s": "stride",
    "p": "padding",
    "d": "dilation",
    "g": "groups",
    "b": "bias",
    "c": "ceil_mode",
}


def value(text: str, name: str = "") -> Any:
    """What a part of an address means: a number, a pair, a word of padding, a yes or no."""
    if text in ("valid", "same", "full"):
        return text
    numbers = [int(part) for part in text.split("x")]
    if name in ("bias", "ceil_mode"):
        return bool(numbers[0])
    return numbers[0] if len(numbers) == 1 else tuple(numbers)


def layer(text: str) -> Layer:
    """The layer that a part of an address names, as ``c16-3-psame``."""
    kind, rest = text[0], text[1:]
    parts = rest.split("-") if rest else []
    needed, chosen = parts[: NEEDS[kind]], parts[NEEDS[kind] :]
    named = {NAMES[part[0]]: value(part[1:], NAMES[part[0]]) for part in chosen}
    made: Layer = KINDS[kind](*map(value, needed), **named)
    return made


def state(address: str) -> tuple[list[Layer], tuple[int, ...]]:
    """The layers and the input that an address of the calculator opens."""
    query = parse_qs(urlsplit(address).query, strict_parsing=True)
    assert set(query) == {"layers.input", "layers.stack"} and address.endswith("#layers")
    shape = tuple(int(side) for side in query["layers.input"][0].split("*"))
    return [layer(text) for text in query["layers.stack"][0].split(".")], shape


@every_entry
def test_links_open_the_calculator_with_the_numbers_of_the_entry(entry: Entry) -> None:
    """One of the numbers that the state comes to stands in the entry."""
    stands = {
        float(each) for each in VALUE.findall(entry.body.replace(",", "")) if each[0] not in "TFi"
    }
    for address in entry.links:
        layers, shape = state(address)
        if "filter-too-large" in entry.heading:
            with pytest.raises(ValueError, match="does not fit"):
                summarize(layers, shape)
            continue
        assert is_told(summarize(layers, shape), stands), address


def is_told(table: Summary, stands: set[float]) -> bool:
    """Whether what a state comes to stands in an entry: all its sides, or a number that is rare."""
    sides = {float(side) for row in table.rows[-2:] for side in row.output_shape} - {1.0}
    rows = [(row.weights, row.parameters, row.macs) for row in table.rows]
    counts = [table.parameters, table.macs, *(count for row in rows for count in row)]
    field = table.receptive_field
    rare = {float(count) for count in counts if count > 50}
    rare |= {float(field)} if isinstance(field, int) and field > 15 else set()
    return sides <= stands or bool(rare & stands)


ADDRESSES = {
    "?layers.input=8*9*3&layers.stack=c4-3x2-s2-psame-g1-b0#layers": (
        [Conv2d(4, (3, 2), stride=2, padding="same", bias=False)],
        (8, 9, 3),
    ),
    "?layers.input=8*8*1&layers.stack=m3-s2-p1-c1.r.f.d7#layers": (
        [MaxPool2d(3, stride=2, padding=1, ceil_mode=True), ReLU(), Flatten(), Dense(7)],
        (8, 8, 1),
    ),
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_are_read_as_the_calculator_reads_them(address: str) -> None:
    assert state(address) == ADDRESSES[address]
