"""Figures on the pages: drawn when something they come from has changed, shown in four versions.

The drawing itself is done by the worker. A page's `<img>` becomes two `<picture>`s, one for each scheme, of
which style sheets show one; each has a version for a narrow window, and says how large it is
before it is loaded.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from scripts.drawing.drawings import Drawn, FigureError, Store, together, variant
from scripts.press import caching, worker
from scripts.press.errors import PressError
from scripts.press.markup import Element, elements, replaced
from scripts.setup.environment import ROOT

FOLDER = "figures/"
ROUNDS = 3
WITHIN_TEXT = 640  # px: a figure wider than this needs class="wide"
# The page's frame, as book.css lays it out.
SIDES = 40  # px: the margins beside the text
CONTENTS = 280 + SIDES  # px: with the list of contents beside it
WITH_CONTENTS = 976  # px: from which width of the window the list stands there
NONE: Mapping[str, str] = {}
# The drawing that may stand for a figure that is stale.
Instead = Callable[[str], Drawn | None]
QUIET = "(prefers-reduced-motion: reduce)"


def draw(root: Path = ROOT) -> dict[str, Drawn]:
    """All figures, after drawing those that are stale; it raises if any of them fails."""
    drawn, failed = attempt(root)
    if failed:
        raise together(failed)
    return drawn


def attempt(
    root: Path = ROOT, instead: Instead = lambda name: None
) -> tuple[dict[str, Drawn], dict[str, PressError]]:
    """All figures that can be drawn, and why the others cannot, with a line of progress for each.

    What `instead` gives for a stale figure stands, and that one is not drawn.
    """
    failed: dict[str, PressError] = {}
    standing: dict[str, Drawn] = {}
    # What is edited while it is drawn is stale again; an author may save a few times in a row.
    for _ in range(ROUNDS):
        store = Store(root)
        places = {name: store.folder(name) for name in store.stale()}
        known = {name: caching.failed(place) for name, place in places.items()}
        failed = {name: error for name, error in known.items() if error}
        waiting = [name for name in places if name not in failed]
        standing = {name: drawn for name in waiting if (drawn := instead(name))}
        if not (missing := [name for name in waiting if name not in standing]):
            break
        failed |= draw_some(missing, root)
    return standing | Store(root).drawn(), failed


def draw_some(names: list[str], root: Path = ROOT, gently: bool = False) -> dict[str, PressError]:
    """Draw those of some figures that are stale; return why some failed."""
    store = Store(root)
    places = {name: store.folder(name) for name in names}
    try:
        answers = worker.ask(
            "scripts.press.figures:draw_stale", [str(root), names], root, gently=gently
        )
    except PressError as error:
        return dict.fromkeys(names, error)
    failed = {name: PressError(**data) for name, data in answers.items()}
    for name, why in failed.items():
        caching.fail(places[name], why)
    return failed


def draw_stale(question: tuple[str, list[str]]) -> dict[str, dict[str, Any]]:
    """Draw some figures of a project, and say why some failed: the part that runs in the worker."""
    from scripts.drawing import render

    root, names = Path(question[0]), question[1]
    render.reach(root)
    _, failed = render.attempt(root, names)
    Store(root).tidy()
    return {name: error.data() for name, error in failed.items()}


def files(figures: dict[str, Drawn]) -> Iterator[tuple[str, Path]]:
    """Every file of every figure: its place on the site, and where it lies now."""
    for drawn in figures.values():
        for name, path in drawn.paths.items():
            yield FOLDER + name, path


def refuse_by_hand(names: Iterable[str], figures: dict[str, Drawn]) -> None:
    """Stop where a file under docs has the name of a drawing, which would silently take its place."""
    # Pages find a drawing by its name, whatever the ending.
    drawn = {FOLDER + Path(n).stem: each.name for each in figures.values() for n in each.paths}
    for name in names:
        if script := drawn.get(name.rpartition(".")[0]):
            raise FigureError(
                f"docs/{name} has the name of what scripts/figures/{script}.py draws, which would"
                " take its place: remove one of them, or give it another name"
            )


@dataclass
class Shown:
    """A page's HTML with its figures in place, and what is wrong with their use."""

    html: str
    warnings: list[str]


def show(content: str, figures: dict[str, Drawn], failed: Mapping[str, str] = NONE) -> Shown:
    """Put each figure's versions where the page's HTML has `<img src="…figures/NAME.svg">`.

    `failed` has what stands in the place of figures that could not be drawn.
    """
    stems = {stem: drawn for drawn in figures.values() for stem in drawn.files}
    shown: list[tuple[Element, str]] = []
    warnings: list[str] = []
    for image in elements(content, "figure", "p", "img"):
        folder, _, name = image.attributes.get("src", "").rpartition("/")
        stem = Path(name).stem
        if image.tag != "img" or not f"{folder}/".endswith(FOLDER):
            continue
        if (instead := failed.get(figure_of(stem))) is not None:
            shown.append((image.with_paragraph, instead))
        if stem not in stems or instead is not None:
            continue
        drawn = stems[stem]
        width = drawn.sizes[stem]["wide"][0]
        if width > WITHIN_TEXT and not _has_room(image):
            warnings.append(
                f'{FOLDER}{name} is {width} px wide: its <figure> needs class="wide", or its'
                f" script room=TEXT"
            )
        new = pictures(drawn, stem, f"{folder}/", first=not shown)
        shown.append((image.with_paragraph, new))
    return Shown(replaced(content, shown), warnings)


def figure_of(stem: str) -> str:
    """The name of the figure that a picture is of: "window" of "window-motion"."""
    return stem.removesuffix("-motion").removesuffix("-still")


def _has_room(image: Element) -> bool:
    """Whether the figure that an image is in is wider than the text."""
    around = image.around
    while around and around.tag != "figure":
        around = around.around
    return around is not None and "wide" in around.classes


def pictures(drawn: Drawn, stem: str, folder: str, *, first: bool) -> str:
    """The light and the dark picture; only a page's first figure is fetched before it is near."""
    light = _picture(drawn, stem, folder, "light", lazy=not first)
    # A lazy picture that is not displayed is never fetched, so readers load one scheme.
    return light + _picture(drawn, stem, folder, "dark", lazy=True)


def _picture(drawn: Drawn, stem: str, folder: str, scheme: str, *, lazy: bool) -> str:
    sources = ""
    narrow = narrow_below(drawn.sizes[stem]["wide"][0])
    if stem.endswith("-motion"):
        still = stem.removesuffix("-motion") + "-still"
        both = ", ".join(f"{part} and {QUIET}" for part in narrow.split(", "))
        sources += _source(drawn, still, folder, "narrow", scheme, both)
        sources += _source(drawn, still, folder, "wide", scheme, QUIET)
    sources += _source(drawn, stem, folder, "narrow", scheme, narrow)
    width, height = drawn.sizes[stem]["wide"]
    name = f"{folder}{variant(stem, 'wide', scheme)}.{drawn.files[stem]}"
    alt = drawn.motion if stem.endswith("-motion") else drawn.alt
    loading = ' loading="lazy"' if lazy else ""
    return (
        f'<picture class="{scheme}-only">{sources}<img src="{name}" width="{width}"'
        f' height="{height}" alt="{html.escape(alt)}" decoding="async"{loading}></picture>'
    )


def _source(drawn: Drawn, stem: str, folder: str, layout: str, scheme: str, media: str) -> str:
    width, height = drawn.sizes[stem][layout]
    name = f"{folder}{variant(stem, layout, scheme)}.{drawn.files[stem]}"
    return f'<source media="{media}" srcset="{name}" width="{width}" height="{height}">'


def narrow_below(width: int) -> str:
    """In which windows a figure of this width has no room, and is shown in its narrow version.

    A sheet of paper is no window: there the wide version fills the type area.
    """
    alone = max(600, width + SIDES)
    query = f"screen and (max-width: {alone}px)"
    beside = width + CONTENTS
    if beside > WITH_CONTENTS:
        query += f", screen and (min-width: {WITH_CONTENTS}px) and (max-width: {beside}px)"
    return query
