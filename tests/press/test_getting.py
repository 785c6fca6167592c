"""The package's files are the same wherever they are packed, and a page says as much as is known."""

from __future__ import annotations

import ast
import hashlib
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

import convdemo
from scripts import distribution, versions
from scripts.press import fences, getting, index, mishaps, sessions, steps
from scripts.press.getting import Getting
from scripts.setup.environment import ROOT

SITE, REPOSITORY = "https://book.example/conv/", "https://code.example/somebody/book"
NAME = f"convdemo-{convdemo.__version__}-py3-none-any.whl"
LISTING = '<div class="listing"><div class="language-{} highlight"><pre>1</pre></div></div>'


@pytest.fixture
def known() -> Callable[[str, str], Getting]:
    """What a copy of the book knows that has been told of these places."""
    return lambda site, repository: Getting(site, repository, *getting.files())


# --- the files ----------------------------------------------------------------------------------


def elsewhere(folder: Path) -> Path:
    """A copy of what the package is packed from, written at another time."""
    for name in distribution.SOURCES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copyfile
        copy(ROOT / name, folder / name)
    return folder


def test_the_same_bytes_come_out_in_another_folder_at_another_time(tmp_path: Path) -> None:
    made = distribution.make(tmp_path / "dist", elsewhere(tmp_path / "copy"))
    for one, other in zip(made, getting.files(), strict=True):
        assert one.name == other.name and one.read_bytes() == other.read_bytes()


def test_a_release_has_the_files_that_the_site_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def environment(interpreter: Path, name: str, wants: list[str]) -> Path:
        asked.extend(wants)
        return Path(sys.executable)

    monkeypatch.setattr(versions, "environment", environment)
    wheel, archive = versions.built(tmp_path)
    assert wheel.read_bytes() == getting.files().wheel.read_bytes()
    assert (archive / "pyproject.toml").is_file()
    # It is packed by the version that the site is built with.
    assert asked == [f"flit-core=={versions.pinned('flit-core')}"]
    assert f"\n{asked[0]} " in (ROOT / "requirements.txt").read_text("utf-8")


def test_the_wheel_has_the_package_and_nothing_else() -> None:
    with zipfile.ZipFile(getting.files().wheel) as wheel:
        names = {name for name in wheel.namelist() if ".dist-info/" not in name}
        assert all(wheel.getinfo(name).date_time == (1980, 1, 1, 0, 0, 0) for name in names)
    there = [path for path in (ROOT / "convdemo").rglob("*") if path.is_file()]
    kept = {path for path in there if "__pycache__" not in path.parts}
    assert names == {path.relative_to(ROOT).as_posix() for path in kept}


def test_what_changes_the_package_packs_it_anew(tmp_path: Path) -> None:
    root = elsewhere(tmp_path)
    first = getting.files(root)
    assert first == getting.files(root) == getting.files()
    (root / "convdemo" / "padding.py").write_text('"""Other."""\n', "utf-8")
    second = getting.files(root)
    assert second.wheel != first.wheel and second.wheel.name == first.wheel.name
    assert second.wheel.read_bytes() != first.wheel.read_bytes()
    shutil.rmtree(second.wheel.parent)


def test_what_cannot_be_packed_says_why(tmp_path: Path) -> None:
    root = elsewhere(tmp_path)
    (root / "LICENSE").unlink()
    with pytest.raises(getting.GettingError, match="pyproject.toml: the package cannot be packed"):
        getting.files(root)


# --- what the page says -------------------------------------------------------------------------


def page(it: Getting, *names: str) -> str:
    return "".join(getting.insert(f"<!-- code: {name} -->", it, "../code/") for name in names)


def test_a_published_site_gives_its_address_with_the_hash(
    known: Callable[[str, str], Getting],
) -> None:
    it = known(SITE, "")
    digest = hashlib.sha256(it.wheel.read_bytes()).hexdigest()
    address = f"https://book.example/conv/code/{NAME}#sha256={digest}"
    assert f'python -m pip install "{address}"' in page(it, "site")
    assert "does not know" not in page(it, "site") and "does not know" in page(it, "repository")


def test_a_published_repository_gives_its_address(known: Callable[[str, str], Getting]) -> None:
    it = known("", REPOSITORY)
    assert f'python -m pip install "git+{REPOSITORY}"' in page(it, "repository")
    assert f'href="{REPOSITORY}"' in page(it, "repository")
    assert "does not know" in page(it, "site")


def test_a_copy_that_knows_neither_says_what_is_possible(
    known: Callable[[str, str], Getting],
) -> None:
    said = page(known("", ""), "site", "repository", "files")
    assert said.count("does not know") == 2 and "http" not in said
    assert f"python -m pip install {NAME}\n" in said and "python -m pip install .\n" in said
    assert said.count(f'href="../code/{NAME}"') == 2


def test_an_unknown_mark_is_refused(known: Callable[[str, str], Getting]) -> None:
    with pytest.raises(getting.GettingError, match="known are site, repository, files"):
        page(known("", ""), "sight")


# --- below the first snippet --------------------------------------------------------------------


def test_the_line_stands_below_the_first_snippet_alone() -> None:
    before = LISTING.format("text") + "<p>a</p>"
    after = "<p>b</p>" + LISTING.format("python")
    whole = getting.linked(before + LISTING.format("python") + after, "code.html", "a.ipynb")
    head, line, tail = whole.partition(
        '\n<p class="get-code">To run this, <a href="code.html">get the code</a>, or'
        ' <a href="a.ipynb" download>download this page as a notebook</a>.</p>'
    )
    assert line and head == before + LISTING.format("python") and tail == after
    assert index.text(line) == "", "search would find the line on every page"


def test_what_is_not_there_is_not_linked_to() -> None:
    snippet = LISTING.format("python")
    assert getting.linked(snippet, "", "") == snippet
    assert getting.linked("<p>a</p>", "code.html", "a.ipynb") == "<p>a</p>"
    assert "notebook" not in getting.linked(snippet, "code.html", "")
    assert "get the code" not in getting.linked(snippet, "", "a.ipynb")


# --- the first cell of a notebook ---------------------------------------------------------------

CELL = """\
import sys
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
shell.register_magic_function(lambda line: print(line), magic_name="pip")
there = dict.fromkeys(sys.argv[2:], sys)
for absent in ["", *there]:
    sys.modules.update(there | {absent: None})
    print(f"without {absent}:", end=" ")
    shell.run_cell(sys.argv[1]).raise_error()
    print()
"""


def installs(cell: str, tmp_path: Path, *modules: str) -> list[str]:
    """What the cell asks pip for where all modules are there, and where one of them is not."""
    done = subprocess.run(
        [sys.executable, "-c", CELL, cell, *modules],
        cwd=tmp_path,
        env={"PATH": "", "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(tmp_path), "HOME": "/"},
        capture_output=True,
        encoding="utf-8",
    )
    assert not done.returncode, done.stderr
    return done.stdout.split("\n")


@pytest.mark.parametrize(
    ("site", "repository", "source"),
    [
        (SITE, "", f"https://book.example/conv/code/{NAME}"),
        (SITE, REPOSITORY, f"https://book.example/conv/code/{NAME}"),
        ("", REPOSITORY, f"git+{REPOSITORY}"),
        ("", "", f"./{NAME}"),
    ],
)
def test_the_first_cell_installs_what_is_not_there(
    known: Callable[[str, str], Getting], tmp_path: Path, site: str, repository: str, source: str
) -> None:
    cell = known(site, repository).first_cell({"numpy", "convdemo", "skimage"})
    assert ("were not known" in cell) == (not site and not repository)
    wanted = f'install --quiet "{source}" scikit-image'
    assert installs(cell, tmp_path, "convdemo", "skimage") == [
        "without : ",
        f"without convdemo: {wanted}",
        "",
        f"without skimage: {wanted}",
        "",
        "",
    ]


def test_modules_are_installed_by_the_name_that_pip_knows() -> None:
    """Each that a page or a lab imports; the package brings NumPy."""
    texts = [path.read_text("utf-8") for path in sessions.labs()]
    for path in sessions.pages():
        found = fences.find_fences(path.read_text("utf-8"))
        texts += [fence.source for fence in found if fence.language == fences.RUN]
    imported = {
        name.partition(".")[0]
        for text in texts
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else [alias.name for alias in node.names]
        )
    }
    assert {"numpy", "skimage", "sklearn"} <= imported
    named = packages_distributions()
    for module in imported - getting.BROUGHT - sys.stdlib_module_names:
        wanted = getting.INSTALLED_BY.get(module, module).partition("[")[0]
        assert wanted.lower() in named[module], module


# --- while the site is served -------------------------------------------------------------------


@pytest.mark.parametrize("kept", [True, False])
def test_a_package_that_cannot_be_packed_leaves_the_last_one_in_its_place(
    kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = getting.files()
    assert getting.last() == made
    error = getting.GettingError("the package cannot be packed: why", "pyproject.toml")

    def fails() -> distribution.Made:
        raise error

    noted: list[Exception] = []
    monkeypatch.setattr(getting, "files", fails)
    monkeypatch.setattr(getting, "last", lambda: made if kept else None)
    monkeypatch.setattr(mishaps, "note", noted.append)
    monkeypatch.setattr(mishaps, "lenient", lambda: True)
    config: Any = MkDocsConfig()
    config.load_dict({"site_name": "A book", "site_url": SITE})
    assert config.validate() == ([], [])
    config.plugins._current_plugin = "press"
    carried = steps.carry_package(Files([]), config)
    assert noted == [error]
    assert len(list(carried)) == (2 if kept else 0)
    assert config.extra["getting"] == (Getting(SITE, "", *made) if kept else None)
    if not kept:
        steps.write_notebooks(carried, config)
        assert steps.tell_how_to_get("<!-- code: site -->", None, config, None).startswith("<!--")
    monkeypatch.setattr(mishaps, "lenient", lambda: False)
    with pytest.raises(getting.GettingError):
        steps.carry_package(Files([]), config)
