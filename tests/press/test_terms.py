"""The index of terms: their names and lines, by the alphabet, and what pages show of them."""

from __future__ import annotations

from scripts.press import terms

PAGE = """A [ring](b.md) is a <dfn id="ring">ring</dfn>, no more.<!-- = 3 --> It is <dfn id="round"
data-means="no">x</dfn>. <dfn id="wide" data-means="Not narrow.">Wide</dfn> is it.

| <dfn id="full" data-means="All of it.">full</dfn> | 3 |

- <dfn id="sobel">**Sobel**</dfn> is a name.

```markdown
<dfn id="shown">shown</dfn>
```

Write `<dfn id="coded">`, as in <dfn id="b">b</dfn>.
"""


def test_terms_come_with_the_line_that_defines_them() -> None:
    found = terms.found([("sub/a.md", PAGE)])
    assert [(term.name, term.anchor, term.line) for term in found] == [
        ("b", "b", 'Write `<dfn id="coded">`, as in b.'),
        ("full", "full", "All of it."),
        ("ring", "ring", "A ring is a ring, no more."),
        ("Sobel", "sobel", "Sobel is a name."),
        ("wide", "wide", "Not narrow."),
        ("x", "round", "no"),
    ]


def test_the_mark_becomes_a_list_and_other_pages_stay() -> None:
    found = [
        terms.Term("ring", "a.md", "r", "Round."),
        terms.Term("x", "reference/b.md", "x", "X."),
    ]
    assert terms.insert("No mark.", "reference/terms.md", found) == "No mark."
    text = terms.insert(f"One\n\n{terms.MARK}\n", "reference/terms.md", found)
    assert "[ring](../a.md#r)\n:   Round.\n" in text and "[x](b.md#x)\n:   X.\n" in text


def test_the_built_list_is_read_by_place() -> None:
    content = (
        '<dl><dt>no</dt><dd>no</dd></dl><div class="terms"><dl>'
        '<dt><a href="../a.html#r">ring</a></dt><dd>A <em>round</em> one.</dd></dl></div>'
    )
    assert terms.lines(content, "reference/terms.html") == {"a.html#r": "A round one."}
    assert terms.lines("<p>no</p>", "a.html") == {}
    assert terms.script({"a.html#r": "ä"}) == 'var bookTerms={"a.html#r":"ä"};\n'
