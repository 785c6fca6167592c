"""What is told to an author: a place that does not hold any more."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

# Seconds after which a session is given up: a fence may never end.
PATIENCE = {".md": 60, ".py": 600}


@dataclass(frozen=True)
class Finding:
    """What does not hold: the file and the line, and how a page shows the place.

    `place` is what a reader sees there, letters and digits alone; `figure` is the picture's name;
    `is_stale` is an output that `./scripts/test --update` could write.
    """

    file: str
    line: int
    message: str
    detail: str = ""
    place: str = ""
    figure: str = ""
    is_stale: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message}" + (self.detail and f"\n{self.detail}")


def offer(name: str, findings: list[Finding]) -> str:
    """What an author may do about outputs that have changed."""
    if not any(finding.is_stale for finding in findings):
        return ""
    page = name.removeprefix("docs/").removesuffix(".md")
    return f"`./scripts/test --update {page}` writes the new output into the page."


def of_failure(name: str, said: str) -> Finding:
    """What is wrong with a page whose session ended without an answer."""
    patience = PATIENCE[Path(name).suffix]
    if said.startswith("Timeout"):
        inside = re.search(rf'File ".*{re.escape(name)}", line (\d+)', said)
        line = int(inside[1]) if inside else 1
        return Finding(name, line, f"this has run for {patience} s, and the rest is not checked")
    before, _, last = said.strip().rpartition("\n")
    return Finding(name, 1, f"the page cannot be checked: {last}", before and said)
