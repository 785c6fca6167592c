"""Pages that stay as they are: Markdown is rendered again only where it must be.

While a site is served, a page is rendered again when its own text has changed, or anything that a text
may show or link to: the package, data, tables, labs, the settings, the list of files, and what other
pages say of themselves on top.

A page that shows docstrings takes longest, and depends on less: on its text, the modules that it shows
with those that they import, the settings, the list of files, and the press. What it gave is kept in the
cache, for all builds.

What had something to complain of is rendered each time, so that each build complains.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

from mkdocs.structure.toc import get_toc

from scripts.press import caching as keeping
from scripts.press import imports, mishaps, subject
from scripts.setup.environment import ROOT

# Folders and files; of what stands in scripts, that which does not only draw.
SHOWN = (
    "data",
    "docs/explorables",
    "docs/labs",
    "mkdocs.yml",
    "requirements.txt",
)
# Code, of which comments and docstrings show nowhere but where a page asks for them.
CODE = (subject.PACKAGE, "scripts/bench", "scripts/drawing", "scripts/tables")
DOCSTRINGS = re.compile(r"^#*\s*::: *(\S+)", re.MULTILINE)
# What renders docstrings: the press, its settings, and the plugins.
RENDERING = ("mkdocs.yml", "requirements.txt")
PRESS = "scripts/press/build_order.py"
PLUGIN, KIND = "autorefs", "docstrings"


@dataclass(frozen=True)
class Rendered:
    """What rendering gave a page, and told the plugin that resolves references."""

    content: str
    toc: list[Any]
    title: str | None
    ids: list[str]
    links: dict[str, dict[str, str]]
    meta: dict[str, Any]
    anchors: list[tuple[tuple[Any, ...], dict[str, Any]]]

    def give(self, page: Any, files: Any, references: Any) -> None:
        page.content, page._title_from_render = self.content, self.title
        page.toc = get_toc(self.toc)
        page.present_anchor_ids = set(self.ids)
        page.links_to_anchors = {
            files.get_file_from_path(uri): dict(links) for uri, links in self.links.items()
        }
        page.meta.update(self.meta)
        for given, named in self.anchors:
            references.register_anchor(page, *given, **named)


class Store(Protocol):
    """Where results are kept, by page and key."""

    def read(self, name: str, its_key: str) -> Rendered | None: ...

    def write(self, name: str, its_key: str, result: Rendered) -> None: ...


class Memory:
    """The last result of each page, for as long as this process lives."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[str, Rendered]] = {}

    def read(self, name: str, its_key: str) -> Rendered | None:
        kept, result = self.pages.get(name, ("", None))
        return result if kept == its_key else None

    def write(self, name: str, its_key: str, result: Rendered) -> None:
        self.pages[name] = its_key, result


class Disk:
    """What is in the cache."""

    def read(self, name: str, its_key: str) -> Rendered | None:
        kept = keeping.read(keeping.place(KIND, _plain(name), its_key))
        return Rendered(**kept) if kept else None

    def write(self, name: str, its_key: str, result: Rendered) -> None:
        keeping.write(keeping.place(KIND, _plain(name), its_key), asdict(result))


def _plain(name: str) -> str:
    return name.removesuffix(".md").replace("/", "-")


memory = Memory()
# The files of this build, and the hashes of what many pages depend on.
_shared: list[tuple[Any, dict[Callable[[Any, Any], str], str]]] = []


def keep(page: Any, markdown: str, config: Any, files: Any, serves: bool) -> None:
    """Let a page take what its last rendering gave, if that is what it would give now."""
    with imports.look():
        if shown := DOCSTRINGS.findall(markdown):
            common = once(rendering, config, files)
            its_key = keeping.key(common, *_sources(shown), page.url, markdown)
            _keep(page, its_key, Disk(), config)
        elif serves:
            its_key = keeping.key(once(shared, config, files), page.url, markdown)
            _keep(page, its_key, memory, config)


def _keep(page: Any, its_key: str, store: Store, config: Any) -> None:
    name = page.file.src_uri
    render, references = page.render, config.plugins.get(PLUGIN)

    def rendered(config: Any, files: Any) -> None:
        if kept := store.read(name, its_key):
            kept.give(page, files, references)
            return
        before, mistakes = dict(page.meta), mishaps.count()
        with _complaints() as complaints, _anchors(references) as anchors:
            render(config, files)
        if not complaints and mishaps.count() == mistakes:
            store.write(name, its_key, _result(page, before, anchors))

    page.render = rendered


def _result(page: Any, before: dict[str, Any], anchors: list[Any]) -> Rendered:
    links = page.links_to_anchors or {}
    return Rendered(
        page.content,
        list(map(_token, page.toc)),
        page._title_from_render,
        sorted(page.present_anchor_ids or ()),
        {file.src_uri: dict(found) for file, found in links.items()},
        {
            key: value
            for key, value in page.meta.items()
            if key not in before or before[key] != value
        },
        [(given[1:], named) for given, named in anchors],
    )


def _token(link: Any) -> dict[str, Any]:
    """An entry of a page's contents, as `get_toc` reads it."""
    children = list(map(_token, link.children))
    return {"name": link.title, "id": link.id, "level": link.level, "children": children}


# --- what a page depends on ---------------------------------------------------------------------


def once(asked: Callable[[Any, Any], str], config: Any, files: Any) -> str:
    """Hash what many pages depend on, once in a build."""
    if not _shared or _shared[0][0] is not files:
        _shared[:] = [(files, {})]
    hashes = _shared[0][1]
    if asked not in hashes:
        hashes[asked] = asked(config, files)
    return hashes[asked]


def _listed(files: Any) -> list[str]:
    return sorted(f"{file.src_uri} {file.url} {file.inclusion}" for file in files)


def shared(config: Any, files: Any) -> str:
    """Hash what any page may show or link to."""
    pages = [file.page for file in files if file.page]
    fronts = [
        f"{p.file.src_uri} {p.title} {getattr(p, 'front', '')} {getattr(p, 'minutes', '')}"
        for p in pages
    ]
    order = [page.file.src_uri for page in pages]
    sources = [ROOT / place for place in SHOWN]
    code = [path for place in CODE for path in sorted((ROOT / place).rglob("*.py"))]
    parts = [imports.key(*code), str(config.site_url), *_listed(files), *fronts, *order]
    return keeping.key(*sources, "\n".join(parts))


def rendering(config: Any, files: Any) -> str:
    """Hash what renders docstrings, and what they may link to."""
    parts = [imports.key(ROOT / PRESS), str(config.site_url), *_listed(files)]
    return keeping.key(*(ROOT / place for place in RENDERING), "\n".join(parts))


def _sources(shown: list[str]) -> list[Path]:
    """The files that docstrings are from: the modules that are shown, and all that they import.

    What is no module, but in one, may be anywhere in the package.
    """
    modules = [ROOT.joinpath(*name.split(".")).with_suffix(".py") for name in shown]
    if all(path.is_file() for path in modules):
        return sorted(imports.reached(modules, ROOT))
    return [ROOT / subject.PACKAGE]


class _Collector(logging.Handler):
    def __init__(self, found: list[logging.LogRecord]) -> None:
        super().__init__(logging.WARNING)
        self.found = found

    def emit(self, record: logging.LogRecord) -> None:
        self.found.append(record)


@contextmanager
def _complaints() -> Iterator[list[logging.LogRecord]]:
    """Collect the warnings that are logged."""
    found: list[logging.LogRecord] = []
    handler = _Collector(found)
    log = logging.getLogger("mkdocs")
    log.addHandler(handler)
    try:
        yield found
    finally:
        log.removeHandler(handler)


@contextmanager
def _anchors(references: Any) -> Iterator[list[Any]]:
    """Collect the anchors that are registered."""
    found: list[Any] = []
    if references is None:
        yield found
        return
    register: Callable[..., None] = references.register_anchor

    def noted(*given: Any, **named: Any) -> None:
        found.append((given, named))
        register(*given, **named)

    references.register_anchor = noted
    try:
        yield found
    finally:
        del references.register_anchor
