"""What stands around a chapter's text: its number, reading time and question; the map of them all."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from scripts.press import marks, page
from scripts.press.fences import OUTPUT, find_fences
from scripts.press.markup import Element, elements, replaced, with_text, words
from scripts.press.questions import folds

# What a reader needs who follows: an estimate, that goes by one cold reading (see docs/reference/making.md).
WORDS_A_MINUTE = 130
SECONDS = {
    "line of code": 6,
    "line of output": 4,
    "figure": 45,
    "formula of its own line": 60,
    "formula in a line": 5,
    "row of a table": 5,
    "table of a script": 60,
}
# A longer time is told in steps: nobody knows it to the minute.
EXACT, STEP, QUARTER, HOUR = 20, 5, 15, 60
QUARTERS = ("", " and a quarter", " and a half", " and three quarters")

COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
MADE = re.compile(r"^<!-- table: \w+ -->", re.MULTILINE)
DISPLAYED = re.compile(r"\$\$.+?\$\$", re.DOTALL)
COUNTED = {
    "figure": re.compile(r"!\[[^\]]*\]\("),
    "formula in a line": re.compile(r"(?<![\\$])\$(?![\s$])[^$\n]+\$"),
    "row of a table": re.compile(r"^\s*\|(?![ :|-]+$)", re.MULTILINE),
}
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
    """Return whole minutes: for the words, and for each thing that one stops at, without the questions."""
    text = _without_questions(text)
    prose = page.prose(text)
    found = {"table of a script": len(MADE.findall(prose))}
    prose = COMMENT.sub("", prose)
    found["formula of its own line"] = len(DISPLAYED.findall(prose))
    prose = DISPLAYED.sub("", prose)
    found |= {kind: len(pattern.findall(prose)) for kind, pattern in COUNTED.items()}
    for fence in find_fences(text):
        kind = "line of output" if fence.language == OUTPUT else "line of code"
        found[kind] = found.get(kind, 0) + fence.source.count("\n")
    words = len(re.findall(r"\w+(?:['’.,]\w+)*", re.sub(r"\]\([^)]*\)", "]", prose)))
    seconds = 60 * words / WORDS_A_MINUTE
    seconds += sum(SECONDS[kind] * count for kind, count in found.items())
    return max(1, math.ceil(seconds / 60))


def _without_questions(text: str) -> str:
    """A page without its folded questions: how long one thinks of them, nobody can say."""
    kept, end = "", 0
    for fold in folds(text):
        kept, end = kept + text[end : fold.start], fold.end
    return kept + text[end:]


def rounded(minutes: int) -> int:
    """Return minutes as they are told: in steps of five from twenty on, of a quarter from an hour."""
    if minutes <= EXACT:
        return minutes
    step = STEP if minutes < HOUR - STEP / 2 else QUARTER
    return step * math.floor(minutes / step + 1 / 2)


def minutes_in_words(minutes: int) -> str:
    """Say how long a page takes: "9 minutes", "about 50 minutes", "about an hour and a half"."""
    minutes = rounded(minutes)
    if minutes < HOUR:
        about = "about " if minutes > EXACT else ""
        return f"{about}{minutes} minute{'' if minutes == 1 else 's'}"
    hours, rest = divmod(minutes, HOUR)
    if hours == 1:
        return f"about an hour{QUARTERS[rest // QUARTER]}"
    return f"about {hours}{QUARTERS[rest // QUARTER]} hours"


def opening(content: str, *, eyebrow: str, question: str) -> str:
    """Put `eyebrow`, which is HTML, above the page's title and `question` under it."""
    above = f'<p class="eyebrow">{eyebrow}</p>' if eyebrow else ""
    below = f'<p class="ask">{html.escape(question)}</p>' if question else ""
    if not (above or below):
        return content
    titles = elements(content, "h1")[:1]
    grouped = [(title, f"<hgroup>{above}{title.whole}{below}</hgroup>") for title in titles]
    return replaced(content, grouped)


def eyebrow(
    meta: Mapping[str, object], title: str, section: str, minutes: int, questions: int = 0
) -> str:
    """Say in HTML which chapter this is and how long it takes, unless it is there to be looked up in."""
    if "chapter" in meta:
        name = html.escape(f"{meta['chapter']} {title}")
        asks = f" and {questions} questions" if questions else ""
        return f"{name} · {minutes_in_words(minutes)}{asks}" if minutes else name
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
        pieces.append(f'<span class="minutes">{rounded(entry.minutes)} min</span>')
    if entry.question:
        pieces.append(f'<span class="asks">{html.escape(entry.question)}</span>')
    inner = ""
    if entry.parts:
        inner = "<ol>\n" + "\n".join(map(_map_line, entry.parts)) + "\n</ol>"
    kind = "group" if entry.parts else "entry"
    asks = f' data-questions="{entry.questions}"' if entry.questions else ""
    return f'<li class="{kind}"{asks}>{" ".join(pieces)}{inner}</li>'
