"""What the README promises is there, and the files about the project agree with each other."""

from __future__ import annotations

import ast
import os
import re
import tomllib
from graphlib import TopologicalSorter
from pathlib import Path

import pytest
import yaml

import convdemo
from scripts.setup.environment import LOCKS, ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("command", ["scripts/serve", "scripts/test"])
def test_first_screen_names_commands_that_run(command: str) -> None:
    assert f"./{command} " in "\n".join(README.splitlines()[:10])
    assert os.access(ROOT / command, os.X_OK)


def test_ci_runs_what_the_readme_names() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    commands = re.findall(r"(?:exec|&&|^)\s*(\./\S+)", script, re.MULTILINE)
    assert commands == ["./scripts/test"]


def test_paths_in_the_readme_exist() -> None:
    paths = list(re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[A-Z]+(?:\.cff)?)`", README))
    assert paths and not [path for path in paths if not (ROOT / path).exists()]


def test_versions_and_licences_agree() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"] == "MIT"
    assert "MIT License" in (ROOT / "LICENSE").read_text("utf-8")
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert f"Python {oldest}<" in README
    assert getattr(convdemo, "__version__", PROJECT["version"]) == PROJECT["version"]


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
    assert {"test", "build", "publish"} <= jobs.keys()
    assert "steps.pages.outputs.base_url" in text
    used = re.findall(r"uses: (\S+)", text)
    assert used and all(re.fullmatch(r"actions/[\w-]+@v\d+", action) for action in used)


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
