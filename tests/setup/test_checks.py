"""The tools see all the code, find what they are for, mend what they can, and reach for nothing from elsewhere."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from mypy.main import process_options

from scripts.press import explorables
from scripts.setup import checks
from scripts.setup.environment import ROOT

PROGRAMS = ROOT / ".venv" / ("Scripts" if os.name == "nt" else "bin")
DENO = PROGRAMS / ("deno.exe" if os.name == "nt" else "deno")
# What others made, and what the project makes.
ELSEWHERE = (".venv/", ".cache/", "site/", "build/")
# Whoever asks for something from elsewhere fails.
ALONE = {
    "DENO_DIR": str(ROOT / ".cache" / "deno"),
    "DENO_NO_UPDATE_CHECK": "1",
    "NO_COLOR": "1",
    **dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "https_proxy"), "http://127.0.0.1:9"),
}
LONG = "export const long = () => {\n" + "  console.log(1);\n" * 59 + "};\n"
NESTED = "export const named = (a) => (a > 1 ? (a > 2 ? 3 : 2) : 1);\n"
FAULTS = {
    "line-width": f"export const wide = '{'x' * 120}';\n",
    "function-length": LONG,
    "no-nested-conditional": NESTED,
    "no-unused-vars": "const unused = 1;\n",
    "eqeqeq": "export const same = (a, b) => a == b;\n",
}
GOOD = (
    f"export const wide = '{'x' * 97}';\n",
    LONG.replace("  console.log(1);\n", "", 1),
    "export const inner = (a) => (a ? [1].map((b) => (b ? 2 : 1)) : []);\n",
)


def deno(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [DENO, "--quiet", *arguments],
        cwd=ROOT,
        env=os.environ | ALONE,
        capture_output=True,
        text=True,
    )


def ours(*endings: str) -> set[str]:
    """The project's own files with such an ending, by their paths from the root."""
    found = (
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.*")
        if path.name.endswith(endings) and "vendor" not in path.parts
    )
    return {name for name in found if not name.startswith(ELSEWHERE)}


def commands() -> set[str]:
    """What authors run: Python without an ending."""
    return {
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "scripts").iterdir()
        if path.is_file() and not path.suffix
    }


def settings() -> Any:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]


def test_all_scripts_of_ours_are_read() -> None:
    scripts = ours(".js", ".mjs", ".ts")
    assert scripts > {"tests/site/axe.js", "docs/explorables/start.js"}
    for tool in checks.tools():
        if tool.look[0] == "deno":
            read = {part for part in tool.look if part.endswith((".js", ".ts"))}
            assert scripts == read, tool.name


def test_all_python_is_read_for_its_rules() -> None:
    shown = subprocess.run(
        [PROGRAMS / "ruff", "check", "--show-files"], cwd=ROOT, capture_output=True, text=True
    )
    read = {Path(line).relative_to(ROOT).as_posix() for line in shown.stdout.splitlines()}
    assert commands() == {"scripts/check", "scripts/serve", "scripts/test"}
    assert read - {"pyproject.toml"} == ours(".py", ".pyi") | commands()


def test_all_python_is_read_for_its_types(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    sources, options = process_options([], require_targets=False)
    read = {Path(str(source.path)).as_posix() for source in sources}
    assert read == ours(".py", ".pyi") | commands()
    assert options.disallow_untyped_defs and options.warn_return_any  # as in strict


def test_what_is_not_asked_of_the_python_is_what_readers_see() -> None:
    """Pages and labs keep their form; of labs fewer rules and fewer types are asked. Nothing else is let off."""
    ruff, mypy = settings()["ruff"], settings()["mypy"]
    assert ruff["extend-exclude"] == ["*.md"] and "exclude" not in ruff
    assert ruff["format"] == {"exclude": ["docs/labs/*"]}
    commands = "scripts/{check,serve,test}"
    ignored = set(ruff["lint"]["per-file-ignores"])
    assert ignored == {"convdemo/__init__.py", "docs/labs/*", commands}
    let_off = {
        name
        for override in mypy["overrides"]
        for name in [override["module"], *override["module"]]
        if isinstance(name, str) and name.startswith(("convdemo", "docs", "scripts", "tests"))
    }
    tests = {"tests.convdemo.test_messages"}  # calls that are wrong on purpose
    assert let_off == {"docs.labs.*", "docs.labs.larger_than_memory"} | tests
    assert mypy["strict"] and "exclude" not in mypy and "ignore_missing_imports" not in mypy


def test_each_fault_is_found_where_it_is_and_what_is_within_the_limits_is_let_through(
    tmp_path: Path,
) -> None:
    for rule, text in FAULTS.items():
        (tmp_path / f"{rule}.js").write_text(text, "utf-8")
    (tmp_path / "good.js").write_text("".join(GOOD), "utf-8")
    found = deno("lint", checks.WITH, str(tmp_path))
    told = re.findall(r"error\[(?:\w+/)?([\w-]+)\].*?([\w-]+)\.js:", found.stderr, re.DOTALL)
    assert found.returncode and sorted(told) == sorted(zip(FAULTS, FAULTS, strict=True)), told


def test_what_is_declared_of_the_numbers_is_what_the_build_makes(tmp_path: Path) -> None:
    """Each name, with a value of its declared type; what is not declared would be too much."""
    declared = (ROOT / checks.SETTINGS / "numbers.d.ts").as_posix()
    made = explorables.made_of_the_package()["modules"]["numbers.js"]
    tied = re.sub(
        r"^(export const (\w+) = )",
        rf'/** @type {{typeof import("{declared}").\2}} */\n\1',
        made,
        flags=re.MULTILINE,
    )
    assert tied.count("@type") == len(made.splitlines()) > 0
    (tmp_path / "tied.js").write_text(tied, "utf-8")
    found = deno("check", "--no-remote", "--no-npm", checks.WITH, str(tmp_path / "tied.js"))
    assert not found.returncode, found.stderr


def test_types_are_checked(tmp_path: Path) -> None:
    wrong = f'import {{ conv2d }} from "{(explorables.SOURCE / "convdemo.js").as_uri()}";\nconv2d(1, 2);\n'
    (tmp_path / "wrong.js").write_text(wrong, "utf-8")
    found = deno("check", "--no-remote", "--no-npm", checks.WITH, str(tmp_path / "wrong.js"))
    assert found.returncode and "not assignable" in found.stderr


# By the tool that finds it: a file, what stands in it, and what is said of it.
PYTHON = "the Python's "
FOUND = [
    (PYTHON + "form", "convdemo/faulty.py", "x = {  'a':1 }\n", "convdemo/faulty.py"),
    (PYTHON + "form", "scripts/check", "x = {  'a':1 }\n", "scripts/check"),
    (PYTHON + "rules", "tests/faulty.py", "import os\n", "F401"),
    (PYTHON + "rules", "scripts/faulty.py", "print(nowhere)\n", "F821"),
    (PYTHON + "rules", "scripts/test", "import os\n", "F401"),
    (PYTHON + "rules", "docs/labs/faulty.py", "import os\n", "F401"),
    (PYTHON + "rules", "convdemo/faulty.py", f'x = "{"x" * 120}"\n', "E501"),
    (PYTHON + "rules", "tests/faulty.py", "def f(x=[]):\n    return x\n", "B006"),
    (PYTHON + "types", "convdemo/faulty.py", "x: int = 'a'\n", "[assignment]"),
    (PYTHON + "types", "scripts/faulty.py", "def f(x: int) -> str:\n    return x\n", "[return"),
    (PYTHON + "types", "scripts/serve", "len(3)\n", "[arg-type]"),
    (PYTHON + "types", "tests/faulty.py", "def f(x):\n    pass\n", "[no-untyped-def]"),
    (PYTHON + "types", "tests/faulty.py", "import no_such_package\n", "[import-not-found]"),
    (PYTHON + "types", "docs/labs/faulty.py", "len(3)\n", "[arg-type]"),
    (PYTHON + "types", "docs/explorables/given.py", "len(3)\n", "[arg-type]"),
    ("the JavaScript's form", "docs/explorables/faulty.js", "const  x = 1;\n", "faulty.js"),
    ("the JavaScript's rules", "tests/site/faulty.js", NESTED, "no-nested-conditional"),
    (
        "the JavaScript's types",
        "tests/site/faulty.js",
        "export const x = Math.abs('');\n",
        "TS2345",
    ),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the settings of this one, and next to no code."""
    root = tmp_path_factory.mktemp("project")
    shutil.copy(ROOT / "pyproject.toml", root)
    for name in checks.SCRIPTS:
        (root / name).mkdir(parents=True)
    shutil.copytree(ROOT / checks.SETTINGS, root / checks.SETTINGS, dirs_exist_ok=True)
    for name in explorables.needed_by("convdemo_summary") - {explorables.STARTER, "numbers.js"}:
        shutil.copy(
            explorables.SOURCE / name, root / "docs/explorables"
        )  # numbers.d.ts asks for it
    for name in settings()["mypy"]["files"]:
        place = root / name
        if (ROOT / name).is_dir():
            place.mkdir(parents=True, exist_ok=True)
            place /= "empty.py"
        place.write_text("", "utf-8")
    return root


@pytest.fixture
def project(small: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(checks, "ROOT", small)
    return small


def looked(name: str) -> bool:
    tool = next(tool for tool in checks.tools() if tool.name == name)
    return checks.content(Path(sys.executable), tool)


@pytest.mark.parametrize("name", sorted({name for name, *_ in FOUND}))
def test_where_nothing_is_wrong_a_tool_is_content(name: str, project: Path) -> None:
    assert looked(name)


@pytest.mark.parametrize(("name", "file", "code", "said"), FOUND)
def test_a_tool_finds_what_it_is_for(
    name: str, file: str, code: str, said: str, project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    place = project / file
    before = place.read_text("utf-8") if place.exists() else None
    place.write_text(code, "utf-8")
    try:
        assert not looked(name)
    finally:
        if before is None:
            place.unlink()
        else:
            place.write_text(before, "utf-8")
    assert said in capfd.readouterr().err


BADLY = "import sys\nimport os\nprint( {  'a':os.sep } )\n"
AS_BADLY = "export const three = ()=>{return 3}\n"


def test_an_author_has_mended_what_can_be_mended(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    places = [project / name for name in ("scripts/check", "convdemo/badly.py", "tests/badly.py")]
    script, lab = project / "docs/explorables/badly.js", project / "docs/labs/badly.py"
    wrong = project / "tests/wrong.py"
    for place in places:
        place.write_text(BADLY, "utf-8")
    script.write_text(AS_BADLY, "utf-8")
    lab.write_text("print( {  'a':1 } )\n", "utf-8")
    wrong.write_text("x: int = 'a'\n", "utf-8")
    python = Path(sys.executable)
    assert not checks.run(python)
    told = capfd.readouterr().err.splitlines()[-1]
    assert told == (
        "Not as it should be: the JavaScript's form, the Python's rules, the Python's form,"
        " the Python's types. `./scripts/check --fix` repairs what it can."
    )
    # One thing no tool can mend; when the author has, all is well.
    assert not checks.run(python, fix=True)
    told = capfd.readouterr().err.splitlines()[-1]
    assert told.startswith("Not as it should be: the Python's types.")
    wrong.write_text('x: str = "a"\n', "utf-8")
    assert checks.run(python)
    for place in places:
        assert place.read_text("utf-8") == 'import os\n\nprint({"a": os.sep})\n'
    assert script.read_text("utf-8") == "export const three = () => {\n  return 3;\n};\n"
    assert lab.read_text("utf-8") == "print( {  'a':1 } )\n"
