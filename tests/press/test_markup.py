"""Reading HTML: what is in what, where it stands, and what is only text."""

from __future__ import annotations

import pytest

from scripts.press import markup


class Told(markup.Reader):
    """Writes down what it comes by."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def begin(self, tag: str, attributes: markup.Attributes) -> None:
        given = "".join(f" {name}={value}" for name, value in attributes.items())
        self.seen.append(f"{'/'.join(name for name, _ in self.open)}<{tag}{given}>")

    def end(self, tag: str) -> None:
        self.seen.append(f"</{tag}>")

    def text(self, text: str) -> None:
        self.seen.append(text)

    def comment(self, text: str) -> None:
        self.seen.append(f"[{text}]")


@pytest.mark.parametrize(
    ("html", "seen"),
    [
        ("<p>a<br />b</p>c", ["<p>", "a", "p<br>", "b", "</p>", "c"]),
        ("<p>&lt;b&gt; &amp;lt;</p>", ["<p>", "<b> &lt;", "</p>"]),
        ("a < b<!-- <p> -->", ["a < b", "[ <p> ]"]),
        ("<i title='a > b' x=1 y>", ["<i title=a > b x=1 y=>"]),
        ('<i alt="&quot;&#8722;&quot;"/>', ['<i alt="−">', "</i>"]),
        ("<script>'<p>'</script><style>p > a {}</style>!", ["!"]),
        ("<ul><li><b>a</ul>b", ["<ul>", "ul<li>", "ul/li<b>", "a", "</ul>", "b"]),
        ("</p>a", ["</p>", "a"]),
    ],
)
def test_tags_text_and_comments_are_told_apart(html: str, seen: list[str]) -> None:
    told = Told()
    told.read(html)
    assert told.seen == seen


def test_elements_know_their_place_and_what_they_are_in() -> None:
    html = (
        '<div class="a b"><p>1<img src="x"><span><p>2</p></span></p></div><!-- <p> --><p>3</p><pre>'
    )
    div, first, image, second, third = markup.elements(html, "div", "p", "img")
    assert div.classes == ["a", "b"] and div.around is None
    assert first.around is div and image.around is first and second.around is first
    assert image.whole == '<img src="x">' and image.inside == "" and third.around is None
    assert [each.inside for each in (second, third)] == ["2", "3"]
    assert first.inside == '1<img src="x"><span><p>2</p></span>'
    assert html[div.start : div.end] == div.whole == html[: html.index("<!--")]


def test_element_that_is_never_closed_ends_with_what_it_is_in() -> None:
    (_, point) = markup.elements("<ul><li>a</ul>b", "ul", "li")
    assert point.inside == "a" and point.whole == "<li>a"


def test_what_is_replaced_leaves_the_rest_as_it_is() -> None:
    html = "a <b >1</b>\n<b>2</b>&#8722;"
    news = [(element, element.inside * 2) for element in markup.elements(html, "b")]
    assert markup.replaced(html, news) == "a 11\n22&#8722;"


def test_words_are_the_text_alone() -> None:
    assert markup.words('a<i title=">">b</i> &lt;<!-- c -->') == "ab <"
