"""What a screen reader calls a figure: its number and what its caption says first, not the whole caption."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from scripts.press.markup import elements, words
from tests.site import visits

LONGEST = 150  # letters


def test_every_figure_of_the_site_has_a_short_name_of_its_own(site: Path) -> None:
    named = 0
    for path in sorted(site.rglob("*.html")):
        html = path.read_text("utf-8")
        parts = [e for e in elements(html, "span", "strong") if "id" in e.attributes]
        ids = {e.attributes["id"]: words(e.inside) for e in parts}
        assert len(ids) == len(parts), f"{path.name}: an id stands twice"
        for figure in elements(html, "figure"):
            called = figure.attributes.get("aria-labelledby", "").split()
            name = " ".join(ids[each] for each in called)
            assert name.startswith("Figure "), f"{path.name}: {figure.whole[:90]}"
            assert len(name) <= LONGEST, f"{path.name}: {name}"
            named += 1
    assert named > 50


def test_a_browser_calls_a_figure_so(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/history.html")
        figure = page.get_by_role(
            "figure",
            name="Figure 1-1 One cell, three bars of light, three responses.",
            exact=True,
        )
        assert figure.get_attribute("id") == "figure-history_experiment"
        # What else it says is still there to be read.
        assert figure.locator("figcaption").inner_text().count(".") > 2
