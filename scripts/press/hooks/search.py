"""Hook: the search index."""

from pathlib import Path

from scripts.press import search

_found = []


def on_pre_build(config):
    _found.clear()


def on_page_context(context, page, config, nav):
    _found.extend(search.entries(page.content, page.url, page.meta.get("title") or page.title))
    return context


def on_post_build(config):
    search.write(_found, Path(config.site_dir))
