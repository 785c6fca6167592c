"""The two locks: one holds all that reading loads, neither what nobody calls, and they fit together."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.press import sessions
from scripts.setup import pins, tryout
from scripts.setup.environment import LOCKS, ROOT, WEIGHTS

PIN = re.compile(r"^([\w.-]+)==([^\s;]+)", re.MULTILINE)
LOCKED = {lock: dict(PIN.findall((ROOT / lock).read_text("utf-8"))) for lock in LOCKS.values()}
READING, TESTS = LOCKED.values()
UNUSED = set(re.findall(r"^[\w-]+", pins.UNUSED.read_text("utf-8"), re.MULTILINE))
# Loads what building loads, where nothing can be loaded that its lock does not have.
ALONE = """
import importlib, runpy, sys
sys.modules.update(dict.fromkeys({refused!r}))
sys.path.insert(0, {root!r})
runpy.run_path({tryout!r}, run_name="__main__")
for name in {modules!r}:
    importlib.import_module(name)
"""


def modules_of(distributions: set[str]) -> set[str]:
    """The top modules that come with some distributions and with no other."""
    return {
        module
        for module, names in metadata.packages_distributions().items()
        if {canonicalize_name(name) for name in names} <= distributions
    }


def test_reading_loads_nothing_but_what_its_lock_has() -> None:
    folders = ("scripts/press", "scripts/drawing", "scripts/figures", "scripts/tables")
    ours = [
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for folder in folders
        for path in sorted((ROOT / folder).glob("[!_]*.py"))
    ]
    refused = sorted(modules_of(UNUSED | TESTS.keys()))
    assert {"pytest", "mypy", "playwright"} <= {*refused}
    code = ALONE.format(refused=refused, root=str(ROOT), tryout=tryout.__file__, modules=ours)
    command = [sys.executable, "-c", code, "reading"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert not done.returncode, done.stderr


def test_pages_and_labs_import_what_is_in_the_lock_of_reading() -> None:
    texts = [path.read_text("utf-8") for path in (*sessions.pages(), *sessions.labs())]
    imported = re.findall(r"^(?:from|import) (\w+)[\w.]*(?: import| as|$)", "\n".join(texts), re.M)
    names = set(imported) - sys.stdlib_module_names
    found = metadata.packages_distributions()
    missing = {
        name
        for name in names - {"convdemo"}
        if not READING.keys() & {*map(canonicalize_name, found[name])}
    }
    assert {"skimage", "scipy", "sklearn", "dask", "convdemo"} <= names and not missing


def test_locks_have_what_was_asked_for_and_nothing_twice() -> None:
    for lock, pinned in LOCKED.items():
        lines = (ROOT / lock.replace(".txt", ".in")).read_text("utf-8").splitlines()
        asked = {Requirement(line) for line in lines if line and line[0] != "#"}
        assert asked
        for requirement in asked:
            assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)])
    assert not READING.keys() & TESTS.keys()
    assert UNUSED and not UNUSED & (READING.keys() | TESTS.keys())


def test_pins_of_both_locks_fit_together() -> None:
    """The tests' lock is made without looking at the other, so what it asks of that is asked here."""
    pinned = READING | TESTS
    unmet = []
    for name in pinned:
        try:
            asked = metadata.requires(name) or []
        except metadata.PackageNotFoundError:  # not for this machine
            continue
        for requirement in map(Requirement, asked):
            wanted = canonicalize_name(requirement.name)
            if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
                continue
            if wanted not in UNUSED and not requirement.specifier.contains(pinned.get(wanted, "0")):
                unmet.append(f"{name} asks for {requirement}")
    assert not unmet


def test_locks_name_no_address() -> None:
    for lock in LOCKED:
        assert "://" not in (ROOT / lock).read_text("utf-8")


def test_second_lock_leaves_out_what_the_first_has() -> None:
    first, second = pins.commands("uv", ["--upgrade"])
    assert first[-3:] == ["requirements.in", "-o", "requirements.txt"]
    assert second[-3:] == ["requirements-test.in", "-o", "requirements-test.txt"]
    unused = "--excludes=requirements-unused.txt"
    assert unused in first and {unused, "--excludes=requirements.txt"} <= {*second}
    assert "--upgrade" in first and "--upgrade" in second and "--generate-hashes" in second


@pytest.mark.parametrize("lock", LOCKED)
def test_weight_that_is_announced_is_about_right(lock: str) -> None:
    """Against the files that are here, which take a little more room on the disk than they have bytes."""
    told = json.loads(WEIGHTS.read_text("utf-8"))[lock]
    here = 0
    for name in LOCKED[lock]:
        try:
            files = metadata.files(name) or []
        except metadata.PackageNotFoundError:
            continue
        paths = [Path(str(file.locate())) for file in files if file.suffix != ".pyc"]
        here += sum(path.stat().st_size for path in paths if path.exists())
    assert 0.7 < here / 1e6 / told["installed"] < 1.1
    assert 0.2 < told["fetched"] / told["installed"] < 0.8
