"""The style sheets of every page: each is put together of what an author edits, and packed.

So colours and the rules for paper have a file of their own, and a page asks for two files as before.
The stage's comes when something is presented, that of questions where they are.
"""

from __future__ import annotations

import re

from scripts.press import packing
from scripts.setup.environment import ROOT

FOLDER = "assets/stylesheets/"
SOURCE = ROOT / "scripts" / "theme" / FOLDER
# What readers load, and the files that it is made of, in order: of two rules the later one counts.
PARTS = {
    "book.css": ("colours.css", "book.css", "counted.css", "asking.css"),
    "figures.css": ("figures.css", "print.css"),
    "stage.css": ("stage.css",),
    "answering.css": ("answering.css",),
}
# What authors load as well, while the site is served.
BOXES = "mishaps.css"


def sources() -> set[str]:
    """The addresses that the parts would have on the site."""
    return {FOLDER + part for parts in PARTS.values() for part in parts} | {FOLDER + BOXES}


def files(served: bool = False) -> dict[str, str]:
    """Return what readers load, by its address; where the site is `served`, what authors do."""
    wanted = PARTS | {BOXES: (BOXES,)} if served else PARTS
    return {
        FOLDER + name: packing.packed(name, "\n".join(map(_text, parts)))
        for name, parts in wanted.items()
    }


def _text(part: str) -> str:
    return (SOURCE / part).read_text("utf-8")


def css_text(text: str) -> str:
    """Return a text as style sheets write one, fit to stand in a page."""
    return '"' + re.sub(r'["\\<>&\n]', lambda sign: f"\\{ord(sign[0]):06x}", text) + '"'
