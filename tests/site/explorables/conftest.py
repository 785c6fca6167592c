"""A reader who uses the explorables of the built site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser

from tests.site import visits
from tests.site.explorables.reader import Reader


@pytest.fixture
def read(browser: Browser, address: str) -> Iterator[Callable[..., Reader]]:
    """Open a page at one of its explorables; whatever the page complains of fails the test."""
    seen = visits.Visit()
    with ExitStack() as stack:

        def opened(where: str, size: tuple[int, int] = visits.WIDE, **options: object) -> Reader:
            context, page = stack.enter_context(visits.opened(browser, size, **options))
            visits.watch(page, seen)
            return Reader(context, page, f"{address}/{where}")

        yield opened
    assert not seen.requests and not seen.console, seen
