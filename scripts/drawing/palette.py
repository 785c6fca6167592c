"""The book's colours by meaning, in a light and a dark scheme, as the pages' `colours.css` has them.

A figure names a role, never a colour. `current()` says which scheme is being drawn.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, fields
from math import floor
from pathlib import Path

from scripts.setup.environment import ROOT

ROLES = ("input", "filter", "output")
# The one file of colours, in the project's folder.
SHEET = Path("scripts", "theme", "assets", "stylesheets", "colours.css")
PAIR = re.compile(r"^ *--(\w+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);$", re.MULTILINE)

# A picture's brightness from 0 to its full value in sixteen steps, the same in both schemes: in grey, or in
# one of the colours that an image has for channels. Each goes from one dark to its own bright evenly in sRGB,
# but leaps over the middle tones on which neither light nor dark digits have a contrast of 4.5:1.
RAMPS: dict[str, tuple[str, ...]] = {
    "grey": tuple(
        "#24272c #313438 #3e4044 #4a4d50 #57595c #646668 #717374 #878889 #949595"
        " #a1a2a1 #aeaeae #bbbbba #c8c8c6 #d4d4d2 #e1e1de #eeedea #fbfaf6".split()
    ),
    "red": tuple(
        "#24272c #312b2f #3e2f32 #4b3435 #583838 #653c3b #72403e #7f4541 #8c4944"
        " #994d47 #a7514a #b4564d #db6257 #e46559 #ed685b #f66b5d #ff6e5f".split()
    ),
    "green": tuple(
        "#24272c #263130 #293b34 #2b4538 #2d4e3c #2f5840 #326244 #346c48 #36764b"
        " #39804f #3e995a #41a35e #43ad61 #45b765 #47c069 #4aca6d #4cd471".split()
    ),
    "blue": tuple(
        "#24272c #282e38 #2c3543 #303c4f #34425a #384966 #3b5072 #3f577d #435e89"
        " #476594 #4b6ca0 #4f73ac #5b88d1 #5f8fdc #6396e8 #679df3 #6ba4ff".split()
    ),
}
STEPS = 16  # shades told apart, in pictures and in other grids
DIGITS = ("#fbfaf6", "#1e2024")  # on dark cells of a picture, and on bright ones
READABLE = 4.5  # the contrast that digits have at least


@dataclass(frozen=True)
class Theme:
    """One scheme: a colour for each role a mark can play."""

    name: str
    input: str
    filter: str
    output: str
    ink: str
    soft: str
    rule: str
    ground: str
    wash: str

    def colour(self, role: str) -> str:
        """The colour of a role; "plain" is the ink of marks that are none of the three."""
        if role == "plain":
            return self.soft
        try:
            return str(getattr(self, role))
        except AttributeError:
            raise ValueError(
                f"role {role!r} is unknown; use input, filter, output, plain, ink, soft, rule,"
                " ground or wash"
            ) from None

    def shade(self, role: str, amount: float) -> str:
        """The role's colour laid on the ground: 0 is the ground, 1 the colour itself."""
        return mix(self.colour(role), self.ground, amount)


def read(sheet: str) -> tuple[Theme, Theme]:
    """The light and the dark scheme of a style sheet of colours."""
    pairs = {name: (light, dark) for name, light, dark in PAIR.findall(sheet)}
    wanted = {field.name for field in fields(Theme)} - {"name"}
    if wrong := sorted(wanted ^ pairs.keys()):
        raise ValueError(
            f"{SHEET}: a figure's scheme has {', '.join(sorted(wanted))}; that differs in"
            f" {', '.join(wrong)}. Write each as --name: light-dark(#rrggbb, #rrggbb); on a line"
        )
    light = {name: pair[0] for name, pair in pairs.items()}
    dark = {name: pair[1] for name, pair in pairs.items()}
    return Theme("light", **light), Theme("dark", **dark)


LIGHT, DARK = read((ROOT / SHEET).read_text("utf-8"))
THEMES = (LIGHT, DARK)

_theme: ContextVar[Theme] = ContextVar("theme", default=LIGHT)


def current() -> Theme:
    """The scheme that is being drawn."""
    return _theme.get()


@contextmanager
def scheme(theme: Theme) -> Iterator[Theme]:
    """Draw in `theme` inside the `with` block."""
    token = _theme.set(theme)
    try:
        yield theme
    finally:
        _theme.reset(token)


def colour(role: str) -> str:
    """The role's colour in the current scheme."""
    return current().colour(role)


def shade(role: str, amount: float) -> str:
    """The role's colour at `amount` (0 to 1) over the ground, in the current scheme."""
    return current().shade(role, amount)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _gamma(value: float) -> float:
    value = min(1.0, max(0.0, value))
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _rgb(hex_colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(hex_colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue


def _oklab(hex_colour: str) -> tuple[float, float, float]:
    r, g, b = (_linear(v) for v in _rgb(hex_colour))
    l = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)  # noqa: E741
    m = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


def _hex(lab: tuple[float, float, float]) -> str:
    light, a, b = lab
    l = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741
    m = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s,
    )
    return "#" + "".join(f"{round(_gamma(v) * 255):02x}" for v in channels)


def mix(front: str, back: str, amount: float) -> str:
    """`amount` of `front` in `back`, mixed in Oklab as CSS `color-mix(in oklab, …)` does."""
    if not 0 <= amount <= 1:
        raise ValueError(f"amount {amount} is not between 0 and 1")
    pairs = zip(_oklab(front), _oklab(back), strict=True)
    light, a, b = (amount * f + (1 - amount) * k for f, k in pairs)
    return _hex((light, a, b))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours by WCAG 2: 1 is none, 21 is black on white."""

    def luminance(hex_colour: str) -> float:
        r, g, b = (_linear(v) for v in _rgb(hex_colour))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def step(value: float, top: float) -> int:
    """The step of a picture's ramp for a value, where `top` is the brightest; 0 for what is negative."""
    return floor(min(1.0, max(0.0, value / top)) * STEPS + 0.5)


def brightness(value: float, top: float, picture: str = "grey") -> str:
    """The colour of a value in a picture whose brightest is `top`; `picture` is a ramp's name."""
    return RAMPS[picture][step(value, top)]


def digits(ground: str) -> str:
    """The colour of the digits on a picture's cell: the light or the dark one, whichever is clearer."""
    return max(DIGITS, key=lambda each: contrast(each, ground))


def soft_digits(ground: str) -> str:
    """The same, softer, as far as they can still be read."""
    strong = digits(ground)
    mixed = (mix(strong, ground, amount) for amount in (0.65, 0.75, 0.85))
    return next((each for each in mixed if contrast(each, ground) >= READABLE), strong)
