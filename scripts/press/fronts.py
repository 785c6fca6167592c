"""The bytes of a page's file, and its front matter: read, and held to be what they should be.

MkDocs takes front matter that it cannot read for text, and shows it.
"""

from __future__ import annotations

import re

import yaml

FRONT = re.compile(r"---[ \t]*\n(?P<inside>.*?\n)??(?:\.{3}|-{3})[ \t]*(?:\n|\Z)", re.DOTALL)
BEGINS = re.compile(r"---[ \t]*\n")
# The first line of what is inside stands below the marks.
BELOW = 2
# What the front matter holds for readers.
TEXTS = {"title", "question", "description"}

Problem = tuple[int, str]


def read(content: bytes) -> tuple[str, list[Problem]]:
    """Return a page's text as far as it can be read, and each problem with its line.

    Front matter that cannot be read is left out.
    """
    problems: list[Problem] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        problems.append(why(error))
        text = content.decode("utf-8-sig", "replace")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    front = FRONT.match(text)
    if BEGINS.match(text) and not front:
        problems.append((1, "the front matter does not end; below it belongs a line with ---"))
    elif front and (problem := _problem(front["inside"] or "")):
        problems.append(problem)
        text = text[front.end() :]
    return text, problems


def _problem(inside: str) -> Problem | None:
    try:
        found = yaml.safe_load(inside)
    except (yaml.YAMLError, ValueError) as error:
        return why(error)
    if found is None:
        return None
    if not isinstance(found, dict):
        return BELOW, f'the front matter needs lines like "title: Padding"; it is {found!r}'
    for name in TEXTS & found.keys():
        if not isinstance(found[name], str):
            line = inside[: inside.index(name)].count("\n") + BELOW
            return line, f"{name} in the front matter must be text, in quotation marks if need be"
    return None


def why(error: Exception) -> Problem:
    """Say what keeps a file, or the front matter at its top, from being read, and in which line."""
    if isinstance(error, UnicodeDecodeError):
        line = error.object.count(b"\n", 0, error.start) + 1
        byte = f"0x{error.object[error.start]:02X}"
        return line, f"this file is not in UTF-8, as its byte {byte} shows; save it as UTF-8"
    begin = "the front matter cannot be read"
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return BELOW, f"{begin}: {' '.join(str(error).split())}"
    problem = str(getattr(error, "problem", ""))
    quote = "; a value with a colon in it belongs in quotation marks"
    return mark.line + BELOW, f"{begin}: {problem}{quote * ('mapping values' in problem)}"
