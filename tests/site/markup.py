"""Read a built page: its text, its ids, its links, and how its tags are nested."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

VOID = set("area base br col embed hr img input link meta source track wbr".split())
# Tags that HTML lets an author leave open.
OPTIONAL = {"p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "option"}
HIDDEN = {"script", "style", "code", "pre", "annotation", "template", "svg", "title", "noscript"}
LINKS = {"href", "src", "srcset", "poster", "data"}

Attributes = dict[str, str | None]


@dataclass
class Page:
    """What a page's HTML says."""

    path: Path
    tags: list[tuple[str, Attributes, int]] = field(default_factory=list)
    text: list[tuple[str, int]] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @functools.cached_property
    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes, _ in self.tags if "id" in attributes]

    @functools.cached_property
    def anchors(self) -> set[str]:
        named = {
            attributes["name"]
            for tag, attributes, _ in self.tags
            if tag == "a" and "name" in attributes
        }
        return set(self.ids) | {name for name in named if name}

    def links(self) -> list[tuple[str, int]]:
        """Every address on the page, with its line."""
        found = []
        for _, attributes, line in self.tags:
            for name in LINKS & attributes.keys():
                value = attributes[name] or ""
                several = value.split(",") if name == "srcset" else [value]
                found += [
                    (address.split()[0] if name == "srcset" else address, line)
                    for address in several
                ]
        return found


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__(convert_charrefs=True)
        self.page = page
        self.open: list[tuple[str, int, Attributes]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        line = self.getpos()[0]
        names = [name for name, _ in attrs]
        if len(names) != len(set(names)):
            self.page.problems.append(f"line {line}: <{tag}> says an attribute twice")
        self.page.tags.append((tag, dict(attrs), line))
        if tag not in VOID:
            self.open.append((tag, line, dict(attrs)))
        if tag == "pre":
            self.page.code.append("")
        if re.fullmatch("h[1-6]", tag):
            self.page.headings.append((int(tag[1]), ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        line = self.getpos()[0]
        while self.open and self.open[-1][0] != tag and self.open[-1][0] in OPTIONAL:
            self.open.pop()
        if not self.open or self.open[-1][0] != tag:
            last = self.open[-1][:2] if self.open else None
            self.page.problems.append(f"line {line}: </{tag}> closes nothing; open is {last}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        inside = {tag for tag, _, _ in self.open}
        if "pre" in inside:
            self.page.code[-1] += data
        if not inside & HIDDEN:
            self.page.text.append((data, self.getpos()[0]))
        if self.page.headings and any(re.fullmatch("h[1-6]", tag) for tag in inside):
            level, text = self.page.headings[-1]
            self.page.headings[-1] = (level, text + data)

    def close(self) -> None:
        super().close()
        left = [(tag, line) for tag, line, _ in self.open if tag not in OPTIONAL | {"html", "body"}]
        if left:
            self.page.problems.append(f"never closed: {left}")


@functools.cache
def read(path: Path) -> Page:
    """Read the page in a file, once."""
    page = Page(path)
    reader = _Reader(page)
    reader.feed(path.read_text("utf-8"))
    reader.close()
    return page
