"""Which page is checked when, what is printed, what strips get; the worker is played."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from scripts.press import build_order, processes, strip, telling
from scripts.press.findings import Finding
from scripts.press.telling import Teller, news
from scripts.press.worker import WorkerError

PATIENCE = 10


class Worker:
    """Answers as the worker does; a page whose text has a "!" does not hold."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.asked: list[Any] = []
        self.kept: set[str] = set()
        self.held: dict[str, threading.Event] = {}
        self.is_killed = False

    @property
    def pid(self) -> Worker:
        """What it is ended by."""
        return self

    def kill(self) -> None:
        self.is_killed = True
        for event in self.held.values():
            event.set()

    def __call__(self, function: str, question: Any, root: Path, begun: Callable[..., None]) -> Any:
        assert root == self.root
        self.is_killed = False
        begun(self)
        if function == "scripts.press.told:kept":
            return {name: [] if name in self.kept else None for name in question}
        name = question["name"]
        self.asked.append((name, question["behind"]))
        if event := self.held.pop(name, None):
            self.held[""] = event
            assert event.wait(PATIENCE)
        if self.is_killed:
            raise WorkerError("ended with -9")
        text = (root / name).read_text("utf-8")
        if "crash" in text:
            raise WorkerError("Traceback\nValueError: crash")
        return [asdict(Finding(name, 1, "wrong", is_stale=True))] if "!" in text else []


class Trial:
    """A teller with its worker and what it has printed."""

    def __init__(self, root: Path) -> None:
        for name in ("a", "b", "c"):
            self.write(root / "docs" / f"{name}.md", name)
        self.write(root / "docs" / "labs" / "lab.py", "# a lab")
        self.write(root / "convdemo" / "pad.py", "1")
        self.root, self.worker, self.printed = root, Worker(root), list[str]()
        self.teller = Teller(root, self.worker, lambda line, flush: self.printed.append(line))
        self.teller.urls = {f"docs/{name}.md": f"{name}.html" for name in "abc"}

    @staticmethod
    def write(path: Path, text: str) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def save(self, name: str, text: str) -> None:
        self.write(self.root / name, text)

    def build(self) -> list[tuple[str, bool]]:
        """Build, wait until all is checked, and give what was."""
        self.worker.asked.clear()
        self.teller.begin()
        self.teller.built()
        self.quiet()
        return list(self.worker.asked)

    def quiet(self) -> None:
        def is_quiet() -> bool:
            waiting = (self.teller._saved, self.teller._perhaps, self.teller._others)
            return not (any(waiting) or self.teller._to_look or self.teller._now)

        with self.teller.changed:
            assert self.teller.changed.wait_for(is_quiet, PATIENCE)


@pytest.fixture
def trial(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Trial]:
    end = processes.end

    def end_it(worker: Any) -> None:
        if isinstance(worker, Worker):
            worker.kill()
        else:
            end(worker)

    monkeypatch.setattr(processes, "end", end_it)
    made = Trial(tmp_path)
    made.teller.start()
    yield made
    made.teller.stop()
    assert not made.teller._thread.is_alive()


def test_at_the_start_all_pages_are_checked_behind_that_are_not_kept(trial: Trial) -> None:
    trial.worker.kept = {"docs/b.md"}
    assert trial.build() == [("docs/a.md", True), ("docs/c.md", True)]
    assert trial.build() == [] and trial.printed == []


def test_a_saved_page_is_checked_at_once_and_told(trial: Trial) -> None:
    trial.build()
    trial.save("docs/b.md", "!")
    assert trial.build() == [("docs/b.md", False)]
    assert trial.printed == [
        "docs/b.md:1: wrong",
        "`./scripts/test --update b` writes the new output into the page.",
    ]
    trial.save("docs/b.md", "! still")
    trial.build()
    assert trial.printed[2:] == ["docs/b.md: 1 place still does not hold, the first is docs/b.md:1"]
    trial.save("docs/b.md", "b")
    trial.build()
    assert trial.printed[3:] == ["docs/b.md: what it says holds again"]


def test_after_an_edit_to_what_all_may_import_the_open_page_comes_first(trial: Trial) -> None:
    trial.build()
    trial.teller.wait("docs/b.md", "", 0)
    trial.save("convdemo/pad.py", "2")
    trial.save("docs/c.md", "c!")
    order = [("docs/c.md", False), ("docs/b.md", True), ("docs/a.md", True)]
    assert trial.build() == order


def test_a_lab_is_checked_where_it_is_saved_and_behind(trial: Trial) -> None:
    trial.build()
    trial.save("docs/labs/lab.py", "# another")
    assert trial.build() == [("docs/labs/lab.py", True)]


def test_a_build_ends_what_is_checked_and_it_is_checked_again(trial: Trial) -> None:
    trial.worker.kept = {"docs/a.md", "docs/b.md"}
    trial.worker.held["docs/c.md"] = threading.Event()
    trial.teller.begin()
    trial.teller.built()
    with trial.teller.changed:
        assert trial.teller.changed.wait_for(lambda: trial.worker.asked, PATIENCE)
    assert trial.teller.state("docs/c.md")["checking"]
    trial.save("docs/a.md", "a!")
    assert trial.build() == [("docs/a.md", False), ("docs/c.md", True)]
    assert trial.printed[0] == "docs/a.md:1: wrong"


def test_nothing_is_checked_while_a_build_runs(trial: Trial) -> None:
    trial.build()
    trial.teller.begin()
    trial.save("docs/a.md", "a!")
    trial.teller._saved.append("docs/a.md")
    with trial.teller.changed:
        trial.teller.changed.notify_all()
        assert not trial.teller.changed.wait_for(lambda: trial.printed, 0.2)
    trial.teller.built()
    trial.quiet()
    assert trial.printed[0] == "docs/a.md:1: wrong"


def test_a_page_that_is_gone_is_told_of_no_more(trial: Trial) -> None:
    trial.save("docs/a.md", "a!")
    trial.build()
    assert trial.teller.state("docs/b.md")["others"]
    (trial.root / "docs" / "a.md").unlink()
    trial.build()
    assert not trial.teller.state("docs/b.md")["others"]


def test_a_session_that_crashes_is_a_finding(trial: Trial) -> None:
    trial.save("docs/a.md", "crash")
    trial.build()
    (line,) = trial.printed
    assert line.startswith("docs/a.md:1: the page cannot be checked: ValueError: crash\n")


def test_nothing_is_printed_twice() -> None:
    one, two = Finding("docs/a.md", 3, "wrong"), Finding("docs/a.md", 9, "bad", "    why")
    moved = Finding("docs/a.md", 4, "wrong", place="elsewhere")
    assert news("docs/a.md", [one], [moved, two], True) == ["docs/a.md:9: bad\n    why"]
    assert news("docs/a.md", [one], [moved], False) == []
    assert news("docs/a.md", [one, two], [moved], False) == [
        "docs/a.md: 1 place still does not hold, the first is docs/a.md:4"
    ]
    assert news("docs/a.md", [], [], True) == []


# --- the strip ----------------------------------------------------------------------------------


def asked(app: strip.App, place: str, query: str = "") -> tuple[str, dict[str, str], bytes]:
    heads: list[Any] = []
    environ = {"PATH_INFO": place, "QUERY_STRING": query}
    body = b"".join(app(environ, lambda *given: heads.extend(given)))
    return heads[0], dict(heads[1]), body


def usual(environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
    start("404 Not Found", [])
    return [b"usual"]


@pytest.fixture
def app(trial: Trial) -> strip.App:
    return strip.app(trial.teller, usual, "/book/")


def test_strip_gets_what_was_found(trial: Trial, app: strip.App) -> None:
    trial.save("docs/a.md", "a!")
    trial.save("docs/b.md", "b!")
    trial.build()
    trial.teller.say_of_site(["convdemo/pad.py:3: SyntaxError"])
    status, heads, body = asked(app, "/book/authors/now.json", "page=docs%2Fa.md&since=")
    state = json.loads(body)
    assert status == "200 OK" and heads["Cache-Control"] == "no-store"
    assert [finding["text"] for finding in state["findings"]] == ["docs/a.md:1: wrong"]
    assert state["others"] == [{"page": "docs/b.md", "url": "/book/b.html", "count": 1}]
    assert state["site"] == ["convdemo/pad.py:3: SyntaxError"]
    assert "--update a" in state["offer"] and not state["checking"]


def test_request_waits_for_news(
    trial: Trial, app: strip.App, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.build()
    monkeypatch.setattr(strip, "PATIENCE", 0)
    first = json.loads(asked(app, "/book/authors/now.json")[2])["version"]
    again = f"page=docs/a.md&since={first}"
    assert json.loads(asked(app, "/book/authors/now.json", again)[2])["version"] == first
    monkeypatch.setattr(strip, "PATIENCE", PATIENCE)
    timer = threading.Timer(0.1, trial.teller.say_of_site, [["news"]])
    timer.start()
    state = json.loads(asked(app, "/book/authors/now.json", again)[2])
    timer.join()
    assert state["site"] == ["news"] and state["version"] != first


def test_other_requests_are_the_servers(app: strip.App) -> None:
    for place in ("/book/", "/authors/now.json", "/book/authors/", "/book/authors/strip.py"):
        assert asked(app, place)[2] == b"usual"
    for name in strip.FILES:
        assert len(asked(app, f"/book/authors/{name}")[2]) > 500


# --- MkDocs -------------------------------------------------------------------------------------


@contextmanager
def begun(command: str) -> Iterator[None]:
    build_order.on_startup(command, False)
    try:
        yield
    finally:
        build_order.on_shutdown()
    assert telling.teller is None


def test_only_pages_that_are_served_have_the_strip() -> None:
    page = SimpleNamespace(file=SimpleNamespace(src_uri="a.md"), url="a.html")
    config = SimpleNamespace(site_url="http://127.0.0.1:8000/book/")
    html = "<head></head><body></body>"
    with begun("build"):
        assert telling.teller is None and build_order.on_post_page(html, page, config) == html
    with begun("serve"):
        dressed = build_order.on_post_page(html, page, config)
        assert telling.teller and telling.teller.urls == {"docs/a.md": "a.html"}
    assert '<script src="/book/authors/strip.js" data-page="docs/a.md" defer>' in dressed


def test_server_that_ends_ends_what_is_asked(trial: Trial) -> None:
    """Also a process that has begun only then."""
    trial.build()
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], text=True)
    try:
        trial.teller.begin()
        trial.teller._began(process)
        assert process.wait(PATIENCE)
    finally:
        process.kill()
