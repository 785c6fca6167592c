"""What a lab draws, as files for the page: small SVG, in the light and the dark scheme.

A lab draws once, in the colours of the light scheme (`lab.matplotlibrc`); the dark file has each of
them replaced. Photographs inside become WebP, a tenth of matplotlib's PNG.
"""

from __future__ import annotations

import base64
import io
import re

from PIL import Image

from scripts.drawing.palette import DARK, LIGHT
from scripts.drawing.svg import SANS

ROLES = ("input", "filter", "output", "ink", "soft", "rule", "ground")
QUALITY = 80
# A picture of so few pixels has cells to be seen one by one; WebP would smear them.
SMALL = 64 * 64

PROLOGUE = re.compile(r"^.*?(?=<svg\b)", re.DOTALL)
METADATA = re.compile(r"\s*<metadata>.*?</metadata>", re.DOTALL)
COMMENT = re.compile(r"\s*<!--.*?-->", re.DOTALL)
SIZE = re.compile(r'<svg\b[^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"', re.DOTALL)
FONT = re.compile(r"font: ([\d.]+)px [^;\"]*|font-family: [^;\"]*")
RASTER = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=\s]+)")
DECIMALS = re.compile(r"(\d+\.\d{2})\d+")


def light(source: str) -> str:
    """Return matplotlib's SVG without what a page does not need."""
    text = PROLOGUE.sub("", source, count=1)
    text = COMMENT.sub("", METADATA.sub("", text))
    text = RASTER.sub(_smaller, text)
    text = FONT.sub(lambda m: f"font: {m[1]}px {SANS}" if m[1] else f"font-family: {SANS}", text)
    return DECIMALS.sub(r"\1", re.sub(r"\n\s*", "\n", text)).strip() + "\n"


def dark(text: str) -> str:
    """Return a light figure in the dark scheme's colours."""
    pairs = {getattr(LIGHT, role): getattr(DARK, role) for role in ROLES}
    return re.sub("|".join(pairs), lambda match: pairs[match[0]], text)


def size(text: str) -> tuple[int, int]:
    """Return a figure's width and height in pixels."""
    found = SIZE.search(text)
    if not found:
        raise ValueError("this is no SVG with a viewBox that begins at 0 0")
    return round(float(found[1])), round(float(found[2]))


def _smaller(match: re.Match[str]) -> str:
    with Image.open(io.BytesIO(base64.b64decode(match[1]))) as picture:
        if picture.width * picture.height <= SMALL:
            return re.sub(r"\s", "", match[0])
        opaque = picture.mode != "RGBA" or picture.getchannel("A").getextrema()[0] == 255
        out = io.BytesIO()
        picture.convert("RGB" if opaque else "RGBA").save(out, "WEBP", quality=QUALITY, method=4)
    return "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
