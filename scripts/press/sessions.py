"""Run a page as a reader would: its fences in order, one session, and hold it to what it says.

`run` gives a `Session`: what each fence printed, what each expression in the prose gave, and every
place where the page says something else. Sybil puts the fences and the answers of a page in order
and evaluates them; what is a fence and what is a numeral is told by `fences` and `numerals`.

A fence runs with warnings as errors, in an empty folder, so that it needs nothing but what a reader
has. What it writes to standard output must stand in the ``text`` fence right below it and is
compared by doctest's rules: white space may differ, nothing else. A ``console`` fence holds commands
together with what they print; they run in the same folder.
"""

from __future__ import annotations

import builtins
import contextlib
import difflib
import functools
import io
import json
import os
import re
import sys
import tempfile
import textwrap
import tomllib
import traceback
import types
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, field
from doctest import DONT_ACCEPT_BLANKLINE, DONT_ACCEPT_TRUE_FOR_1, NORMALIZE_WHITESPACE
from importlib import import_module
from pathlib import Path
from typing import Any

from sybil import Document, Example, Region
from sybil.evaluators.doctest import OutputChecker

from scripts.press import comments, console, fences, keys, numerals, questions, subject
from scripts.press.fences import Fence
from scripts.press.page import CODE, prose
from scripts.setup.environment import ROOT

DOCS = ROOT / "docs"
# What is written about the project, beside the site.
TOP = ("README.md", "CONTRIBUTING.md", "convdemo/README.md")
STALE = "the fence above prints something else"
RULES = NORMALIZE_WHITESPACE | DONT_ACCEPT_BLANKLINE | DONT_ACCEPT_TRUE_FOR_1


def pages() -> list[Path]:
    """Every Markdown page of the site (``glob("**/*.md")`` misses some on Python 3.11)."""
    return sorted(DOCS.rglob("*.md"))


def texts() -> list[Path]:
    """Every file that is run as a page: the site's pages, and what stands at the top level."""
    return [*pages(), *(ROOT / name for name in TOP)]


def name(path: Path) -> str:
    """What a page is called: "padding", "reference/making" or "README"."""
    return path.relative_to(ROOT).with_suffix("").as_posix().removeprefix("docs/")


def labs() -> list[Path]:
    """Every lab."""
    return sorted((DOCS / "labs").glob("*.py"))


def allowed_fences(path: Path) -> frozenset[str]:
    """The languages a page's fences may have."""
    return fences.allowed_in(path.name)


def same_output(want: str, got: str) -> bool:
    """Whether a text fence says what was printed; NUMBER and ELLIPSIS are never on."""
    return OutputChecker().check_output(want, got, RULES)


@dataclass
class Session:
    """What a page did when it ran."""

    path: Path
    text: str
    prose: numerals.Prose
    fences: list[Fence] = field(default_factory=list)
    ran: list[tuple[int, str | None]] = field(default_factory=list)
    outputs: list[tuple[Fence, str]] = field(default_factory=list)
    answers: list[tuple[numerals.Claim, list[tuple[str, Any]]]] = field(default_factory=list)
    namespace: dict[str, Any] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)
    inside: list[Session] = field(default_factory=list)
    keys: list[tuple[questions.Question, keys.Key]] = field(default_factory=list)
    # Questions that cannot be asked, by their place: the line that is wrong, and why.
    unasked: dict[int, tuple[int, str]] = field(default_factory=dict)

    def at(self, line: int) -> str:
        """The place, as editors and terminals know how to open it."""
        path = self.path.relative_to(ROOT) if self.path.is_relative_to(ROOT) else self.path
        return f"{path}:{line}"

    def fail(self, line: int, problem: str, detail: str = "") -> None:
        self.failures.append(
            f"{self.at(line)}: {problem}"
            + (f"\n{textwrap.indent(detail, '    ')}" if detail else "")
        )


# --- names that answers may use -----------------------------------------------------------------


class Cite:
    """The bibliography: ``cite.key`` is the year, ``cite["key"]`` the entry.

    ``cite("key", 138, at="table 2")`` is the tuple of values, quoted from that work.
    """

    def __init__(self, entries: dict[str, Any]) -> None:
        self._entries = entries

    def __getitem__(self, key: str) -> Any:
        if key not in self._entries:
            raise KeyError(self._unknown(key))
        return self._entries[key]

    def __getattr__(self, key: str) -> int:
        if key not in self._entries:
            raise AttributeError(self._unknown(key))
        if "year" not in self._entries[key]:
            raise AttributeError(f"{key!r} in data/bibliography.toml has no year")
        year: int = self._entries[key]["year"]
        return year

    def __call__(self, key: str, *values: Any, at: str | None = None) -> tuple[Any, ...]:
        """Give back numbers that stand in a work, at a place in it such as "table 2"."""
        if key not in self._entries:
            raise LookupError(self._unknown(key))
        if not values:
            raise ValueError(f"cite({key!r}) quotes no value; for the year write cite.{key}")
        if at is not None and not (isinstance(at, str) and at.strip()):
            raise ValueError(f'at must say where in the work, such as "table 2", got {at!r}')
        return values

    def _unknown(self, key: str) -> str:
        nearest = ", ".join(difflib.get_close_matches(key, self._entries, cutoff=0.5))
        return f"data/bibliography.toml has no {key!r}" + (nearest and f"; near it: {nearest}")


class Data:
    """The data that the pages show: ``data.benchmark`` is ``data/benchmark.json``."""

    def __getattr__(self, name: str) -> Any:
        for suffix, load in ((".json", json.loads), (".toml", tomllib.loads)):
            path = ROOT / "data" / f"{name}{suffix}"
            if path.exists():
                return load(path.read_text("utf-8"))
        raise AttributeError(f"there is no data/{name}.json and no data/{name}.toml")


@functools.cache
def known_names() -> dict[str, Any]:
    """The names that every answer may use besides those its page has made."""
    import numpy

    package = vars(import_module(subject.PACKAGE))
    public = {name: value for name, value in package.items() if not name.startswith("_")}
    bibliography = ROOT / "data" / "bibliography.toml"
    entries = tomllib.loads(bibliography.read_text("utf-8")) if bibliography.exists() else {}
    return {**public, "np": numpy, "cite": Cite(entries), "data": Data()}


@functools.cache
def listed_names() -> frozenset[str]:
    """The words with digits in them that prose may use, from data/names.txt."""
    listed = (ROOT / "data" / "names.txt").read_text("utf-8")
    return frozenset(
        line.strip() for line in listed.splitlines() if line.strip() and not line.startswith("#")
    )


def is_known(name: numerals.Name, namespace: dict[str, Any]) -> bool:
    """Whether a word with digits in it is the name of something."""
    if name.text in listed_names():
        return True
    if name.kind != CODE:
        return False
    known = {**known_names(), **namespace}
    spaces = [
        known["np"],
        builtins,
        *(value for value in known.values() if isinstance(value, types.ModuleType)),
    ]
    return name.text in known or any(hasattr(space, name.text) for space in spaces)


# --- Sybil --------------------------------------------------------------------------------------


class FenceParser:
    """Give Sybil every fence of a page, however it is spelled, and every answer in its prose."""

    def __init__(self, session: Session, silent: bool = False) -> None:
        self.session = session
        self.silent = silent

    def __call__(self, document: Document) -> Iterator[Region]:
        pairs, _ = fences.paired(document.text)
        outputs = {fence.start: output for fence, output in pairs}
        for fence in fences.find_fences(document.text):
            self.session.fences.append(fence)
            yield Region(
                fence.start, fence.end, (fence, outputs.get(fence.start)), self.evaluate_fence
            )
        for claim in self.session.prose.claims:
            if claim.source is not None and not self._swallows(claim):
                yield Region(claim.start, claim.end, claim, self.evaluate_claim)
        for question in questions.find(document.text):
            # Behind the fold, where the names are as its code leaves them.
            yield Region(question.end, question.end, question, self.evaluate_question)

    def _swallows(self, claim: numerals.Claim) -> bool:
        """Whether it is a comment that is not closed, which `check_rules` tells."""
        return "<!--" in (claim.source or "") or any(
            claim.start < fence.end and fence.start < claim.end for fence in self.session.fences
        )

    def evaluate_fence(self, example: Example) -> None:
        fence, output = example.parsed
        if fence.language == fences.PAGE:
            self._run_page_inside(fence)
        if fence.language == fences.CONSOLE:
            self._run_console(fence)
        if fence.language != fences.RUN:
            return
        printed = run_code(self.session, fence, example.namespace)
        self.session.ran.append((fence.line, printed))
        if printed is None or self.silent:
            return
        if output is not None:
            self.session.outputs.append((output, printed))
            if not same_output(output.source, printed):
                said = difference(output.source, printed)
                self.session.fail(output.line, STALE, said)
        elif printed.strip():
            self.session.fail(
                fence.line,
                "this fence prints, and no ```text fence stands right below it; it printed:",
                printed,
            )

    def _run_console(self, fence: Fence) -> None:
        """Run a fence's commands; the whole fence is compared with what it should be."""
        try:
            shown = console.run(fence.source)
        except console.ConsoleError as error:
            self.session.ran.append((fence.line, None))
            self.session.fail(fence.line + error.line, str(error))
            return
        self.session.ran.append((fence.line, shown))
        self.session.outputs.append((fence, shown))
        if not same_output(fence.source, shown):
            self.session.fail(
                fence.line,
                "the commands of this fence print something else",
                difference(fence.source, shown),
            )

    def _run_page_inside(self, fence: Fence) -> None:
        """An example of a page is a page: run it, with its lines counted from where it stands."""
        inside = run_text("\n" * fence.line + fence.source, self.session.path)
        self.session.inside.append(inside)
        self.session.failures += inside.failures

    def evaluate_claim(self, example: Example) -> None:
        claim: numerals.Claim = example.parsed
        try:
            with quietly(), contextlib.redirect_stdout(io.StringIO()):
                found = numerals.values(claim.source or "", {**known_names(), **example.namespace})
        except Exception as error:
            self.session.fail(claim.line, f"{claim.source}: {type(error).__name__}: {error}")
            return
        self.session.answers.append((claim, found))
        for problem in numerals.compare(claim.numerals, found):
            self.session.fail(claim.line, problem)

    def evaluate_question(self, example: Example) -> None:
        question: questions.Question = example.parsed
        try:
            with quietly(), contextlib.redirect_stdout(io.StringIO()):
                names = {**known_names(), **example.namespace}
                key = keys.key_of(question, self._printed_below(question), names)
        except questions.QuestionError as error:
            self.session.unasked[question.start] = (error.line, error.message)
            self.session.fail(error.line, error.message)
        else:
            self.session.keys.append((question, key))

    def _printed_below(self, question: questions.Question) -> str | None:
        """What the first code below a question's comment printed that prints."""
        printed = dict(self.session.ran)
        for fence in self.session.fences:
            if question.below <= fence.start < question.end and printed.get(fence.line, ""):
                return printed[fence.line]
        return None


def difference(want: str, got: str) -> str:
    """Show what the page says and what came, and the first lines where they differ."""
    lines = difflib.ndiff(
        [" ".join(x.split()) for x in want.splitlines()],
        [" ".join(x.split()) for x in got.splitlines()],
    )
    changed = [line for line in lines if line[0] in "-+"]
    return (
        f"Expected:\n{want.rstrip()}\nGot:\n{got.rstrip()}\nDifferent (- page, + program):\n"
        + "\n".join(changed)
    )


@contextlib.contextmanager
def quietly() -> Iterator[None]:
    """Make a warning an error, as a reader would see it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        yield


def run_code(session: Session, fence: Fence, namespace: dict[str, Any]) -> str | None:
    """Run one fence; give what it printed, or None if it failed (and note why)."""
    out, err = io.StringIO(), io.StringIO()
    namespace.setdefault("__name__", "__main__")
    try:
        source = "\n" * fence.line + fence.source
        code = compile(source, str(session.path), "exec", dont_inherit=True)
        with quietly(), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            exec(code, namespace)
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        session.fail(_line_of(error, session.path, fence), "this fence raises", _told(error))
        return None
    if err.getvalue().strip():
        session.fail(fence.line, "this fence writes to standard error:", err.getvalue())
    return out.getvalue()


def _line_of(error: BaseException, path: Path, fence: Fence) -> int:
    if isinstance(error, SyntaxError) and error.lineno:
        return error.lineno
    frames = [
        frame.lineno
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename == str(path)
    ]
    return (frames[-1] if frames else None) or fence.line


def _told(error: BaseException) -> str:
    return "".join(traceback.format_exception(error, limit=-3))


def run_text(text: str, path: Path, *, silent: bool = False) -> Session:
    """Run a page's text. `silent` is for a lab, whose outputs are not written down."""
    session = Session(path, text, numerals.read(text))
    document = Document(text, str(path))
    for region in FenceParser(session, silent)(document):
        document.add(region)
    run_document(session, document)
    check_rules(session, silent)
    return session


def run_document(session: Session, document: Document) -> None:
    """Evaluate the examples in order, in an empty folder, and put back what they change."""
    session.namespace = document.namespace
    with tempfile.TemporaryDirectory() as empty, contextlib.chdir(empty), unchanged_state():
        for example in document.examples():
            example.evaluate()


@contextlib.contextmanager
def unchanged_state() -> Iterator[None]:
    """Keep a page from changing the print options, the seed, the environment of the next."""
    import numpy

    options, seed, environment = (
        numpy.get_printoptions(),
        numpy.random.get_state(),
        dict(os.environ),
    )
    try:
        yield
    finally:
        numpy.set_printoptions(**options)
        numpy.random.set_state(seed)
        os.environ.clear()
        os.environ.update(environment)
        if plots := sys.modules.get("matplotlib.pyplot"):
            plots.close("all")


def check_rules(session: Session, silent: bool = False) -> None:
    """Note what breaks a rule without being run."""
    if not silent:
        for line, problem in fences.misspelt(session.text, allowed_fences(session.path)):
            session.fail(line, problem)
        for fence in fences.paired(session.text)[1]:
            session.fail(
                fence.line,
                "a ```text fence stands right below a ```python fence that prints it,"
                " or not at all",
            )
    for line in comments.unclosed(prose(session.text)):
        session.fail(
            line, "this comment is never closed, and swallows what follows; end it with -->"
        )
    for line, problem in session.prose.problems:
        session.fail(line, problem)
    for name in session.prose.names:
        if not is_known(name, session.namespace):
            session.fail(
                name.line,
                f"{name.text!r} is no name we know; write a number apart from its unit (5 MB,"
                " 6 × 6), or list the name in data/names.txt",
            )
    session.failures.sort(key=_place)


def _place(failure: str) -> int:
    found = re.match(r".*?:(\d+): ", failure)
    return int(found[1]) if found else 0


@functools.cache
def run(path: Path) -> Session:
    """Run a page, once in this process."""
    return run_text(path.read_text("utf-8-sig"), path)


# --- labs ---------------------------------------------------------------------------------------

_CELL = re.compile(r"^# %%(?P<kind>[^\n]*)\n", re.MULTILINE)


def lab_as_page(text: str) -> str:
    """Turn a lab in percent format into a page of the same lines, its cells as fences."""
    marks = list(_CELL.finditer(text))
    header = text[: marks[0].start()] if marks else text
    if any(line.strip() and not line.startswith("#") for line in header.splitlines()):
        raise ValueError("a lab begins with a cell: put # %% before its first line of code or text")
    lines = [""] * header.count("\n")
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        body = text[mark.end() : following.start() if following else len(text)].splitlines()
        if "[markdown]" in mark["kind"]:
            lines += ["", *(re.sub(r"^# ?", "", line) for line in body)]
        elif body:
            if not body[
                -1
            ].strip():  # the closing fence takes this line, so that all keep their place
                body.pop()
            lines += ["```python", *body, "```"]
    return "\n".join(lines) + "\n"


def run_lab(path: Path) -> Session:
    """Run a lab's cells in order and check the numbers in its text."""
    return run_text(lab_as_page(path.read_text("utf-8-sig")), path, silent=True)


def main() -> int:
    """Run the pages and labs named on the command line; print what is wrong with them."""
    failures = []
    for argument in sys.argv[1:]:
        path = Path(argument).resolve()
        failures += (run_lab(path) if path.suffix == ".py" else run(path)).failures
    print("\n".join(failures))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
