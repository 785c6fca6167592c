"""Explorables: what stands below a figure to be touched, and what they need of the package.

On a page, `<details markdown class="explorable" id="slide" data-explorable="sliding_window"
data-start="image=check_image()" data-label="…">` holds a line that says what can be tried, a few words,
and questions. `data-explorable` names the module under docs/explorables. `data-start` is what the
explorable starts with, as Python keywords with the package's names; it reaches the page as JSON. A
question, an item of a list, ends with a comment, `<!-- try: padding=1 -->`, and becomes a link to that
state. What explorables get of the package besides is described by `docs/explorables/given.py`.
"""

from __future__ import annotations

import dataclasses
import html
import json
import re
import runpy
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from scripts.press import caching, evaluated, imports, packing, worker
from scripts.press.errors import PressError, refuse
from scripts.setup.environment import ROOT

FOLDER = "explorables/"
SOURCE = ROOT / "docs" / "explorables"
GIVEN = SOURCE / "given.py"
# Run from the page, not imported by a module.
STARTER = "start.js"
# How an explorable ends; the other modules only help.
EXPORTS = "export { build, check, defaults };"
SECTION = re.compile(r'<details\b[^>]*\bdata-explorable="(?P<name>[^"]*)"[^>]*>')
IDENTITY = re.compile(r'\sid="([^"]*)"')
# A question of an explorable, with the state that it leads to.
TRY = re.compile(r"^- (?P<words>.+?)<!-- try: (?P<state>.+?) -->$", re.MULTILINE)
END = "</details>"
# In each style sheet, for start.js to see that it has come.
MARK = ":root {{ --{0}: loaded; }}"
SHEET = "explorables"
START = re.compile(r'\bdata-start="([^"]*)"')
NEEDED = ("id", "data-label")
IMPORTED = re.compile(r"""\bfrom\s*["']\./([\w.]+)["']""")
# Where a module says which keys its state has: with their first values, or in the type of the state.
DEFAULTS = re.compile(r"^const defaults = \{(.*?)\};$", re.DOTALL | re.MULTILINE)
STATE = re.compile(r"@typedef \{typeof defaults & Record<([\w |]+), \w+>\} State")
# A comment, or a string.
NO_KEY = re.compile(r"""//.*|"[^"]*"|'[^']*'""")
NONE: Mapping[str, PressError] = {}
# What readers load; the rest of the folder is for authors.
PACKED = (".js", ".css")


class ExplorableError(PressError):
    """An explorable that a page cannot show; the message says which, and why."""


def modules(folder: Path = SOURCE) -> list[str]:
    """The names of all explorables: the modules that export `build`."""
    return sorted(path.stem for path in folder.glob("*.js") if EXPORTS in path.read_text("utf-8"))


def sections(markdown: str) -> list[re.Match[str]]:
    """The tags with which a page's explorables begin."""
    return list(SECTION.finditer(markdown))


def insert(
    markdown: str,
    instead: Callable[[PressError, str], str] = refuse,
    broken: Mapping[str, PressError] = NONE,
) -> str:
    """Return `markdown` with the start of each explorable as JSON, and its questions as links.

    `broken` has the files that cannot be loaded. What `instead` gives for an explorable that cannot
    start stands in its place; the figure above it is there.
    """
    wholes = [markdown[tag.start() : _end(markdown, tag)] for tag in sections(markdown)]
    asked = [state for whole in wholes for state in _states(whole)]
    found = evaluated.computed("starts", asked, "scripts.press.explorables:render") if asked else {}
    for whole in wholes:
        try:
            new = _live(whole, broken, found)
        except ExplorableError as error:
            new = instead(error, whole[: whole.index(">") + 1])
        markdown = markdown.replace(whole, new, 1)
    return markdown


def _end(markdown: str, tag: re.Match[str]) -> int:
    end = markdown.find(END, tag.end())
    if end < 0:
        raise ExplorableError(f"the explorable {tag['name']} has no end: {END}")
    return end + len(END)


def _states(whole: str) -> list[str]:
    """All states that an explorable names: its start, and those of its questions."""
    starts = [html.unescape(start) for tag in sections(whole) for start in START.findall(tag[0])]
    return starts + [each["state"] for each in TRY.finditer(whole)]


def _live(
    whole: str, broken: Mapping[str, PressError], found: Mapping[str, str | PressError]
) -> str:
    """An explorable as it reaches the page."""
    (tag,) = sections(whole)
    _checked(tag, broken)
    name, [place] = tag["name"], IDENTITY.findall(tag[0])
    started = START.sub(
        lambda start: f'data-start="{html.escape(_state(name, "data-start", start[1], found))}"',
        tag[0],
    )

    def link(asked: re.Match[str]) -> str:
        state = json.loads(_state(name, "try", asked["state"], found))
        query = "&".join(f"{place}.{key}={coded(value)}" for key, value in state.items())
        return f"- [{asked['words'].strip()}](?{query}#{place})"

    return started + TRY.sub(link, whole[tag.end() :])


def coded(value: Any) -> str:
    """A value in an address, as address.js writes it: 1_0_-1*1_0_-1."""
    if isinstance(value, list):
        return "*".join(
            "_".join(map(_plainly, part)) if isinstance(part, list) else _plainly(part)
            for part in value
        )
    return _plainly(value)


def _plainly(value: Any) -> str:
    return str(int(value) if isinstance(value, bool) else value)


def _checked(tag: re.Match[str], broken: Mapping[str, PressError]) -> None:
    """Raise if an explorable cannot become live whatever it starts with."""
    name = tag["name"]
    if name not in modules(SOURCE):
        raise ExplorableError(f"docs/explorables has no {name}.js that exports build")
    missing = [needed for needed in NEEDED if not re.search(rf'\s{needed}="', tag[0])]
    if missing:
        raise ExplorableError(f"the explorable {name} has no {' and no '.join(missing)}")
    for file in needed_by(name) & broken.keys() if broken else ():
        raise ExplorableError(**broken[file].data())


def _state(name: str, where: str, text: str, found: Mapping[str, str | PressError]) -> str:
    """A state as JSON; `where` it stands is said if it is wrong."""
    answer = found[html.unescape(text)]
    if isinstance(answer, PressError):
        at_home = answer.place
        data = answer.data() | {"message": f"{'' if at_home else f'{where}: '}{answer.message}"}
        raise ExplorableError(**data)
    known = keys(name)
    if unknown := [key for key in json.loads(answer) if key not in known]:
        listed = ", ".join(sorted(known))
        raise ExplorableError(
            f"{where}: {name} has no {' and no '.join(unknown)}; what it has: {listed}"
        )
    return answer


def keys(name: str) -> set[str]:
    """The keys that the state of an explorable has."""
    text = (SOURCE / f"{name}.js").read_text("utf-8")
    written = DEFAULTS.search(text)
    names = set(_keys(written[1])) if written else set()
    state = STATE.search(text)
    for kind in state[1].split(" | ") if state else ():
        if union := re.search(rf"@typedef \{{([^{{}}]+)\}} {kind}\b", text):
            names |= set(re.findall(r'"(\w+)"', union[1]))
    return names


def _keys(inside: str) -> list[str]:
    """The keys of a literal object, given without its braces."""
    bare = NO_KEY.sub(lambda match: "" if match[0][0] == "/" else "0", inside)
    while (plain := re.sub(r"\([^()]*\)|\[[^][]*\]|\{[^{}]*\}", "0", bare)) != bare:
        bare = plain
    return [part.partition(":")[0].strip() for part in bare.split(",") if part.strip()]


def needed_by(name: str) -> set[str]:
    """The files that an explorable loads: its own module, the shared one, all that they import."""
    found: set[str] = set()
    waiting = [f"{name}.js", "explorable.js", STARTER]
    while waiting:
        file = waiting.pop()
        if file not in found:
            found.add(file)
            path = SOURCE / file
            waiting += IMPORTED.findall(path.read_text("utf-8")) if path.is_file() else []
    return found


def sheets(names: Iterable[str]) -> list[str]:
    """The style sheets of explorables: what all share, what their modules have, their own."""
    names = list(dict.fromkeys(names))
    shared = {
        path.stem
        for name in names
        for file in needed_by(name)
        if (path := (SOURCE / file).with_suffix(".css")).is_file()
    }
    return [SHEET, *sorted(shared - {*names}), *names] if names else []


def files(broken: dict[str, PressError] | None = None) -> dict[str, str]:
    """Return what readers load, by the file's name: all modules, and what is made of the package.

    A file that cannot be made is left out, and `broken` is told why; without `broken` it raises.
    """
    try:
        given = made_of_the_package()
    except ExplorableError as error:
        if broken is None:
            raise
        # What modules import and no author has written is made of the package.
        wanted = {file for name in modules(SOURCE) for file in needed_by(name)}
        broken |= {file: error for file in wanted if not (SOURCE / file).exists()}
        given = {"modules": {}, "scripts": {}}
    made = packed(broken=broken) | given["modules"]
    made |= {
        f"{name}.css": made.get(f"{name}.css", "") + MARK.format(name)
        for name in {*modules(), *(file[:-4] for file in made if file.endswith(".css"))}
    }
    return made | {"from_disk.js": from_disk(made)} | given["scripts"]


def made_of_the_package() -> dict[str, dict[str, str]]:
    """Return the modules and the scripts that `given.py` describes."""
    sources = (imports.key(GIVEN), ROOT / "requirements.txt", Path(__file__))

    def make() -> Any:
        try:
            return worker.ask("scripts.press.explorables:written", str(GIVEN))
        except PressError as error:
            place = error.place or "docs/explorables/given.py"
            raise ExplorableError(**error.data() | {"place": place}) from error

    found: dict[str, dict[str, str]] = caching.answer("given", "given", caching.key(*sources), make)
    return found


def written(place: str) -> dict[str, dict[str, str]]:
    """Write what `given.py` has as JavaScript: the part that runs in the worker."""
    given = runpy.run_path(place)
    lines = {"modules": "export const {} = {};\n", "scripts": "var {}={};\n"}
    return {
        kind: {
            file: "".join(line.format(name, _json(value)) for name, value in values.items())
            for file, values in given[kind.upper()].items()
        }
        for kind, line in lines.items()
    }


def packed(folder: Path = SOURCE, broken: dict[str, PressError] | None = None) -> dict[str, str]:
    """Return what readers load of each file; see `files` on `broken`."""
    found = {}
    for path in sorted(folder.iterdir()):
        if path.suffix not in PACKED:
            continue
        try:
            found[path.name] = packing.packed(path.name, path.read_text("utf-8"))
        except packing.PackingError as error:
            line = error.more["line"]
            place = f"docs/explorables/{path.name}{line and f':{line}'}"
            failed = ExplorableError(error.message, place)
            if broken is None:
                raise failed from error
            broken[path.name] = failed
    return found


def from_disk(modules: dict[str, str]) -> str:
    """Return all modules as one script: a page on a disk may run scripts, but not import files."""
    wanted = {n: text for n, text in modules.items() if n.endswith(".js") and n != STARTER}
    return f"var explorableModules={_json(wanted)};\n"


def _json(value: Any) -> str:
    return json.dumps(value, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> Any:
    """An array as lists, and a layer as its name and its choices, but for those that are usual."""
    if dataclasses.is_dataclass(value):
        given = {field: getattr(value, field.name) for field in dataclasses.fields(value)}
        chosen = {field.name: chose for field, chose in given.items() if chose != field.default}
        return {"type": type(value).__name__, **chosen}
    return value.tolist()


def render(text: str, names: dict[str, Any]) -> str:
    """The keywords of a start as JSON."""
    return _json(eval(f"dict({text})", names))
