"""Test the package on each Python and NumPy that it promises to work with.

    python -m scripts.versions --python 3.12 -k padding

builds the archive and the wheel, installs the wheel beside the oldest NumPy and beside the pinned
one, for each Python that pyproject.toml names and this machine has, and runs the archive's tests
and the examples of the docstrings there. What is left over is handed to pytest. Environments stay
in `.cache/versions`. The standard library is enough to start it.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from scripts import distribution
from scripts.setup.environment import ROOT

KEPT = ROOT / ".cache" / "versions"
Version = tuple[int, ...]


class Run(NamedTuple):
    """One line of the table: a Python, a NumPy, what came of it, and whether that is a failure."""

    python: str
    numpy: str
    result: str
    failed: bool = False


def _project(root: Path) -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


def pythons(root: Path = ROOT) -> list[str]:
    """The Pythons that are promised, as "3.11"."""
    said = "\n".join(_project(root)["project"]["classifiers"])
    return re.findall(r"^Programming Language :: Python :: (\d+\.\d+)$", said, re.MULTILINE)


def oldest(python: str, root: Path = ROOT) -> str:
    """The oldest NumPy that is promised for this Python, as "2.0.0"."""
    line = re.compile(r"numpy>=([\d.]+)(?:; python_version>='([\d.]+)')?")
    said = [line.fullmatch(entry) for entry in _project(root)["project"]["dependencies"]]
    least = [found[1] for found in said if found and _numbers(found[2] or "0") <= _numbers(python)]
    return ".".join(map(str, (*max(map(_numbers, least)), 0, 0)[:3]))


def pinned(name: str = "numpy", root: Path = ROOT) -> str:
    """The NumPy that the book is built with, or another package of that name."""
    text = (root / "requirements.txt").read_text("utf-8")
    found: list[str] = re.findall(rf"^{name}==([\d.]+)", text, re.MULTILINE)
    return found[0]


def _numbers(version: str) -> Version:
    return tuple(map(int, version.split(".")))


def interpreter(python: str) -> Path | None:
    """An interpreter of this version on this machine: on the path, of pyenv or of uv."""
    for place in _places(python):
        # What stands on the path may only say that the version is not switched on.
        ask = [str(place), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        try:
            told = subprocess.run(ask, capture_output=True, text=True, timeout=30)
        except (OSError, subprocess.TimeoutExpired):
            continue
        if told.returncode == 0 and told.stdout.strip() == python:
            return place
    return None


def _places(python: str) -> Iterator[Path]:
    yield Path(sys.executable)
    for name in (f"python{python}", "python3", "python"):
        found = shutil.which(name)
        if found:
            yield Path(found)
    home = Path.home()
    pyenv = Path(os.environ.get("PYENV_ROOT", home / ".pyenv"))
    yield from sorted(pyenv.glob(f"versions/{python}.*/bin/python"))
    uv = home / ".local" / "share" / "uv" / "python"
    yield from sorted(uv.glob(f"cpython-{python}.*/bin/python{python}"))


def environment(interpreter: Path, name: str, wants: list[str]) -> Path:
    """The Python of an environment that has what is wanted, made once."""
    folder = KEPT / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp, made_from = folder / "made-from", "\n".join([str(interpreter), *wants])
    if not (stamp.exists() and stamp.read_text("utf-8") == made_from):
        _do(str(interpreter), "-m", "venv", "--clear", str(folder))
        _pip(python, "--only-binary=:all:", *wants)
        stamp.write_text(made_from, "utf-8")
    return python


def _pip(python: Path, *wants: str) -> None:
    _do(str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *wants)


def _do(*command: str) -> None:
    """Run a command that says nothing, unless it fails."""
    done = subprocess.run(
        command,
        cwd=tempfile.gettempdir(),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        print(done.stdout, flush=True)
        raise subprocess.CalledProcessError(done.returncode, command)


def built(folder: Path, root: Path = ROOT) -> tuple[Path, Path]:
    """The wheel, made from the archive, and the archive unpacked."""
    python = environment(Path(sys.executable), "build", [f"flit-core=={pinned('flit-core')}"])
    made = distribution.make(folder / "dist", root, python)
    return made.wheel, distribution.unpack(made.archive, folder)


def tried(interpreter: Path, run: Run, wheel: Path, tests: Path, more: list[str]) -> Run:
    """The line of the table, after its tests have run on the installed wheel."""
    wants = [f"numpy=={run.numpy}", *_project(ROOT)["dependency-groups"]["test"]]
    print(f"Python {run.python}, NumPy {run.numpy}", flush=True)
    try:
        python = environment(interpreter, f"{run.python}-numpy-{run.numpy}", wants)
        _pip(python, "--no-deps", "--force-reinstall", str(wheel))
    except subprocess.CalledProcessError:
        return run._replace(result="could not be set up", failed=True)
    command = [str(python), "-m", "pytest", "-q", "-n", "auto", "-p", "no:cacheprovider"]
    examples = ["--doctest-modules", "--pyargs", "tests/convdemo", "convdemo"]
    done = subprocess.run(
        [*command, *examples, *more],
        cwd=tests,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        print(done.stdout, done.stderr, sep="\n", flush=True)
    last = done.stdout.strip().rpartition("\n")[2].strip("= ")
    print(last, flush=True)
    return run._replace(result=last or "nothing was run", failed=done.returncode != 0)


def table(runs: list[Run]) -> str:
    """The lines below each other."""
    lines = [("Python", "NumPy", "tests"), *(run[:3] for run in runs)]
    return "\n".join(f"{python:<8}{numpy:<8}{result}" for python, numpy, result in lines)


def main(arguments: list[str] | None = None) -> int:
    """Try all that is there; 1 if something failed, or nothing could be tried."""
    parser = argparse.ArgumentParser(prog="python -m scripts.versions", description=__doc__)
    parser.add_argument("--python", action="append", help="only this one, as 3.12; can be repeated")
    asked, more = parser.parse_known_args(arguments)
    unknown = set(asked.python or []) - set(pythons())
    if unknown:
        parser.error(f"pyproject.toml promises {', '.join(pythons())}, not {min(unknown)}")
    runs: list[Run] = []
    print("Building the archive and the wheel", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        wheel, archive = built(Path(folder))
        # The package that is tested is the installed one.
        shutil.rmtree(archive / "convdemo")
        for python in asked.python or pythons():
            found = interpreter(python)
            if found is None:
                runs.append(Run(python, "", "not on this machine"))
                continue
            for numpy in dict.fromkeys([oldest(python), pinned()]):
                runs.append(tried(found, Run(python, numpy, ""), wheel, archive, more))
    print(table(runs))
    tested = [run for run in runs if run.numpy]
    return int(not tested or any(run.failed for run in runs))


if __name__ == "__main__":
    sys.exit(main())
