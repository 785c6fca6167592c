"""Which Pythons and NumPys the package is tried with, and what is said of them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from scripts import versions

PROJECT = """
[project]
dependencies = ["numpy>=2", "numpy>=2.1; python_version>='3.13'", "numpy>=2.10.2; python_version>='3.14'"]
classifiers = [
    "Programming Language :: Python :: 3",
    "Programming Language :: Python :: 3 :: Only",
    "Programming Language :: Python :: 3.9",
    "Programming Language :: Python :: 3.13",
]
"""


def small(folder: Path) -> Path:
    """A project with two Pythons and a NumPy for each."""
    (folder / "pyproject.toml").write_text(PROJECT, "utf-8")
    (folder / "requirements.txt").write_text("numpydoc==1.0 \\\nnumpy==2.12.1 \\\n", "utf-8")
    return folder


def test_what_is_promised(tmp_path: Path) -> None:
    root = small(tmp_path)
    assert versions.pythons(root) == ["3.9", "3.13"]
    assert [versions.oldest(v, root) for v in ("3.9", "3.13", "3.14")] == [
        "2.0.0",
        "2.1.0",
        "2.10.2",
    ]
    assert versions.pinned(root=root) == "2.12.1"


def test_what_this_project_promises() -> None:
    assert versions.pythons()[0] == "3.11" and versions.oldest("3.11") == "2.0.0"
    for python in versions.pythons():
        oldest, pinned = versions.oldest(python), versions.pinned()
        assert [*map(int, oldest.split("."))] <= [*map(int, pinned.split("."))]


def test_an_interpreter_is_of_the_version_that_is_asked_for() -> None:
    this = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert versions.interpreter(this) == Path(sys.executable)
    assert versions.interpreter("9.9") is None


def test_what_cannot_say_its_version_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = tmp_path / "python"
    broken.write_text("#!/bin/sh\necho 3.99\nexit 127\n", "utf-8")
    broken.chmod(0o755)
    places = [tmp_path / "absent", broken, Path(sys.executable)]
    monkeypatch.setattr(versions, "_places", lambda python: places)
    this = f"{sys.version_info[0]}.{sys.version_info[1]}"
    assert versions.interpreter(this) == Path(sys.executable)
    assert versions.interpreter("3.99") is None


def test_what_fails_and_what_is_absent_stand_in_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "convdemo").mkdir()
    monkeypatch.setattr(versions, "built", lambda folder: (tmp_path / "a.whl", tmp_path))
    monkeypatch.setattr(versions, "pythons", lambda: ["3.11", "3.12", "3.99"])
    monkeypatch.setattr(versions, "pinned", lambda: "2.1.0")
    there = {"3.11": Path("a"), "3.12": Path("b")}
    monkeypatch.setattr(versions, "interpreter", there.get)
    bad: set[str] = set()

    def tried(python: Path, run: versions.Run, *rest: object) -> versions.Run:
        return run._replace(result=f"with {python}", failed=run.numpy in bad)

    monkeypatch.setattr(versions, "tried", tried)
    (tmp_path / "convdemo").mkdir(exist_ok=True)
    assert versions.main([]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "Building the archive and the wheel",
        "Python  NumPy   tests",
        "3.11    2.0.0   with a",
        "3.11    2.1.0   with a",
        "3.12    2.0.0   with b",
        "3.12    2.1.0   with b",
        "3.99            not on this machine",
    ]
    for asked, code in (["--python", "3.99"], 1), (["--python", "3.11"], 0):
        (tmp_path / "convdemo").mkdir()
        assert versions.main(asked) == code
    bad.add("2.0.0")
    (tmp_path / "convdemo").mkdir()
    assert versions.main(["--python", "3.11"]) == 1
    with pytest.raises(SystemExit):
        versions.main(["--python", "3.10"])
