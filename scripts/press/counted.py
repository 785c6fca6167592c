"""Figures, tables, equations, listings and exercises: the number of each on its page, and its address.

The number counts what stands on the page ("Figure 4.2-3" is the third figure of chapter 4.2), so it
changes when something is put before. The address lasts, so it is made of a name: of a figure or a
table, that of its script; of an exercise, its first words; of anything else, the section that it stands
in. `<!-- name: NAME -->` above a thing gives it a name of its own.

A link without words gets the number of what it leads to: `[](padding.md#figure-padding_ring)`.

An address outlives its thing: `<!-- was: figure-old_name -->` becomes an empty anchor of that name, where
the subject of what was moved or cut now stands.

To a screen reader a figure is called by its number and what its caption says first, in bold; the whole
caption, which would be its name else, is read where it stands.
"""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from html import escape, unescape
from itertools import count

from scripts.press.errors import PressError, refuse
from scripts.press.figures import FOLDER, figure_of
from scripts.press.markup import Element, elements, words

HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
KINDS = ("figure", "table", "equation", "listing", "exercise")
# What an author calls a thing, and what the press does where a script has made it.
NAMED = re.compile(r"<!-- (?P<by>name|made): (?P<name>[\w-]+) -->\s*")
ID = re.compile(r'\sid="([^"]*)"')
# What stood here, or led here, under another name.
WAS = re.compile(r"<!--\s*was:\s*(?P<names>[^>]*?)\s*-->")
ANCHOR = re.compile(r"[\w.-]+")
EMPTY = re.compile(r'<a (?P<written>[^>]*\bhref="(?P<to>[^"]*#[^"]+)"[^>]*)></a>')
VERSIONS = re.compile(r"(?:-narrow)?(?:-dark)?$")
# Where the words of a thing begin and end.
TABLE = re.compile(r"\s*<table[^>]*>")
SUMMARY = re.compile(r"\s*<summary[^>]*>")
ASKED = re.compile(r'\s*<p class="query-title">(?P<title>.*?)(?=</p>)', re.DOTALL)
CAPTION = re.compile(
    r"<figcaption[^>]*>\s*(?:<p[^>]*>)?(?P<text>.*?)(?:</p>)?\s*</figcaption>", re.DOTALL
)
BOLD = re.compile(r"\s*<strong(?=[\s>])")
TOP = "top"
# Behind the name of a question: what stands in its task, so that its solution keeps that name.
TASK = "-task"
# So many words of a question or a caption are its name, and so many letters tell what a thing is.
WORDS, BEGINS = 6, 60


class CountError(PressError):
    """A name or a link that leads to nothing which has a number; the message says which."""


@dataclass(frozen=True)
class Thing:
    """What has a number: its address on the page, and its number with its kind."""

    anchor: str
    number: str


@dataclass(frozen=True)
class Counted:
    """A page's HTML with its numbers, and what has them."""

    html: str
    things: tuple[Thing, ...]


@dataclass(frozen=True)
class _Found:
    """A thing on a page: its element, kind, section, the name above it, and where that stands."""

    element: Element
    kind: str
    section: str
    name: str
    span: tuple[int, int]


def count_things(content: str, chapter: str) -> Counted:
    """Return a page's HTML with a number and a link to itself in each thing that is counted.

    `chapter` is the number of the page; without one, things have only their own.
    """
    taken = Counter(ID.findall(content))
    numbers = {kind: count(1) for kind in KINDS}
    edits: list[tuple[int, int, str]] = []
    things: list[Thing] = []
    for found in _found(content):
        number = f"{chapter}-{next(numbers[found.kind])}".removeprefix("-")
        anchor = found.element.attributes.get("id", "")
        if not anchor.startswith(f"{found.kind}-"):
            anchor = _free(_anchor(found), taken)
        label = f"{found.kind.capitalize()} {number}"
        things.append(Thing(anchor, label))
        edits += [(*found.span, ""), *_edits(found, anchor, label)]
    return Counted(_checked(_edited(content, edits)), tuple(things))


# --- what is counted ----------------------------------------------------------------------------


def _found(content: str) -> Iterator[_Found]:
    marks = {match.end(): match for match in NAMED.finditer(content)}
    section, named = TOP, dict[int, str]()
    for element in elements(content, *HEADINGS, "figure", "div", "details"):
        if element.tag in HEADINGS:
            deep = element.tag != "h1"
            section = element.attributes.get("id", section) if deep else section
        elif kind := _kind(element):
            mark = marks.get(element.start)
            if mark and mark["by"] == "made" and kind != "table":
                mark = None
            span = mark.span() if mark else (element.start, element.start)
            name = mark["name"] if mark else ""
            if kind == "exercise":
                named[element.start] = name or slug(_title(element))
            yield _Found(element, kind, _exercise(element, named) or section, name, span)


def _exercise(element: Element, named: Mapping[int, str]) -> str:
    """The name of the exercise that a thing is part of; what stands in its task is named apart."""
    around, task = element.around, TASK
    while around and _kind(around) != "exercise":
        task = "" if around.tag == "details" else task
        around = around.around
    if around is None:
        return ""
    return named[around.start] + task * ("query" in around.classes)


def _kind(element: Element) -> str:
    classes = element.classes
    if element.tag == "figure":
        return "figure"
    if "query" in classes:
        return "exercise"
    if element.tag == "details":
        return "exercise" if "question" in classes and not _is_part(element) else ""
    if "listing" in classes:
        return "listing" if "highlight" in element.inside else ""
    return "table" if "table" in classes else "equation" if "formula" in classes else ""


def _is_part(fold: Element) -> bool:
    """Whether a fold is the answer of a question that stands in the open."""
    around = fold.around
    return around is not None and "query" in around.classes


def _anchor(found: _Found) -> str:
    return f"{found.kind}-{found.name or _own_name(found) or found.section}"


def _own_name(found: _Found) -> str:
    inside = found.element.inside
    if found.kind == "exercise":
        return slug(_title(found.element))
    if found.kind != "figure":
        return ""
    for image in elements(inside, "img"):
        folder, _, file = image.attributes.get("src", "").rpartition("/")
        if f"{folder}/".endswith(FOLDER):
            return figure_of(VERSIONS.sub("", file.rpartition(".")[0]))
    return slug(begins(found.element, found.kind))


def slug(text: str) -> str:
    """Return the first words of a text, as a part of an address."""
    return "-".join(re.findall(r"[a-z0-9]+", text.lower())[:WORDS])


def _title(element: Element) -> str:
    if asked := ASKED.match(element.inside):
        return words(asked["title"])
    return next((words(each.inside) for each in elements(element.inside, "summary")), "")


def begins(element: Element, kind: str) -> str:
    """Return how a thing begins: enough to know it again."""
    inside = element.inside
    if kind == "exercise":
        text = _title(element)
    elif kind == "equation":
        text = " ".join(math.attributes.get("alttext", "") for math in elements(inside, "math"))
    elif kind == "figure":
        text = _noticed(inside)
    elif kind == "listing":
        text = " ".join(words(code.inside) for code in elements(inside, "code"))
    else:
        text = " ".join(words(cell.inside) for cell in elements(inside, "th", "td"))
    return " ".join(text.split())[:BEGINS].strip()


def _noticed(inside: str) -> str:
    """What a caption says first, in bold; else all of it."""
    parts = elements(inside, "figcaption", "strong")
    bold = [part for part in parts if part.tag == "strong"]
    return " ".join(words(part.inside) for part in bold[:1] or parts)


def _free(anchor: str, taken: Counter[str]) -> str:
    """The address, with a number behind it where another thing has it already."""
    tried = (f"{anchor}-{n}" if n > 1 else anchor for n in count(1))
    free = next(each for each in tried if each not in taken)
    taken[free] += 1
    return free


# --- what is written ----------------------------------------------------------------------------


def _edits(found: _Found, anchor: str, label: str) -> Iterator[tuple[int, int, str]]:
    """What stands anew at which place: the address, and the number with its link."""
    element = found.element
    name = element.inside_start - 1
    number, link = _shown(found.kind, anchor, label)
    has_other = element.attributes.get("id", "") not in ("", anchor)
    if has_other:  # an explorable's, which is its address with its state
        yield element.inside_start, element.inside_start, f'<span id="{anchor}"></span>'
    elif "id" not in element.attributes:
        yield name, name, f' id="{anchor}"'
    if found.kind == "figure" and (bold := _bold(element)):
        ids = [f"{part}-{anchor}" for part in ("number", "says")]
        yield name, name, f' aria-labelledby="{" ".join(ids)}"'
        yield bold, bold, f' id="{ids[1]}"'
        number = f'<span id="{ids[0]}">{number}</span>'
    for place, new in _placed(element, found.kind, number, link):
        yield place, place, new


def _bold(figure: Element) -> int:
    """Where an attribute of the bold words stands that begin a caption; 0 if none do."""
    text = CAPTION.search(figure.inside)
    bold = BOLD.match(text["text"]) if text else None
    return figure.inside_start + text.start("text") + bold.end() if text and bold else 0


def _shown(kind: str, anchor: str, label: str) -> tuple[str, str]:
    """A number, and the link to what has it."""
    written = f'<span class="count">{label}</span>'
    if kind == "equation":
        number = label.rpartition(" ")[2]
        written = f'<span class="count"><span class="spoken">Equation </span>({number})</span>'
    link = f'<a class="address" href="#{anchor}" aria-label="Link to {label}">#</a>'
    return written, link


def _placed(element: Element, kind: str, number: str, link: str) -> list[tuple[int, str]]:
    """Where in a thing its number stands, and where its link, with what is around them.

    Of text the number is the beginning, and the link the end.
    """
    start, end, inside = element.inside_start, element.inside_end, element.inside
    if kind == "equation":
        return [(end, f'<span class="counted">{number}{link}</span>')]
    if kind == "listing":
        return [(end, f'<p class="counted">{number}{link}</p>')]
    if kind == "table":
        table = TABLE.match(inside)
        begin = start + (table.end() if table else 0)
        return [(begin, f"<caption>{number}{link}</caption>")]
    if asked := ASKED.match(inside):
        begin, over = asked.span("title")
        return [(start + begin, f"{number} "), (start + over, link)]
    if kind == "exercise":
        # Beside the fold, for inside of a summary there may be no link.
        summary = SUMMARY.match(inside)
        begin = start + (summary.end() if summary else 0)
        return [(element.start, f'<p class="asked">{link}</p>'), (begin, f"{number} ")]
    text = CAPTION.search(inside)
    if text is None:
        return [(end, f"<figcaption>{number}{link}</figcaption>")]
    return [(start + text.start("text"), f"{number} "), (start + text.end("text"), link)]


def _edited(content: str, edits: list[tuple[int, int, str]]) -> str:
    pieces, at = [], 0
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [content[at:start], new]
        at = max(at, end)
    return "".join([*pieces, content[at:]])


def _checked(content: str) -> str:
    """The HTML without the marks of scripts that make no table; an author's mark has a thing."""
    lost = [match["name"] for match in NAMED.finditer(content) if match["by"] == "name"]
    if lost:
        raise CountError(
            f"<!-- name: {lost[0]} --> names nothing: it belongs right above a figure, a table, a"
            " formula of its own line, code or a question"
        )
    return NAMED.sub("", content)


# --- what was here ------------------------------------------------------------------------------


def former(content: str, instead: Callable[[PressError, str], str] = refuse) -> Counted:
    """Return a page's HTML with an empty anchor for each address that led somewhere once.

    `instead` gives what stands in the place of a mark that keeps none.
    """
    taken = {*ID.findall(content)}
    things: list[Thing] = []

    def anchors(mark: re.Match[str]) -> str:
        names = mark["names"].split()
        if why := _keeps_none(names, taken):
            return instead(CountError(f"<!-- was: {' '.join(names)} --> {why}"), mark[0])
        taken.update(names)
        things.extend(Thing(name, "") for name in names)
        return "".join(f'<span id="{name}" class="was"></span>' for name in names)

    return Counted(WAS.sub(anchors, content), tuple(things))


def _keeps_none(names: list[str], taken: Collection[str]) -> str:
    """Why a mark keeps no address; nothing, if it keeps them."""
    if not names:
        return "names no address; write it as in <!-- was: figure-ring -->"
    for name, times in Counter(names).items():
        if not ANCHOR.fullmatch(name):
            return f"names no address with {name}; one is what stands behind a #"
        if name in taken or times > 1:
            return f"names {name}, which is on the page itself: take it out"
    return ""


# --- what prose says of them --------------------------------------------------------------------


def mark_made(markdown: str, mark: re.Pattern[str]) -> str:
    """Return a page's Markdown with the name of each table's script above it."""
    return mark.sub(lambda found: f"<!-- made: {found[1]} -->\n\n{found[0]}", markdown)


def filled(content: str, location: str, numbers: Mapping[str, str]) -> str:
    """Return a page's HTML with the number of what it leads to in each link without words.

    `numbers` has them by the place on the site: "padding.html#figure-padding_ring".
    """

    def fill(link: re.Match[str]) -> str:
        path, _, anchor = unescape(link["to"]).partition("#")
        page = posixpath.normpath(posixpath.join(posixpath.dirname(location), path))
        place = f"{page if path else location}#{anchor}"
        if place not in numbers:
            raise CountError(f"a link without words leads to {place}, which has no number")
        return f"<a {link['written']}>{escape(numbers[place])}</a>"

    return EMPTY.sub(fill, content)
