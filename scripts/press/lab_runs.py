"""Labs as notebooks: read from their Python files, and run when something they depend on has changed.

A lab's run depends on its code, on what that imports of the project, the pins and this module. It is
kept as the outputs of the cells, so that an edit to the text runs nothing. A cell that raises, or
that writes to standard error (as a warning does), is an error and nothing is kept.
"""

from __future__ import annotations

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from scripts.press import caching, fronts, imports, lab_figures, worker
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

if TYPE_CHECKING:
    from nbformat import NotebookNode  # which loads slowly

LABS = ROOT / "docs" / "labs"
# matplotlib's name for a file of settings.
STYLE = "matplotlibrc"
SECONDS_A_CELL = 300
AT_ONCE = 2
# How a cell begins, and how IPython tells where in a cell, or in a file, something was raised.
CELL = re.compile(r"# ?%%")
IN_CELL = re.compile(r"Cell In\[\d+\], line (\d+)")
IN_FILE = re.compile(r"File (\S.*?\.py):(\d+)")
SYNTAX_PLACE = re.compile(r" \([^()]*, line \d+\)$")
# What running a cell adds to it.
GIVEN = ("execution_count", "outputs")
KERNEL_SETTINGS = """
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": None}
"""

Notebook = dict[str, Any]
Report = Callable[[str], None]
# What the code cells gave in an earlier run, or nothing.
Instead = Callable[["Lab"], list[Notebook] | None]


class LabError(PressError):
    """A lab that cannot be run or shown; the message says which, where and why."""


@dataclass(frozen=True)
class Lab:
    """One lab: its name, and the Python file that it is."""

    name: str
    path: Path

    @property
    def kept(self) -> Path:
        """Where its run is kept, or would be."""
        return caching.place("labs", self.name, key(self))

    @property
    def place(self) -> str:
        return f"docs/labs/{self.path.name}"

    def text(self) -> str:
        return self.path.read_text("utf-8")


def all_labs() -> list[Lab]:
    """Every lab, by name."""
    return [Lab(path.stem, path) for path in sorted(LABS.glob("*.py"))]


def read(lab: Lab) -> tuple[dict[str, Any], Notebook]:
    """Return a lab's front matter and its cells as a notebook that has not been run."""
    try:
        text = lab.text()
        its_key = caching.key(Path(__file__), text)
        front, notebook = caching.answer("cells", lab.name, its_key, lambda: _read(text))
    except (ValueError, yaml.YAMLError) as error:  # a text that is not UTF-8 is a ValueError
        line, said = fronts.why(error)
        raise LabError(said, f"{lab.place}:{line}") from error
    return front, notebook


def _read(text: str) -> tuple[dict[str, Any], Notebook]:
    import jupytext

    notebook: Notebook = jupytext.reads(text, fmt="py:percent")
    cells = notebook["cells"]
    front: dict[str, Any] = {}
    if cells and cells[0]["cell_type"] == "raw":
        front = yaml.safe_load(cells.pop(0)["source"].strip().strip("-").strip()) or {}
    for count, cell in enumerate(cells, 1):
        cell["id"] = f"cell-{count}"  # jupytext would draw a new one each time
    notebook["metadata"] = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    return front, notebook


def ran(labs: list[Lab], report: Report = lambda line: None) -> list[Notebook]:
    """Return the labs as run, running those that are stale; it raises if any of them fails."""
    notebooks = []
    for found in attempt(labs, report):
        if isinstance(found, LabError):
            raise found
        notebooks.append(found)
    return notebooks


def attempt(
    labs: list[Lab], report: Report = lambda line: None, instead: Instead = lambda lab: None
) -> list[Notebook | LabError]:
    """Return each lab as run, or why it cannot be; those that are stale run two at a time.

    What `instead` gives for a stale lab stands, and that lab is not run.
    """
    return list(_attempt(labs, report, instead).values())


def _attempt(labs: list[Lab], report: Report, instead: Instead) -> dict[Lab, Notebook | LabError]:
    found: dict[Lab, Any] = {}
    places: dict[Lab, Path] = {}
    for lab in labs:
        try:
            places[lab] = lab.kept
            found[lab] = caching.failed(lab.kept) or caching.read(lab.kept) or instead(lab)
        except LabError as error:
            found[lab] = error
    stale = [lab for lab in labs if found[lab] is None]
    if stale:
        with _pool() as pool:
            # Read here: a thread only waits for a worker.
            tasks = {
                pool.submit(_run_and_keep, lab, read(lab)[1], places[lab]): lab for lab in stale
            }
            for count, task in enumerate(as_completed(tasks), 1):
                lab = tasks[task]
                found[lab] = task.result()
                failed = isinstance(found[lab], LabError)
                report(f"lab {count} of {len(stale)}: {lab.name}{' failed' * failed}")
    return {
        lab: gave if isinstance(gave, LabError) else _with_outputs(read(lab)[1], gave)
        for lab, gave in found.items()
    }


@contextmanager
def _pool() -> Iterator[ThreadPoolExecutor]:
    """Give threads that wait for workers; an interruption ends these, and so the waiting."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            yield pool
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            worker.end_all()
            raise


def key(lab: Lab) -> str:
    """Hash all that a lab's outputs depend on."""
    code = imports.key_of_code([cell["source"] for cell in code_cells(read(lab)[1])])
    pins = ROOT / "requirements.txt"
    return caching.key(sys.version, code, pins, lab_figures.style(), Path(__file__))


def code_cells(notebook: Notebook) -> list[Notebook]:
    return [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]


def last(lab: Lab) -> list[Notebook] | None:
    """Return what the cells of a lab gave in its last run, if it had as many then."""
    runs = [path for path in lab.kept.parent.glob("[!.]*.json") if path.is_file()]
    if not runs:
        return None
    gave: list[Notebook] | None = caching.read(max(runs, key=lambda path: path.stat().st_mtime))
    return gave if gave and len(gave) == len(code_cells(read(lab)[1])) else None


def run(lab: Lab) -> None:
    """Run a lab if that has not been done, giving way to others, and keep what its cells gave."""
    if caching.failed(lab.kept) is None and caching.read(lab.kept) is None:
        _run_and_keep(lab, read(lab)[1], lab.kept, gently=True)


def _run_and_keep(
    lab: Lab, cells: Notebook, place: Path, gently: bool = False
) -> list[Notebook] | LabError:
    """Run a lab, and keep what its code cells gave; or return why it cannot be run."""
    question = [lab.name, str(lab.path), cells]
    try:
        gave: list[Notebook] = worker.ask("scripts.press.lab_runs:gave", question, gently=gently)
    except worker.WorkerError as failed:
        error = LabError(**failed.data())
        caching.fail(place, error)
        return error
    caching.write(place, gave)
    return gave


def gave(question: tuple[str, str, Notebook]) -> list[Notebook]:
    """Run a lab, and return what its code cells gave: the part that runs in the worker."""
    import nbformat

    name, path, cells = question
    # What a kernel writes down for those who want to reach it goes with the worker's files.
    os.environ["JUPYTER_RUNTIME_DIR"] = tempfile.mkdtemp()
    notebook: NotebookNode = nbformat.from_dict(cells)
    _run(Lab(name, Path(path)), notebook)
    return [{name: cell[name] for name in GIVEN} for cell in code_cells(notebook)]


def _with_outputs(notebook: Notebook, gave: list[Notebook]) -> Notebook:
    for cell, given in zip(code_cells(notebook), gave, strict=True):
        cell.update(given)
    return notebook


def _run(lab: Lab, notebook: NotebookNode) -> None:
    """Run the cells in a kernel of their own, in an empty folder, and leave the outputs in them."""
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as settings:
        client = NotebookClient(
            notebook,
            timeout=SECONDS_A_CELL,
            # On a busy machine a picture may come late; by default it would be lost without a word.
            iopub_timeout=SECONDS_A_CELL,
            raise_on_iopub_timeout=True,
            kernel_name="python3",
            record_timing=False,
            coalesce_streams=True,  # how a print is cut into messages differs each time
            config=Config({"KernelManager": {"transport_encryption": "auto"}}),
        )
        profile = Path(settings, "profile_default", "ipython_kernel_config.py")
        profile.parent.mkdir()
        profile.write_text(KERNEL_SETTINGS)
        Path(settings, STYLE).write_text(lab_figures.style(), "utf-8")
        try:
            # A loop of its own, which is closed at the end; `client.execute` would leave one open.
            asyncio.run(client.async_execute(cwd=empty, env=_environment(settings)))
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise _failure(lab, notebook, error) from error
    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = [_checked(lab, cell, output) for output in cell["outputs"]]


def _environment(settings: str) -> dict[str, str]:
    """What a lab's kernel finds: the package, the book's drawing style, no settings of the user's."""
    return worker.environment() | {
        "PYTHONHASHSEED": "0",
        "IPYTHONDIR": settings,
        "JUPYTER_CONFIG_DIR": settings,
        "MATPLOTLIBRC": str(Path(settings, STYLE)),
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "SOURCE_DATE_EPOCH": "0",
    }


def _failure(lab: Lab, notebook: NotebookNode, error: Exception) -> LabError:
    """Say which cell failed, at which line, and why."""
    detail = _plain(str(error))
    cells = [cell for cell in code_cells(notebook) if cell["execution_count"] or cell["outputs"]]
    cell = cells[-1] if cells else notebook["cells"][0]
    message = detail.strip().partition("\n")[0]
    if name := getattr(error, "ename", ""):
        # The place of a mistake in the syntax stands in the detail.
        said = SYNTAX_PLACE.sub("", _plain(error.evalue))  # type: ignore[attr-defined]
        message = f"{name}: {said}"
    inside = [int(line) for line in IN_CELL.findall(detail)] or [1]
    files = [Path(name).expanduser() for name, _ in IN_FILE.findall(detail)]
    lines = [line for _, line in IN_FILE.findall(detail)]
    origins = [
        f"{path.relative_to(ROOT).as_posix()}:{line}"
        for path, line in zip(files, lines, strict=True)
        if path.is_relative_to(ROOT) and not path.is_relative_to(ROOT / ".venv")
    ]
    return LabError(
        message,
        _line(lab, cell, inside[-1]),
        origins[-1] if origins else "",
        detail,
        cell=cell["id"],
    )


def _line(lab: Lab, cell: Notebook, inside: int) -> str:
    """The place of a line of a cell in the lab's file."""
    marks = [count for count, line in enumerate(lab.text().split("\n"), 1) if CELL.match(line)]
    number = int(cell["id"].rpartition("-")[2])
    return f"{lab.place}:{marks[number - 1] + inside}" if number <= len(marks) else lab.place


def _checked(lab: Lab, cell: Notebook, output: Notebook) -> Notebook:
    """Return an output, or say why it cannot be shown: a warning, or what differs at each run."""
    begins = f"the cell that begins {cell['source'][:60]!r}"
    place = _line(lab, cell, 1)
    text = _plain(str(output.get("text", "")) + str(output.get("data", {}).get("text/plain", "")))
    if output.get("name") == "stderr":
        raise LabError(f"{begins} writes to standard error:\n{text}", place, cell=cell["id"])
    if re.search(r"\b0x[0-9a-f]{6,}", text):
        said = f"{begins} shows an address, which differs each time: {text.strip()}"
        raise LabError(said, place, cell=cell["id"])
    return output


def _plain(text: str) -> str:
    """The text without the colours of a terminal."""
    return re.sub(r"\x1b\[[0-9;]*m", "", text)
