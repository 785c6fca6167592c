#!/usr/bin/env python3
"""Make `.venv` from requirements.txt, once, and say where its Python is.

Standard library only: this is the first thing that runs on a fresh machine. The environment is
stamped with what it was made from, so a second call finds it ready and returns at once.

Use it from a script (`python = environment.make()`) or from the shell
(`python3 scripts/setup/environment.py` prints the path of the environment's Python).
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OLDEST = (3, 11)


def make(root: Path = ROOT) -> Path:
    """Return the Python of the environment of `root`, made or made anew where it has to be."""
    if sys.version_info < OLDEST:
        have, need = (".".join(map(str, v)) for v in (sys.version_info[:2], OLDEST))
        sys.exit(f"This is Python {have}; the book needs Python {need} or newer.")
    folder = root / ".venv"
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "made-from"
    wanted = _fingerprint(root)
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    say(f"Setting up {folder.name} (once; a few minutes at most)")
    stamp.unlink(missing_ok=True)
    _install(root, folder, python)
    _see_the_package(root, python)
    stamp.write_text(wanted)
    return python


def run(python: Path, *command: str) -> None:
    """Go on as `python -m command`, with the environment's commands first on the path."""
    inside = {
        "VIRTUAL_ENV": str(python.parent.parent),
        "PATH": f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "NO_MKDOCS_2_WARNING": "1",
    }
    os.chdir(ROOT)
    os.environ.update(inside)
    if os.name == "nt":
        sys.exit(subprocess.call([str(python), "-m", *command]))
    os.execv(python, [str(python), "-m", *command])


def say(line: str) -> None:
    """Progress goes to standard error; standard output is for the answer."""
    print(line, file=sys.stderr, flush=True)


def _fingerprint(root: Path) -> str:
    """Change when the pins, the Python or the place change: a moved environment is broken."""
    pins = (root / "requirements.txt").read_bytes()
    here = f"{sys.version_info[:3]} {root}".encode()
    return hashlib.sha256(pins + here).hexdigest()


def _install(root: Path, folder: Path, python: Path) -> None:
    pins = str(root / "requirements.txt")
    uv = shutil.which("uv")
    if uv:
        _do(uv, "venv", "--quiet", "--clear", "--python", sys.executable, str(folder))
        _do(
            uv, "pip", "install", "--quiet", "--python", str(python), "--require-hashes", "-r", pins
        )
    else:
        _do(sys.executable, "-m", "venv", "--clear", str(folder))
        pip = (str(python), "-m", "pip", "install", "--disable-pip-version-check")
        _do(*pip, "--progress-bar=off", "--quiet", "--require-hashes", "-r", pins)


def _see_the_package(root: Path, python: Path) -> None:
    """Put the repository on the environment's path, so that edits to convdemo are seen at once."""
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    packages = subprocess.run(
        [str(python), "-c", ask], check=True, capture_output=True, text=True
    ).stdout.strip()
    Path(packages, "convdemo-here.pth").write_text(f"{root}\n")


def _do(*command: str) -> None:
    done = subprocess.run(command)
    if done.returncode:
        sys.exit(f"This step failed, so the environment is not ready: {' '.join(command)}")


if __name__ == "__main__":
    print(make())
