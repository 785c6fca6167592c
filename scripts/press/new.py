"""Make what an author adds, from the book's own pattern: `python -m scripts.press new chapter NAME`.

What is made builds and passes its tests as it stands: each pattern, in scripts/patterns, is a small
example that is true, for an author to write over. A chapter gets its page, its figure, a test of what
it rests on, and its line in nav; all else gets what it needs and a place on a page. All of it is made,
or nothing.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from scripts.press import contents
from scripts.press.errors import PressError
from scripts.press.rendering import FRONT_MATTER
from scripts.setup.environment import ROOT

PATTERNS = ROOT / "scripts" / "patterns"
CONFIG = "mkdocs.yml"
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
# Where a pattern has a name; JavaScript has other words between braces.
PLACE = re.compile(
    r"\$(?:\{(?P<braced>name|page)\}|(?P<plain>name|title|yaml_title|number|page)\b)"
)
# What is added to a page stands before this, or at the end.
LAST_PART = re.compile(r"^## Remember[ \t]*$", re.MULTILINE)


class NewError(PressError):
    """What cannot be made; the message says what, and why."""


@dataclass
class Plan:
    """What is to be written, by its place in the project; and what an author does next."""

    files: dict[str, str] = field(default_factory=dict)
    edits: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    next: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Order:
    """What is asked for: a name, the page that shows it, the page that it stands below."""

    name: str
    root: Path
    page: str = ""
    after: str = ""

    @property
    def title(self) -> str:
        return self.name.replace("_", " ").strip().capitalize()

    def filled(self, pattern: str, **more: str) -> str:
        """A pattern with its names filled in."""
        text = (PATTERNS / pattern).read_text("utf-8")
        known = {"name": self.name, "title": self.title, "yaml_title": _yaml(self.title)} | more
        return PLACE.sub(lambda match: known[match["braced"] or match["plain"]], text)

    def read(self, place: str) -> str:
        return (self.root / place).read_text("utf-8")


# --- the kinds ----------------------------------------------------------------------------------


def new_chapter(order: Order) -> Plan:
    """A page with its figure, its test and its line in the contents."""
    config, name = order.read(CONFIG), order.name
    after = f"{order.after}.md" if order.after else contents.last_beside(config, f"{name}.md")
    number = number_below(order.root, config, after)
    plan = Plan()
    plan.files[f"docs/{name}.md"] = order.filled("chapter.md", number=number)
    plan.files[f"scripts/figures/{name}_window.py"] = order.filled("figure.py")
    plan.files[f"tests/convdemo/test_{name}.py"] = order.filled("chapter_test.py")
    plan.edits[CONFIG] = contents.added(config, f"{name}.md", after)
    plan.told.append(f"It is chapter {number}, in nav below {after}.")
    plan.next = [
        f"scripts.drawing.preview {name}_window",
        f"scripts.press.update {name}",
        f"pytest tests/book tests/convdemo -k {name}",
    ]
    return plan


def new_figure(order: Order) -> Plan:
    """A figure's script, and the figure on its chapter's page."""
    page, name = _page(order), order.name
    if not name.startswith(f"{page}_"):
        raise NewError(f"a figure's name begins with its page's: {page}_{name}")
    plan = Plan({f"scripts/figures/{name}.py": order.filled("figure.py")})
    _show(plan, order, page, order.filled("figure.md"))
    plan.next = [f"scripts.drawing.preview {name}", f"pytest tests/book -k {page}"]
    return plan


def new_table(order: Order) -> Plan:
    """A table's script, and its mark on a page."""
    page, name = _page(order), order.name
    plan = Plan({f"scripts/tables/{name}.py": order.filled("table.py")})
    _show(plan, order, page, f"<!-- table: {name} -->\n")
    plan.next = [f"pytest tests/book -k {page.rpartition('/')[2]}"]
    return plan


def new_lab(order: Order) -> Plan:
    """A lab, and its line in the contents."""
    config, place = order.read(CONFIG), f"{contents.LAB_FOLDER}{order.name}.py"
    after = contents.last_beside(config, place)
    plan = Plan({f"docs/{place}": order.filled("lab.py")})
    plan.edits[CONFIG] = contents.added(config, place, after, _yaml(order.title))
    plan.told.append(f"It is in nav below {after}.")
    plan.next = [f"pytest tests/book/test_labs.py -k {order.name}"]
    return plan


def new_explorable(order: Order) -> Plan:
    """A module, the figure that it stands below, on a page, and a test in a browser."""
    page, name = _page(order), order.name
    if re.search(rf'\bid="{name}"', order.read(f"docs/{page}.md")):
        raise NewError(f'docs/{page}.md has an id="{name}" already')
    plan = Plan({f"docs/explorables/{name}.js": order.filled("explorable.js.txt")})
    plan.files[f"scripts/figures/{page}_{name}.py"] = order.filled("figure.py")
    plan.files[f"tests/site/explorables/test_{name}.py"] = order.filled(
        "explorable_test.py", page=page
    )
    _show(plan, order, page, order.filled("explorable.md", page=page))
    plan.next = [
        f"scripts.drawing.preview {page}_{name}",
        f"pytest tests/site/explorables/test_{name}.py",
    ]
    return plan


KINDS: dict[str, Callable[[Order], Plan]] = {
    "chapter": new_chapter,
    "figure": new_figure,
    "table": new_table,
    "lab": new_lab,
    "explorable": new_explorable,
}


def _page(order: Order) -> str:
    """The page that shows it: the one that is named, or the one whose name its own begins with."""
    uris = [entry.uri for entry in contents.read(order.read(CONFIG))]
    pages = [uri.removesuffix(".md") for uri in uris if uri.endswith(".md")]
    if order.page:
        if order.page not in pages:
            raise NewError(f"there is no page {order.page} in nav; there are {', '.join(pages)}")
        return order.page
    found = [page for page in pages if order.name.startswith(f"{page}_")]
    if not found:
        raise NewError(
            f"which page shows {order.name}? Begin the name with the page's, or say --page PAGE"
        )
    return max(found, key=len)


def _show(plan: Plan, order: Order, page: str, block: str) -> None:
    """Put a block on a page, at the end of its text."""
    place = f"docs/{page}.md"
    text = order.read(place)
    last = [match.start() for match in LAST_PART.finditer(text)]
    at = last[-1] if last else len(text)
    before, rest = text[:at].rstrip("\n"), text[at:]
    plan.edits[place] = f"{before}\n\n{block}" + (f"\n{rest}" if rest else "")
    plan.told.append(f"It stands on {place}, at the end of the text.")


def _yaml(title: str) -> str:
    """The title as YAML reads it: a word like Yes in quotation marks."""
    return title if yaml.safe_load(title) == title else f'"{title}"'


# --- a chapter's number -------------------------------------------------------------------------


def number_below(root: Path, config: str, after: str) -> str:
    """Return a number for a chapter that stands in nav below `after`, and above what follows there."""
    entries = contents.read(config)
    uris = [entry.uri for entry in entries]
    if after not in uris:
        raise NewError(f"nav has no {after} to put the chapter below")
    taken = {_number(root, uri) for uri in uris}
    taken |= {(int(entry.section.split()[0]),) for entry in entries if entry.section[:1].isdigit()}
    last = _number(root, after)
    if not last:
        raise NewError(f"{after} has no chapter number, so no chapter can stand below it")
    following = [_number(root, uri) for uri in uris[uris.index(after) + 1 :]]
    limit = next((number for number in following if number), (sys.maxsize,))
    number = (*last[:-1], last[-1] + 1)
    if number in taken or not number < limit:
        number = (*last, 1)
    if not last < number < limit:
        raise NewError(f"there is no number between {_dotted(last)} and {_dotted(limit)}")
    return _dotted(number)


def _number(root: Path, uri: str) -> tuple[int, ...]:
    path = root / "docs" / uri
    found = FRONT_MATTER.match(path.read_text("utf-8")) if path.suffix == ".md" else None
    written = str((yaml.safe_load(found[1]) or {}).get("chapter", "")) if found else ""
    return tuple(map(int, written.split("."))) if re.fullmatch(r"[\d.]+", written) else ()


def _dotted(number: tuple[int, ...]) -> str:
    return ".".join(map(str, number))


# --- all of it, or nothing ----------------------------------------------------------------------


def planned(kind: str, order: Order) -> Plan:
    """Return what is to be made, when nothing stands in its way."""
    if not NAME.fullmatch(order.name):
        raise NewError(
            f"{order.name!r} is no name: letters, digits and underscores, and a letter first"
        )
    plan = KINDS[kind](order)
    # A file system may take Stride.md for stride.md.
    for place in plan.files:
        folder, _, name = place.rpartition("/")
        there = {path.name.lower(): path.name for path in (order.root / folder).iterdir()}
        if name.lower() in there:
            raise NewError(
                f"{folder}/{there[name.lower()]} is there already; nothing has been made"
            )
    return plan


def write(plan: Plan, root: Path) -> None:
    """Write all of a plan; if that fails, leave all as it was."""
    done: list[Path] = []
    kept = {place: (root / place).read_bytes() for place in plan.edits}
    try:
        # nav last: a served site sees the page before the line that names it.
        for place, text in (plan.files | plan.edits).items():
            path = root / place
            done.append(path)
            path.write_text(text, "utf-8", newline="\n")
    except BaseException:
        for path in done:
            place = path.relative_to(root).as_posix()
            if place in kept:
                path.write_bytes(kept[place])
            else:
                path.unlink(missing_ok=True)
        raise


def told(plan: Plan) -> str:
    """What was made, and what comes next."""
    python = sys.orig_argv[0]  # as the author has called it
    lines = [f"made    {place}" for place in plan.files]
    lines += [f"edited  {place}" for place in plan.edits]
    lines += [*plan.told, "It is an example, true as it stands: write yours over it. Then:"]
    return "\n".join([*lines, *(f"    {python} -m {each}" for each in plan.next)])


def make(kind: str, order: Order) -> str:
    """Make one thing; return what is said of it."""
    plan = planned(kind, order)
    write(plan, order.root)
    return told(plan)
