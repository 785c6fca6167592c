"""An author's mistakes while the site is served: each is shown in its place, and all else goes on."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from scripts.press import explorables
from tests.press import served
from tests.press.served import Served
from tests.site import builds, visits

early = pytest.mark.early

PAGES = ["index.md", "padding.md"]
PADDING, API, LAB = "docs/padding.md", "docs/reference/api.md", "docs/labs/trial.py"
RING = "scripts/figures/padding_ring.py"
TRIAL = """\
# ---
# title: A lab
# question: What?
# description: A lab.
# ---

# %% [markdown]
# # A lab

# %%
print("one")
"""
TABLE = 'def table():\n    return "| a |\\n| --- |\\n| 1 |"\n'
# What the tests add to a page, so that there is one of each to be broken.
ADDED = """
<!-- table: small -->

<!-- sum: edge_image(), VERTICAL, 1, 2 -->

"""
HEADING = "\n## "


@dataclass(frozen=True)
class Mistake:
    """A change to a file, what is said of it, and the page on which that shows."""

    file: str
    old: str
    new: str | bytes
    said: str
    page: str = "padding.html"


STARTED = {"red", "green", "blue", "filter1", "filter2"}
MODULE = "reference/api/padding.html"
ALL = ("index.html", "padding.html", "reference/api.html", MODULE)
# Mistakes that are not those of one page, and the pages that speak of them.
OF_THE_SITE = {
    "package": (Mistake("convdemo/padding.py", "\ndef ", "\ndef def ", "SyntaxError: inv"), ALL),
    "docstrings": (Mistake(API, "<!-- names -->", "::: convdemo.no", "collect"), ALL[2:3]),
    "modules": (
        Mistake(PADDING, "\ntitle: ", "\nmodules: pad\ntitle: ", "no module pad; it"),
        ALL[1:2],
    ),
    "template": (Mistake("scripts/theme/main.html", "<head>", "<head>{% no %}", "tag 'no'"), ALL),
    "settings": (Mistake("mkdocs.yml", "site_name:", "site_nome:", "configuration error"), ALL),
}
MISTAKES = {
    "figure": Mistake(RING, "\ndef draw(", "\n1 / 0\ndef draw(", "ZeroDivisionError"),
    "lab": Mistake(LAB, 'print("one")', "1 / 0", "ZeroDivisionError", page="labs/trial.html"),
    "table": Mistake("scripts/tables/small.py", "    return", "    1 / 0\n    return", "division by"),
    "table's name": Mistake(PADDING, "table: small", "table: tall", "no script in scripts/tables"),
    "sum": Mistake(PADDING, "VERTICAL, 1, 2 -->", "VERTICAL, 9, 2 -->", "(9, 2) is no cell"),
    "formula": Mistake(PADDING, HEADING, f"\n$\\frac{{1$\n{HEADING}", "Unexpected end of input"),
    "start": Mistake(PADDING, "kernel=SOBEL", "kernel=NOBEL", "name 'NOBEL' is not defined"),
    "key of a start": Mistake(PADDING, "kernel=SOBEL", "kernal=SOBEL", "has no kernal; what it has"),
    "module": Mistake(
        "docs/explorables/grid.js", "\nexport ", "\nexporto ", "cannot be read as a script"
    ),
    "link": Mistake(PADDING, HEADING, f"\n[a](nowhere.md)\n{HEADING}", "'nowhere.md', but the"),
    "anchor": Mistake(PADDING, HEADING, f"\n[a](index.md#nowhere)\n{HEADING}", "an anchor '#nowh"),
    "picture": Mistake(PADDING, HEADING, f"\n![a](figures/no.svg)\n{HEADING}", "'figures/no.svg'"),
    "former address": Mistake(
        PADDING, HEADING, f"\n<!-- was: figure-padding_ring -->\n{HEADING}", "on the page itself"
    ),
    "code": Mistake(PADDING, HEADING, f"\n```python\nx = (\n```\n{HEADING}", "'(' was never closed"),
    "fence": Mistake(PADDING, HEADING, f"\n~~~python\nx = 1\n~~~\n{HEADING}", "not a plain fence"),
    "front matter": Mistake(PADDING, "title: ", "title: A: ", "front matter cannot be read"),
    "encoding": Mistake(PADDING, HEADING, b"\nCaf\xe9\n\n## ", "not in UTF-8"),
}  # fmt: skip


def copied(root: Path, *more: str) -> Path:
    """A small copy of the book in which there is one of each thing to break."""
    served.copy(root, [*PAGES, *more], {"trial.py": TRIAL})
    page = root / PADDING
    page.write_text(page.read_text("utf-8").replace(HEADING, ADDED + HEADING, 1), "utf-8")
    (root / "scripts" / "tables" / "small.py").write_text(TABLE, "utf-8")
    return root


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return copied(tmp_path / "book")


def boxes(html: str) -> list[str]:
    """The boxes of a page, as text."""
    found = re.findall(r'<span class="mishap" role="note">(.*?)</span>(?!<span)', html, re.DOTALL)
    return [re.sub(r"<[^>]*>", "", box).replace("&#x27;", "'") for box in found]


def broken(book: Path, mistake: Mistake) -> tuple[bytes, bytes, str]:
    """A file as it is and with the mistake, and the place of that."""
    whole = (book / mistake.file).read_bytes()
    old, new = mistake.old.encode(), mistake.new
    wrong = whole.replace(old, new.encode() if isinstance(new, str) else new, 1)
    assert wrong != whole, mistake
    return whole, wrong, mistake.file


@early
def test_each_mistake_is_shown_in_its_place_told_once_and_gone_when_it_is_mended(
    book: Path,
) -> None:
    first, *others = MISTAKES.items()
    whole, wrong, _ = broken(book, first[1])
    (book / first[1].file).write_bytes(wrong)
    pages = ["index.html", "padding.html", "labs/trial.html"]
    with Served(book) as server:
        server.begin()
        # At the first start too, all pages are there.
        check(server, *first)
        for name, mistake in others:
            assert all("<h1" in server.get(page) for page in pages), name
            # The one before is mended at the same moment.
            server.write(first[1].file, whole)
            whole, wrong, _ = broken(book, mistake)
            first = name, mistake
            server.write(mistake.file, wrong)
            server.built()
            check(server, name, mistake)
        server.write(first[1].file, whole)
        server.built()
        assert not [page for page in pages if 'class="mishap"' in server.get(page)]
        assert not warned(server.since())


def warned(said: str) -> list[str]:
    """What is warned of, but for the pages that this small book has not and search would lead to."""
    found = re.findall(r"^WARNING +- +(.*)$", said, re.MULTILINE)
    return [each for each in found if not each.startswith("data/search.toml")]


def until(happens: Callable[[], bool]) -> None:
    """Wait for something that comes after a page is there."""
    last = time.monotonic() + 120
    while not happens() and time.monotonic() < last:
        time.sleep(0.2)


def check(server: Served, name: str, mistake: Mistake) -> None:
    """The box, with file, line and message; in the terminal the same, once."""
    # What stood before may stand until a figure or a lab has been tried behind the page.
    until(lambda: name == "module" or bool(boxes(server.get(mistake.page))))
    found = boxes(server.get(mistake.page))
    place = re.compile(rf"{re.escape(mistake.file)}:\d+")
    assert len(found) == 1 or name == "module", (name, found)
    assert all(mistake.said in box and place.search(box) for box in found), (name, found)
    warnings = warned(server.since())
    told = [warning for warning in warnings if mistake.said in warning]
    assert len(told) == len(warnings) == 1 and place.match(told[0]), (name, server.since())


@early
def test_what_concerns_the_whole_site_takes_no_page_away_and_no_request_waits(
    tmp_path: Path,
) -> None:
    book = copied(tmp_path / "book", "reference/api.md")
    with Served(book) as server:
        server.begin()
        for name, (mistake, shown) in OF_THE_SITE.items():
            whole, wrong, _ = broken(book, mistake)
            server.write(mistake.file, wrong)
            server.built()
            for page in ALL:
                html = server.get(page)
                said = [box for box in boxes(html) if mistake.said in box]
                assert "<main" in html and bool(said) == (page in shown), (name, page)
            # Once, and once more at the end of its traceback.
            assert server.since().count(mistake.said) <= 2, server.since()
            server.write(mistake.file, whole)
            server.built()
            assert not [page for page in ALL if 'class="mishap"' in server.get(page)], name


def test_first_start_that_cannot_be_says_what_to_mend(book: Path) -> None:
    template = Mistake("scripts/theme/main.html", "<head>", "<head>{% nope %}", "")
    (book / template.file).write_bytes(broken(book, template)[1])
    with (
        pytest.raises(AssertionError, match="the command has ended") as raised,
        Served(book) as server,
    ):
        server.begin()
    last = str(raised.value).split("There is nothing to serve yet.")
    assert len(last) == 2, raised.value
    assert "Mend this and start again: scripts/theme/main.html:" in last[1]


def test_strict_build_fails_and_tells_an_error_of_many_figures_once(
    book: Path, tmp_path: Path
) -> None:
    mistake = Mistake("convdemo/padding.py", "\ndef ", "\ndef def ", "")
    (book / mistake.file).write_bytes(broken(book, mistake)[1])
    with pytest.raises(RuntimeError, match="build --strict failed") as raised:
        builds.build(tmp_path / "site", root=book)
    said = str(raised.value)
    assert said.count("SyntaxError") == 1
    assert re.search(r"\d+ figures failed \(.*\bpadding_border, padding_modes, ", said)


def test_build_for_readers_has_no_trace_of_boxes(site: Path) -> None:
    assert not list(site.rglob("mishaps*"))
    assert "mishap" not in (site / "padding.html").read_text("utf-8")


def test_keys_of_a_start_are_those_of_the_module(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/404.html")
        for name in explorables.modules():
            module = f"{address}/explorables/{name}.js"
            script = "async (module) => Object.keys((await import(module)).defaults)"
            found = set(page.evaluate(script, module))
            assert found <= explorables.keys(name)
            # What stands in the type alone has no first value: the figure's start must have it.
            without = explorables.keys(name) - found
            assert without == (STARTED if name == "over_volume" else set())
