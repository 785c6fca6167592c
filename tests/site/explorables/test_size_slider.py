"""The size slider: its numbers to learn are convdemo's."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from convdemo import conv_parameters, mlp_parameters
from tests.site import visits
from tests.site.explorables.finger import Finger
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]


RING = "Along the dense layer’s line"


def right(reader: Reader, side: int, units: int = 300, channels: int = 1) -> bool:
    """Whether the sums, the ring's words and its place in the chart say what convdemo says."""
    dense = mlp_parameters((side, side) if channels == 1 else (side, side, channels), units)
    many, one = conv_parameters(3, channels, units), conv_parameters(3, channels, 1)
    ring = reader.live.get_by_role("slider", name=RING)
    return (
        (
            f"dense: {side}·{side}·{channels}·{units} = {dense:,}"
            f" {units} filters: (3·3·{channels} + 1)·{units} = {many:,}"
            f" 1 filter: 3·3·{channels} + 1 = {one:,}"
        )
        in reader.words()
        and ring.get_attribute("aria-valuenow") == str(side)
        and ring.get_attribute("aria-valuetext")
        == f"{side} by {side}: dense layer {dense:,}, {units} filters {many:,}, one {one}"
        and reader.live.locator("svg .ink").text_content() == f"{dense:,}"
    )


def ring(reader: Reader) -> tuple[float, float]:
    """Its middle on the screen."""
    box = reader.live.locator(".grip .point").bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def axis(reader: Reader) -> tuple[float, float]:
    """From where to where the axis of the sides goes, in pixels of the page."""
    box = reader.live.locator("svg.plot").bounding_box()
    assert box
    return box["x"] + 82, box["x"] + box["width"] - 18


def along(reader: Reader, side: float) -> float:
    """Where a side stands on the axis, which goes by its logarithm."""
    start, end = axis(reader)
    return start + (end - start) * math.log(side / 8) / math.log(1000 / 8)


def test_the_ring_is_dragged_along_its_line(read: Read) -> None:
    reader = read("convolution.html#sizes")
    mouse = reader.page.mouse
    assert right(reader, 128) and not reader.asked()
    assert ring(reader)[0] == pytest.approx(along(reader, 128), abs=0.1)
    x, y = ring(reader)
    mouse.move(x + 4, y - 3)
    mouse.down()
    assert right(reader, 128)  # what is taken hold of does not jump
    mouse.move(along(reader, 300) + 4, y + 80)
    mouse.move(along(reader, 32) + 4, y - 3)
    assert right(reader, 32)
    mouse.move(along(reader, 32) - 900, y)
    assert right(reader, 8)
    mouse.up()
    x, y = ring(reader)
    assert x == pytest.approx(along(reader, 8), abs=0.1)
    mouse.move(x + 200, y)
    assert right(reader, 8)  # let go
    # From anywhere on the chart it comes.
    mouse.move(along(reader, 512), y + 90)
    mouse.down()
    mouse.up()
    assert right(reader, 512) or right(reader, 511) or right(reader, 513)
    for key, side in (
        ("Home", 8),
        ("ArrowUp", 9),
        ("PageUp", 18),
        ("PageUp", 36),
        ("PageDown", 18),
        ("ArrowLeft", 17),
        ("End", 1000),
        ("ArrowRight", 1000),
    ):
        reader.page.keyboard.press(key)
        assert right(reader, side), key
    assert not reader.problems()


def test_the_slider_is_as_long_as_the_axis(read: Read) -> None:
    for size in (visits.WIDE, visits.NARROW):
        reader = read("convolution.html?sizes.side=128#sizes", size)
        box = reader.live.get_by_label("image side", exact=True).bounding_box()
        assert box
        # A thumb's middle stops half a thumb before the slider's ends.
        for end, wanted in zip(
            (box["x"] + 8, box["x"] + box["width"] - 8), axis(reader), strict=True
        ):
            assert end == pytest.approx(wanted, abs=1.5), size
        y = box["y"] + box["height"] / 2
        mouse = reader.page.mouse
        mouse.move(along(reader, 128), y)
        mouse.down()
        mouse.move(along(reader, 32), y)
        mouse.up()
        side = int(reader.live.get_by_label("side", exact=True).input_value())
        assert right(reader, side) and side == pytest.approx(32, rel=0.04)


def test_by_finger(read: Read) -> None:
    reader = read(
        "convolution.html?sizes.side=128#sizes", visits.NARROW, has_touch=True, is_mobile=True
    )
    page, finger = reader.page, Finger(reader)
    reader.live.evaluate("live => live.scrollIntoView()")
    page.wait_for_timeout(300)
    box = reader.live.locator(".grip .hold").bounding_box()
    assert box and min(box["width"], box["height"]) >= 44
    x, y = ring(reader)
    before = page.evaluate("scrollY")
    finger.drag((x, y), (x, y - 60), (x, y + 120), (along(reader, 32), y))
    assert right(reader, 32) and page.evaluate("scrollY") == before
    # Beside the ring the page scrolls, and nothing is moved.
    finger.drag(*[(x + 60, y + 120 - 10 * step) for step in range(9)])
    page.wait_for_timeout(300)
    assert page.evaluate("scrollY") > before + 30 and right(reader, 32)


def test_what_changes_and_what_stays_is_said(read: Read) -> None:
    reader = read("convolution.html#sizes")
    said = reader.live.locator(".fact")
    for side, more in (
        (256, "4 times as many"),
        (1000, "61.04 times as many"),
        (64, "4 times fewer"),
    ):
        reader.fill("side", str(side))
        ratio = max(side, 128) ** 2 / min(side, 128) ** 2
        assert more.startswith(f"{ratio:.4g} times")
        assert (
            f"At {side} × {side} the dense layer has {more} numbers to learn" in said.inner_text()
        )
        assert said.inner_text().endswith("The 300 filters have 3,000 at both.")
    reader.fill("side", "128")
    assert "which stay?" in said.inner_text()


def test_questions_lead_to_states_that_answer_them(read: Read) -> None:
    reader = read("convolution.html#sizes")
    links = reader.section.locator("li a")
    for place, side, channels in ((0, 1000, 1), (1, 8, 1), (2, 128, 3)):
        links.nth(place).click()
        assert right(reader, side, channels=channels) and not reader.faults()
    assert reader.live.get_by_label("colour", exact=True).is_checked()


def test_sides_by_keyboard_and_pointer(read: Read) -> None:
    reader = read("convolution.html#sizes")
    page = reader.page
    assert right(reader, 128) and not reader.asked()
    # The article's two cases are marked, and can be pressed.
    cases = reader.live.locator("svg g:not(.grip) > .point").evaluate_all(
        "all => all.map(e => [e.getAttribute('cx'), e.getAttribute('cy')])"
    )
    held = reader.live.locator(".grip .point")
    for side, case in ((1000, cases[1]), (128, cases[0])):
        reader.press(f"{side} × {side}")
        assert right(reader, side)
        assert [held.get_attribute("cx"), held.get_attribute("cy")] == case
        assert reader.live.locator("button[aria-pressed=true]").inner_text() == f"{side} × {side}"
    slid = reader.live.get_by_label("image side", exact=True)
    slid.focus()
    for key, side in (
        ("ArrowRight", 129),
        ("End", 1000),
        ("ArrowLeft", 999),
        ("Home", 8),
        ("PageUp", 16),
    ):
        page.keyboard.press(key)
        assert right(reader, side)
    assert slid.get_attribute("aria-valuetext") == "16 × 16"
    assert reader.live.locator("button[aria-pressed=true]").count() == 0
    reader.fill("side", "500")
    reader.live.get_by_label("colour", exact=True).press("Space")
    assert right(reader, 500, channels=3)
    reader.fill("side", "77")
    reader.live.get_by_label("side", exact=True).press("ArrowUp")
    reader.live.locator("summary").click()
    reader.fill("units, or filters", "10")
    assert right(reader, 78, 10, 3)
    # By pointer, along the slider, beyond its end.
    box = slid.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    middle = int(reader.live.get_by_label("side", exact=True).input_value())
    assert middle == pytest.approx(math.sqrt(8 * 1000), rel=0.05)  # the middle of a scale of powers
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
    reader.live.locator("summary").click()
    reader.fill("units, or filters", "501")
    assert reader.faults()[-1] == "Type a whole number from 10 to 500." and right(reader, 128)
    assert not reader.problems()
    for hostile in ("side=1e300", "side=12.5", "units=0", "colour=yes", "side=<img>"):
        reader.page.evaluate(
            "query => { history.pushState(null, '', query); dispatchEvent(new PopStateEvent('popstate')); }",
            f"?sizes.{hostile}#sizes",
        )
        assert right(reader, 128) and "The address asks for" in " ".join(reader.faults())
