"""The size slider: its numbers to learn are convdemo's."""

from __future__ import annotations

from collections.abc import Callable

from convdemo import conv_parameters, mlp_parameters
from tests.site import visits
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]


def right(reader: Reader, side: int, units: int = 300, channels: int = 1) -> bool:
    """Whether the sums, the plot's words and its point say what convdemo says."""
    dense = mlp_parameters((side, side) if channels == 1 else (side, side, channels), units)
    many, one = conv_parameters(3, channels, units), conv_parameters(3, channels, 1)
    said = reader.live.locator("svg.plot").get_attribute("aria-label")
    return (
        (
            f"dense: {side}·{side}·{channels}·{units} = {dense:,}"
            f" {units} filters: (3·3·{channels} + 1)·{units} = {many:,}"
            f" 1 filter: 3·3·{channels} + 1 = {one:,}"
        )
        in reader.words()
        and (
            f"Numbers to learn at {side} by {side}: a dense layer of {units} units has {dense:,},"
            f" {units} filters of 3 by 3 have {many:,}, one has {one}." == said
        )
        and reader.live.locator("svg .ink").text_content() == f"{dense:,}"
    )


def test_sides_by_keyboard_and_pointer(read: Read) -> None:
    reader = read("convolution.html#sizes")
    page = reader.page
    assert right(reader, 128) and not reader.asked()
    # The article's two cases are marked, and can be pressed.
    ring, *_ = reader.live.locator("svg .ring").all()
    cases = reader.live.locator("svg .point").evaluate_all(
        "all => all.map(e => [e.getAttribute('cx'), e.getAttribute('cy')])"
    )
    for side, case in ((1000, cases[1]), (128, cases[0])):
        reader.press(f"{side} × {side}")
        assert right(reader, side)
        assert [ring.get_attribute("cx"), ring.get_attribute("cy")] == case
        assert reader.live.locator("button[aria-pressed=true]").inner_text() == f"{side} × {side}"
    reader.live.get_by_label("image side", exact=True).focus()
    for key, side in (("ArrowRight", 129), ("End", 1000), ("ArrowLeft", 999), ("Home", 8)):
        page.keyboard.press(key)
        assert right(reader, side)
    assert reader.live.locator("button[aria-pressed=true]").count() == 0
    reader.fill("image side", "500")
    reader.live.get_by_label("colour", exact=True).press("Space")
    assert right(reader, 500, channels=3)
    reader.fill("side", "77")
    reader.live.get_by_label("side", exact=True).press("ArrowUp")
    reader.fill("units, or filters", "10")
    assert right(reader, 78, 10, 3)
    # By pointer, along the slider, beyond its end.
    box = reader.live.get_by_label("image side", exact=True).bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    assert right(reader, 504, 10, 3)
    page.mouse.move(box["x"] + 2 * box["width"], box["y"])
    page.mouse.up()
    assert right(reader, 1000, 10, 3)

    shown = "sizes.side=1000&sizes.colour=1&sizes.units=10"
    page.wait_for_function("query => location.search === '?' + query", arg=shown)
    again = read(f"convolution.html?{shown}#sizes", visits.NARROW, has_touch=True)
    assert right(again, 1000, 10, 3)
    again.live.get_by_role("button", name="128 × 128").tap()
    assert right(again, 128, 10, 3) and not again.problems()
    page.go_back()
    page.go_back()
    assert not right(reader, 1000, 10, 3)
    page.go_forward()
    page.go_forward()
    assert right(reader, 1000, 10, 3)


def test_thousands_may_be_typed_as_they_are_written(read: Read) -> None:
    reader = read("convolution.html#sizes")
    reader.fill("side", "1,000")
    assert right(reader, 1000) and reader.faults() == []
    # A comma elsewhere is a decimal one, and so no whole number's.
    for text in ("20,5", "1,0000", ",100"):
        reader.fill("side", text)
        assert reader.faults() == ["Type a whole number from 8 to 1,000."] and right(reader, 1000)


def test_bad_entries_are_explained_and_change_nothing(read: Read) -> None:
    reader = read("convolution.html#sizes")
    for text in ("7", "1001", "", "x", "20.5", "1e999"):
        reader.fill("side", text)
        assert reader.faults() == ["Type a whole number from 8 to 1,000."] and right(reader, 128)
    reader.fill("units, or filters", "501")
    assert reader.faults()[-1] == "Type a whole number from 10 to 500." and right(reader, 128)
    assert not reader.problems()
    for hostile in ("side=1e300", "side=12.5", "units=0", "colour=yes", "side=<img>"):
        reader.page.evaluate(
            "query => { history.pushState(null, '', query); dispatchEvent(new PopStateEvent('popstate')); }",
            f"?sizes.{hostile}#sizes",
        )
        assert right(reader, 128) and "The address asks for" in " ".join(reader.faults())
