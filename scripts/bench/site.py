"""Measure how long the site takes to build: from nothing, unchanged, after one word, and bare.

``python -m scripts.bench.site`` works on a copy of the book in a temporary folder, so that it
neither uses nor changes the caches here. *Bare* is the same Markdown built with the hooks and the
notebooks off; after one word of one page has changed, a build should take at most 1.5 times as
long.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scripts.press import copies

RUNS = 3
MOST = 1.5


def bare(config: str) -> str:
    """The configuration without its hooks, its notebooks and their places in the contents."""
    config = re.sub(r"^hooks:\n(?:[ \t]+.*\n|\n)+", "", config, flags=re.MULTILINE)
    config = re.sub(r"^  - mkdocs-jupyter:.*\n(?:    .*\n)*", "", config, flags=re.MULTILINE)
    return re.sub(r"^.*labs/\w+\.py.*\n|^ +- Labs:\n", "", config, flags=re.MULTILINE)


def seconds(root: Path, config: str = "mkdocs.yml") -> float:
    """Build once, quietly, and give the time it took."""
    command = [
        sys.executable,
        "-m",
        "mkdocs",
        "build",
        "--quiet",
        "--config-file",
        config,
        "--site-dir",
        "site",
    ]
    environment = {**os.environ, "PYTHONPATH": str(root), "NO_MKDOCS_2_WARNING": "1"}
    start = time.perf_counter()
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def after_one_word(root: Path, run: int) -> float:
    """Build after one word of one page has changed."""
    page = root / "docs" / "padding.md"
    text = page.read_text("utf-8")
    page.write_text(text + f"\nWord{'s' * run}.\n", "utf-8")
    return seconds(root)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        root = copies.copy_sources(Path(folder) / "book")
        print(f"from nothing    {seconds(root):6.1f} s", flush=True)
        unchanged = statistics.median(seconds(root) for _ in range(RUNS))
        print(f"unchanged       {unchanged:6.1f} s", flush=True)
        word = statistics.median(after_one_word(root, run) for run in range(RUNS))
        print(f"after one word  {word:6.1f} s", flush=True)
        (root / "bare.yml").write_text(bare((root / "mkdocs.yml").read_text("utf-8")), "utf-8")
        without = statistics.median(seconds(root, "bare.yml") for _ in range(RUNS))
        print(f"bare            {without:6.1f} s")
        print(f"one word / bare {word / without:6.2f}   (at most {MOST})")


if __name__ == "__main__":
    main()
