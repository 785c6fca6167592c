"""Convolution over volume, used by mouse, touch and keyboard; its numbers are convdemo's."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np

from convdemo import HORIZONTAL, VERTICAL, conv_forward, volume_image
from tests.site import visits
from tests.site.explorables.reader import VALUES, Reader

Read = Callable[..., Reader]
# Each grid's numbers and its chosen cells, by its name; and the places of the windows.
SEEN = f"""live => Object.fromEntries([
    ["windows", [...live.querySelectorAll(".window:not([hidden])")].map(window =>
        ["top", "left"].map(side => Math.round(6 * parseFloat(window.style[side]) / 100)))],
    ...[...live.querySelectorAll("[role=grid]")].map(grid => [grid.ariaLabel,
        [({VALUES})(grid), [...grid.querySelectorAll(".chosen")].map(cell => cell.dataset.at)]])])"""
PAGE = "volume.html"
CHANNELS = ("red", "green", "blue")


def two() -> np.ndarray:
    """The chapter's two filters, (3, 3, 3, 2)."""
    weights = np.zeros((3, 3, 3, 2))
    weights[:, :, 0, 0] = VERTICAL
    weights[:, :, 1, 1] = HORIZONTAL
    return weights


def shows(
    reader: Reader,
    image: np.ndarray,
    weights: np.ndarray,
    bias: tuple[float, float] = (0, 0),
    k: int = 0,
    at: tuple[int, int] = (0, 1),
) -> np.ndarray:
    """All the reader sees is what convdemo gives, at a place of filter k; returns the output, (4, 4, 2)."""
    maps = conv_forward(image[np.newaxis], weights, np.array(bias))[0]
    seen, words = reader.live.evaluate(SEEN), reader.words()
    assert seen["windows"] == [list(at)] * 3
    for c, name in enumerate(CHANNELS):
        assert seen[name][0] == image[:, :, c].tolist()
        assert seen[f"{name} slice"][0] == weights[:, :, c, k].tolist()
        assert f"filter {k + 1}, {name}" in words
    for channel in (0, 1):
        assert seen[f"channel {channel + 1}"] == [
            maps[:, :, channel].round(2).tolist(),
            [f"{at[0]},{at[1]}"] if channel == k else [],
        ]
    window = image[at[0] : at[0] + 3, at[1] : at[1] + 3]
    sums = [float((window[:, :, c] * weights[:, :, c, k]).sum()) for c in range(3)]
    told = [float(line.rsplit(" = ")[-1].replace(",", "")) for line in lines(reader)]
    assert told == [*np.round(sums, 2), round(float(maps[(*at, k)]), 2)]
    return np.asarray(maps)


def lines(reader: Reader) -> list[str]:
    """The three sums and their total, as written out."""
    return [
        " ".join(text.split()).replace("−", "-")
        for text in reader.live.locator(".sum").all_inner_texts()
    ]


def test_the_chapters_filters_and_what_a_reader_changes(read: Read) -> None:
    reader = read(f"{PAGE}#over")
    image, weights = volume_image().astype(float), two()
    assert not reader.faults() and not reader.asked()
    shows(reader, image, weights)
    assert lines(reader) == [
        " + ".join(["10·1 + 10·0 + 0·(-1)"] * 3) + " = 30",
        " + ".join(["10·0"] * 9) + " = 0",
        " + ".join(["5·0"] * 9) + " = 0",
        "30 + 0 + 0 + bias 0 = 30",
    ]
    # The other channel of the output: the second filter, at another place.
    reader.cell("channel 2", 2, 3).click()
    shows(reader, image, weights, k=1, at=(2, 3))
    assert (
        lines(reader)[1] == "10·1 + 10·1 + 10·1 + 0·0 + 0·0 + 0·0 + 0·(-1) + 0·(-1) + 0·(-1) = 30"
    )
    # To point at the other channel shows it; what was chosen comes back.
    reader.cell("channel 1", 0, 0).hover()
    shows(reader, image, weights, k=0, at=(0, 0))
    reader.page.mouse.move(2, 2)
    shows(reader, image, weights, k=1, at=(2, 3))
    # Each bias has its filter's name, whichever is chosen.
    reader.live.get_by_text("More to change").click()
    reader.fill("bias of filter 2", "-12.5")
    maps = shows(reader, image, weights, (0, -12.5), 1, (2, 3))
    assert lines(reader)[3] == "0 + 30 + 0 + bias (-12.5) = 17.5" and maps[2, 3, 1] == 17.5
    reader.fill("bias of filter 1", "4")
    shows(reader, image, weights, (4, -12.5), 1, (2, 3))
    reader.fill("bias of filter 1", "1000")
    assert reader.faults() == ["Type a number from −999 to 999."]
    reader.fill("bias of filter 1", "0")

    # A pixel and a weight by keyboard.
    keys = reader.page.keyboard
    reader.cell("blue", 3, 4).focus()
    keys.type("-7")
    keys.press("Enter")
    image[3, 4, 2] = -7
    reader.cell("blue slice", 2, 0).focus()
    keys.press("Enter")
    keys.type("0.5")
    keys.press("Enter")
    weights[2, 0, 2, 1] = 0.5
    shows(reader, image, weights, (0, -12.5), 1, (2, 3))
    keys.press("Enter")
    keys.type("1e999")
    keys.press("Enter")
    assert "is no number from −999 to 999; the cell keeps 0.5." in reader.faults()[0]
    asked = reader.asked()
    shows(read(f"{PAGE}?{asked}#over"), image, weights, (0, -12.5), 1, (2, 3))
    reader.page.go_back()
    weights[2, 0, 2, 1] = 0
    shows(reader, image, weights, (0, -12.5), 1, (2, 3))
    reader.page.go_forward()
    weights[2, 0, 2, 1] = 0.5
    shows(reader, image, weights, (0, -12.5), 1, (2, 3))
    reader.press("Start again")
    shows(reader, volume_image(), two())


def test_a_window_is_dragged_in_any_channel_and_all_go_along(read: Read) -> None:
    for reader in (read(f"{PAGE}#over"), read(f"{PAGE}#over", visits.NARROW, has_touch=True)):
        for name, at in (("red", (2, 0)), ("green", (3, 3)), ("blue", (0, 2))):
            before, after = (reader.cell(name, at[0] + i, at[1] + i) for i in (0, 2))
            chosen = reader.live.evaluate(SEEN)["windows"][0]
            start = reader.cell(name, *chosen)
            start.scroll_into_view_if_needed()
            (here, there) = (cell.bounding_box() for cell in (start, before))
            assert here and there
            mouse = reader.page.mouse
            mouse.move(here["x"] + 9, here["y"] + 9)
            mouse.down()
            mouse.move(there["x"] + 9, there["y"] + 9, steps=5)
            mouse.up()
            mouse.move(2, 2)
            shows(reader, volume_image(), two(), at=at)
            assert "framed" in (after.get_attribute("class") or "")
        # By keys, wherever the window has the focus.
        window = reader.live.get_by_role("slider", name="window in green", exact=True)
        window.press("End")
        window.press("ArrowDown")
        shows(reader, volume_image(), two(), at=(1, 3))
        assert window.get_attribute("aria-valuetext") == "row 1, column 3; sum 0"


def test_the_focus_alone_changes_nothing(read: Read) -> None:
    reader = read(f"{PAGE}#over")
    keys = reader.page.keyboard
    reader.live.get_by_role("button", name="Play", exact=True).focus()
    for _ in range(20):
        keys.press("Tab")
        keys.press("ArrowRight") if reader.page.evaluate(
            "document.activeElement.matches('.output .cell')"
        ) else None
    shows(reader, volume_image(), two())
    assert not reader.asked()
    # Enter and Space choose.
    for key, at in (("Enter", (1, 1)), ("Space", (2, 2))):
        reader.cell("channel 2", *at).focus()
        shows(
            reader,
            volume_image(),
            two(),
            k=int(key == "Space"),
            at=(1, 1) if key == "Space" else (0, 1),
        )
        keys.press(key)
        shows(reader, volume_image(), two(), k=1, at=at)
    reader.press("filter 1")
    shows(reader, volume_image(), two(), at=(2, 2))


def test_channels_are_switched_off_where_that_changes_something(read: Read) -> None:
    reader = read(f"{PAGE}#over", visits.NARROW, has_touch=True)
    image = volume_image()

    def switches() -> list[str]:
        return [name for name in CHANNELS if reader.live.get_by_label(f"reads {name}").is_visible()]

    # The first filter reads red, and has no switch for what meets zeros.
    assert switches() == ["red"]
    reader.live.get_by_label("reads red", exact=True).tap()
    unread = two()
    unread[:, :, 0] = 0
    shows(reader, image, unread)
    reader.live.get_by_label("reads red", exact=True).tap()
    reader.live.get_by_role("button", name="filter 2", exact=True).tap()
    assert switches() == ["green"]
    reader.live.get_by_role("button", name="filter 1", exact=True).tap()
    alike = np.stack(
        [np.stack([kernel] * 3, axis=2) for kernel in (VERTICAL, HORIZONTAL)], axis=3
    ).astype(float)
    reader.live.get_by_text("More to change").tap()
    reader.live.get_by_role("button", name="All slices alike").tap()
    shows(reader, image, alike)
    assert switches() == list(CHANNELS)
    for off in ("green", "blue", "red"):
        reader.live.get_by_label(f"reads {off}", exact=True).tap()
        alike[:, :, CHANNELS.index(off)] = 0
        shows(reader, image, alike)
    assert "over.reads=0*0*0" in reader.asked()
    # Whoever changes a slice wants it read.
    for _ in range(2):
        reader.cell("green slice", 0, 0).tap()
    reader.page.keyboard.type("3")
    reader.page.keyboard.press("Enter")
    alike[:, :, 1, 0], alike[:, :, 1, 1] = VERTICAL, HORIZONTAL
    alike[0, 0, 1, 0] = 3
    shows(reader, image, alike)
    reader.cell("channel 2", 1, 1).tap()
    shows(reader, image, alike, k=1, at=(1, 1))
    assert reader.live.get_by_label("reads green", exact=True).is_checked()
    assert not reader.problems()
    reader.page.set_viewport_size({"width": visits.WIDE[0], "height": visits.WIDE[1]})
    assert not reader.problems() and reader.values("green slice") == alike[:, :, 1, 1].tolist()


def test_channels_have_their_colours_and_their_names(read: Read) -> None:
    reader = read(f"{PAGE}#over")

    def light(name: str, row: int, column: int) -> list[float]:
        """Red, green and blue of a cell's ground."""
        ground = reader.cell(name, row, column).evaluate(
            "cell => getComputedStyle(cell).backgroundColor"
        )
        return [float(level) for level in re.findall(r"[\d.]+", ground)[-3:]]

    for c, name in enumerate(CHANNELS):
        levels = light(name, 0, 0)
        assert levels.index(max(levels)) == c
        board = reader.board(name).evaluate("grid => grid.closest('.board').innerText")
        assert board.startswith(name)
    # 10 is brighter than 5, and 5 than 0.
    reader.cell("red", 0, 0).press("5")
    reader.page.keyboard.press("Enter")
    assert sum(light("red", 0, 1)) > sum(light("red", 0, 0)) > sum(light("red", 0, 3))


def test_numbers_are_whole_or_told_whole(read: Read) -> None:
    reader = read(f"{PAGE}?over.bias=-12.5*0#over")
    assert reader.cell("channel 1", 0, 0).inner_text() == "−12.5"
    reader.cell("red", 5, 5).focus()
    reader.page.keyboard.type("-20.25")
    reader.page.keyboard.press("Enter")
    assert reader.cell("red", 5, 5).inner_text() == "−20.25"
    cut = "grid => [...grid.querySelectorAll('.cell')].filter(c => c.scrollWidth > c.clientWidth + 1).length"
    assert not any(
        reader.board(name).evaluate(cut) for name in (*CHANNELS, "channel 1", "channel 2")
    )
    reader.page.set_viewport_size({"width": 390, "height": 844})
    assert reader.cell("red", 5, 5).get_attribute("data-whole") == "−20.25"
    assert reader.cell("red", 5, 5).inner_text() == "≈−20"


def test_stepping_goes_from_place_to_place(read: Read) -> None:
    reader = read(f"{PAGE}?over.bias=4*-1#over")
    image, weights = volume_image(), two()
    keys = reader.page.keyboard
    reader.live.get_by_role("button", name="Step", exact=True).focus()
    for place in range(2, 18):
        keys.press("Enter")
        shows(reader, image, weights, (4, -1), at=divmod(place % 16, 4))
    assert lines(reader)[3] == "30 + 0 + 0 + bias 4 = 34"
    reader.live.get_by_role("button", name="Back", exact=True).press("Enter")
    shows(reader, image, weights, (4, -1), at=(0, 0))
    reader.live.get_by_text("Channel 1, row 0, column 0: 4.").wait_for()
    assert reader.asked() == "over.bias=4*-1&over.cell=0*0"


def test_a_finger_drags_the_window(read: Read) -> None:
    reader = read(f"{PAGE}#over", visits.NARROW, has_touch=True)
    reader.board("green").scroll_into_view_if_needed()
    touches = reader.context.new_cdp_session(reader.page)
    points = []
    for at in ((1, 2), (2, 2), (3, 1)):
        box = reader.cell("green", *at).bounding_box()
        assert box
        points.append({"x": box["x"] + 9, "y": box["y"] + 9})
    before = reader.page.evaluate("scrollY")
    for kind, point in zip(("touchStart", "touchMove", "touchMove"), points, strict=True):
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [point]})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    shows(reader, volume_image(), two(), at=(2, 0))
    assert reader.page.evaluate("scrollY") == before


def test_what_is_pressed_and_what_it_changes_are_seen_together(read: Read) -> None:
    for size in (visits.NARROW, (1280, 720)):
        reader = read(f"{PAGE}#over", size)
        tops = reader.live.evaluate(
            "live => [live.querySelector('.press'), live.querySelector('.total')]"
            ".map(e => e.getBoundingClientRect()).map((r, i) => i ? r.bottom : r.top)"
        )
        assert tops[1] - tops[0] < size[1] - 48


def test_products_fall_into_their_sums_and_these_into_the_output(read: Read) -> None:
    reader = read(f"{PAGE}#over")
    reader.page.emulate_media(reduced_motion="no-preference")
    reader.press("Step")
    # One after the other: 27 products over their pixels; three sums and the bias; the number.
    chips = ".flight span"
    reader.page.wait_for_function(f"document.querySelectorAll('{chips}').length === 27")
    assert [line.rsplit(" = ")[-1] for line in lines(reader)] == ["…"] * 4
    assert reader.values("channel 1")[0][2] is None
    texts = [text.replace("−", "-") for text in reader.live.locator(chips).all_inner_texts()]
    assert sorted(texts) == sorted(["10"] * 3 + ["0"] * 24)
    first = reader.live.locator(chips).first.bounding_box()
    pixel = reader.cell("red", 0, 2).bounding_box()
    assert first and pixel
    assert abs(first["x"] + first["width"] / 2 - pixel["x"] - pixel["width"] / 2) < 4
    assert abs(first["y"] + first["height"] / 2 - pixel["y"] - pixel["height"] / 2) < 4
    reader.page.wait_for_function(f"document.querySelectorAll('{chips}').length === 4")
    assert lines(reader)[3] == "30 + 0 + 0 + bias 0 = …"
    assert reader.live.locator(chips).all_inner_texts() == ["30", "0", "0", "0"]
    reader.page.wait_for_function(f"!document.querySelector('{chips}')")
    shows(reader, volume_image(), two(), at=(0, 2))
    # What the reader does meanwhile ends it.
    reader.press("Step")
    reader.page.wait_for_function(f"document.querySelectorAll('{chips}').length === 27")
    reader.press("filter 2")
    assert not reader.live.locator(chips).count()
    shows(reader, volume_image(), two(), k=1, at=(0, 3))
    # Who asks for less motion sees the number at once.
    reader.page.emulate_media(reduced_motion="reduce")
    reader.press("Step")
    shows(reader, volume_image(), two(), k=1, at=(1, 0))


def test_playing_announces_its_end_alone(read: Read) -> None:
    reader = read(f"{PAGE}?over.cell=3*2#over")
    heard = reader.live.locator("[aria-live]")
    reader.press("Play")
    reader.page.wait_for_function("document.querySelector('#over [aria-live]').textContent !== ''")
    assert heard.inner_text() == "Channel 1, row 3, column 3: 0."
    assert (
        reader.asked() == "over.cell=3*3"
        and reader.live.get_by_role("button", name="Play", exact=True).count() == 1
    )
    # From the end it begins anew, and can be stopped.
    reader.press("Play")
    reader.page.wait_for_function(
        "document.querySelector('#over .output .chosen').dataset.at === '0,1'"
    )
    reader.press("Pause")
    shows(reader, volume_image(), two())


def test_an_address_cannot_do_harm(read: Read) -> None:
    reader = read(f"{PAGE}?over.cell=4*0#over")
    for hostile in (
        "cell=4*0",
        "cell=-1*0",
        "cell=0.5*0",
        "cell=1",
        "cell=1e300*0",
        "filter=0",
        "filter=3",
        "bias=1",
        "bias=1e300*0",
        "reads=1*1",
        "reads=1*1*2",
        "reads=1*1*1*1",
        "red=1",
        "red=" + "*".join(["1_1_1_1_1_1e9"] * 6),
        "filter1=" + "*".join(["1_0_-1"] * 8),
        "filter1=" + "*".join(["1_0_-1"] * 10),
        "filter2=<img>",
        "blue=" + "9_" * 3000,
    ):
        reader.page.evaluate(
            "query => { history.replaceState(null, '', `?over.${query}#over`); dispatchEvent(new Event('popstate')); }",
            hostile,
        )
        assert reader.faults()[0].startswith("The address asks for"), hostile
        shows(reader, volume_image(), two())
