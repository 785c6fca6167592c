"""Make `.venv`, once, and say where its Python is.

Standard library only: this is the first thing that runs on a fresh machine. Reading and building
need what `requirements.txt` pins; `requirements-test.txt` adds what the tests need. A new
environment is made beside the old one, tried, and only then takes its place; so a failed or
interrupted set-up leaves the old one as it was. It is stamped with what it was made from, so the
next call finds it ready and returns at once.

Use it from a script (`python = environment.make()`) or from the shell
(`python3 -m scripts.setup.environment` prints the path of the environment's Python; with `--tests`,
of one that has what the tests and the printing of the book need too).
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

from . import OLDEST as OLDEST
from . import child, leaving
from .alone import alone
from .progress import Progress

ROOT = Path(__file__).resolve().parents[2]
LOCKS = {"reading": "requirements.txt", "tests": "requirements-test.txt"}
WEIGHTS = Path(__file__).with_name("weights.json")
TRYOUT = Path(__file__).with_name("tryout.py")
# Names of one length: so a path can be exchanged for the other in any file, programs included.
NOW, NEXT, LAST = ".venv", ".next", ".last"
STAMP = "made-from"
WAITING = "Another set-up is at work on this copy of the book; waiting for it"
ELSEWHERE = "A copy of the book in a folder of your own will do."
# What pip and uv say if no index answers.
NO_NETWORK = (
    "NewConnectionError",
    "ConnectTimeout",
    "NameResolutionError",
    "error sending request",
)
SMALL = 2**21  # bytes; what begins with the path of its Python is smaller


def make(root: Path = ROOT, *, tests: bool = False) -> Path:
    """Return the Python of the environment of `root`, made or made anew where it has to be."""
    wanted = _wanted(root, LOCKS if tests else ("reading",))
    ready = _has(root, wanted)
    if not ready or _leftovers(root):
        try:
            # Leftovers of a set-up that is still at work are none of ours.
            with alone(root / ".cache" / "setup.lock", "" if ready else WAITING) as held:
                if held:
                    _clear(root)
                    _make(root, wanted)
        except OSError as error:
            sys.exit(f"The environment cannot be made: {error}. {ELSEWHERE}")
    return _python(root / NOW)


def run(python: Path, *command: str) -> NoReturn:
    """Go on as `python -m command`, with the environment's commands first on the path."""
    inside = {
        "VIRTUAL_ENV": str(python.parent.parent),
        "PATH": f"{python.parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "NO_MKDOCS_2_WARNING": "1",
        # What is written beside the modules would be taken for an edit by a running server.
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    os.chdir(ROOT)
    os.environ.update(inside | places())
    if os.name == "nt":
        sys.exit(subprocess.call([str(python), "-m", *command]))
    os.execv(python, [str(python), "-m", *command])


def places(root: Path = ROOT) -> dict[str, str]:
    """Where programs may keep things: here, if the home folder cannot be written."""
    kept = {"MPLCONFIGDIR": str(root / ".cache" / "matplotlib")}
    home = Path.home()
    if os.name != "nt" and not (home.is_dir() and os.access(home, os.W_OK | os.X_OK)):
        kept["HOME"] = str(root / ".cache" / "home")
        Path(kept["HOME"]).mkdir(parents=True, exist_ok=True)
    return kept


def say(line: str) -> None:
    """Progress goes to standard error; standard output is for the answer."""
    print(line, file=sys.stderr, flush=True)


# --- what is there, and what should be ----------------------------------------------------------


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _wanted(root: Path, parts: Mapping[str, str] | tuple[str, ...]) -> dict[str, str]:
    """What each part is made from: its pins, the Python without its patch, and the place."""
    here = f"{sys.implementation.cache_tag} {sys.platform} {root}".encode()
    return {
        part: hashlib.sha256((root / LOCKS[part]).read_bytes() + here).hexdigest() for part in parts
    }


def _stamp(folder: Path) -> dict[str, str]:
    """What an environment was made from, each part of it; nothing if it was not finished."""
    try:
        stamp = json.loads((folder / STAMP).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _has(root: Path, wanted: dict[str, str]) -> bool:
    folder = root / NOW
    return _python(folder).exists() and wanted.items() <= _stamp(folder).items()


def _leftovers(root: Path) -> bool:
    return (root / NEXT).exists() or (root / LAST).exists()


def _clear(root: Path) -> None:
    """Remove what an interrupted set-up left, but for the environment that it had laid aside."""
    _put_back(root)
    if _leftovers(root):
        say("Clearing what an interrupted set-up left")
    for name in (NEXT, LAST):
        _remove(root / name)


def _put_back(root: Path) -> None:
    if (root / LAST).exists() and not (root / NOW).exists():
        (root / LAST).rename(root / NOW)


def _remove(folder: Path) -> None:
    if folder.is_symlink():
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)


# --- making it ----------------------------------------------------------------------------------


def _make(root: Path, wanted: dict[str, str]) -> None:
    """Make the environment beside the old one, part by part, and put it in its place."""
    if _has(root, wanted):
        return
    fresh = root / NEXT
    has_reading = _has(root, {"reading": wanted["reading"]})
    missing = ["tests"] if has_reading else list(wanted)
    _announce(missing)
    try:
        if has_reading:
            shutil.copytree(root / NOW, fresh, symlinks=True)
        else:
            _begin(fresh)
        for part in missing:
            _install(root, fresh, part)
        _see_the_package(root, fresh)
        (fresh / STAMP).write_text(json.dumps(wanted), "utf-8")
        _exchange(root)
    except (SystemExit, OSError):
        _remove(fresh)
        raise


def weights() -> dict[str, dict[str, int]]:
    """Return the megabytes of each lock, as they were measured: to fetch, and on the disk."""
    measured: dict[str, dict[str, int]] = json.loads(WEIGHTS.read_text("utf-8"))
    return measured


def _announce(parts: list[str]) -> None:
    fetched, installed = (
        sum(weights()[LOCKS[part]][what] for part in parts) for what in ("fetched", "installed")
    )
    what = {"reading": "what the book needs", "tests": "what its tests need"}
    say(
        f"Setting up {NOW} with {' and '.join(what[part] for part in parts)}, once:"
        f" about {fetched} MB to fetch, {installed} MB on the disk"
    )


def _begin(folder: Path) -> None:
    """An empty environment, by uv where it is."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    if uv := shutil.which("uv"):
        _do([uv, "venv", "--quiet", "--prompt", NOW, "--python", base, str(folder)])
        return
    if not (find_spec("venv") and find_spec("ensurepip")):
        sys.exit(
            "This Python cannot make environments. On Debian and Ubuntu:"
            f" apt-get install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        )
    _do([base, "-m", "venv", "--prompt", NOW, str(folder)])
    _do([str(_python(folder)), "-m", "pip", "uninstall", "--yes", "setuptools"])


def _install(root: Path, folder: Path, part: str) -> None:
    """Install a part as its lock says, without the packages' own tests; then try it."""
    lock, python = root / LOCKS[part], str(_python(folder))
    packages = _packages(python)
    everywhere = re.findall(r"^[\w.-]+==[^\s;]+ \\$", lock.read_text("utf-8"), re.MULTILINE)
    progress = Progress(packages, len(everywhere))
    asked = ["--no-deps", "--require-hashes", "-r", str(lock)]
    held = folder / "tmp"  # what is left of an interrupted fetch goes with the folder
    held.mkdir(exist_ok=True)
    try:
        _do([*installer(python), *asked], progress, TMPDIR=str(held))
    finally:
        progress.end()
    _remove(held)
    _lighten(packages)
    say(f"Trying what was installed for {'reading' if part == 'reading' else 'the tests'}")
    _do([python, str(TRYOUT), part], PYTHONDONTWRITEBYTECODE="")


def installer(python: str) -> list[str]:
    """The command that installs into the environment of a Python."""
    if uv := shutil.which("uv"):
        return [uv, "pip", "install", "--python", python]
    if child.run([python, "-m", "pip", "--version"])[0]:  # uv made it, and is gone
        _do([python, "-m", "ensurepip"])
    quiet = ["--disable-pip-version-check", "--no-input", "--progress-bar=off"]
    return [python, "-m", "pip", "install", "--no-compile", *quiet]


def _packages(python: str) -> Path:
    ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
    return Path(_do([python, "-c", ask])[-1].strip())


def _lighten(packages: Path) -> None:
    """Remove the packages' own tests, and the bytecode of pip, which is asked once."""
    tests = [path.parent for path in packages.glob("**/tests/__init__.py")]
    for folder in [*tests, *packages.glob("pip/**/__pycache__")]:
        shutil.rmtree(folder, ignore_errors=True)  # those inside of others have gone already


def _see_the_package(root: Path, folder: Path) -> None:
    """Put the repository on the environment's path, so that edits to convdemo are seen at once."""
    packages = _packages(str(_python(folder)))
    # From there, since not every Python reads every letter in such a file.
    here = os.path.relpath(root, packages)
    (packages / "convdemo-here.pth").write_text(f"{here}\n", "utf-8")


def _exchange(root: Path) -> None:
    """Put the new environment in the place of the old one."""
    now, fresh, last = (root / name for name in (NOW, NEXT, LAST))
    for path in (fresh / "pyvenv.cfg", *_python(fresh).parent.iterdir()):
        if path.is_file() and not path.is_symlink() and path.stat().st_size < SMALL:
            _rename_inside(path)
    if now.is_symlink() or now.exists():
        now.rename(last)
    try:
        fresh.rename(now)
    except BaseException:
        _put_back(root)
        raise
    _remove(last)


def _rename_inside(path: Path) -> None:
    """Let a command begin with the path that its Python is going to have."""
    old = path.read_bytes()
    new = old.replace(f"{os.sep}{NEXT}".encode(), f"{os.sep}{NOW}".encode())
    if new != old:
        draft = path.with_name(f".{path.name}.new")
        draft.write_bytes(new)
        shutil.copymode(path, draft)
        draft.replace(path)


def _do(command: list[str], progress: Progress | None = None, **env: str) -> list[str]:
    """Run a step of the set-up; if it fails, end with its reason and its name."""
    tick = progress.tick if progress else lambda said: None
    code, said = child.run(command, env=os.environ | places() | env, tick=tick)
    if code:
        if progress:
            progress.end()
        sys.exit(
            f"{_reason(said)}\nThis step failed, so {NOW} stays as it was: {' '.join(command)}"
        )
    return said


def _reason(said: list[str]) -> str:
    """Return why a step failed, from all that it said."""
    everything = "".join(said)
    if any(sign in everything for sign in NO_NETWORK):
        return "The package index cannot be reached. Is there a network?"
    errors = [line for line in said if line.lower().startswith("error")]
    return "".join(errors or said[-10:]).strip()


if __name__ == "__main__":
    leaving.quietly()
    print(make(tests="--tests" in sys.argv))
