"""Make what a release of the package consists of: its wheel, its archive and its changelog's entry.

    python -m scripts.release v1.0.0 dist

puts the three into a new folder. The tag must be the package's version, and the changelog must have
an entry for it.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from pathlib import Path

from scripts import versions
from scripts.press import edition
from scripts.setup.environment import ROOT


class ReleaseError(Exception):
    """What is not ready for a release; the message says why."""


def version(root: Path = ROOT) -> str:
    """The version that the package has."""
    try:
        return edition.version(root)
    except edition.EditionError as error:
        raise ReleaseError(str(error)) from error


def entry(changelog: str, wanted: str) -> str:
    """What the changelog says of a version."""
    entries = edition.entries(changelog)
    if not (said := entries.get(wanted, "").strip()):
        raise ReleaseError(f"CHANGELOG.md says nothing of {wanted}; it has {', '.join(entries)}")
    return said + "\n"


def check(tag: str, root: Path = ROOT) -> str:
    """The changelog's entry for a tag, which must be the package's version."""
    if tag != f"v{version(root)}":
        raise ReleaseError(f"the tag {tag} is not v{version(root)}, the package's version")
    return entry((root / "CHANGELOG.md").read_text("utf-8"), version(root))


def make(tag: str, folder: Path) -> None:
    """Put the wheel, the archive and the entry into a folder."""
    said = check(tag)
    folder.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as scratch:
        wheel, _ = versions.built(Path(scratch))
        for made in wheel.parent.iterdir():
            shutil.copy(made, folder)
    (folder / "notes.md").write_text(said, "utf-8")


def main() -> int:
    """Make a release's files, or say what is not ready."""
    parser = argparse.ArgumentParser("python -m scripts.release", description=__doc__)
    parser.add_argument("tag", help="v and the version, as v1.0.0")
    parser.add_argument("folder", type=Path, help="a new folder for the three files")
    asked = parser.parse_args()
    try:
        make(asked.tag, asked.folder)
    except (ReleaseError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
