"""The pushed image, used by mouse, touch and keyboard; its numbers are convdemo's."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np

from convdemo import (
    SCHARR,
    SOBEL,
    VERTICAL,
    avg_pool,
    conv2d,
    digit_image,
    edge_image,
    equivariance_error,
    invariance_error,
    max_pool,
    pad,
    scratch,
    stripe_image,
)
from tests.site import visits
from tests.site.explorables.reader import Reader

Read = Callable[..., Reader]
Case = dict[str, Any]
MODES = {
    "valid": "nothing (valid)",
    "constant": "zeros",
    "reflect": "reflect",
    "edge": "edge",
    "wrap": "wrap",
}
NOTHING = "uniform, nothing to compare"
NONE = np.array([[1]])
FEATURE = scratch(np.zeros((4, 4), dtype=int), 0, 0, value=9)
DIGIT = pad(digit_image(), ((0, 1), (0, 1)))
POOL: Case = {
    "image": FEATURE,
    "kernel": NONE,
    "kept": "max",
    "size": 2,
    "stride": 1,
    "mode": "wrap",
}
WHY: Case = {
    "image": DIGIT,
    "kernel": VERTICAL,
    "kept": "all",
    "size": 2,
    "stride": 2,
    "mode": "wrap",
}


def output(image: np.ndarray, case: Case) -> np.ndarray:
    """What stands in the grids, by convdemo's layers."""
    kernel, size = case["kernel"], case["size"]
    padded = image if case["mode"] == "valid" else pad(image, len(kernel) // 2, mode=case["mode"])
    found = conv2d(padded, kernel, stride=case["stride"])
    kept = {
        "all": lambda: found,
        "first": lambda: found[::size, ::size],
        "max": lambda: max_pool(found, size),
        "avg": lambda: avg_pool(found, size),
    }
    return kept[case["kept"]]()


def errors(case: Case, shift: tuple[int, int]) -> tuple[float, float]:
    """Of invariance and of equivariance."""
    image, kept, stride, size = (case[name] for name in ("image", "kept", "stride", "size"))
    if kept != "avg":
        ways = {"all": (stride, None), "first": (stride * size, None), "max": (stride, size)}
        options = dict(zip(("stride", "pool"), ways[kept], strict=True), mode=case["mode"])
        both = invariance_error, equivariance_error
        first, second = (error(image, case["kernel"], shift, **options) for error in both)
        return first, second
    # convdemo's errors know no average pooling, so their formula is written out.
    before, after = output(image, case), output(np.roll(image, shift, (0, 1)), case)
    jump = stride * size
    moves = product(*({by // jump, -(-by // jump)} for by in shift))
    if np.ptp(before) == 0:
        raise ValueError("nothing to compare")
    variation = np.linalg.norm(before - before.mean())
    apart = [np.linalg.norm(np.roll(before, move, (0, 1)) - after) for move in moves]
    return float(np.linalg.norm(before - after) / variation), float(min(apart) / variation)


def said(case: Case, shift: tuple[int, int]) -> list[str]:
    try:
        return [f"{error:.2f}" for error in errors(case, shift)]
    except ValueError:
        return [NOTHING] * 2


def failing(case: Case, shift: tuple[int, int], asked: str) -> np.ndarray:
    """Which cells of the output after the push are not as they were, or have not followed it."""
    before = output(case["image"], case)
    after = output(np.roll(case["image"], shift, (0, 1)), case)
    jump = case["stride"] * (1 if case["kept"] == "all" else case["size"])
    moves = list(product(*((by // jump, -(-by // jump)) for by in shift)))
    apart = [np.linalg.norm(np.roll(before, move, (0, 1)) - after) for move in moves]
    follows = asked == "followed" and np.ptp(before)
    move = moves[int(np.argmin(np.round(apart, 9)))] if follows else (0, 0)
    wrong: np.ndarray = ~np.isclose(np.roll(before, move, (0, 1)), after)
    return wrong


def sentence(case: Case, shift: tuple[int, int], asked: str) -> str:
    """What is said first."""
    wrong = failing(case, shift, asked)
    many, name = wrong.sum(), "pooled map" if case["kept"] in ("max", "avg") else "output"
    if not any(shift):
        return "Nothing is pushed yet."
    if asked == "stayed":
        changed = f"{many} of {wrong.size} cells of the {name} changed."
        return changed if many else f"The {name} did not change."
    missed = f"{many} of {wrong.size} cells did not follow the push."
    return missed if many else "All of the output followed the push."


SHOWN = """live => {
    const all = (selector, found) => [...live.querySelectorAll(selector)].map(found);
    const grid = label => [...live.querySelectorAll(`[aria-label="${label}"] .row`)].map(row =>
        [...row.children].map(cell => Number(cell.textContent.replace("−", "-").replaceAll(",", ""))));
    const places = mark => all(`[aria-label="output after"] .${mark}`, cell => cell.dataset.at.split(",").map(Number));
    const [table] = live.querySelectorAll("table");
    return {
        grids: ["pushed image", "output before", "output after"].map(grid), marked: places("marked"),
        headline: live.querySelector(".headline").textContent, reason: live.querySelector(".reason").textContent,
        key: live.querySelector(".key").checkVisibility({visibilityProperty: true}),
        number: live.querySelector(".measure strong").textContent,
        table: !table || table.hidden ? null : all("tbody tr", row => [...row.children].map(cell => cell.innerText)),
        today: all("tr[aria-current]", row => row.firstChild.textContent),
    };
}"""


def agrees(reader: Reader, case: Case, shift: tuple[int, int], asked: str) -> dict[str, Any]:
    """All that is shown is what convdemo gives; the rest of it is returned."""
    shown: dict[str, Any] = reader.live.evaluate(SHOWN)
    pushed = np.roll(case["image"], shift, (0, 1))
    wanted = pushed, output(case["image"], case), output(pushed, case)
    for values, expected in zip(shown["grids"], wanted, strict=True):
        np.testing.assert_allclose(values, expected, atol=0.00501)
    wrong = failing(case, shift, asked)
    assert shown["marked"] == np.argwhere(wrong).tolist()
    assert shown["headline"] == sentence(case, shift, asked)
    assert shown["key"] == wrong.any()
    numbers = said(case, shift)
    assert shown["number"] == numbers[asked == "followed"]
    if asked == "stayed":
        assert shown["table"] is None
        return shown
    if numbers[1] != NOTHING:
        assert wrong.any() != (errors(case, shift)[1] < 1e-9)
    table = []
    for mode, name in MODES.items():
        other = case | {"mode": mode}
        try:
            output(case["image"], other)
            table.append([name + "chosen" * (mode == case["mode"]), said(other, shift)[1]])
        except ValueError:
            table.append([name, "does not fit"])
    differs = len({error for _, error in table}) > 1
    assert shown["table"] == (table if differs else None)
    if differs:
        assert shown["today"] == [MODES[case["mode"]] + "chosen"]
    return shown


def test_each_chapter_opens_its_own_example(read: Read) -> None:
    for page, case, asked in (("pooling.html", POOL, "stayed"), ("why.html", WHY, "followed")):
        reader = read(f"{page}#shift")
        agrees(reader, case, (0, 1), asked)
        assert not reader.faults() and not reader.asked()


def test_the_module_gives_what_convdemo_gives(read: Read) -> None:
    random = np.random.default_rng(0)
    cases: list[Case] = []
    for number in range(80):
        side = int(random.integers(8, 17))  # large enough for an output that varies
        cases.append(
            {
                "image": random.integers(-9, 10, (side, side)),
                "kernel": [NONE, VERTICAL, SOBEL, SCHARR][number % 4],
                "kept": ["all", "first", "max", "avg"][number // 4 % 4],
                "size": int(random.integers(2, 4)),
                "stride": int(random.integers(1, 4)),
                "mode": list(MODES)[number % 5],
                "shift": tuple(map(int, random.integers(-8, 9, 2))),
            }
        )
    wanted = []
    for case in cases:
        try:
            wanted.append(errors(case, case["shift"]))
        except ValueError:
            wanted.append((-1, -1))
    assert sum(first >= 0 for first, _ in wanted) >= 60
    found = read("pooling.html#shift").page.evaluate(
        """async cases => {
            const demo = await import(new URL("explorables/convdemo.js", location.href).href);
            return cases.map(({image, kernel, kept, size, stride, mode, shift}) => {
                const pooled = {mode, stride, pool: size, pooling: demo[`${kept}_pool`]};
                const options = {all: {mode, stride}, first: {mode, stride: stride * size}}[kept] ?? pooled;
                try {
                    const errors = [demo.invariance_error, demo.equivariance_error];
                    return errors.map(error => error(image, kernel, shift, options));
                } catch { return [-1, -1]; }
            });
        }""",
        [
            case | {"image": case["image"].tolist(), "kernel": case["kernel"].tolist()}
            for case in cases
        ],
    )
    np.testing.assert_allclose(found, wanted, atol=1e-12)


def test_pushing_by_buttons_and_keys(read: Read) -> None:
    reader = read("pooling.html#shift")
    reader.press("Push right")
    shown = agrees(reader, POOL, (0, 2), "stayed")
    assert shown["reason"] == "Its largest number is still 9." and shown["number"] == "1.63"
    reader.live.get_by_role("button", name="Push right").focus()
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowLeft")
    agrees(reader, POOL, (1, 1), "stayed")
    assert reader.asked() == "shift.shift=1*1"
    reader.page.wait_for_function("document.querySelector('#shift [aria-live]').textContent !== ''")
    heard = reader.live.locator("[aria-live]").inner_text()
    assert heard == (
        "feature map, pushed 1 right, 1 down. The pooled map did not change. Its largest number is still 9."
    )
    reader.choose("what is kept", "first")
    shown = agrees(reader, POOL | {"kept": "first"}, (1, 1), "stayed")
    assert shown["reason"] == "Its largest number was 9 and is now 0."
    reader.page.go_back()
    agrees(reader, POOL, (1, 1), "stayed")
    reader.page.go_forward()
    agrees(reader, POOL | {"kept": "first"}, (1, 1), "stayed")
    reader.choose("what is kept", "max")
    # Four steps are a round.
    for _ in range(3):
        reader.press("Push down")
    agrees(reader, POOL, (0, 1), "stayed")
    assert reader.live.locator(".grid-name.input").inner_text() == "feature map, pushed 1 right"
    # The picture itself has the keys too.
    slider = reader.live.get_by_role("slider", name="push", exact=True)
    slider.focus()
    for key in ("ArrowUp", "ArrowLeft", "End"):
        reader.page.keyboard.press(key)
    agrees(reader, POOL, (-1, 1), "stayed")
    assert slider.get_attribute("aria-valuetext") == "pushed 1 right, 1 up"
    reader.press("Put back")
    agrees(reader, POOL, (0, 0), "stayed")
    assert "not pushed" in reader.words()


DRAGGED = """figure => [...figure.querySelectorAll(".pushing .plane > :is(.cells, .ring)")].map(
    sheet => getComputedStyle(sheet).translate)"""


def test_the_picture_is_dragged(read: Read) -> None:
    reader = read("why.html#shift")
    reader.cell("pushed image", 3, 3).scroll_into_view_if_needed()
    box = reader.board("pushed image").bounding_box()
    assert box
    side, x, y = box["width"] / 8, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    mouse = reader.page.mouse
    for motion in ("reduce", "no-preference"):
        reader.page.emulate_media(reduced_motion=motion)
        mouse.move(x, y)
        mouse.down()
        mouse.move(x + 1.3 * side, y - 2.2 * side, steps=5)
        agrees(reader, WHY, (-2, 2), "followed")
        # The rest of the way is seen, but by those who ask for less motion; what comes in is seen too.
        between = [f"{0.3 * side:.1f}px {-0.2 * side:.1f}px"] * 2
        sheets = reader.section.evaluate(DRAGGED)
        rounded = [
            " ".join(f"{float(part[:-2]):.1f}px" for part in sheet.split())
            for sheet in sheets
            if sheet != "none"
        ]
        assert rounded == (between if motion == "no-preference" else [])
        coming = reader.section.locator(".ring .cell").all_inner_texts()
        assert len(coming) == (36 if motion == "no-preference" else 0)
        if coming:
            ring = np.pad(np.roll(DIGIT, (-2, 2), (0, 1)), 1, mode="wrap")
            inside = np.zeros_like(ring, dtype=bool)
            inside[1:-1, 1:-1] = True
            assert [int(text) for text in coming] == ring[~inside].tolist()
        mouse.up()
        reader.page.wait_for_function(
            f"({DRAGGED})(document.querySelector('#shift')).every(at => at === 'none')"
        )
        reader.page.wait_for_function("!document.querySelector('#shift .ring').firstChild")
        agrees(reader, WHY, (-2, 2), "followed")
        # What was dragged is pushed on by keys, and nothing was painted.
        reader.page.keyboard.press("ArrowRight")
        agrees(reader, WHY, (-2, 3), "followed")
        assert reader.asked() == "shift.shift=-2*3"
        reader.press("Start again")

    finger = read("why.html#shift", visits.NARROW, has_touch=True)
    finger.live.get_by_role("button", name="Push left").tap()
    finger.live.get_by_text("image, not pushed", exact=True).wait_for()
    finger.board("pushed image").scroll_into_view_if_needed()
    box = finger.board("pushed image").bounding_box()
    assert box
    side, x, y = box["width"] / 8, box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    touches = finger.context.new_cdp_session(finger.page)
    before = finger.page.evaluate("scrollY")
    for kind, by in (("touchStart", 0), ("touchMove", 1), ("touchMove", 2), ("touchMove", 3)):
        points = [{"x": x - side * by, "y": y + side * by}]
        touches.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})
    touches.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    agrees(finger, WHY, (3, -3), "followed")
    assert finger.page.evaluate("scrollY") == before


def test_painting_takes_a_brush_and_typing_a_second_press(read: Read) -> None:
    reader = read("why.html#shift")
    reader.cell("pushed image", 0, 7).click()
    agrees(reader, WHY, (0, 1), "followed")
    # The image is edited where it is seen, and that is another pixel of it.
    reader.press("Brush that paints 10")
    reader.cell("pushed image", 0, 7).hover()
    reader.page.mouse.down()
    reader.cell("pushed image", 1, 7).hover()
    reader.page.mouse.up()
    image = DIGIT.copy()
    image[:2, 6] = 10
    agrees(reader, WHY | {"image": image}, (0, 1), "followed")
    reader.press("Brush that paints 10")
    reader.cell("pushed image", 4, 0).click()
    reader.cell("pushed image", 4, 0).click()
    reader.page.keyboard.type("6")
    reader.page.keyboard.press("Enter")
    image[4, 7] = 6
    agrees(reader, WHY | {"image": image}, (0, 1), "followed")


def test_a_cell_after_the_push_shows_where_it_should_come_from(read: Read) -> None:
    reader = read("why.html?shift.shift=0*2#shift")
    reader.cell("output after", 1, 2).hover()
    assert reader.places("output before", "chosen") == [(1, 1)]
    reader.cell("output after", 2, 0).hover()
    assert reader.places("output before", "chosen") == [(2, 3)]
    assert reader.live.evaluate(SHOWN)["reason"] == "Pushed 2 right, it moved 1 right."
    reader.live.locator(".headline").hover()
    assert reader.places("output before", "chosen") == [] and reader.asked() == "shift.shift=0*2"


def test_each_chapter_has_its_own_words_and_controls(read: Read) -> None:
    """The errors are defined after the place in the chapter on pooling, and one of them here."""
    reader = read("pooling.html#shift")
    assert "error" not in reader.live.evaluate("live => live.textContent")
    assert not reader.live.get_by_label("s, stride", exact=True).is_visible()
    assert reader.live.get_by_label("what is kept", exact=True).is_visible()
    reader = read("why.html#shift")
    assert "invariance error" not in reader.live.evaluate("live => live.textContent")
    assert reader.live.get_by_label("at the border", exact=True).is_visible()
    for question, shift in enumerate([(0, 2), (0, 1), (0, 1)]):
        reader.section.locator("ul a").nth(question).click()
        case = [WHY, WHY | {"stride": 1, "mode": "constant"}, WHY | {"kept": "max"}][question]
        agrees(reader, case, shift, "followed")


def test_what_is_kept_and_the_answers_are_seen_together_on_a_phone(read: Read) -> None:
    for page, label in (("pooling.html#shift", "what is kept"), ("why.html#shift", "s, stride")):
        reader = read(page, visits.NARROW)
        parts = [
            reader.board("pushed image"), reader.live.get_by_label(label, exact=True), reader.live.locator(".headline"),
            reader.board("output before"), reader.board("output after"),
        ]  # fmt: skip
        boxes = [box for part in parts if (box := part.bounding_box())]
        assert len(boxes) == len(parts)
        height = max(box["y"] + box["height"] for box in boxes) - min(box["y"] for box in boxes)
        header = reader.page.evaluate(
            "document.querySelector('header').getBoundingClientRect().height"
        )
        assert height <= visits.NARROW[1] - header


def test_all_that_can_be_chosen_agrees_with_convdemo(read: Read) -> None:
    reader = read("why.html#shift")
    reader.live.get_by_text("More to change").click()
    reader.choose("image", "stripe_image")
    case = WHY | {"image": stripe_image()}
    reader.choose("s, stride", "1")
    for kept, mode, name in (
        ("max", "constant", "SOBEL"),
        ("avg", "reflect", "SCHARR"),
        ("first", "edge", "VERTICAL"),
    ):
        reader.choose("what is kept", kept)
        reader.choose("of each block of", "3" if kept == "max" else "2")
        reader.choose("at the border", mode)
        reader.choose("filter", name)
        kernel = {"SOBEL": SOBEL, "SCHARR": SCHARR, "VERTICAL": VERTICAL}[name]
        case |= {
            "kept": kept,
            "mode": mode,
            "kernel": kernel,
            "stride": 1,
            "size": 3 if kept == "max" else 2,
        }
        agrees(reader, case, (0, 1), "followed")
    reader.choose("filter", "HORIZONTAL")
    assert reader.live.locator(".measure strong").inner_text() == NOTHING
    # By keyboard, a number that is none, and then one that is.
    reader.cell("pushed image", 0, 0).focus()
    for text in ("1e999", "700"):
        reader.page.keyboard.press("Enter")
        reader.page.keyboard.type(text)
        reader.page.keyboard.press("Enter")
        assert "is no number from −99 to 99; the cell keeps 0." in reader.faults()[0]
    reader.page.keyboard.type("-2.5")
    reader.page.keyboard.press("Enter")
    reader.choose("filter", "VERTICAL")
    image = stripe_image().astype(float)
    image[0, 7] = -2.5
    agrees(reader, case | {"image": image}, (0, 1), "followed")
    # Its address brings the image back.
    reader.choose("image", "edge_image")
    reader.page.go_back()
    agrees(reader, case | {"image": image}, (0, 1), "followed")
    # A window that does not fit changes nothing.
    for label, option in (
        ("image", "edge_image"), ("of each block of", "3"), ("at the border", "valid"), ("s, stride", "3"),
    ):  # fmt: skip
        reader.choose(label, option)
    reader.choose("what is kept", "max")
    assert reader.faults() == ["Not possible: a window of 3 does not fit in 2 pixels."]
    agrees(
        reader,
        case | {"image": edge_image(), "mode": "valid", "stride": 3, "size": 3},
        (0, 1),
        "followed",
    )


def test_hostile_addresses_are_refused(read: Read) -> None:
    reader = read("pooling.html#shift")
    for hostile in (
        "stride=0", "stride=1e300", "stride=1.5", "size=9", "shift=1", "shift=1e300*0", "shift=0.5*0", "shift=",
        "mode=toString", "kept=<img>", "brush=7", "filter=__proto__", "image=", "image=1", "image=1_2*3",
        "image=1e300_0*0_0", "image=" + "*".join(["_".join("0" * 9)] * 9), "image=" + "9" * 5000,
    ):  # fmt: skip
        reader.page.evaluate(
            "asked => { history.replaceState(null, '', asked); dispatchEvent(new PopStateEvent('popstate')); }",
            f"?shift.{hostile}#shift",
        )
        assert reader.faults()[0].startswith("The address asks for"), hostile
        assert reader.values("output after") == max_pool(FEATURE, 2).tolist()


def test_it_stays_accessible_in_use(read: Read) -> None:
    reader = read("why.html?shift.mode=reflect&shift.shift=-1*2&shift.kept=max#shift")
    reader.choose("filter", "SOBEL")
    reader.choose("image", "stripe_image")
    reader.press("Brush that paints 5")
    reader.live.locator(".measure summary").click()
    reader.live.get_by_role("button", name="Push up").focus()
    state = reader.values("output after")
    assert reader.places("output after", "marked") and not reader.problems()
    reader.page.set_viewport_size({"width": visits.NARROW[0], "height": visits.NARROW[1]})
    assert reader.values("output after") == state and not reader.problems()
