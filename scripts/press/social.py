"""What a page says of itself to search engines, and to those who show a link to it: words and a picture.

The picture is a page's first figure, drawn once more as PNG in the size that is asked for. It needs a
whole address, so without the site's address there is none, and nothing is drawn.
"""

from __future__ import annotations

import base64
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.drawing.drawings import Drawn, Store
from scripts.press import caching, page, worker
from scripts.press.citing import LANGUAGE, Cited
from scripts.press.errors import PressError
from scripts.press.figures import FOLDER, figure_of
from scripts.setup.environment import ROOT

CARDS = "assets/cards/"
# What the networks that show links ask for; and the room around the figure.
WIDTH, HEIGHT, MARGIN = 1200, 630, 48
COLOURS = 256
SHOWN = re.compile(rf"(?<!`)!\[[^\]]*\]\((?:\.\./)*{FOLDER}([\w-]+)\.\w+\)")
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


class CardError(PressError):
    """A picture for a link that cannot be drawn; the message says which, and why."""


@dataclass(frozen=True)
class Card:
    """The picture of a page: its address on the site, and what it shows."""

    uri: str
    alt: str


def first_figure(markdown: str) -> str:
    """Return the name of the first figure that a page shows, or nothing."""
    found = SHOWN.search(page.prose(markdown))
    return figure_of(found[1]) if found else ""


def card(name: str, figures: Mapping[str, Drawn]) -> Card | None:
    """Return the picture for a figure, if it could be drawn."""
    return Card(f"{CARDS}{name}.png", figures[name].alt) if name in figures else None


def pictures(names: list[str], root: Path = ROOT) -> dict[str, bytes]:
    """Return the picture of each figure as PNG, drawing those that are not kept."""
    store = Store(root)
    own = Path(__file__)
    keys = {name: caching.key(store.key(name), own) for name in names}
    found = caching.answers(
        "cards", keys, lambda missing: worker.ask_each(f"{__name__}:drawn", missing, root)
    )
    for name, answer in found.items():
        if isinstance(answer, PressError):
            raise CardError(f"the picture of {name} for links: {answer.message}", answer.place)
    return {name: base64.b64decode(answer) for name, answer in found.items()}


def drawn(names: list[str]) -> list[dict[str, Any]]:
    """Draw the pictures: the part that runs in the worker."""
    from scripts.drawing import render

    render.reach(ROOT)
    return worker.each(_drawn, names)


def _drawn(name: str) -> str:
    from PIL import Image

    from scripts.drawing import palette, render

    module = render.load(ROOT / "scripts" / "figures" / f"{name}.py")
    with palette.scheme(palette.LIGHT):
        panel = module.draw("wide") if hasattr(module, "draw") else module.frames("wide")[-1]
        figure = render.finished(panel, "wide")
    width, height = figure.get_size_inches() * 72
    scale = min((WIDTH - 2 * MARGIN) / width, (HEIGHT - 2 * MARGIN) / height)
    image = render.pixels(figure, 72 * scale)
    sheet = Image.new("RGBA", (WIDTH, HEIGHT), palette.LIGHT.ground)
    place = ((WIDTH - image.width) // 2, (HEIGHT - image.height) // 2)
    sheet.alpha_composite(image, place)
    out = io.BytesIO()
    packed = sheet.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
    packed.save(out, "PNG", optimize=True)
    return base64.b64encode(out.getvalue()).decode()


def described(cited: Cited, description: str, kind: str) -> str:
    """Return what a page is as JSON-LD, to stand in a script of its own."""
    edition = cited.edition
    authors = [{"@type": "Organization", "name": name} for name in edition.authors]
    book: dict[str, Any] = {
        "@type": "Book",
        "name": cited.book,
        "version": edition.version,
        "author": authors,
        "license": LICENCE,
    }
    said: dict[str, Any] = {"@context": "https://schema.org"}
    if cited.whole:
        said |= book
    else:
        said |= {"@type": [kind, "LearningResource"], "name": cited.title, "isPartOf": book}
        if kind == "Chapter" and cited.chapter:
            said["position"] = cited.chapter
        said |= {"author": authors, "license": LICENCE}
    said |= {
        "description": description,
        "inLanguage": LANGUAGE,
        "datePublished": edition.day.isoformat(),
        "isAccessibleForFree": True,
    }
    if cited.address:
        said["url"] = cited.address
    # No text in it may end the script that it stands in.
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
