"""Render a page's Markdown as the site does, for all who read what Markdown makes of it."""

from __future__ import annotations

import re

import markdown
from markdown.extensions import Extension

from scripts.press.outside import OutsideFences

# The comment with which a question takes an answer; what it holds is no text of the page.
ANSWER = re.compile(r"<!--\s*answer:.*?-->", re.DOTALL)
EXTENSIONS = (
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "tables",
    "pymdownx.arithmatex",
    "pymdownx.details",
    "pymdownx.superfences",
)
CONFIGURED = {"pymdownx.arithmatex": {"generic": True}}

FRONT_MATTER = re.compile(r"\A\n*---\n(.*?\n)---\n", re.DOTALL)


def rendered(text: str, *more: Extension) -> str:
    """Return the HTML of a page's text, which is without its front matter."""
    unanswered = OutsideFences(lambda said: ANSWER.sub("", said))
    html: str = markdown.markdown(
        text, extensions=[*EXTENSIONS, unanswered, *more], extension_configs=CONFIGURED
    )
    return html


def without_front(text: str) -> str:
    """Return the page with its front matter blanked, so that all else keeps its place."""
    return FRONT_MATTER.sub(lambda match: blank(match[0]), text)


def blank(text: str) -> str:
    """Return spaces in the place of characters; the lines stay."""
    return re.sub(r"[^\n]", " ", text)
