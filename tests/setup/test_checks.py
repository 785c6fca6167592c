"""The tools that read the JavaScript see all of it, find what they are for, and reach for nothing from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from scripts.press import explorables
from scripts.setup import checks
from scripts.setup.environment import ROOT

DENO = ROOT / ".venv" / ("Scripts/deno.exe" if os.name == "nt" else "bin/deno")
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


def test_all_scripts_of_ours_are_read() -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for folder in ("docs", "scripts", "data")
        for path in (ROOT / folder).rglob("*.js")
        if "vendor" not in path.parts
    }
    for tool in checks.tools():
        if tool.look[0] == "deno":
            assert ours == {part for part in tool.look if part.endswith(".js")}, tool.name


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_is_found(rule: str, tmp_path: Path) -> None:
    (tmp_path / "faulty.js").write_text(FAULTS[rule], "utf-8")
    found = deno("lint", checks.WITH, str(tmp_path))
    assert found.returncode and rule in found.stderr + found.stdout


def test_what_is_within_the_limits_is_let_through(tmp_path: Path) -> None:
    (tmp_path / "good.js").write_text("".join(GOOD), "utf-8")
    found = deno("lint", checks.WITH, str(tmp_path))
    assert not found.returncode, found.stderr + found.stdout


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
