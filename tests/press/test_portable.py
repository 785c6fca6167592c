"""A page's Markdown is written so that it reads where only plain Markdown is known."""

from __future__ import annotations

import pytest

from scripts.press import portable

ADDRESS = "https://book.example"


@pytest.mark.parametrize(
    ("written", "uri", "read"),
    [
        ("[Pad](padding.md#same)", "why.md", f"[Pad]({ADDRESS}/padding.html#same)"),
        ("[Pad](../padding.md)", "labs/a.py", f"[Pad]({ADDRESS}/padding.html)"),
        ("[cat](b.py)", "labs/a.py", f"[cat]({ADDRESS}/labs/b.html)"),
        ("[here](#x-y)", "why.md", f"[here]({ADDRESS}/why.html#x-y)"),
        ("[calc](c.md?s=c6-5.r#k)", "why.md", f"[calc]({ADDRESS}/c.html?s=c6-5.r#k)"),
        ("[`x[0]`](reference/api.md)", "why.md", f"[`x[0]`]({ADDRESS}/reference/api.html)"),
    ],
)
def test_a_link_leads_to_the_site_or_is_plain_words(written: str, uri: str, read: str) -> None:
    assert portable.markdown(written, uri, ADDRESS) == read
    words = written[1:].partition("](")[0]
    assert portable.markdown(written, uri, "") == words


@pytest.mark.parametrize("text", ["[a](https://a.example/b.md)", "![a](b.svg)", "f[i](x)", "[]()"])
def test_what_is_no_link_to_a_page_stays(text: str) -> None:
    assert portable.markdown(text, "why.md", ADDRESS) == text


def test_terms_headings_and_checks_lose_what_only_the_site_understands() -> None:
    text = '## A *b* {#old}\n\nA <dfn id="x" data-means="Y.">x</dfn> of 2.<!-- = 2 -->'
    assert portable.markdown(text, "why.md", "") == "## A *b*\n\nA *x* of 2."


def test_questions_fold() -> None:
    text = '??? question "Is 1 < 2?"\n    Yes.\n\n    ```python\n    1 < 2\n    ```\n\nMore.'
    assert portable.markdown(text, "why.md", "") == (
        "<details><summary>Is 1 &lt; 2?</summary>\n\nYes.\n\n```python\n1 < 2\n```\n\n"
        "</details>\nMore."
    )


def test_a_figure_is_its_picture_and_what_its_caption_says_of_the_drawing() -> None:
    text = (
        '    <figure markdown class="wide">\n    ![](figures/a.svg)\n    <figcaption markdown>'
        "**It** rests.</figcaption>\n    </figure>"
    )
    read = portable.markdown(text, "why.md", "", lambda alt, source: f"<{source}>")
    assert read == "    <figures/a.svg>\n\n    *Figure:* **It** rests."
    assert portable.markdown(text, "why.md", "") == "    *Figure:* **It** rests."
    touched = (
        '<details markdown class="explorable" id="x">\n\n- Why?<!-- try: a=1 -->\n\n</details>\n\n'
    )
    assert portable.markdown(f"Before.\n\n{touched}After.", "why.md", "") == "Before.\n\nAfter."


@pytest.mark.parametrize("kept", ["was: figure-a listing-b", "name: old-words", "was: figure-a\nb"])
def test_what_keeps_an_address_is_left_out_on_its_own_line_or_behind_words(kept: str) -> None:
    for text in (
        f"A.\n\n<!-- {kept} -->\nB.",
        f"A.<!-- {kept} -->\n\nB.",
        f"A. <!-- {kept} -->\n\nB.",
    ):
        assert portable.markdown(text, "why.md", "") == "A.\n\nB."
    assert portable.markdown(f"A.\n<!-- {kept} -->", "why.md", "") == "A.\n"
