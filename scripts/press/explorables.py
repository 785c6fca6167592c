"""Explorables: figures that become live where scripts run, and what they need of the package.

On a page, `<figure class="… explorable" id="slide" data-explorable="sliding_window"
data-start="image=check_image()" data-label="…">` holds a figure as always. `data-explorable` names the
module under docs/explorables. `data-start` is what the explorable starts with, as Python keywords with
the package's names; it reaches the page as JSON. What explorables get of the package besides is
described by `docs/explorables/given.py`.
"""

from __future__ import annotations

import dataclasses
import html
import json
import re
import runpy
from pathlib import Path
from typing import Any

from scripts.press import evaluated, imports, keep, packing, worker
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

FOLDER = "explorables/"
SOURCE = ROOT / "docs" / "explorables"
GIVEN = SOURCE / "given.py"
# Run from the page, not imported by a module.
STARTER = "start.js"
# How an explorable ends; the other modules only help.
EXPORTS = "export { build, check, defaults };"
FIGURE = re.compile(r'<figure\b[^>]*\bdata-explorable="(?P<name>[^"]*)"[^>]*>')
START = re.compile(r'\bdata-start="([^"]*)"')
NEEDED = ("id", "data-label")
# What readers load; the rest of the folder is for authors.
PACKED = (".js", ".css")


class ExplorableError(PressError):
    """An explorable that a page cannot show; the message says which, and why."""


def modules(folder: Path = SOURCE) -> list[str]:
    """The names of all explorables: the modules that export `build`."""
    return sorted(path.stem for path in folder.glob("*.js") if EXPORTS in path.read_text("utf-8"))


def figures(markdown: str) -> list[re.Match[str]]:
    """The figures of a page that become live."""
    return list(FIGURE.finditer(markdown))


def insert(markdown: str) -> str:
    """Return `markdown` with the start of each explorable as JSON."""
    tags = figures(markdown)
    for tag in tags:
        if tag["name"] not in modules():
            raise ExplorableError(f"docs/explorables has no {tag['name']}.js that exports build")
        missing = [name for name in NEEDED if not re.search(rf'\s{name}="', tag[0])]
        if missing:
            raise ExplorableError(f"the figure of {tag['name']} has no {' and no '.join(missing)}")
    asked = [html.unescape(start[1]) for tag in tags for start in START.finditer(tag[0])]
    found = _computed(asked) if asked else {}

    def replace(match: re.Match[str]) -> str:
        return START.sub(
            lambda start: f'data-start="{html.escape(found[html.unescape(start[1])])}"', match[0]
        )

    return FIGURE.sub(replace, markdown)


def files() -> dict[str, str]:
    """Return what readers load, by the file's name: all modules, and what is made of the package."""
    given = made_of_the_package()
    made = packed() | given["modules"]
    return made | {"from_disk.js": from_disk(made)} | given["scripts"]


def made_of_the_package() -> dict[str, dict[str, str]]:
    """Return the modules and the scripts that `given.py` describes."""
    sources = (imports.key(GIVEN), ROOT / "requirements.txt", Path(__file__))

    def make() -> Any:
        try:
            return worker.ask("scripts.press.explorables:written", str(GIVEN))
        except PressError as error:
            raise ExplorableError(f"docs/explorables/given.py: {error}") from error

    found: dict[str, dict[str, str]] = keep.answer("given", "given", keep.key(*sources), make)
    return found


def written(place: str) -> dict[str, dict[str, str]]:
    """Write what `given.py` has as JavaScript: the part that runs in the worker."""
    given = runpy.run_path(place)
    lines = {"modules": "export const {} = {};\n", "scripts": "var {}={};\n"}
    return {
        kind: {
            file: "".join(line.format(name, _json(value)) for name, value in values.items())
            for file, values in given[kind.upper()].items()
        }
        for kind, line in lines.items()
    }


def packed(folder: Path = SOURCE) -> dict[str, str]:
    """Return what readers load of each file."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.suffix not in PACKED:
            continue
        try:
            found[path.name] = packing.packed(path.name, path.read_text("utf-8"))
        except packing.PackingError as error:
            raise ExplorableError(f"docs/explorables/{error}") from error
    return found


def from_disk(modules: dict[str, str]) -> str:
    """Return all modules as one script: a page on a disk may run scripts, but not import files."""
    wanted = {n: text for n, text in modules.items() if n.endswith(".js") and n != STARTER}
    return f"var explorableModules={_json(wanted)};\n"


def _computed(asked: list[str]) -> dict[str, str]:
    try:
        return evaluated.computed("starts", asked, "scripts.press.explorables:render")
    except PressError as error:
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
    return _json(eval(f"dict({text})", names))
