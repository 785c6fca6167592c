"""What the commands do with what is said to them, before anything is set up."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest
from _pytest.config import Config
from mkdocs.__main__ import serve_command

from scripts.setup import options, screen
from scripts.setup.environment import ROOT
from tests.setup.project import Project

COMMANDS = ("scripts/serve", "scripts/test", "scripts/check")


@pytest.fixture
def taken() -> Iterator[int]:
    """A port with a server on it."""
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        yield server.getsockname()[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_and_mistakes_install_nothing(project: Project, command: str) -> None:
    asked = project.call(command, "--help")
    about = ast.get_docstring(ast.parse((ROOT / command).read_text("utf-8"))) or command
    assert asked.returncode == 0 and about.splitlines()[0] in asked.stdout
    mistaken = project.call(command, "--no-such-option")
    assert mistaken.returncode == 2 and "--no-such-option" in mistaken.stderr
    assert "Traceback" not in mistaken.stderr
    assert project.calls() == [] and not project.venv.exists()


def test_options_of_serve_are_those_of_mkdocs() -> None:
    theirs = {
        name for option in serve_command.params for name in (*option.opts, *option.secondary_opts)
    }
    ours = {name for names in (*options.FLAGS, *options.VALUES) for name in names}
    assert ours == theirs


def test_options_of_test_are_those_of_pytest(pytestconfig: Config) -> None:
    parser = pytestconfig._parser
    theirs = {
        name: option
        for group in (*parser._groups, parser._anonymous)
        for option in group.options
        for name in option.names()
    }
    long = {name[2:] for name in theirs if name.startswith("--")}
    assert options.LONG - {"update"} == long - {"update"}
    short = {name[1:]: option for name, option in theirs.items() if not name.startswith("--")}
    assert short.keys() == options.SHORT
    taking = {name for name, option in short.items() if option.attrs()["nargs"] != 0}
    assert taking == options.TAKING


@pytest.mark.parametrize(
    "said",
    [
        ["-k", "padding"],
        ["-k", "-x"],
        ["-kpadding"],
        ["-xvs"],
        ["tests/a.py::b[c]"],
        ["--tb=short"],
    ],
)
def test_what_pytest_takes_is_let_through(said: list[str]) -> None:
    assert options.test(said) == said


def test_taken_port_gives_way_to_the_next(project: Project, taken: int) -> None:
    (project.root / "mkdocs.yml").write_text(f"dev_addr: 127.0.0.1:{taken}\n", "utf-8")
    (project.root / "scripts" / "press").mkdir()
    shown = "import sys\nprint(sys.argv[1:])\n"
    (project.root / "scripts" / "press" / "running.py").write_text(shown, "utf-8")
    done = project.call("scripts/serve", "--strict")
    told, served = done.stdout.splitlines()
    assert told.startswith(f"Port {taken} is taken; the book will be at http://127.0.0.1:"), done
    address = told.rpartition("http://")[2].strip("/")
    assert served == f"['mkdocs', 'serve', '--strict', '--dev-addr', '{address}']"
    assert taken < int(address.rpartition(":")[2]) < taken + 20


@pytest.mark.parametrize("option", ["-a", "--dev-addr"])
def test_named_port_that_is_taken_ends_it_in_one_line(
    project: Project, taken: int, option: str
) -> None:
    done = project.call("scripts/serve", option, f"127.0.0.1:{taken}")
    assert done.returncode == 1 and project.calls() == []
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"127.0.0.1:{taken} is taken; name another")


@pytest.mark.parametrize("address", ["here", "127.0.0.1:99999", "127.0.0.1"])
def test_address_that_is_none_is_told(project: Project, address: str) -> None:
    done = project.call("scripts/serve", "-a", address)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1 and line.endswith(address) and "127.0.0.1:8000" in line


def test_two_starts_of_one_copy_take_two_ports(project: Project) -> None:
    """Though neither has bound its port: the first build comes before that."""
    (project.root / "scripts" / "press").mkdir()
    wait = "import sys\nprint(sys.argv[-1], flush=True)\nsys.stdin.read()\n"
    (project.root / "scripts" / "press" / "running.py").write_text(wait, "utf-8")
    project.make()
    first = subprocess.Popen(
        [sys.executable, "scripts/serve"],
        cwd=project.root,
        env=os.environ | {"CI": "true", "PYTHONPATH": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with first:
        assert first.stdout
        *_, address = first.stdout.readline().split()
        second = project.call("scripts/serve")
        first.communicate()
    assert address.strip("/") not in second.stdout.splitlines()[-1]


@pytest.mark.parametrize("command", COMMANDS)
def test_too_old_python_gets_one_line(command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import sys, runpy; sys.version_info = (3, 9, 2, 'final', 0);"
        f"sys.argv = [{command!r}, '-x']; sys.path.insert(0, 'scripts');"
        f"runpy.run_path({command!r}, run_name='__main__')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert line.startswith("This is Python 3.9, and the book needs 3.11 or newer: ")
    assert line.endswith((f"{command} -x", "say"))


@pytest.mark.parametrize("file", [*COMMANDS, "scripts/setup/__init__.py"])
def test_every_python_can_read_what_runs_first(file: str) -> None:
    """Python 2 and the early 3 know none of these; and nothing stands after unpacked arguments."""
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.AsyncFunctionDef, ast.Match)
    for node in ast.walk(ast.parse((ROOT / file).read_text("utf-8"))):
        assert not isinstance(node, newer), ast.unparse(node)
        if isinstance(node, ast.Call):
            unpacked = [isinstance(each, ast.Starred) for each in node.args]
            assert True not in unpacked[:-1], ast.unparse(node)
        if isinstance(node, ast.FunctionDef):
            assert node.returns is None and not node.args.kwonlyargs, node.name
        if isinstance(node, ast.ImportFrom):
            assert node.module != "__future__"
    assert (ROOT / file).read_text("utf-8").isascii()


@pytest.mark.parametrize(
    ("platform", "env", "there"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_browser_opens_where_there_is_a_screen(
    platform: str, env: dict[str, str], there: bool
) -> None:
    assert screen.is_there(platform, env) is there
