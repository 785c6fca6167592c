"""TeX becomes MathML while the site is built, so that a page needs no JavaScript to show it.

Temml, a TeX-to-MathML translator (see `vendor/`), runs inside Python. What it gave is kept, so a
build in which no formula is new does not start it.
"""

from __future__ import annotations

import base64
import html
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from scripts.press import caching, marks
from scripts.press.errors import PressError, refuse

VENDOR = Path(__file__).with_name("vendor")
TRANSLATOR = VENDOR / "temml.min.js"
FONT = VENDOR / "stix-two-math-subset.woff2"
STYLE = Path(__file__).with_name("maths.css")
MARKED = re.compile(r'<(span|div) class="arithmatex">\\([(\[])(.*?)\\[)\]]</\1>', re.DOTALL)


class FormulaError(PressError):
    """A formula that the translator does not understand."""


def typeset_page(content: str, instead: Callable[[PressError, str], str] = refuse) -> str:
    """Return `content`, a page's HTML, with each formula marked by arithmatex as MathML.

    `instead` gives what stands in the place of one that fails.
    """
    wanted = formulas(content)
    if not wanted:
        return content
    results = iter([*zip(wanted, _answers(wanted), strict=True)])

    def replace(match: re.Match[str]) -> str:
        (tex, _), result = next(results)
        if isinstance(result, PressError):
            return instead(result, tex)
        return marks.on_formula(match[3], result)

    return MARKED.sub(replace, content)


def formulas(content: str) -> list[tuple[str, bool]]:
    """Return the formulas of a page's HTML: the TeX of each, and whether it is displayed."""
    return [
        (html.unescape(marks.without(m[3])).strip(), m[2] == "[") for m in MARKED.finditer(content)
    ]


def typeset(formulas: list[tuple[str, bool]]) -> list[str]:
    """Return the MathML of each formula, given as its TeX and whether it is displayed."""
    answers = _answers(formulas)
    for answer in answers:
        if isinstance(answer, PressError):
            raise answer
    return [str(answer) for answer in answers]


def _answers(formulas: list[tuple[str, bool]]) -> list[str | PressError]:
    """The MathML of each formula, or why there is none."""
    shared = caching.key(TRANSLATOR, Path(__file__))
    asked = {json.dumps(formula): formula for formula in formulas}
    keys = {name: caching.key(shared, name) for name in asked}
    found = caching.answers(
        "formulas", keys, lambda missing: [_translated(*asked[name]) for name in missing]
    )
    return [found[json.dumps(formula)] for formula in formulas]


def style_sheet() -> str:
    """Return the style sheet of formulas, with their font in it."""
    font = base64.b64encode(FONT.read_bytes()).decode()
    return STYLE.read_text().replace('url("FONT")', f'url("data:font/woff2;base64,{font}")')


def spoken(element: ElementTree.Element) -> str:
    """Read MathML out in words: the alternative text of a formula."""
    name, parts = element.tag, [spoken(child) for child in element]
    if name == "mfrac":
        return f"({parts[0]}) over ({parts[1]})"
    if name == "msub":
        return f"{parts[0]} sub {parts[1]}"
    if name == "msup":
        return f"{parts[0]} superscript {parts[1]}"
    if name == "msubsup":
        return f"{parts[0]} sub {parts[1]} superscript {parts[2]}"
    if name == "munder":
        return f"{parts[0]} over {parts[1]} of"
    if name == "munderover":
        return f"{parts[0]} from {parts[1]} to {parts[2]} of"
    if name == "msqrt":
        return f"square root of ({' '.join(parts)})"
    if name == "mtr":
        return " ".join(filter(None, parts)) + ";"
    own = (element.text or "").strip()
    return " ".join(filter(None, [WORDS.get(own, own), *parts]))


WORDS = {
    "∑": "sum",
    "⌊": "floor of",
    "⌋": "end floor",
    "⌈": "ceiling of",
    "⌉": "end ceiling",
    "‖": "norm",
    "\u2061": "",
    "∂": "partial",
    "×": "times",
    "·": "times",
    "⋅": "times",
}


_engine: Any = None


def _translated(tex: str, display: bool) -> str | FormulaError:
    try:
        return _translate(tex, display)
    except FormulaError as error:
        return error


def _translate(tex: str, display: bool) -> str:
    global _engine
    if _engine is None:
        from py_mini_racer import MiniRacer  # starting it takes a tenth of a second

        _engine = MiniRacer()
        _engine.eval(TRANSLATOR.read_text() + ";0")
    options = {"displayMode": display, "throwOnError": True, "strict": True}
    call = f"temml.renderToString({json.dumps(tex)}, {json.dumps(options)})"
    guarded = f"(() => {{try {{return {call}}} catch (e) {{return '!' + e.message}}}})()"
    answer = str(_engine.eval(guarded))
    if answer.startswith("!") or "<merror" in answer:
        # What follows the first line, and a colon, is the formula once more.
        said = " ".join(answer.lstrip("!").split("\n")[0].split()).removesuffix(":")
        raise FormulaError(f"{said.removesuffix(f': {tex}')}, in the formula {tex}")
    return _finish(answer, display)


def _finish(mathml: str, display: bool) -> str:
    """Add the alternative text, and let a wide display formula scroll instead of the page."""
    words = re.sub(r"\s+", " ", spoken(ElementTree.fromstring(mathml))).strip(" ;")
    mathml = mathml.replace("<math", f'<math alttext="{html.escape(words)}"', 1)
    if not display:
        return mathml
    mathml = re.sub(r' class="tml-display" style="display:block math;"', "", mathml, count=1)
    return f'<div class="formula">{mathml}</div>'
