"""Hook: computed tables, and a frame around every table."""

import logging

from mkdocs.exceptions import PluginError

from scripts.press import tables

log = logging.getLogger("mkdocs.hooks.tables")


def on_page_markdown(markdown, page, config, files):
    for name in tables.unknown(markdown):
        log.warning("%s: no script in scripts/tables for the table %s", page.file.src_uri, name)
    try:
        return tables.insert(markdown)
    except tables.TableError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error


def on_page_content(html, page, config, files):
    return tables.scrollable(html)
