"""Readers who use the explorables of the built site."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.site import visits
from tests.site.explorables.reader import Reader
from tests.site.readers import Readers


@pytest.fixture
def read(readers: Readers, address: str) -> Iterator[Callable[..., Reader]]:
    """Open a page at one of its explorables; whatever the page complains of fails the test."""

    def opened(where: str, size: tuple[int, int] = visits.WIDE, **options: Any) -> Reader:
        place = readers.take(size, **options)
        return Reader(place.context, place.page, f"{address}/{where}")

    try:
        yield opened
    finally:
        seen = readers.give_back()
    assert not [each for each in seen if each.requests or each.console], seen
