"""What stops a build, or stands as a box on its page where the site is served."""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

from scripts.setup.environment import ROOT

# What only carries out what others ask for: a mistake is seldom there.
CARRIERS = ("scripts/press", "scripts/drawing", ".venv")


class PressError(Exception):
    """Something that cannot be printed; the message says what, and why, in the author's words.

    `place` is the line to mend, as "docs/padding.md:31", `origin` the one that raised, if it is
    another; `detail` is the way there, a traceback.
    """

    def __init__(
        self, message: str, place: str = "", origin: str = "", detail: str = "", **more: Any
    ) -> None:
        super().__init__(message)
        self.message, self.place, self.origin, self.detail = message, place, origin, detail
        self.more = more

    def __str__(self) -> str:
        place = f"{self.place}: " if self.place else ""
        return place + self.message + (f"\n{self.detail}" if self.detail else "")

    @property
    def key(self) -> tuple[str, str]:
        """What two errors have in common that are the same."""
        return self.origin or self.place or self.detail, self.message

    def data(self) -> dict[str, Any]:
        """All of it as JSON, which `PressError(**data)` reads again."""
        names = ("message", "place", "origin", "detail")
        return {name: getattr(self, name) for name in names} | self.more


def refuse(error: PressError, at: str) -> str:
    """Put nothing in the place of what fails: raise."""
    raise error


def told(error: BaseException, own: Path | None = None, root: Path = ROOT) -> PressError:
    """Say of any exception where it lies in the project at `root`, and what it is.

    `own` is the file that an author would look into first.
    """
    if isinstance(error, PressError):
        return error
    lines = [line for path, line in _trail(error) if path == own]
    origins = [
        f"{path.relative_to(root).as_posix()}:{line}"
        for path, line in _trail(error)
        if path.is_relative_to(root) and not path.relative_to(root).as_posix().startswith(CARRIERS)
    ]
    origin = origins[-1] if origins else ""
    place = origin
    if own and lines and not isinstance(error, SyntaxError):
        name = own.relative_to(root).as_posix() if own.is_relative_to(root) else own.name
        place = f"{name}:{lines[-1]}"
    said = error.msg if isinstance(error, SyntaxError) else str(error)
    message = f"{type(error).__name__}: {said}" if said else type(error).__name__
    detail = "".join(traceback.format_exception(error, limit=-6)).strip()
    return PressError(message, place, origin, detail)


def _trail(error: BaseException) -> list[tuple[Path, int]]:
    """The files and lines that an error came by; of a mistake in the syntax, its own at the end."""
    frames = traceback.extract_tb(error.__traceback__)
    found = [(Path(frame.filename), frame.lineno or 0) for frame in frames]
    # Templates, too, have errors that know their file.
    name, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if isinstance(name, str) and isinstance(line, int):
        found.append((Path(name), line))
    return found
