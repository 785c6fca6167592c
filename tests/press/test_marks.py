"""Numerals marked in a page's source are found again in its HTML, each by its number."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scripts.press import frame, marks, maths, numerals, rendering, worked


def numbers(text: str) -> list[dict[str, Any]]:
    return [worked.numeral_data(each) for each in numerals.read(text).numerals]


def through(text: str) -> tuple[str, list[list[int]]]:
    """A text as it is on the site, and the numbers of what is marked there."""
    html = rendering.rendered(marks.marked(text, numbers(text)))
    return marks.shown(frame.framed(maths.typeset_page(html)))


def plain(text: str) -> str:
    return frame.framed(maths.typeset_page(rendering.rendered(text)))


def unmarked(html: str) -> str:
    html = re.sub(r'<span class="numeral">(.*?)</span>', r"\1", html)
    return html.replace(' class="numeral"', "").replace(' numeral"', '"')


PAGE = """# A 3 × 3 filter

It is 4 × 4, **30** at most, −3 at least, and 1,797 of 0.50 `x[2:5]` LeNet-5.

| a 1 | b |
| --- | --- |
| 7 | $n_1^2 + \\frac{1}{2}$ |

1. Of $4{,}096$ and $x^{[l-1]} - 8$.
2. [He, 2016](a.html#b2) says so.

$$
\\begin{aligned} 1 \\cdot 0 + 2 &= 3 \\end{aligned}
$$
"""


def test_each_numeral_is_marked_in_order_and_nothing_else_changes() -> None:
    html, order = through(PAGE)
    written = numbers(PAGE)
    in_heading = [n for n, each in enumerate(written) if each["line"] == 1]
    assert len(in_heading) == 2
    expected = [n for n in range(len(written)) if n not in in_heading]
    assert order == [[n] for n in expected]
    said = [each.lstrip("−") for each in marks.of_page(html)]
    assert said == [written[n]["text"] for n in expected]
    assert unmarked(html) == plain(PAGE)
    assert not marks.LETTER.search(html)


def test_what_has_a_class_of_its_own_keeps_it() -> None:
    """Of two such attributes a browser reads the first alone."""
    html, _ = through("$$\\frac{3t - t^3}{1 - 3t^2}$$\n")
    assert [*marks.of_page(html)] == ["3", "3", "1", "3", "2"]
    assert html.count('<mn class="tml-med-pad numeral">') == 2
    whole, _ = through("$$x = 2 \\text{ of } 3$$\n")
    tags = re.findall(r"<\w+[^>]*>", html + whole)
    assert not [tag for tag in tags if tag.count(" class=") > 1]


def test_a_sign_in_text_belongs_to_its_mark() -> None:
    html, _ = through("It gives −3, and 0 −3 too, but n−3.\n")
    assert [*marks.of_page(html)] == ["−3", "0", "−3", "3"]


def test_a_formula_that_is_not_one_for_one_is_marked_as_a_whole() -> None:
    html, order = through("So $x = 2 \\text{ of } 3 \\text{ and 4}$.\n")
    assert order == [[0, 1, 2]] and '<math class="numeral"' in html


def test_attributes_and_comments_keep_nothing() -> None:
    text = '<span title="3 of it">4</span> <!-- 5 -->\n'
    html, order = through(text)
    assert '<span title="3 of it"><span class="numeral">4</span></span>' in html
    assert len(order) == 1 and not marks.LETTER.search(html)


@pytest.mark.parametrize("dropped", [marks.END, ""])
def test_letters_are_taken_out(dropped: str) -> None:
    assert marks.without(f"a {chr(marks.FIRST)}30{marks.END}{dropped}") == "a 30"


def test_a_numeral_that_has_a_class_keeps_it_beside_its_mark() -> None:
    """As behind a superscript in some fractions: Temml pads it."""
    html, order = through("It is $(3t - t^3) / (1 - 3t^2)$.\n")
    assert '<mn class="tml-med-pad numeral">3</mn>' in html
    assert len(order) == 5 and [*marks.of_page(html)] == ["3", "3", "1", "3", "2"]
    plain_tag, _ = marks.shown(f'<mn {marks.ASKED}="0" class="a">1</mn>')
    assert plain_tag == '<mn class="a numeral">1</mn>'
