"""Measure how fast the explorables repaint while a reader drags.

    python -m scripts.bench.explorables [SITE]

Each range of each explorable is swept from end to end in a real browser, one step a frame, as a drag
does. *Work* is what a step takes in the page's own code; *frame* is the time from one picture to the
next, 16.7 ms on a screen that shows sixty a second. Without SITE the book is built first.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from scripts.setup import browser as browsers
from scripts.setup.environment import ROOT
from tests.site import serving, visits

STEPS = 120
SWEEP = """async ([input, steps]) => {
    const [least, most] = [Number(input.min), Number(input.max)];
    const work = [], frames = [];
    let last = await new Promise(requestAnimationFrame);
    for (let step = 0; step <= steps; step++) {
        input.value = least + (most - least) * step / steps;
        const start = performance.now();
        input.dispatchEvent(new Event("input", {bubbles: true}));
        work.push(performance.now() - start);
        const now = await new Promise(requestAnimationFrame);
        frames.push(now - last);
        last = now;
    }
    return [work, frames.slice(1)];
}"""


def at(values: list[float], share: float) -> float:
    """The value that this share of the values does not exceed."""
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


def measure(page: Page) -> list[tuple[str, str, list[float], list[float]]]:
    """Explorable, range, work and frames, for all ranges of a page."""
    found = []
    for figure in page.locator("figure[data-explorable]").all():
        figure.scroll_into_view_if_needed()
        page.wait_for_timeout(1000)  # a photograph comes when its figure is near
        for control in figure.locator("input[type=range]:visible").all():
            name = control.evaluate(
                "input => input.closest('label')?.innerText.split('\\n')[0] ?? ''"
            )
            handle = control.element_handle()
            control.focus()
            work, frames = page.evaluate(SWEEP, [handle, STEPS])
            found.append((figure.get_attribute("data-explorable") or "", name, work, frames))
    return found


def main() -> None:
    """Sweep every range of every page, and print a line for each."""
    with tempfile.TemporaryDirectory() as folder:
        site = Path(sys.argv[1] if len(sys.argv) > 1 else folder)
        if len(sys.argv) < 2:
            command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", folder]
            subprocess.run(command, cwd=ROOT, check=True)
        pages = [
            path.relative_to(site).as_posix()
            for path in sorted(site.rglob("*.html"))
            if re.search(r"<figure[^>]* data-explorable=", path.read_text("utf-8"))
        ]
        print(
            f"{'page':17} {'explorable':17} {'range':22} work: median, 95 %   frame: median, 95 %"
        )
        with serving.serve(site) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=browsers.find(), args=["--no-sandbox", "--disable-gpu"]
            )
            for name in pages:
                with visits.opened(browser) as (_, page):
                    page.goto(f"{url}/{name}")
                    visits.settled(page)
                    for explorable, control, work, frames in measure(page):
                        times = [at(work, 0.5), at(work, 0.95), at(frames, 0.5), at(frames, 0.95)]
                        told = "  ".join(f"{time:8.2f}" for time in times)
                        print(f"{name:17} {explorable:17} {control:22} {told} ms", flush=True)
            browser.close()


if __name__ == "__main__":
    main()
