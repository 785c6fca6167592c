"""What the README promises is there, and the files about the project agree with each other."""

from __future__ import annotations

import ast
import importlib
import os
import re
import shutil
import subprocess
import sys
import tomllib
from datetime import date
from graphlib import TopologicalSorter
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

import convdemo
from scripts import versions
from scripts.press import fences, sessions, update
from scripts.setup import browser, environment
from scripts.setup.environment import LOCKS, ROOT

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
PROJECT = SETTINGS["project"]
README = (ROOT / "README.md").read_text("utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text("utf-8")
# The commands that the two files show, each once, without what is said beside them.
COMMANDS = sorted(
    {
        line.partition("#")[0].strip().removeprefix(".venv/bin/")
        for name in sessions.TOP
        for fence in fences.find_fences((ROOT / name).read_text("utf-8"))
        if fence.language == "bash"
        for line in fence.source.splitlines()
    }
    - {""}
)


@pytest.mark.parametrize("command", ["scripts/serve", "scripts/test"])
def test_first_screen_names_commands_that_run(command: str) -> None:
    assert f"./{command} " in "\n".join(README.splitlines()[:10])
    assert os.access(ROOT / command, os.X_OK)


def test_ci_runs_what_the_readme_names() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    commands = re.findall(r"(?:exec|&&|^)\s*(\./\S+)", script, re.MULTILINE)
    assert commands == ["./scripts/test"]


@pytest.mark.parametrize("name", sessions.TOP)
def test_paths_that_are_named_exist(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    paths = list(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[A-Z]+(?:\.cff|\.md)?)`", text))
    paths = [path for path in paths if not path.startswith(".venv")]
    assert not [path for path in paths if not (ROOT / path).exists()]


def test_readme_names_what_stands_at_the_top() -> None:
    top = {path.name for path in ROOT.glob("[A-Z]*")}
    assert top == {name for name in top if f"`{name}`" in README} | {"README.md"}


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_that_are_shown_can_be_given(command: str) -> None:
    """Scripts, modules and pages exist, and pytest finds the tests."""
    program, *arguments = command.split()
    if program.startswith("./"):
        assert os.access(ROOT / program, os.X_OK)
        if arguments[:1] in (["--update"], ["-k"]):
            assert update.chosen(arguments[1:])
        elif arguments[:1] == ["--engine"]:
            assert arguments[1:] in [[engine] for engine in browser.ENGINES]
        else:
            assert not arguments or f'"{arguments[0]}"' in (ROOT / program).read_text("utf-8")
    elif program == "python":
        assert arguments[0] == "-m" and find_spec(arguments[1])
        if arguments[1] == "pytest":
            collect(*arguments[2:])
    else:
        assert shutil.which(program, path=Path(sys.executable).parent)


def collect(*arguments: str) -> None:
    """Let pytest look for tests as it would to run them; it fails where it finds none."""
    command = [sys.executable, "-m", "pytest", "--collect-only", "-q", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert not done.returncode, done.stdout + done.stderr


def test_changelog_has_the_form_that_it_names() -> None:
    titles = re.findall(r"^## (.+)$", CHANGELOG, re.MULTILINE)
    assert titles[0] == "[Unreleased]"
    released = [
        re.fullmatch(r"\[(\d+\.\d+\.\d+)\] - (\d{4}-\d{2}-\d{2})", title) for title in titles[1:]
    ]
    assert released and all(released)
    assert released[0] and released[0][1] == convdemo.__version__
    days = [date.fromisoformat(title[2]) for title in released if title]
    assert days == sorted(days, reverse=True)
    kinds = re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE)
    assert set(kinds) <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}
    names = set(re.findall(r"`([a-z_]+_[a-z_]+)`", CHANGELOG))
    assert names <= set(convdemo.__all__)


def test_versions_and_licences_agree() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == convdemo.__version__
    assert PROJECT["dynamic"] == ["version"]
    assert PROJECT["authors"] == citation["authors"] and PROJECT["keywords"] == citation["keywords"]
    assert citation["license"] == PROJECT["license"] == "MIT"
    assert "MIT License" in (ROOT / "LICENSE").read_text("utf-8")
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert f"Python {oldest}<" in README
    assert f"Python {oldest}<" in (ROOT / PROJECT["readme"]).read_text("utf-8")
    assert versions.pythons()[0] == oldest == ".".join(map(str, environment.OLDEST))


def test_the_command_that_is_installed_is_the_one_that_is_shown() -> None:
    assert PROJECT["scripts"] == {"convdemo": "convdemo.__main__:main"}
    assert callable(importlib.import_module("convdemo.__main__").main)


def test_the_version_is_read_without_the_package() -> None:
    """As a plain text in the file, which the builder takes without importing NumPy."""
    tree = ast.parse((ROOT / "convdemo" / "__init__.py").read_text("utf-8"))
    values = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__version__"
    ]
    assert values == [convdemo.__version__]


def test_the_archive_has_what_its_tests_import() -> None:
    """Outside of the package these import one another, and what pyproject.toml lists for them."""
    wanted = {"pytest-xdist": "xdist", "scikit-image": "skimage"}
    listed = {wanted.get(name, name) for name in SETTINGS["dependency-groups"]["test"]}
    kept = sorted((ROOT / "tests" / "convdemo").glob("*.py"))
    for path in [ROOT / "tests" / "conftest.py", *kept]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for name in names:
                top = name.partition(".")[0]
                known = top in {*sys.stdlib_module_names, *listed, "convdemo", "numpy"}
                assert known or name.startswith("tests.convdemo."), f"{path.name} imports {name}"


@pytest.mark.parametrize("lock", LOCKS.values())
def test_every_requirement_is_pinned_with_its_hash(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    lines = [
        line
        for line in text.replace("\\\n", " ").splitlines()
        if line.strip() and not line.lstrip().startswith("#")
    ]
    loose = [
        line.split()[0]
        for line in lines
        if not re.match(r"[\w.\[\],-]+==\S+ .*--hash=sha256:", line)
    ]
    assert lines and not loose


def test_workflow_tests_builds_and_publishes() -> None:
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text("utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert {"test", "engines", "versions", "build", "publish", "release"} <= jobs.keys()
    promised = [
        each.rpartition(" ")[2]
        for each in PROJECT["classifiers"]
        if re.fullmatch(r"Programming Language :: Python :: 3\.\d+", each)
    ]
    assert jobs["versions"]["strategy"]["matrix"]["python"] == promised
    # Chromium in one job, each other engine in one more.
    assert ["chromium", *jobs["engines"]["strategy"]["matrix"]["engine"]] == list(browser.ENGINES)
    commands = [step.get("run", "") for step in jobs["engines"]["steps"]]
    assert commands[-1] == "./scripts/test --engine ${{ matrix.engine }}"
    assert "playwright install --with-deps ${{ matrix.engine }}" in commands[-2]
    # Nothing is built for a place that is not there, and nothing released that was not tested.
    assert jobs["build"]["needs"] == "pages" and "ready" in jobs["build"]["if"]
    assert jobs["release"]["needs"] == jobs["pages"]["needs"] == ["test", "engines", "versions"]
    assert "steps.pages.outputs.base_url" in text


# An address of a project on a host of code. Works that are cited have some, and code of others.
HOSTED = re.compile(r"\b(?:git|bit|code)[\w-]*\.(?:com|org|io|ht)[/:](?!actions/)[\w.~-]+/[\w.-]+")
OTHERS = ("data/bibliography.toml", "data/frameworks.", "scripts/press/vendor/", "tests/vendor/")


def tracked() -> dict[str, str]:
    """The text of each file of the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    names = [name for name in listed.stdout.decode().split("\0") if (ROOT / name).is_file()]
    return {name: (ROOT / name).read_text("utf-8", "replace") for name in names}


def test_place_of_publication_is_one_setting_and_in_no_file() -> None:
    """mkdocs.yml takes it from the environment, and the workflow sets it to where it runs."""
    texts = tracked()
    hosted = {name for name, text in texts.items() if HOSTED.search(text)}
    assert {name for name in hosted if not name.startswith(OTHERS)} == set()
    settings = {"SITE_URL": "site_url", "REPOSITORY_URL": "repo_url"}
    for variable, key in settings.items():
        assert f'\n{key}: !ENV [{variable}, ""]\n' in texts["mkdocs.yml"]
    workflow = yaml.safe_load(texts[".github/workflows/site.yml"])
    (build,) = (s for s in workflow["jobs"]["build"]["steps"] if "mkdocs build" in s.get("run", ""))
    assert build["env"] == {
        "SITE_URL": "${{ steps.pages.outputs.base_url }}",
        "REPOSITORY_URL": "${{ github.server_url }}/${{ github.repository }}",
    }


@pytest.mark.parametrize("host", ["github.com", "gitlab.com", "codeberg.org", "bitbucket.org"])
def test_an_address_of_a_repository_is_seen(host: str) -> None:
    assert HOSTED.search(f"https://{host}/o/n") and HOSTED.search(f"git@{host}:o/n.git")
    assert not HOSTED.search(f"https://{host}/actions/checkout")


def test_actions_are_pinned_by_commit_with_their_version_beside() -> None:
    """A tag can be moved to other code, a commit cannot; the version is for readers."""
    text = (ROOT / ".github" / "workflows" / "site.yml").read_text("utf-8")
    used = re.findall(r"uses: (.+)", text)
    pinned = r"actions/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+"
    assert used and all(re.fullmatch(pinned, action) for action in used)
    names = {action.partition("@")[0] for action in used}
    assert len(set(used)) == len(names), "an action is pinned to two commits"


def test_bot_looks_after_pins_and_actions() -> None:
    bot = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text("utf-8"))
    assert bot["version"] == 2
    watched = {entry["package-ecosystem"]: entry for entry in bot["updates"]}
    assert watched.keys() == {"pip", "github-actions"}
    assert all(entry["directory"] == "/" for entry in watched.values())


def imports(path: Path, modules: set[str]) -> set[str]:
    """The modules of the repository that a file imports, wherever in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            inside = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= inside if inside <= modules else inside | {node.module}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & modules


def test_no_module_imports_itself_by_way_of_others() -> None:
    paths = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for folder in ("convdemo", "scripts", "tests")
        for path in (ROOT / folder).rglob("*.py")
    }
    graph = {name: imports(path, set(paths)) - {name} for name, path in paths.items()}
    assert graph["scripts.bench.record"] >= {"scripts.bench.race", "scripts.bench.ways"}
    TopologicalSorter(graph).prepare()  # raises if there is a circle


def test_place_of_the_repository_is_found_in_one_module() -> None:
    found = [
        path.relative_to(ROOT).as_posix()
        for folder in ("convdemo", "scripts", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"__file__\)\.resolve\(\)\.parent", path.read_text("utf-8"))
    ]
    assert found == ["scripts/setup/environment.py"]
