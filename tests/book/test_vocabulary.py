"""One word for one thing, in all that a reader reads.

The choice of words is on the page Notation, under Words; here it is held. Read are the prose of pages,
labs and README, the strings of figure scripts (labels and alternative texts) and of explorables, and
the docstrings of the public modules. Code, maths and what stands in quotation marks, which is somebody
else's, are free.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from scripts.press import page, sessions
from scripts.press.rendering import FRONT_MATTER
from scripts.setup.environment import ROOT

# What is not used: the word on the page Notation -> its pattern, and what is used instead.
WORDS = {
    "picture": (r"pictures?", "image, photograph or figure"),
    "answer": (r"answer(?:s|ed|ing)?", "output; a filter or cell responds"),
    "kernel": (r"kernels?", "filter, and weights for its numbers"),
    "upright": (r"upright", "vertical"),
    "level": (r"level", "horizontal"),
    "lying": (r"lying|standing", "horizontal or vertical"),
    "rim": (r"rims?", "border of an image"),
    "depth": (r"depths?", "number of channels or of layers"),
    "perceptron": (r"perceptrons?", "multilayer perceptron"),
}

# Where such a word stands after all, and why.
PHRASES = {
    r"multilayer perceptrons?": "the name in full",
    r"Rosenblatt's perceptron": "the one that is a perceptron",
    r"(?:low|mid|high)-level": "no orientation",
    r"levels? of (?:guessing|grey|detail)": "no orientation",
    r"also called (?:a kernel|the depth)": "says that others say so",
    r"rim of (?:a|the) disc|disc's rim": "a disc has no border",
    r"answer(?:s|ed|ing)? (?:to )?(?:a|the|this|that|its|every|each|your|all) questions?": "a question's",
    r"questions? (?:and|that|it|which) answers?": "a question's",
    r"questions? it answers": "a question's",
    r"answers that\.": "a question's, which stands just before",
    r"right answers?": "of a question",
    r"Quick answers|short answers to questions": "the page that has them",
}

# The part of a page that is free because it says what others say.
FREE = {"docs/reference/notation.md": r"## (?:Letters|Words)\n.*?(?=\n## |\Z)"}

Text = tuple[int, str]  # the line on which a piece of text begins, and the text
QUOTED = re.compile(r"\"[^\"]{1,300}\"|“[^”]{1,300}”")


def _page(text: str) -> Iterator[Text]:
    """Prose, the front matter's words, and the labels in HTML attributes."""
    if front := FRONT_MATTER.match(text):
        matter = yaml.safe_load(front[1]) or {}
        yield 1, "\n".join(str(matter.get(key, "")) for key in ("title", "question", "description"))
    for words, lines in page.visible(text):
        yield from _by_line(words, lines)


def _by_line(words: str, lines: list[int]) -> Iterator[Text]:
    """A block with its line numbers put back: one newline for each line of the page."""
    if words:
        flat = words.replace("\n", " ")
        pieces = [flat[0]]
        for character, line, before in zip(flat[1:], lines[1:], lines, strict=False):
            pieces.append("\n" * (line - before) + character)
        yield lines[0], "".join(pieces)


def _lab(text: str) -> Iterator[Text]:
    header = re.match(r"# ---\n(?:#[^\n]*\n)*?# ---\n", text)
    if header:
        yield 1, re.sub(r"^# ?", "", header[0], flags=re.MULTILINE)
    yield from _page(sessions.lab_as_page(text))


def _strings(text: str) -> Iterator[Text]:
    """The strings of a script, without docstrings and without the names that code is made of."""
    tree = ast.parse(text)
    documented = ast.Module | ast.ClassDef | ast.FunctionDef
    told = {
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, documented) and node.body and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in told:
            yield node.lineno, node.value


_ARGUMENTS = re.compile(r"^( *)\w+(?:, \w+)*\n(?=\1 +\S)", re.MULTILINE)


def _docstrings(text: str) -> Iterator[Text]:
    """The docstrings of public things, without examples, code and the names of arguments."""
    tree = ast.parse(text)
    for node in ast.walk(tree):
        if not isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            continue
        if getattr(node, "name", "").startswith("_") or not ast.get_docstring(node):
            continue
        assert isinstance(node.body[0], ast.Expr) and isinstance(node.body[0].value, ast.Constant)
        told = str(node.body[0].value.value)
        told = re.sub(r"^ *>>> .*\n(?: *\S.*\n)*", _lines_alone, told, flags=re.MULTILINE)
        told = _ARGUMENTS.sub("\n", told)
        yield node.body[0].lineno, re.sub(r"``.*?``|`[^`]*`", "…", told, flags=re.DOTALL)


def _lines_alone(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n")


_SCRIPT = re.compile(
    r"//[^\n]*|/\*.*?\*/"
    r"|(?P<string>\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)",
    re.DOTALL,
)


def _messages(text: str) -> Iterator[Text]:
    """The strings of an explorable that hold more than one word."""
    for match in _SCRIPT.finditer(text):
        if match["string"] and " " in match["string"].strip():
            told = re.sub(r"\$\{[^{}]*\}", "…", match["string"][1:-1])
            yield text.count("\n", 0, match.start()) + 1, told


KINDS: list[tuple[str, Callable[[str], Iterator[Text]]]] = [
    ("docs/**/*.md", _page),
    *((name, _page) for name in sessions.TOP),
    ("docs/labs/*.py", _lab),
    ("docs/explorables/*.js", _messages),
    ("scripts/figures/*.py", _strings),
    ("convdemo/[!_]*.py", _docstrings),
]
FILES = [
    pytest.param(path, reader, id=path.relative_to(ROOT).as_posix())
    for pattern, reader in KINDS
    for path in sorted(ROOT.glob(pattern))
]


def unwanted(pieces: Iterator[Text]) -> Iterator[tuple[int, str, str]]:
    """Give line, word and what to write instead, for each word that is not used."""
    for line, text in pieces:
        for free in (QUOTED, *(_spaced(rf"\b{phrase}") for phrase in PHRASES)):
            text = free.sub(lambda match: "\n" * match[0].count("\n"), text)
        for pattern, instead in WORDS.values():
            for match in re.finditer(rf"\b(?:{pattern})\b", text, re.IGNORECASE):
                yield line + text.count("\n", 0, match.start()), match[0], instead


def _spaced(pattern: str) -> re.Pattern[str]:
    """A pattern in which a space stands for a line's end too."""
    return re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE)


def in_file(path: Path, reader: Callable[[str], Iterator[Text]]) -> list[tuple[int, str, str]]:
    text = path.read_text("utf-8")
    if free := FREE.get(path.relative_to(ROOT).as_posix()):
        text = re.sub(free, _lines_alone, text, flags=re.DOTALL)
    return sorted(unwanted(reader(text)))


@pytest.mark.parametrize(("path", "reader"), FILES)
def test_one_word_for_one_thing(path: Path, reader: Callable[[str], Iterator[Text]]) -> None:
    name = path.relative_to(ROOT).as_posix()
    words = in_file(path, reader)
    if words:
        places = "\n".join(
            f"{name}:{line}: not {word!r} but {instead}" for line, word, instead in words
        )
        pytest.fail(f"{len(words)} words that are not used here\n{places}", pytrace=False)


def test_notation_page_names_the_words() -> None:
    """What is held here is told there: each word stands in the last column of the table."""
    page = (sessions.DOCS / "reference" / "notation.md").read_text("utf-8")
    rows = [row.strip("| \n").split("|") for row in page.split("## Words")[1].splitlines()]
    told = " ".join(row[-1] for row in rows if len(row) >= 4)
    assert [word for word in WORDS if not re.search(rf"\b{word}\b", told)] == []


def test_every_kind_of_file_is_read() -> None:
    for pattern, _ in KINDS:
        assert list(ROOT.glob(pattern)), f"no file is {pattern}"


@pytest.mark.parametrize(
    ("reader", "text", "expected"),
    [
        (_page, "The picture,\nthe *Pictures*.", [(1, "picture"), (2, "Pictures")]),
        (_page, "---\ntitle: A picture\n---\n\n# A rim", [(1, "picture"), (5, "rim")]),
        (_page, '??? question "Which picture?"\n    A depth.', [(1, "picture"), (2, "depth")]),
        (_page, '<figure data-label="A picture">', [(1, "picture")]),
        (_page, "![A picture.](output)", [(1, "picture")]),
        (
            _page,
            "[The filter's answer](picture.md#upright) is level.",
            [(1, "answer"), (1, "level")],
        ),
        (_page, "`kernel` and $depth$ and [f](picture.md) and “a picture”", []),
        (_page, "<!-- a picture --> ```kernel```\n\n```python\npicture = 1\n```\n", []),
        (_page, "A multilayer\nperceptron with low-level features.", []),
        (_page, "A perceptron", [(1, "perceptron")]),
        (_page, "The figure that answers the question, its\nanswer.", [(2, "answer")]),
        (_page, "Understanding, depthwise, as deep as.", []),
        (
            _lab,
            "# ---\n# title: A picture\n# ---\n\n# %% [markdown]\n# # A rim\n\n# %%\npicture = 1\n",
            [(2, "picture"), (6, "rim")],
        ),
        (
            _strings,
            'def draw():\n    """A picture."""\n    x = f"the picture {1}"\n',
            [(3, "picture")],
        ),
        (
            _docstrings,
            'def f():\n    """A picture.\n\n    kernel, depth\n        Array.\n\n    >>> picture()\n    1\n    """\n',
            [(2, "picture")],
        ),
        (_docstrings, 'def _f():\n    """A picture of `kernel`."""\n', []),
        (_docstrings, '"""One.\n\nThe `picture` and the picture."""\n', [(3, "picture")]),
        (
            _messages,
            "// a picture\nf('kernel', 'the kernel', `a picture ${picture}`);\n",
            [(2, "kernel"), (2, "picture")],
        ),
    ],
)
def test_words_are_found(
    reader: Callable[[str], Iterator[Text]], text: str, expected: list[tuple[int, str]]
) -> None:
    assert [(line, word) for line, word, _ in sorted(unwanted(reader(text)))] == expected
