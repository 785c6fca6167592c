"""The cell that responds to an angle: moved, turned, listened to; its responses are convdemo's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser

from convdemo import bar_image, complex_cell, edge_at, end_stopped_cell, simple_cell, tuning_curve
from tests.site import visits
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]
N = 21  # a bar of this length has no end
CELLS = ("simple", "complex", "end-stopped")

# Each case is a cell's angle, a phase, and what is shown; the answers come with the picture.
CALL = """async ([module, cases]) => {
    const { edge_at, bar_image, simple_cell, complex_cell, end_stopped_cell, tuning_curve } = await import(module);
    return cases.map(([likes, phase, stimulus, angle, offset, length]) => {
        const image = stimulus === "edge" ? edge_at(angle, { offset }) : bar_image(angle, { offset, length });
        const curve = tuning_curve(image => simple_cell(image, likes), [angle, likes]);
        const others = [complex_cell, end_stopped_cell].map(cell => cell(image, likes));
        return [[simple_cell(image, likes, { phase }), ...others, ...curve], image];
    });
}"""
# The plot's lines as numbers of the axes, which begin at 36 px and end 18 px before the right.
LINE = """(plot, [role, low, high]) => {
    const [width, bottom] = [plot.clientWidth - 18 - 36, plot.getAttribute("height") - 42];
    const real = ([x, y]) => [low + (x - 36) / width * (high - low), (bottom - y) / (bottom - 26) * 0.8];
    const points = [...plot.querySelectorAll(role)].at(-1);
    return points.tagName === "circle" ? real([points.getAttribute("cx"), points.getAttribute("cy")])
        : points.getAttribute("d").slice(1).split("L").map(point => real(point.split(",")));
}"""
# What is dragged reaches the address when it pauses.
ASKED = "query => location.search === '?' + query"
# Notes each AudioContext and each click.
LISTEN = """() => {
    window.made = []; window.clicks = 0;
    window.AudioContext = class extends AudioContext { constructor() { super(); made.push(this); } };
    const start = AudioBufferSourceNode.prototype.start;
    AudioBufferSourceNode.prototype.start = function () { clicks += 1; start.call(this); };
}"""


def shown(stimulus: str, angle: float, offset: float, length: float | None) -> np.ndarray:
    return (
        edge_at(angle, offset=offset)
        if stimulus == "edge"
        else bar_image(angle, offset=offset, length=length)
    )


def answers(image: np.ndarray, likes: float = 90, phase: float = 0) -> list[float]:
    return [
        simple_cell(image, likes, phase=phase),
        complex_cell(image, likes),
        end_stopped_cell(image, likes),
    ]


def digits(
    stimulus: str, angle: float = 90, place: float = 0, length: float | None = None
) -> list[str]:
    """The three numbers that a reader should see."""
    found = answers(shown(stimulus, angle, -place, length), phase=90 if stimulus == "edge" else 0)
    return [f"{answer:.2f}" for answer in found]


def seen(reader: Reader) -> list[str]:
    return reader.live.locator(".answers i").all_inner_texts()


def light(reader: Reader) -> np.ndarray:
    """The screen's pixels, dark 0 and bright 1."""
    fills = reader.live.locator(".pixels rect").evaluate_all(
        "all => all.map(e => e.getAttribute('fill'))"
    )
    return np.array([int(fill[4:].partition(",")[0]) / 255 for fill in fills]).reshape(N, N)


def line(reader: Reader, role: str, low: float, high: float, plot: int = 0) -> Any:
    return np.array(reader.live.locator("svg.plot").nth(plot).evaluate(LINE, [role, low, high]))


def test_the_arithmetic_is_convdemos(browser: Browser, address: str) -> None:
    rng = np.random.default_rng(11)
    cases: list[tuple[float, float, str, float, float, float | None]] = []
    for _ in range(120):
        likes, angle = (
            float(rng.choice([0, 45, 90, 135, 180, rng.uniform(0, 180)])) for _ in range(2)
        )
        length = None if rng.integers(3) == 0 else float(rng.uniform(1, 21))
        stimulus = ["edge", "bar"][rng.integers(2)]
        cases.append(
            (likes, float(rng.uniform(0, 360)), stimulus, angle, float(rng.uniform(-8, 8)), length)
        )
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/404.html")
        found = page.evaluate(CALL, [f"{address}/explorables/convdemo_history.js", cases])
    largest = 0.0
    for case, (got, pixels) in zip(cases, found, strict=True):
        likes, phase, stimulus, angle, offset, length = case
        image = shown(stimulus, angle, offset, length)
        curve = tuning_curve(partial(simple_cell, angle=likes), [angle, likes])
        wanted = [*answers(image, likes, phase), *curve]
        assert np.allclose(got, wanted, rtol=0, atol=1e-9), case
        assert np.allclose(pixels, image.ravel(), rtol=0, atol=1e-9), case
        largest = max(largest, *wanted)
    assert largest > 0.5


def test_moved_by_mouse_and_keyboard(read: Read) -> None:
    reader = read("history.html#cell")
    page, box = reader.page, reader.live.locator(".pixels").bounding_box()
    # The figure's own first plot.
    assert seen(reader) == digits("edge") and not reader.asked()
    assert np.abs(light(reader) - edge_at(90)).max() <= 0.5001 / 255
    places = np.arange(-8, 8.25, 0.25)
    for cell, index in (("simple_cell.chosen", 0), ("complex_cell", 1), ("end_stopped_cell", 2)):
        wanted = [answers(edge_at(90, offset=-place), phase=90)[index] for place in places]
        assert np.allclose(line(reader, f".{cell}", -8, 8), np.c_[places, wanted], atol=1e-9)

    # By mouse: 3 pixels to the right, then the knob to the left by 30 degrees.
    assert box
    pixel, x, y = box["width"] / N, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y + 20)
    page.mouse.down()
    page.mouse.move(x + pixel, y)
    page.mouse.move(x + 3 * pixel, y + 9)
    page.mouse.up()
    assert seen(reader) == digits("edge", place=3)
    page.wait_for_function(ASKED, arg="cell.place=3")
    assert np.allclose(
        line(reader, "circle", -8, 8), [3, answers(edge_at(90, offset=-3), phase=90)[0]], atol=1e-9
    )
    knob = 12.8 * pixel
    page.mouse.move(x, y - knob)
    page.mouse.down()
    page.mouse.move(x - knob / 4, y - knob / 1.1)
    page.mouse.move(x - knob / 2, y - knob * 3**0.5 / 2)
    page.mouse.up()
    assert seen(reader) == digits("edge", 120, 3) and "120°" in reader.words()
    assert np.abs(light(reader) - edge_at(120, offset=-3)).max() <= 0.5001 / 255
    # The plot is over the angle now; a trace of all that was shown is below it.
    angles = np.arange(0, 181, 3)
    answered = tuning_curve(
        lambda image: simple_cell(image, 90, phase=90),
        angles,
        picture=lambda angle: edge_at(angle, offset=-3),
    )
    assert np.allclose(
        line(reader, ".simple_cell.chosen", 0, 180), np.c_[angles, answered], atol=1e-9
    )
    past = line(reader, ".complex_cell", -199, 0, plot=1)
    assert past[-1, 0] == pytest.approx(0) and past[0, 1] == pytest.approx(
        complex_cell(edge_at(90), 90)
    )
    assert len(past) == len(line(reader, ".simple_cell", -199, 0, plot=1)) >= 4
    page.wait_for_function(ASKED, arg="cell.place=3&cell.angle=120&cell.over=angle")

    # By keyboard.
    for name, key, times in (
        ("angle", "End", 1),
        ("angle", "Home", 1),
        ("angle", "PageUp", 4),
        ("angle", "ArrowRight", 8),
        ("place", "ArrowLeft", 10),
    ):
        reader.live.get_by_label(name, exact=True).focus()
        for _ in range(times):
            page.keyboard.press(key)
    assert seen(reader) == digits("edge", 80, 0.5)
    assert reader.live.get_by_label("length", exact=True).is_disabled()
    reader.live.get_by_label("on the screen", exact=True).focus()
    page.keyboard.press("ArrowDown")
    assert seen(reader) == digits("bar", 80, 0.5)
    reader.live.get_by_label("length", exact=True).focus()
    page.keyboard.press("Home")
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    assert seen(reader) == digits("bar", 80, 0.5, 6)
    reader.live.get_by_role("radio").first.focus()
    page.keyboard.press("ArrowUp")
    lengths = np.arange(1, 21, 0.5)
    wanted = [end_stopped_cell(bar_image(80, offset=-0.5, length=length), 90) for length in lengths]
    assert np.allclose(
        line(reader, ".end_stopped_cell.chosen", 1, 21)[:-1], np.c_[lengths, wanted], atol=1e-9
    )
    assert reader.live.locator(".field circle").count() == 3
    told = ", ".join(
        f"{cell} {number}" for cell, number in zip(CELLS, digits("bar", 80, 0.5, 6), strict=True)
    )
    page.wait_for_function(
        "told => document.querySelector('#cell [aria-live]').textContent === told", arg=told
    )

    # The address brings it back; so do back and forward.
    again = read(f"history.html?{reader.asked()}#cell")
    assert seen(again) == digits("bar", 80, 0.5, 6)
    assert again.live.get_by_role("radio", name="end-stopped").is_checked()
    page.go_back()
    assert reader.live.get_by_role("radio", name="simple").is_checked()
    page.go_forward()
    assert reader.live.get_by_role("radio", name="end-stopped").is_checked()
    reader.press("Start again")
    assert seen(reader) == digits("edge")


def test_moved_by_finger(read: Read) -> None:
    reader = read(
        "history.html?cell.stimulus=bar&cell.length=8&cell.angle=60#cell",
        visits.NARROW,
        has_touch=True,
    )
    page = reader.page
    page.evaluate("document.querySelector('#cell').scrollIntoView()")
    box, before = reader.live.locator(".pixels").bounding_box(), page.evaluate("scrollY")
    assert box
    x, y, pixel = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, box["width"] / N
    touches = reader.context.new_cdp_session(page)

    def drag(*path: tuple[float, float]) -> None:
        for kind, point in zip(["touchStart", *["touchMove"] * (len(path) - 1)], path, strict=True):
            touches.send(
                "Input.dispatchTouchEvent",
                {"type": kind, "touchPoints": [{"x": point[0], "y": point[1]}]},
            )
        touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    # Up and down: the page stays; across the bar by two pixels, which are at 60 degrees.
    drag((x, y), (x, y + 40), (x, y - 90), (x + 2 * pixel * 3**0.5 / 2, y + pixel))
    assert seen(reader) == digits("bar", 60, 2, 8)
    knob = 12.8 * pixel
    drag(
        (x + knob / 2, y - knob * 3**0.5 / 2), (x + knob * 0.7, y - knob * 0.7), (x + knob, y + 60)
    )
    assert seen(reader) == digits("bar", 0, 2, 8) and page.evaluate("scrollY") == before
    assert not reader.problems()
    page.set_viewport_size({"width": 700, "height": 700})
    assert seen(reader) == digits("bar", 0, 2, 8)


def test_spikes_are_heard_only_when_asked_for(read: Read) -> None:
    reader = read("history.html#cell")
    page, press = reader.page, reader.live.get_by_role("button", name="hear the spikes")
    page.evaluate(LISTEN)
    reader.fill("place", "1")
    reader.fill("place", "0")
    assert page.evaluate("[made.length, clicks]") == [0, 0]
    closed = "made.length === {0} && made.every(audio => audio.state === 'closed')"
    stops = (
        "Stop",
        "dispatchEvent(new Event('pagehide'))",
        "document.dispatchEvent(new Event('visibilitychange'))",
        "scrollTo(0, 0)",
    )
    for count, stop in enumerate(stops, 1):
        press.click()
        assert press.get_attribute("aria-pressed") == "true"
        page.wait_for_function("before => clicks >= before + 3", arg=page.evaluate("clicks"))
        if stop == "Stop":
            # No answer, no spikes.
            reader.fill("angle", "0")
            assert seen(reader)[0] == "0.00"
            before = page.evaluate("clicks")
            page.wait_for_timeout(100)
            assert page.evaluate("clicks") == before
            reader.fill("angle", "90")
            press.click()
        else:
            page.evaluate(stop)
        page.wait_for_function(closed.format(count))
        assert press.get_attribute("aria-pressed") == "false"
    before = page.evaluate("clicks")
    page.wait_for_timeout(60)
    assert page.evaluate("clicks") == before


def test_playing_and_bad_addresses(read: Read) -> None:
    reader = read("history.html?cell.angle=171&cell.over=angle&cell.stimulus=bar#cell")
    heard = reader.live.locator("[aria-live]")
    reader.press("Play")
    # Past 180 it goes on from 0.
    reader.page.wait_for_function(
        "Number(document.querySelector('#cell input[type=range]').value) < 90"
    )
    assert heard.inner_text() == ""
    reader.press("Pause")
    angle = float(reader.live.get_by_label("angle", exact=True).input_value())
    assert seen(reader) == digits("bar", angle)
    reader.page.wait_for_function(
        ASKED, arg=f"cell.angle={angle:g}&cell.over=angle&cell.stimulus=bar"
    )
    reader.page.wait_for_function("document.querySelector('#cell [aria-live]').textContent !== ''")
    assert not reader.problems()
    for hostile, told in (
        ("angle=181", "the angle must be from 0 to 180."),
        ("place=1e300", "the place must be from −8 to 8."),
        ("length=0", "the length must be from 1 to 21."),
        ("angle=1e999", "which cannot be read"),
        ("cell=toString", "none of those offered"),
        ("over=<img>&cell.stimulus=x", "none of those offered"),
    ):
        reader.page.evaluate(
            "query => { history.pushState(null, '', query); dispatchEvent(new PopStateEvent('popstate')); }",
            f"?cell.{hostile}#cell",
        )
        assert seen(reader) == digits("edge") and told in reader.faults()[0]
