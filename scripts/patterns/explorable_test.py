"""$title: its sums are convdemo's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from convdemo import conv2d, edge_image
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]
PLACE = "$page.html#$name"
LABEL = "column of the window"


def test_each_place_gives_its_sum(read: Read) -> None:
    reader = read(PLACE)
    for column, total in enumerate(conv2d(edge_image(), np.ones((3, 3), dtype=int))[0]):
        reader.fill(LABEL, str(column))
        assert f"The window's sum is {total}." in reader.words()
    assert not reader.problems()


def test_what_is_no_place_is_explained(read: Read) -> None:
    reader = read(PLACE)
    total = reader.live.locator(".sum").inner_text()
    reader.fill(LABEL, "9")
    assert reader.faults() == ["Type a whole number from 0 to 3."]
    assert reader.live.locator(".sum").inner_text() == total
