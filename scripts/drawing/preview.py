"""Look at figures while writing them: `python -m scripts.drawing.preview NAME …`.

Draws each figure's variants (cached or not), puts them on one page in both schemes, at a wide
page's and at a phone's width, and takes a picture of it where Chromium is installed.
"""

from __future__ import annotations

import shutil
import subprocess
import sys

from scripts.setup.environment import ROOT

from .drawings import Drawn, FigureError, Store, variant
from .palette import THEMES
from .render import reach, render


def page(drawn: Drawn) -> tuple[str, int]:
    """The page, and about how tall it is."""
    body, tall = "", 0
    for theme in THEMES:
        shown = ""
        heights = []
        for layout in ("wide", "narrow"):
            for stem, ending in drawn.files.items():
                width, height = drawn.sizes[stem][layout]
                source = drawn.folder / f"{variant(stem, layout, theme.name)}.{ending}"
                shown += f"<img src='{source.as_uri()}' width={width} height={height}>"
                heights.append(height + 40)
        tall += sum(heights)
        body += f"<div style='background:{theme.ground};padding:20px'>{shown}</div>"
    css = "body{margin:0;width:900px}img{display:block;margin:0 auto 30px}"
    return f"<!doctype html><meta charset=utf-8><style>{css}</style>{body}", tall + 80


def main(names: list[str]) -> int:
    """Draw, write the pages, take the pictures."""
    known = Store(ROOT).names
    if unknown := [name for name in names if name not in known]:
        print(f"scripts/figures has no {', '.join(unknown)}", file=sys.stderr)
        return 1
    if not names:
        print((__doc__ or "").splitlines()[0], file=sys.stderr)
        return 2
    reach(ROOT)
    try:
        render(ROOT, names, jobs=1)
    except FigureError as error:
        print(error, file=sys.stderr)
        return 1
    store = Store(ROOT)
    folder = ROOT / ".cache" / "preview"
    folder.mkdir(parents=True, exist_ok=True)
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    for name in names:
        drawn = Drawn.load(store.folder(name))
        html, tall = page(drawn)
        (folder / f"{name}.html").write_text(html, "utf-8")
        print(f"{name}: {folder / name}.html; alt: {drawn.alt}")
        for file, path in drawn.paths.items():
            print(f"  {path.stat().st_size:7} bytes  {file}")
        if browser:
            picture = folder / f"{name}.png"
            flags = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"]
            size = [f"--window-size=900,{tall}", f"--screenshot={picture}"]
            command = [browser, *flags, *size, (folder / f"{name}.html").as_uri()]
            subprocess.run(command, check=True, capture_output=True)
            print(f"  {picture}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
