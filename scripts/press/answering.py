"""A question that takes an answer, as it reaches the page.

Its title and its task stand in the open, then the field, and the answer in a fold::

    <div class="query" data-answer='{…}'>
    <p class="query-title">Title</p> … <form class="query-form">…</form>
    <details class="question"><summary>Show the answer</summary> …</details>
    </div>

The field is part of the page from the first paint, and hidden where no scripts run; options, which are
part of what is asked, stand there too. `data-answer` is the key, as `answering.js` judges by it.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable
from typing import Any

from scripts.press import portable, questions
from scripts.press.errors import PressError, refuse
from scripts.press.markup import Element, elements
from scripts.press.rendering import ANSWER
from scripts.press.sessions import Session

# Characters of which no page is written; in a fold, what stands between them parts task and answer.
MARK = "\ue002{}\ue003"
MARKED = re.compile("(?:<p>)?\ue002(\\d+)\ue003(?:</p>)?")
SUMMARY = re.compile(r"\s*<summary[^>]*>(?P<title>.*?)</summary>", re.DOTALL)
SHOW = "Show the answer"
CODE = re.compile(r"`([^`]+)`")
TEX = re.compile(r"\$([^$]+)\$")
CHECK = re.compile(r'<h2 id="check-yourself">.*?</h2>', re.DOTALL)
ROWS = 12  # of a field for output, at most

# What `worked` gives for a question: its key as data, or what is wrong and where.
Given = dict[str, Any]


def of_session(session: Session) -> list[Given]:
    """Return what a page's questions are judged by, in order; the part in the worker."""
    keys = {question.start: key.data() for question, key in session.keys}
    found: list[Given] = []
    for question in questions.find(session.text):
        line, problem = session.unasked.get(question.start, (question.line, "was not evaluated"))
        wrong = {"line": line, "problem": problem}
        found.append(keys.get(question.start, wrong))
    return found


def part(markdown: str) -> str:
    """Return a page's Markdown with a mark for each answer's comment."""
    count = iter(range(markdown.count("<!--")))
    return ANSWER.sub(lambda _: MARK.format(next(count)), markdown)


def insert(
    content: str,
    given: list[Given] | None,
    uri: str,
    instead: Callable[[PressError, str], str] = refuse,
) -> str:
    """Return a page's HTML with its questions in the open, each with its field.

    `given` is what the page's run gave, or nothing, if it is not known yet: then no field is there.
    `instead` gives what stands in the place of the field of a question that cannot be asked.
    """
    while fold := _first(content):
        mark = MARKED.search(fold.inside)
        assert mark
        asked = given[int(mark[1])] if given and int(mark[1]) < len(given) else None
        try:
            field = _field(asked, uri) if asked else ""
        except PressError as error:
            field, asked = instead(error, ""), None
        content = content[: fold.start] + _opened(fold, mark, field, asked) + content[fold.end :]
    return MARKED.sub("", content)


def _first(content: str) -> Element | None:
    """The first fold that is still to be opened."""
    for fold in elements(content, "details"):
        if "question" in fold.classes and MARKED.search(fold.inside):
            return fold
    return None


def _opened(fold: Element, mark: re.Match[str], field: str, asked: Given | None) -> str:
    inside = fold.inside
    summary = SUMMARY.match(inside)
    assert summary
    task, answer = inside[summary.end() : mark.start()], inside[mark.end() :]
    data = f" data-answer='{_attribute(_judged(asked))}'" if asked else ""
    start = f"<details{fold.written}>"
    return (
        f'<div class="query"{data}><p class="query-title">{summary["title"]}</p>{task}{field}'
        f'{start}<summary class="query-show">{SHOW}</summary>{answer}</details></div>'
    )


def _judged(asked: Given) -> Given:
    """What a script needs: the words of options stand in the page."""
    return {name: value for name, value in asked.items() if name != "options"}


def _attribute(data: Given) -> str:
    # In one order, whether the answer has just been made or was kept.
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)
    return text.replace("&", "&amp;").replace("'", "&#39;").replace("<", "&lt;")


# --- fields -------------------------------------------------------------------------------------


def _field(asked: Given, uri: str) -> str:
    if problem := asked.get("problem"):
        raise questions.QuestionError(problem, asked["line"], place=f"docs/{uri}:{asked['line']}")
    made = FIELDS[asked["kind"]](asked)
    listed = " query-listed" if asked["kind"] in ("choice", "order") else " needs-js"
    return (
        f'<form class="query-form{listed}" novalidate>{made}'
        '<p class="query-do needs-js"><button type="submit">Check</button></p>'
        '<p class="query-news" role="status"></p></form>'
    )


def _cell(asked: Given, name: str = "") -> str:
    numbers = [value for value, _ in asked["numbers"]]
    numbers += [value for values, _ in asked["mistakes"] for value in values]
    # The keys for numbers of some telephones have no minus.
    mode = ' inputmode="decimal"' if min(numbers) >= 0 else ""
    label = f' aria-label="{name}"' if name else ""
    return f'<input type="text"{mode} autocomplete="off"{label}>'


def _one(asked: Given) -> str:
    return f"<label>Your answer {_cell(asked)}</label>"


def _cells(asked: Given) -> str:
    count = len(asked["numbers"])
    columns = asked["columns"] or count
    rows = count // columns
    names = [
        f"Row {i + 1}, column {j + 1}" if asked["columns"] else f"Number {j + 1} of {count}"
        for i in range(rows)
        for j in range(columns)
    ]
    cells = "".join(_cell(asked, name) for name in names)
    size = f"{rows} by {columns} numbers" if asked["columns"] else f"{count} numbers, in order"
    kind = "query-grid" if asked["columns"] else "query-row"
    return (
        f"<fieldset><legend>Your answer, {size}</legend>"
        f'<div class="{kind}" style="--columns: {columns}">{cells}</div></fieldset>'
    )


def _choice(asked: Given) -> str:
    options = "".join(
        f'<label><input class="needs-js" type="radio" name="answer" value="{i}">'
        f"<span>{inline(option)}</span></label>"
        for i, option in enumerate(asked["options"])
    )
    return f'<fieldset><legend class="spoken">Your answer</legend>{options}</fieldset>'


def _order(asked: Given) -> str:
    items = "".join(
        f'<li data-item="{i}"><span>{inline(option)}</span>'
        f"{_move('up', option, '↑')}{_move('down', option, '↓')}</li>"
        for i, option in enumerate(asked["options"])
    )
    return f'<ol class="query-order" aria-label="Your order, smallest first">{items}</ol>'


def _move(way: str, option: str, sign: str) -> str:
    name = html.escape(f"Move {way}: {option.replace('`', '').replace('$', '')}")
    return f'<button type="button" class="needs-js" data-move="{way}" aria-label="{name}">{sign}</button>'


def _output(asked: Given) -> str:
    rows = min(ROWS, asked["text"].count("\n") + 2)
    return (
        f'<label class="query-lines">What the code prints <textarea rows="{rows}" spellcheck="false"'
        ' autocapitalize="off" autocomplete="off"></textarea></label>'
    )


FIELDS = {
    "number": _one,
    "numbers": _cells,
    "grid": _cells,
    "choice": _choice,
    "order": _order,
    "output": _output,
}


def inline(words: str) -> str:
    """An option's words as HTML: code between backticks, a formula between dollars."""
    text = CODE.sub(r"<code>\1</code>", html.escape(words, quote=False))
    return TEX.sub(r'<span class="arithmatex">\\(\1\\)</span>', text)


# --- the page, and elsewhere --------------------------------------------------------------------


def offer_to_keep(content: str) -> str:
    """Return a page's HTML with the offer to keep answers, on top of Check yourself."""
    offer = (
        '<div class="query-keep needs-js"><label><input type="checkbox">'
        " Keep my answers in this browser</label>"
        ' <button type="button" hidden>Forget all of them</button>'
        '<p role="status"></p></div>'
    )
    return CHECK.sub(lambda head: head[0] + offer, content, count=1)


def listed(markdown: str, given: list[Given] | None) -> str:
    """Return a page's Markdown with the options of its questions as lists, for a notebook."""
    found = questions.find(markdown)
    for place, question in reversed(list(enumerate(found))):
        options = (given[place] if given else {}).get("options", [])
        lead = "\n" + " " * questions.INDENT
        lines = [*(f"- {option}" for option in options), "", portable.SPLIT]
        new = lead.join(lines)
        markdown = markdown[: question.above] + new + markdown[question.below :]
    return markdown
