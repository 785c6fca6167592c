"""A page's text in the book: what is left out, where links lead, and that it is well-formed."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from scripts.paper.rewriting import Places, Writer

TARGETS = {"padding.html": "padding", "reference/quick.html": "quick"}


def inside(name: str, anchor: str) -> str:
    return f"#{TARGETS[name]}--{anchor}" if anchor else f"#{TARGETS[name]}"


def written(html: str, page: str = "padding.html", address: str = "") -> str:
    writer = Writer(
        Places(page, TARGETS, address), inside, lambda a: f"p--{a}", lambda n: n, "4.2 Padding"
    )
    return writer.written(html)


def test_what_only_a_screen_shows_is_left_out_and_all_else_is_kept() -> None:
    text = written(
        '<h1 id="a">Frame<a class="headerlink" href="#a">#</a></h1>'
        '<figure><picture class="light-only"><source media="m" srcset="n.svg">'
        '<img src="figures/a.svg" alt="A &amp; B" loading="lazy"></picture>'
        '<picture class="dark-only"><img src="figures/a-dark.svg" alt=""></picture>'
        "<figcaption>S</figcaption></figure>"
        '<details class="explorable" id="x" open><summary>Try it</summary><p>M<b>x</b></p></details>'
        '<details class="question"><summary>Q</summary><p>1 &lt; 2</p></details>'
        "<script>var a = 1 < 2;</script>"
    )
    ElementTree.fromstring(f"<body>{text}</body>")
    assert text == (
        '<h1>4.2 Padding</h1><p id="p--a" class="title">Frame</p>'
        '<figure><img src="figures/a.svg" alt="A &amp; B"/>'
        '<figcaption>S</figcaption></figure><div id="p--x"></div>'
        '<div class="question"><p class="question-asked">Q</p><p>1 &lt; 2</p></div>'
    )


@pytest.mark.parametrize(
    ("href", "address", "leads"),
    [
        ("#a", "", "#padding--a"),
        ("reference/quick.html", "", "#quick"),
        ("reference/quick.html#b%20c", "", "#quick--b c"),
        ("https://example.org/x", "", "https://example.org/x"),
        ("mailto:a@example.org", "", "mailto:a@example.org"),
        ("reference/quick.html?x=1#b", "", "#quick--b"),
        (
            "reference/quick.html?x=1#b",
            "https://b.org/",
            "https://b.org/reference/quick.html?x=1#b",
        ),
        ("lab.ipynb", "https://b.org/", "https://b.org/lab.ipynb"),
    ],
)
def test_links_lead_on_in_the_book(href: str, address: str, leads: str) -> None:
    assert f'<a href="{leads}">' in written(f'<a href="{href}">x</a>', address=address)


def test_a_link_is_read_from_its_own_page() -> None:
    text = written('<a href="../padding.html#a">x</a>', "reference/quick.html")
    assert text == '<a href="#padding--a">x</a>'


def test_a_link_to_what_the_book_has_not_is_text() -> None:
    assert written('<a href="lab.ipynb">x</a>') == "<span>x</span>"


def test_the_options_of_a_question_stay_and_its_field_does_not() -> None:
    form = '<form class="query-form{}" novalidate><label><input type="radio"><span>x</span></label></form>'
    assert written(form.format(" query-listed")) == (
        '<div class="query-form query-listed"><p><span>x</span></p></div>'
    )
    assert written(form.format("")) == ""
