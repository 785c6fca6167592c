"""A copy of the book's set-up in a folder of its own, with a stand-in for uv that fetches nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from scripts.setup.environment import ROOT

# Makes environments as uv does, and pretends to install into them; `stand-in.json` says how.
STAND_IN = """#!{python}
import json, os, signal, subprocess, sys, time, venv
from pathlib import Path

root = Path({root!r})
told = json.loads((root / "stand-in.json").read_text("utf-8"))
with (root / "calls").open("a") as calls:
    print(*sys.argv[1:], file=calls)
step = "install" if sys.argv[1] == "pip" else "begin"
folder = Path(sys.argv[sys.argv.index("--python") + 1]).parents[1] if step == "install" else Path(sys.argv[-1])
if step == "begin":
    venv.create(folder, symlinks=True, prompt=sys.argv[sys.argv.index("--prompt") + 1])
if told.get("hangs") == step:
    if told.get("stubborn"):
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    child = subprocess.Popen(["sleep", "600"])
    (root / "hanging").write_text(f"{{os.getpid()}} {{child.pid}}")
    time.sleep(600)
time.sleep(told.get("seconds", 0))
if step == "install":
    name = Path(sys.argv[-1]).stem
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / f"{{name}}.txt").write_text(told.get("content", "first"))
    if told.get("fails"):
        sys.exit(told["fails"])
    tool = folder / "bin" / name
    tool.write_text(f"#!{{folder}}/bin/python\\nimport sys\\nprint(sys.prefix)\\n")
    tool.chmod(0o755)
"""
TRYOUT = """
import json, os, subprocess, sys, time
from pathlib import Path

root = Path({root!r})
if json.loads((root / "stand-in.json").read_text("utf-8")).get("hangs") == "try":
    child = subprocess.Popen(["sleep", "600"])
    (root / "hanging").write_text(f"{{os.getpid()}} {{child.pid}}")
    time.sleep(600)
"""


class Project:
    """The copy: what was called, what there is, and its commands."""

    def __init__(self, root: Path) -> None:
        self.root, self.venv = root, root / ".venv"
        shutil.copytree(
            ROOT / "scripts" / "setup",
            root / "scripts" / "setup",
            ignore=shutil.ignore_patterns("__pycache__"),
        )
        for name in ("serve", "test", "check"):
            shutil.copy(ROOT / "scripts" / name, root / "scripts" / name)
        for name in ("mkdocs.yml", "requirements.txt", "requirements-test.txt"):
            (root / name).write_text(f"# {name}\n", "utf-8")
        (root / "bin").mkdir()
        uv = root / "bin" / "uv"
        uv.write_text(STAND_IN.format(python=sys.executable, root=str(root)), "utf-8")
        uv.chmod(0o755)
        tryout = TRYOUT.format(root=str(root))
        (root / "scripts" / "setup" / "tryout.py").write_text(tryout, "utf-8")
        self.uv()

    def uv(self, **told: Any) -> None:
        """Say how the stand-in is to behave from now on."""
        (self.root / "stand-in.json").write_text(json.dumps(told), "utf-8")

    def change(self, lock: str = "requirements.txt") -> None:
        (self.root / lock).write_text(f"# {time.monotonic()}\n", "utf-8")

    def calls(self) -> list[str]:
        place = self.root / "calls"
        lines = place.read_text("utf-8").splitlines() if place.exists() else []
        place.unlink(missing_ok=True)
        return lines

    def start(self, *command: str, **env: str) -> subprocess.Popen[str]:
        """Start a command of the copy, as a person does who has uv."""
        path = f"{self.root / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.Popen(
            [sys.executable, *command],
            cwd=self.root,
            env=os.environ | {"PATH": path, "PYTHONPATH": "", "CI": "true"} | env,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def call(self, *command: str, **env: str) -> subprocess.CompletedProcess[str]:
        started = self.start(*command, **env)
        out, err = started.communicate(timeout=60)
        return subprocess.CompletedProcess(command, started.returncode, out, err)

    def make(self, *, tests: bool = False) -> subprocess.CompletedProcess[str]:
        """Set up, and print where the Python is."""
        code = f"from scripts.setup import environment; print(environment.make(tests={tests}))"
        return self.call("-c", code)

    def content(self, part: str = "requirements") -> str:
        """What the stand-in wrote when it installed a part, as the finished environment has it."""
        return next(self.venv.glob(f"lib/python*/site-packages/{part}.txt")).read_text("utf-8")

    def hanging(self) -> list[int]:
        """The processes of a step that hangs, once it does."""
        place = self.root / "hanging"
        for _ in range(300):
            if place.exists() and place.read_text("utf-8").count(" "):
                return [int(number) for number in place.read_text("utf-8").split()]
            time.sleep(0.1)
        raise TimeoutError("nothing hangs")


def alive(process: int) -> bool:
    """Whether a process runs; one that has ended and that nobody asked about does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    return not (status.exists() and status.read_text("utf-8").rpartition(")")[2].split()[0] == "Z")


def interrupt(process: subprocess.Popen[str], how: signal.Signals) -> tuple[float, str]:
    """Interrupt a process; return how long it took to end, and what it said."""
    begun = time.monotonic()
    process.send_signal(how)
    out, err = process.communicate(timeout=30)
    return time.monotonic() - begun, out + err
