"""The lines on top of a page, as those of one chapter stand there, and what each is for."""

from __future__ import annotations

from scripts.press.rendering import FRONT_MATTER
from scripts.setup.environment import ROOT

PAGE = "docs/padding.md"
MEANT = {
    "title": "its name, in the contents and the tab",
    "chapter": "its number, in quotation marks; numbers ascend as `nav` does",
    "question": "stands below the heading, and on the map; it holds no digits",
    "description": "a plain sentence for search engines, without digits",
    "terms": "what the page defines, each in a `<dfn>`; left out if it defines nothing",
}


def table() -> str:
    """A row for each line, in their order."""
    found = FRONT_MATTER.match((ROOT / PAGE).read_text("utf-8"))
    assert found, f"{PAGE} begins without front matter"
    lines = ["| line | what it is |", "| --- | --- |"]
    for line in found[1].splitlines():
        lines.append(f"| `{line}` | {MEANT[line.partition(':')[0]]} |")
    return "\n".join(lines)
