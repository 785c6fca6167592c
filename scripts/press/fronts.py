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

Problem = tuple[int, str]


def read(content: bytes) -> tuple[str, list[Problem]]:
    """Return a page's text as far as it can be read, and each problem with its line.

    Front matter that cannot be read is left out.
    """
    problems: list[Problem] = []
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = f"0x{content[error.start]:02X}"
        problems.append((line, f"this page is not in UTF-8: the byte {byte}; save it as UTF-8"))
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
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = (mark.line if mark else 0) + BELOW
        said = f"the front matter cannot be read: {error.problem}"
        quote = "; a value with a colon in it belongs in quotation marks"
        return line, said + quote * ("mapping values" in str(error.problem))
    except (yaml.YAMLError, ValueError) as error:
        return BELOW, f"the front matter cannot be read: {' '.join(str(error).split())}"
    if found is None or isinstance(found, dict):
        return None
    return BELOW, f'the front matter needs lines like "title: Padding"; it is {found!r:.60}'
