"""Run what a ``console`` fence shows: commands of the package in a terminal, and what they print.

A line that begins with ``$`` is a command; the lines below it are what it prints, errors among them,
as a terminal shows both. No shell reads it, so that the same comes out on every system: a command is
``python -m`` and the package's name with words, or ``echo $?``, the exit code of the one before.
"""

from __future__ import annotations

import shlex
import subprocess

from scripts.press import subject, worker

PROMPT = "$ "
STATUS = ["echo", "$?"]
PROGRAM = ["python", "-m", subject.PACKAGE]
OPERATORS, EXPANDED = set("();<>|&"), set("$`*?~")
# Seconds after which a command is taken for one that waits for somebody.
LIMIT = 120


class ConsoleError(Exception):
    """A fence that could not be run: its line, from 1 below the opening, and why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(why)
        self.line = line


def commands(source: str) -> list[tuple[int, str]]:
    """The commands of a fence, each with its line."""
    lines = source.splitlines()
    if not lines or not lines[0].startswith(PROMPT):
        raise ConsoleError(1, f"a console fence begins with a command: {PROMPT}{' '.join(PROGRAM)}")
    return [
        (number, line.removeprefix(PROMPT).strip())
        for number, line in enumerate(lines, 1)
        if line.startswith(PROMPT)
    ]


def run(source: str) -> str:
    """The fence as it should be: its commands, each with what it prints in this folder now."""
    status: int | None = None
    shown = []
    for line, command in commands(source):
        words = _words(line, command)
        if words == STATUS:
            if status is None:
                raise ConsoleError(line, "echo $? stands below another command")
            printed = f"{status}\n"
        elif words[:3] == PROGRAM:
            printed, status = _run(words[1:], line)
        else:
            known = f"{' '.join(PROGRAM)} and {' '.join(STATUS)}"
            raise ConsoleError(line, f"{command!r} is not run here; commands are {known}")
        shown.append(f"{PROMPT}{command}\n{printed}")
    return "".join(shown)


def _words(line: int, command: str) -> list[str]:
    """A command's words; what a shell would do more with is refused."""
    try:
        lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
        lexer.whitespace_split = True
        words = list(lexer)
    except ValueError as error:
        raise ConsoleError(line, f"{command!r} is no command: {error}") from None
    special = [word for word in words if (word and set(word) <= OPERATORS) or set(word) & EXPANDED]
    if special and words != STATUS:
        raise ConsoleError(line, f"no shell is there for {special[0]!r}")
    return words


def _run(arguments: list[str], line: int) -> tuple[str, int]:
    """What a run of Python prints, and its exit code."""
    try:
        printed, status = worker.terminal(arguments, LIMIT)
    except subprocess.TimeoutExpired:
        raise ConsoleError(line, f"it did not end within {LIMIT} seconds") from None
    if printed and not printed.endswith("\n"):
        printed += "\n"
    return printed, status
