"""Build the site for the tests, once for all workers, and keep what each page is made of."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from scripts.press import sessions
from scripts.setup.environment import ROOT

PATIENCE = 900  # seconds that a worker waits for another's build
PACKAGE = ROOT / "convdemo"
# What says where the site and the repository are published.
PUBLISHED = ("SITE_URL", "REPOSITORY_URL")
ADDRESS, REPOSITORY = "https://book.example/conv/", "https://code.example/somebody/book"
PROGRESS = re.compile(r"(?:figure|lab) \d+ of \d+: .*")


def once(folder: Path, make: Callable[[Path], None]) -> Path:
    """Let one worker make `folder`, and let the others wait until it is done."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    done, failed = folder.with_suffix(".done"), folder.with_suffix(".failed")
    try:
        folder.with_suffix(".begun").mkdir()
    except FileExistsError:
        for _ in range(5 * PATIENCE):
            if done.exists() or failed.exists():
                break
            time.sleep(0.2)
        else:
            failed.write_text(f"no site after {PATIENCE} seconds", "utf-8")
    else:
        try:
            make(folder)
            done.touch()
        except BaseException as error:
            failed.write_text(str(error), "utf-8")
            raise
    if failed.exists():
        raise RuntimeError(failed.read_text("utf-8"))
    return folder


def build(
    site: Path,
    generator: str = "mkdocs",
    root: Path = ROOT,
    tell: Callable[[str], None] = lambda line: None,
    **published: str,
) -> None:
    """Build the site strictly, as an author would; `tell` each line of progress as it comes.

    It knows only of what is `published` where it is, by the names in PUBLISHED.
    """
    command = [sys.executable, "-m", generator, "build", "--strict", "--site-dir", str(site)]
    environment = unpublished() | published
    said = []
    with subprocess.Popen(
        command,
        cwd=root,
        env={**environment, "PYTHONPATH": str(root), "PYTHONUNBUFFERED": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as building:
        for line in building.stdout or ():
            if PROGRESS.match(line):
                tell(line.rstrip())
            else:
                said.append(line)
    if building.returncode:
        told = "".join(said)[-6000:]
        raise RuntimeError(f"{generator} build --strict failed:\n{told}")


def unpublished() -> dict[str, str]:
    """This process's environment, without the places where this machine may publish."""
    return {name: value for name, value in os.environ.items() if name not in PUBLISHED}


def page_names() -> list[str]:
    """The pages that the site must have: the files under docs, and the public modules."""
    written = [path.relative_to(sessions.DOCS).with_suffix(".html") for path in sessions.pages()]
    labs = [path.relative_to(sessions.DOCS).with_suffix(".html") for path in sessions.labs()]
    modules = [Path(f"reference/api/{path.stem}.html") for path in PACKAGE.glob("[!_]*.py")]
    return sorted(path.as_posix() for path in [*written, *labs, *modules])


def written(script: Path) -> Any:
    """What a script sets its variable to, where that is all it does."""
    return json.loads(script.read_text("utf-8").partition("=")[2].rstrip(";\n"))
