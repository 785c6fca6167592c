"""Learning a filter, used by mouse, touch and keyboard; its numbers are convdemo's."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from skimage.data import cat

from convdemo import (
    SCHARR,
    SOBEL,
    VERTICAL,
    check_image,
    conv2d,
    edge_filter,
    identifiability,
    largest_rate,
    learn_filter,
    stripe_image,
)
from tests.site import visits
from tests.site.explorables.reader import VALUES, Reader

Read = Callable[..., Reader]
PAGE = "learning.html"
STRIPES, ZEROS = stripe_image(), np.zeros((3, 3))
NOISE = np.random.default_rng(0).normal(size=(8, 8)).round(1) + 0.0
EYE = cat()[110:118, 160:168].mean(axis=2)
EYE = ((EYE - EYE.mean()) / EYE.std()).round(1)
DRAWN = np.random.default_rng(1).standard_normal((3, 3))
# What has no room is told as about so much.
ABOUT = VALUES.replace('","', "/[,≈]/g")
SEEN = f"""live => Object.fromEntries(
    [...live.querySelectorAll("[role=grid]")].map(grid => [grid.ariaLabel, ({ABOUT})(grid)])
)"""
# The dot on the bowl, and what stands around it, in values of the axes.
BOWL = """live => {
    const number = text => Number(text.replaceAll(",", "").replace("−", "-"));
    const plot = live.querySelector(".bowl svg");
    const paths = kind => [...plot.querySelectorAll(`.line${kind}`)].map(path =>
        path.getAttribute("d").slice(1).split("L").map(pair => pair.split(",").map(Number)));
    const texts = [...plot.querySelectorAll("text")].map(text => text.textContent);
    const [left, , right] = texts.slice(3, 6).map(number);
    const [, , top] = texts.slice(0, 3).map(number);
    const [[[x0, y0]]] = paths(".level");
    const [[, , [x1]]] = [paths(".axis")[0]];
    const y1 = paths(".level")[2][0][1];
    const value = ([x, y]) => [left + (right - left) * (x - x0) / (x1 - x0), top * (y - y0) / (y1 - y0)];
    const { left: x, top: y } = live.querySelector(".dot").style;
    const ring = plot.querySelector(".ring");
    return {
        dot: value([parseFloat(x), parseFloat(y)]),
        ring: ring && value([Number(ring.getAttribute("cx")), Number(ring.getAttribute("cy"))]),
        alone: paths(".ink")[0].map(value),
        all: (paths(".plain")[0] ?? []).map(value),
        tangent: paths(".tangent")[0].map(value),
    };
}"""
# What a page's own modules find for a list of cases.
RUN = """async (cases) => {
    const { learn_filter } = await import("./explorables/convdemo_learning.js");
    return cases.map(([image, targets, options]) => learn_filter(image, targets, options));
}"""


def gradient(image: np.ndarray, targets: np.ndarray, kernel: np.ndarray) -> np.ndarray:
    """The chapter's own line."""
    error = conv2d(image, kernel) - targets
    return np.asarray(2 * conv2d(image, error) / error.size)


def shows(seen: dict[str, list[list[float]]], label: str, wanted: np.ndarray) -> None:
    """A grid shows these numbers, to two decimals, or as many digits as there is room for."""
    np.testing.assert_allclose(seen[label], wanted, rtol=0.0051, atol=0.00501, err_msg=label)


def learned(
    reader: Reader,
    image: np.ndarray,
    target: np.ndarray,
    first: np.ndarray,
    rate: float,
    steps: int,
) -> np.ndarray:
    """The reader sees what convdemo finds after so many steps; returns the filter."""
    answers = conv2d(image, target)
    found = learn_filter(image, answers, rate=rate, steps=max(steps, 1), initial=first)
    kernel, loss = found.kernels[steps], found.losses[steps]
    seen = reader.live.evaluate(SEEN)
    shows(seen, "input", image)
    shows(seen, "target filter", target)
    shows(seen, "filter", kernel)
    shows(seen, "slopes", gradient(image, answers, kernel))
    shows(seen, "output", conv2d(image, kernel))
    shows(seen, "wanted output", answers)
    shows(seen, "error", conv2d(image, kernel) - answers)
    words = re.sub(r"(?<=\d),(?=\d{3})", "", reader.words())
    told = re.search(
        rf"After {steps} steps the loss is (under a trillionth|[\d.e-]+)"
        r" and the worst weight ([\d.]+) off.*?worst output is ([\d.]+) off",
        words,
    )
    assert told, words
    if told[1] == "under a trillionth":
        assert loss < 1e-12
    else:
        assert float(told[1]) == pytest.approx(loss, rel=0.005)
    assert float(told[2]) == pytest.approx(abs(kernel - target).max(), rel=0.006, abs=0.00501)
    unseen = abs(conv2d(check_image(), kernel) - conv2d(check_image(), target)).max()
    assert float(told[3]) == pytest.approx(unseen, rel=0.006, abs=0.00501)
    limit = re.search(r"The mark: ([\d.e-]+),", words)
    assert limit and float(limit[1]) == pytest.approx(largest_rate(image), rel=0.005)
    return np.asarray(kernel)


def test_the_modules_give_what_convdemo_gives(read: Read) -> None:
    rng = np.random.default_rng(7)
    cases: list[list[Any]] = []
    for number in range(45):
        f, n = (1, 2, 3, 3, 5)[number % 5], int(rng.integers(6, 10))
        image = rng.normal(size=(n, n)) * 10.0 ** rng.integers(-2, 3)
        if number % 3 == 0:
            image = np.repeat(image[:1], n, axis=0)
        answers = conv2d(image, rng.normal(size=(f, f))) + rng.normal(
            size=(n - f + 1, n - f + 1)
        ) * (number % 2)
        pace = largest_rate(image, f) * rng.uniform(0.1, 1.05)
        options = {
            "rate": pace,
            "steps": (1, 10, 100)[number % 3],
            "initial": rng.normal(size=(f, f)).tolist(),
        }
        cases.append([image.tolist(), answers.tolist(), options])
    for (image, answers, options), found in zip(
        cases, read(f"{PAGE}#learn").page.evaluate(RUN, cases), strict=True
    ):
        f = len(options["initial"])
        wanted = learn_filter(image, answers, f, **options)
        assert found["losses"] == pytest.approx(
            wanted.losses.tolist(), rel=1e-9, abs=1e-9 * wanted.losses[0]
        )
        np.testing.assert_allclose(found["kernel"], wanted.kernel, rtol=1e-9, atol=1e-9)
        slope = gradient(np.array(image), np.array(answers), wanted.kernel)
        scale = abs(gradient(np.array(image), np.array(answers), wanted.kernels[0])).max()
        np.testing.assert_allclose(found["gradient"], slope, rtol=1e-9, atol=1e-9 * scale)


def loss_of(image: np.ndarray, answers: np.ndarray, kernel: np.ndarray) -> float:
    return float(((conv2d(image, kernel) - answers) ** 2).mean())


def test_stripes_do_not_tell_and_noise_does(read: Read) -> None:
    reader = read(f"{PAGE}#learn")
    assert not reader.faults() and not reader.asked()
    # It opens before the first step, with the figure's example.
    learned(reader, STRIPES, SOBEL, ZEROS, 0.002, 0)
    assert "step 1, row 0, column 0: 0 - 0.002·(-533) = 1.07" in reader.words()
    reader.live.get_by_text("More to change").click()
    reader.fill("steps done", "400")
    # The loss is gone, the filter is not Sobel's.
    kernel = learned(reader, STRIPES, SOBEL, ZEROS, 0.002, 400)
    assert abs(kernel - SOBEL).max() > 0.6
    known = identifiability(STRIPES)
    assert (
        f"This image fixes {known.rank} sums of the {known.unknowns} weights,"
        " those of the columns: now 4, 0, -4; wanted 4, 0, -4." in reader.words()
    )
    # From elsewhere it ends elsewhere.
    reader.choose("first filter", "drawn by chance")
    learned(reader, STRIPES, SOBEL, DRAWN, 0.002, 0)
    reader.fill("steps done", "400")
    learned(reader, STRIPES, SOBEL, DRAWN, 0.002, 400)
    assert "those of the columns: now 4, 0, -4; wanted 4, 0, -4." in reader.words()
    reader.choose("image", "noise")
    reader.choose("first filter", "zeros")
    for steps in (0, 1, 2, 10, 100):
        if steps < 3:
            reader.press("Step") if steps else None
        else:
            reader.fill("steps done", str(steps))
        kernel = learned(reader, NOISE, SOBEL, ZEROS, 0.4, steps)
    np.testing.assert_allclose(kernel, SOBEL, atol=1e-6)
    assert identifiability(NOISE).full and "This image fixes all 9 weights." in reader.words()
    for name, target in (
        ("vertical", VERTICAL),
        ("Scharr", SCHARR),
        ("70 degrees", edge_filter(70)),
    ):
        reader.choose("target", name)
        reader.fill("steps done", "10")
        learned(reader, NOISE, target, ZEROS, 0.4, 10)
    reader.choose("image", "photograph")
    reader.fill("steps done", "100")
    learned(reader, EYE, edge_filter(70), ZEROS, 0.1, 100)
    assert identifiability(EYE).full and "This image fixes all 9 weights." in reader.words()
    label = reader.live.locator(".given svg").get_attribute("aria-label") or ""
    assert label.startswith("The loss goes from ") and label.endswith(" in 100 steps.")
    reader.press("To step 0")
    learned(reader, EYE, edge_filter(70), ZEROS, 0.1, 0)


def bowl_is(
    reader: Reader, image: np.ndarray, kernel: np.ndarray, at: tuple[int, int], rate: float
) -> None:
    """The bowl of a weight is convdemo's loss: alone, with all that moves, and where the step lands."""
    answers, seen = conv2d(image, SOBEL), reader.live.evaluate(BOWL)
    slope, loss = gradient(image, answers, kernel), loss_of(image, answers, kernel)
    top = max(y for _, y in seen["alone"])
    close = {"rel": 1e-3, "abs": 2e-3 * top}
    assert seen["dot"] == [pytest.approx(kernel[at], abs=0.02), pytest.approx(loss, **close)]
    one = np.zeros((3, 3))
    one[at] = 1
    for weight, height in seen["alone"]:
        there = loss_of(image, answers, kernel + one * (weight - kernel[at]))
        assert height == pytest.approx(there, **close)
    for weight, height in seen["all"]:
        there = loss_of(image, answers, kernel + slope * (weight - kernel[at]) / slope[at])
        assert height == pytest.approx(there, **close)
    (x0, y0), (x1, y1) = seen["tangent"]
    assert (y1 - y0) / (x1 - x0) == pytest.approx(slope[at], rel=0.01, abs=0.01 * top)
    after = kernel - rate * slope
    landed = [
        pytest.approx(after[at], abs=0.02),
        pytest.approx(loss_of(image, answers, after), **close),
    ]
    assert seen["ring"] == landed


def test_the_bowl_is_the_loss_and_its_dot_is_dragged(read: Read) -> None:
    reader = read(f"{PAGE}#learn")
    bowl_is(reader, STRIPES, ZEROS, (0, 0), 0.002)
    # To walk over the weights changes nothing; to press one shows its bowl.
    reader.cell("filter", 0, 0).focus()
    reader.page.keyboard.press("ArrowDown")
    assert reader.places("filter", "chosen") == [(0, 0)] and not reader.asked()
    reader.page.keyboard.press("Space")
    assert reader.places("filter", "chosen") == [(1, 0)]
    reader.cell("slopes", 2, 2).click()
    assert reader.places("filter", "chosen") == [(2, 2)] == reader.places("slopes", "chosen")
    bowl_is(reader, STRIPES, ZEROS, (2, 2), 0.002)
    reader.press("Step")
    first = ZEROS - 0.002 * gradient(STRIPES, conv2d(STRIPES, SOBEL), ZEROS)
    bowl_is(reader, STRIPES, first, (2, 2), 0.002)
    # The dot goes along the bowl, and learning begins there.
    dot = reader.live.get_by_role("slider", name="weight", exact=True)
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    assert box
    mouse = reader.page.mouse
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse.move(x, y)
    mouse.down()
    mouse.move(x + 40, y + 5, steps=4)
    mouse.up()
    value = float(dot.get_attribute("aria-valuenow") or "nan")
    assert value > first[2, 2] + 0.5
    moved = first.copy()
    moved[2, 2] = value
    learned(reader, STRIPES, SOBEL, moved, 0.002, 0)
    bowl_is(reader, STRIPES, moved, (2, 2), 0.002)
    assert "learn.first=your+own" in reader.asked()
    reader.press("Step")
    learned(reader, STRIPES, SOBEL, moved, 0.002, 1)
    reader.page.go_back()
    learned(reader, STRIPES, SOBEL, ZEROS, 0.002, 1)
    # By keys; and a weight of the filter is turned as any other.
    reader.press("To step 0")
    dot.press("ArrowUp")
    dot.press("PageDown")
    begun = ZEROS.copy()
    begun[2, 2] = -0.9
    learned(reader, STRIPES, SOBEL, begun, 0.002, 0)
    reader.cell("filter", 0, 1).focus()
    reader.page.keyboard.type("-7.5")
    reader.page.keyboard.press("Enter")
    begun[0, 1] = -7.5
    learned(reader, STRIPES, SOBEL, begun, 0.002, 0)


def test_a_finger_drags_the_dot(read: Read) -> None:
    reader = read(f"{PAGE}#learn", visits.NARROW, has_touch=True)
    dot = reader.live.get_by_role("slider", name="weight", exact=True)
    dot.scroll_into_view_if_needed()
    box, before = dot.bounding_box(), reader.page.evaluate("scrollY")
    assert box and box["width"] >= 44 <= box["height"]
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touches = reader.context.new_cdp_session(reader.page)
    for kind, by in (("touchStart", 0), ("touchMove", 10), ("touchMove", 25)):
        points = [{"x": x + by, "y": y + by}]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    begun = ZEROS.copy()
    begun[0, 0] = float(dot.get_attribute("aria-valuenow") or "nan")
    assert begun[0, 0] > 0.5 and reader.page.evaluate("scrollY") == before
    seen = reader.live.evaluate(SEEN)
    shows(seen, "filter", begun)
    shows(seen, "slopes", gradient(STRIPES, conv2d(STRIPES, SOBEL), begun))
    # A weight is chosen by a tap, and opened by another.
    reader.cell("filter", 1, 1).tap()
    assert reader.places("filter", "chosen") == [(1, 1)]
    assert not reader.live.locator(".typing").count()
    reader.cell("filter", 1, 1).tap()
    assert reader.live.locator(".typing").count() == 1


def test_a_rate_too_large_is_seen_to_land_higher(read: Read) -> None:
    limit = largest_rate(STRIPES)
    for rate, higher in ((0.002, False), (0.005, True)):
        reader = read(f"{PAGE}?learn.rate={rate}#learn")
        seen = reader.live.evaluate(BOWL)
        assert (seen["ring"][1] > seen["dot"][1]) is higher is (rate > limit)
        bowl_is(reader, STRIPES, ZEROS, (0, 0), rate)


@pytest.mark.parametrize("width", [320, 390, 768, 801, 1024, 1280])
def test_output_and_wanted_output_stand_side_by_side(read: Read, width: int) -> None:
    reader = read(
        f"{PAGE}?learn.picture=photograph&learn.rate=0.1&learn.steps=50#learn", (width, 844)
    )
    boxes = [reader.board(name).bounding_box() for name in ("output", "wanted output", "error")]
    output, wanted, error = [box for box in boxes if box]
    assert output["y"] == pytest.approx(wanted["y"], abs=1)
    assert output["x"] + output["width"] <= wanted["x"] + 1
    assert error["y"] == pytest.approx(output["y"], abs=1) or width < 640
    assert wanted["x"] + wanted["width"] <= width and not reader.problems()
    # The press and what it changes are seen together.
    play = reader.live.get_by_role("button", name="Play", exact=True).bounding_box()
    assert play and wanted["y"] + wanted["height"] - play["y"] < 720


def test_own_numbers_and_the_address_by_keyboard_alone(read: Read) -> None:
    reader = read(f"{PAGE}#learn")
    keys = reader.page.keyboard
    reader.live.get_by_text("More to change").press("Enter")
    reader.live.get_by_label("target", exact=True).focus()
    keys.press("Tab")
    keys.type("noise")
    reader.cell("target filter", 0, 0).focus()
    keys.press("ArrowRight")
    keys.type("-7.5")
    keys.press("Enter")
    target = SOBEL.astype(float)
    target[0, 1] = -7.5
    reader.live.get_by_role("button", name="Step", exact=True).focus()
    for _ in range(3):
        keys.press("Enter")
    learned(reader, NOISE, target, ZEROS, 0.4, 3)
    assert reader.live.get_by_label("target", exact=True).input_value() == "your own"
    # The weight that is looked at, and its next step.
    reader.cell("slopes", 0, 1).press("Enter")
    answers = conv2d(NOISE, target)
    run = learn_filter(NOISE, answers, rate=0.4, steps=4, initial=ZEROS)
    slope = gradient(NOISE, answers, run.kernels[3])[0, 1]
    shown = re.search(
        r"step \d+, row 0, column 1: (\S+) - 0.4·\(?([-\d.]+)\)? = (\S+),", reader.words()
    )
    assert shown and list(map(float, shown.groups())) == pytest.approx(
        [run.kernels[3][0, 1], slope, run.kernels[4][0, 1]], rel=0.006, abs=0.00501
    )
    asked = reader.asked()
    learned(read(f"{PAGE}?{asked}#learn"), NOISE, target, ZEROS, 0.4, 3)
    # Back before the own number, and forward again.
    reader.page.go_back()
    assert reader.values("target filter") == SOBEL.tolist()
    reader.page.go_forward()
    learned(reader, NOISE, target, ZEROS, 0.4, 3)
    # What is no number is said to be none, and the last good state stays.
    reader.cell("target filter", 2, 2).focus()
    keys.press("Enter")
    keys.type("100")
    keys.press("Enter")
    assert reader.faults() == ["“100” is no number from −99 to 99; the cell keeps −1."]
    reader.fill("steps done", "3000")
    assert "Type a whole number from 0 to 2,000." in reader.faults()
    learned(reader, NOISE, target, ZEROS, 0.4, 3)


def test_a_rate_past_the_mark_breaks_it(read: Read) -> None:
    limit = largest_rate(STRIPES)
    reader = read(f"{PAGE}?learn.steps=400#learn", visits.NARROW, has_touch=True)
    rate = reader.live.get_by_role("slider", name="learning rate")
    assert rate.get_attribute("aria-valuetext") == "0.002"
    rate.press("End")
    words = reader.words()
    too_large = re.search(r"([\d.]+), too large", words)
    assert too_large
    shown = float(too_large[1])
    assert shown == pytest.approx(limit * 10**0.5, rel=0.005)
    answers = conv2d(STRIPES, SOBEL)
    losses = learn_filter(STRIPES, answers, rate=shown, steps=60, initial=ZEROS).losses
    last = int(np.argmax(losses > 1e12))
    assert (
        f"It breaks: after {last} steps the loss is past 1e12. Rates below {limit:.3g} work."
        in words
    )
    kernel = learn_filter(STRIPES, answers, rate=shown, steps=last, initial=ZEROS).kernel
    shown_kernel = np.array(reader.values("filter"))
    np.testing.assert_allclose(shown_kernel, kernel, rtol=0.51)
    assert (np.sign(shown_kernel) == np.sign(kernel)).all()
    # Play begins anew, and breaks again.
    reader.live.get_by_role("button", name="Play", exact=True).tap()
    reader.page.wait_for_function(
        "document.querySelector('#learn .fact').textContent.startsWith('After 1 steps')"
    )
    reader.live.get_by_role("button", name="Pause", exact=True).tap()
    # A finger on the target: the question is another one.
    for _ in range(2):
        reader.cell("target filter", 1, 1).tap()
    reader.page.keyboard.type("9")
    reader.page.keyboard.press("Enter")
    target = SOBEL.copy()
    target[1, 1] = 9
    assert (
        reader.values("target filter") == target.tolist()
        and reader.values("filter") == ZEROS.tolist()
    )
    # Whatever is used, it stays accessible, and keeps its state.
    reader.fill("steps done", "2000")
    assert "It breaks" in reader.words() and not reader.problems()
    reader.page.set_viewport_size({"width": 1280, "height": 800})
    assert "It breaks" in reader.words() and not reader.problems()
    reader.press("Start again")
    learned(reader, STRIPES, SOBEL, ZEROS, 0.002, 0)


def test_playing_announces_its_end_alone(read: Read) -> None:
    losses = learn_filter(
        STRIPES, conv2d(STRIPES, SOBEL), rate=0.003, steps=400, initial=ZEROS
    ).losses
    end = int(np.argmax(losses < 1e-12))
    reader = read(f"{PAGE}?learn.rate=0.003&learn.steps={end - 2}#learn")
    reader.press("Play")
    reader.page.wait_for_function("document.querySelector('#learn [aria-live]').textContent !== ''")
    heard = reader.live.locator("[aria-live]").inner_text()
    assert re.match(
        r"After (\d+) steps the loss is under a trillionth and the worst weight 0.67 off", heard
    )
    assert int(heard.split()[1]) >= end
    reader.live.get_by_role("button", name="Play", exact=True).wait_for()
    assert f"learn.steps={heard.split()[1]}" in reader.asked()


def test_an_address_cannot_do_harm(read: Read) -> None:
    reader = read(f"{PAGE}?learn.steps=1e9#learn")
    for hostile in (
        "steps=1e9",
        "steps=-1",
        "steps=1.5",
        "rate=0",
        "rate=1e300",
        "rate=-1",
        "target=1_2_3",
        "target=1_2_3*4_5_6*7_8_1e300",
        "picture=drawn",
        "begin=1_2_3",
        "begin=1_2_3*4_5_6*7_8_100",
        "weight=3*0",
        "weight=0",
        "picture=__proto__",
        "picture=",
        "first=<img>",
        "first=" + "9*" * 3000,
        "target=1_2*3_4",
    ):
        reader.page.evaluate(
            "query => { history.replaceState(null, '', `?learn.${query}#learn`);"
            " dispatchEvent(new Event('popstate')); }",
            hostile,
        )
        assert reader.faults()[0].startswith("The address asks for"), hostile
        assert reader.values("filter") == ZEROS.tolist()
