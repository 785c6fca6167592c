"""Ask any number: what each numeral of each page tells when it is pressed, and that it is true."""

from __future__ import annotations

import functools
import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from scripts.press import (
    asking,
    figures,
    marks,
    numerals,
    packing,
    scripted,
    sessions,
    sheets,
    worked,
)
from scripts.press.numerals import Numeral
from scripts.setup.environment import ROOT
from tests.site import visits

BUDGET = 6 * 1024  # bytes, over gzip
MORE = 2 * 1024  # bytes that the switch may bring on top
FIRST = "asked/"
# Headings make addresses, so the numerals in them are left alone.
IN_HEADINGS = {"reference/quick": 2}
TABLES = re.compile(r"in table\(\) of (scripts/tables/\w+)\.py")
SWITCH = "[data-asking]"
# Press all numerals by script, and tell what the note says of each; of the texts of pictures too.
PRESS_ALL = """async () => {
    const told = [];
    for (const numeral of document.querySelectorAll("main .numeral")) {
        numeral.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true }));
        await 0;
        const note = document.querySelector("#asked:popover-open");
        if (!note) throw new Error("no note for " + numeral.outerHTML);
        const texts = (selector) => [...note.querySelectorAll(selector)].map((each) => each.textContent);
        told.push({
            written: numeral.textContent, says: texts("strong")[0], code: texts("p code")[0],
            value: texts("samp")[0] ?? "", head: texts("p")[0], lines: texts("li"),
            links: [...note.querySelectorAll("a")].map((link) => link.getAttribute("href")),
            picture: Boolean(numeral.closest(".said")),
        });
        note.hidePopover();
    }
    return told;
}"""


def names() -> list[str]:
    return [sessions.name(path) for path in sessions.pages()]


def answered(site: Path) -> list[str]:
    found = sorted((site / FIRST).rglob("*.js"))
    stems = [path.relative_to(site / FIRST).with_suffix("").as_posix() for path in found]
    return [stem for stem in stems if not stem.endswith(asking.TEXTS)]


def texts(site: Path, name: str) -> Path:
    return site / FIRST / f"{name}{asking.TEXTS}.js"


@pytest.fixture(scope="module")
def visitor(browser: Browser) -> Iterator[Page]:
    with visits.opened(browser) as (_, page):
        yield page


@functools.cache
def claims(name: str) -> list[numerals.Claim]:
    text = (sessions.DOCS / f"{name}.md").read_text("utf-8-sig")
    return sorted(numerals.read(text).claims, key=lambda claim: claim.start)


def without_sign(written: str) -> str:
    return written.lstrip("-−")


def press_all(page: Page, address: str, name: str) -> list[dict[str, Any]]:
    page.goto(f"{address}/{name}.html")
    page.keyboard.press("n")
    expect(page.locator(SWITCH)).to_have_attribute("aria-pressed", "true")
    told: list[dict[str, Any]] = page.evaluate(PRESS_ALL)
    return told


@pytest.mark.parametrize("name", names())
def test_every_numeral_tells_what_is_true(
    name: str, visitor: Page, address: str, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (sessions.DOCS / f"{name}.md").read_text("utf-8-sig")
    written = [number for claim in claims(name) for number in claim.numerals]
    headings = [number for number in written if _is_heading(text, number)]
    assert len(headings) == IN_HEADINGS.get(name, 0)
    if not (site / FIRST / f"{name}.js").exists():
        assert not written
        return
    told = press_all(visitor, address, name)
    assert all(each["says"] in (each["written"], f"−{each['written']}") for each in told)
    prose = [each for each in told if not (each["picture"] or _of_table(each))]
    # None is missing, in the order of the page.
    found = [without_sign(each["written"]) for each in prose]
    assert found == [number.text for number in written if number not in headings]
    _evaluate(name, text, prose, headings, monkeypatch)
    _links_lead_somewhere(site, name, told)
    path = texts(site, name)
    given = path.read_text("utf-8").partition("=")[2].rstrip(";\n") if path.exists() else "{}"
    _scripts_give(text, told, json.loads(given).get("said", {}))
    assert path.exists() == any(each["picture"] for each in told)


def _of_table(told: dict[str, Any]) -> bool:
    return any(TABLES.fullmatch(line) for line in told["lines"])


def _is_heading(text: str, number: Numeral) -> bool:
    return text.splitlines()[number.line - 1].startswith("#")


def _evaluate(
    name: str,
    text: str,
    shown: list[dict[str, Any]],
    headings: list[Numeral],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Run the page; where a comment is evaluated, evaluate what its numerals have shown."""
    waiting = list(shown)
    following = list(claims(name))
    real = numerals.values

    def values(source: str, known: dict[str, Any]) -> list[tuple[str, Any]]:
        if following and following[0].source == source:
            for number in following.pop(0).numerals:
                if number not in headings:
                    _holds(waiting.pop(0), number, known)
        return real(source, known)

    monkeypatch.setattr(numerals, "values", values)
    session = sessions.run_text(text, sessions.DOCS / f"{name}.md")
    assert not session.failures and not waiting and not following


def _holds(shown: dict[str, Any], number: Numeral, known: dict[str, Any]) -> None:
    """What is shown of a numeral, evaluated where it stands, is what is shown and what is written."""
    given = list(numerals.flatten(eval(shown["code"], dict(known))))
    which = re.search(r"number (\d+) of the (\d+)", shown["head"])
    place, of = (int(which[1]), int(which[2])) if which else (1, 1)
    assert len(given) == of, shown
    assert shown["value"] == worked.exactly(given[place - 1]), shown
    assert number.equals(given[place - 1]), shown


def _links_lead_somewhere(site: Path, name: str, told: list[dict[str, Any]]) -> None:
    here = site / f"{name}.html"
    for link in {link for each in told for link in each["links"]}:
        path, _, anchor = link.partition("#")
        target = (here.parent / path).resolve() if path else here
        assert not anchor or f'id="{anchor}"' in target.read_text("utf-8"), link
        assert target.is_file(), link
    for each in told:
        for line in each["lines"]:
            assert "the code above" not in line, each
            assert line.count(" is made in ") <= 1 and len(each["lines"]) >= 1


def _scripts_give(text: str, told: list[dict[str, Any]], said: dict[str, list[list[Any]]]) -> None:
    """What is shown of pictures' texts and of tables is what their scripts give when they run anew."""
    scripts = asking.scripts_of(text)
    answers = scripted.run(scripts)
    assert not [each for each in answers if "error" in each]
    fresh = dict(zip(scripts, [each["answer"] for each in answers], strict=True))
    pictures = [each for each in told if each["picture"]]
    for stem, shown in said.items():
        function = "motion_alt" if stem.endswith("-motion") else "alt"
        own = fresh[f"scripts/figures/{figures.figure_of(stem)}"][function]["numerals"]
        signed = [(n["start"] - n["negative"], n["end"]) for n in own]
        assert list(_places(shown)) == signed
    assert len(pictures) == sum(len(run) // 2 for runs in said.values() for run in runs)
    for each in [*pictures, *filter(_of_table, told)]:
        (function, script), *_ = re.findall(
            r"in (\w+)\(\) of (scripts/\w+/\w+)\.py", each["lines"][0]
        )
        given = [(n["text"], n["answer"]) for n in fresh[script][function]["numerals"]]
        assert (without_sign(each["written"]), each["code"], each["value"]) in [
            (written, answer["expression"], answer["value"]) for written, answer in given
        ], each
        _is_told_in_true_words(each)


def _places(runs: list[list[Any]]) -> Iterator[tuple[int, int]]:
    """The first and the last character of each numeral of a picture's text."""
    at = 0
    for _, *lengths in runs:
        for before, length in zip(lengths[::2], lengths[1::2], strict=True):
            yield at + before, at + before + length
            at += before + length


def _is_told_in_true_words(told: dict[str, Any]) -> None:
    """An expression that gives more than the numeral does not equal it, and no text is exact."""
    value = told["value"].replace("−", "-").replace(",", "")
    is_number = re.fullmatch(r"-?\d+\.?\d*(e[-+]?\d+)?", value)
    between = told["head"].removeprefix(told["says"]).partition(told["code"])[0].strip()
    assert between == ("=" if is_number else "stands in"), told
    last = told["lines"][-1].removesuffix(f", written {told['written']}")
    assert not told["value"] or last == f"which gives {told['value']}", told


def test_labs_have_no_marks(site: Path) -> None:
    """To know the values, a lab would have to run once more: their few numerals are left out."""
    for lab in sessions.labs():
        html = (site / "labs" / f"{lab.stem}.html").read_text("utf-8")
        assert f'class="{marks.CLASS}"' not in html and "data-asking" not in html


def test_all_that_it_adds_is_small(site: Path) -> None:
    """What a page has of it and what the first press brings; and what the switch brings on top.

    The first is the script, the style, its part of the book's script, the marks and the answers of the
    page. What the texts of pictures answer comes with the switch alone, and has a limit of its own.
    """
    script = (site / "assets/javascripts/asking.js").read_bytes()
    # Of what stands in files with other things, the part, as these are sent.
    style = packing.packed("asking.css", (sheets.SOURCE / "asking.css").read_text("utf-8"))
    book = (ROOT / "scripts/theme/assets/javascripts/book.js").read_text("utf-8")
    (part,) = re.findall(r"  const asker = .*?\n  const asking = .*?\n  };\n", book, re.DOTALL)
    part = packing.packed("asking", f"{{{part}asking();}}")
    shared = sum(_size(each) for each in (script, style.encode(), part.encode()))
    sizes = {}
    for name in answered(site):
        html = (site / f"{name}.html").read_text("utf-8")
        own = f' class="{marks.CLASS}"'
        plain = re.sub(rf"<span{own}>(.*?)</span>", r"\1", html)
        plain = plain.replace(own, "").replace(f' {marks.CLASS}"', '"')
        more = _size(html.encode()) - _size(plain.encode())
        sizes[name] = shared + more + _size((site / FIRST / f"{name}.js").read_bytes())
    assert len(sizes) > 15
    assert max(sizes.values()) <= BUDGET, sorted(sizes.items(), key=lambda each: -each[1])[:3]
    on_top = {
        name: _size(texts(site, name).read_bytes()) for name in sizes if texts(site, name).exists()
    }
    assert len(on_top) > 10
    assert max(on_top.values()) <= MORE, sorted(on_top.items(), key=lambda each: -each[1])[:3]


def _size(data: bytes) -> int:
    return len(gzip.compress(data, 6, mtime=0))


# --- one page, as a reader uses it ---------------------------------------------------------------

CHAPTER = "padding"
NOTE = "#asked"


def numeral(page: Page) -> Any:
    return page.locator("main p > .numeral:visible").first


def test_nothing_comes_until_a_number_is_asked(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{address}/{CHAPTER}.html", wait_until="networkidle")
        late = f"{address}/asked/{CHAPTER}.js", f"{address}/assets/javascripts/asking.js"
        assert not {*late} & {*asked}
        assert not page.locator("main .numeral:is([tabindex], [role], [aria-haspopup])").count()
        numeral(page).click()
        expect(page.locator(NOTE)).to_be_visible()
        assert {*late} <= {*asked} and all(url.startswith(address) for url in asked)
        # What the texts of pictures tell comes with the switch, and once.
        of_texts = f"{address}/asked/{CHAPTER}-said.js"
        assert of_texts not in asked
        for shows in ("true", "false", "true"):
            page.keyboard.press("n")
            expect(page.locator(SWITCH)).to_have_attribute("aria-pressed", shows)
        assert all(asked.count(url) == 1 for url in (*late, of_texts))
        expect(page.locator(".said .numeral").first).to_be_visible()


def test_what_the_switch_needs_comes_from_a_disk_too(root: str, browser: Browser) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{root}/{CHAPTER}.html")
        page.keyboard.press("n")
        page.locator(".said .numeral:visible").first.click()
        expect(page.locator(NOTE)).to_contain_text(
            re.compile(r"in alt\(\) of scripts/figures/\w+\.py")
        )


def test_a_listing_is_told_by_its_number(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        told = press_all(page, address, CHAPTER)
        count = page.locator("main .listing .count").all_text_contents()
        lines = {line for each in told for line in each["lines"] if " is made in " in line}
        assert lines and {line.partition(" is made in ")[2] for line in lines} <= {*count}


def test_a_press_shows_and_escape_closes(root: str, browser: Browser) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{root}/{CHAPTER}.html")
        number = numeral(page)
        height = page.evaluate("document.body.scrollHeight")
        number.click()
        note = page.get_by_role("dialog", name="Where this number comes from")
        expect(note).to_be_visible()
        expect(note).to_be_focused()
        expect(note).to_contain_text("exactly")
        assert page.evaluate("document.body.scrollHeight") == height
        page.keyboard.press("Escape")
        expect(note).to_be_hidden()
        expect(number).to_be_focused()
        page.keyboard.press("Tab")
        assert not page.locator("main .numeral[tabindex]").count(), "quiet again"


def test_a_number_in_a_link_and_one_in_a_selection_are_not_pressed(
    browser: Browser, address: str
) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/{CHAPTER}.html")
        number = numeral(page)
        number.dblclick()
        page.evaluate("""() => {
            getSelection().selectAllChildren(document.querySelector("main p:has(> .numeral)"));
            document.querySelector("main p > .numeral").click();
        }""")
        page.keyboard.press("Escape")
        expect(page.locator(NOTE)).to_be_hidden()
        page.locator("main a .numeral").first.click()
        page.wait_for_url("**/reference/bibliography.html#*")


def test_the_switch_is_for_the_keyboard(root: str, browser: Browser) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{root}/{CHAPTER}.html")
        switch = page.get_by_role("button", name="Ask the numbers", exact=True)
        expect(switch).to_have_attribute("aria-pressed", "false")
        switch.press("Enter")
        expect(switch).to_have_attribute("aria-pressed", "true")
        # One stop in each block; the arrows go on to the next.
        stops = page.locator("main .numeral[tabindex='0']")
        buttons = page.locator("main .numeral[role='button']")
        assert 5 < stops.count() < buttons.count()
        first = stops.first
        first.focus()
        page.keyboard.press("ArrowRight")
        expect(buttons.nth(1)).to_be_focused()
        page.keyboard.press("ArrowLeft")
        expect(first).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator(NOTE)).to_be_focused()
        expect(first).to_have_attribute("aria-expanded", "true")
        page.keyboard.press("Escape")
        expect(first).to_be_focused()
        expect(first).to_have_attribute("aria-expanded", "false")
        # By Tab one leaves the note's links, and comes back.
        page.keyboard.press("Space")
        for _ in range(page.locator(f"{NOTE} a").count() + 1):
            expect(page.locator(NOTE)).to_be_visible()
            page.keyboard.press("Tab")
        expect(page.locator(NOTE)).to_be_hidden()
        expect(first).to_be_focused()
        page.keyboard.press("n")
        expect(switch).to_have_attribute("aria-pressed", "false")
        assert not page.locator("main .numeral:is([tabindex], [role], [aria-haspopup])").count()
        assert not page.locator(".said").count()


def test_a_link_with_a_number_is_asked_while_the_switch_is_on(
    browser: Browser, address: str
) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/{CHAPTER}.html")
        page.keyboard.press("n")
        link = page.locator("main a:has(.numeral)").first
        expect(link).to_have_attribute("aria-haspopup", "dialog")
        link.focus()
        page.keyboard.press("Enter")
        expect(page.locator(NOTE)).to_contain_text("the year of LeCun and others (1989)")
        expect(page.locator(f"{NOTE} a")).to_have_attribute("href", re.compile("#lecun1989$"))


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_the_note_and_the_switch_are_accessible_and_fit(
    scheme: Any, width: int, browser: Browser, address: str
) -> None:
    with visits.opened(browser, (width, 720), color_scheme=scheme) as (_, page):
        page.goto(f"{address}/{CHAPTER}.html")
        page.keyboard.press("n")
        assert not page.evaluate(visits.OVERFLOW)
        assert not visits.violations(page)
        stops = [each for each in page.locator("main [aria-haspopup]").all() if each.is_visible()]
        for each in (stops[0], stops[len(stops) // 2], stops[-1]):
            each.focus()
            page.keyboard.press("Enter")
            box = page.locator(NOTE).bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= width
            page.keyboard.press("Escape")
        each.focus()
        page.keyboard.press("Enter")
        assert not visits.violations(page, NOTE)


def test_a_finger_need_not_hit_the_digit(browser: Browser, address: str) -> None:
    with visits.opened(browser, (390, 844), has_touch=True, is_mobile=True) as (_, page):
        page.goto(f"{address}/{CHAPTER}.html")
        page.locator(SWITCH).tap()
        # What pictures say comes between, and moves what is below.
        expect(page.locator(SWITCH)).to_have_attribute("aria-pressed", "true")
        number = numeral(page)
        number.scroll_into_view_if_needed()
        box = number.bounding_box()
        assert box
        page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] + 8)
        expect(page.locator(NOTE)).to_be_visible()


def test_forced_colours_show_what_can_be_asked(browser: Browser, address: str) -> None:
    with visits.opened(browser, forced_colors="active") as (_, page):
        page.goto(f"{address}/{CHAPTER}.html")
        page.keyboard.press("n")
        expect(numeral(page)).to_have_css("outline-style", "dotted")
        numeral(page).click()
        expect(page.locator(NOTE)).to_have_css("border-top-style", "solid")


def test_on_paper_there_is_nothing_of_it(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.goto(f"{address}/{CHAPTER}.html")
        page.emulate_media(media="print")
        before = page.evaluate("document.querySelector('article').scrollHeight")
        page.emulate_media(media="screen")
        page.keyboard.press("n")
        expect(page.locator(".said").first).to_be_visible()
        numeral(page).click()
        page.emulate_media(media="print")
        expect(page.locator(NOTE)).to_be_hidden()
        expect(page.locator(".said").first).to_be_hidden()
        expect(numeral(page)).to_have_css("outline-width", "0px")
        assert page.evaluate("document.querySelector('article').scrollHeight") == before


def test_without_scripts_numbers_are_text(browser: Browser, address: str) -> None:
    with visits.opened(browser, java_script_enabled=False) as (_, page):
        page.goto(f"{address}/{CHAPTER}.html")
        expect(page.locator(SWITCH)).to_be_hidden()
        expect(numeral(page)).to_have_css("cursor", "auto")


def test_what_does_not_come_is_asked_for_again(browser: Browser, address: str) -> None:
    with visits.opened(browser) as (_, page):
        page.route("**/asked/*.js", lambda route: route.abort())
        page.goto(f"{address}/{CHAPTER}.html")
        with page.expect_console_message(lambda said: "No number can be asked" in said.text):
            numeral(page).click()
        page.unroute_all()
        numeral(page).click()
        expect(page.locator(NOTE)).to_be_visible()
        page.keyboard.press("Escape")
        page.route("**/asked/*-said.js", lambda route: route.abort())
        with page.expect_console_message(lambda said: "No number can be asked" in said.text):
            page.keyboard.press("n")
        page.unroute_all()
        page.keyboard.press("n")
        expect(page.locator(".said").first).to_be_visible()
        assert page.locator("[id='asked']").count() == 1
