"""Every explorable in every hand: keys alone, little room, chosen colours, less motion, and a screen reader."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from scripts.setup.environment import ROOT
from tests.site import builds, visits
from tests.site.explorables.reader import Reader
from tests.site.readers import Readers

Read = Callable[..., Reader]
SECTION = re.compile(r'<details\b[^>]*\bdata-explorable="(\w+)"[^>]*>')
ID = re.compile(r'\bid="(\w+)"')
LONGEST = 90  # letters of a name that is read out
NEWS = 220  # letters of what is said of a change


def places() -> list[tuple[str, str]]:
    """Each explorable of the book by its page and its id."""
    chapters = [name for name in builds.page_names() if "/" not in name]
    pages = ((name, ROOT / "docs" / name.replace(".html", ".md")) for name in chapters)
    return [
        (name, identity[1])
        for name, path in pages
        if path.is_file()
        for tag in SECTION.finditer(path.read_text("utf-8"))
        if (identity := ID.search(tag[0]))
    ]


PLACES = places()
each = pytest.mark.parametrize(("page", "name"), PLACES, ids=[f"{p}#{n}" for p, n in PLACES])
STATE = "id => [location.search, document.getElementById(id).className]"
# What is seen; what is only said is no part of it.
SEEN = """live => [...live.children].filter(e => !e.matches(".spoken")).map(e => e.innerText).join("\\n")"""
FOCUSED = """id => {
    const at = document.activeElement, section = document.getElementById(id);
    return section.contains(at) && at !== section.querySelector("summary") ? at.outerHTML.slice(0, 90) : "";
}"""


def test_there_is_one_of_each(read: Read) -> None:
    assert len(PLACES) == 16 and len(set(PLACES)) == 16


@each
def test_tab_leads_through_it_and_changes_nothing(read: Read, page: str, name: str) -> None:
    reader = read(f"{page}#{name}")
    before = reader.page.evaluate(STATE, name)
    reader.section.locator("summary").first.focus()
    seen = []
    for _ in range(120):
        reader.page.keyboard.press("Tab")
        here = reader.page.evaluate(FOCUSED, name)
        if not here:
            break
        seen.append(here)
    assert len(seen) >= 4, seen
    reader.asked()
    assert reader.page.evaluate(STATE, name) == before
    # And back again.
    for _ in range(len(seen)):
        reader.page.keyboard.press("Shift+Tab")
    reader.asked()
    assert reader.page.evaluate(STATE, name) == before


@each
def test_space_on_a_cell_wipes_nothing(read: Read, page: str, name: str) -> None:
    reader = read(f"{page}#{name}")
    expect(reader.live).not_to_have_class(re.compile("waiting"))  # for its photograph
    grids = reader.live.locator("[role=grid]:not([aria-readonly])")
    before = grids.all_inner_texts()
    for grid in grids.all():
        cell = grid.locator(".cell[tabindex='0']")
        if cell.is_visible():
            cell.focus()
            reader.page.keyboard.press("Space")
    assert grids.all_inner_texts() == before


@each
def test_its_questions_lead_to_states(read: Read, page: str, name: str) -> None:
    """Each has two or three; each is a state that differs from the start and can be shown."""
    reader = read(f"{page}#{name}")
    links = reader.section.locator("> ul a")
    assert 2 <= links.count() <= 3
    for at in range(links.count()):
        before = reader.live.evaluate(SEEN)
        links.nth(at).click()
        assert reader.asked().startswith(f"{name}.")
        assert not reader.faults(), reader.faults()
        assert "is-moved" in str(reader.section.get_attribute("class"))
        assert reader.live.evaluate(SEEN) != before
        loaded = reader.page.evaluate("performance.getEntriesByType('navigation').length")
        assert loaded == 1, "the page is not loaded again"
        reader.page.go_back()
        assert reader.asked() == "" and reader.live.evaluate(SEEN) == before


@each
def test_a_bad_entry_is_said_to_be_one_and_changes_nothing(
    read: Read, page: str, name: str
) -> None:
    reader = read(f"{page}#{name}")
    before = reader.page.evaluate(STATE, name)
    for field in reader.live.locator(".control input[type=text]:visible").all():
        good = field.input_value()
        field.fill("abc")
        assert field.get_attribute("aria-invalid") == "true"
        described = field.get_attribute("aria-describedby")
        assert described and reader.page.locator(f"#{described}").inner_text()
        field.fill(good)
        assert field.get_attribute("aria-invalid") is None
    reader.asked()
    assert reader.page.evaluate(STATE, name) == before


@each
@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1280])
def test_it_has_room_at_each_width(
    readers: Readers, address: str, page: str, name: str, width: int
) -> None:
    """All that is folded is open; 320 pixels are a page of 1280 enlarged to 400 %."""
    place = readers.take((width, 800), bars=width > 500, has_touch=width < 500)
    try:
        reader = Reader(place.context, place.page, f"{address}/{page}#{name}")
        reader.page.evaluate(
            "document.querySelectorAll('.live details').forEach(e => { e.open = true; })"
        )
        assert reader.page.evaluate(visits.OVERFLOW) == []
    finally:
        readers.give_back()


@each
def test_in_chosen_colours_marks_are_lines(read: Read, page: str, name: str) -> None:
    reader = read(f"{page}#{name}")
    reader.page.emulate_media(forced_colors="active")
    try:
        lines = reader.live.locator(".cell:is(.chosen, .marked):visible").evaluate_all(
            "all => all.map(e => getComputedStyle(e)).map(s => s.outlineStyle + parseFloat(s.outlineWidth))"
        )
        assert all(line.startswith("solid") and float(line[5:]) >= 2 for line in lines), lines
        if reader.live.locator(".window:visible").count():
            border = "e => parseFloat(getComputedStyle(e).borderTopWidth)"
            assert reader.live.locator(".window:visible").first.evaluate(border) >= 2
    finally:
        reader.page.emulate_media(forced_colors="none")


@each
def test_who_asks_for_less_motion_sees_none(read: Read, page: str, name: str) -> None:
    """Play and Step show one place after another, and nothing glides or flies."""
    reader = read(f"{page}#{name}")
    for button in ("Play", "Step", "Step on"):
        there = reader.live.get_by_role("button", name=button, exact=True)
        if there.count():
            there.first.click()
            assert reader.page.evaluate("document.getAnimations().length") == 0
    pause = reader.live.get_by_role("button", name="Pause", exact=True)
    if pause.count():
        pause.click()


@each
def test_names_and_news_are_short(read: Read, page: str, name: str) -> None:
    reader = read(f"{page}#{name}")
    names = reader.live.locator("[aria-label]").evaluate_all("all => all.map(e => e.ariaLabel)")
    assert max(map(len, names)) <= LONGEST, max(names, key=len)
    links = reader.section.locator("> ul a")
    links.first.click()
    heard = reader.live.locator("[aria-live]")
    reader.page.wait_for_timeout(600)
    said = heard.all_inner_texts()
    assert all(len(text) <= NEWS for text in said), said
