"""Pages that stay as they are from one build to the next: Markdown is rendered again only where it must be.

A page is rendered again when its own text has changed, or anything that a text may show or link to: the
package, data, tables, labs, the settings, the list of files, and what other pages say of themselves on
top; and when the press itself has changed. A page that shows docstrings depends on less: on the modules
that it shows with those that they import, the settings, the list of files, and the press. What had
something to complain of is rendered each time, so that each build complains.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.structure.toc import AnchorLink, get_toc

from scripts.press import caching, edition, imports, mishaps, subject
from scripts.setup.environment import ROOT

KIND = "rendered"
# Folders and files; of what stands in scripts, that which does not only draw.
SHOWN = (edition.CHANGELOG, "data", "docs/explorables", "docs/labs", "pyproject.toml")
# What renders: the press, its settings, and the plugins.
RENDERING = ("mkdocs.yml", "requirements.txt", "scripts/press")
# Code, of which comments show nowhere, and docstrings only where a page asks for them.
CODE = (subject.PACKAGE, "scripts/bench", "scripts/drawing", "scripts/tables")
DOCSTRINGS = re.compile(r"^#*\s*::: *(\S+)", re.MULTILINE)
PLUGIN = "autorefs"
# Who may complain while a page is rendered: MkDocs, or its maintained fork.
LOGS = ("mkdocs", "properdocs")

# The files of this build, and the hashes of what many pages depend on.
_once: list[tuple[Any, dict[Callable[[Any, Any], str], str]]] = []


def keep(page: Any, markdown: str, config: Any, files: Any, listed: str = "") -> None:
    """Let a page take what an earlier rendering gave, if that is what it would give now.

    `listed` is what stands in the page for a mark, and comes from other pages.
    """
    its_key = _key(page, markdown, listed, config, files)
    where = caching.place(KIND, page.file.src_uri, its_key)
    render, references = page.render, config.plugins.get(PLUGIN)

    def rendered(config: Any, files: Any) -> None:
        if kept := caching.read(where):
            _give(kept, page, files, references)
            return
        before, mistakes = dict(page.meta), mishaps.count()
        with _complaints() as complaints, _anchors(references) as anchors:
            render(config, files)
        # When MkDocs is asked to tell all, it checks no links to anchors, and has none.
        if not complaints and mishaps.count() == mistakes and page.links_to_anchors is not None:
            caching.write(where, _result(page, before, anchors))

    page.render = rendered


def _result(page: Any, before: dict[str, Any], anchors: list[Any]) -> dict[str, Any]:
    """What rendering gave a page, and told the plugin that resolves references."""
    return {
        "content": page.content,
        "toc": [_token(link) for link in page.toc],
        "title": page._title_from_render,
        "ids": sorted(page.present_anchor_ids),
        "links": {file.src_uri: dict(found) for file, found in page.links_to_anchors.items()},
        "meta": {
            key: value
            for key, value in page.meta.items()
            if key not in before or before[key] != value
        },
        "anchors": [(given[1:], named) for given, named in anchors],
    }


def _token(link: AnchorLink) -> dict[str, Any]:
    children = [_token(child) for child in link.children]
    return {"name": link.title, "id": link.id, "level": link.level, "children": children}


def _give(kept: dict[str, Any], page: Any, files: Any, references: Any) -> None:
    page.content, page.toc = kept["content"], get_toc(kept["toc"])
    page._title_from_render, page.present_anchor_ids = kept["title"], set(kept["ids"])
    page.links_to_anchors = {
        files.get_file_from_path(uri): links for uri, links in kept["links"].items()
    }
    page.meta.update(kept["meta"])
    for given, named in kept["anchors"]:
        references.register_anchor(page, *given, **named)


# --- what a page depends on ---------------------------------------------------------------------


def _key(page: Any, markdown: str, listed: str, config: Any, files: Any) -> str:
    generator = type(page).__module__
    with imports.look():
        if shown := DOCSTRINGS.findall(markdown):
            parts: list[str | Path] = [once(docstrings, config, files), *_sources(shown)]
        else:
            parts = [once(shared, config, files)]
        return caching.key(generator, page.url, markdown, listed, *parts)


def once(asked: Callable[[Any, Any], str], config: Any, files: Any) -> str:
    """Hash what many pages depend on, once in a build."""
    if not _once or _once[0][0] is not files:
        _once[:] = [(files, {})]
    hashes = _once[0][1]
    if asked not in hashes:
        hashes[asked] = asked(config, files)
    return hashes[asked]


def shared(config: Any, files: Any) -> str:
    """Hash what any page may show or link to."""
    pages = [file.page for file in files if file.page]
    fronts = [
        f"{p.file.src_uri} {p.title} {getattr(p, 'front', '')} {getattr(p, 'minutes', '')}"
        for p in pages
    ]
    order = [page.file.src_uri for page in pages]
    code = [path for place in CODE for path in sorted((ROOT / place).rglob("*.py"))]
    parts = [imports.key(*code), *_listed(config, files), *fronts, *order]
    return caching.key(*(ROOT / place for place in (*SHOWN, *RENDERING)), "\n".join(parts))


def docstrings(config: Any, files: Any) -> str:
    """Hash what renders docstrings, and what they may link to."""
    parts = _listed(config, files)
    return caching.key(*(ROOT / place for place in RENDERING), "\n".join(parts))


def _listed(config: Any, files: Any) -> list[str]:
    listed = sorted(f"{file.src_uri} {file.url} {file.inclusion}" for file in files)
    return [sys.version, str(config.site_url), *listed]


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
    logs = [logging.getLogger(name) for name in LOGS]
    for log in logs:
        log.addHandler(handler)
    try:
        yield found
    finally:
        for log in logs:
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
