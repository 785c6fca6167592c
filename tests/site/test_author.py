"""An author's first chapter: what is made by command builds, reads and passes its tests at once.

The commands are read from the page How this book is made, and run in a copy of the project, so that
the page cannot tell of what does not work.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts.press import copies, fences, new, worker
from scripts.setup.environment import ROOT
from tests.site import builds

PAGE = ROOT / "docs" / "reference" / "making.md"
HEADING = "## A new chapter, from nothing to green in ten minutes\n"
MINUTES = 10
# What a copy needs besides what a build reads.
BESIDE = ("tests", "CONTRIBUTING.md", "requirements.txt")
KEPT = ("cells", "figures", "formulas", "given", "labs", "packed", "starts", "sums")


def commands() -> list[str]:
    """The commands of the section, in order."""
    text = PAGE.read_text("utf-8").split(HEADING)[1].split("\n## ")[0]
    shown = [fence for fence in fences.find_fences(text) if fence.language == "bash"]
    return [line for fence in shown for line in fence.source.splitlines() if line.strip()]


def linked(source: Path, goal: Path) -> None:
    """Give the copy what is kept here, so that it draws and runs only what is new."""
    for path in source.rglob("*"):
        inside = path.relative_to(source)
        if path.is_file() and not any(part[0] == "." for part in inside.parts):
            (goal / inside).parent.mkdir(parents=True, exist_ok=True)
            try:
                os.link(path, goal / inside)
            except FileNotFoundError:
                continue  # another process has just tidied it away
            except OSError:
                shutil.copy(path, goal / inside)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Run a command of the page in a copy of the project; give what it says."""
    root = copies.copy_sources(tmp_path_factory.mktemp("author") / "book")
    for name in BESIDE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, dirs_exist_ok=True)
        else:
            shutil.copy(ROOT / name, root / name)
    for kind in KEPT:
        linked(ROOT / ".cache" / kind, root / ".cache" / kind)
    environment = worker.environment(root) | {"PYTEST_DEBUG_TEMPROOT": str(root.parent)}
    for name in builds.PUBLISHED:
        environment.pop(name, None)

    def ran(command: str) -> str:
        program, *arguments = shlex.split(command)
        tools = Path(sys.executable).parent
        called = sys.executable if program == "python" else str(tools / program)
        done = subprocess.run(
            [called, *arguments],
            cwd=root,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert not done.returncode, f"{command}\n{done.stdout[-6000:]}"
        return done.stdout

    return ran


def test_the_worked_example_works(run: Callable[[str], str]) -> None:
    told = commands()
    assert len(told) > 8 and all(command.startswith("python -m ") for command in told)
    kinds = {words[4] for command in told if (words := command.split())[3] == "new"}
    assert kinds == set(new.KINDS), "the page shows how each kind is made"
    start, said = time.monotonic(), {}
    for command in told:
        said[command] = run(command)
    assert time.monotonic() - start < 60 * MINUTES
    for command, output in said.items():
        if "pytest" in command:
            assert re.search(r"[1-9]\d* passed", output) and "skipped" not in output, command
    # The patterns themselves are up to date.
    assert "written anew" not in said["python -m scripts.press.update contrast"]
    # What the first command says comes next is what the page goes on with.
    following = re.findall(r"^    \S+ -m (.*)$", said[told[0]], re.MULTILINE)
    assert following and {f"python -m {each}" for each in following} <= set(told)

    # What the last commands have made is in order as well.
    run("python -m mkdocs build --strict --quiet --site-dir .cache/site")
    run("python -m pytest -q tests/book -k 'contrast or blur or structure or test_figures'")
    light = "tests/site/explorables/test_loading.py::test_all_modules_are_used"
    walk = "tests/site/explorables/test_walk.py"
    run(f"python -m pytest -q --site .cache/site {light} {walk}")
    made = re.findall(r"^made +(\S+)$", "".join(said.values()), re.MULTILINE)
    assert len(made) == 9
    scripts = " ".join(name for name in made if name.endswith(".py"))
    run(f"ruff check --quiet {scripts}")
    run(f"ruff format --quiet --check {scripts}")
    deno = "--config=scripts/setup/javascript/deno.json"
    run(f"deno lint --quiet {deno} docs/explorables/walk.js")
    run(f"deno fmt --check {deno} docs/explorables/walk.js")
    run(f"deno check --quiet --no-remote --no-npm {deno} docs/explorables/walk.js")
