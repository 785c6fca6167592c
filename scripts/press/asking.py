"""What a reader is told who asks a numeral: its expression, what that is made of, its exact value.

The build marks each numeral that has an answer (`marks.py`), and writes a script beside the page's HTML
that has the answers in the order of the page. It comes when the first numeral is asked: as a script, for
a page on a disk may load that but read no file. What the texts of pictures answer stands in a second,
which comes when the switch shows them. `asking.js` of the theme shows both.

The first gives `bookAsked` and the second `bookSaid`, each with indices for all that comes again:

- `places`: what names are of, each as [address, words before, words]; a listing of the page is told by its
  address alone, for the page has its number;
- `names`: names with their places, each as [name, place];
- `sources`: expressions, each as [code, name, name …], by the numbers of names;
- `numerals`, of the first: for each mark the number of its source, if it gives the numeral as it is
  written; else [source, exact value, which of its values, of how many, as written], where 0 stands for a
  value that is written as it is; and of a formula that is one mark a list of such. The number of a source
  counts back from the first that has not come yet, which is 0: most are new, and so packed in least room;
- `said`, of the second: of each picture the numerals in its text, with the same, but that sources are
  counted from the first: those that follow one another and have one answer stand together, as [answer,
  characters before, length, characters before, length …].
"""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from scripts.press import api, marks, tables
from scripts.press.figures import figure_of
from scripts.press.markup import Element, elements, words
from scripts.press.page import MATHS
from scripts.setup.environment import ROOT

FOLDER = "asked/"
TEXTS = "-said"
BIBLIOGRAPHY = "reference/bibliography"
INITIALS = re.compile(r"^(?:\w\.[- ]?)+\s*")
AUTHORS = 2  # of more, the first and "others"
BARE = "bare"
WORDS = {
    "fence": "is made in",  # asking.js has these words too
    "package": "is defined in",
    "data": "is",
    "script": "in",
    "cite": "quoted from",
    "year": "the year of",
    BARE: "no code gives it: it names a size, or is a digit of a formula",
}
# These are told of the whole expression.
NAMELESS = ("cite", "script", BARE)
Numeral = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What can be asked on a page: its numerals, by the numbers of their marks, and its code."""

    prose: list[Numeral]
    tables: dict[str, list[Numeral]]
    figures: dict[str, dict[str, Any]]
    code: dict[str, str]

    @property
    def numerals(self) -> list[Numeral]:
        return [*self.prose, *(each for found in self.tables.values() for each in found)]

    def first(self, table: str) -> int:
        """The number of the first mark of a table."""
        before = list(self.tables)[: list(self.tables).index(table)]
        return len(self.prose) + sum(len(self.tables[name]) for name in before)


def asked(gives: Mapping[str, Any], scripted: Mapping[str, Any]) -> Asked:
    """Return what can be asked on a page, of what its run and its scripts give."""
    prose = [
        numeral | {"answer": answer}
        for claim in gives["claims"]
        for numeral, answer in zip(claim["numerals"], claim["answers"], strict=False)
    ]
    made = {
        place.rpartition("/")[2]: said["table"]["numerals"]
        for place, said in scripted.items()
        if "table" in said and is_table(said["table"]["text"])
    }
    drawn = {place.rpartition("/")[2]: said for place, said in scripted.items() if "alt" in said}
    return Asked(prose, made, drawn, gives["code"])


def is_table(text: str) -> bool:
    """Whether what a script of a table gives is one, and no list, say, of what others wrote."""
    return bool(re.search(r"^\|", text, re.MULTILINE))


def scripts_of(markdown: str) -> list[str]:
    """The scripts of the tables and figures that a page may show: "scripts/tables/loop"."""
    made = [f"scripts/tables/{name}" for name in tables.MARK.findall(markdown)]
    drawn = [
        f"scripts/figures/{figure_of(name)}"
        for name in re.findall(r"figures/([\w-]+)\.svg", markdown)
    ]
    found = dict.fromkeys([*made, *drawn])
    return [name for name in found if (ROOT / f"{name}.py").is_file()]


def unanswered(gives: Mapping[str, Any]) -> list[tuple[int, str]]:
    """The line and the comment of each claim that has no answer, for it does not hold."""
    return [
        (claim["line"], claim["source"])
        for claim in gives["claims"]
        if claim["numerals"] and not claim["answers"]
    ]


# --- what names are of --------------------------------------------------------------------------

# Of a page's file the address from the page that is made.
Address = Callable[[str], str]


@dataclass
class _Script:
    """A script of a page as it grows: nothing stands in it twice."""

    listings: dict[str, str]
    address: Address
    places: list[list[str]] = field(default_factory=list)
    names: list[list[Any]] = field(default_factory=list)
    sources: list[list[Any]] = field(default_factory=list)

    def entry(self, numeral: Numeral, alone: bool = True) -> Any:
        """What stands for a numeral; `alone` is one whose mark says how it is written."""
        answer = numeral["answer"]
        source = _index(self.sources, self._source(answer))
        written = ("−" if numeral["negative"] else "") + numeral["text"]
        more: list[Any] = [answer["value"], answer["which"], answer["of"]]
        # The sign of a number in a formula is no part of its mark.
        if not alone or (numeral["kind"] == MATHS and numeral["negative"]):
            return [source, *more, written]
        if answer["of"] == 1 and answer["value"] == _plain(written):
            return source
        if answer["value"] == _plain(written):
            more[0] = 0
        return [source, *(more if answer["of"] > 1 else more[:1])]

    def _source(self, answer: dict[str, Any]) -> list[Any]:
        expression = answer["expression"]
        found: list[Any] = [expression]
        origins = answer["from"] or ([["", [BARE]]] if _is_bare(expression) else [])
        for name, (kind, *what) in origins:
            is_year = kind == "cite" and expression == f"cite.{what[0]}"
            told = self._place("year" if is_year else kind, *what)
            named = ["" if kind in NAMELESS else name, _index(self.places, told)]
            found.append(_index(self.names, named))
        return found

    def _place(self, kind: str, *what: Any) -> list[str]:
        words, address = "", ""
        if kind == "fence":
            if listing := self.listings.get(str(what[0])):
                return [listing]
            words = "the code above"
        elif kind == "package":
            words, address = what[0], self.address(api.uri_of(what[0].rpartition(".")[2]))
        elif kind in ("cite", "year"):
            words = ", ".join(filter(None, [work(what[0]), what[1]]))
            address = f"{self.address(f'{BIBLIOGRAPHY}.md')}#{what[0]}"
        elif kind == "script":
            words = f"{what[1]} of {what[0]}"
        elif what:
            words = what[0]
        return [address, WORDS[kind], words]

    def written(self, variable: str, **answers: Any) -> str:
        given = {"places": self.places, "names": self.names, "sources": self.sources, **answers}
        packed = json.dumps(given, ensure_ascii=False, separators=(",", ":"))
        return f"var {variable}={packed};\n"


def _index(known: list[Any], wanted: Any) -> int:
    if wanted not in known:
        known.append(wanted)
    return known.index(wanted)


def _plain(written: str) -> str:
    return written.replace("−", "-").replace(",", "").replace("_", "")


def _is_bare(expression: str) -> bool:
    names = (ast.Name, ast.Call, ast.Attribute)
    return not any(isinstance(node, names) for node in ast.walk(ast.parse(expression)))


def work(key: str) -> str:
    """A work of the bibliography in short: "Simonyan and Zisserman (2015)"."""
    entry = tomllib.loads((ROOT / "data" / "bibliography.toml").read_text("utf-8"))[key]
    names = [INITIALS.sub("", name) for name in entry["authors"]]
    said = " and ".join(names) if len(names) <= AUTHORS else f"{names[0]} and others"
    return f"{said} ({entry.get('year', 'undated')})"


def listings(content: str, code: Mapping[str, str]) -> dict[str, str]:
    """Return the address of the listing that shows each fence, by its line."""
    shown = [
        (_code(listing), listing)
        for listing in elements(content, "div")
        if "listing" in listing.classes and "id" in listing.attributes
    ]
    found = {}
    at = 0
    for line, source in sorted(code.items(), key=lambda each: int(each[0])):
        wanted = source.strip()
        place = next((n for n in range(at, len(shown)) if shown[n][0] == wanted), None)
        if place is not None:
            at, listing = place + 1, shown[place][1]
            found[line] = f"#{listing.attributes['id']}"
    return found


def _code(listing: Element) -> str:
    (code, *_) = [*elements(listing.inside, "code"), None]
    return words(code.inside).strip() if code else ""


# --- the scripts --------------------------------------------------------------------------------


def scripts(
    asked: Asked, order: Iterable[list[int]], content: str, address: Address
) -> tuple[str, str]:
    """Return the scripts with the answers of a page, whose marks stand in this order.

    The second is of the texts of its pictures; without such it is empty.
    """
    shown = listings(content, asked.code)
    of_marks = _of_marks(asked, order, _Script(shown, address))
    return of_marks, _of_texts(asked, content, _Script(shown, address))


def _of_marks(asked: Asked, order: Iterable[list[int]], made: _Script) -> str:
    known = asked.numerals

    def entry(number: int, alone: bool) -> Any:
        come = len(made.sources)
        return _back(made.entry(known[number], alone), come)

    numerals = [
        entry(numbers[0], alone=True)
        if len(numbers) == 1
        else [entry(number, alone=False) for number in numbers]
        for numbers in order
    ]
    return made.written("bookAsked", numerals=numerals)


def _back(entry: Any, come: int) -> Any:
    """An entry with its source counted back from the first that has not come before it."""
    return [come - entry[0], *entry[1:]] if isinstance(entry, list) else come - entry


def _of_texts(asked: Asked, content: str, made: _Script) -> str:
    said = {
        stem: _said(asked.figures[figure_of(stem)], stem, made)
        for stem in stems(content)
        if figure_of(stem) in asked.figures
    }
    said = {stem: found for stem, found in said.items() if found}
    return made.written("bookSaid", said=said) if said else ""


def stems(content: str) -> list[str]:
    """The pictures of a page, by the names of their drawings."""
    found = [
        re.sub(r"(-narrow)?(-dark)?$", "", image.attributes["src"].rpartition("/")[2].split(".")[0])
        for image in elements(content, "img")
        if "figures/" in image.attributes.get("src", "")
    ]
    return list(dict.fromkeys(found))


def _said(figure: dict[str, Any], stem: str, made: _Script) -> list[list[Any]]:
    function = "motion_alt" if stem.endswith("-motion") else "alt"
    found: list[list[Any]] = []
    at = 0
    for numeral in figure[function]["numerals"]:
        # A minus is asked with its number.
        start, end = numeral["start"] - numeral["negative"], numeral["end"]
        entry = made.entry(numeral)
        if not found or found[-1][0] != entry:
            found.append([entry])
        found[-1] += [start - at, end - start]
        at = end
    return found


def places(url: str) -> tuple[str, str]:
    """Where the two scripts of a page are on the site, by the page's address there."""
    stem = FOLDER + url.removesuffix(".html")
    return f"{stem}.js", f"{stem}{TEXTS}.js"


def mark(markdown: str, text: str, found: Asked) -> str:
    """Return a page's Markdown, which ends its text, with its numerals marked."""
    return marks.marked(markdown, found.prose, skip=len(text) - len(markdown))
