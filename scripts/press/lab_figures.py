"""How a lab draws, and what it draws as files for the page: small SVG, light and dark.

A lab draws once, in the colours of the light scheme; the dark file has each of them replaced.
Photographs inside become WebP, a tenth of matplotlib's PNG.
"""

from __future__ import annotations

import base64
import io
import re
from dataclasses import asdict
from pathlib import Path
from string import Template

from PIL import Image

from scripts.drawing import palette
from scripts.drawing.svg import SANS
from scripts.setup.environment import ROOT

# matplotlib's settings, in which $input is the input's colour.
STYLE = Path(__file__).with_name("lab.matplotlibrc")
COLOURS = ROOT / palette.SHEET
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


def style() -> str:
    """Return the settings that labs draw with, in the light scheme's colours."""
    light, _ = _schemes()
    bare = {role: colour.removeprefix("#") for role, colour in light.items()}
    return Template(STYLE.read_text("utf-8")).substitute(bare)


def _schemes() -> tuple[dict[str, str], dict[str, str]]:
    """The colours by role, as they now are: a site that is served sees them edited."""
    light, dark = map(asdict, palette.read(COLOURS.read_text("utf-8")))
    del light["name"], dark["name"]
    return light, dark


def light(source: str) -> str:
    """Return matplotlib's SVG without what a page does not need."""
    text = PROLOGUE.sub("", source, count=1)
    text = COMMENT.sub("", METADATA.sub("", text))
    text = RASTER.sub(_smaller, text)
    text = FONT.sub(lambda m: f"font: {m[1]}px {SANS}" if m[1] else f"font-family: {SANS}", text)
    return DECIMALS.sub(r"\1", re.sub(r"\n\s*", "\n", text)).strip() + "\n"


def dark(text: str) -> str:
    """Return a light figure in the dark scheme's colours."""
    light, dark = _schemes()
    pairs = {light[role]: dark[role] for role in light}
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
