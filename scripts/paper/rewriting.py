"""A page's text as part of a book: without what only a screen can do, and well-formed as XML.

What a picture is on a light page is kept, in its wide version. An explorable is left out, for
its figure is there, and the answers of questions stand open.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from urllib.parse import unquote, urlsplit

from scripts.press.markup import VOID, Attributes, Reader

# What is left out with all that is in it.
SCREEN_ONLY = {
    *("headerlink", "dark-only", "motion", "explorable", "needs-js", "download", "eyebrow"),
    *("query-show", "query-news"),
}
LEFT_OUT = {"source", "button", "dialog", "form", "legend", "input"}
# A question's field, which lists its options.
LISTED = "query-listed"
# What is left out, but not what is in it.
UNWRAPPED = {"picture"}
RENAMED = {"details": "div", "summary": "p", "hgroup": "header"} | {
    **dict.fromkeys(("form", "fieldset"), "div"),
    "label": "p",
}
NO_BOOK = {
    *("tabindex", "loading", "decoding", "role", "aria-label", "aria-labelledby"),
    *("markdown", "open", "download", "novalidate"),
}
MATHS = "http://www.w3.org/1998/Math/MathML"

Link = Callable[[str], str]


@dataclass(frozen=True)
class Places:
    """Where links of a page lead in the book."""

    page: str
    # What each page of the site is in the book.
    targets: Mapping[str, str]
    address: str = ""

    def resolved(self, href: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(self.page), unquote(href)))

    def link(self, href: str, inside: Callable[[str, str], str]) -> str:
        """Return where a link leads, or nothing if it would lead nowhere."""
        parts = urlsplit(href)
        if parts.scheme or parts.netloc:
            return href
        name = self.resolved(parts.path) if parts.path else self.page
        whole = f"{self.address}{name}"
        if self.address and (parts.query or name not in self.targets):
            return (
                whole
                + f"?{parts.query}" * bool(parts.query)
                + f"#{parts.fragment}" * bool(parts.fragment)
            )
        return inside(name, unquote(parts.fragment)) if name in self.targets else ""


@dataclass
class Writer(Reader):
    """Writes a page's text anew; see the module's own text for what it changes."""

    places: Places
    # Gives the place of a page and an anchor in the book, and an anchor of this page its name.
    inside: Callable[[str, str], str]
    anchor: Callable[[str], str]
    image: Callable[[str], str]
    label: str = ""
    out: list[str] = field(default_factory=list)
    _left_out: int = 0
    _tags: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def written(self, html: str) -> str:
        self.read(html)
        return "".join(self.out)

    def begin(self, tag: str, attributes: Attributes) -> None:
        classes = {*attributes.get("class", "").split()}
        if tag == "h1" and not self._left_out:
            self.out.append(f"<h1>{escape(self.label)}</h1>")
        if "explorable" in classes and not self._left_out:
            # What leads to it leads to where it would be, below its figure.
            self.out.append(f'<div id="{self.anchor(attributes["id"])}"></div>')
        if (
            self._left_out
            or tag in LEFT_OUT - {"form"}
            or SCREEN_ONLY & classes
            or (tag == "form" and LISTED not in classes)
        ):
            self._left_out += tag not in VOID
            return
        new, kept = self._changed(tag, attributes)
        if tag not in VOID:
            self._tags.append(new)
        if not new:
            return
        said = "".join(f' {name}="{escape(value)}"' for name, value in kept.items())
        self.out.append(f"<{new}{said}{'/' * (tag in VOID)}>")

    def end(self, tag: str) -> None:
        if self._left_out:
            self._left_out -= tag not in VOID
        elif tag not in VOID and (new := self._tags.pop()):
            self.out.append(f"</{new}>")

    def text(self, text: str) -> None:
        if not self._left_out:
            self.out.append(escape(text, quote=False))

    def _changed(self, tag: str, attributes: Attributes) -> tuple[str, Attributes]:
        if tag in UNWRAPPED:
            return "", {}
        kept = {
            name: value
            for name, value in attributes.items()
            if name not in NO_BOOK and not name.startswith("data-")
        }
        if "id" in kept:
            kept["id"] = self.anchor(kept["id"])
        if tag == "h1":
            # A chapter is headed by its number and name; what it shows is said below.
            return "p", kept | {"class": "title"}
        if tag == "a" and "href" in kept:
            kept["href"] = self.places.link(kept["href"], self.inside)
            return ("a", kept) if kept["href"] else ("span", {})
        if tag == "img":
            kept["src"] = self.image(self.places.resolved(kept["src"]))
        if tag == "math":
            kept = {"xmlns": MATHS} | kept
        if tag == "summary" or kept.get("class") == "query-title":
            kept["class"] = "question-asked"
        return RENAMED.get(tag, tag), kept
