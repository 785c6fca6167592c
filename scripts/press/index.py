"""The search index: an entry for each page, each section, and each term where it is defined."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

SECTION = re.compile(r'(?=<h[2-6] id="[^"]+")')
HEADING = re.compile(r'<h[2-6] id="([^"]+)"[^>]*>(.*?)</h[2-6]>', re.DOTALL)
TERM = re.compile(r'<dfn id="([^"]+)"[^>]*>(.*?)</dfn>', re.DOTALL)
PARAGRAPH = re.compile(r"<(p|li|dd)\b[^>]*>(?:(?!<\1\b).)*?<dfn id=.*?</\1>", re.DOTALL)
SILENT = re.compile(
    r'<a\b[^>]*class="headerlink".*?</a>|<p class="eyebrow".*?</p>|<ol class="chapters">.*</ol>'
    r"|<(script|style|svg)\b.*?</\1>|<!--.*?-->",
    re.DOTALL,
)
MATHS = re.compile(r'<math\b[^>]*?alttext="([^"]*)".*?</math>', re.DOTALL)
Entry = dict[str, str]


def entries(content: str, location: str, title: str) -> list[Entry]:
    """Return the entries of the page `title` at `location` from its HTML."""
    content = MATHS.sub(r"\1", SILENT.sub("", content))
    first, *sections = SECTION.split(content)
    found = [_entry(location, title, first)]
    for section in sections:
        heading = HEADING.match(section)
        if heading:
            place = f"{location}#{heading[1]}"
            found.append(_entry(place, heading[2], section[heading.end() :]))
    for paragraph in PARAGRAPH.finditer(content):
        for term in TERM.finditer(paragraph[0]):
            found.append(_entry(f"{location}#{term[1]}", term[2], paragraph[0]) | {"term": title})
    return found


def write(found: list[Entry], site: Path) -> None:
    """Write the index, also as a script: a page opened from a disk may run one but not read files."""
    folder = site / "search"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"docs": found}, ensure_ascii=False, separators=(",", ":"))
    (folder / "search_index.json").write_text(text, "utf-8")
    (folder / "search_index.js").write_text(f"var bookIndex={text};\n", "utf-8")


def _entry(location: str, title: str, content: str) -> Entry:
    return {"location": location, "title": _text(title), "text": _text(content)}


def _text(content: str) -> str:
    """Return what a reader sees: blocks are apart, letters inside one are not."""
    content = content.replace("</h1>", ". ")
    apart = re.sub(
        r"</?(?:p|li|td|th|tr|div|pre|h\d|summary|figcaption|dt|dd)\b[^>]*>", " ", content
    )
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", apart))).strip()
