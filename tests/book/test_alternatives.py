"""What an alternative text says of the picture follows the picture.

Each figure is drawn twice: with the package's images and filters as they are, and with one of them
changed. A number of the alternative text that stood in the picture, in its words or as a size of its
grids, and no longer stands there, must have changed in the alternative text too.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

import convdemo
from scripts.drawing import Drawing, Grid, Photo, Plot
from scripts.drawing.drawings import Store
from scripts.drawing.number_format import SPELLED
from scripts.drawing.render import finished, load, reach, texts
from scripts.setup.environment import ROOT

STORE = Store(ROOT)
COUNTS = {word: count for count, word in SPELLED.items() if count != 1}
NUMERAL = re.compile(rf"\d+(?:,\d{{3}})*(?:\.\d+)?|\b(?:{'|'.join(COUNTS)})\b", re.IGNORECASE)
SIZE = re.compile(r"\d+(?: (?:×|by) \d+)+")
IMAGES = [name for name in convdemo.__all__ if name.endswith("_image")]
FILTERS = [name for name in convdemo.__all__ if isinstance(getattr(convdemo, name), np.ndarray)]


@dataclass(frozen=True)
class Numeral:
    """A number without its sign, and whether it is a side: that of 6 × 6, or of 6 by 6."""

    value: float
    is_side: bool = False


def numerals(text: str) -> list[Numeral]:
    """The numbers of a text in digits and in words; *one*, which is seldom a count, left out."""
    sides = {place for size in SIZE.finditer(text) for place in range(*size.span())}
    return [
        Numeral(float(COUNTS.get(word := match[0].lower(), word.replace(",", ""))), at in sides)
        for match in NUMERAL.finditer(text)
        for at in [match.start()]
    ]


def standing(module: ModuleType, monkeypatch: pytest.MonkeyPatch) -> set[Numeral]:
    """The numbers that stand in a figure's picture, and those of its parts."""
    parts: list[Any] = []
    with monkeypatch.context() as patch:
        for kind in (Drawing, Grid, Photo, Plot):
            patch.setattr(kind, "__init__", noted(kind.__init__, parts))
        figure = finished(module.draw("wide"), "wide")
    told = {numeral for text in texts(figure) for numeral in numerals(text.get_text())}
    counts = {Numeral(count) for count in Counter(type(part) for part in parts).values()}
    measured = {size for part in parts for size in sizes(part)}
    return (
        told | counts | {Numeral(size, is_side) for size in measured for is_side in (True, False)}
    )


def noted(make: Callable[..., None], parts: list[Any]) -> Callable[..., None]:
    def made(self: Any, *given: Any, **named: Any) -> None:
        make(self, *given, **named)
        parts.append(self)

    return made


def sizes(part: Any) -> Iterator[int]:
    """The sides of a picture; of a grid also its cells, and the sides of its windows."""
    if isinstance(part, Photo):
        yield from part.image.shape
    if isinstance(part, Grid):
        yield from (part.rows, part.cols, part.values.size)
        for window in part.windows:
            yield from (window.height, window.width, *window.span)


def changes(module: ModuleType) -> Iterator[tuple[str, str, Any]]:
    """What of the package the script has imported, and how it might be otherwise."""
    for name in sorted(set(IMAGES) & set(vars(module))):
        given = getattr(module, name)
        yield "twice", name, lambda *a, given=given, **k: 2 * given(*a, **k)
        yield "larger", name, lambda *a, given=given, **k: larger(given(*a, **k))
    for name in sorted(set(FILTERS) & set(vars(module))):
        yield "twice", name, 2 * getattr(module, name)


def larger(image: np.ndarray) -> np.ndarray:
    """One row and one column more."""
    more = [(0, 1), (0, 1), *[(0, 0)] * (image.ndim - 2)]
    return np.pad(image, more, mode="edge")


def stale(script: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The numbers of an alternative text that the picture had, has no longer, and the text keeps."""
    module, problems = load(script), []
    shown, said = standing(module, monkeypatch), numerals(module.alt())
    for how, name, value in changes(module):
        changed = load(script)
        setattr(changed, name, value)
        try:
            shows, says = standing(changed, monkeypatch), numerals(changed.alt())
        except ValueError:
            continue  # The kit refuses what has no room: this change is none that could be seen.
        if len(says) == len(said):
            kept = [a for a, b in zip(said, says, strict=True) if a == b]
            gone = [each.value for each in kept if each in shown and each not in shows]
            problems += [f"with {name} {how}, the text keeps {value:g}" for value in gone]
    return problems


@pytest.fixture(autouse=True)
def _reach(monkeypatch: pytest.MonkeyPatch) -> None:
    reach(ROOT)


@pytest.mark.parametrize("name", STORE.names)
def test_an_alternative_text_follows_the_picture(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stale(STORE.scripts / f"{name}.py", monkeypatch) == []


SCRIPT = """
from convdemo import VERTICAL, conv2d, edge_image
from scripts.drawing import Grid, by, number, row

def out():
    return conv2d(edge_image(), VERTICAL)

def draw(layout):
    return row(Grid(edge_image()), Grid(out(), "output"))

def alt():
    return f"A {by(edge_image())} image gives {number(out().max())}."
"""


@pytest.mark.parametrize(
    ("computed", "typed", "problems"),
    [
        ("", "", []),
        (
            "{number(out().max())}",
            "30",
            [f"with {name} twice, the text keeps 30" for name in ("edge_image", "VERTICAL")],
        ),
        ("{by(edge_image())}", "6 by 6", ["with edge_image larger, the text keeps 6"] * 2),
    ],
)
def test_a_typed_number_is_found_out(
    computed: str,
    typed: str,
    problems: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = tmp_path / "one.py"
    script.write_text(SCRIPT.replace(computed, typed), "utf-8")
    assert stale(script, monkeypatch) == problems


def test_the_band_around_the_edge_is_as_bright_as_the_image(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    script = STORE.scripts / "filter_width.py"
    module = load(script)
    monkeypatch.setattr(module, "edge_image", lambda n=6: convdemo.edge_image(n, bright=12))
    assert "the same in all four: 0, 36, 36, 0." in " ".join(module.alt().split())
