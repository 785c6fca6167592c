"""What pages load to search: the library with the book's own part, and the index, made when the site is built.

MiniSearch and a stemmer (see `vendor/`) come with the theme's `words.js` and `find.js` in one
script, so that a page on a disk can load it too. The same script makes the index, here inside Python.
What it gave is kept, so a build in which no page is new does not start it.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.press import caching, packing
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

VENDOR = Path(__file__).with_name("vendor")
OURS = ROOT / "scripts" / "theme" / "assets" / "javascripts"
# Each uses those before it; what the last gives is the script's.
PARTS = (
    VENDOR / "minisearch.js",
    VENDOR / "stemmer.js",
    OURS / "words.js",
    OURS / "find.js",
)
SETTINGS = ROOT / "data" / "search.toml"
ENGINE, INDEX = "search/search.js", "search/search_index.js"
USED = ("little", "alike", "asked")

Entry = dict[str, Any]


class SearchError(PressError):
    """Settings of search that lead nowhere; the message says which."""


def settings(path: Path = SETTINGS) -> dict[str, Any]:
    """Return what search knows of words and places."""
    return tomllib.loads(path.read_text("utf-8"))


def weight(location: str, weights: Mapping[str, float]) -> float:
    """Return how much a hit there counts: by the page's longest beginning, and by the section."""
    page, _, section = location.partition("#")
    fitting = [begin for begin in weights if begin[0] != "#" and page.startswith(begin)]
    of_page = weights[max(fitting, key=len)] if fitting else 1.0
    return round(of_page * weights.get(f"#{section}", 1.0), 3)


def engine() -> str:
    """Return the script that finds: its modules as one, with what the last of them gives."""
    return packing.joined(ENGINE, "bookSearch", PARTS)


def files(entries: Sequence[Entry]) -> dict[str, str]:
    """Return the two scripts that a page loads when its reader first searches."""
    known = settings()
    _check(entries, known)
    weighed = [entry | {"weight": weight(entry["location"], known["weights"])} for entry in entries]
    used = {name: known[name] for name in USED}
    book = {"docs": weighed, "settings": used, "index": json.loads(_index(weighed, used))}
    return {ENGINE: engine(), INDEX: f"var bookIndex={_json(book)};\n"}


def _check(entries: Sequence[Entry], known: Mapping[str, Any]) -> None:
    places = {entry["location"] for entry in entries}
    if lost := [place for place in known["asked"] if place not in places]:
        raise SearchError(f"data/search.toml: no page has {', '.join(lost)}")


def _index(entries: list[Entry], used: Mapping[str, Any]) -> str:
    script, asked = engine(), f"{_json(entries)}, {_json(used)}"

    def make() -> str:
        from py_mini_racer import MiniRacer  # starting it takes a tenth of a second

        maker = MiniRacer()
        try:
            maker.eval(script + ";0")
            return str(maker.eval(f"bookSearch.build({asked})"))
        finally:
            maker.close()  # left open, it keeps Python from ending

    index: str = caching.answer("search", "index", caching.key(script, asked), make)
    return index


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
