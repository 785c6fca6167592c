"""Write a page's Markdown so that it reads outside the site: in a notebook, which knows plain Markdown.

Questions fold without the site's style, terms and headings lose what only the site understands, and
links to other pages lead to the site's address; if it has none they are plain words.
"""

from __future__ import annotations

import html
import posixpath
import re
import textwrap
from collections.abc import Callable

from scripts.press import comments

FIGURE = re.compile(
    r"^(?P<lead>[ ]*)<figure markdown[^>]*>(?P<inside>.*?)"
    r"<figcaption markdown>(?P<caption>.*?)</figcaption>\s*</figure>",
    re.DOTALL | re.MULTILINE,
)
IMAGE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<source>[^)\s]+)\)")
# What is touched where scripts run; the figure above it is there.
EXPLORABLE = re.compile(
    r'^<details markdown class="explorable".*?^</details>\n+', re.DOTALL | re.MULTILINE
)
QUESTION = re.compile(r'^\?\?\? \w+ "(?P<title>.*)"\n(?P<body>(?:    .*\n?|\n)*)', re.MULTILINE)
TERM = re.compile(r"<dfn\b[^>]*>(.*?)</dfn>", re.DOTALL)
HEADING = re.compile(r"^(#+ .*?)[ ]*\{#[\w-]+\}[ ]*$", re.MULTILINE)
LINK = re.compile(
    r"(?<!!)\[(?P<words>(?:[^\[\]]|\[[^\[\]]*\])*)\]"
    r"\((?P<page>[\w./-]+\.(?:md|py))?(?P<rest>[?#][^()\s]*)?\)"
)
# What keeps an address on the site.
KEPT = re.compile(
    r"^[ ]*<!--\s*(?:was|name):[^>]*-->[ ]*\n|[ ]*<!--\s*(?:was|name):[^>]*-->", re.MULTILINE
)
# What parts a question's task from its answer, once its options are listed.
SPLIT = "<!-- answer below -->"
# What stands in the place of a picture: made of its alternative text and its source.
Picture = Callable[[str, str], str]


def no_picture(alt: str, source: str) -> str:
    return ""


def markdown(text: str, uri: str, address: str, picture: Picture = no_picture) -> str:
    """Return the Markdown of the page `uri` for readers elsewhere; `address` is the site's, or "".

    A figure is what `picture` makes of it, and its caption.
    """
    text = comments.without_checks(text)
    text = EXPLORABLE.sub("", KEPT.sub("", text))
    text = FIGURE.sub(lambda match: _figure(match, picture), text)
    text = QUESTION.sub(_folded, text)
    text = HEADING.sub(r"\1", TERM.sub(r"*\1*", text))
    return LINK.sub(lambda match: _link(match, uri, address), text)


def _figure(match: re.Match[str], picture: Picture) -> str:
    images = [picture(image["alt"], image["source"]) for image in IMAGE.finditer(match["inside"])]
    parts = [*filter(None, images), f"*Figure:* {match['caption'].strip()}"]
    return "\n\n".join(match["lead"] + part for part in parts)


def _folded(match: re.Match[str]) -> str:
    """A question: its title on the fold, or in the open above its task."""
    task, parted, body = textwrap.dedent(match["body"]).strip().rpartition(SPLIT)
    title = html.escape(match["title"], quote=False)
    if parted:
        return f"**{title}**\n\n{task.strip()}\n\n{_fold('Show the answer', body.strip())}"
    return _fold(title, body)


def _fold(title: str, body: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{body}\n\n</details>\n"


def _link(match: re.Match[str], uri: str, address: str) -> str:
    page, rest = match["page"] or "", match["rest"] or ""
    if not (page or rest):
        return match[0]
    if not address:
        return match["words"]
    place = posixpath.normpath(posixpath.join(posixpath.dirname(uri), page)) if page else uri
    return f"[{match['words']}]({address.rstrip('/')}/{posixpath.splitext(place)[0]}.html{rest})"
