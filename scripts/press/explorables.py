"""Explorables: figures that become live where scripts run, and what they need of convdemo.

On a page, `<figure class="… explorable" id="slide" data-explorable="sliding_window"
data-start="image=check_image()" data-label="…">` holds a figure as always. `data-explorable` names the
module under docs/explorables. `data-start` is what the explorable starts with, as Python keywords with
convdemo's names; it reaches the page as JSON. The module `numbers.js` has convdemo's named arrays and
networks, the script `cat.js` the photograph.
"""

from __future__ import annotations

import base64
import dataclasses
import html
import inspect
import io
import json
import re
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scripts.press import evaluated, packing
from scripts.press.evaluated import ROOT
from scripts.press.kept import kept

FOLDER = "explorables/"
SOURCE = ROOT / "docs" / "explorables"
# Run from the page, not imported by a module.
STARTER = "start.js"
# How an explorable ends; the other modules only help.
EXPORTS = "export { build, check, defaults };"
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
    " NAMES={'VERTICAL': 'vertical', 'HORIZONTAL': 'horizontal', 'SOBEL': 'Sobel', 'SCHARR': 'Scharr',"
    " 'edge_image': 'edge', 'check_image': 'chessboard', 'digit_image': 'seven',"
    " 'stripe_image': 'stripes'},"
    " IMAGES={f.__name__: f() for f in (edge_image, check_image, digit_image, stripe_image)},"
    " HISTORY={f.__name__: f.__wrapped__.__kwdefaults__ for f in"
    " (edge_at, bar_image, simple_cell, complex_cell, end_stopped_cell)}"
    " | {'END': end_stopped_cell.__wrapped__.__globals__['END']},"
    " NETWORKS={"
    "'LeNet-5': (LENET5_INPUT, lenet5()),"
    " 'AlexNet, two cards': (ALEXNET_INPUT, alexnet()),"
    " 'AlexNet, one card': (ALEXNET_INPUT, alexnet(groups=False)),"
    " 'VGG-16': (VGG16_INPUT, vgg16())},"
    # Learning: pictures of 8 × 8, each with its largest rate and its rank, and a filter to begin with.
    " LEARNING={name: (image, largest_rate(image), identifiability(image).rank) for name, image in {"
    "'noise': np.random.default_rng(0).normal(size=(8, 8)).round(1) + 0.0,"
    " 'photograph': (lambda eye: ((eye - eye.mean()) / eye.std()).round(1) + 0.0)"
    "(cat()[110:118, 160:168].mean(axis=2)),"
    " 'stripes': stripe_image()}.items()} | {"
    "'drawn': np.random.default_rng(1).standard_normal((3, 3))}"
)


class ExplorableError(Exception):
    """An explorable that a page cannot show; the message says which, and why."""


def modules(folder: Path = SOURCE) -> list[str]:
    """The names of all explorables: the modules that export `build`."""
    return sorted(path.stem for path in folder.glob("*.js") if EXPORTS in path.read_text("utf-8"))


def figures(markdown: str) -> list[re.Match[str]]:
    """The figures of a page that become live."""
    return [tag for tag in FIGURE.finditer(markdown) if not tag["fence"]]


def insert(markdown: str, root: Path = ROOT) -> str:
    """Return `markdown` with the start of each explorable as JSON."""
    tags = figures(markdown)
    for tag in tags:
        if tag["name"] not in modules():
            raise ExplorableError(f"docs/explorables has no {tag['name']}.js that exports build")
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
    return "\n".join(lines) + "\n"


def photograph() -> str:
    """Return the script `cat.js`: the photograph in grey, for the filter bench.

    A canvas on which a file has been drawn may not be read where the page is a file too; a picture
    that is part of a script may.
    """
    libraries = [f"{name} {version(name)}" for name in ("scikit-image", "pillow")]
    picture = kept(_grey, inspect.getsource(_grey), *libraries)
    return f"var explorableCat={_json(picture)};\n"


def _grey() -> str:
    """The cat's colours averaged to one grey, to whole numbers, without loss, as a data address."""
    import numpy as np
    from PIL import Image

    file = io.BytesIO()
    grey = np.rint(_photograph().mean(axis=2)).astype(np.uint8)
    Image.fromarray(grey).save(file, "WebP", lossless=True)
    return "data:image/webp;base64," + base64.b64encode(file.getvalue()).decode()


def packed(folder: Path = SOURCE) -> dict[str, str]:
    """Return what readers load of each file."""
    found = {}
    for path in sorted(folder.iterdir()):
        try:
            found[path.name] = packing.packed(path.name, path.read_text("utf-8"))
        except packing.PackingError as error:
            raise ExplorableError(f"docs/explorables/{error}") from error
    return found


def from_disk(modules: dict[str, str]) -> str:
    """Return all modules as one script: a page on a disk may run scripts, but not import files."""
    wanted = {n: text for n, text in modules.items() if n.endswith(".js") and n != STARTER}
    return f"var explorableModules={_json(wanted)};\n"


def _computed(asked: list[str], root: Path) -> dict[str, str]:
    try:
        return evaluated.computed(asked, "scripts.press.explorables", root)
    except evaluated.EvaluationError as error:
        raise ExplorableError(f"data-start: {error}") from error


def _json(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """An array as lists, and a layer as its name and its choices, but for those that are usual."""
    if dataclasses.is_dataclass(value):
        given = {field: getattr(value, field.name) for field in dataclasses.fields(value)}
        chosen = {field.name: chose for field, chose in given.items() if chose != field.default}
        return {"type": type(value).__name__, **chosen}
    return value.tolist()


def render(text: str, names: dict[str, Any]) -> str:
    """The keywords of a start as JSON."""
    return _json(eval(f"dict({text})", names | {"cat": _photograph}))


def _photograph() -> Any:
    """The book's cat; it takes a while to load."""
    from skimage.data import cat

    return cat()


if __name__ == "__main__":
    evaluated.answer(render)
