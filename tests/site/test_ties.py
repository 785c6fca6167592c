"""What stands in two languages agrees: Python and HTML write it, style sheets and JavaScript look for it.

A name that nothing writes is dead, or misspelt; so is a variable that nothing sets.
"""

from __future__ import annotations

import functools
import json
import re
from dataclasses import asdict
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from pygments.token import STANDARD_TYPES

from scripts.drawing.palette import THEMES
from scripts.press import figures, mishaps
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT
from tests.site import builds, markup, visits

THEME = ROOT / "scripts" / "theme"
STYLES = THEME / "assets" / "stylesheets"
EXPLORABLES = ROOT / "docs" / "explorables"
SETTINGS = ROOT / "scripts" / "setup" / "javascript"
CSS = sorted([*STYLES.glob("*.css"), *EXPLORABLES.glob("*.css"), ROOT / "scripts/press/maths.css"])
JS = sorted([*EXPLORABLES.glob("*.js"), *THEME.glob("assets/javascripts/*.js")])
# What may be there though no page has it now: the classes of code that Pygments writes,
CODE = set(STANDARD_TYPES.values())
# the columns and rows of aligned formulas, by Temml; notes in a box, of which mkdocs.yml takes the
# syntax; the field of a question for what code prints; a text that a reader's own tools let be edited.
MAY_BE = {
    *(".tml-left", ".tml-right", ".tml-jot"),
    *(".admonition", ".admonition-title"),
    ".query-lines",
    "[contenteditable]",
}

NAME = r"[A-Za-z_][\w-]*"
STRING = re.compile(r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`")
# Where a script looks for elements.
LOOKS = re.compile(r"\b(?:closest|matches|querySelector(?:All)?|all|one)\(\s*([\"'`])(.*?)\1")
SELECTED = re.compile(
    rf"\.(?P<cls>{NAME})|#(?P<id>{NAME})|\[(?P<attr>{NAME})(?:[~|^$*]?=\"?(?P<value>[^\"\]]*)\"?)?\]"
)


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(?:^|(?<=[\s;{}]))//[^\n]*", "", text, flags=re.DOTALL)


@functools.cache
def css(path: Path) -> str:
    return without_comments(path.read_text("utf-8"))


def selectors(path: Path) -> list[str]:
    """What stands before each block of rules."""
    heads = re.findall(r"([^{};]+)\{", css(path))
    return [head.strip() for head in heads if not head.strip().startswith("@")]


@functools.cache
def scripts() -> str:
    return "\n".join(without_comments(path.read_text("utf-8")) for path in JS)


def words(pattern: str, text: str) -> set[str]:
    """The words of the strings in what a pattern finds."""
    strings = (string for found in re.findall(pattern, text) for string in STRING.findall(found))
    return {word for string in strings for word in re.findall(NAME, string)}


@functools.cache
def classes_of_scripts() -> set[str]:
    """What scripts give to elements as classes: at once, as a string of one word, as a cell's mark."""
    text = LOOKS.sub("", scripts())
    at_once = words(r"(?:class:|className =|classList\.\w+\()[^,;\n]*", text)
    passed = {string[1:-1] for string in STRING.findall(text)}
    (marks,) = re.findall(r"const marks = \{(.*?)\n\s*\};", text, re.DOTALL)
    # `begin__${end}`: the end is a string of one word.
    begun = {start + word for start in re.findall(rf"({NAME}__)\$\{{", text) for word in passed}
    return at_once | passed | begun | set(re.findall(rf"({NAME}):", marks))


@functools.cache
def attributes_of_scripts() -> set[str]:
    """What scripts give to elements as attributes: by name, or by the property that sets it."""
    text = LOOKS.sub("", scripts())
    named = {string[1:-1] for string in STRING.findall(text)} | set(re.findall(rf"({NAME}):", text))
    data = {kebab(name) for name in re.findall(r"dataset\.(\w+) \??\??=(?!=)", text)}
    aria = {f"aria-{name.lower()}" for name in re.findall(r"\.aria([A-Z]\w+) =(?!=)", text)}
    return named | data | aria


def kebab(name: str) -> str:
    """explorableName as data-explorable-name."""
    return "data-" + re.sub(r"[A-Z]", lambda capital: "-" + capital[0].lower(), name)


@pytest.fixture(scope="module")
def written(site: Path) -> set[str]:
    """Classes as .name, ids as #name, attributes as [name] and [name=value], of pages and scripts."""
    found: set[str] = set()
    for page in [*builds.page_names(), "404.html"]:
        for _, attributes, _ in markup.read(site / page).tags:
            found |= {f".{name}" for name in (attributes.get("class") or "").split()}
            found |= {f"#{attributes['id']}"} if "id" in attributes else set()
            found |= {f"[{name}]" for name in attributes}
            found |= {f"[{name}={value}]" for name, value in attributes.items()}
    found |= {f".{name}" for name in classes_of_scripts()}
    found |= {f"[{name}]" for name in attributes_of_scripts()}
    # Boxes of mistakes stand where an author reads, and not in the site that is built.
    box = mishaps.box(PressError("what", detail="how"))
    found |= {f".{name}" for name in re.findall(r'class="([\w-]+)"', box)}
    return found | MAY_BE | {f".{name}" for name in CODE}


def sought(selector: str) -> set[str]:
    """The classes, ids and attributes of a selector; values too, of attributes that are the book's own."""
    found = set()
    for part in SELECTED.finditer(selector):
        if part["cls"]:
            found.add(f".{part['cls']}")
        elif part["id"]:
            found.add(f"#{part['id']}")
        elif part["attr"] == "data-explorable" and part["value"]:
            found.add(f"[{part['attr']}={part['value']}]")
        else:
            found.add(f"[{part['attr']}]")
    return found


def test_what_may_be_there_is_looked_for() -> None:
    looked = [selector for _, selector in LOOKS.findall(scripts())]
    heads = [head for path in CSS for head in selectors(path)]
    assert set().union(*map(sought, heads + looked)) >= MAY_BE


@pytest.mark.parametrize("path", CSS, ids=lambda path: path.name)
def test_style_sheets_dress_what_is_there(written: set[str], path: Path) -> None:
    dead = {
        head: sorted(sought(head) - written) for head in selectors(path) if sought(head) - written
    }
    assert not dead


def test_scripts_look_for_what_is_there(written: set[str]) -> None:
    looked = {selector for _, selector in LOOKS.findall(scripts())}
    assert len(looked) > 20
    assert not {
        selector: sought(selector) - written for selector in looked if sought(selector) - written
    }
    read = {f"[{kebab(name)}]" for name in re.findall(r"dataset\.(\w+)", scripts())}
    assert len(read) > 5 and not read - written


def test_variables_are_set_and_used(site: Path) -> None:
    """Material reads those that begin with --md; all others are the book's."""
    sheets = "\n".join(map(css, CSS))
    material = "\n".join(
        path.read_text("utf-8") for path in site.glob("assets/stylesheets/main.*.css")
    )
    declared = r"(?<![\w-])(--[\w-]+)(?=\s*:)"
    put = set(re.findall(r"(--[\w-]+)", " ".join(STRING.findall(scripts()))))
    # What a sheet of paper says at its edges stands in the page.
    edges = (ROOT / "scripts/theme/partials/sheet.html").read_text("utf-8")
    ours = set(re.findall(declared, sheets + edges)) | put
    needed = set(re.findall(r"var\((--[\w-]+)\)", sheets))
    assert len(needed) > 20 and not needed - ours
    used = set(
        re.findall(r"(?:var|getPropertyValue)\(\"?(--[\w-]+)", sheets + scripts() + material)
    )
    assert not {
        name for name in ours - used if name not in re.findall(r"@property (--[\w-]+)", sheets)
    }


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_pages_have_the_colours_of_figures(browser: Browser, address: str, theme: object) -> None:
    colours = asdict(theme)  # type: ignore[call-overload]
    scheme = colours.pop("name")
    shown = """roles => roles.map(role => {
        const part = document.body.appendChild(document.createElement("i"));
        part.style.color = `var(--${role})`;
        const channels = getComputedStyle(part).color.match(/\\d+/g).map(Number);
        return "#" + channels.map(channel => channel.toString(16).padStart(2, "0")).join("");
    })"""
    with visits.opened(browser, color_scheme=scheme) as (_, page):
        page.goto(f"{address}/404.html")
        assert dict(zip(colours, page.evaluate(shown, list(colours)), strict=True)) == colours
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        page.emulate_media(media="print")
        assert page.evaluate(shown, ["ink"]) == [THEMES[0].ink], "paper is light"
        assert ground != page.evaluate("getComputedStyle(document.body).backgroundColor")


def rem(pattern: str, sheet: str = "book.css") -> float:
    """A length of a style sheet in pixels, for a reader who has not changed the size of text."""
    found = set(re.findall(pattern, css(STYLES / sheet)))
    assert len(found) == 1, (pattern, found)
    return 16 * float(found.pop())


def test_the_press_knows_the_frame_that_the_style_sheet_lays_out() -> None:
    sides = rem(r"(?m)^\.md-content \{[^}]*?padding: [\d.]+rem ([\d.]+)rem [\d.]+rem;")
    assert 2 * sides == figures.SIDES
    assert rem(r"\(min-width: ([\d.]+)rem\) \{\s*\.md-header::after") == figures.WITH_CONTENTS
    contents = rem(
        r"\.md-container \{ display: grid; grid-template-columns: ([\d.]+)rem minmax\(0, 1fr\); \}"
    )
    assert contents + figures.SIDES == figures.CONTENTS


def test_a_scheme_has_one_name_on_the_page_and_one_where_it_is_kept() -> None:
    early = (THEME / "partials" / "scheme.html").read_text("utf-8")
    later = (THEME / "assets" / "javascripts" / "book.js").read_text("utf-8")
    keys = [set(re.findall(r"localStorage\.\w+Item\(\"(\w+)\"", text)) for text in (early, later)]
    assert keys == [{"scheme"}, {"scheme"}]
    for text in (early, later):
        assert re.search(r'"data-md-color-scheme", ?dark ?\? ?"slate" ?: ?"default"', text)
    worn = set(re.findall(r'\[data-md-color-scheme="(\w+)"\]', "".join(map(css, CSS))))
    assert worn == set(visits.SCHEMES.values()) == {"slate", "default"}
    kept = set(re.findall(r'kept[!=]=="(\w+)"', early))
    assert kept == set(visits.SCHEMES) == {theme.name for theme in THEMES}
    assert 'SCHEMES = ["light", "dark"]' in later


def test_scripts_read_what_the_build_writes_for_them(site: Path) -> None:
    """Variables of a page's window, entries of the search index, constants of the package."""
    types = (SETTINGS / "globals.d.ts").read_text("utf-8")
    window = re.search(r"interface Window \{(.*?)\n\}", types, re.DOTALL)
    entry = re.search(r"type BookEntry = \{(.*?)\}", types)
    assert window and entry
    declared = set(re.findall(r"^ {2}(\w+):", window[1], re.MULTILINE))
    made = {
        name
        for path in site.rglob("*.js")
        for name in re.findall(r"^var (\w+)=", path.read_text("utf-8"))
    }
    assert made == declared == set(re.findall(r"window\.((?:book|explorable)\w+)", scripts()))
    index = builds.written(site / "search" / "search_index.js")
    fields = sorted(re.findall(r"(\w+):", entry[1]))
    assert {tuple(sorted(each)) for each in index["docs"]} == {tuple(fields)}
    kinds = re.search(r"type BookKind = (.*);", types)
    assert kinds and {each["kind"] for each in index["docs"]} == set(
        re.findall(r'"(\w+)"', kinds[1])
    )
    constants = (SETTINGS / "numbers.d.ts").read_text("utf-8")
    module = (site / "explorables" / "numbers.js").read_text("utf-8")
    typed = re.findall(r"^export const (\w+):", constants, re.MULTILINE)
    assert sorted(typed) == sorted(re.findall(r"^export const (\w+) =", module, re.MULTILINE))
    for name, keys in re.findall(
        r'^export const (\w+): Record<((?:"\w+"(?: \| )?)+),', constants, re.MULTILINE
    ):
        line = re.search(rf"^export const {name} = (.*);$", module, re.MULTILINE)
        assert line and set(json.loads(line[1])) - {"drawn"} == set(re.findall(r'"(\w+)"', keys)), (
            name
        )
