"""How a build runs: one list of steps, in the order in which they are done.

MkDocs tells its events, and each event walks the list and does the steps that are its own. All
that a step needs of MkDocs is in `steps.py`; what it does is in a module of its own, which knows
nothing of MkDocs.
"""

from __future__ import annotations

import json
import os
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.exceptions import PluginError
from mkdocs.structure import pages

from scripts.press import imports, mishaps, serving, standing, steps, strip, telling
from scripts.press.errors import PressError, told
from scripts.press.outside import OutsideFences


@dataclass(frozen=True)
class Step:
    """One step: at which event it is done, what it does, and why it stands where it does."""

    event: str
    do: Callable[..., Any]
    what: str
    why: str


STEPS = (
    Step(
        "config", steps.watch, "watch sources", "before all: a page that waits sees edits at once"
    ),
    Step("config", steps.read_edition, "read version and date", "every page shows them"),
    Step("config", steps.style_boxes, "style the boxes of mistakes", "only where authors read"),
    Step("begin", steps.clear_index, "empty the index", "a served site is built again and again"),
    # Once for the site: everything that pages ask for is there before the first page is made.
    Step("files", steps.read_pages, "read the pages' files", "first: all else relies on them"),
    Step(
        "files", steps.draw_figures, "draw figures", "--strict must find the pictures of all pages"
    ),
    Step(
        "files", steps.pack_explorables, "pack explorables", "as the pictures, and apart from them"
    ),
    Step("files", steps.carry_package, "pack the package", "notebooks say where it is"),
    Step("files", steps.work_pages, "run the pages", "their numerals are marked in their text"),
    Step("files", steps.run_labs, "run labs", "after mkdocs-jupyter has made its files of them"),
    Step(
        "files", steps.add_api, "add the API's pages", "when labs are read: they name modules too"
    ),
    Step("files", steps.draw_cards, "draw pictures for links", "now that all pages are there"),
    Step(
        "files", steps.write_notebooks, "write notebooks", "figures are in them, and what labs give"
    ),
    Step("files", steps.write_sheets, "write the style sheets", "files, and apart from the others"),
    Step(
        "files", steps.write_maths_sheet, "write the formulas' style sheet", "a file, as the others"
    ),
    Step("files", steps.pack_scripts, "pack the pages' scripts", "as the explorables"),
    Step(
        "files", steps.leave_out_unused, "leave out what no page loads", "last, when all are there"
    ),
    Step(
        "nav",
        steps.read_fronts,
        "read front matter",
        "the map on Home shows all, and is made first",
    ),
    Step("nav", steps.find_terms, "find terms", "the index of them is a page among the others"),
    # A page as it is written.
    Step("source", steps.guard_rendering, "guard the rendering", "a page fails by itself"),
    Step("source", steps.mark_numerals, "mark numerals", "first: places count in the page's file"),
    Step("source", steps.list_names, "list the API's names", "a page as it was is not rendered"),
    Step("source", steps.box_fences, "show fences that fail", "in the rendering they are gone"),
    Step("source", steps.keep_rendering, "keep the rendering", "last: it goes by the whole text"),
    # A page as Markdown, in its rendering: its fences are out of the way.
    Step("markdown", steps.drop_checks, "take out number checks", "first: no other step sees them"),
    Step("markdown", steps.part_questions, "part questions", "a comment there is a paragraph"),
    Step("markdown", steps.write_sums, "write out sums", "HTML, which Markdown leaves as it is"),
    Step(
        "markdown",
        steps.start_explorables,
        "start explorables",
        "an attribute, that Markdown keeps",
    ),
    Step("markdown", steps.name_tables, "name the tables", "after that, none knows its script"),
    Step("markdown", steps.insert_tables, "put in tables", "they are Markdown, to be rendered"),
    Step("markdown", steps.insert_changelog, "put in the changelog", "Markdown too"),
    Step("markdown", steps.insert_terms, "list the terms", "Markdown too, with links and formulas"),
    Step("markdown", steps.insert_map, "put in the map of chapters", "on Home alone"),
    # A page as HTML.
    Step("content", steps.show_lab, "show a lab's pictures", "first: no figure has their names"),
    Step("content", steps.open_questions, "ask questions", "their options have formulas"),
    Step("content", steps.show_figures, "show figures", "at once: nothing else makes images"),
    Step(
        "content",
        steps.show_snippets,
        "show other frameworks' code",
        "before code and output are joined",
    ),
    Step(
        "content", steps.tell_how_to_get, "tell how to get the code", "its commands are code, too"
    ),
    Step("content", steps.join_listings, "join code and output", "before formulas: code has none"),
    Step(
        "content",
        steps.link_to_the_code,
        "link to the code",
        "below the first listing, now that it is one",
    ),
    Step("content", steps.set_formulas, "set formulas", "before tables, whose names read them out"),
    Step("content", steps.frame_tables, "frame tables", "their heads are final"),
    Step("content", steps.count_things, "number figures and the like", "all of them are there"),
    Step("content", steps.keep_addresses, "keep former addresses", "none is that of a thing here"),
    Step("content", steps.frame_page, "frame the page", "last: it looks at the whole text"),
    Step("content", steps.show_numerals, "show numerals", "now that no step looks at words"),
    Step("content", steps.show_boxes, "show what went wrong", "all of the page is there"),
    Step(
        "env", steps.find_sheet, "find Material's style sheet", "its name is known with the files"
    ),
    Step("env", steps.box_links, "show links that fail", "now each page's anchors are known"),
    Step("env", steps.fill_links, "put numbers into links", "now those of all pages are known"),
    Step("context", steps.index_page, "index the page", "it is what readers see"),
    Step("context", steps.cite_page, "say how to cite the page", "its address is known"),
    # The site.
    Step("built", steps.write_index, "write the index", "after the last page"),
    Step("built", steps.drop_times, "drop what holds a time", "when all files are written"),
    Step("built", steps.tidy, "forget what nothing asks for", "when all is asked for"),
    Step("built", steps.tell_mishaps, "tell what went wrong", "last: once, and all of it"),
)

# Where MkDocs is at each event; in this order.
WHEN = {
    "config": "at the start",
    "begin": "at the start",
    "files": "the whole site",
    "nav": "the whole site",
    "source": "as written",
    "markdown": "as Markdown",
    "content": "as HTML",
    "env": "templates",
    "context": "templates",
    "built": "at the end",
}
# Seconds that each step has taken in this build; written to the file that PRESS_TIMES names.
times: dict[str, float] = defaultdict(float)
# The page that is being rendered.
_now: dict[str, Any] = {}


def walk(event: str, value: Any = None, **given: Any) -> Any:
    """Do the steps of an event; each gets what the one before it gave."""
    for step in STEPS:
        if step.event == event:
            start = time.perf_counter()
            try:
                with imports.look():
                    value = step.do(value, **given)
            except Exception as error:
                _failed(error, given.get("page"))
            times[step.what] += time.perf_counter() - start
    return value


def _failed(error: Exception, page: Any) -> None:
    """Go on without a step that has failed, if the build is lenient; else stop it."""
    uri = page.file.src_uri if page else ""
    if mishaps.lenient():
        mishaps.top(told(error), uri)
    elif isinstance(error, PressError):
        there = error.place.startswith(f"{mishaps.DOCS}{uri}")
        raise PluginError(str(error) if there or not uri else f"{uri}: {error}") from error
    else:
        raise error


def on_startup(command: str, dirty: bool) -> None:
    mishaps.serves(command)
    mishaps.listen(pages.log)
    # Authors are told what no longer holds; `mkdocs build` has nothing of it.
    if command == "serve":
        telling.start()
        serving.begin()


def on_serve(server: Any, config: Any, builder: Any) -> Any:
    server.builder = standing.builder(server.builder, Path(config.site_dir))
    _now["serves"] = True
    if telling.teller:
        server.set_app(strip.app(telling.teller, server.get_app(), server.mount_path))
    return serving.attend(server)


def on_post_page(output: str, page: Any, config: Any) -> str:
    if telling.teller is None:
        return output
    name = f"docs/{page.file.src_uri}"
    telling.teller.urls[name] = page.url
    return strip.dressed(output, name, urlsplit(config.site_url).path)


def on_build_error(error: Exception) -> None:
    telling.built()
    mishaps.tell()
    standing.failed(error)
    if mishaps.serving() and not _now.get("serves"):
        standing.first_start(error)


def on_shutdown() -> None:
    telling.stop()
    serving.end()


def on_config(config: Any) -> Any:
    times.clear()
    mishaps.begin(config.strict)
    config.markdown_extensions.append(
        OutsideFences(lambda markdown: walk("markdown", markdown, page=_now["page"]))
    )
    return walk("config", config)


def on_pre_build(config: Any) -> None:
    telling.begin()
    serving.building()
    walk("begin")


def on_files(files: Any, config: Any) -> Any:
    return walk("files", files, config=config)


def on_nav(nav: Any, config: Any, files: Any) -> Any:
    return walk("nav", nav, files=files)


def on_page_markdown(markdown: str, page: Any, config: Any, files: Any) -> Any:
    _now["page"] = page
    return str(walk("source", markdown, page=page, config=config, files=files))


def on_page_content(html: str, page: Any, config: Any, files: Any) -> Any:
    return walk("content", html, page=page, config=config, files=files)


def on_env(env: Any, config: Any, files: Any) -> Any:
    return walk("env", env, files=files)


def on_page_context(context: Any, page: Any, config: Any, nav: Any) -> Any:
    return walk("context", context, page=page, config=config)


def on_post_build(config: Any) -> None:
    walk("built", Path(config.site_dir))
    serving.built()
    if place := os.environ.get("PRESS_TIMES"):
        Path(place).write_text(json.dumps(times), "utf-8")
    telling.built()
