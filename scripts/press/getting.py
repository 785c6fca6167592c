"""How readers get the package: its files on the site, and what to type, as far as is known.

The site carries the package's wheel and its archive, in `FOLDER`. Where the site and the repository
are published is said by mkdocs.yml, which takes both from the environment; a copy that does not know
says what is possible without. `<!-- code: NAME -->` on a line of its own in a page is replaced by
what `SHOWN` has of that name.
"""

from __future__ import annotations

import hashlib
import html
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from zlib import ZLIB_RUNTIME_VERSION

from scripts import distribution
from scripts.drawing.number_format import number
from scripts.press import caching, markup, snippets, subject
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

FOLDER = "code/"
PAGE = "reference/code.md"
MARK = re.compile(r"<!-- code: ([\w-]+) -->")
# What a module is installed by, where that has another name; the package brings NumPy.
INSTALLED_BY = {"skimage": "scikit-image", "sklearn": "scikit-learn", "dask": "dask[array]"}
BROUGHT = frozenset({subject.PACKAGE, "numpy"})


class GettingError(PressError):
    """The package's files cannot be made, or a page asks for something that is not there."""


def files(root: Path = ROOT) -> distribution.Made:
    """The package's wheel and archive, packed if that has not been done."""
    sources = [root / name for name in distribution.SOURCES]
    packed_by = [version("flit_core"), ZLIB_RUNTIME_VERSION, distribution.TIME]
    its_key = caching.key(Path(distribution.__file__), *packed_by, *sources)
    place = caching.place("distribution", subject.PACKAGE, its_key, ending="")
    if not place.is_dir():
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=caching.draft_name(""), dir=place.parent))
        try:
            distribution.make(draft, root)
        except distribution.DistributionError as error:
            last = str(error).rpartition("\n")[2]
            said = f"the package cannot be packed: {last}"
            shutil.rmtree(draft)
            raise GettingError(said, "pyproject.toml", detail=str(error)) from error
        caching.move(draft, place)
    caching.used(place)
    return _made(place)


def last() -> distribution.Made | None:
    """The files that were packed last, if any were."""
    kept = caching.place("distribution", subject.PACKAGE, "", ending="").glob("[!.]*")
    places = sorted(kept, key=lambda path: path.stat().st_mtime)
    return _made(places[-1]) if places else None


def _made(place: Path) -> distribution.Made:
    (wheel,), (archive,) = place.glob("*.whl"), place.glob("*.tar.gz")
    return distribution.Made(wheel, archive)


@dataclass(frozen=True)
class Getting:
    """What is known: where the site and the repository are, or "", and the package's files."""

    site: str
    repository: str
    wheel: Path
    archive: Path

    @cached_property
    def wheel_url(self) -> str:
        return f"{self.site.rstrip('/')}/{FOLDER}{self.wheel.name}" if self.site else ""

    @cached_property
    def repository_url(self) -> str:
        """What pip takes for the repository."""
        return f"git+{self.repository.rstrip('/')}" if self.repository else ""

    def first_cell(self, modules: Iterable[str]) -> str:
        """The cell that installs what a notebook needs: the package, and what its code imports."""
        others = sorted(set(modules) - BROUGHT)
        source = self.wheel_url or self.repository_url or f"./{self.wheel.name}"
        wanted = [f'"{source}"', *(INSTALLED_BY.get(name, name) for name in others)]
        lines = ["# Installs what this notebook needs, where it is not there yet."]
        if not (self.wheel_url or self.repository_url):
            lines += [
                "# When it was made, the addresses of the book and of its repository were not known.",
                "# So download the wheel from the book's page Get the code, and put it beside this file.",
            ]
        lines += [
            "try:",
            f"    import {', '.join([subject.PACKAGE, *others])}",
            "except ModuleNotFoundError:",
            f"    %pip install --quiet {' '.join(wanted)}",
        ]
        return "\n".join(lines)


# --- on the page --------------------------------------------------------------------------------


def insert(content: str, getting: Getting, folder: str) -> str:
    """Return a page's HTML with each mark replaced; `folder` leads from it to the files."""

    def shown(match: re.Match[str]) -> str:
        if match[1] not in SHOWN:
            raise GettingError(f"{match[0]} is not known; known are {', '.join(SHOWN)}")
        return SHOWN[match[1]](getting, folder)

    return MARK.sub(shown, content) if MARK.search(content) else content


def from_site(getting: Getting, folder: str) -> str:
    name = getting.wheel.name
    if getting.wheel_url:
        return _told(
            "pip fetches the package from this site, and takes no other file than the one whose"
            " hash is given."
        ) + _command(f'python -m pip install "{getting.wheel_url}#sha256={_hash(getting.wheel)}"')
    return (
        _told(
            "This copy of the book does not know where it is published. Download"
            f" {_link(folder, getting.wheel)}, and type this in the folder where it lies:"
        )
        + _command(f"python -m pip install {name}")
        + _told(
            "If you read this from a web server, the address of that link will do, too: pip takes"
            " it in the place of the name."
        )
    )


def from_repository(getting: Getting, folder: str) -> str:
    if getting.repository_url:
        address = html.escape(getting.repository)
        return _told(
            f'With git on your machine, pip takes the newest state of <a href="{address}">the'
            " repository</a>:"
        ) + _command(f'python -m pip install "{getting.repository_url}"')
    return _told(
        "This copy of the book does not know where its repository is. If you have a copy of the"
        " repository, type this in its folder:"
    ) + _command("python -m pip install .")


def all_files(getting: Getting, folder: str) -> str:
    """The two files, with their hashes."""
    lines = "".join(
        f"<li>{_link(folder, path)}, the {what}, {number(path.stat().st_size)} bytes; its SHA-256 is"
        f" <code>{_hash(path)}</code></li>\n"
        for what, path in (("wheel", getting.wheel), ("source archive", getting.archive))
    )
    return f"<ul>\n{lines}</ul>\n"


SHOWN: dict[str, Callable[[Getting, str], str]] = {
    "site": from_site,
    "repository": from_repository,
    "files": all_files,
}


def _told(words: str) -> str:
    return f"<p>{words}</p>\n"


def _command(line: str) -> str:
    return snippets.block("bash", html.escape(line, quote=False))


def _link(folder: str, path: Path) -> str:
    return f'<a href="{folder}{path.name}" download>{path.name}</a>'


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- below the first snippet of a page ----------------------------------------------------------


def linked(content: str, code: str, notebook: str) -> str:
    """Return a page's HTML with a line below its first snippet: how to run it.

    `code` and `notebook` are addresses; one that is empty is left out.
    """
    ways = []
    if code:
        ways.append(f'<a href="{code}">get the code</a>')
    if notebook:
        ways.append(f'<a href="{notebook}" download>download this page as a notebook</a>')
    first = next(filter(_is_snippet, markup.elements(content, "div")), None)
    if first is None or not ways:
        return content
    line = f'<p class="get-code">To run this, {", or ".join(ways)}.</p>'
    return f"{content[: first.end]}\n{line}{content[first.end :]}"


def _is_snippet(block: markup.Element) -> bool:
    return "listing" in block.classes and 'class="language-python' in block.inside
