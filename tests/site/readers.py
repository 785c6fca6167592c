"""Pages that are read one after another, each time by a new reader: to start one takes longer than a test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page

from tests.site import visits

FORGET = (
    "() => { try { localStorage.clear(); sessionStorage.clear(); } catch { /* there is none */ } }"
)


@dataclass
class Place:
    """A page in a context of its own, how it was opened, and what it has complained of."""

    context: BrowserContext
    page: Page
    size: tuple[int, int]
    bars: bool
    options: dict[str, Any]
    seen: visits.Visit = field(default_factory=visits.Visit)

    def forget(self) -> None:
        """Be as it was opened: what a reader leaves behind goes, and so does what a test sets."""
        self.page.evaluate(FORGET)
        self.page.unroute_all()
        self.page.goto("about:blank")
        self.page.mouse.move(0, 0)
        scheme = self.options.get("color_scheme", "light")
        self.page.emulate_media(media="null", color_scheme=scheme, reduced_motion="reduce")
        self.page.set_viewport_size({"width": self.size[0], "height": self.size[1]})
        self.context.clear_permissions()
        self.context.clear_cookies()
        self.seen.console.clear()
        self.seen.requests.clear()


class Readers:
    """The places that are free, and those that a test has taken."""

    def __init__(self, browser: Callable[..., Browser]) -> None:
        self.browser = browser
        self.free: list[Place] = []
        self.taken: list[Place] = []

    def take(
        self, size: tuple[int, int] = visits.WIDE, *, bars: bool = False, **options: Any
    ) -> Place:
        """Give a page as a new reader would have it; with `bars`, scroll bars take their room."""
        wanted = (size, bars, options)
        fitting = [each for each in self.free if (each.size, each.bars, each.options) == wanted]
        if fitting:
            self.free.remove(fitting[-1])
        place = fitting[-1] if fitting else self._open(size, bars, options)
        self.taken.append(place)
        place.page.bring_to_front()  # Firefox gives the focus to the window in front alone
        return place

    def visit(self, url: str, *, copies: bool) -> visits.Visit:
        """See a page in both widths, and use its buttons that copy if it has some."""
        seen = visits.Visit()
        for size in (visits.WIDE, visits.NARROW):
            place = self.take(size)
            try:
                visits.look(place.context, place.page, url, size, seen)
                if size == visits.WIDE:
                    seen.paper = visits.on_paper(place.page)
                    seen.cut = visits.cut_on_paper(place.page)
                    seen.copied = visits.copied(place.context, place.page) if copies else []
            finally:
                complained = self.give_back()
            for complaints in complained:
                seen.requests += [f"{size[0]} wide: {line}" for line in complaints.requests]
                seen.console += [f"{size[0]} wide: {line}" for line in complaints.console]
        return seen

    def give_back(self) -> list[visits.Visit]:
        """Take back what a test has taken; give what its pages complained of."""
        seen = [visits.Visit([*each.seen.requests], [*each.seen.console]) for each in self.taken]
        while self.taken:
            place = self.taken.pop()
            try:
                place.forget()
                self.free.append(place)
            except Error:  # it has crashed, or was closed
                place.context.close()
        return seen

    def close(self) -> None:
        for place in [*self.free, *self.taken]:
            place.context.close()

    def _open(self, size: tuple[int, int], bars: bool, options: dict[str, Any]) -> Place:
        context = visits.context(self.browser(bars=bars), size, **options)
        place = Place(context, context.new_page(), size, bars, options)
        visits.watch(place.page, place.seen)
        return place
