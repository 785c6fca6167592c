"""The tools that read the code without running it: what each is called, how it is asked, and how it repairs.

A tool stands in the table with the command that only looks and, where it has one, the command that
puts right what it can. `./scripts/check` and `./scripts/test` run them all; each comes with the
environment and reaches for nothing from elsewhere.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from .environment import ROOT, say

SETTINGS = "scripts/setup/javascript"
WITH = f"--config={SETTINGS}/deno.json"
SCRIPTS = (
    "docs/explorables",
    "scripts/press",
    "scripts/theme/assets/javascripts",
    SETTINGS,
    "tests/site",
)


class Tool(NamedTuple):
    """A tool: its name, the arguments that make it look, and those that make it repair."""

    name: str
    look: tuple[str, ...]
    repair: tuple[str, ...] = ()


def tools() -> list[Tool]:
    """All tools, the fastest first, and what mends rules before what mends form; paths are from the root."""
    scripts = [*_written(".js"), *_written(".d.ts")]
    deno = ("deno", "--quiet")
    return [
        Tool(
            "the JavaScript's rules",
            (*deno, "lint", WITH, *scripts),
            (*deno, "lint", "--fix", WITH, *scripts),
        ),
        Tool(
            "the JavaScript's form",
            ("deno", "fmt", "--check", WITH, *scripts),  # which, if quiet, would not say where
            (*deno, "fmt", WITH, *scripts),
        ),
        Tool(
            "the Python's rules",
            ("ruff", "check", "--quiet"),
            ("ruff", "check", "--quiet", "--fix"),
        ),
        Tool(
            "the Python's form",
            ("ruff", "format", "--quiet", "--check"),
            ("ruff", "format", "--quiet"),
        ),
        Tool(
            "the JavaScript's types",
            (*deno, "check", "--no-remote", "--no-npm", WITH, *scripts),
        ),
        Tool("the Python's types", ("mypy",)),
    ]


def run(python: Path, *, fix: bool = False) -> bool:
    """Run all tools, the repairs first if `fix`; say whether all are content."""
    found = tools()
    if fix:
        for tool in found:
            if tool.repair:
                _call(python, tool.repair)
    complaints = [tool.name for tool in found if not content(python, tool)]
    if complaints:
        say(
            f"Not as it should be: {', '.join(complaints)}. `./scripts/check --fix` repairs what it can."
        )
    return not complaints


def content(python: Path, tool: Tool) -> bool:
    """Whether a tool finds nothing."""
    say(f"Checking {tool.name}")
    return _call(python, tool.look) == 0


def _call(python: Path, command: tuple[str, ...]) -> int:
    """A tool of the environment, which keeps what it needs to keep in .cache and asks no one for news."""
    program = python.parent / (command[0] + (".exe" if os.name == "nt" else ""))
    alone = {"DENO_DIR": str(ROOT / ".cache" / "deno"), "DENO_NO_UPDATE_CHECK": "1"}
    return subprocess.call(
        [str(program), *command[1:]], cwd=ROOT, env=os.environ | alone, stdout=sys.stderr
    )


def _written(ending: str) -> list[str]:
    return [
        path.relative_to(ROOT).as_posix()
        for folder in SCRIPTS
        for path in sorted((ROOT / folder).glob(f"*{ending}"))
    ]
