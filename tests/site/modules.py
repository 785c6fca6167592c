"""Which explorables a built page has, and which modules these need."""

from __future__ import annotations

import functools
import re
from pathlib import Path

IMPORT = re.compile(r'from ?"\./([\w.]+)"')
USE = re.compile(r'<details[^>]*? data-explorable="(\w+)"[^>]*>')


def used(page: Path, *, opened: bool = False) -> list[str]:
    """The explorables of a page, or those alone that stand open."""
    tags = USE.finditer(page.read_text("utf-8"))
    return [tag[1] for tag in tags if not opened or re.search(r"\sopen\b", tag[0])]


def identities(page: Path) -> list[str]:
    """The ids of a page's explorables."""
    tags = USE.finditer(page.read_text("utf-8"))
    return [found[1] for tag in tags if (found := re.search(r'\sid="(\w+)"', tag[0]))]


@functools.cache
def needed(folder: Path, file: str) -> set[str]:
    """A module and all that it imports."""
    imports = IMPORT.findall((folder / file).read_text("utf-8"))
    return {file}.union(*(needed(folder, name) for name in imports))
