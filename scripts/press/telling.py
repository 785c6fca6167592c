"""While the site is served: say what no longer holds, of the saved page first.

A thread looks at the pages after each build. A page is checked when its text has changed, and all are
when something that they may import has: the open page first, one at a time, and only while nothing
is built. What is found is printed, and `strip.py` shows it on the pages.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from scripts.press import caching, processes, subject, worker
from scripts.press.findings import Finding, of_failure, offer
from scripts.setup.environment import ROOT

# What all pages may depend on.
SHARED = (subject.PACKAGE, "data", "scripts", "requirements.txt")
Ask = Callable[..., Any]


def texts(root: Path = ROOT) -> dict[str, str]:
    """The pages and labs of the site, each with a hash of its text."""
    docs = root / "docs"
    paths = sorted([*docs.rglob("*.md"), *docs.glob("labs/*.py")])
    return {path.relative_to(root).as_posix(): caching.key(path) for path in paths}


class Teller:
    """Knows what was found on each page, and has it found anew."""

    def __init__(self, root: Path = ROOT, ask: Ask = worker.ask, say: Ask = print) -> None:
        self.root, self._ask, self._say = root, ask, say
        self.changed = threading.Condition()
        # What strips show: `version` grows with each change of it.
        self.version = 0
        self.found: dict[str, list[Finding]] = {}
        self.site: list[str] = []
        self.urls: dict[str, str] = {}
        self.open = ""
        # Pages that wait: those that were saved, those that may be kept, and all others.
        self._saved: list[str] = []
        self._perhaps: list[str] = []
        self._others: list[str] = []
        self._now: list[str] = []
        self._texts: dict[str, str] = {}
        self._shared = ""
        self._to_look = self._building = self._over = False
        self._process: subprocess.Popen[str] | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._work, name="told", daemon=True)

    # What MkDocs says.

    def start(self) -> None:
        self._thread.start()

    def begin(self) -> None:
        """A build begins: nothing else is to take its time."""
        with self.changed:
            self._building = True
            self._end_worker()

    def built(self) -> None:
        """A build has ended, well or not."""
        with self.changed:
            self._building, self._to_look = False, True
            self.changed.notify_all()

    def stop(self) -> None:
        """The server ends, and so does what it has begun."""
        with self.changed:
            self._over = True
            self._end_worker()
            self.changed.notify_all()
        if self._thread.is_alive():
            self._thread.join()

    def say_of_site(self, lines: Iterable[str]) -> None:
        """What concerns no single page; it stays until something else is said."""
        with self.changed:
            self.site = list(lines)
            self._tell_strips()

    # What strips ask.

    def state(self, name: str) -> dict[str, Any]:
        """What the strip of a page shows."""
        with self.changed:
            waiting = {*self._saved, *self._perhaps, *self._others, *self._now}
            here = self.found.get(name, [])
            return {
                "version": f"{os.getpid()}-{self.version}",
                "checking": name in waiting,
                "waiting": len(waiting - {name}),
                "findings": [{"text": str(each), **vars(each)} for each in here],
                "offer": offer(name, here),
                "others": [
                    {"page": other, "url": self.urls[other], "count": len(found)}
                    for other, found in sorted(self.found.items())
                    if found and other != name and other in self.urls
                ],
                "site": self.site,
            }

    def wait(self, name: str, since: str, seconds: float) -> dict[str, Any]:
        """The state once it is another than `since`, or when the time is over."""
        with self.changed:
            self.open = name or self.open
            self.changed.wait_for(lambda: self.state(name)["version"] != since, seconds)
            return self.state(name)

    def _tell_strips(self) -> None:
        self.version += 1
        self.changed.notify_all()

    # The thread.

    def _work(self) -> None:
        while self._wait():
            if self._to_look:
                self._look()
            elif self._saved:
                self._check(self._saved, self._saved[0])
            elif self._perhaps:
                self._recall()
            else:
                first = self.open if self.open in self._others else self._others[0]
                self._check(self._others, first)

    def _wait(self) -> bool:
        """Wait until there is something to do; False at the end."""
        with self.changed:
            self.changed.wait_for(
                lambda: (
                    self._over
                    or (
                        not self._building
                        and (self._to_look or self._saved or self._perhaps or self._others)
                    )
                )
            )
            return not self._over

    def _look(self) -> None:
        """See which pages have changed since the last look, and put them in their order."""
        with self.changed:
            self._to_look = False
            now, shared = texts(self.root), caching.key(*(self.root / place for place in SHARED))
            pages = [name for name in now if name.endswith(".md")]
            changed = [name for name in now if now[name] != self._texts.get(name)]
            if not self._texts:
                self._perhaps = pages
            else:
                self._saved += [name for name in changed if name not in self._saved]
                if shared != self._shared:
                    self._perhaps, self._others = pages, []
            self._saved = [name for name in self._saved if name in now]
            behind = now.keys() - self._saved
            self._perhaps = [name for name in self._perhaps if name in behind]
            self._others = [name for name in self._others if name in behind]
            self.found = {name: found for name, found in self.found.items() if name in now}
            self._texts, self._shared = now, shared
            self._tell_strips()

    def _recall(self) -> None:
        """Of pages that may have changed, take what is kept; the others wait."""
        answer = self._asked("kept", list(self._perhaps), self._perhaps)
        if answer is None:
            return
        for name, found in answer.items():
            if found is not None:
                self._find(name, [Finding(**each) for each in found])
        with self.changed:
            self._others = [name for name, found in answer.items() if found is None]
            self._perhaps = []
            self._tell_strips()

    def _check(self, waiting: list[str], name: str) -> None:
        """Check one page."""
        saved = waiting is self._saved
        with tempfile.TemporaryDirectory() as folder:
            behind = not saved or name.endswith(".py")
            question = {"name": name, "folder": folder, "behind": behind}
            try:
                answer = self._asked("check", question, [name])
            except worker.WorkerError as error:
                found = [of_failure(name, str(error))]
            else:
                if answer is None:
                    return
                found = [Finding(**each) for each in answer]
        with self.changed:
            waiting.remove(name)
        self._find(name, found, saved)

    def _asked(self, function: str, question: Any, names: list[str]) -> Any:
        """What the worker answers; None if it was ended, for then it is asked again."""
        with self.changed:
            self._ended, self._now = False, list(names)
            self._tell_strips()
        try:
            return self._ask(
                f"scripts.press.told:{function}", question, self.root, begun=self._began
            )
        except worker.WorkerError:
            if not self._ended:
                raise
            return None
        finally:
            with self.changed:
                self._process, self._now = None, []

    def _began(self, process: subprocess.Popen[str]) -> None:
        with self.changed:
            self._process = process
            if self._building or self._over:
                self._end_worker()

    def _end_worker(self) -> None:
        if self._process:
            self._ended = True
            processes.end(self._process.pid)

    def _find(self, name: str, found: list[Finding], saved: bool = False) -> None:
        """Note what was found on a page, and print what is new."""
        with self.changed:
            before = self.found.get(name, [])
            self.found[name] = found
            self._tell_strips()
        for line in news(name, before, found, saved):
            self._say(line, flush=True)


def news(name: str, before: list[Finding], found: list[Finding], saved: bool) -> list[str]:
    """The lines to print of a page: nothing twice, but a word on a page that was saved."""
    known = {(each.file, each.message, each.detail) for each in before}
    new = [each for each in found if (each.file, each.message, each.detail) not in known]
    if new:
        return [*map(str, new), *filter(None, [offer(name, new)])]
    if found and (saved or len(found) < len(before)):
        places = "1 place still does" if len(found) == 1 else f"{len(found)} places still do"
        return [f"{name}: {places} not hold, the first is {found[0].file}:{found[0].line}"]
    return [f"{name}: what it says holds again"] if before and not found else []


# --- the one of this server ---------------------------------------------------------------------

teller: Teller | None = None


def start() -> None:
    """Begin to tell; `mkdocs build` does not come here."""
    global teller
    teller = Teller()
    teller.start()


def begin() -> None:
    if teller:
        teller.begin()


def built() -> None:
    if teller:
        teller.built()


def stop() -> None:
    global teller
    if teller:
        teller.stop()
    teller = None
