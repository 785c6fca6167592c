"""Links that lead nowhere: a box beside each, in the HTML of a page."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from scripts.press.markup import Element, elements, replaced


def boxed(content: str, boxes: Mapping[str, str]) -> str:
    """Return a page's HTML with the box of each link, by its address as written, behind it.

    What is not found as a link (a note, say) has its box on top.
    """
    if not boxes:
        return content
    news: list[tuple[Element, str]] = []
    found: set[str] = set()
    for element in elements(content, "a", "img"):
        address = element.attributes.get("href") or element.attributes.get("src", "")
        written = next((written for written in boxes if _is(address, written)), None)
        if written is not None and not (news and news[-1][0] is element.around):
            found.add(written)
            news.append((element, element.whole + boxes[written]))
    above = "".join(box for written, box in boxes.items() if written not in found)
    return above + replaced(content, news)


def _is(address: str, written: str) -> bool:
    """Whether an address of the site is what MkDocs makes of one that is written in a page."""
    return address == written or _bare(address) == _bare(written)


def _bare(address: str) -> tuple[str, str]:
    path, _, anchor = address.partition("#")
    return posixpath.normpath(posixpath.splitext(path)[0]), anchor
