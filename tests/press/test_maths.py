"""Formulas: translated by Temml, named in words, and stopped when they are wrong."""

import hashlib
import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scripts.press import caching, maths
from scripts.press.errors import PressError
from scripts.press.rendering import rendered, without_front
from scripts.setup.environment import ROOT

Formulas = list[tuple[str, bool]]

VENDORED = re.findall(
    r"^\| (\S+) \|.*\| ([0-9a-f]{64}) \|$", (maths.VENDOR / "README.md").read_text(), re.MULTILINE
)


@pytest.fixture(autouse=True)
def nothing_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "CACHE", tmp_path / ".cache")


@pytest.mark.parametrize(("name", "sum256"), VENDORED)
def test_what_others_made_is_what_is_recorded(name: str, sum256: str) -> None:
    assert hashlib.sha256((maths.VENDOR / name).read_bytes()).hexdigest() == sum256


def test_all_that_others_made_is_recorded_and_small() -> None:
    others = [p for p in maths.VENDOR.iterdir() if p.suffix not in {".md", ".txt"}]
    assert sorted(p.name for p in others) == sorted(name for name, _ in VENDORED)
    assert maths.TRANSLATOR.stat().st_size <= 300_000
    assert maths.FONT.stat().st_size <= 20_000


def test_a_marked_formula_becomes_mathml_with_alternative_text() -> None:
    page = r'<p>a <span class="arithmatex">\(n_h^{[l]}\)</span> b</p>'
    assert re.fullmatch(
        r'<p>a <math alttext="n sub h superscript \[ l \]".*</math> b</p>', maths.typeset_page(page)
    )


def test_a_display_formula_stands_in_a_frame_that_scrolls() -> None:
    page = r'<div class="arithmatex">\[ \frac{a}{b} \]</div>'
    found = maths.typeset_page(page)
    assert found.startswith('<div class="formula"')
    assert "(a) over (b)" in found and r"\frac" not in found


@pytest.mark.parametrize("tex", [r"\frac{a", r"\unknown{a}", r"\begin{aligned} a", "a_b_c", "{"])
def test_a_wrong_formula_is_an_error_that_shows_it(tex: str) -> None:
    with pytest.raises(maths.FormulaError, match=re.escape(tex)):
        maths.typeset([(tex, False)])


def test_a_kept_formula_does_not_start_the_translator(monkeypatch: pytest.MonkeyPatch) -> None:
    first = maths.typeset([("a + b", False)])
    monkeypatch.setattr(maths, "_translate", None)
    assert maths.typeset([("a + b", False)]) == first


def test_a_cache_cut_short_is_made_anew() -> None:
    first = maths.typeset([("a", True)])
    (kept,) = caching.CACHE.rglob("*.json")
    kept.write_text('{"half')
    assert maths.typeset([("a", True)]) == first


@pytest.mark.parametrize(
    ("tex", "words"),
    [
        (
            r"\lfloor \frac{n + 2p - f}{s} \rfloor + 1",
            "floor of (n + 2 p − f) over (s) end floor + 1",
        ),
        (r"\sum_{i=0}^{f-1} x_i", "sum from i = 0 to f − 1 of x sub i"),
        (r"\frac{\partial L}{\partial w}", "(partial L) over (partial w)"),
        (r"\sqrt{a^2 + b^2}", "square root of (a superscript 2 + b superscript 2)"),
    ],
)
def test_formulas_are_read_out_in_words(tex: str, words: str) -> None:
    assert f'alttext="{words}"' in maths.typeset([(tex, True)])[0]


def test_the_font_has_every_sign_of_the_book(formulas_of_the_book: Formulas) -> None:
    font = maths.FONT.with_suffix(".txt").read_text()
    shown = "".join(
        slanted((node.text or "").strip(), node.tag)
        for mathml in maths.typeset(formulas_of_the_book)
        for node in ElementTree.fromstring(re.sub("^<div[^>]*>|</div>$", "", mathml)).iter()
        if node.tag != "mtext"
    )
    # An invisible sign needs no glyph.
    assert {sign for sign in shown if sign not in font} <= set("\u2061\u2062\u2063 ")


def slanted(text: str, tag: str) -> str:
    """A single letter in <mi> is shown by its mathematical italic."""
    if tag == "mi" and "α" <= text <= "ω":
        return chr(0x1D6FC + ord(text) - ord("α"))
    if tag == "mi" and len(text) == 1 and text.isascii():
        start, first = (0x1D434, "A") if text.isupper() else (0x1D44E, "a")
        return "ℎ" if text == "h" else chr(start + ord(text) - ord(first))
    return text


@pytest.fixture
def formulas_of_the_book() -> Formulas:
    pages = [path.read_text("utf-8") for path in (ROOT / "docs").rglob("*.md")]
    found = {formula for page in pages for formula in maths.formulas(rendered(without_front(page)))}
    assert {display for _, display in found} == {False, True}
    return sorted(found)


def test_formula_that_fails_is_replaced_and_the_others_stay() -> None:
    told: list[tuple[str, str]] = []

    def instead(error: PressError, tex: str) -> str:
        told.append((tex, error.message))
        return "?"

    span = r'<span class="arithmatex">\({}\)</span>'
    html = maths.typeset_page(span.format(r"\foo{1}") + span.format("a"), instead)
    assert html.startswith("?<math")
    # The formula once, and no two spaces.
    said = r"Unsupported function name: \foo at position 1, in the formula \foo{1}"
    assert told == [(r"\foo{1}", said)]
