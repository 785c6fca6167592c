"""Draw the figures that have changed.

Each figure is drawn in a temporary folder, in two layouts and two schemes, and moved into the
cache when all of it is there. A script that raises does not keep the others from being drawn.
"""

from __future__ import annotations

import importlib.util
import io
import shutil
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path
from types import ModuleType
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from PIL import Image

from scripts.press import caching
from scripts.press.errors import PressError, told
from scripts.setup.environment import ROOT

from . import svg
from .canvas import SMALLEST
from .drawings import LAYOUTS, Drawn, Store, together, variant
from .palette import THEMES, scheme
from .panels import Panel, sheet

LARGEST = 40_000  # bytes: of one photograph
# A photograph's dots to the pixel, and its quality: the first that is small enough.
WAYS = {
    "webp": ((2, 80), (2, 70), (2, 60), (1.5, 75), (1.5, 60), (1.25, 60)),
    "png": ((2, 0), (1.5, 0)),
}
ENDINGS = ("svg", "png", "webp")


def load(path: Path) -> ModuleType:
    """The figure script as a module, fresh from the file."""
    spec = importlib.util.spec_from_file_location(f"figures_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def finished(drawn: Panel | Figure, layout: str) -> Figure:
    """The sheet of what `draw` returned, with no text under 12 px."""
    figure = sheet(drawn, layout) if isinstance(drawn, Panel) else drawn
    for text in texts(figure):
        if text.get_text() and text.get_visible() and float(text.get_fontsize()) < SMALLEST:
            raise ValueError(f"text {text.get_text()!r} is under {SMALLEST} px")
    return figure


def texts(figure: Figure) -> list[Text]:
    """All texts of a sheet."""
    return [text for axes in figure.axes for text in _texts(axes)]


def _texts(axes: Axes) -> list[Text]:
    """The texts on axes; of axes that are off, not those of ticks, which would have to be made."""
    if not axes.axison:
        return list(axes.texts)
    found: list[Text] = axes.findobj(Text)
    return found


def vector(figure: Figure) -> svg.Picture:
    """A line drawing as the kit's small SVG marks."""
    buffer = io.StringIO()
    figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return svg.read(buffer.getvalue())


def raster(figure: Figure, ending: str, first: int = 0) -> tuple[bytes, int]:
    """A photograph as PNG (of at most 256 colours) or WebP, and in which of the ways it fits."""
    image, dots = None, 0.0
    for way, (density, quality) in enumerate(WAYS[ending]):
        if way < first:
            continue
        if image is None or density != dots:
            image, dots = pixels(figure, 72 * density), density
        data = _packed(image, ending, quality)
        if len(data) <= LARGEST:
            break
    return data, way


def pixels(figure: Figure, dpi: float) -> Image.Image:
    """A sheet as an image on a transparent ground."""
    buffer = io.BytesIO()
    figure.savefig(buffer, format="rgba", dpi=dpi, transparent=True)
    # A side that is whole may come out a hair less, and lines of another length would slant the image.
    width, height = (int(v * dpi + 1e-6) for v in figure.get_size_inches())
    return Image.frombytes("RGBA", (width, height), buffer.getvalue())


def _packed(image: Image.Image, ending: str, quality: int) -> bytes:
    out = io.BytesIO()
    if ending == "png":
        image.quantize(256, method=Image.Quantize.FASTOCTREE).save(out, "PNG", optimize=True)
    else:
        image.save(out, "WEBP", quality=quality, method=4)
    return out.getvalue()


def draw(script: Path, folder: Path) -> Drawn:
    """All files of one figure, into `folder`."""
    module = load(script)
    name, ending = script.stem, getattr(module, "FORMAT", "svg")
    if ending not in ENDINGS:
        raise ValueError(f"FORMAT {ending!r} is not one of {', '.join(ENDINGS)}")
    files, sizes = {name: ending}, {name: _stills(module, name, ending, folder)}
    if hasattr(module, "frames"):
        for stem, found in _motions(module, name, folder).items():
            files[stem], sizes[stem] = "svg", found
    alt = _words(module, "alt")
    motion = _words(module, "motion_alt") if hasattr(module, "frames") else ""
    drawn = Drawn(name, folder, alt, motion, files, sizes)
    drawn.save()
    return drawn


def _words(module: ModuleType, function: str) -> str:
    text = " ".join(getattr(module, function)().split())
    if not text:
        raise ValueError(f"{function}() says nothing")
    return text


def _stills(module: ModuleType, name: str, ending: str, folder: Path) -> dict[str, list[int]]:
    sizes: dict[str, list[int]] = {}
    for layout in LAYOUTS:
        way = 0  # both schemes in the same quality, nearly always
        for theme in THEMES:
            with scheme(theme):
                figure = finished(module.draw(layout), layout)
                path = folder / f"{variant(name, layout, theme.name)}.{ending}"
                if ending == "svg":
                    _write(path, svg.still(vector(figure)))
                else:
                    data, way = raster(figure, ending, way)
                    _write_raster(path, data)
            sizes[layout] = [round(v * 72) for v in figure.get_size_inches()]
    return sizes


def _motions(module: ModuleType, name: str, folder: Path) -> dict[str, dict[str, list[int]]]:
    """The animation, and beside it its last frame for readers who want no motion."""
    sizes: dict[str, list[int]] = {}
    for layout in LAYOUTS:
        for theme in THEMES:
            with scheme(theme):
                panels = module.frames(layout)
                pictures = [vector(finished(panel, layout)) for panel in panels]
            moving = svg.motion(pictures, getattr(module, "SECONDS", 1.0))
            for stem, text in ((f"{name}-motion", moving), (f"{name}-still", None)):
                path = folder / f"{variant(stem, layout, theme.name)}.svg"
                _write(path, text or svg.still(pictures[-1]))
            sizes[layout] = [pictures[-1].width, pictures[-1].height]
    return {f"{name}-motion": sizes, f"{name}-still": sizes}


def _write(path: Path, text: str) -> None:
    path.write_text(text, "utf-8", newline="\n")


def _write_raster(path: Path, data: bytes) -> None:
    if len(data) > LARGEST:
        better = "" if path.suffix == ".webp" else ', or set FORMAT = "webp"'
        raise ValueError(
            f"{path.name} has {len(data) / 1000:.0f} KB, {LARGEST / 1000:.0f} is the most: show"
            f" fewer pictures or smaller ones{better}"
        )
    path.write_bytes(data)


def render_one(root: Path, name: str, key: str) -> tuple[str, PressError | None]:
    """Draw one figure and keep it; the name and, if it failed, why."""
    store = Store(root)
    script = store.scripts / f"{name}.py"
    store.cache.mkdir(parents=True, exist_ok=True)
    folder = store.cache / caching.draft_name(name)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            draw(script, folder)
        # This process may know the package as it was before an edit: keep only what is current.
        if store.key(name) == key:
            store.keep(folder, name)
    except (Exception, SystemExit) as error:
        failed = told(error, script, root)
        failed.place = failed.place or script.relative_to(root).as_posix()
        return name, failed
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return name, None


def render(root: Path = ROOT, names: list[str] | None = None, jobs: int = 2) -> list[str]:
    """Draw what is stale, with a line of progress for each; the names that were drawn."""
    drawn, failed = attempt(root, names, jobs)
    if failed:
        raise together(failed)
    if drawn and names is None:
        Store(root).tidy()
    return drawn


def attempt(
    root: Path = ROOT, names: list[str] | None = None, jobs: int = 2
) -> tuple[list[str], dict[str, PressError]]:
    """Draw what is stale; the names of what was tried, and the errors of those that failed."""
    store = Store(root)
    keys = {name: store.key(name) for name in store.stale(names)}
    failed: dict[str, PressError] = {}
    for count, (name, error) in enumerate(_run(root, keys, jobs), 1):
        print(f"figure {count} of {len(keys)}: {name}{' failed' * bool(error)}", flush=True)
        if error:
            failed[name] = error
    return list(keys), failed


def reach(root: Path) -> None:
    """Let figure scripts import the project's package, this kit and each other."""
    for path in (root / "scripts" / "figures", root):
        if str(path) not in sys.path:
            sys.path.insert(0, str(path))


def _run(root: Path, keys: dict[str, str], jobs: int) -> Any:
    if jobs < 2 or len(keys) < 4:
        yield from (render_one(root, name, key) for name, key in keys.items())
        return
    with ProcessPoolExecutor(jobs) as pool:
        tasks = [pool.submit(render_one, root, name, key) for name, key in keys.items()]
        for task in as_completed(tasks):
            yield task.result()
