"""Pages that stay as they are while a site is served: Markdown is rendered again only where it must be.

A page is rendered again when its own text has changed, or anything that a text may show or link to: the
package, data, tables, labs, the settings, the list of files, and what other pages say of themselves on
top. What had something to complain of is rendered each time, so that each build complains.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from scripts.press import caching as keeping
from scripts.press import imports, mishaps, subject
from scripts.setup.environment import ROOT

# Folders and files; of what stands in scripts, that which does not only draw.
SHOWN = (
    "data",
    "docs/explorables",
    "docs/labs",
    "mkdocs.yml",
    "pyproject.toml",
    "requirements.txt",
)
# Code, of which comments show nowhere, and docstrings only where a page asks for them.
CODE = (subject.PACKAGE, "scripts/bench", "scripts/drawing", "scripts/tables")
DOCSTRINGS = re.compile(r"^\s*:::", re.MULTILINE)
PLUGIN = "autorefs"


@dataclass(frozen=True)
class Rendered:
    """What rendering gave a page, and told the plugin that resolves references."""

    key: str
    content: str
    toc: Any
    title: str | None
    ids: set[str] | None
    links: dict[str, dict[str, str]]
    meta: dict[str, Any]
    anchors: list[tuple[tuple[Any, ...], dict[str, Any]]]

    def give(self, page: Any, files: Any, references: Any) -> None:
        page.content, page.toc, page._title_from_render = self.content, self.toc, self.title
        page.present_anchor_ids = self.ids
        page.links_to_anchors = {
            files.get_file_from_path(uri): dict(links) for uri, links in self.links.items()
        }
        page.meta.update(self.meta)
        for given, named in self.anchors:
            references.register_anchor(page, *given, **named)


_pages: dict[str, Rendered] = {}
# The files of this build, and the hash of what all pages depend on.
_shared: list[tuple[Any, str]] = []


def keep(page: Any, markdown: str, config: Any, files: Any) -> None:
    """Let a page take what its last rendering gave, if that is what it would give now."""
    package = ROOT / subject.PACKAGE if DOCSTRINGS.search(markdown) else ""
    its_key = keeping.key(shared(config, files), page.url, markdown, package)
    name = page.file.src_uri
    render, references = page.render, config.plugins.get(PLUGIN)

    def rendered(config: Any, files: Any) -> None:
        kept = _pages.get(name)
        if kept and kept.key == its_key:
            kept.give(page, files, references)
            return
        before, mistakes = dict(page.meta), mishaps.count()
        with _complaints() as complaints, _anchors(references) as anchors:
            render(config, files)
        _pages.pop(name, None)
        if not complaints and mishaps.count() == mistakes:
            _pages[name] = _result(page, its_key, before, anchors)

    page.render = rendered


def _result(page: Any, its_key: str, before: dict[str, Any], anchors: list[Any]) -> Rendered:
    links = page.links_to_anchors or {}
    return Rendered(
        its_key,
        page.content,
        page.toc,
        page._title_from_render,
        page.present_anchor_ids,
        {file.src_uri: dict(found) for file, found in links.items()},
        {
            key: value
            for key, value in page.meta.items()
            if key not in before or before[key] != value
        },
        [(given[1:], named) for given, named in anchors],
    )


def shared(config: Any, files: Any) -> str:
    """Hash what any page may show or link to."""
    if not _shared or _shared[0][0] is not files:
        listed = sorted(f"{file.src_uri} {file.url} {file.inclusion}" for file in files)
        pages = [file.page for file in files if file.page]
        fronts = [
            f"{p.file.src_uri} {p.title} {getattr(p, 'front', '')} {getattr(p, 'minutes', '')}"
            for p in pages
        ]
        order = [page.file.src_uri for page in pages]
        sources = [ROOT / place for place in SHOWN]
        code = [path for place in CODE for path in sorted((ROOT / place).rglob("*.py"))]
        with imports.look():
            parts = "\n".join([imports.key(*code), str(config.site_url), *listed, *fronts, *order])
        _shared[:] = [(files, keeping.key(*sources, parts))]
    return _shared[0][1]


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
