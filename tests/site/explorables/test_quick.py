"""The links of Quick answers open the calculator with the layers that they name."""

from __future__ import annotations

from collections.abc import Callable

from convdemo import summarize
from tests.book.test_quick import ENTRIES, state
from tests.site.explorables import test_layer_calculator as calculator
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]


def test_links_open_what_they_name(read: Read) -> None:
    reader = read("calculator.html#layers")
    for entry in ENTRIES:
        for address in entry.links:
            reader.page.evaluate(
                "query => { history.replaceState(null, '', query); dispatchEvent(new PopStateEvent('popstate')); }",
                address,
            )
            assert not reader.faults(), address
            layers, shape = state(address)
            assert calculator.names(reader) == [str(layer) for layer in layers], address
            shown = calculator.table(reader)
            assert shown[0]["output"] == calculator.times(shape), address
            if "filter-too-large" in entry.heading:
                assert "Impossible" in shown[1]["note"]
            else:
                rows = summarize(layers, shape).rows
                assert shown[1:-1] == [calculator.expected(row) for row in rows], address
