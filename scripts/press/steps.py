"""What each step of a build has to do with MkDocs; `build_order.py` says when it is done."""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from functools import lru_cache, partial
from itertools import groupby
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File
from mkdocs.structure.toc import get_toc
from mkdocs.utils import get_relative_url
from mkdocs.utils import meta as front_matter

from scripts import distribution
from scripts.drawing.drawings import together
from scripts.press import (
    answering,
    api,
    asking,
    caching,
    citing,
    comments,
    contents,
    counted,
    edition,
    explorables,
    fences,
    figures,
    finish,
    frame,
    fronts,
    getting,
    index,
    lab_pages,
    links,
    listings,
    marks,
    maths,
    mishaps,
    notebooks,
    packing,
    questions,
    rendered,
    scripted,
    search,
    serving,
    sheets,
    snippets,
    social,
    sums,
    tables,
    terms,
    worked,
)
from scripts.press.errors import PressError, told
from scripts.setup.environment import ROOT

log = logging.getLogger("mkdocs.hooks.press")
CHAPTERS = "<!-- chapters -->"
HOME = "index.md"
DOWNLOAD = (
    '<p class="download"><a href="{name}.ipynb" download>Download this lab as a notebook</a>,'
    " to run it and change it.</p>"
)
UNUSED = (
    "assets/javascripts/bundle",
    "assets/javascripts/find.js",
    "assets/javascripts/slides.js",
    "assets/javascripts/words.js",
    "assets/javascripts/lunr",
    "assets/javascripts/workers",
    "assets/stylesheets/palette",
    "assets/images/favicon.png",
)
# The script of every page.
SCRIPT = "assets/javascripts/book.js"
# What comes later, each made of modules: when something is presented, when a numeral is asked, and
# where there are questions, which read numbers as explorables do.
THEME = ROOT / "scripts/theme/assets/javascripts"
SHARED = ROOT / "docs/explorables"
JOINED = {
    "assets/javascripts/stage.js": ("bookStage", [THEME / "slides.js", THEME / "stage.js"]),
    "assets/javascripts/asking.js": ("bookAsking", [THEME / "asking.js"]),
    "assets/javascripts/answering.js": (
        "",  # it begins by itself
        [SHARED / "elements.js", SHARED / "numerals.js", THEME / "answering.js"],
    ),
}
_entries: list[index.Entry] = []
# A site that is served is built again and again, and most pages are as they were.
PAGES = 128
_joined = lru_cache(PAGES)(listings.listings)
_typeset = lru_cache(PAGES)(maths.typeset_page)
_scrollable = lru_cache(PAGES)(tables.scrollable)
_indexed = lru_cache(PAGES)(index.entries)
_counted = lru_cache(PAGES)(counted.count_things)
# The files of explorables that cannot be loaded.
_broken: dict[str, PressError] = {}
_terms: list[terms.Term] = []
# The public modules, and the chapters beside each; none, if there is no page to list them.
_modules: dict[str, list[api.Chapter]] = {}
_lines: dict[str, str] = {}
# The number of each thing that is counted, by its place on the site.
_numbers: dict[str, str] = {}
# What is shown with a link to a page, by the page's file.
_cards: dict[str, social.Card] = {}
# The scripts with the answers of each page's numerals, by their places on the site.
_asked: dict[str, str] = {}


# --- the site, before its pages -----------------------------------------------------------------


def watch(config: Any) -> Any:
    config.watch.extend(str(ROOT / place) for place in serving.WATCHED)
    return config


def read_edition(config: Any) -> Any:
    config.extra["edition"] = edition.read()
    return config


def style_boxes(config: Any) -> Any:
    if mishaps.serving():
        config.extra_css.append(sheets.FOLDER + sheets.BOXES)
    return config


def clear_index(_: None) -> None:
    _entries.clear()
    _lines.clear()
    _numbers.clear()
    _asked.clear()


def read_pages(files: Any, config: Any) -> Any:
    for file in files.documentation_pages():
        path = Path(file.abs_src_path or "")
        if path.suffix == ".md" and path.is_file():
            text, problems = fronts.read(path.read_bytes())
            for line, problem in problems:
                where = f"{mishaps.DOCS}{file.src_uri}:{line}"
                mishaps.top(PressError(problem, where), file.src_uri)
            if problems:
                file.content_string = text
    return files


def draw_figures(files: Any, config: Any) -> Any:
    config.extra["figures"] = {}
    drawn, failed = figures.attempt(instead=serving.drawn_before)
    if failed and not mishaps.lenient():
        raise together(failed)
    for name, error in failed.items():
        mishaps.now.figures[name] = mishaps.note(error, f"figure {name}")
    written = list(files.src_uris)
    for uri, path in figures.files(drawn):
        files.append(File.generated(config, uri, abs_src_path=str(path)))
    config.extra["figures"] = drawn
    figures.refuse_by_hand(written, drawn)
    return files


def draw_cards(files: Any, config: Any) -> Any:
    """Draw what is shown with a link to a page: its first figure, or that of Home."""
    _cards.clear()
    if mishaps.serving() or not config.site_url:
        return files
    pages = [file for file in files.documentation_pages() if file.src_uri.endswith(".md")]
    shown = {file.src_uri: social.first_figure(file.content_string) for file in pages}
    drawn = config.extra["figures"]
    usual = social.card(shown.get(HOME, ""), drawn)
    for file in files.documentation_pages():
        if card := social.card(shown.get(file.src_uri, ""), drawn) or usual:
            _cards[file.src_uri] = card
    names = {Path(card.uri).stem: card.uri for card in _cards.values()}
    for name, picture in social.pictures(sorted(names)).items():
        files.append(File.generated(config, names[name], content=picture))
    return files


def pack_explorables(files: Any, config: Any) -> Any:
    broken: dict[str, PressError] = {}
    made = explorables.files(broken)
    for error in broken.values():
        mishaps.note(error)
    _broken.clear()
    _broken.update(broken)
    # A module that cannot be packed goes out as it is: the browser says what is wrong, too.
    sources = {explorables.FOLDER + name for name in (*made, explorables.GIVEN.name)}
    for file in list(files):
        if file.src_uri in sources:
            files.remove(file)
    for name, content in made.items():
        files.append(File.generated(config, explorables.FOLDER + name, content=content))
    return files


def run_labs(files: Any, config: Any) -> Any:
    # On standard output at once, as the figures' progress is: a build's log comes later.
    config.extra["labs"] = {}
    ran = lab_pages.pages(lambda line: print(line, flush=True), serving.ran_before)
    config.extra["labs"] = {f"{lab_pages.FOLDER}{page.lab.path.name}": page for page in ran}
    for uri, page in config.extra["labs"].items():
        file = files.get_file_from_path(uri)
        # mkdocs-jupyter has made it a page; without a path it leaves the rendering to MkDocs.
        mark = mishaps.mark(page.failed, f"lab {page.lab.name}") if page.failed else ""
        file.abs_src_path, file._content = None, page.markdown(mark)
        for beside, content in _beside(page, config):
            files.append(File.generated(config, beside, content=content))
    return files


def _beside(page: lab_pages.Page, config: Any) -> Iterator[tuple[str, str]]:
    """What stands beside a lab on the site: its pictures, and the notebook to download."""
    for drawing in page.drawings:
        yield from drawing.files()
    if not page.failed and config.extra["getting"]:
        uri = f"{lab_pages.FOLDER}{page.lab.path.name}"
        yield notebooks.place(uri), notebooks.of_lab(page.lab, _book(config))


def carry_package(files: Any, config: Any) -> Any:
    """Put the package's wheel and archive on the site; if it cannot be packed now, the last ones."""
    config.extra["getting"] = None
    made: distribution.Made | None
    try:
        made = getting.files()
    except PressError as error:
        if not mishaps.lenient():
            raise
        mishaps.note(error)
        made = getting.last()
    if made is None:
        return files
    address = config.site_url or ""
    config.extra["getting"] = getting.Getting(address, config.repo_url or "", *made)
    for path in made:
        uri = getting.FOLDER + path.name
        files.append(File.generated(config, uri, abs_src_path=str(path)))
    return files


def _book(config: Any) -> notebooks.Book:
    extra = config.extra
    return notebooks.Book(config.site_name, extra["getting"], extra["figures"])


def write_notebooks(files: Any, config: Any) -> Any:
    """Make a notebook of each page that can be one; a page that cannot be made says why itself."""
    config.extra["notebooks"] = made = {}
    if config.extra["getting"] is None:
        return files
    for file in [file for file in files.documentation_pages() if notebooks.is_one(file.src_uri)]:
        _, meta = front_matter.get_data(file.content_string)
        title = str(meta.get("title", ""))
        with contextlib.suppress(PressError):
            gives = config.extra["given"].get(file.src_uri)
            text = answering.listed(file.content_string, gives and gives["questions"])
            notebook = notebooks.of_page(text, file.src_uri, title, _book(config))
            made[file.src_uri] = notebooks.place(file.src_uri)
            files.append(File.generated(config, made[file.src_uri], content=notebook))
    return files


def add_api(files: Any, config: Any) -> Any:
    """Add the pages of the package's modules to the site and to its contents."""
    _modules.clear()
    if not files.get_file_from_path(api.PAGE):
        return files
    listed = [files.get_file_from_path(entry.uri) for entry in contents.entries(config.nav or [])]
    fronts = [
        (file.src_uri, front_matter.get_data(file.content_string)[1]) for file in listed if file
    ]
    for problem in filter(None, (api.problem(*front) for front in fronts)):
        mishaps.top(problem, problem.place.removeprefix(mishaps.DOCS))
    _modules.update(api.modules(fronts))
    for uri, text in api.pages(_modules).items():
        files.append(File.generated(config, uri, content=text))
    config.nav = api.contents(config.nav or [], _modules)
    return files


def work_pages(files: Any, config: Any) -> Any:
    """Know what the run of each page gives; while the site is served, of those that have run."""
    config.extra["asked"], config.extra["given"] = {}, {}
    pages = [file for file in files.documentation_pages() if file.src_uri.endswith(".md")]
    own = {file.src_uri: file.content_string for file in pages if not file.generated_by}
    scripts = {uri: asking.scripts_of(text) for uri, text in own.items()}
    names = {name for found in scripts.values() for name in found}
    waits = not mishaps.lenient()
    said = scripted.given(names) if waits else scripted.kept(names)
    for uri, gives in (worked.given(own) if waits else worked.kept(own)).items():
        if isinstance(gives, PressError):
            log.warning("%s%s: its numbers have no answers: %s", mishaps.DOCS, uri, gives)
            continue
        if waits:
            for line, source in asking.unanswered(gives):
                log.warning("%s%s:%s: no answer is given by %s", mishaps.DOCS, uri, line, source)
        known = {name: said[name] for name in scripts[uri] if name in said}
        config.extra["asked"][uri] = asking.asked(gives, known)
        config.extra["given"][uri] = gives
    return files


def write_sheets(files: Any, config: Any) -> Any:
    for file in list(files):
        if file.src_uri in sheets.sources():
            files.remove(file)
    for uri, content in sheets.files(mishaps.serving()).items():
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


def pack_scripts(files: Any, config: Any) -> Any:
    source = files.get_file_from_path(SCRIPT)
    text = Path(source.abs_src_path).read_text("utf-8")
    try:
        packed = packing.packed(SCRIPT, text)
    except packing.PackingError as error:
        error.place = f"scripts/theme/{SCRIPT}:{error.more['line']}"
        raise
    files.remove(source)
    files.append(File.generated(config, SCRIPT, content=packed))
    for name, (variable, parts) in JOINED.items():
        files.remove(files.get_file_from_path(name))
        joined = packing.joined(name, variable, parts)
        files.append(File.generated(config, name, content=joined))
    return files


def read_fronts(nav: Any, files: Any) -> Any:
    """Read what the map and the contents show before the first page is made."""
    # A page that is not in the contents yet is a page too.
    for page in (file.page for file in files if file.page):
        text, meta = front_matter.get_data(page.file.content_string)
        is_read = not page.file.src_uri.startswith("reference/")
        page.questions = len(questions.find(text))
        page.minutes = frame.reading_time(text) if is_read else 0
        page.front = meta
        if page.is_homepage and page.canonical_url:
            page.canonical_url = page.canonical_url.removesuffix("index.html")
        if page not in nav.pages and page.file.inclusion.is_in_nav():
            log.warning(contents.missing(page.file.src_uri, str(meta.get("title", ""))))
    return nav


def find_terms(nav: Any, files: Any) -> Any:
    """Find the terms of all pages before the page that lists them is made; labs define none."""
    pages = [page.file for page in nav.pages if page.file.src_uri.endswith(".md")]
    _terms[:] = terms.found((file.src_uri, file.content_string) for file in pages)
    return nav


def find_sheet(env: Any, files: Any) -> Any:
    mains = [file.url for file in files if file.src_uri.startswith("assets/stylesheets/main.")]
    env.globals["material_css"] = mains[0]
    env.filters["css_text"] = sheets.css_text
    return env


# --- a page as it is written --------------------------------------------------------------------


def guard_rendering(markdown: str, page: Any, config: Any, files: Any) -> str:
    """Let a page that cannot be rendered say so, and not stop the others."""
    if mishaps.lenient():
        page.render = partial(_rendered, page, page.render)
    return markdown


def _rendered(page: Any, render: Any, config: Any, files: Any) -> None:
    try:
        render(config, files)
    except Exception as error:
        mishaps.top(_unrendered(error, page.file.src_uri), page.file.src_uri)
        page.content, page.toc = "", get_toc([])


def _unrendered(error: Exception, uri: str) -> PressError:
    """Say why a page cannot be rendered; most often, it shows a module that cannot be read."""
    if not isinstance(error, PluginError):
        return told(error)
    named = re.search(r"'([\w.]+)'", str(error))
    name = named[1] if named else ""
    path = ROOT.joinpath(*name.split(".")).with_suffix(".py")
    try:
        compile(path.read_bytes() if path.is_file() else b"", str(path), "exec")
    except SyntaxError as mistake:
        return told(mistake)
    return PressError(str(error), mishaps.place(uri, f"::: {name}" if name else ""))


def mark_numerals(markdown: str, page: Any, config: Any, files: Any) -> str:
    found = config.extra["asked"].get(page.file.src_uri)
    page.meta["asking"] = found
    return asking.mark(markdown, page.file.content_string, found) if found else markdown


def box_fences(markdown: str, page: Any, config: Any, files: Any) -> str:
    uri = page.file.src_uri
    if not (mishaps.lenient() and uri.endswith(".md")):
        return markdown
    # Lines count from the file's first one, and there the front matter stands.
    above = mishaps.text_of(uri).removesuffix(marks.without(markdown)).count("\n")
    allowed = fences.allowed_in(Path(uri).name)
    for fence in reversed(fences.broken(markdown, allowed)):
        where = f"{mishaps.DOCS}{uri}:{above + fence.line}"
        markdown = fence.told(markdown, mishaps.mark(PressError(fence.why), where))
    return markdown


def keep_rendering(markdown: str, page: Any, config: Any, files: Any) -> str:
    listed = repr(_terms) if terms.MARK in markdown else ""
    if found := page.meta["asking"]:
        listed += repr(found.tables)
    rendered.keep(page, markdown, config, files, listed)
    return markdown


def list_names(markdown: str, page: Any, config: Any, files: Any) -> str:
    return api.insert(markdown, _modules, mishaps.marker(page.file.src_uri))


# --- a page as Markdown -------------------------------------------------------------------------


def drop_checks(markdown: str, page: Any) -> str:
    return comments.without_checks(markdown)


def part_questions(markdown: str, page: Any) -> str:
    return answering.part(markdown)


def write_sums(markdown: str, page: Any) -> str:
    return sums.insert(markdown, mishaps.marker(page.file.src_uri))


def start_explorables(markdown: str, page: Any) -> str:
    # The API's docstrings are rendered inside their page.
    names = page.meta.setdefault("explorables", [])
    names += sorted({tag["name"] for tag in explorables.sections(markdown)} - {*names})
    page.meta["sheets"] = explorables.sheets(names)
    return explorables.insert(markdown, mishaps.marker(page.file.src_uri), _broken)


def name_tables(markdown: str, page: Any) -> str:
    return counted.mark_made(markdown, tables.MARK)


def insert_tables(markdown: str, page: Any) -> str:
    found = page.meta.get("asking")

    def change(name: str, table: str) -> str:
        if not found or name not in found.tables:
            return table
        return marks.marked(table, found.tables[name], first=found.first(name))

    return tables.insert(markdown, mishaps.marker(page.file.src_uri), change)


def insert_changelog(markdown: str, page: Any) -> str:
    return edition.insert(markdown)


def insert_terms(markdown: str, page: Any) -> str:
    return terms.insert(markdown, page.file.src_uri, _terms)


def insert_map(markdown: str, page: Any) -> str:
    if CHAPTERS in markdown:
        # MkDocs gives no navigation here; the first page's neighbours lead through all of it.
        markdown = markdown.replace(CHAPTERS, frame.chapter_map(_map(page)))
    return markdown


def _map(home: Any) -> list[frame.Entry]:
    """Return the map: the pages after `home`, those of one section together under its title.

    Of a section inside another the first page stands there, which leads to the rest.
    """
    entries: list[frame.Entry] = []
    for section, pages in groupby(_after(home), _outermost):
        parts = [_entry(page, home) for page in pages if _is_on_map(page)]
        if section:
            number, title = _numbered(section.title)
            entries.append(frame.Entry(number, title, parts=tuple(parts)))
        else:
            entries += parts
    return entries


def _after(page: Any) -> Iterator[Any]:
    while page := page.next_page:
        yield page


def _outermost(page: Any) -> Any:
    """The section of the contents that a page is in; none, if it stands by itself."""
    section = page.parent
    while section and section.parent:
        section = section.parent
    return section


def _is_on_map(page: Any) -> bool:
    section = page.parent
    return not section or not section.parent or page is section.children[0]


def _entry(page: Any, home: Any) -> frame.Entry:
    front = page.front
    return frame.Entry(
        str(front.get("chapter", "")),
        str(page.title if page.title else front.get("title", "")),
        page.file.url_relative_to(home.file),
        str(front.get("question", "")),
        page.minutes,
        page.questions,
    )


def _numbered(title: str) -> tuple[str, str]:
    """Split "3 What is a filter?" into its number and its name."""
    first, _, rest = title.partition(" ")
    return (first, rest) if first[:1].isdigit() else ("", title)


# --- a page as HTML -----------------------------------------------------------------------------


def show_lab(html: str, page: Any, config: Any, files: Any) -> str:
    lab = config.extra["labs"].get(page.file.src_uri)
    if lab is None or lab.failed:
        return html
    content = lab_pages.with_pictures(lab, html)
    return content.replace("</h1>", "</h1>\n" + DOWNLOAD.format(name=lab.lab.name), 1)


def open_questions(html: str, page: Any, config: Any, files: Any) -> str:
    """Put each question into the open, with its field."""
    uri = page.file.src_uri
    gives = config.extra["given"].get(uri)
    marker = mishaps.marker(uri)
    asked = answering.insert(html, gives and gives["questions"], uri, marker)
    page.meta["answers"] = page.is_homepage or asked != html
    return answering.offer_to_keep(asked) if asked != html else html


def show_figures(html: str, page: Any, config: Any, files: Any) -> str:
    shown = figures.show(html, config.extra["figures"], mishaps.now.figures)
    for warning in shown.warnings:
        log.warning("%s: %s", page.file.src_uri, warning)
    return shown.html


def show_snippets(html: str, page: Any, config: Any, files: Any) -> str:
    return snippets.insert(html)


def tell_how_to_get(html: str, page: Any, config: Any, files: Any) -> str:
    known = config.extra["getting"]
    return (
        getting.insert(html, known, get_relative_url(getting.FOLDER, page.url)) if known else html
    )


def join_listings(html: str, page: Any, config: Any, files: Any) -> str:
    return _joined(html)


def link_to_the_code(html: str, page: Any, config: Any, files: Any) -> str:
    uri = page.file.src_uri
    if not notebooks.is_one(uri):
        return html
    target = files.get_file_from_path(getting.PAGE)
    code = target.url_relative_to(page.file) if target else ""
    return getting.linked(html, code, config.extra["notebooks"].get(uri, ""))


def set_formulas(html: str, page: Any, config: Any, files: Any) -> str:
    try:
        content = _typeset(html)
    except PressError:
        content = maths.typeset_page(html, mishaps.marker(page.file.src_uri))
    page.meta["has_maths"] = "<math" in content
    return content


def frame_tables(html: str, page: Any, config: Any, files: Any) -> str:
    return _scrollable(html)


def count_things(html: str, page: Any, config: Any, files: Any) -> str:
    found = _counted(html, str(page.meta.get("chapter", "")))
    places = {thing.anchor: thing.number for thing in found.things}
    _numbers.update((f"{page.url}#{anchor}", number) for anchor, number in places.items())
    # A link to one of them is no link to nowhere; what was rendered may be kept, so it stays.
    page.present_anchor_ids = {*(page.present_anchor_ids or ()), *places}
    return found.html


def keep_addresses(html: str, page: Any, config: Any, files: Any) -> str:
    """Put an anchor where an address leads whose thing has moved away."""
    found = counted.former(html, mishaps.marker(page.file.src_uri))
    page.present_anchor_ids = {*page.present_anchor_ids, *(thing.anchor for thing in found.things)}
    return found.html


def frame_page(html: str, page: Any, config: Any, files: Any) -> str:
    section = page.parent.title if page.parent else ""
    title = page.meta.get("title", page.title)
    above = (
        ""
        if page.is_homepage
        else frame.eyebrow(page.meta, title, section, page.minutes, page.questions)
    )
    above += "".join(f" · {link}" for link in _modules_beside(page, files))
    question = page.meta.get("question", "")
    return frame.framed(frame.opening(html, eyebrow=above, question=question))


def _modules_beside(page: Any, files: Any) -> Iterator[str]:
    """Links from a chapter to the pages of the modules that it explains."""
    uri = page.file.src_uri
    for module, chapters in _modules.items():
        if any(chapter.uri == uri for chapter in chapters):
            address = files.get_file_from_path(api.uri_of(module)).url_relative_to(page.file)
            yield f'<a href="{address}">{api.name_of(module)}</a>'


def show_numerals(html: str, page: Any, config: Any, files: Any) -> str:
    """Make an element of each marked numeral, and the scripts that answer for them."""
    found = page.meta.pop("asking", None)
    content, order = marks.shown(html)

    def address(uri: str) -> str:
        file = files.get_file_from_path(uri)
        return str(file.url_relative_to(page.file)) if file else ""

    page.meta["asked"] = page.meta["said"] = ""
    of_marks, of_texts = asking.scripts(found, order, content, address) if found else ("", "")
    place, beside = asking.places(page.url)
    if order or of_texts:
        page.meta["asked"], _asked[place] = place, of_marks
    if of_texts:
        page.meta["said"], _asked[beside] = beside, of_texts
    return content


def show_boxes(html: str, page: Any, config: Any, files: Any) -> str:
    return mishaps.shown(html, page.file.src_uri) if mishaps.lenient() else html


def box_links(env: Any, files: Any) -> Any:
    """Put a box beside each link that leads nowhere."""
    if mishaps.lenient():
        pages = [file.page for file in files.documentation_pages() if file.page]
        for page in pages:
            page.validate_anchor_links(files=files, log_level=logging.WARNING)
        for page in pages:
            page.content = links.boxed(page.content, mishaps.now.links.get(page.file.src_uri, {}))
    return env


def fill_links(env: Any, files: Any) -> Any:
    """Give each link without words the number of what it leads to."""
    for page in (file.page for file in files.documentation_pages() if file.page):
        try:
            page.content = counted.filled(page.content or "", page.url, _numbers)
        except PressError as error:
            if not mishaps.lenient():
                raise PressError(error.message, f"{mishaps.DOCS}{page.file.src_uri}") from error
            mishaps.top(error, page.file.src_uri)
    return env


def cite_page(context: Any, page: Any, config: Any) -> Any:
    """Say how the page is cited, and what it says of itself to search engines."""
    own = str(page.meta.get("title") or page.title)
    cited = citing.Cited(
        config.site_name,
        config.site_name if page.is_homepage else own,
        str(page.meta.get("chapter", "")),
        page.file.dest_uri,
        # Where an author sees the page is not where it is published.
        "" if mishaps.serving() else page.canonical_url or "",
        config.extra["edition"],
    )
    described = str(page.meta.get("description") or config.site_description)
    kind = "Chapter" if cited.chapter else "CreativeWork"
    context["cited"] = cited
    context["citations"] = citing.forms(cited)
    context["described"] = social.described(cited, described, kind)
    context["card"] = _cards.get(page.file.src_uri)
    return context


def index_page(context: Any, page: Any, config: Any) -> Any:
    title = page.meta.get("title") or page.title
    _entries.extend(_indexed(page.content, page.url, title))
    _lines.update(terms.lines(page.content, page.url))
    return context


# --- the site, when it is written ---------------------------------------------------------------


def tell_mishaps(site: Path) -> Path:
    mishaps.tell()
    return site


def write_index(site: Path) -> Path:
    made = {**search.files(_entries), terms.SCRIPT: terms.script(_lines), **_asked}
    for name, text in made.items():
        place = site / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return site


def drop_times(site: Path) -> Path:
    finish.finish(site)
    return site


def tidy(site: Path) -> Path:
    caching.tidy()
    return site
