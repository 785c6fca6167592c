"""What stands around a chapter's text: its number, reading time and question; the map of them all."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from scripts.press import marks, page
from scripts.press.fences import find_fences
from scripts.press.markup import Element, elements, replaced, with_text, words

WORDS_A_MINUTE = 200
SECONDS_A_LINE_OF_CODE = 2
SECONDS_A_FIGURE = 15

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
FIGURE = re.compile(r"!\[[^\]]*\]\(")
TIMES = re.compile(rf"(?<=[\d{marks.END}]) × (?={marks.BEGIN}?\d)")
# What is written there stays as it is.
NOT_PROSE = ("pre", "code", "math", "svg")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Entry:
    """One line of the map of chapters: a page, or a chapter that several pages share."""

    number: str
    title: str
    url: str = ""
    question: str = ""
    minutes: int = 0
    questions: int = 0
    parts: tuple[Entry, ...] = ()


def reading_time(text: str) -> int:
    """Return whole minutes: prose at 200 words a minute, code by its lines, and a look at figures."""
    text = COMMENT.sub("", text)
    code_lines = sum(fence.source.count("\n") for fence in find_fences(text))
    prose = page.prose(text)
    figures = len(FIGURE.findall(prose))
    words = len(re.findall(r"\w+(?:['’.,]\w+)*", re.sub(r"\]\([^)]*\)", "]", prose)))
    seconds = (
        60 * words / WORDS_A_MINUTE
        + SECONDS_A_LINE_OF_CODE * code_lines
        + SECONDS_A_FIGURE * figures
    )
    return max(1, math.ceil(seconds / 60))


def minutes_in_words(minutes: int) -> str:
    return f"{minutes} minute{'' if minutes == 1 else 's'}"


def opening(content: str, *, eyebrow: str, question: str) -> str:
    """Put `eyebrow`, which is HTML, above the page's title and `question` under it."""
    above = f'<p class="eyebrow">{eyebrow}</p>' if eyebrow else ""
    below = f'<p class="ask">{html.escape(question)}</p>' if question else ""
    if not (above or below):
        return content
    titles = elements(content, "h1")[:1]
    grouped = [(title, f"<hgroup>{above}{title.whole}{below}</hgroup>") for title in titles]
    return replaced(content, grouped)


def eyebrow(meta: Mapping[str, object], title: str, section: str, minutes: int) -> str:
    """Say in HTML which chapter this is and how long it takes, unless it is there to be looked up in."""
    if "chapter" in meta:
        name = html.escape(f"{meta['chapter']} {title}")
        return f"{name} · {minutes_in_words(minutes)}" if minutes else name
    if section == "Labs":
        return f"Lab · {minutes_in_words(minutes)}"
    return html.escape(section)


def framed(content: str) -> str:
    """Frame Remember, name the links to headings, and keep "3 × 3" on one line."""
    content = with_text(content, lambda text: TIMES.sub("\u00a0×\u00a0", text), NOT_PROSE)
    content = _remember_framed(content)
    links = [link for link in elements(content, "a", *HEADINGS) if "headerlink" in link.classes]
    return replaced(content, [(link, _named(link)) for link in links])


def _remember_framed(content: str) -> str:
    """Put a frame around the heading Remember and the list right below it."""
    found = elements(content, "h2", "ul")
    for heading, points in pairwise(found):
        between = content[heading.end : points.start]
        if (
            heading.attributes.get("id") == "remember"
            and points.tag == "ul"
            and not between.strip()
        ):
            framed = f'<div class="remember">{content[heading.start : points.end]}</div>'
            return content[: heading.start] + framed + content[points.end :]
    return content


def _named(link: Element) -> str:
    """A link to a heading, which is named after it."""
    heading = link.around
    if heading is None or "id" not in heading.attributes:
        return link.whole
    title = html.escape(words(link.html[heading.inside_start : link.start]).strip())
    target = heading.attributes["id"]
    return f'<a class="headerlink" href="#{target}" aria-label="Link to “{title}”">#</a>'


def chapter_map(entries: list[Entry]) -> str:
    """Return the map of chapters as HTML: number, title, question, minutes."""
    lines = "\n".join(map(_map_line, entries))
    return f'<ol class="chapters">\n{lines}\n</ol>'


def _map_line(entry: Entry) -> str:
    title = html.escape(entry.title)
    name = f'<a href="{html.escape(entry.url)}">{title}</a>' if entry.url else title
    pieces = [f'<span class="number">{html.escape(entry.number)}</span>']
    pieces.append(f'<span class="name">{name}</span>')
    if entry.minutes:
        pieces.append(f'<span class="minutes">{entry.minutes} min</span>')
    if entry.question:
        pieces.append(f'<span class="asks">{html.escape(entry.question)}</span>')
    inner = ""
    if entry.parts:
        inner = "<ol>\n" + "\n".join(map(_map_line, entry.parts)) + "\n</ol>"
    kind = "group" if entry.parts else "entry"
    asks = f' data-questions="{entry.questions}"' if entry.questions else ""
    return f'<li class="{kind}"{asks}>{" ".join(pieces)}{inner}</li>'
