"""What a reader sees of a page, found by other means than the press uses to run it.

The fences: by a scan for any line that could open or close one, which knows nothing of Markdown; and
by the blocks of code in the page as a whole. The digits: by rendering, and reading the text of the
HTML. So this has extensions, a reader of HTML and patterns of its own: were they those of the press,
a mistake in them would be on both sides.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from html.parser import HTMLParser

import markdown
from markdown.preprocessors import Preprocessor

from scripts.press import numerals, sessions
from scripts.press.rendering import FRONT_MATTER

EXTENSIONS = [
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.details",
    "pymdownx.superfences",
]


def squeeze(text: str) -> str:
    """The text without its white space, by which renderings differ."""
    return "".join(text.split())


def fence_lines_outside(text: str, given: list[tuple[int, int]]) -> list[int]:
    """Lines with a run of backticks or tildes at their start that belong to no fence in `given`."""
    looks_like_one = re.compile(r"[\s>*+\-\d.)]*(```|~~~)")
    inside = {line for first, last in given for line in range(first, last + 1)}
    return [
        number
        for number, line in enumerate(text.splitlines(), start=1)
        if looks_like_one.match(line) and number not in inside
    ]


class _Reader(HTMLParser):
    """Take a rendered page apart: the text of each block of code, and all other text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.code: list[str] = []
        self.text: list[str] = []
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "pre":
            self.depth += 1
            self.code.append("")
        said = ("alt", "title", "aria-label", "data-label")
        self.text += [value or "" for name, value in attrs if name in said]

    def handle_endtag(self, tag: str) -> None:
        if tag == "pre":
            self.depth -= 1

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.code[-1] += data
        else:
            self.text.append(data)


class _Unanswered(Preprocessor):  # type: ignore[misc]  # Markdown has no types
    """Take out what says which answer a question takes, once fences are out of the way."""

    def run(self, lines: list[str]) -> list[str]:
        return re.sub(r"(?s)<!-- answer:.*?-->", "", "\n".join(lines)).split("\n")


def _render(text: str) -> _Reader:
    if front := FRONT_MATTER.match(text):
        text = text[front.end() :]
    reader = _Reader()
    rendering = markdown.Markdown(extensions=EXTENSIONS)
    rendering.preprocessors.register(_Unanswered(rendering), "unanswered", 22)
    reader.feed(rendering.convert(text))
    reader.close()
    return reader


def code_shown(text: str) -> list[str]:
    """Each block of code that the rendered page shows, without white space."""
    return [squeeze(code) for code in _render(text).code]


def digits_shown(text: str) -> str:
    """The digits of the rendered page outside its blocks of code, spoken ones among them."""
    shown = "".join(_render(text).text)
    # TeX that shows no digit: the layer before, and the space between rows.
    shown = re.sub(r"\[l\s*[-−]\s*1\]|\\\\\[[^\]]*\]|\\h?v?space\*?\{[^}]*\}", "", shown)
    return "".join(re.findall("[0-9]", shown))


# --- mutations ----------------------------------------------------------------------------------


def with_inside(session: sessions.Session) -> Iterator[sessions.Session]:
    """A page, and the pages shown in it as examples."""
    yield session
    for inside in session.inside:
        yield from with_inside(inside)


def _others(digit: str) -> str:
    return "0123456789".replace(digit, "")


def survivors(session: sessions.Session) -> list[str]:
    """The digits that could be changed with no test to notice; what was run is not run again.

    A digit in a name is left out here: a changed name has to be one that exists (`is_known`).
    """
    return [*_output_survivors(session), *_numeral_survivors(session)]


def _output_survivors(session: sessions.Session) -> Iterator[str]:
    for fence, printed in session.outputs:
        for match in re.finditer("[0-9]", fence.source):
            i = match.start()
            # The neighbours: what a comparison with a tolerance would let pass.
            for digit in (str((int(match[0]) + 1) % 10), str((int(match[0]) - 1) % 10)):
                if sessions.same_output(fence.source[:i] + digit + fence.source[i + 1 :], printed):
                    yield f"{session.at(fence.line)}: {match[0]} in this output could be {digit}"


def _numeral_survivors(session: sessions.Session) -> Iterator[str]:
    answers = {claim.start: found for claim, found in session.answers}
    for claim in session.prose.claims:
        if claim.source is None or claim.start not in answers:
            yield f"{session.at(claim.line)}: nothing was computed for these numerals"
            continue
        for i, numeral in enumerate(claim.numerals):
            for text in _changed(numeral.text):
                changed = dataclasses.replace(numeral, text=text)
                claimed = (*claim.numerals[:i], changed, *claim.numerals[i + 1 :])
                if not numerals.compare(claimed, answers[claim.start]):
                    yield f"{session.at(numeral.line)}: {numeral} could be {changed}"


def _changed(text: str) -> Iterator[str]:
    for match in re.finditer("[0-9]", text):
        for digit in _others(match[0]):
            yield text[: match.start()] + digit + text[match.end() :]
