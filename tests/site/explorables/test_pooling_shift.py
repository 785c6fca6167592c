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


def changed(case: Case, shift: tuple[int, int]) -> list[list[int]]:
    before = output(case["image"], case)
    after = output(np.roll(case["image"], shift, (0, 1)), case)
    places: list[list[int]] = np.argwhere(~np.isclose(before, after)).tolist()
    return places


SHOWN = """live => {
    const all = (selector, found) => [...live.querySelectorAll(selector)].map(found);
    const grid = label => [...live.querySelectorAll(`[aria-label="${label}"] .row`)].map(row =>
        [...row.children].map(cell => Number(cell.textContent.replace("−", "-").replaceAll(",", ""))));
    const places = mark => all(`[aria-label="output after"] .${mark}`, cell => cell.dataset.at.split(",").map(Number));
    return {
        grids: ["pushed image", "output before", "output after"].map(grid),
        marked: places("marked"), corners: places("crossed"), numbers: all(".found strong", e => e.textContent),
        table: all("tbody tr", row => [...row.children].map(cell => cell.textContent)),
        today: all("tr[aria-current]", row => row.firstChild.textContent), words: live.textContent,
    };
}"""


def agrees(reader: Reader, case: Case, shift: tuple[int, int]) -> None:
    """All that is shown is what convdemo gives."""
    shown = reader.live.evaluate(SHOWN)
    pushed = np.roll(case["image"], shift, (0, 1))
    wanted = pushed, output(case["image"], case), output(pushed, case)
    for values, expected in zip(shown["grids"], wanted, strict=True):
        np.testing.assert_allclose(values, expected, atol=0.00501)
    apart = changed(case, shift)
    assert shown["marked"] == apart
    numbers, corners, cells = said(case, shift), len(shown["corners"]), wanted[1].size
    assert shown["numbers"] == numbers
    assert f"(invariance error): {numbers[0]}; {len(apart)} of {cells} cells" in shown["words"]
    assert f"(equivariance error): {numbers[1]}; {corners} of {cells} cells" in shown["words"]
    if numbers[1] != NOTHING:
        assert (corners == 0) == (errors(case, shift)[1] < 1e-9)
    table = []
    for mode, name in MODES.items():
        try:
            output(case["image"], case | {"mode": mode})
            table.append([name, said(case | {"mode": mode}, shift)[1]])
        except ValueError:
            table.append([name, "does not fit"])
    assert shown["table"] == table and shown["today"] == [MODES[case["mode"]]]


def test_each_chapter_opens_its_own_example(read: Read) -> None:
    for page, case in (("pooling.html", POOL), ("why.html", WHY)):
        reader = read(f"{page}#shift")
        agrees(reader, case, (0, 1))
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


def test_pushing_by_mouse_keyboard_and_touch(read: Read) -> None:
    reader = read("pooling.html#shift")
    reader.press("Push right")
    agrees(reader, POOL, (0, 2))
    assert (
        said(POOL, (0, 2)) == ["1.63", "0.00"] and "the old output moved 1 right" in reader.words()
    )
    reader.live.get_by_role("button", name="Push right").focus()
    reader.page.keyboard.press("ArrowDown")
    reader.page.keyboard.press("ArrowLeft")
    agrees(reader, POOL, (1, 1))
    assert reader.asked() == "shift.shift=1*1"
    reader.page.wait_for_function("document.querySelector('#shift [aria-live]').textContent !== ''")
    heard = reader.live.locator("[aria-live]").inner_text()
    assert heard.startswith("image, pushed 1 right, 1 down. How much the output changed")
    reader.choose("what is kept", "avg")
    reader.page.go_back()
    agrees(reader, POOL, (1, 1))
    reader.page.go_forward()
    agrees(reader, POOL | {"kept": "avg"}, (1, 1))
    reader.choose("what is kept", "max")
    # Four steps are a round.
    for _ in range(3):
        reader.press("Push down")
    agrees(reader, POOL, (0, 1))
    assert reader.live.locator(".grid-name.input").inner_text() == "image, pushed 1 right"
    reader.press("Put back")
    agrees(reader, POOL, (0, 0))
    assert "pushed nowhere" in reader.words()

    finger = read("why.html#shift", visits.NARROW, has_touch=True)
    finger.live.get_by_role("button", name="Push left").tap()
    finger.live.get_by_role("button", name="Push left").tap()
    agrees(finger, WHY, (0, -1))
    # The image is edited where it is seen, and that is another pixel of it.
    finger.cell("pushed image", 0, 7).tap()
    painted = scratch(DIGIT, 0, 0, value=9)
    agrees(finger, WHY | {"image": painted}, (0, -1))


def test_all_that_can_be_chosen_agrees_with_convdemo(read: Read) -> None:
    reader = read("why.html#shift")
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
        agrees(reader, case, (0, 1))
    reader.choose("filter", "HORIZONTAL")
    assert reader.live.locator(".found strong").all_inner_texts() == [NOTHING] * 2
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
    agrees(reader, case | {"image": image}, (0, 1))
    # Its address brings the image back.
    reader.choose("image", "edge_image")
    reader.page.go_back()
    agrees(reader, case | {"image": image}, (0, 1))
    # A window that does not fit changes nothing.
    for label, option in (
        ("image", "edge_image"), ("of each block of", "3"), ("at the border", "valid"), ("s, stride", "3"),
    ):  # fmt: skip
        reader.choose(label, option)
    reader.choose("what is kept", "max")
    assert reader.faults() == ["Not possible: a window of 3 does not fit in 2 pixels."]
    agrees(reader, case | {"image": edge_image(), "mode": "valid", "stride": 3, "size": 3}, (0, 1))


def test_hostile_addresses_are_refused(read: Read) -> None:
    reader = read("pooling.html#shift")
    for hostile in (
        "stride=0", "stride=1e300", "stride=1.5", "size=9", "shift=1", "shift=1e300*0", "shift=0.5*0", "shift=",
        "mode=toString", "kept=<img>", "filter=__proto__", "image=", "image=1", "image=1_2*3", "image=1e300_0*0_0",
        "image=" + "*".join(["_".join("0" * 9)] * 9), "image=" + "9" * 5000,
    ):  # fmt: skip
        reader.page.evaluate(
            "asked => { history.replaceState(null, '', asked); dispatchEvent(new PopStateEvent('popstate')); }",
            f"?shift.{hostile}#shift",
        )
        assert reader.faults()[0].startswith("The address asks for"), hostile
        assert reader.values("output after") == max_pool(FEATURE, 2).tolist()


def test_it_stays_accessible_in_use(read: Read) -> None:
    reader = read("pooling.html?shift.mode=reflect&shift.shift=-1*2&shift.stride=2#shift")
    reader.choose("filter", "SOBEL")
    reader.choose("image", "stripe_image")
    reader.live.get_by_role("button", name="Push up").focus()
    state = reader.values("output after")
    assert reader.places("output after", "marked") and not reader.problems()
    reader.page.set_viewport_size({"width": visits.NARROW[0], "height": visits.NARROW[1]})
    assert reader.values("output after") == state and not reader.problems()
