"""Measure how long each interaction with an explorable keeps a page busy.

    python -m scripts.bench.explorables [SITE]

Each range, handle, field, choice, switch and stepping button of each explorable is used sixty times in a
real browser, in the state in which its page starts and in the largest that it takes. *Work* is what one
use takes in script and layout: a picture is due every 16.7 ms. The least of sixty is what the page itself
takes; what a busy machine adds is in the median. Without SITE the book is built first.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scripts.setup import browser as browsers
from scripts.setup.environment import ROOT
from tests.site import modules, serving, visits

TIMES = 60
DUE = 16.0  # ms
# The largest states: by page and explorable, what the address asks for.
ROWS = "*".join(["1_2_3_4_5_6_7_8"] * 8)
KERNEL = "*".join(["1_0_-1_2_3"] * 5)
LARGE = {
    ("padding.html", "slide"): f"slide.image={ROWS}&slide.kernel={KERNEL}&slide.padding=3",
    ("learning.html", "learn"): "learn.steps=2000",
    ("why.html", "matrix"): "matrix.image=" + "*".join(["1_2_3_4_5_6"] * 6) + "&matrix.padding=2",
    ("why.html", "shift"): f"shift.image={ROWS}&shift.mode=reflect&shift.kept=max",
    ("calculator.html", "layers"): "layers.stack=" + ".".join(["c16-3-psame"] * 60),
}
# How a control is used for the nth time, by what it is; what asks for more than a look is left out.
USES = """{
    "input[type=range]": (e, n) => {
        e.value = Number(e.min) + (e.max - e.min) * (n % 20) / 20;
        e.dispatchEvent(new Event("input", { bubbles: true }));
    },
    "[role=slider]": (e, n) => key(e, n % 2 ? "ArrowLeft" : "ArrowRight"),
    ".control input[type=text]": (e, n) => key(e, n % 2 ? "ArrowDown" : "ArrowUp"),
    "select": (e, n) => {
        e.selectedIndex = n % e.options.length;
        e.dispatchEvent(new Event("change", { bubbles: true }));
    },
    "input[type=checkbox]": (e) => e.click(),
    ".filter.editable .cell[tabindex='0']": (e, n) => drag(e, n),
    ".press[aria-label^=Step], .arrows button": (e) => e.click(),
}"""
MEASURE = (
    """async ([section, times]) => {
    const key = (e, name) => e.dispatchEvent(new KeyboardEvent("keydown",
        { key: name, bubbles: true, cancelable: true }));
    const point = (e, type, x, y) => e.dispatchEvent(new PointerEvent(type,
        { clientX: x, clientY: y, bubbles: true, pointerType: "mouse", pointerId: 1, button: 0 }));
    const drag = (e, n) => {
        const { x, y } = e.getBoundingClientRect();
        if (n === 0) { e.closest(".cells").setPointerCapture = () => {}; point(e, "pointerdown", x + 9, y + 9); }
        point(e, "pointermove", x + 9, y + 9 - 8 * (1 + n % 3));
    };
    const uses = """
    + USES
    + """;
    const found = [];
    for (const [selector, use] of Object.entries(uses)) {
        for (const control of section.querySelectorAll(`.live ${selector.replaceAll(", ", ", .live ")}`)) {
            if (!control.checkVisibility() || control.disabled) continue;
            const name = control.getAttribute("aria-label")
                ?? control.closest(".control")?.querySelector(".name")?.textContent ?? selector;
            const work = [];
            for (let n = 0; n < times; n++) {
                const start = performance.now();
                use(control, n);
                document.body.getBoundingClientRect();
                work.push(performance.now() - start);
                await new Promise(requestAnimationFrame);
            }
            for (const e of section.querySelectorAll(".cells")) point(e, "pointerup", 0, 0);
            found.push([name.slice(0, 34), work]);
        }
    }
    return found;
}"""
)


def at(values: list[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def states(page: str, name: str) -> Iterator[str]:
    """The addresses at which an explorable is measured."""
    yield f"{page}#{name}"
    if (page, name) in LARGE:
        yield f"{page}?{LARGE[page, name]}#{name}"


def measure(page: Page, name: str) -> list[tuple[str, list[float]]]:
    """Each control that is seen when all is unfolded, and what each of its uses took."""
    visits.settled(page)
    section = page.locator(f"#{name}")
    section.scroll_into_view_if_needed()
    page.evaluate("document.querySelectorAll('.live details').forEach(e => { e.open = true; })")
    page.wait_for_timeout(1000)  # a photograph comes when it is near
    found: list[tuple[str, list[float]]] = page.evaluate(MEASURE, [section.element_handle(), TIMES])
    return found


def told(place: str, control: str, work: list[float]) -> str:
    least = min(work)
    late = "  LATE" if least >= DUE else ""
    return f"{place[:44]:44} {control:34} {least:7.1f} {at(work, 0.5):7.1f} ms{late}"


def main() -> None:
    """Use every control of every explorable, and print a line for each."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(sys.argv[1] if len(sys.argv) > 1 else folder)
        if len(sys.argv) < 2:
            command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", folder]
            subprocess.run(command, cwd=ROOT, check=True)
        print(f"{'place':44} {'control':34}   least  median")
        with serving.serve(site) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browsers.find(), args=["--no-sandbox", "--disable-gpu"]
            )
            for path in sorted(site.rglob("*.html")):
                name = path.relative_to(site).as_posix()
                for identity in modules.identities(path):
                    for place in states(name, identity):
                        with visits.opened(browser) as (_, page):
                            page.goto(f"{url}/{place}")
                            for control, work in measure(page, identity):
                                print(told(place, control, work), flush=True)
            browser.close()


if __name__ == "__main__":
    main()
