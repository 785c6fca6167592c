"""The package is got as the page says, from the built site; chapters are got as notebooks that run."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

from scripts import distribution
from scripts.press import fences, getting, notebooks, portable, sessions
from scripts.press.fences import Fence
from scripts.press.rendering import FRONT_MATTER
from scripts.setup import environment
from scripts.setup.environment import ROOT
from tests.book import structure
from tests.site import builds, markup

CODE = "reference/code.md"
# Runs cells as a notebook does, and gives what each prints.
CELLS = """\
import contextlib, io, json, sys, warnings
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
warnings.simplefilter("error")
printed = []
for source in json.load(sys.stdin):
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        done = shell.run_cell(source)
    done.raise_error()
    printed.append(out.getvalue())
json.dump(printed, sys.stdout)
"""
downloadable = pytest.mark.parametrize(
    "uri",
    sorted(
        p.name for p in sessions.pages() if notebooks.is_one(p.name) and p.parent == sessions.DOCS
    ),
)


def ran(folder: Path, *command: str, path: Path | None = None, given: str = "") -> str:
    """What a Python prints that finds the package where `path` says, or in the folder it runs in."""
    settings = {"IPYTHONDIR": str(folder), "PYTHONPATH": str(path or ""), "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, *command],
        cwd=folder,
        env={**os.environ, **settings},
        input=given,
        capture_output=True,
        encoding="utf-8",
    )
    assert not done.returncode, done.stdout + done.stderr
    return done.stdout


# --- the package --------------------------------------------------------------------------------


def checks() -> list[tuple[list[str], str]]:
    """What the page tells readers to try, each with what it prints: a command, and a snippet."""
    text = (sessions.DOCS / CODE).read_text("utf-8")
    (console,) = (f for f in fences.find_fences(text) if f.language == fences.CONSOLE)
    ((snippet, output),), _ = fences.paired(text)
    command, _, printed = console.source.partition("\n")
    assert command.startswith("$ python ") and output
    return [(command.split()[2:], printed), (["-c", snippet.source], output.source)]


def check(folder: Path, package: Path, path: Path | None = None) -> None:
    """Do what the page says, and see that it is that package which answers."""
    for command, printed in checks():
        assert sessions.same_output(printed, ran(folder, *command, path=path))
    where = ran(folder, "-c", "import convdemo; print(convdemo.__file__)", path=path)
    assert Path(where.strip()).parent == package


def test_wheel_installs_from_the_served_site_and_answers(address: str, tmp_path: Path) -> None:
    """Without an index; the hash is the one on the page, and pip looks at it."""
    wheel = getting.files().wheel
    digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
    target, elsewhere = tmp_path / "target", tmp_path / "elsewhere"
    elsewhere.mkdir()
    url = f"{address}/{getting.FOLDER}{wheel.name}#sha256={digest}"
    install = [*environment.installer(sys.executable), "--no-deps", "--no-index"]
    subprocess.run([*install, "--target", str(target), url], check=True, capture_output=True)
    check(elsewhere, target / "convdemo", target)
    other = url[:-1] + ("0" if url[-1] != "0" else "1")
    refused = subprocess.run(
        [*install, "--target", str(tmp_path / "other"), other], capture_output=True, text=True
    )
    assert refused.returncode and digest in refused.stdout + refused.stderr


def test_folder_of_the_archive_answers_where_it_lies(site: Path, tmp_path: Path) -> None:
    name = getting.files().archive.name
    unpacked = distribution.unpack(site / getting.FOLDER / name, tmp_path)
    check(unpacked, unpacked / "convdemo")
    for path in unpacked.rglob("*.py"):
        assert path.read_bytes() == (ROOT / path.relative_to(unpacked)).read_bytes()
    assert (unpacked / "tests" / "convdemo" / "test_padding.py").is_file()


def test_page_links_to_the_files_and_tells_their_hashes(site: Path) -> None:
    page = (site / CODE).with_suffix(".html").read_text("utf-8")
    files = sorted((site / getting.FOLDER).iterdir())
    assert [path.name for path in files] == sorted(made.name for made in getting.files())
    for path in files:
        row = re.search(rf'<li><a href="\.\./code/{re.escape(path.name)}".*?</li>', page)
        assert row and hashlib.sha256(path.read_bytes()).hexdigest() in row[0]


@pytest.mark.early
def test_a_published_site_says_where_it_and_its_repository_are(published: Path) -> None:
    """By two settings; of the repository nothing else on the site knows."""
    site, repository = builds.ADDRESS, builds.REPOSITORY
    page = (published / CODE).with_suffix(".html").read_text("utf-8")
    made = getting.files()
    digest = hashlib.sha256(made.wheel.read_bytes()).hexdigest()
    assert f"python -m pip install &quot;git+{repository}&quot;" in page.replace('"', "&quot;")
    assert f"{site}{getting.FOLDER}{made.wheel.name}#sha256={digest}" in page
    assert "does not know" not in page
    for path in published.rglob("*.ipynb"):
        first = json.loads(path.read_text("utf-8"))["cells"][0]["source"]
        assert f'%pip install --quiet "{site}{getting.FOLDER}{made.wheel.name}"' in first
    told = {path for path in published.rglob("*.html") if repository in path.read_text()}
    assert told == {(published / CODE).with_suffix(".html")}


# --- the line below the first snippet -----------------------------------------------------------


def test_each_chapter_tells_below_its_first_snippet_how_to_run_it(site: Path) -> None:
    line = re.compile(r'</div>\n<p class="get-code">(.*?)</p>')
    for chapter in structure.present().chapters:
        page = (site / chapter.name).with_suffix(".html").read_text("utf-8")
        (found,) = line.finditer(page)
        assert 'href="reference/code.html"' in found[1]
        assert f'href="{notebooks.place(chapter.name)}"' in found[1]
        assert page.count('class="language-python', 0, found.start()) == 1


# --- notebooks ----------------------------------------------------------------------------------


def notebook(site: Path, uri: str) -> list[dict[str, Any]]:
    text = (site / notebooks.place(uri)).read_text("utf-8")
    nbformat.validate(nbformat.reads(text, as_version=nbformat.NO_CONVERT))
    return json.loads(text)["cells"]  # type: ignore[no-any-return]


def top(text: str) -> list[tuple[Fence, Fence | None]]:
    """The snippets of a page that stand in no answer."""
    return [pair for pair in fences.paired(text)[0] if not pair[0].lead]


@downloadable
def test_notebook_runs_and_prints_what_the_page_shows(site: Path, tmp_path: Path, uri: str) -> None:
    cells = [cell for cell in notebook(site, uri) if cell["cell_type"] == "code"]
    given = json.dumps([cell["source"] for cell in cells])
    install, *printed = json.loads(ran(tmp_path, "-c", CELLS, path=ROOT, given=given))
    assert install == ""
    pairs = top((sessions.DOCS / uri).read_text("utf-8"))
    assert len(pairs) == len(printed) == len(cells) - 1
    for (snippet, output), cell, told in zip(pairs, cells[1:], printed, strict=True):
        assert cell["source"] == snippet.source.strip("\n")
        wanted = output.source if output else ""
        assert sessions.same_output(wanted, told), f"{uri}:{snippet.line}"
        assert "".join(each["text"] for each in cell["outputs"]) == wanted


@downloadable
def test_notebook_has_the_text_of_the_page_and_reads_without_the_site(site: Path, uri: str) -> None:
    source = "\n\n".join(c["source"] for c in notebook(site, uri) if c["cell_type"] == "markdown")
    page = FRONT_MATTER.sub("", (sessions.DOCS / uri).read_text("utf-8"))
    for mark in (
        "<!--",
        "???",
        ".md)",
        ".py)",
        "](figures/",
        "<figure",
        "<dfn",
        "{#",
        " markdown>",
    ):
        assert mark not in source, mark
    assert source.count("](data:image/") == len(portable.IMAGE.findall(page))
    assert source.count("<details>") == source.count("</details>") == page.count("\n??? ")
    headings = markup.read((site / uri).with_suffix(".html")).headings
    assert len(re.findall(r"(?m)^#+ ", outside(source))) == len(headings)


def outside(source: str) -> str:
    """Markdown without its fences, in which a # is a remark."""
    return re.sub(r"(?ms)^ *```.*?^ *```$", "", source)


def test_notebooks_of_labs_are_valid(site: Path) -> None:
    assert sessions.labs()
    for path in sessions.labs():
        first = notebook(site, f"labs/{path.name}")[0]
        assert first["cell_type"] == "code" and "%pip install" in first["source"]


def test_notebooks_are_small(site: Path) -> None:
    sizes = {path.name: path.stat().st_size for path in site.rglob("*.ipynb")}
    assert sizes and max(sizes.values()) < 250_000, sizes
