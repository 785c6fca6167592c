"""What a reader does with an explorable, and what it shows then."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, Locator, Page

from tests.site import visits

# One line a row; cells without a number are None.
VALUES = """table => [...table.querySelectorAll(".row")].map(row =>
    [...row.children].map(cell => cell.textContent).map(text =>
        text === "" ? null : Number(text.replace("−", "-").replaceAll(",", ""))))"""
AT_LEAST = 24  # px: a control that a finger meets


class Reader:
    """A page open at one explorable: `where` is "padding.html?slide.padding=1#slide"."""

    def __init__(self, context: BrowserContext, page: Page, where: str) -> None:
        self.context, self.page = context, page
        self.section: Locator = page.locator(f"#{where.partition('#')[2]}")
        page.goto(where)
        visits.settled(page)

    @property
    def live(self) -> Locator:
        return self.section.locator(".live")

    def board(self, label: str) -> Locator:
        """The grid of that name."""
        return self.live.get_by_role("grid", name=label, exact=True)

    def values(self, label: str) -> list[list[float | None]]:
        """The numbers that a grid shows."""
        found: list[list[float | None]] = self.board(label).evaluate(VALUES)
        return found

    def cell(self, label: str, row: int, column: int) -> Locator:
        return self.board(label).locator(f'[data-at="{row},{column}"]')

    def places(self, label: str, mark: str) -> list[tuple[int, int]]:
        """Where a grid's cells have a mark: chosen, marked, crossed, pads."""
        found = (
            self.board(label)
            .locator(f".cell.{mark}")
            .evaluate_all("cells => cells.map(cell => cell.dataset.at.split(',').map(Number))")
        )
        return [(row, column) for row, column in found]

    def words(self) -> str:
        """All the text of the live part, on one line, with plain minus signs."""
        return re.sub(r"\s+", " ", self.live.inner_text()).replace("−", "-")

    def fill(self, label: str, text: str) -> None:
        self.live.get_by_label(label, exact=True).fill(text)

    def choose(self, label: str, option: str) -> None:
        self.live.get_by_label(label, exact=True).select_option(option)

    def press(self, name: str) -> None:
        self.live.get_by_role("button", name=name, exact=True).click()

    def asked(self) -> str:
        """The address's query, once it has been written."""
        # The page's own clock: under load it is late, and so is what it writes.
        self.page.evaluate("new Promise(done => setTimeout(done, 350))")
        return self.page.url.partition("?")[2].partition("#")[0]

    def faults(self) -> list[str]:
        """What the explorable says is wrong."""
        return [text for text in self.live.locator(".fault").all_inner_texts() if text]

    def problems(self) -> list[str]:
        """What axe-core finds now, in both schemes, what is too small for a finger, what sticks out."""
        found = []
        for scheme, name in visits.SCHEMES.items():
            self.page.emulate_media(color_scheme=scheme)
            self.page.wait_for_function(f"{visits.SCHEME} === '{name}'")
            found += [
                f"{scheme}: {line}"
                for line in visits.violations(self.page, f"#{self.section.get_attribute('id')}")
            ]
        small = self.live.locator(
            "button, select, input, [role=gridcell], textarea, summary"
        ).evaluate_all(
            "(all, least) => all.filter(e => e.checkVisibility())"
            ".map(e => [e.getBoundingClientRect(), e.outerHTML])"
            ".filter(([r]) => r.width < least - 0.01 || r.height < least - 0.01)"
            ".map(([r, html]) => `${r.width} × ${r.height}: ${html.slice(0, 120)}`)",
            AT_LEAST,
        )
        return [*found, *small, *self.page.evaluate(visits.OVERFLOW)]
