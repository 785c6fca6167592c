"""The cell that responds to an angle: moved, turned, listened to; its responses are convdemo's."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator

from convdemo import bar_image, complex_cell, edge_at, end_stopped_cell, simple_cell, tuning_curve
from tests.site import visits
from tests.site.explorables.finger import Finger
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
# A thick ring, or a band along the line.
LOOKS_FOCUSED = """part => [...part.querySelectorAll("circle.face, circle.halo, path.hold")].every(e => {
    const { strokeWidth, stroke } = getComputedStyle(e);
    return e.matches("path") ? stroke !== "rgba(0, 0, 0, 0)" : strokeWidth === "5px";
})"""
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


def line(reader: Reader, role: str, low: float, high: float) -> Any:
    return np.array(reader.live.locator("svg.plot").evaluate(LINE, [role, low, high]))


def held(reader: Reader, name: str) -> Locator:
    """What is dragged, by its name."""
    return reader.live.get_by_role("slider", name=name, exact=True)


def middle(reader: Reader, name: str) -> tuple[float, float]:
    """Where a finger would take hold of it: the middle of what is drawn."""
    box = held(reader, name).bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


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


def pixel_of(reader: Reader) -> float:
    """How large a pixel of the cells' screen is."""
    box = reader.live.locator(".pixels").bounding_box()
    assert box
    return box["width"] / N


def drag(reader: Reader, start: tuple[float, float], *path: tuple[float, float]) -> None:
    """By mouse; `path` is told from the start."""
    mouse = reader.page.mouse
    mouse.move(*start)
    mouse.down()
    for right, down in path:
        mouse.move(start[0] + right, start[1] + down)
    mouse.up()


def test_what_is_on_the_screen_is_dragged(read: Read) -> None:
    reader = read("history.html#cell")
    assert seen(reader) == digits("edge") and not reader.asked()
    assert np.abs(light(reader) - edge_at(90)).max() <= 0.5001 / 255
    pixel = pixel_of(reader)
    # The knob turns it, by 30 degrees to the left.
    knob = 12.8 * pixel
    to = (-knob / 2, knob * (1 - 3**0.5 / 2))
    drag(reader, middle(reader, "Turn the edge"), (-9, 4), to)
    assert seen(reader) == digits("edge", 120)
    assert held(reader, "Turn the edge").get_attribute("aria-valuetext") == "120°"
    reader.page.wait_for_function(ASKED, arg="cell.angle=120")
    reader.press("Start again")
    # The edge goes along with the pointer from wherever on the screen it is taken.
    for name, start in (("edge", (3.0, 40.0)), ("dark", (-60.0, 30.0))):
        x, y = middle(reader, "Move the edge")
        drag(reader, (x + start[0], y + start[1]), (pixel, 4), (3 * pixel, -9))
        assert seen(reader) == digits("edge", place=3), name
        assert np.abs(light(reader) - edge_at(90, offset=-3)).max() <= 0.5001 / 255
        reader.page.wait_for_function(ASKED, arg="cell.place=3&cell.over=place")
        reader.press("Start again")
    # A bar has an end; both ends come nearer.
    assert not held(reader, "The bar’s end").count()
    reader.choose("on the screen", "bar")
    assert seen(reader) == digits("bar")
    x, y = middle(reader, "The bar’s end")
    drag(reader, (x, y), (3, -2 * pixel), (8, -6 * pixel))
    assert seen(reader) == digits("bar", length=9)
    assert np.abs(light(reader) - bar_image(90, length=9)).max() <= 0.5001 / 255
    drag(reader, middle(reader, "The bar’s end"), (0, -20 * pixel))
    assert seen(reader) == digits("bar", length=1)
    reader.page.wait_for_function(ASKED, arg="cell.stimulus=bar&cell.length=1&cell.over=length")


def test_the_dot_is_dragged_along_its_curve(read: Read) -> None:
    reader = read("history.html#cell")
    plot = reader.live.locator("svg.plot")
    angles, places = np.arange(0, 181, 3), np.arange(-8, 8.25, 0.25)
    for cell, index in (("simple_cell.chosen", 0), ("complex_cell", 1), ("end_stopped_cell", 2)):
        wanted = [answers(edge_at(float(angle)), phase=90)[index] for angle in angles]
        assert np.allclose(line(reader, f".{cell}", 0, 180), np.c_[angles, wanted], atol=1e-9)
    assert np.allclose(
        line(reader, ".grip .point", 0, 180), [90, answers(edge_at(90), phase=90)[0]]
    )
    width = plot.evaluate("plot => plot.clientWidth - 54")
    # It follows its curve, wherever the pointer goes meanwhile.
    drag(reader, middle(reader, "Along the curve"), (width / 12, -60), (width / 6, 90))
    assert seen(reader) == digits("edge", 120)
    x, y = line(reader, ".grip .point", 0, 180)
    assert x == pytest.approx(120) and y == pytest.approx(answers(edge_at(120), phase=90)[0])
    told = f"120°, response {digits('edge', 120)[0]}"
    assert held(reader, "Along the curve").get_attribute("aria-valuetext") == told
    # From anywhere on the chart a mouse makes it come, and no farther than the axis.
    box = plot.bounding_box()
    assert box
    drag(reader, (box["x"] + 36 + width / 4, box["y"] + 60), (0, 2))
    assert seen(reader) == digits("edge", 45)
    drag(reader, (box["x"] + 100, box["y"] + 60), (-300, 2))
    assert seen(reader) == digits("edge", 0)
    # Who drags by mouse is shown no focus; who goes on by keys is.
    dot = held(reader, "Along the curve")
    assert dot.evaluate("dot => dot === document.activeElement") and not dot.evaluate(LOOKS_FOCUSED)
    reader.page.keyboard.press("ArrowRight")
    assert dot.evaluate(LOOKS_FOCUSED) and seen(reader) == digits("edge", 1)
    # Over the place it moves the edge.
    reader = read("history.html?cell.over=place&cell.place=2#cell")
    wanted = [answers(edge_at(90, offset=-place), phase=90)[1] for place in places]
    assert np.allclose(line(reader, ".complex_cell", -8, 8), np.c_[places, wanted], atol=1e-9)
    drag(reader, middle(reader, "Along the curve"), (-width / 4, 0))
    assert seen(reader) == digits("edge", place=-2)
    assert not reader.problems()


def test_moved_by_keyboard(read: Read) -> None:
    reader = read("history.html#cell")
    page = reader.page
    # What is drawn is reached and moved by keys alone.
    for name, key, found in (
        ("Turn the edge", "ArrowRight", digits("edge", 91)),
        ("Turn the edge", "PageDown", digits("edge", 81)),
        ("Turn the edge", "End", digits("edge", 180)),
        ("Turn the edge", "ArrowUp", digits("edge", 180)),
        ("Along the curve", "Home", digits("edge", 0)),
        ("Along the curve", "PageUp", digits("edge", 10)),
        ("Move the edge", "ArrowLeft", digits("edge", 10, -0.25)),
        ("Along the curve", "ArrowDown", digits("edge", 10, -0.5)),
    ):
        part = held(reader, name)
        part.focus()
        page.keyboard.press(key)
        assert seen(reader) == found, (name, key)
        # A key's own part keeps the focus, and shows that it has it.
        assert part.evaluate(
            "part => part === document.activeElement && part.matches(':focus-visible')"
        )
        assert part.evaluate(LOOKS_FOCUSED), name
    page.keyboard.press("Control+ArrowUp")
    assert seen(reader) == digits("edge", 10, -0.5)
    reader.press("Start again")

    # And what is in the form.
    reader.live.locator("summary").click()
    for name, key, times in (
        ("angle", "End", 1),
        ("angle", "Home", 1),
        ("angle", "PageUp", 4),
        ("angle", "ArrowRight", 8),
        ("place", "ArrowRight", 2),
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
    held(reader, "The bar’s end").focus()
    page.keyboard.press("ArrowRight")
    assert seen(reader) == digits("bar", 80, 0.5, 6.5)
    page.keyboard.press("ArrowLeft")
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
    # An edge has no length for a curve to be over.
    reader.choose("on the screen", "edge")
    assert held(reader, "Along the curve").get_attribute("aria-valuemax") == "180"
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
    finger = Finger(reader)
    for name in ("Turn the bar", "Move the bar", "The bar’s end", "Along the curve"):
        box = held(reader, name).locator(".hold").bounding_box()
        assert box and (name == "Move the bar" or min(box["width"], box["height"]) >= 44), name
    x, y = middle(reader, "Move the bar")
    pixel, before = pixel_of(reader), page.evaluate("scrollY")
    # Up and down: the page stays; across the bar by two pixels, which are at 60 degrees.
    finger.drag((x, y), (x, y + 40), (x, y - 90), (x + 2 * pixel * 3**0.5 / 2, y + pixel))
    assert seen(reader) == digits("bar", 60, 2, 8)
    x, y = middle(reader, "Turn the bar")
    knob = 12.8 * pixel
    finger.drag((x, y), (x + 20, y + 20), (x + knob / 2, y + knob))
    assert seen(reader) == digits("bar", 0, 2, 8)
    x, y = middle(reader, "The bar’s end")
    finger.drag((x, y), (x - pixel, y + 30), (x - 2 * pixel, y - 3))
    assert seen(reader) == digits("bar", 0, 2, 12)
    x, y = middle(reader, "Along the curve")
    finger.drag((x, y), (x, y - 50), (x - 400, y))
    assert seen(reader) == digits("bar", 0, 2, 1) and page.evaluate("scrollY") == before
    assert not reader.problems()
    page.set_viewport_size({"width": 700, "height": 700})
    assert seen(reader) == digits("bar", 0, 2, 1)


def test_a_finger_scrolls_beside_what_is_held(read: Read) -> None:
    reader = read("history.html#cell", visits.NARROW, has_touch=True, is_mobile=True)
    page, finger = reader.page, Finger(reader)
    page.evaluate("document.querySelector('#cell').scrollIntoView()")
    page.wait_for_timeout(300)
    screen = reader.live.locator(".screen").bounding_box()
    plot = reader.live.locator(".plot").bounding_box()
    light = reader.live.locator(".pixels").bounding_box()
    assert screen and plot and light
    for name, (x, y) in {
        "the screen's margin": (screen["x"] + 4, screen["y"] + screen["height"] / 2),
        "the light far from the edge": (light["x"] + 5, light["y"] + light["height"] / 2),
        "the chart": (plot["x"] + 60, plot["y"] + 100),
    }.items():
        before = page.evaluate("scrollY")
        finger.drag((x, y), *[(x, y - 10 * step) for step in range(1, 9)])
        page.wait_for_timeout(200)
        assert page.evaluate("scrollY") > before + 30, name
        page.evaluate("before => scrollTo({top: before, behavior: 'instant'})", before)
        page.wait_for_timeout(100)
    assert seen(reader) == digits("edge") and not reader.asked()


@pytest.mark.parametrize(("size", "room"), [((390, 844), 844), ((1280, 720), 720)])
def test_the_screen_and_the_answers_are_seen_together(
    read: Read, size: tuple[int, int], room: int
) -> None:
    reader = read("history.html#cell", size, has_touch=size[0] < 500)
    reader.page.evaluate("document.querySelector('#cell .live').scrollIntoView()")
    for part in (".screen", ".answers", ".plot", "input[type=range]"):
        box = reader.live.locator(part).first.bounding_box()
        assert box and box["y"] >= 0 and box["y"] + box["height"] <= room, part
    # On a telephone they stay while the rest is used.
    if size[0] < 500:
        reader.live.get_by_role("button", name="Start again").evaluate(
            "button => scrollBy({top: button.getBoundingClientRect().top - 600, behavior: 'instant'})"
        )
        for part in (".screen", ".answers"):
            box = reader.live.locator(part).bounding_box()
            assert box and box["y"] >= 0, part


@pytest.mark.parametrize("width", [1280, 1100, 1024, 900, 768, 600, 390])
@pytest.mark.parametrize("touch", [False, True])
def test_its_room_is_kept(read: Read, width: int, touch: bool) -> None:
    reader = read("history.html#cell", (width, 844), has_touch=touch, is_mobile=touch)
    room, height = reader.section.evaluate(
        "cell => [parseFloat(getComputedStyle(cell).minHeight),"
        " (cell.style.minHeight = 0, cell.offsetHeight)]"
    )
    assert room and abs(height - room) <= 40, (room, height)


def test_marks_keep_their_meaning_in_forced_colours(read: Read) -> None:
    reader = read("history.html#cell", forced_colors="active")
    knob = held(reader, "Turn the edge")
    style = "(e, key) => getComputedStyle(e)[key]"
    ground = knob.locator(".face").evaluate(style, "fill")
    assert ground != knob.locator("text").evaluate(style, "fill")
    bar = reader.live.locator(".answers b").first
    assert bar.evaluate(style, "backgroundColor") not in (
        "rgba(0, 0, 0, 0)",
        reader.page.evaluate("getComputedStyle(document.body).backgroundColor"),
    )
    assert light(reader).min() < 0.1 and light(reader).max() > 0.9


def test_questions_lead_to_states_that_answer_them(read: Read) -> None:
    reader = read("history.html#cell")
    links = reader.section.locator("li a")
    links.nth(0).click()
    # The edge is aside: one of three responds.
    assert seen(reader) == digits("edge", place=2)
    assert [float(response) > 0.1 for response in seen(reader)] == [False, True, False]
    links.nth(1).click()
    # The curve has its top between its ends, and the dot is elsewhere.
    curve = line(reader, ".end_stopped_cell.chosen", 1, 21)
    assert 3 < curve[curve[:, 1].argmax(), 0] < 12
    assert line(reader, ".grip .point", 1, 21)[0] == pytest.approx(21)
    links.nth(2).click()
    more = [float(a) > float(b) for a, b in zip(seen(reader), digits("edge"), strict=True)]
    assert more == [False, False, True]
    assert not reader.faults()


def test_spikes_are_heard_only_when_asked_for(read: Read) -> None:
    reader = read("history.html#cell")
    page, press = reader.page, reader.live.get_by_role("button", name="Hear the spikes")
    page.evaluate(LISTEN)
    reader.fill("angle", "80")
    reader.fill("angle", "90")
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
    reader = read("history.html?cell.angle=171&cell.stimulus=bar#cell")
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
    reader.page.wait_for_function(ASKED, arg=f"cell.angle={angle:g}&cell.stimulus=bar")
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
