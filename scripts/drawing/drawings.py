"""Which figures there are, and which of them are drawn already: the cache's bookkeeping.

A figure's drawings are kept under a key made of everything they come from: its script and what it
imports, this kit, the colours, the data files it names and the versions of the libraries that draw.
This module needs nothing but the standard library, for the site's hooks import it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path

from scripts.press import caching, imports
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

from .palette import SHEET

LIBRARIES = ("numpy", "matplotlib", "pillow", "scikit-image", "scikit-learn")
LAYOUTS = ("wide", "narrow")
SCHEMES = ("light", "dark")


class FigureError(PressError):
    """A figure that cannot be drawn or shown; the message says which, and why."""


def together(failed: dict[str, PressError]) -> FigureError:
    """Return the errors of some figures as one, in which the same error stands once."""
    alike: dict[tuple[str, str], list[str]] = {}
    for name, error in sorted(failed.items()):
        alike.setdefault(error.key, []).append(name)
    parts = []
    for names in alike.values():
        error = failed[names[0]]
        one = f"figure {names[0]} failed (scripts/figures/{names[0]}.py)"
        said = one if len(names) == 1 else f"{len(names)} figures failed ({', '.join(names)})"
        parts.append(f"{said}:\n{error.detail or error}")
    return FigureError("\n".join(parts))


def variant(stem: str, layout: str, scheme: str) -> str:
    """The file's stem for one layout and scheme: NAME, NAME-dark, NAME-narrow, NAME-narrow-dark."""
    narrow = "-narrow" if layout == "narrow" else ""
    return stem + narrow + ("-dark" if scheme == "dark" else "")


def _is_drawn(folder: Path) -> bool:
    return (folder / "figure.json").exists()


@dataclass(frozen=True)
class Drawn:
    """One figure's drawings: the folder with its files, and what its script says of it."""

    name: str
    folder: Path
    alt: str
    motion: str  # what the animation shows, if there is one
    files: dict[str, str]  # stem of a picture ("NAME", "NAME-motion") to its ending ("svg")
    sizes: dict[str, dict[str, list[int]]]  # stem to layout to [width, height]

    @classmethod
    def load(cls, folder: Path) -> Drawn:
        """Read what `save` wrote."""
        data = json.loads((folder / "figure.json").read_text("utf-8"))
        return cls(folder=folder, **data)

    def save(self) -> None:
        """Write all but the folder's own place into it."""
        names = ("name", "alt", "motion", "files", "sizes")
        data = {name: getattr(self, name) for name in names}
        text = json.dumps(data, ensure_ascii=False, indent=1, sort_keys=True)
        (self.folder / "figure.json").write_text(text + "\n", "utf-8")

    @property
    def paths(self) -> dict[str, Path]:
        """Every file of the figure by the name it has on the site."""
        names = (
            f"{variant(stem, layout, scheme)}.{ending}"
            for stem, ending in self.files.items()
            for layout in LAYOUTS
            for scheme in SCHEMES
        )
        return {name: self.folder / name for name in names}


class Store:
    """The figures of the project at `root` and the cache of their drawings."""

    def __init__(self, root: Path = ROOT) -> None:
        self.root = root
        self.scripts = root / "scripts" / "figures"
        self.cache = root / ".cache" / "figures"

    @property
    def names(self) -> list[str]:
        """The figures' names: the scripts that do not start with an underscore."""
        found = self.scripts.glob("*.py")
        return sorted(path.stem for path in found if not path.name.startswith("_"))

    @cached_property
    def _common(self) -> str:
        """The part of the key that all figures share; read once in a store's life."""
        libraries = [f"{library} {version(library)}" for library in LIBRARIES]
        kit, colours = self.root / "scripts" / "drawing" / "render.py", self.root / SHEET
        python, code = f"python {sys.version_info[:2]}", imports.key(kit, root=self.root)
        return caching.key(python, *libraries, code, colours)

    def key(self, name: str) -> str:
        """What the drawings of this figure are kept under."""
        script = self.scripts / f"{name}.py"
        return caching.key(self._common, imports.key(script, root=self.root), *self._data(script))

    def _data(self, script: Path) -> list[Path]:
        """The data files that the script names, or another of the figures' that it imports."""
        scripts = {script} | {
            path
            for path in imports.reached([script], self.root)
            if path.is_relative_to(self.scripts)
        }
        text = "".join(path.read_text("utf-8", "replace") for path in sorted(scripts))
        return [p for p in sorted((self.root / "data").glob("*.*")) if p.name in text]

    def folder(self, name: str) -> Path:
        """Where the present drawings of this figure are, or would be."""
        return self.cache / name / self.key(name)

    def stale(self, names: Iterable[str] | None = None) -> list[str]:
        """The figures whose present drawings are not there yet."""
        wanted = self.names if names is None else list(names)
        return [name for name, folder in self.folders(wanted).items() if not _is_drawn(folder)]

    def drawn(self) -> dict[str, Drawn]:
        """All figures that are drawn as their sources now are."""
        folders = self.folders(self.names)
        return {name: Drawn.load(place) for name, place in folders.items() if _is_drawn(place)}

    def last(self, name: str) -> Drawn | None:
        """The last drawings of a figure that are there, whatever they were made from."""
        kept = [path for path in self.cache.glob(f"{name}/[!.]*") if _is_drawn(path)]
        return Drawn.load(max(kept, key=lambda path: path.stat().st_mtime)) if kept else None

    def folders(self, names: Iterable[str]) -> dict[str, Path]:
        """The folders of several figures, as the files are now."""
        with imports.look():
            return {name: self.folder(name) for name in names}

    def tidy(self) -> None:
        """Forget figures whose script is gone."""
        caching.forget(self.cache, self.names)

    def keep(self, drawing: Path, name: str) -> None:
        """Move finished drawings to their place, at once and as a whole."""
        caching.move(drawing, self.folder(name))
