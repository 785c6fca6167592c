"""Measure how long the site takes to build, step by step, and what an author waits for.

    python -m scripts.bench.site

takes some minutes, on a machine that does nothing else, and keeps the record in data/build.json;
`--print` prints it and keeps nothing. It works on a copy of the book in a temporary folder, so that it
neither uses nor changes the caches here.

*Cold* is a build with an empty cache, *warm* one in which nothing has changed. *Bare* is the same
Markdown built by Material as it comes, with the hooks and the notebooks off; after one *word* of one
page has changed, a build should take at most 1.5 times as long. A step that a kept page needs no more
takes no time.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

from scripts.bench import keeping
from scripts.press import api, build_order, contents, copies
from scripts.setup.environment import ROOT

RECORD = ROOT / "data" / "build.json"
RUNS = 3
MOST = 1.5
CHAPTER = "padding"
TOOLS = ("mkdocs", "mkdocs-material", "mkdocs-jupyter")


@dataclass(frozen=True)
class Build:
    """The seconds of a build, and of each of its steps by name."""

    total: float
    steps: dict[str, float]


def seconds(root: Path, *command: str, times: str = "") -> float:
    """Run a module quietly in the copy, as an author would, and give the time it took."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(root),
        "NO_MKDOCS_2_WARNING": "1",
        "PRESS_TIMES": times,
    }
    call = [sys.executable, "-m", *command]
    start = time.perf_counter()
    done = subprocess.run(call, cwd=root, env=environment, capture_output=True, text=True)
    taken = time.perf_counter() - start
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return taken


def built(root: Path, config: str = "mkdocs.yml") -> Build:
    """Build once; without the hooks there are no steps."""
    times = root / "times.json"
    times.unlink(missing_ok=True)
    command = ("mkdocs", "build", "--quiet", "--config-file", config, "--site-dir", "site")
    total = seconds(root, *command, times=str(times))
    return Build(total, json.loads(times.read_text("utf-8")) if times.exists() else {})


def median(builds: list[Build]) -> Build:
    """The median of the totals, and of each step; one that a build did not need took no time."""
    names = dict.fromkeys(name for each in builds for name in each.steps)
    steps = {
        name: statistics.median(each.steps.get(name, 0.0) for each in builds) for name in names
    }
    return Build(statistics.median(each.total for each in builds), steps)


def after_one_word(root: Path, run: int) -> float:
    """Build after one word of one page has changed."""
    page = root / "docs" / f"{CHAPTER}.md"
    page.write_text(page.read_text("utf-8") + f"\nWord{'s' * run}.\n", "utf-8")
    return built(root).total


def bare(config: str) -> str:
    """The configuration without its hooks, its notebooks and their places in the contents.

    The theme is Material's as it comes: the book's templates want what the hooks give them.
    """
    config = re.sub(r"^  custom_dir:.*\n", "", config, flags=re.MULTILINE)
    config = re.sub(r"^hooks:\n(?:[ \t]+.*\n|\n)+", "", config, flags=re.MULTILINE)
    config = re.sub(r"^  - mkdocs-jupyter:.*\n(?:    .*\n)*", "", config, flags=re.MULTILINE)
    return re.sub(r"^.*labs/\w+\.py.*\n|^ +- Labs:\n", "", config, flags=re.MULTILINE)


def loop(root: Path) -> dict[str, float]:
    """What an author of one chapter waits for: its tests, its outputs, and the page after a word."""
    tests = ("pytest", "-q", "-p", "no:cacheprovider", "tests/book", "-k", CHAPTER)
    runs = range(RUNS)
    return {
        "test": statistics.median(seconds(root, *tests) for _ in runs),
        "update": statistics.median(seconds(root, "scripts.press.update", CHAPTER) for _ in runs),
        "word": statistics.median(after_one_word(root, run) for run in runs),
    }


def without_press(root: Path) -> float:
    """Build bare, with the pages that the press would make of the package's modules."""
    listed = [entry.uri for entry in contents.read((root / "mkdocs.yml").read_text("utf-8"))]
    (root / "docs" / api.FOLDER).mkdir(exist_ok=True)
    for uri, text in api.pages(api.modules((uri, {}) for uri in listed)).items():
        (root / "docs" / uri).write_text(text, "utf-8")
    (root / "bare.yml").write_text(bare((root / "mkdocs.yml").read_text("utf-8")), "utf-8")
    return statistics.median(built(root, "bare.yml").total for _ in range(RUNS))


def measured(root: Path) -> dict[str, Any]:
    """The record, made in a copy of the book."""
    cold = built(root)
    warm = median([built(root) for _ in range(RUNS)])
    times = {**loop(root), "bare": without_press(root)}
    return {
        "date": date.today().isoformat(),
        "machine": keeping.machine(),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in TOOLS},
        "chapter": CHAPTER,
        "total": _rounded({"cold": cold.total, "warm": warm.total, **times}),
        "steps": [
            {"name": name}
            | _rounded({"cold": cold.steps.get(name, 0.0), "warm": warm.steps.get(name, 0.0)})
            for name in (step.what for step in build_order.STEPS)
        ],
    }


def _rounded(times: dict[str, float]) -> dict[str, float]:
    return {name: round(taken, 3) for name, taken in times.items()}


def main() -> None:
    """Measure, and write the record or print it."""
    parser = argparse.ArgumentParser(prog="python -m scripts.bench.site", description=__doc__)
    parser.add_argument("--print", action="store_true", help="keep nothing")
    keep = not parser.parse_args().print
    with tempfile.TemporaryDirectory() as folder:
        root = copies.copy_sources(Path(folder) / "book")
        shutil.copytree(ROOT / "tests", root / "tests", dirs_exist_ok=True)
        found = measured(root)
    total = found["total"]
    if keep:
        keeping.write(found, RECORD)
    else:
        print(keeping.text(found), end="")
    print(f"one word / bare {total['word'] / total['bare']:.2f} (at most {MOST})", file=sys.stderr)


if __name__ == "__main__":
    main()
