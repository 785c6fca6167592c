"""What engines do each in their own way, tried in the one that is asked for.

These tests ask for little, so that a browser which only WebDriver drives can run them too.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from scripts.press import sessions
from tests.site.engines import places
from tests.site.engines.window import Pixels, Window, look

PAGES = [
    path.relative_to(sessions.DOCS).with_suffix(".html").as_posix()
    for path in sessions.pages()
    if path.parent == sessions.DOCS and "data-explorable=" in path.read_text("utf-8")
]
DESK, PHONE = (1280, 800), (430, 900)
NEAR = 3  # px
HEAD = 140  # px: a heading that a link has led to stands right below the page's head
TOP = """(id) => document.getElementById(id).getBoundingClientRect().top"""
SHOULD = """(id) => {
    document.getElementById(id).scrollIntoView({ behavior: "instant" });
    return document.getElementById(id).getBoundingClientRect().top;
}"""
TEXTS = """(selector) => [...document.querySelectorAll(selector)].map((each) => each.textContent)"""
COUNT = """(selector) => document.querySelectorAll(selector).length"""
FOCUS = """(selector) => document.querySelector(selector).focus()"""
ASKED = """() => location.search"""
# A state of another size, as following a link to it shows it.
GO_ON = """(search) => {
    history.pushState(null, "", search + location.hash);
    dispatchEvent(new PopStateEvent("popstate"));
}"""
# A large part of a page's own words and frames: it changes with whatever an explorable shows.
SHOWN = f"""(id) => {{
    const live = document.querySelector(`#${{id}} {places.LIVE}`);
    const marks = [...live.querySelectorAll(".chosen, .window")];
    return live.textContent + marks.map((e) => [e.dataset.at, e.style.gridArea]).join();
}}"""


def until(asked: Callable[[], Any], seconds: float = 10.0) -> Any:
    """Ask until the answer is one; give the last."""
    patience = time.monotonic() + seconds
    while not (answer := asked()) and time.monotonic() < patience:
        time.sleep(0.05)
    return answer


def opened(window: Window, address: str, size: tuple[int, int] = DESK) -> None:
    """Open a page at a size; what is closed on it is opened, and lives."""
    window.size(*size)
    window.open(address)
    assert until(lambda: window.run(places.READY))
    window.run(places.OPEN)
    assert until(lambda: all(lives for _, lives in window.run(places.SEEN)))


def input_cell(row: int, column: int) -> str:
    return places.cell(places.SLIDE, "input", row, column)


def weight(row: int, column: int) -> str:
    return places.cell(places.SLIDE, "filter", row, column)


@pytest.mark.parametrize("page", PAGES)
def test_every_explorable_of_a_page_lives(window: Window, address: str, page: str) -> None:
    window.size(*DESK)
    window.open(f"{address}/{page}")
    assert until(lambda: window.run(places.READY))
    window.run(places.OPEN)
    assert until(lambda: [lives for _, lives in window.run(places.SEEN)])
    until(lambda: all(lives for _, lives in window.run(places.SEEN)))
    assert [name for name, lives in window.run(places.SEEN) if not lives] == []


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("page", PAGES)
def test_a_link_to_a_section_leads_to_it(
    window: Window, site: Path, address: str, page: str, size: tuple[int, int]
) -> None:
    """Though figures come and grow above it, once the page has loaded."""
    window.size(*size)
    section = re.findall(r'<h2 id="([^"]+)"', (site / page).read_text("utf-8"))[-2]
    window.open(f"{address}/{page}#{section}")
    assert until(lambda: window.run(places.READY))
    time.sleep(0.5)
    found = window.run(TOP, section)
    should = window.run(SHOULD, section)
    assert 0 < should < HEAD and abs(found - should) <= NEAR, f"{found} px, not {should} px"


def ground(cell: Pixels) -> Pixels:
    """The brightness of a cell's ground: a band between its border and its numeral."""
    height, width = cell.shape[:2]
    band: Pixels = cell[height // 10 : height // 5, width // 10 : -(width // 10)].mean(axis=2)
    return band


def test_a_negative_weight_is_hatched_and_no_darker_than_a_positive_one(
    window: Window, address: str
) -> None:
    opened(window, f"{address}/index.html#{places.SLIDE}")
    for row, (plus, minus) in enumerate([(weight(r, 0), weight(r, 2)) for r in range(3)]):
        assert window.run(TEXTS, f"{plus}, {minus}") == ["1", "−1"], row
        positive, negative = ground(look(window, plus)), ground(look(window, minus))
        assert np.ptp(positive) < 2, "the ground of a positive weight is one colour"
        strokes = negative < negative.max() - 2
        assert 0.05 < strokes.mean() < 0.6, f"strokes cover {strokes.mean():.0%} of the ground"
        assert abs(negative.max() - positive.mean()) < 8, "between them stands the same colour"


def test_back_while_a_cell_is_open_shows_what_was(window: Window, address: str) -> None:
    opened(window, f"{address}/index.html#{places.SLIDE}")
    before = window.run(TEXTS, f"{input_cell(0, 0)}, {weight(0, 0)}, {weight(0, 1)}")
    window.run(FOCUS, weight(0, 0))
    window.type("5")
    window.enter()
    assert until(lambda: "slide" in window.run(ASKED))
    changed = window.run(ASKED)
    window.run(FOCUS, weight(0, 1))
    window.type("7")
    assert until(lambda: window.run(COUNT, places.OPEN_FIELD)) == 1
    window.go(-1)
    assert until(lambda: window.run(ASKED) == ""), window.run(ASKED)
    time.sleep(0.5)
    assert window.run(ASKED) == "" and window.run(COUNT, places.OPEN_FIELD) == 0
    after = window.run(TEXTS, f"{input_cell(0, 0)}, {weight(0, 0)}, {weight(0, 1)}")
    assert after == before
    window.go(1)
    assert until(lambda: window.run(ASKED) == changed)
    assert until(lambda: window.run(TEXTS, weight(0, 0)) == ["5"])


def test_back_to_a_grid_of_another_size_leaves_no_cell_empty(window: Window, address: str) -> None:
    opened(window, f"{address}/index.html#{places.SLIDE}")
    cells = f"{places.grid(places.SLIDE, 'input')} [role=gridcell]"
    before = window.run(TEXTS, cells)
    window.run(GO_ON, "?slide.padding=2")
    assert until(lambda: window.run(COUNT, cells) > len(before))
    window.run(FOCUS, input_cell(3, 3))
    window.type("5")
    assert until(lambda: window.run(COUNT, places.OPEN_FIELD)) == 1
    window.go(-1)
    assert until(lambda: window.run(ASKED) == "")
    time.sleep(0.5)
    assert window.run(TEXTS, cells) == before and window.run(ASKED) == ""
    # And it lives.
    window.run(FOCUS, input_cell(0, 0))
    window.type("4")
    window.enter()
    assert until(lambda: window.run(TEXTS, input_cell(0, 0)) == ["4"])


def test_back_while_a_number_of_the_calculator_is_open_shows_what_was(
    window: Window, address: str
) -> None:
    opened(window, f"{address}/calculator.html?layers.stack=c5-3.c7-3#{places.LAYERS}")
    before = window.run(TEXTS, places.TURNS)
    window.run(GO_ON, "?layers.stack=c6-3.c7-3")
    assert until(lambda: window.run(TEXTS, places.TURNS) != before)
    window.press(places.TURNS)
    window.type("9")
    assert until(lambda: window.run(COUNT, places.OPEN_TURN)) == 1
    window.go(-1)
    assert until(lambda: "c5-3" in window.run(ASKED))
    time.sleep(0.5)
    assert window.run(TEXTS, places.TURNS) == before and "c5-3.c7-3" in window.run(ASKED)


def picture(kind: str) -> bytes:
    """A picture that is no plain one, so that it takes some room."""
    grain = np.random.default_rng(1).integers(0, 256, (80, 120, 3), dtype=np.uint8)
    held = io.BytesIO()
    Image.fromarray(grain).save(held, kind)
    return held.getvalue()


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_is_cut_off_is_refused(
    window: Window, address: str, tmp_path: Path, kind: str
) -> None:
    opened(window, f"{address}/filter.html#{places.BENCH}")
    whole, broken = tmp_path / f"whole.{kind.lower()}", tmp_path / f"broken.{kind.lower()}"
    whole.write_bytes(picture(kind))
    broken.write_bytes(picture(kind)[: len(picture(kind)) // 2])
    window.give(places.FILE, broken)
    refused = until(lambda: "".join(window.run(TEXTS, places.REFUSED)))
    assert refused, "a picture that is cut off is taken"
    window.give(places.FILE, whole)
    assert until(lambda: not "".join(window.run(TEXTS, places.REFUSED)))


def test_the_row_that_is_chosen_is_seen(window: Window, address: str) -> None:
    """By more than how heavy its letters are: something stands at its side, or lies under it."""
    opened(window, f"{address}/why.html#{places.SHIFT}")
    chosen, other = look(window, places.CURRENT), look(window, places.OTHER)
    assert chosen.size and other.size
    apart = np.abs(np.median(chosen[:, :4], axis=(0, 1)) - np.median(other[:, :4], axis=(0, 1)))
    assert apart.max() > 8, "its side looks like that of the others"


def test_dragging_goes_on_from_where_it_began(window: Window, address: str) -> None:
    opened(window, f"{address}/index.html#{places.SLIDE}")
    window.press(input_cell(1, 1))
    pressed = window.run(SHOWN, places.SLIDE)
    window.drag(input_cell(1, 1), input_cell(2, 3), input_cell(3, 3))
    assert until(lambda: window.run(SHOWN, places.SLIDE) != pressed)
    assert not window.run("() => String(getSelection())"), "it has marked text"


def test_scroll_bars_take_their_room(window: Window, address: str) -> None:
    window.size(*DESK)
    window.open(f"{address}/index.html")
    seen, room = window.run("() => [innerWidth, document.documentElement.clientWidth]")
    assert seen == DESK[0] and seen - 30 < room < seen
