"""What the README promises is there, and the files about the project agree with each other."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml

import convdemo
from scripts.setup import browser

ROOT = Path(__file__).resolve().parent.parent
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
    paths = [path for path in re.findall(r"`((?:[\w.-]+/)+[\w.-]*|[A-Z]+(?:\.cff)?)`", README)]
    assert paths and not [path for path in paths if not (ROOT / path).exists()]


def test_versions_and_licences_agree() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"] == "MIT"
    assert "MIT License" in (ROOT / "LICENSE").read_text("utf-8")
    oldest = PROJECT["requires-python"].removeprefix(">=")
    assert f"Python {oldest}<" in README
    assert getattr(convdemo, "__version__", PROJECT["version"]) == PROJECT["version"]


def test_every_requirement_is_pinned_with_its_hash() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
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


def test_named_browser_that_does_not_start_is_passed_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CHROMIUM", str(tmp_path / "none"))
    browser.find.cache_clear()
    assert browser.find() != str(tmp_path / "none")
    browser.find.cache_clear()


def test_missing_browser_is_told_in_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "_candidates", lambda: iter(()))
    monkeypatch.setattr(subprocess, "run", lambda *a, **k: None)
    browser.find.cache_clear()
    with pytest.raises(SystemExit) as told:
        browser.ensure(Path("python"))
    browser.find.cache_clear()
    assert "\n" not in str(told.value) and "install Chromium" in str(told.value)
