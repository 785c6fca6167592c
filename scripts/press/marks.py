"""Numerals marked: from the place where each stands in a page's source to where it stands on the site.

Before Markdown is rendered, a letter goes before each numeral and another behind it: letters of which no
page is written, and which Markdown takes for a part of a word, as it does a digit. They come through with
the numeral, whatever becomes of it. A formula hands them on to its `<mn>`s. At the end `shown` makes an
element of each, and tells which numeral it is. What is an attribute or a heading is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import unescape
from typing import Any

from scripts.press.page import MATHS

# The letters: one for each numeral of a page, and one for all ends.
FIRST, LAST, END = 0x30000, 0x31349, "\U0003134a"
BEGIN = f"[{chr(FIRST)}-{chr(LAST)}]"
LETTER = re.compile(f"[{chr(FIRST)}-{END}]")
ROOM = LAST - FIRST + 1
CLASS = "numeral"
ASKED = "data-asked"
# Where none is put: in a heading, which makes addresses; in a tag; in the text of a picture.
BARRED = re.compile(
    r"^[ ]{0,3}#{1,6}[ ][^\n]*$|<!--.*?-->|<[a-zA-Z/](?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|!\[[^\]]*\]\(",
    re.MULTILINE | re.DOTALL,
)
# A numeral of TeX as it is when it is set, with the letter before it.
IN_TEX = re.compile(rf"({BEGIN})?([0-9]+(?:\{{,\}}[0-9]{{3}})*(?:\.[0-9]+)?)")
CLASSES = re.compile(r' class="([^"]*)"')
NUMBER = re.compile(r"<mn([^>]*)>([^<]*)</mn>")
TOKEN = re.compile(rf"<!--.*?-->|<(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>|({BEGIN})|({END})", re.DOTALL)
HAS = re.compile(rf' {ASKED}="([\d ]+)"')
DRESSED = re.compile(r' class="([^"]*)"')


def marked(text: str, numerals: Iterable[dict[str, Any]], skip: int = 0, first: int = 0) -> str:
    """Return a text with a letter before each numeral and one behind it.

    The places of the numerals count from `skip` characters before the text; their letters begin
    with that of number `first`.
    """
    barred = [match.span() for match in BARRED.finditer(text)]
    pieces, at = [], 0
    for number, numeral in enumerate(numerals, first):
        start, end = numeral["start"] - skip, numeral["end"] - skip
        if number >= ROOM or any(begin <= start < stop for begin, stop in barred):
            continue
        if numeral["kind"] != MATHS and numeral["negative"] and text[start - 1] in "-−":
            start -= 1
        pieces += [text[at:start], chr(FIRST + number), text[start:end], END]
        at = end
    return "".join([*pieces, text[at:]])


def without(text: str) -> str:
    """Return a text without the letters."""
    return LETTER.sub("", text)


# --- a formula ----------------------------------------------------------------------------------


def on_formula(tex: str, mathml: str) -> str:
    """Return the MathML of a formula with the numerals marked that are marked in its TeX.

    If they are not there one for one (one inside of a text, say), the formula has them all.
    """
    asked = [ord(letter) - FIRST for letter in re.findall(BEGIN, tex)]
    if not asked:
        return mathml
    found = [(m[1], m[2].replace("{,}", ",")) for m in IN_TEX.finditer(tex.replace(END, ""))]
    set_there = [unescape(number[2]) for number in NUMBER.finditer(mathml)]
    if [written for _, written in found] != set_there:
        return mathml.replace("<math", f'<math {ASKED}="{" ".join(map(str, asked))}"', 1)
    letters = iter(letter for letter, _ in found)

    def mark(number: re.Match[str]) -> str:
        letter = next(letters)
        own = f' {ASKED}="{ord(letter) - FIRST}"' if letter else ""
        return f"<mn{number[1]}{own}>{number[2]}</mn>"

    return NUMBER.sub(mark, mathml)


# --- the page -----------------------------------------------------------------------------------


def shown(content: str) -> tuple[str, list[list[int]]]:
    """Return a page's HTML with an element for each marked numeral, and the numbers of each."""
    order: list[list[int]] = []

    def show(token: re.Match[str]) -> str:
        if token[1]:
            order.append([ord(token[1]) - FIRST])
            return f'<span class="{CLASS}">'
        if token[2]:
            return "</span>"
        tag = without(token[0])
        if not (asked := HAS.search(tag)):
            return tag
        order.append([int(number) for number in asked[1].split()])
        return _classed(HAS.sub("", tag), asked.start())

    return TOKEN.sub(show, content), order


def _classed(tag: str, place: int) -> str:
    """A tag with the class of numerals: beside those that it has, else in this place."""
    if CLASSES.search(tag):
        return CLASSES.sub(rf' class="\1 {CLASS}"', tag)
    return f'{tag[:place]} class="{CLASS}"{tag[place:]}'


def of_page(html: str) -> Iterator[str]:
    """Give what the marked numerals of a built page say, in order; of a formula, each of its own."""
    for match in re.finditer(
        rf'<(span|mn|math)[^>]* class="(?:[^"]* )?{CLASS}"[^>]*>(.*?)</\1>', html
    ):
        yield unescape(re.sub(r"<[^>]*>", "", match[2]))
