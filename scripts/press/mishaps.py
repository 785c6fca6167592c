"""What goes wrong in a build: while the site is served it stands as a box in its place, and is told.

A build is lenient where an author is at work: `mkdocs serve`, and not strictly. There an error is
noted, a mark goes where what failed would stand, and when the page is HTML the mark becomes a box.
At the end all are told, each once. Anywhere else the first error stops the build.
"""

from __future__ import annotations

import html
import logging
import re
import textwrap
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from scripts.press.errors import PressError
from scripts.press.page import prose
from scripts.setup.environment import ROOT

log = logging.getLogger("mkdocs.hooks.press")
DOCS = "docs/"
NAMED = 6  # of what an error concerns, and then how many more

# Characters of which no page is written, and of which Markdown knows nothing.
MARK = re.compile("\ue000(\\d+)\ue001")
# What MkDocs says of links.
LINK = re.compile(r"Doc file '(?P<page>[^']*)' contains an? (?:[\w ]+ )?link '(?P<url>[^']*)'")


@dataclass
class Build:
    """What has gone wrong in a build."""

    lenient: bool = False
    boxes: list[str] = field(default_factory=list)
    # Each error with what it concerns, by what makes errors the same.
    noted: dict[tuple[str, str], tuple[PressError, list[str]]] = field(default_factory=dict)
    # What stands at the top of a page, by the page; "" is every page.
    tops: dict[str, list[str]] = field(default_factory=dict)
    # The links of each page that lead nowhere, with their boxes.
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    # Figures that could not be drawn, with their boxes.
    figures: dict[str, str] = field(default_factory=dict)


now = Build()
_command = "build"


def serves(command: str) -> None:
    """Say which command MkDocs was started with."""
    global _command
    _command = command


def serving() -> bool:
    """Whether the site is served, which an author does."""
    return _command == "serve"


def lenient() -> bool:
    """Whether what goes wrong becomes a box."""
    return now.lenient


def begin(strict: bool) -> None:
    """Begin a build, in which nothing has gone wrong yet."""
    global now
    now = Build(serving() and not strict)


def note(error: PressError, where: str = "") -> str:
    """Note an error that concerns `where`; return its box. If the build is not lenient: raise it.

    `where` is a place such as "docs/padding.md:31", or a thing such as "figure padding_ring".
    """
    if not now.lenient:
        if not error.place and where.startswith(DOCS):
            error.place = where
        raise error
    key = error.key if error.key[0] else (where, error.message)
    _, concerned = now.noted.setdefault(key, (error, []))
    if where and where not in concerned:
        concerned.append(where)
    return box(error, where)


def mark(error: PressError, where: str = "") -> str:
    """Note an error, and return the mark that goes where its box is to stand."""
    now.boxes.append(note(error, where))
    return f"\ue000{len(now.boxes) - 1}\ue001"


def marker(uri: str) -> Callable[[PressError, str], str]:
    """Return what marks the errors of a page, given each with the text that failed."""
    seen: Counter[str] = Counter()

    def put(error: PressError, text: str) -> str:
        seen[text] += 1
        return mark(error, place(uri, text, seen[text]))

    return put


def count() -> int:
    """How much has gone wrong in this build so far."""
    pages = (*now.tops.values(), *now.links.values())
    return len(now.boxes) + sum(map(len, pages))


def top(error: PressError, uri: str = "") -> None:
    """Note an error of a page, or of all pages, for its box to stand above all else."""
    shown = note(error, DOCS + uri if uri else "")
    now.tops.setdefault(uri, []).append(shown)


def shown(content: str, uri: str) -> str:
    """Return a page's HTML with boxes in the place of marks, and those that stand on top."""
    above = "".join(now.tops.get("", []) + now.tops.get(uri, []))
    return above + MARK.sub(lambda match: now.boxes[int(match[1])], content)


def box(error: PressError, where: str = "") -> str:
    """Return an error as HTML that may stand in a paragraph and outside of one."""
    said = html.escape(" ".join(error.message.split()))
    place = error.place or where
    at = f"<code>{html.escape(place)}</code> " if place else ""
    way = f'<span class="way">{html.escape(error.detail)}</span>' if error.detail else ""
    return (
        '<span class="mishap" role="note"><strong>This went wrong</strong> '
        f"{at}<span>{said}</span>{way}</span>"
    )


def place(uri: str, text: str = "", count: int = 1) -> str:
    """Return where the `count`-th such text stands in a page's file, as "docs/padding.md:31"."""
    words = [re.escape(word) for word in text.split()]
    # In a lab the text stands in comments.
    pattern = re.compile(r"(?:\s|#\s)+".join(words))
    source = _read(uri)
    for number, match in enumerate(pattern.finditer(source) if words else (), 1):
        if number == count:
            return f"{DOCS}{uri}:{source.count(chr(10), 0, match.start()) + 1}"
    return DOCS + uri


def _read(uri: str) -> str:
    """Return the text of a page's file without its fences, and of a lab's all."""
    text = text_of(uri)
    return prose(text) if uri.endswith(".md") else text


def text_of(uri: str) -> str:
    """Return the text of a page's file; a fault in it must not matter."""
    try:
        return (ROOT / DOCS / uri).read_text("utf-8-sig", "replace")
    except OSError:  # a plugin has made the page
        return ""


def tell() -> None:
    """Warn of each error, once, with all that it concerns."""
    for error, concerned in now.noted.values():
        log.warning("%s", said(error, concerned))
    now.noted.clear()


def said(error: PressError, concerned: list[str]) -> str:
    """Return an error in words: where it lies, what it is, what it concerns, how it came about."""
    first = error.place or (concerned[0] if concerned else "")
    if len(concerned) > 1 and error.origin:
        first = error.origin
    others = [where for where in concerned if not f"{first}:".startswith(f"{where}:")]
    lines = [f"{first}: {error.message}" if first else error.message]
    if others:
        more = len(others) - NAMED
        named = ", ".join(others[:NAMED]) + (f" and {more} more" if more > 0 else "")
        lines.append(f"    It concerns {named}.")
    if error.detail:
        lines.append(textwrap.indent(error.detail, "    "))
    return "\n".join(lines)


def heard(record: logging.LogRecord) -> bool:
    """Give what MkDocs says of a link its line, and note it; whether it is to be said.

    This filters the log of MkDocs's pages.
    """
    found = LINK.match(record.getMessage())
    if record.levelno < logging.WARNING or not found:
        return True
    uri, url = found["page"], found["url"]
    if now.lenient and (url in now.links.get(uri, {}) or _is_failed_figure(url)):
        return False
    where = place(uri, url)
    said = record.getMessage().replace(f"Doc file '{uri}'", "this page")
    record.msg, record.args = f"{where}: {said}", ()
    if now.lenient:
        now.links.setdefault(uri, {})[url] = box(PressError(said, where))
    return True


def _is_failed_figure(url: str) -> bool:
    from scripts.press.figures import FOLDER, figure_of

    folder, _, name = url.rpartition("/")
    return f"{folder}/".endswith(FOLDER) and figure_of(name.partition(".")[0]) in now.figures


def listen(logger: Any) -> None:
    """Hear what MkDocs says of links."""
    if heard not in logger.filters:
        logger.addFilter(heard)
