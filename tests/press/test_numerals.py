"""Numerals are read as a reader reads them, and each way to get a wrong one past its check fails."""

from __future__ import annotations

import pytest

from scripts.press import numerals
from tests.book import seen
from tests.press.trial import failures


def written(prose: str) -> list[str]:
    return [str(numeral) for numeral in numerals.read(prose).numerals]


@pytest.mark.parametrize(
    ("prose", "expected"),
    [
        ("6 × 6 and 1,797 of 0.5, 12 % and 30.", ["6", "6", "1,797", "0.5", "12", "30"]),
        ("Every 30 becomes −30, or -30.", ["30", "−30", "−30"]),
        ("Rows 30 10 −10 −30.", ["30", "10", "−10", "−30"]),
        ("n − 3 and n−3 and (n)−3", ["3", "3", "3"]),
        ("5−3 and 5 − 3", ["5", "3", "5", "3"]),
        ("From 1–3, and (−2).", ["1", "3", "−2"]),
        ("LeNet-5, VGG-16, float32, conv1, C3 and A4", []),
        ("a 3-by-three and 16-bit", ["3", "16"]),
        ("`x[0, -1]`, `n-1`, `conv2d` and `1e-3`", ["0", "−1", "1", "1e-3"]),
        ("`a_1` and `0.10` and `1_000`", ["0.10", "1_000"]),
        (r"$\frac{n + 2p - f}{s} + 1$", ["2", "1"]),
        (r"$(f-1)/2$, $x_{1}$, $27C^2$, $10^{-5}$", ["1", "2", "1", "27", "2", "10", "−5"]),
        (r"$a \times -1$, $= -2$", ["−1", "−2"]),
        (r"$\lfloor x \rfloor - 3$, $\alpha - 4$", ["3", "4"]),
        (r"$4{,}915{,}200$ and $A^{[l-1]}$", ["4,915,200"]),
        (r"$3 \times 3 = 9$", ["3", "3", "9"]),
        ("**30** and *4* and ~~5~~", ["30", "4", "5"]),
        (
            '<figure markdown class="a1" data-label="Slide 2">![5](x6.svg "7")</figure>',
            ["2", "5", "7"],
        ),
        ("[layer 2](page3.md#id4) and ![5](figures/x6.svg) and [7][ref8]", ["2", "5", "7"]),
        ('<span data-x="3">4</span> and &#8722; and &nbsp;5 [^6]', ["4", "5"]),
        ("1. One\n2. Two 3\n", ["3"]),
        ("- 3 and\n- 4\n", ["3", "4"]),
        ("| a | 3 |\n|---|---|\n| 4 | `5` |\n", ["3", "4", "5"]),
        ("<!-- table: x 1 --> <!-- sum: edge_image(), VERTICAL, 0, 1 -->", []),
        ("[ref]: https://example.org/2019\n", []),
        ("# Heading 3 {#id-4}\n", ["3"]),
        ("`<!-- = 3 -->` 4", ["3", "4"]),
        ("$$\nx = 3\n$$\n", ["3"]),
        ("version 3.11.2", ["3.11", "2"]),
    ],
)
def test_numerals_are_read_as_a_reader_reads_them(prose: str, expected: list[str]) -> None:
    assert written(prose) == expected


@pytest.mark.parametrize(
    "prose", ["A tag `<h2>`.", "A note that is nowhere.[^6]", "It had\n3. Then"]
)
def test_digit_that_looks_like_markup_and_is_shown_fails(prose: str) -> None:
    assert "looks like Markdown's own" in failures(prose)


@pytest.mark.parametrize(
    "prose",
    [
        "Three 3<!-- = 3 --> four 4.<!-- = 4 -->",
        "Three 3 and\nfour 4.<!-- = [3,\n  4] -->",
        "$$\nx = 3\n$$\n<!-- = 3 -->",
        "$$x = 3$$ <!-- = 3 -->",
        "| a 3 | 4<!-- = 3, 4 --> |\n|---|---|\n| 5 | 6<!-- = 5, 6 --> |",
        "- 3<!-- = 3 -->\n- 4<!-- = 4 -->",
        "<figure markdown>\n![](figures/a1.svg)\n"
        "<figcaption markdown>**A 3.**<!-- = 3 --></figcaption>\n</figure>",
        "## Heading 3<!-- = 3 -->\ntext 4<!-- = 4 -->",
        "0.33 and 12 % and 1,797.<!-- = 1 / 3, round(12.3), 1797.0 -->",
        "0.50<!-- = 0.499999 --> and −0.0<!-- = -0.01 --> and 1e-3<!-- = 0.001 -->",
        "3 and 4.<!-- = np.array([3, 4]), (), [] -->",
        "3, 4.<!-- = (n for n in (3, 4)) -->",
        '138 million, 1959.<!-- = cite("simonyan2015", 138, at="table 2"), cite.hubel1959 -->',
        '4 and 5.<!-- = cite("simonyan2015", 4, 5) -->',
    ],
)
def test_answers_that_hold(prose: str) -> None:
    assert not failures(prose)


@pytest.mark.parametrize(
    ("prose", "message"),
    [
        ("Three 3<!-- = 3 --> four 4.", "no comment answers for: 4"),
        ("A 3.\n\n<!-- = 3 -->", "no comment answers for: 3"),
        ("- 3\n- 4<!-- = 3, 4 -->", "no comment answers for: 3"),
        ("3<!-- = 3.2 -->", "written 3, but 3.2 is 3.2"),
        ("3<!-- = True -->", "is no number"),
        ("3<!-- = '3' -->", "is no number"),
        ("3<!-- = float('nan') -->", "written 3"),
        ("3.0<!-- = float('nan') -->", "written 3.0"),
        ("0.34<!-- = 1 / 3 -->", "written 0.34"),
        ("3<!-- = -3 -->", "written 3, but -3 is -3"),
        ("3<!-- = 3, 4 -->", "1 numerals, 2 values"),
        ("None<!-- = 3 -->", "0 numerals, 1 values"),
        ("3<!-- = 3 + -->", "SyntaxError"),
        ("3<!-- = cite.nobody2019 -->", "no 'nobody2019'"),
        ("3<!-- = cite.simonyan2014 -->", "no 'simonyan2014'; near it: simonyan2015"),
        ("3<!-- = cite['hubel1958']['year'] -->", "no 'hubel1958'; near it: hubel19"),
        ("3<!-- = cite('simonyan2014', 3) -->", "no 'simonyan2014'; near it: simonyan2015"),
        ("3<!-- = cite('simonyan2015', 4) -->", "written 3, but cite('simonyan2015', 4) is 4"),
        ("3<!-- = cite('simonyan2015') -->", "quotes no value; for the year write"),
        ("3<!-- = cite('simonyan2015', 3, at=2) -->", "at must say where in the work"),
        ("3<!-- = cite('simonyan2015', 3, at=' ') -->", "at must say where in the work"),
        ("3<!-- = cite.article -->", "has no year"),
        ('!!! note "Top 3"\n    Text.', "a title holds no digits"),
    ],
)
def test_answers_that_do_not_hold(prose: str, message: str) -> None:
    assert message in failures(prose)


def test_digits_shown_are_found_by_rendering() -> None:
    assert (
        seen.digits_shown("A **3**, `4`, $5^{[l-1]}$ [6](7.md) <!-- 8 -->\n\n```text\n9\n```\n")
        == "3456"
    )
    spoken = '<figure markdown id="a1" data-label="Slide 2">\n![3](x4.svg "5")\n</figure>\n'
    assert seen.digits_shown(spoken) == "235"
