"""Make the package's archive, and of the archive its wheel: the same bytes wherever and whenever.

    python -m scripts.distribution dist

puts both into a folder. The site carries them, a release has them, and `scripts.versions` tests them.
The standard library is enough to start it; the Python that packs has flit_core, for pyproject.toml asks
for that.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

from scripts.setup.environment import ROOT

# What the two are made of, besides what lies in the package's own folder.
SOURCES = (
    "pyproject.toml",
    "LICENSE",
    "CITATION.cff",
    "convdemo",
    "tests/conftest.py",
    "tests/convdemo",
)
# Files in them bear this time: the first that a wheel, which is a zip, can say.
TIME = "315532800"
HOOK = (
    "import sys; from flit_core import buildapi; print(getattr(buildapi, sys.argv[1])(sys.argv[2]))"
)


class Made(NamedTuple):
    """The two files."""

    wheel: Path
    archive: Path


class DistributionError(Exception):
    """The package cannot be packed; the message is what the builder said."""


def make(folder: Path, root: Path = ROOT, python: Path = Path(sys.executable)) -> Made:
    """Put the archive of a project and its wheel into a folder; `python` is the one that packs."""
    folder.mkdir(parents=True, exist_ok=True)
    archive = _built(python, "build_sdist", folder, root)
    # Of what the archive holds, so that nothing is missing from it.
    with tempfile.TemporaryDirectory() as scratch:
        unpacked = unpack(archive, Path(scratch))
        return Made(_built(python, "build_wheel", folder, unpacked), archive)


def unpack(archive: Path, folder: Path) -> Path:
    """Unpack an archive; return the folder that was in it."""
    with tarfile.open(archive) as file:
        file.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def _built(python: Path, hook: str, folder: Path, project: Path) -> Path:
    """What one of the builder's hooks has made; each works in the folder where it is called."""
    done = subprocess.run(
        [str(python), "-c", HOOK, hook, str(folder.resolve())],
        cwd=project,
        env={**os.environ, "SOURCE_DATE_EPOCH": TIME},
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        raise DistributionError(done.stderr.strip())
    return folder / done.stdout.strip().rpartition("\n")[2]


if __name__ == "__main__":
    print(*make(Path(sys.argv[1])), sep="\n")
