"""Copy the book to another folder, to build it there without the caches here."""

from __future__ import annotations

import shutil
from pathlib import Path

from scripts import distribution
from scripts.press import edition, subject
from scripts.setup.environment import ROOT

# What a build reads; the package's files are on the site too.
BOOK = (
    "mkdocs.yml",
    "README.md",
    edition.CHANGELOG,
    edition.CITATION,
    subject.PACKAGE,
    "data",
    "docs",
    "scripts",
)
SOURCES = tuple(dict.fromkeys((*BOOK, *distribution.SOURCES)))


def copy_sources(folder: Path) -> Path:
    """Copy what a build reads, and no cache, into a new folder; give the folder."""
    folder.mkdir(parents=True)
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            left_out = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(source, folder / name, ignore=left_out)
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)
    return folder
