"""Change one token of the package at a time, and see whether its tests notice.

    python -m scripts.mutate --seed 7 --changes 120

draws as many changes as it is told: a comparison, an operator, a connective, a constant, a piece
of text. Each is made in a copy of the project, never here, and the package's tests run on it until
the first fails: those that call what was changed, for no other can notice. What none notices is
listed, with the reason for which that is right (`scripts/mutate.toml`) or as missed. Fewer than
95 % noticed of those without a reason is a failure.
"""

from __future__ import annotations

import argparse
import ast
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import tokenize
import tomllib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from queue import Queue

from scripts.reach import ALL, NO_TEST
from scripts.setup import environment
from scripts.setup.environment import ROOT

REASONS = Path(__file__).with_suffix(".toml")
ENOUGH = 0.95
# A run that takes longer, in seconds, has been noticed. All tests take a tenth of the processor's;
# by the clock it may be long, for others may be at work.
LIMIT, CLOCK = 240, 3600
# Bytes that the tests of a change may take, where the system can be told.
MEMORY = 8 * 2**30
IGNORED = shutil.ignore_patterns(
    ".*", "__pycache__", "docs", "scripts", "site", "book", "press", "*.egg-info"
)

SWAPS: dict[str, tuple[str, ...]] = {
    "<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<"),
    "==": ("!=",), "!=": ("==",), "is": ("is not",), "in": ("not in",), "not": ("",),
    "and": ("or",), "or": ("and",), "True": ("False",), "False": ("True",),
    "+": ("-",), "-": ("+",), "*": ("+", "/"), "/": ("*",), "//": ("/", "*"), "%": ("*",),
    "**": ("*",), "@": ("*",), "&": ("|",), "|": ("&",), "^": ("&",), "<<": (">>",), ">>": ("<<",),
    "+=": ("-=",), "-=": ("+=",), "*=": ("/=",), "/=": ("*=",), "//=": ("*=",), "%=": ("*=",),
    "**=": ("*=",), "@=": ("*=",), "&=": ("|=",), "|=": ("&=",), "^=": ("|=",),
}  # fmt: skip
# Tokens that mean something else unless an operand stands before them, as in f(*args).
BETWEEN = {"*", "**", "/", "@"}
_TEXTS = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}


@dataclass(frozen=True)
class Change:
    """One token of a file, and what takes its place."""

    file: str
    row: int
    column: int
    old: str
    new: str
    line: str
    within: str

    def __str__(self) -> str:
        old, new = self.old or "(nothing)", self.new or "(nothing)"
        return f"{self.file}:{self.row}:{self.column + 1}: {old} → {new}    {self.line}"

    def apply(self, source: str) -> str:
        """The file's text with this change in it."""
        lines = source.splitlines(keepends=True)
        text = lines[self.row - 1]
        end = self.column + len(self.old)
        assert text[self.column : end] == self.old, f"{self}: not what stands there"
        lines[self.row - 1] = text[: self.column] + self.new + text[end:]
        return "".join(lines)


def changes(source: str, file: str) -> list[Change]:
    """All changes of one token that a file allows, in its order.

    Docstrings, annotations, imports and `__all__` are left alone.
    """
    tree = ast.parse(source)
    spared, names = list(_spared(tree)), list(_names(tree))
    lines, before, found = source.splitlines(), "", []
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        row, column = token.start
        # A piece of an f-string is told by its first line alone.
        old = token.string.partition("\n")[0]
        operand = before.isidentifier() and before not in {"return", "in", "else", "yield"}
        if token.string in BETWEEN and not (operand or before[-1:] in ")]}\"'" or _digits(before)):
            before = token.string
            continue
        before = token.string or before
        if any(start <= (row, column) < end for start, end in spared):
            continue
        within = next((name for top, last, name in names if top <= row <= last), "")
        for new in _instead(token.type, old):
            change = Change(file, row, column, old, new, lines[row - 1].strip(), within)
            if old not in {"in", "is", *BETWEEN} or _compiles(change.apply(source)):
                found.append(change)
    return found


def _digits(text: str) -> bool:
    return text[:1].isdigit()


def _instead(kind: int, old: str) -> Iterator[str]:
    """What can take a token's place."""
    if kind == tokenize.NUMBER:
        value = ast.literal_eval(old)
        if isinstance(value, int):
            yield str(value + 1)
            if value:
                yield str(value - 1)
        else:
            yield from (repr(value * 2), repr(value / 2)) if value else ["1.0"]
    elif kind in _TEXTS and old:
        place = _middle(old, kind == tokenize.STRING)
        yield old[:place] + "XX" + old[place:]
    else:
        yield from SWAPS.get(old, ())


def _middle(text: str, quoted: bool) -> int:
    """The middle of a text's longest word, outside of what an f-string computes."""
    opening = re.match(r"\w*['\"]", text) if quoted else None
    start = opening.end() if opening else 0
    plain = re.sub(r"\{[^{}]*\}|\\.", lambda part: "." * len(part[0]), text)
    words = list(re.compile(r"\w+").finditer(plain, start))
    if not words:
        return start
    longest = max(words, key=lambda word: len(word[0]))
    return (longest.start() + longest.end()) // 2


def _compiles(source: str) -> bool:
    try:
        ast.parse(source)
    except SyntaxError:  # an `in` that belongs to a `for`, an `is` before its `not`
        return False
    return True


def _spared(tree: ast.Module) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """From where to where nothing is changed."""
    for node in ast.walk(tree):
        parts: list[ast.AST | None] = []
        if (
            (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
            or isinstance(node, (ast.Import, ast.ImportFrom))
            or (isinstance(node, ast.Assign) and "__all__" in map(ast.unparse, node.targets))
        ):
            parts = [node]
        elif isinstance(node, ast.AnnAssign):
            alias = "TypeAlias" in ast.unparse(node.annotation)
            parts = [node if alias else node.annotation]
        elif isinstance(node, ast.arg):
            parts = [node.annotation]
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            parts = [node.returns]
        for part in parts:
            if isinstance(part, (ast.expr, ast.stmt)):
                end = part.end_lineno or part.lineno, part.end_col_offset or 0
                yield (part.lineno, part.col_offset), end


def _names(tree: ast.AST, prefix: str = "") -> Iterator[tuple[int, int, str]]:
    """First line, last line and name of each function or class, the inner ones first."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            yield from _names(node, f"{prefix}{node.name}.")
            yield node.lineno, node.end_lineno or node.lineno, prefix + node.name


@dataclass(frozen=True)
class Reason:
    """Why no test can notice, or need notice, some changes."""

    file: str
    why: str
    line: str = "*"
    within: str = "*"
    change: str = "*"

    def fits(self, change: Change) -> bool:
        """Whether this is said of `change`: by the text of its line, so that lines may move."""
        kind = f"{change.old} → {change.new}"
        return (
            self.file == Path(change.file).name
            and self.line in ("*", change.line)
            and fnmatchcase(change.within, self.within)
            and self.change in ("*", kind)
        )


def reasons(path: Path = REASONS) -> list[Reason]:
    """What is listed."""
    return [Reason(**entry) for entry in tomllib.loads(path.read_text("utf-8"))["reason"]]


def package(root: Path) -> list[Change]:
    """All changes of the package."""
    files = sorted((root / "convdemo").rglob("*.py"))
    return [c for file in files for c in changes(_read(file), file.relative_to(root).as_posix())]


def _read(path: Path) -> str:
    return path.read_text("utf-8")


@dataclass(frozen=True)
class Reach:
    """How long each test took, and what of the package it called: see `scripts.reach`."""

    seconds: dict[str, float]
    called: dict[str, set[str]]

    def tests(self, change: Change, source: str) -> list[list[str]]:
        """The tests that can notice a change, in two goes: those of its own module come first.

        A test that never calls the function cannot. Of a function that is called while the tests
        are collected, and of what stands outside of all, anything may hang on the change.
        """
        name = _body(ast.parse(source), change.row, change.column)
        what = {f"{change.file}:{name}", ALL}
        early = not name or bool(what & (self.called[NO_TEST] - {ALL}))
        own = f"tests/convdemo/test_{Path(change.file).stem.strip('_')}.py::"
        first: list[str] = []
        then: list[str] = []
        for test in sorted(self.seconds, key=lambda test: self.seconds[test]):
            if early or self.called[test] & what:
                (first if test.startswith(own) else then).append(test)
        # Of those that may notice, the ones that call the function are the likeliest.
        then.sort(key=lambda test: not self.called[test] & what)
        return [tests for tests in (first, then) if tests]


def _body(tree: ast.AST, row: int, column: int, prefix: str = "") -> str:
    """The name of the innermost function in whose body a place lies; empty if there is none.

    Decorators and defaults are worked out where the function is made, so they are not in it.
    """
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            start, name = node.body[0], f"{prefix}{node.name}"
            if (start.lineno, start.col_offset) <= (row, column) and row <= (node.end_lineno or 0):
                inner = _body(node, row, column, f"{name}.")
                return inner or ("" if isinstance(node, ast.ClassDef) else name)
        elif found := _body(node, row, column, prefix):
            return found
    return ""


def reached(root: Path) -> Reach | None:
    """What each test calls; None where they do not pass."""
    file = root / "called.json"
    if _run(root, ["tests/convdemo"], NOTE=str(file)):
        return None
    table = json.loads(_read(file))
    called = {test: set(what) for test, (_, what) in table.items()}
    if not called[NO_TEST]:
        raise RuntimeError("The tests import no package.")
    return Reach({test: took for test, (took, _) in table.items() if test}, called)


def _run(root: Path, files: list[str], **more: str) -> bool:
    """Whether a test fails; a run without end counts as one."""
    for kept in (root / "convdemo").rglob("__pycache__"):
        shutil.rmtree(kept)
    options = ["-q", "-x", "--no-header", "-p", "no:cacheprovider", "-p", "scripts.reach"]
    command = [sys.executable, "-m", "pytest", *options, *files]
    # One processor for each run: several are under way. The plugin is here, the package there.
    path = os.pathsep.join(map(str, (root.resolve(), environment.ROOT)))
    quiet = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": path, **more}
    try:
        ended = subprocess.run(command, cwd=root, env=quiet, capture_output=True, timeout=CLOCK)
    except subprocess.TimeoutExpired:
        return True
    if ended.returncode in (4, 5):
        raise RuntimeError(ended.stdout.decode(errors="replace"))
    return ended.returncode != 0


def noticed(root: Path, change: Change, reach: Reach) -> bool:
    """Whether a test of the copy in `root` fails when the change is made; it is taken back."""
    path, named = root / change.file, root / "named.json"
    source = _read(path)
    try:
        path.write_text(change.apply(source), "utf-8")
        for tests in reach.tests(change, source):
            named.write_text(json.dumps(tests), "utf-8")
            if _run(root, sorted({test.partition("::")[0] for test in tests}), NAMED=str(named)):
                return True
        return False
    finally:
        path.write_text(source, "utf-8")


def tried(root: Path, drawn: list[Change], jobs: int) -> Iterator[tuple[Change, bool]]:
    """Each change and whether it was noticed, in their order; as many at a time as `jobs`."""
    with tempfile.TemporaryDirectory() as folder:
        free: Queue[Path] = Queue()
        for job in range(jobs):
            free.put(shutil.copytree(root, Path(folder, str(job)), ignore=IGNORED))
        first = free.get()
        reach = reached(first)
        if reach is None:
            sys.exit("The tests do not pass as they stand.")
        free.put(first)

        def one(change: Change) -> bool:
            copy = free.get()
            try:
                return noticed(copy, change, reach)
            finally:
                free.put(copy)

        with ThreadPoolExecutor(jobs) as pool:
            yield from zip(drawn, pool.map(one, drawn), strict=True)


def _limit() -> None:
    """A change may well ask for all the memory there is, or for ever. What is started inherits it."""
    try:
        import resource
    except ImportError:  # on Windows
        return
    for what, most in ((resource.RLIMIT_AS, MEMORY), (resource.RLIMIT_CPU, LIMIT)):
        resource.setrlimit(what, (most, resource.getrlimit(what)[1]))


def main() -> int:
    """Draw, try, and tell; 1 if too few are noticed."""
    parser = argparse.ArgumentParser(prog="python -m scripts.mutate", description=__doc__)
    parser.add_argument("--seed", type=int, default=7, help="the same seed draws the same changes")
    parser.add_argument("--changes", type=int, default=120, help="how many to draw")
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many at a time")
    parser.add_argument("--only", default="", help="draw from the files with this in their name")
    parser.add_argument("--but", default="", help="draw from none with this in their name")
    chosen = parser.parse_args()
    _limit()
    possible = [
        change
        for change in package(ROOT)
        if chosen.only in change.file and not (chosen.but and chosen.but in change.file)
    ]
    drawn = random.Random(chosen.seed).sample(possible, min(chosen.changes, len(possible)))
    listed, seen, missed = reasons(), 0, 0
    for count, (change, found) in enumerate(tried(ROOT, drawn, chosen.jobs), 1):
        print(f"{count} of {len(drawn)}", end="\r", file=sys.stderr, flush=True)
        why = next((reason.why for reason in listed if reason.fits(change)), None)
        if found:
            seen += 1
        elif why:
            print(f"no matter  {change}\n           {why}", flush=True)
        else:
            missed += 1
            print(f"missed     {change}", flush=True)
    share = seen / max(1, seen + missed)
    print(
        f"Of {len(possible)} changes {len(drawn)} were drawn, with seed {chosen.seed}: {seen} were "
        f"noticed, {len(drawn) - seen - missed} are no matter, {missed} were missed ({share:.1%})."
    )
    return int(share < ENOUGH)


if __name__ == "__main__":
    sys.exit(main())
