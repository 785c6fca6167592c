"""How explorables come to a page: light, from a disk too; and what is there without them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scripts.press import explorables
from tests.site import builds, modules, visits

BUDGET, CORE = (
    45_000,
    15_000,
)  # bytes, gzipped: on any page, but for a photograph; and what all share
SHARED = (
    "start.js explorable.js address.js controls.js elements.js numerals.js grid.js grid_pointer.js"
    " grid_field.js explorables.css grid.css"
)
WIDTHS, SLACK = (
    (1280, 1024, 768, 390),
    40,
)  # px: by so much may move what stands below one that comes
WANTED = ("explorable", "size_slider")
# For each explorable, whether its figure is seen above it, and where what follows it stands.
ROOM = """() => Object.fromEntries([...document.querySelectorAll("[data-explorable]")].map(each => [each.id, [
    [...each.previousElementSibling.querySelectorAll("picture")].some(one => one.checkVisibility()),
    each.getBoundingClientRect().bottom - each.getBoundingClientRect().top]]))"""
LIVE = "all => all.map(each => [each.id, each.classList.contains('is-live')])"


def used(site: Path) -> dict[str, list[str]]:
    """The explorables of each page that has some."""
    found = {name: modules.used(site / name) for name in builds.page_names()}
    return {name: names for name, names in found.items() if names}


def packed(text: bytes) -> int:
    return len(gzip.compress(text, 6, mtime=0))


def test_each_page_is_light(site: Path) -> None:
    """The modules and sheets one by one, as a reader gets them, when all of a page are open."""
    folder = site / "explorables"
    sizes = {path.name: packed(path.read_bytes()) for path in folder.iterdir()}
    for page, names in used(site).items():
        files = set().union(*(modules.needed(folder, f"{name}.js") for name in names))
        files |= {"start.js", *modules.needed(folder, "explorable.js")} | {
            f"{name}.css" for name in explorables.sheets(names)
        }
        listed = "\n".join(f"{sizes[name]:6,} {name}" for name in sorted(files))
        assert sum(sizes[name] for name in files) <= BUDGET, f"{page}:\n{listed}"
    core = {name: sizes[name] for name in SHARED.split()}
    assert sum(core.values()) <= CORE, core


def test_all_modules_are_used(site: Path) -> None:
    names = {name for page in used(site).values() for name in page}
    assert names == set(explorables.modules())
    folder = site / "explorables"
    needed = set().union(*(modules.needed(folder, f"{name}.js") for name in {*names, "explorable"}))
    written = {path.name for path in explorables.SOURCE.glob("*.js")}
    assert written - {"start.js"} == needed - {"numbers.js"}


def test_a_closed_one_comes_when_it_is_opened(site: Path, browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/convolution.html")
        visits.settled(page)
        assert not page.locator(".live").count()
        # A closed one is its line and two rules, however much room lies beside the text.
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 800})
            over = "e => e.offsetHeight - e.querySelector('summary').offsetHeight"
            assert page.locator("#slide").evaluate(over) <= 2, width
        assert set(dict(page.evaluate(visits.SCRIPTS))) == {"start.js"}
        page.locator("#sizes > summary").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector("#sizes .live")
        loaded = set(dict(page.evaluate(visits.SCRIPTS))) - {"start.js"}
        needed = (modules.needed(site / "explorables", f"{each}.js") for each in WANTED)
        assert loaded == set().union(*needed)
        assert not page.locator("#slide .live").count()


def test_each_stands_below_its_figure(site: Path, browser: Browser, address: str) -> None:
    """The picture that explains stays where it is, and the room of what stands open is kept."""
    with visits.opened(browser) as (_, page):
        for name in used(site):
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                page.goto(f"{address}/{name}", wait_until="load")
                before = page.evaluate(ROOM)
                visits.settled(page)
                after = page.evaluate(ROOM)
                assert after.keys() == before.keys()
                for place, (figure, top) in before.items():
                    assert figure and after[place][0], (name, place)
                    assert abs(after[place][1] - top) <= SLACK, (name, place, width)


def test_without_scripts_each_shows_its_picture(site: Path, browser: Browser, address: str) -> None:
    with visits.opened(browser, java_script_enabled=False) as (_, page):
        for name in used(site):
            page.goto(f"{address}/{name}", wait_until="load")
            # The figure is there, and nothing that would want a script.
            for section in page.locator("[data-explorable]").all():
                figure = section.locator("xpath=preceding-sibling::*[1]")
                assert figure.locator("picture:visible").count() == 1, name
                assert figure.locator("figcaption:visible").count() == 1, name
                assert not section.is_visible(), name


def test_every_explorable_is_live_from_a_disk(site: Path, browser: Browser) -> None:
    seen, left = visits.Visit(), set(explorables.modules())
    with visits.opened(browser) as (_, page):
        visits.watch(page, seen)
        for name, names in sorted(used(site).items(), key=lambda page: -len(page[1])):
            if not left & set(names):
                continue
            left -= set(names)
            page.goto((site / name).as_uri())
            visits.unfold(page)
            live = page.locator("[data-explorable]").evaluate_all(LIVE)
            assert [is_live for _, is_live in live] == [True] * len(names), name
    assert not left and not seen.console and not seen.requests, seen


def test_search_has_the_captions_and_not_the_controls(site: Path) -> None:
    index = (site / "search" / "search_index.js").read_text("utf-8")
    assert "each output that reads it is marked" in index
    assert "p, padding" not in index and "Start again" not in index


def test_the_packer_keeps_texts_as_they_are(tmp_path: Path) -> None:
    """A template inside a template too, which a packer that reads by patterns takes for code."""
    text = (
        'export const a = `it\'s ${b ? { c: "`" }.c : 1} \\` x  y`; // `\n'
        "export const d = `${a ? `a  little ${a ? ` x   y` : 1}` : 2}`;\n"
    )
    (tmp_path / "one.js").write_text(text, "utf-8")
    packed = explorables.packed(tmp_path)["one.js"]
    for kept in ("it's ", "\\` x  y`", "`a  little ${", '" x   y":1'):
        assert kept in packed
    assert "// " not in packed
    (tmp_path / "two.js").write_text("const a = {;\n", "utf-8")
    with pytest.raises(explorables.ExplorableError, match=r"two\.js cannot be read"):
        explorables.packed(tmp_path)
