"""Make both locks from what is asked for: `python -m scripts.setup.pins`.

It needs uv. Pins that still fit stay; `--upgrade` takes newer ones, `--upgrade-package NAME` one, and
whatever else is said goes on to `uv pip compile`. `--weigh` makes no locks: it fetches what the locks
name and writes down how much that is, for the set-up to announce.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .environment import LOCKS, NOW, OLDEST, ROOT, WEIGHTS

UNUSED = ROOT / "requirements-unused.txt"
HOW = [
    *("--quiet", "--universal", "--generate-hashes", "--no-annotate", "--no-header"),
    f"--python-version={'.'.join(map(str, OLDEST))}",
]


def main(arguments: list[str]) -> None:
    """Make the locks, or weigh them."""
    if arguments == ["--weigh"]:
        WEIGHTS.write_text(json.dumps(weights(), indent=1) + "\n", "utf-8")
        return
    uv = shutil.which("uv")
    if not uv:
        sys.exit("The locks are made by uv: pip install uv")
    for command in commands(uv, arguments):
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)


def commands(uv: str, arguments: list[str]) -> list[list[str]]:
    """Return how uv is asked, for reading first: the tests' lock leaves out what that has."""
    made: list[list[str]] = []
    left_out = [f"--excludes={UNUSED.name}"]
    for lock in LOCKS.values():
        asked = lock.replace(".txt", ".in")
        made.append([uv, "pip", "compile", *HOW, *left_out, *arguments, asked, "-o", lock])
        left_out.append(f"--excludes={lock}")
    return made


def weights() -> dict[str, dict[str, int]]:
    """Return the megabytes of each lock, on this machine: to fetch, and on the disk."""
    return {
        lock: {"fetched": _fetched(lock), "installed": _installed(lock)} for lock in LOCKS.values()
    }


def _fetched(lock: str) -> int:
    with tempfile.TemporaryDirectory() as folder:
        asked = ["--quiet", "--no-deps", "--require-hashes", "-r", str(ROOT / lock), "-d", folder]
        subprocess.run([sys.executable, "-m", "pip", "download", *asked], check=True)
        return _megabytes(Path(folder))


def _installed(lock: str) -> int:
    """Make an environment of this lock alone, without bytecode."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder, NOW)
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(place)], check=True)
        pip = [sys.executable, "-m", "pip", f"--python={place}", "install", "--quiet"]
        asked = ["--no-compile", "--no-deps", "--require-hashes", "-r", str(ROOT / lock)]
        subprocess.run([*pip, *asked], check=True)
        return _megabytes(place)


def _megabytes(folder: Path) -> int:
    """What the files in a folder take on the disk."""
    files = (path.lstat() for path in folder.rglob("*"))
    return round(sum(getattr(file, "st_blocks", file.st_size / 512) * 512 for file in files) / 1e6)


if __name__ == "__main__":
    main(sys.argv[1:])
