"""Hook: figures are drawn before the site is built, and shown in the reader's scheme and width."""

import logging

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File

from scripts.press import figures, sums

log = logging.getLogger("mkdocs.hooks.figures")


def on_config(config):
    config.watch.extend(str(figures.ROOT / place) for place in figures.WATCHED)
    return config


def on_files(files, config):
    try:
        drawn = figures.draw()
    except figures.FigureError as error:
        raise PluginError(str(error)) from error
    for uri, path in figures.files(drawn):
        files.append(File.generated(config, uri, abs_src_path=str(path)))
    config.extra["figures"] = drawn
    return files


def on_page_markdown(markdown, page, config, files):
    try:
        return sums.insert(markdown)
    except sums.SumError as error:
        raise PluginError(f"{page.file.src_uri}: {error}") from error


def on_page_content(html, page, config, files):
    shown = figures.show(html, config.extra["figures"])
    for warning in shown.warnings:
        log.warning("%s: %s", page.file.src_uri, warning)
    return shown.html
