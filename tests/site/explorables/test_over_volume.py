"""Convolution over volume, used by mouse, touch and keyboard; its numbers are convdemo's."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from convdemo import HORIZONTAL, VERTICAL, conv_forward, volume_image
from tests.site import visits
from tests.site.explorables.reader import VALUES, Reader

Read = Callable[..., Reader]
# Each grid's numbers and its chosen cells, by its name; and how many products are made.
SEEN = f"""live => Object.fromEntries([["made", live.querySelectorAll(".sum i").length],
    ...[...live.querySelectorAll("[role=grid]")].map(grid => [grid.ariaLabel,
        [({VALUES})(grid), [...grid.querySelectorAll(".chosen")].map(cell => cell.dataset.at)]])])"""
PAGE = "volume.html"
CHANNELS = ("red", "green", "blue")
NUMBER, PLACE = 28, 56  # steps of a number, and of a place


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
) -> np.ndarray:
    """All the reader sees is what convdemo gives, with filter k; returns the output, (4, 4, 2)."""
    maps = conv_forward(image[np.newaxis], weights, np.array(bias))[0]
    seen, words = reader.live.evaluate(SEEN), reader.words()
    for c, name in enumerate(CHANNELS):
        assert seen[name][0] == image[:, :, c].tolist()
        assert seen[f"{name} slice"][0] == weights[:, :, c, k].tolist()
        assert f"filter {k + 1}, {name}" in words
    for channel in (0, 1):
        assert seen[f"channel {channel + 1}"][0] == maps[:, :, channel].round(2).tolist()
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
        "red: " + " + ".join(["10·1 + 10·0 + 0·(-1)"] * 3) + " = 30",
        "green: " + " + ".join(["10·0"] * 9) + " = 0",
        "blue: " + " + ".join(["5·0"] * 9) + " = 0",
        "30 + 0 + 0 + bias 0 = 30",
    ]
    # The other channel of the output: the second filter, at another place.
    reader.cell("channel 2", 2, 3).click()
    shows(reader, image, weights, k=1)
    assert (
        lines(reader)[1]
        == "green: 10·1 + 10·1 + 10·1 + 0·0 + 0·0 + 0·0 + 0·(-1) + 0·(-1) + 0·(-1) = 30"
    )
    reader.fill("bias of this filter", "-12.5")
    maps = shows(reader, image, weights, (0, -12.5), 1)
    assert lines(reader)[3] == "0 + 30 + 0 + bias (-12.5) = 17.5" and maps[2, 3, 1] == 17.5
    # To pass over the other channel chooses nothing.
    reader.cell("channel 1", 0, 0).hover()
    shows(reader, image, weights, (0, -12.5), 1)
    # What is stepped on from can be chosen again.
    reader.press("Step")
    reader.cell("channel 2", 2, 3).click()
    shows(reader, image, weights, (0, -12.5), 1)
    reader.fill("bias of this filter", "1000")
    assert reader.faults() == ["Type a number from −999 to 999."]
    reader.fill("bias of this filter", "-12.5")

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
    shows(reader, image, weights, (0, -12.5), 1)
    keys.press("Enter")
    keys.type("1e999")
    keys.press("Enter")
    assert "is no number from −999 to 999; the cell keeps 0.5." in reader.faults()[0]
    asked = reader.asked()
    shows(read(f"{PAGE}?{asked}#over"), image, weights, (0, -12.5), 1)
    reader.page.go_back()
    weights[2, 0, 2, 1] = 0
    shows(reader, image, weights, (0, -12.5), 1)
    reader.page.go_forward()
    weights[2, 0, 2, 1] = 0.5
    shows(reader, image, weights, (0, -12.5), 1)
    reader.press("Start again")
    shows(reader, volume_image(), two())


def test_channels_are_switched_off(read: Read) -> None:
    reader = read(f"{PAGE}#over", visits.NARROW, has_touch=True)
    image = volume_image()
    alike = np.stack(
        [np.stack([kernel] * 3, axis=2) for kernel in (VERTICAL, HORIZONTAL)], axis=3
    ).astype(float)
    reader.live.get_by_role("button", name="All slices alike").tap()
    shows(reader, image, alike)
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
    shows(reader, image, alike, k=1)
    assert reader.live.get_by_label("reads green", exact=True).is_checked()
    reader.press("Next sum")
    assert not reader.problems()
    reader.page.set_viewport_size({"width": visits.WIDE[0], "height": visits.WIDE[1]})
    assert not reader.problems() and reader.values("green slice") == alike[:, :, 1, 0].tolist()


def test_stepping_goes_through_products_sums_bias_filters_and_places(read: Read) -> None:
    reader = read(f"{PAGE}?over.bias=4*-1#over")
    image, weights = volume_image(), two()
    maps = conv_forward(image[np.newaxis], weights, np.array([4, -1]))[0]
    keys = reader.page.keyboard
    reader.live.get_by_role("button", name="Step", exact=True).focus()
    for done in range(1, NUMBER + 1):
        keys.press("Enter")
        c, tap = divmod(min(done, NUMBER - 1) - 1, 9)
        at = f"{tap // 3},{tap % 3}"
        seen = reader.live.evaluate(SEEN)
        for name in CHANNELS:
            assert seen[f"{name} slice"][1] == (
                [at] if done < NUMBER and name == CHANNELS[c] else []
            )
        assert done == NUMBER or seen[CHANNELS[c]][1] == [f"{tap // 3},{1 + tap % 3}"]
        assert seen["made"] == min(done, NUMBER - 1)
        wanted = maps[:, :, 1].tolist()
        if done < NUMBER:
            wanted[0][1] = None
        assert seen["channel 2"] == [wanted, ["0,1"]] and seen["channel 1"] == [
            maps[:, :, 0].tolist(),
            [],
        ]
    assert lines(reader)[3] == "0 + 0 + 0 + bias (-1) = -1"
    # On to the first filter at the next place, sum by sum; and back.
    reader.live.get_by_role("button", name="Next sum", exact=True).focus()
    for made, total in (
        (9, "30 + … + … + bias 4 = …"),
        (18, "30 + 0 + … + bias 4 = …"),
        (27, "30 + 0 + 0 + bias 4 = …"),
        (27, "30 + 0 + 0 + bias 4 = 34"),
    ):
        keys.press("Space")
        assert reader.live.locator(".sum i").count() == made and lines(reader)[3] == total
    assert (
        reader.places("channel 1", "chosen") == [(0, 2)]
        and reader.asked() == f"over.bias=4*-1&over.step={2 * PLACE + NUMBER - 1}"
    )
    reader.live.get_by_role("button", name="Back", exact=True).press("Enter")
    assert lines(reader)[3] == "30 + 0 + 0 + bias 4 = …"
    reader.live.get_by_text("blue: 5 times 0, sum 0.").wait_for()


def test_playing_announces_its_end_alone(read: Read) -> None:
    reader = read(f"{PAGE}?over.step={PLACE - 3}#over")
    heard = reader.live.locator("[aria-live]")
    reader.press("Play")
    reader.page.wait_for_function("document.querySelectorAll('#over .sum i').length === 27")
    assert heard.inner_text() == "" and reader.values("channel 2")[0][0] is None
    reader.page.wait_for_function("document.querySelector('#over [aria-live]').textContent !== ''")
    assert heard.inner_text() == "Channel 2, row 0, column 0: 0."
    assert (
        reader.asked() == f"over.step={PLACE - 1}"
        and reader.live.get_by_role("button", name="Play", exact=True).count() == 1
    )


def test_an_address_cannot_do_harm(read: Read) -> None:
    reader = read(f"{PAGE}?over.step=896#over")
    for hostile in (
        "step=896",
        "step=-1",
        "step=0.5",
        "step=1e300",
        "bias=1",
        "bias=1e300*0",
        "reads=1*1",
        "reads=1*1*2",
        "reads=1*1*1*1",
        "red=1",
        "red=" + "*".join(["1_1_1_1_1_1e9"] * 6),
        "filter1=" + "*".join(["1_0_-1"] * 8),
        "filter2=<img>",
        "blue=" + "9_" * 3000,
    ):
        reader.page.evaluate(
            "query => { history.replaceState(null, '', `?over.${query}#over`); dispatchEvent(new Event('popstate')); }",
            hostile,
        )
        assert reader.faults()[0].startswith("The address asks for"), hostile
        shows(reader, volume_image(), two())
