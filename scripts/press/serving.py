"""A site that is served: what was saved comes first, and the page that is open; the rest follows.

At each save MkDocs builds the whole site. What takes long is not waited for, where something earlier can
stand in its place: only the figures of the pages that are open or were saved are drawn at once, and those
whose script was saved. The others, and the labs, are made meanwhile by a worker that gives way; the site is
built once more when all are done.

A figure or lab that has never been made is made before its page is served. So the first start takes its
time, once, and tells how far it got; a page with holes in it would change under its reader fifty times.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers.polling import PollingObserver

from scripts.drawing.drawings import Drawn, Store
from scripts.press import figures, imports, lab_runs, subject, worker
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT

# What pages are made of, besides the docs, which MkDocs watches by itself.
WATCHED = (
    subject.PACKAGE,
    "data",
    "scripts/bench",
    "scripts/drawing",
    "scripts/figures",
    "scripts/tables",
    "scripts/theme",
)
TICK = 0.2  # seconds between two looks at the files
CALM = 0.25  # seconds without a save until the site is built: longer than a tick
# What Python and editors write beside the sources.
BESIDE = re.compile(
    r"(^|/)(__pycache__|[.#][^/]*|4913)(/|$)|(~|#|___jb_\w+___|\.(py[co]|sw[opx]|tmp|bak|orig))$"
)
FIGURE = re.compile(r"figures/([\w-]+?)(?:-motion|-still)?\.svg")
POLL = "/livereload/"


class Job(threading.Thread):
    """Stale figures and labs, made one after another while the site is served."""

    def __init__(self, names: Iterable[str], labs: Iterable[lab_runs.Lab]) -> None:
        super().__init__(daemon=True)
        self.names, self.labs = set(names), set(labs)
        self.places = self._places()
        self.ended = self.failed = False

    def _places(self) -> set[Path]:
        with imports.look():
            return {*Store().folders(self.names).values(), *(lab.kept for lab in self.labs)}

    def is_current(self) -> bool:
        """Whether what it makes is still asked for."""
        return self.places == self._places()

    def covers(self, names: Iterable[str], labs: Iterable[lab_runs.Lab]) -> bool:
        return self.names.issuperset(names) and self.labs.issuperset(labs)

    def run(self) -> None:
        try:
            self._work()
        except PressError:  # the next build does it again, and tells
            self.failed = True
        if not self.ended and site:
            site.done(self)

    def _work(self) -> None:
        if self.names:
            figures.draw_some(sorted(self.names), gently=True)
        for count, lab in enumerate(sorted(self.labs, key=lambda lab: lab.name), 1):
            if not self.ended:
                lab_runs.run(lab)
                print(f"lab {count} of {len(self.labs)}: {lab.name}", flush=True)

    def end(self) -> None:
        """Stop it; what is done is kept."""
        self.ended = True
        worker.end_all(self.ident)


class Site:
    """What a served site knows from one build to the next."""

    def __init__(self) -> None:
        self.open: Path | None = None
        self.saved: set[Path] = set()
        self.job: Job | None = None
        self.wait_not: set[Path] = set()
        self._server: Any = None
        self._names: set[str] = set()
        self._labs: set[lab_runs.Lab] = set()
        self._told: set[Path] = set()

    # --- what a build asks ----------------------------------------------------------------------

    def begin(self) -> None:
        """Note that a build begins: what is made meanwhile may be out of date now."""
        self._names, self._labs, self._told = set(), set(), set(self.saved)
        if self.job and self.job.is_alive() and not self.job.is_current():
            self.job.end()

    def urgent(self) -> set[str]:
        """The figures that somebody looks at."""
        scripts = {path.stem for path in self._told if path.parent == Store().scripts}
        pages = {path for path in (self.open, *self._told) if path and path.suffix == ".md"}
        texts = [path.read_text("utf-8", "replace") for path in pages if path.is_file()]
        return scripts.union(*(FIGURE.findall(text) for text in texts))

    def drawn_before(self, name: str) -> Drawn | None:
        """An earlier drawing of a figure that is stale, if it may stand for now."""
        if name in self.urgent() or self._waits_not(lambda: Store().folder(name)):
            return None
        drawn = Store().last(name)
        if drawn:
            self._names.add(name)
        return drawn

    def ran_before(self, lab: lab_runs.Lab) -> list[lab_runs.Notebook] | None:
        """What a lab that is stale gave before, if that may stand for now."""
        if self._waits_not(lambda: lab.kept):
            return None
        gave = lab_runs.last(lab)
        if gave:
            self._labs.add(lab)
        return gave

    def _waits_not(self, place: Callable[[], Path]) -> bool:
        return bool(self.wait_not) and place() in self.wait_not

    def built(self) -> None:
        """Note that a build has ended well, and see to what it left for later."""
        self.saved -= self._told
        at_work = self.job if self.job and self.job.is_alive() and not self.job.ended else None
        if at_work and not at_work.covers(self._names, self._labs):
            at_work.end()
            at_work = None
        if (self._names or self._labs) and not at_work:
            self.job = Job(self._names, self._labs)
            self.job.start()

    def done(self, job: Job) -> None:
        """Build once more, with what a job has made."""
        if job.failed:
            self.wait_not |= job.places
        if server := self._server:
            with server._rebuild_cond:
                server._want_rebuild = True
                server._rebuild_cond.notify_all()

    # --- what it hears --------------------------------------------------------------------------

    def attend(self, server: Any) -> Any:
        """Hear from a server which page is open, and what is saved."""
        watched = list(server._watched_paths)
        for path in watched:
            server.unwatch(path)
        server.observer = PollingObserver(timeout=TICK)
        server.build_delay = CALM
        schedule = server.observer.schedule
        server.observer.schedule = lambda handler, path, **more: schedule(
            _Saved(handler, self), path, **more
        )
        for path in watched:
            server.watch(path)
        app = server.get_app()

        def noting(asked: dict[str, Any], start: Any) -> Any:
            self.note(asked, server.mount_path)
            return app(asked, start)

        server.set_app(noting)
        server.serve_thread = _answering(server)
        self._server = server
        if self.job and not self.job.is_alive():
            self.done(self.job)
        return server

    def note(self, asked: dict[str, Any], mount: str = "/") -> None:
        """Note which page a request is for, or comes from: a page that is seen asks for news."""
        path = str(asked.get("PATH_INFO", ""))
        if path.startswith(POLL):
            path = unquote(urlsplit(asked.get("HTTP_REFERER") or "").path)
        if not path.endswith((".html", "/")):
            return
        name = path.removeprefix(mount).lstrip("/")
        page = ROOT / "docs" / (name + "index.html" if not name or name.endswith("/") else name)
        self.open = page.with_suffix(".py" if page.parent.name == "labs" else ".md")


def _answering(server: Any) -> threading.Thread:
    """What answers requests; a server that is left before it has begun to answer is left in silence."""

    def answer() -> None:
        try:
            server.serve_forever(server.shutdown_delay)
        except ValueError:  # its socket is closed
            if not server._shutdown:
                raise

    return threading.Thread(target=answer, daemon=True)


class _Saved(FileSystemEventHandler):
    """Hands on what has happened to a file, unless the file is one that only stands beside others."""

    def __init__(self, handler: FileSystemEventHandler, site: Site) -> None:
        self.handler, self.site = handler, site

    def dispatch(self, event: FileSystemEvent) -> None:
        places = [str(path) for path in (event.src_path, event.dest_path) if path]
        saved = [Path(place) for place in places if is_source(place)]
        if saved and not event.is_directory:
            self.site.saved.update(saved)
            self.handler.dispatch(event)


def is_source(place: str) -> bool:
    """Whether somebody writes a file, and not Python or an editor beside it."""
    path = Path(place)
    inside = path.relative_to(ROOT) if path.is_relative_to(ROOT) else Path(path.name)
    return not BESIDE.search(inside.as_posix())


# The site that is served; none while it is only built.
site: Site | None = None


def begin() -> None:
    global site
    end()
    site = Site()


def end() -> None:
    global site
    if site and site.job:
        site.job.end()
    site = None


def building() -> None:
    if site:
        site.begin()


def built() -> None:
    if site:
        site.built()


def attend(server: Any) -> Any:
    return site.attend(server) if site else server


def drawn_before(name: str) -> Drawn | None:
    """What stands for a stale figure until it is drawn; nothing, if it must be drawn at once."""
    return site.drawn_before(name) if site else None


def ran_before(lab: lab_runs.Lab) -> list[lab_runs.Notebook] | None:
    """What stands for a stale lab until it is run; nothing, if it must be run at once."""
    return site.ran_before(lab) if site else None
