"""The tests are tested: each way to get a wrong number or an unrun fence past them fails."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from scripts.press import fences, numerals, sessions
from tests.book import seen


def failures(page: str, name: str = "page.md") -> str:
    return "\n".join(sessions.run_text(dedent(page), Path(name)).failures)


GOOD = """\
    ---
    title: A page
    ---

    # Four by four

    ```python
    from convdemo import VERTICAL, conv2d, edge_image
    out = conv2d(edge_image(), VERTICAL)
    print(out[0])
    ```

    ```text
    [ 0 30 30  0]
    ```

    A 6 × 6 image and a 3 × 3 filter give
    4 × 4.<!-- = edge_image().shape, VERTICAL.shape, out.shape -->

    ??? question "What is the sum?"
        It is **240**.<!-- = out.sum() -->

        ```python
        print(out.sum())
        ```

        ```text
        240
        ```
    """


def test_good_page_passes() -> None:
    session = sessions.run_text(dedent(GOOD), Path("page.md"))
    assert not session.failures
    assert len(session.outputs) == 2 and len(session.answers) == 2
    assert not seen.survivors(session)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[ 0 30 30  0]", "[ 0 30 31  0]", "page.md:13: the fence above prints something else"),
        ("A 6 × 6", "A 6 × 7", "page.md:17: written 7, but edge_image().shape is 6"),
        ("A 6 × 6", "A 6", "page.md:17: 5 numerals, 6 values"),
        ("**240**", "**241**", "page.md:21: written 241, but out.sum() is 240"),
        ("out.sum() -->", "out.missing() -->", "page.md:21: out.missing(): AttributeError"),
        ("<!-- = out.sum() -->", "", "page.md:21: no comment answers for: 240"),
        ("the sum?", "the sum of 4?", "page.md:20: a title holds no digits, use words: 4"),
        ("Four by four", "Four by 4", "page.md:5: no comment answers for: 4"),
        (
            "title: A page\n    ---",
            "title: A page\n    ---\n\n    A 3.",
            "page.md:5: no comment answers for: 3",
        ),
        ("print(out.sum())", "out.sum()", "the fence above prints something else"),
        ("print(out.sum())", "print(out.sum(), 7)", "the fence above prints something else"),
        ("print(out[0])", "print(out[0] / 0)", "page.md:10: this fence raises"),
        (
            "print(out[0])",
            "import sys; sys.stderr.write('oh')\n    print(out[0])",
            "standard error",
        ),
        ("print(out[0])", "import warnings; warnings.warn('oh')", "page.md:10: this fence raises"),
        ("print(out[0])", "print(out[0]", "page.md:10: this fence raises"),
        ("```text\n    [ 0 30 30  0]\n    ```", "", "this fence prints, and no ```text fence"),
        (
            "    ```text\n    [",
            "    So:\n\n    ```text\n    [",
            "page.md:15: a ```text fence stands right below",
        ),
        ("**240**", "**LeNet-6** 240", "page.md:21: 'LeNet-6' is no name we know"),
        ("**240**", "240MB", "'240MB' is no name we know"),
        ("**240**", "`conv3d` 240", "'conv3d' is no name we know"),
        ("**240**", "x² 240", "as maths"),
    ],
)
def test_spoilt_page_fails_and_says_where(old: str, new: str, message: str) -> None:
    assert old in GOOD
    assert message in failures(GOOD.replace(old, new))


@pytest.mark.parametrize(
    "opening",
    [
        '```python title="a.py"',
        '```python hl_lines="1"',
        '```python linenums="1"',
        "``` python",
        "```py",
        "```pycon",
        "```{.python}",
        "``` {.python .numberLines}",
        "```Python",
        "```console",
        "```bash",
        "```",
        "````python",
        "~~~python",
        "> ```python",
        "- ```python",
        "1. ```python",
    ],
)
def test_every_other_spelling_of_a_fence_fails(opening: str) -> None:
    closing = "```" if "`" in opening else "~~~"
    closing = "````" if "````" in opening else closing
    said = failures(f"Text.\n\n{opening}\nprint(1 + )\n{closing}\n")
    assert "page.md:3:" in said and "fence" in said


@pytest.mark.parametrize("page", ["Text.\n\n    print(1)\n", "Text.\n\n<pre>print(1)</pre>\n"])
def test_code_that_is_shown_without_a_fence_is_found(page: str) -> None:
    assert seen.code_shown(page) and not fences.find_fences(page)


def test_line_scan_finds_a_fence_that_was_not_given() -> None:
    page = "Text.\n\n    ```python\n    print(1)\n    ```\n"
    assert seen.fence_lines_outside(page, []) == [3, 5]
    assert seen.fence_lines_outside(page, [(3, 5)]) == []


def test_fence_that_is_never_closed_fails() -> None:
    assert "never closed" in failures("```python\nx = 1\n")


def test_a_number_rounded_otherwise_fails() -> None:
    """Sybil's NUMBER would let the last digit be one off; ELLIPSIS would let anything pass."""
    page = "```python\nprint(0.25)\n```\n\n```text\n{}\n```\n"
    assert not failures(page.format("0.25"))
    for wrong in ("0.26", "0.2", "0...", "..."):
        assert "prints something else" in failures(page.format(wrong))


def test_true_is_not_one_and_a_blank_line_is_one() -> None:
    assert "something else" in failures("```python\nprint(True)\n```\n\n```text\n1\n```\n")
    assert "something else" in failures(
        "```python\nprint('a\\n\\nb')\n```\n\n```text\na\n<BLANKLINE>\nb\n```\n"
    )


def test_pages_do_not_see_each_other() -> None:
    first = "```python\nimport numpy as np\nnp.set_printoptions(precision=2)\nx = 1\n```\n"
    assert not failures(first)
    assert "NameError" in failures("```python\ny = x\n```\n")
    assert not failures(
        "```python\nimport numpy as np\nprint(np.pi * np.ones(1))\n```\n\n"
        "```text\n[3.14159265]\n```\n"
    )


def test_example_of_a_page_is_run_as_a_page() -> None:
    inside = "Three is 3.<!-- = 1 + 1 -->\n\n```python\nprint(2)\n```\n\n```text\n3\n```\n"
    page = f"````markdown\n{inside}````\n"
    said = failures(page, "making.md")
    assert "making.md:2: written 3, but 1 + 1 is 2" in said
    assert "making.md:8: the fence above prints something else" in said
    assert "page.md:1" in failures(page)


def test_bash_on_a_page_about_pages_holds_no_digits() -> None:
    assert not failures("```bash\nls\n```\n", "README.md")
    assert "checked by nothing" in failures("```bash\nls 1\n```\n", "README.md")


# --- numerals -----------------------------------------------------------------------------------


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


LAB = """\
# ---
# jupyter: header
# ---

# %% [markdown]
# # A lab

# %%
x = 3
x

# %% [markdown]
# Three is 3.<!-- = x -->
"""


def lab_failures(lab: str) -> str:
    session = sessions.run_text(sessions.lab_as_page(lab), Path("lab.py"), silent=True)
    return "\n".join(session.failures)


def test_lab_becomes_a_page_of_the_same_lines() -> None:
    page = sessions.lab_as_page(LAB).splitlines()
    kept = [(9, "x = 3"), (12, ""), (13, "Three is 3.<!-- = x -->")]
    assert [(number, page[number - 1]) for number, _ in kept] == kept
    assert not lab_failures(LAB)
    assert "lab.py:13: written 3, but x is 4" in lab_failures(LAB.replace("x = 3", "x = 4"))
    assert "lab.py:9: this fence raises" in lab_failures(LAB.replace("x = 3", "x = y"))
    with pytest.raises(ValueError, match="begins with a cell"):
        lab_failures("import numpy\n" + LAB)
