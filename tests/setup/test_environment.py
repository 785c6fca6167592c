"""The environment: made once, beside the old one, and none the worse for what goes wrong."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from scripts.setup import environment
from tests.setup.project import Project, alive, interrupt


def test_made_once_where_it_was_said(project: Project) -> None:
    first = project.make()
    assert first.stdout.strip() == str(project.venv / "bin" / "python"), first.stderr
    assert [call.split()[0] for call in project.calls()] == ["venv", "pip"]
    assert project.make().returncode == 0
    assert project.calls() == []
    assert sorted(path.name for path in project.root.glob(".[vnl]*")) == [".venv"]


def test_workflow_asks_where_it_is(project: Project) -> None:
    workflow = (environment.ROOT / ".github" / "workflows" / "site.yml").read_text("utf-8")
    (module,) = re.findall(r"\$\(python -m ([\w.]+)\) -m mkdocs build", workflow)
    assert project.call("-m", module).stdout == f"{project.venv / 'bin' / 'python'}\n"


def test_commands_of_the_environment_find_its_python(project: Project) -> None:
    """It was made under another name: what begins with a path begins with the final one."""
    project.make(tests=True)
    for name in ("requirements", "requirements-test"):
        tool = project.venv / "bin" / name
        assert tool.read_text("utf-8").startswith(f"#!{project.venv}/bin/python\n")
    for path in [project.venv / "pyvenv.cfg", *(project.venv / "bin").glob("[!p]*")]:
        assert ".next" not in path.read_text("utf-8"), path


def test_package_is_seen_from_the_environment(project: Project) -> None:
    (project.root / "convdemo.py").write_text("here = True\n", "utf-8")
    project.make()
    command = [
        str(project.venv / "bin" / "python"),
        "-c",
        "import convdemo; print(convdemo.__file__)",
    ]
    done = subprocess.run(command, capture_output=True, text=True, cwd="/")
    assert done.stdout.strip() == str(project.root / "convdemo.py"), done.stderr


def test_size_is_told_before_anything_is_fetched(project: Project) -> None:
    weights = environment.WEIGHTS.read_text("utf-8")
    said = project.make().stderr.splitlines()
    size = said[0].partition("about ")[2].partition(" MB")[0]
    assert ".venv" in said[0] and f'"fetched": {size}' in weights


def test_tests_are_added_to_what_reading_has(project: Project) -> None:
    project.make()
    project.calls()
    project.make(tests=True)
    (call,) = project.calls()
    assert call.endswith("requirements-test.txt")
    assert project.content() == project.content("requirements-test") == "first"
    project.make()
    assert project.calls() == []


def test_changed_pins_make_it_anew(project: Project) -> None:
    project.make()
    project.change()
    project.uv(content="second")
    project.make()
    assert project.content() == "second"


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-test.txt"])
def test_failed_set_up_leaves_the_old_one(project: Project, lock: str) -> None:
    project.make(tests=True)
    stamp = (project.venv / "made-from").read_text("utf-8")
    project.change(lock)
    project.uv(fails="error: there is no such version", content="second")
    failed = project.make(tests=True)
    assert failed.returncode == 1
    assert failed.stderr.splitlines()[-2] == "error: there is no such version"
    assert "Traceback" not in failed.stderr
    assert project.content() == project.content("requirements-test") == "first"
    assert (project.venv / "made-from").read_text("utf-8") == stamp
    assert not (project.root / ".next").exists()
    project.uv(content="third")
    assert project.make(tests=True).returncode == 0
    assert "third" in (project.content(), project.content("requirements-test"))


def test_missing_network_is_told_in_one_line(project: Project) -> None:
    project.uv(fails="WARNING: Retrying\nNewConnectionError: Temporary failure\nERROR: none found")
    said = project.make().stderr.splitlines()
    assert said[-2] == "The package index cannot be reached. Is there a network?"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
@pytest.mark.parametrize("step", ["begin", "install", "try"])
def test_interruption_ends_all_and_spoils_nothing(
    project: Project, step: str, how: signal.Signals
) -> None:
    project.make()
    project.change()
    project.uv(hangs=step, content="second", stubborn=how is signal.SIGINT)
    started = project.start("scripts/serve", "--dev-addr", "127.0.0.1:0")
    processes = project.hanging()
    seconds, said = interrupt(started, how)
    assert seconds < 2
    assert said.endswith("\nStopped.\n") and "Traceback" not in said
    assert started.returncode
    assert not [process for process in processes if alive(process)]
    assert project.content() == "first"
    project.uv(content="third")
    assert project.make().returncode == 0
    assert project.content() == "third" and not (project.root / ".next").exists()


def test_environment_that_was_laid_aside_is_put_back(project: Project) -> None:
    project.make()
    project.calls()
    project.venv.rename(project.root / ".last")
    assert project.make().returncode == 0
    assert project.calls() == [] and project.content() == "first"


def test_leftovers_go_at_the_next_start(project: Project) -> None:
    project.make()
    (project.root / ".next").mkdir()
    project.make()
    assert not (project.root / ".next").exists() and project.content() == "first"


def test_second_set_up_waits_for_the_first(project: Project) -> None:
    project.uv(seconds=1)
    code = "from scripts.setup import environment; print(environment.make().exists())"
    both = [project.start("-c", code) for _ in range(2)]
    said = [process.communicate(timeout=60) for process in both]
    assert [out for out, _ in said] == ["True\n", "True\n"], said
    assert len(project.calls()) == 2
    assert sum(environment.WAITING in err for _, err in said) == 1


def test_patch_of_python_does_not_matter(monkeypatch: pytest.MonkeyPatch, project: Project) -> None:
    before = environment._wanted(project.root, ("reading",))
    monkeypatch.setattr(sys, "version_info", (*sys.version_info[:2], 99, "final", 0))
    assert environment._wanted(project.root, ("reading",)) == before
    monkeypatch.setattr(sys.implementation, "cache_tag", "cpython-399")
    assert environment._wanted(project.root, ("reading",)) != before


def test_home_that_cannot_be_written_is_replaced(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert "HOME" not in environment.places(tmp_path)
    monkeypatch.setenv("HOME", "/proc/none")
    kept = environment.places(tmp_path)
    assert Path(kept["HOME"]).is_dir() and kept["HOME"].startswith(str(tmp_path / ".cache"))
    assert kept["MPLCONFIGDIR"].startswith(str(tmp_path / ".cache"))


def test_python_without_venv_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(environment, "find_spec", lambda name: None)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match=r"apt-get install python3\.\d+-venv$"):
        environment._begin(tmp_path / "new")


def test_folder_that_cannot_be_written_is_told_in_one_line(project: Project) -> None:
    (project.root / ".cache").write_text("a file in the place of the folder")
    failed = project.make()
    assert failed.returncode == 1 and len(failed.stderr.splitlines()) == 1
    assert "cannot be made" in failed.stderr


def test_own_tests_of_packages_go(tmp_path: Path) -> None:
    for name in ("one/tests/__init__.py", "one/tests/data/x", "two/tests/kept.js", "two/test.py"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    environment._lighten(tmp_path)
    files = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*"))
    assert files == ["two/test.py", "two/tests/kept.js"]


def test_children_keep_no_bytecode_beside_the_modules(project: Project) -> None:
    (project.root / "shown.py").write_text(
        "import os; print(os.environ['PYTHONDONTWRITEBYTECODE'], os.environ['MPLCONFIGDIR'])"
    )
    code = "from scripts.setup import environment; environment.run(environment.make(), 'shown')"
    done = project.call("-c", code, PYTHONDONTWRITEBYTECODE="")
    assert done.stdout.strip() == f"1 {project.root / '.cache' / 'matplotlib'}", done.stderr
