"""How explorables come to a page: light, from a disk too; and what is there without them."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scripts.press import explorables
from tests.site import builds, modules, visits

BUDGET = 45_000  # bytes, gzipped: all that explorables load, but for photographs
LIVE = "figures => figures.map(figure => [figure.id, figure.classList.contains('is-live')])"


def used(site: Path) -> dict[str, list[str]]:
    """The explorables of each page that has some."""
    found = {name: modules.used(site / name) for name in builds.page_names()}
    return {name: names for name, names in found.items() if names}


def packed(text: bytes) -> int:
    return len(gzip.compress(text, 6, mtime=0))


def test_all_of_them_are_light_and_used(site: Path) -> None:
    """The modules one by one, as a reader gets them; and the style sheet with them all, in one piece."""
    folder = site / "explorables"
    # What a disk needs, and a photograph, are no modules.
    code = {
        path.name: path.read_bytes()
        for path in [*folder.glob("*.js"), *folder.glob("*.css")]
        if path.name not in ("from_disk.js", "cat.js")
    }
    sizes = {name: packed(text) for name, text in code.items()}
    scripts = sum(size for name, size in sizes.items() if name.endswith(".js"))
    listed = "\n".join(f"{size:6,} {name}" for name, size in sorted(sizes.items()))
    assert scripts <= BUDGET, f"{scripts:,} bytes of {BUDGET:,}:\n{listed}"
    assert packed(b"".join(code.values())) <= BUDGET
    names = {name for page in used(site).values() for name in page}
    assert names == set(explorables.modules())
    needed = (modules.needed(folder, f"{name}.js") for name in names)
    assert {path.name for path in (explorables.SOURCE).glob("*.js")} - {"start.js"} == (
        set().union(*needed) - {"numbers.js"}
    )


def test_without_scripts_each_shows_its_picture(site: Path, browser: Browser, address: str) -> None:
    with visits.opened(browser, java_script_enabled=False) as (_, page):
        for name in used(site):
            page.goto(f"{address}/{name}", wait_until="load")
            # Its picture and the caption of that, and nothing that moves.
            figures = page.locator("figure[data-explorable]")
            for figure in figures.all():
                assert figure.locator("picture:visible").count() == 1, name
                assert figure.locator(".still:visible").count() == 1, name
                assert not figure.locator(".live:visible, .moving:visible").count(), name


def test_every_explorable_is_live_from_a_disk(site: Path, browser: Browser) -> None:
    seen, left = visits.Visit(), set(explorables.modules())
    with visits.opened(browser) as (_, page):
        visits.watch(page, seen)
        for name, names in sorted(used(site).items(), key=lambda page: -len(page[1])):
            if not left & set(names):
                continue
            left -= set(names)
            page.goto((site / name).as_uri())
            visits.settled(page)
            live = page.locator("figure[data-explorable]").evaluate_all(LIVE)
            assert [is_live for _, is_live in live] == [True] * len(names), name
    assert not left and not seen.console and not seen.requests, seen


def test_search_has_the_captions_and_not_the_controls(site: Path) -> None:
    index = (site / "search" / "search_index.js").read_text("utf-8")
    assert "every output that reads it is marked" in index
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
