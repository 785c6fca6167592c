"""Explorables: figures that become live where scripts run, and what they need of convdemo.

On a page, `<figure class="… explorable" id="slide" data-explorable="sliding_window"
data-start="image=check_image()" data-label="…">` holds a figure as always. `data-explorable` names the
module under docs/explorables. `data-start` is what the explorable starts with, as Python keywords with
convdemo's names; it reaches the page as JSON. The module `numbers.js` has convdemo's named arrays and
networks.
"""

from __future__ import annotations

import dataclasses
import html
import json
import re
from pathlib import Path
from typing import Any

from scripts.site import evaluated
from scripts.site.evaluated import ROOT

FOLDER = "explorables/"
SOURCE = ROOT / "docs" / "explorables"
# Run from the page, not imported by a module.
STARTER = "start.js"
# Fences are matched first, so that what a page shows stays as it is.
FIGURE = re.compile(
    r"(?P<fence>^(?P<indent>[ \t]*)(?P<tick>`{3,}|~{3,}).*?^[ \t]*(?P=tick)[ \t]*$)"
    r'|<figure\b[^>]*\bdata-explorable="(?P<name>[^"]*)"[^>]*>',
    re.DOTALL | re.MULTILINE,
)
START = re.compile(r'\bdata-start="([^"]*)"')
NEEDED = ("id", "data-label")
NUMBERS = (
    "FILTERS={'VERTICAL': VERTICAL, 'HORIZONTAL': HORIZONTAL, 'SOBEL': SOBEL, 'SCHARR': SCHARR},"
    " IMAGES={f.__name__: f() for f in (edge_image, check_image, digit_image, stripe_image)},"
    " NETWORKS={"
    "'LeNet-5': (LENET5_INPUT, lenet5()),"
    " 'AlexNet, two cards': (ALEXNET_INPUT, alexnet()),"
    " 'AlexNet, one card': (ALEXNET_INPUT, alexnet(groups=False)),"
    " 'VGG-16': (VGG16_INPUT, vgg16())}"
)


class ExplorableError(Exception):
    """An explorable that a page cannot show; the message says which, and why."""


def modules(folder: Path = SOURCE) -> list[str]:
    """The names of all explorables: the modules that export `mount`."""
    return sorted(path.stem for path in folder.glob("*.js") if "export const mount" in path.read_text("utf-8"))


def figures(markdown: str) -> list[re.Match[str]]:
    """The figures of a page that become live."""
    return [tag for tag in FIGURE.finditer(markdown) if not tag["fence"]]


def insert(markdown: str, root: Path = ROOT) -> str:
    """Return `markdown` with the start of each explorable as JSON."""
    tags = figures(markdown)
    for tag in tags:
        if tag["name"] not in modules():
            raise ExplorableError(f"docs/explorables has no {tag['name']}.js that exports mount")
        missing = [name for name in NEEDED if not re.search(rf'\s{name}="', tag[0])]
        if missing:
            raise ExplorableError(f"the figure of {tag['name']} has no {' and no '.join(missing)}")
    asked = [html.unescape(start[1]) for tag in tags for start in START.finditer(tag[0])]
    found = _computed(asked, root) if asked else {}

    def replace(match: re.Match[str]) -> str:
        if match["fence"]:
            return match[0]
        return START.sub(
            lambda start: f'data-start="{html.escape(found[html.unescape(start[1])])}"', match[0]
        )

    return FIGURE.sub(replace, markdown)


def numbers(root: Path = ROOT) -> str:
    """Return the module `numbers.js`: convdemo's named filters, images and networks."""
    values = json.loads(_computed([NUMBERS], root)[NUMBERS])
    lines = [f"export const {name} = {_json(value)};" for name, value in values.items()]
    return "\n".join(["// Made at build time from convdemo.", *lines]) + "\n"


def from_disk(made: str, folder: Path = SOURCE) -> str:
    """Return all modules as one script: a page on a disk may run scripts, but not import files."""
    texts = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.js"))}
    del texts[STARTER]
    return f"var explorableModules={_json(texts | {'numbers.js': made})};\n"


def _computed(asked: list[str], root: Path) -> dict[str, str]:
    try:
        return evaluated.computed(asked, "scripts.site.explorables", root)
    except evaluated.EvaluationError as error:
        raise ExplorableError(f"data-start: {error}") from error


def _json(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """An array as lists, and a layer as its name and its choices."""
    if dataclasses.is_dataclass(value):
        chosen = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        return {"type": type(value).__name__, **chosen}
    return value.tolist()


def render(text: str, names: dict[str, Any]) -> str:
    """The keywords of a start as JSON."""
    return _json(eval(f"dict({text})", names))


if __name__ == "__main__":
    evaluated.answer(render)
