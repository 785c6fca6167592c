"""Copy the book to another folder, to build it there without the caches here."""

from __future__ import annotations

import shutil
from pathlib import Path

from scripts.press import edition, subject
from scripts.setup.environment import ROOT

# What a build reads.
SOURCES = (
    "mkdocs.yml",
    "pyproject.toml",
    "README.md",
    edition.CHANGELOG,
    edition.CITATION,
    subject.PACKAGE,
    "data",
    "docs",
    "scripts",
)


def copy_sources(folder: Path) -> Path:
    """Copy what a build reads, and no cache, into a new folder; give the folder."""
    folder.mkdir(parents=True)
    for name in SOURCES:
        source = ROOT / name
        if source.is_dir():
            left_out = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
            shutil.copytree(source, folder / name, ignore=left_out)
        else:
            shutil.copy(source, folder / name)
    return folder
