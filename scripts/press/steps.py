"""What each step of a build has to do with MkDocs; `plugin.py` says when it is done."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.structure.files import File
from mkdocs.utils import meta as front_matter

from scripts.press import (
    comments,
    explorables,
    figures,
    finish,
    frame,
    index,
    keep,
    labs,
    listings,
    maths,
    notebooks,
    packing,
    search,
    sheets,
    sums,
    tables,
    terms,
)
from scripts.setup.environment import ROOT

log = logging.getLogger("mkdocs.hooks.press")
CHAPTERS = "<!-- chapters -->"
DOWNLOAD = (
    '<p class="download"><a href="{name}.ipynb" download>Download this lab as a notebook</a>,'
    " to run it and change it.</p>"
)
UNUSED = (
    "assets/javascripts/bundle",
    "assets/javascripts/find.js",
    "assets/javascripts/words.js",
    "assets/javascripts/lunr",
    "assets/javascripts/workers",
    "assets/stylesheets/palette",
    "assets/images/favicon.png",
)
# The script of every page.
SCRIPT = "assets/javascripts/book.js"
_entries: list[index.Entry] = []
_terms: list[terms.Term] = []
_lines: dict[str, str] = {}


# --- the site, before its pages -----------------------------------------------------------------


def watch(config: Any) -> Any:
    config.watch.extend(str(ROOT / place) for place in figures.WATCHED)
    return config


def clear_index(_: None) -> None:
    _entries.clear()
    _lines.clear()


def draw_figures(files: Any, config: Any) -> Any:
    drawn = figures.draw()
    for uri, path in figures.files(drawn):
        files.append(File.generated(config, uri, abs_src_path=str(path)))
    config.extra["figures"] = drawn
    return files


def pack_explorables(files: Any, config: Any) -> Any:
    made = explorables.files()
    sources = {explorables.FOLDER + name for name in (*made, explorables.GIVEN.name)}
    for file in list(files):
        if file.src_uri in sources:
            files.remove(file)
    for name, content in made.items():
        files.append(File.generated(config, explorables.FOLDER + name, content=content))
    return files


def run_labs(files: Any, config: Any) -> Any:
    # On standard output at once, as the figures' progress is: a build's log comes later.
    ran = labs.pages(lambda line: print(line, flush=True))
    config.extra["labs"] = {f"{labs.FOLDER}{page.lab.path.name}": page for page in ran}
    for uri, page in config.extra["labs"].items():
        file = files.get_file_from_path(uri)
        # mkdocs-jupyter has made it a page; without a path it leaves the rendering to MkDocs.
        file.abs_src_path, file._content = None, page.markdown()
        for beside, content in _beside(page, config):
            files.append(File.generated(config, beside, content=content))
    return files


def _beside(page: labs.Page, config: Any) -> Iterator[tuple[str, str]]:
    """What stands beside a lab on the site: its pictures, and the notebook to download."""
    for drawing in page.drawings:
        yield from drawing.files()
    address = config.site_url or ""
    yield (
        f"{labs.FOLDER}{page.lab.name}.ipynb",
        notebooks.download(page.lab, config.site_name, address),
    )


def write_sheets(files: Any, config: Any) -> Any:
    for file in list(files):
        if file.src_uri in sheets.sources():
            files.remove(file)
    for uri, content in sheets.files().items():
        files.append(File.generated(config, uri, content=content))
    return files


def write_maths_sheet(files: Any, config: Any) -> Any:
    sheet = File.generated(config, "assets/stylesheets/maths.css", content=maths.style_sheet())
    files.append(sheet)
    return files


def leave_out_unused(files: Any, config: Any) -> Any:
    for file in list(files):
        unused = file.src_uri.startswith(UNUSED) or file.src_uri.endswith((".js.map", ".css.map"))
        if unused:
            files.remove(file)
    return files


def pack_script(files: Any, config: Any) -> Any:
    source = files.get_file_from_path(SCRIPT)
    text = Path(source.abs_src_path).read_text("utf-8")
    files.remove(source)
    files.append(File.generated(config, SCRIPT, content=packing.packed(SCRIPT, text)))
    return files


def read_fronts(nav: Any) -> Any:
    """Read what the map and the contents show before the first page is made."""
    for page in nav.pages:
        text, meta = front_matter.get_data(page.file.content_string)
        is_read = not page.file.src_uri.startswith("reference/")
        page.minutes = frame.reading_time(text) if is_read else 0
        page.front = meta
    return nav


def find_terms(nav: Any) -> Any:
    """Find the terms of all pages before the page that lists them is made; labs define none."""
    pages = [page.file for page in nav.pages if page.file.src_uri.endswith(".md")]
    _terms[:] = terms.found((file.src_uri, file.content_string) for file in pages)
    return nav


def find_sheet(env: Any, files: Any) -> Any:
    sheets = [file.url for file in files if file.src_uri.startswith("assets/stylesheets/main.")]
    env.globals["material_css"] = sheets[0]
    return env


# --- a page as Markdown -------------------------------------------------------------------------


def drop_checks(markdown: str, page: Any) -> str:
    return comments.without_checks(markdown)


def write_sums(markdown: str, page: Any) -> str:
    return sums.insert(markdown)


def start_explorables(markdown: str, page: Any) -> str:
    # The API's docstrings are rendered inside their page.
    page.meta.setdefault("has_explorables", False)
    page.meta["has_explorables"] |= bool(explorables.figures(markdown))
    return explorables.insert(markdown)


def insert_tables(markdown: str, page: Any) -> str:
    for name in tables.unknown(markdown):
        log.warning("%s: no script in scripts/tables for the table %s", page.file.src_uri, name)
    return tables.insert(markdown)


def insert_terms(markdown: str, page: Any) -> str:
    return terms.insert(markdown, page.file.src_uri, _terms)


def insert_map(markdown: str, page: Any) -> str:
    if CHAPTERS in markdown:
        # MkDocs gives no navigation here; the first page's neighbours lead through all of it.
        markdown = markdown.replace(CHAPTERS, frame.chapter_map(_map(page)))
    return markdown


def _map(home: Any) -> list[frame.Entry]:
    """Return the map: the pages after `home`, those of one section together under its title."""
    entries, page = [], home.next_page
    while page:
        section, parts = page.parent, []
        while page and section and page.parent is section:
            parts.append(_entry(page, home))
            page = page.next_page
        if section:
            number, title = _numbered(section.title)
            entries.append(frame.Entry(number, title, parts=tuple(parts)))
        elif page:
            entries.append(_entry(page, home))
            page = page.next_page
    return entries


def _entry(page: Any, home: Any) -> frame.Entry:
    front = page.front
    return frame.Entry(
        str(front.get("chapter", "")),
        str(page.title if page.title else front.get("title", "")),
        page.file.url_relative_to(home.file),
        str(front.get("question", "")),
        page.minutes,
    )


def _numbered(title: str) -> tuple[str, str]:
    """Split "3 What is a filter?" into its number and its name."""
    first, _, rest = title.partition(" ")
    return (first, rest) if first[:1].isdigit() else ("", title)


# --- a page as HTML -----------------------------------------------------------------------------


def show_lab(html: str, page: Any, config: Any, files: Any) -> str:
    lab = config.extra["labs"].get(page.file.src_uri)
    if lab is None:
        return html
    content = labs.with_pictures(lab, html)
    return content.replace("</h1>", "</h1>\n" + DOWNLOAD.format(name=lab.lab.name), 1)


def show_figures(html: str, page: Any, config: Any, files: Any) -> str:
    shown = figures.show(html, config.extra["figures"])
    for warning in shown.warnings:
        log.warning("%s: %s", page.file.src_uri, warning)
    return shown.html


def join_listings(html: str, page: Any, config: Any, files: Any) -> str:
    return listings.listings(html)


def set_formulas(html: str, page: Any, config: Any, files: Any) -> str:
    content = maths.typeset_page(html)
    page.meta["has_maths"] = "<math" in content
    return content


def frame_tables(html: str, page: Any, config: Any, files: Any) -> str:
    return tables.scrollable(html)


def frame_page(html: str, page: Any, config: Any, files: Any) -> str:
    section = page.parent.title if page.parent else ""
    title = page.meta.get("title", page.title)
    above = "" if page.is_homepage else frame.eyebrow(page.meta, title, section, page.minutes)
    question = page.meta.get("question", "")
    return frame.framed(frame.opening(html, eyebrow=above, question=question))


def index_page(context: Any, page: Any) -> Any:
    _entries.extend(index.entries(page.content, page.url, page.meta.get("title") or page.title))
    _lines.update(terms.lines(page.content, page.url))
    return context


# --- the site, when it is written ---------------------------------------------------------------


def write_index(site: Path) -> Path:
    for name, text in {**search.files(_entries), terms.SCRIPT: terms.script(_lines)}.items():
        place = site / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return site


def drop_times(site: Path) -> Path:
    finish.finish(site)
    return site


def tidy(site: Path) -> Path:
    keep.tidy()
    return site
