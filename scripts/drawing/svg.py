"""Matplotlib's SVG made small: one flat list of marks, styles as classes, whole coordinates.

`read` turns matplotlib's file into `Picture`; `still` writes one picture, `motion` several as
one animated file in which what frames share stands once.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from xml.etree import ElementTree

MONO = "ui-monospace,SFMono-Regular,Menlo,Consolas,monospace"
SANS = "system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"
SVG = "{http://www.w3.org/2000/svg}"
HREF = "{http://www.w3.org/1999/xlink}href"
# What the root element already says, or what SVG assumes.
IMPLIED = {
    ("stroke-linejoin", "round"),
    ("stroke-linecap", "butt"),
    ("stroke-dashoffset", "0"),
    ("fill", "none"),
    ("stroke", "none"),
    ("opacity", "1"),
}


@dataclass(frozen=True)
class Mark:
    """A path or a text: its style, its geometry, and a text's words."""

    tag: str
    style: str
    place: str
    words: str = ""

    def write(self, attributes: str) -> str:
        """The element."""
        if self.tag == "path":
            return f"<path{attributes} {self.place}/>"
        return f"<text{attributes} {self.place}>{escape(self.words, quote=False)}</text>"


@dataclass(frozen=True)
class Picture:
    """A figure as marks from the back to the front."""

    width: int
    height: int
    marks: tuple[Mark, ...]


def read(source: str) -> Picture:
    """The marks of an SVG that matplotlib wrote with `svg.fonttype` none."""
    root = ElementTree.fromstring(source)
    _, _, width, height = (float(v) for v in root.attrib["viewBox"].split())
    shapes = {e.attrib["id"]: e for e in root.iter(f"{SVG}path") if "id" in e.attrib}
    marks: list[Mark] = []
    _collect(root, shapes, marks)
    return Picture(round(width), round(height), tuple(marks))


def _collect(
    node: ElementTree.Element, shapes: dict[str, ElementTree.Element], marks: list[Mark]
) -> None:
    for child in node:
        tag = child.tag.removeprefix(SVG)
        style = _style(child.attrib.get("style", ""))
        if tag == "g":
            _collect(child, shapes, marks)
        elif tag == "path":
            if style.get("opacity") != "0" and len(style) > 0:
                marks.append(Mark("path", _css(style), f'd="{_path(child.attrib["d"])}"'))
        elif tag == "use":
            shape = shapes[child.attrib[HREF][1:]]
            at = (float(child.attrib.get("x", 0)), float(child.attrib.get("y", 0)))
            merged = {**_style(shape.attrib.get("style", "")), **style}
            marks.append(Mark("path", _css(merged), f'd="{_path(shape.attrib["d"], at)}"'))
        elif tag == "text":
            marks.append(_text(child, style))
        elif tag == "image":
            raise ValueError('a photograph in a line drawing: set FORMAT = "webp" in the script')
        elif tag not in ("defs", "metadata"):
            raise ValueError(f"matplotlib drew <{tag}>, which the kit cannot make small")


def _style(text: str) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in text.split(";") if ":" in part)
    found = {key.strip(): value.strip() for key, value in pairs}
    return {k: v for k, v in found.items() if (k, v) not in IMPLIED}


def _css(style: dict[str, str]) -> str:
    return ";".join(f"{key}:{_shorter(value)}" for key, value in sorted(style.items()))


def _shorter(value: str) -> str:
    value = re.sub(r"\d+\.\d+", lambda m: f"{float(m[0]):g}", value)
    return re.sub(r"^#(.)\1(.)\2(.)\3$", r"#\1\2\3", value).replace(", ", ",")


def _text(node: ElementTree.Element, style: dict[str, str]) -> Mark:
    size = style.pop("font-size").removesuffix("px")
    family = style.pop("font-family")
    mono, weight = "Mono" in family, style.pop("font-weight", "400")
    # A bold number stands out in its cell; a bold label would shout.
    weight = "600" if weight == "700" and not mono else weight
    style["font"] = f"{weight} {float(size):g}px {MONO if mono else SANS}"
    style["fill"] = style.get("fill", "#000000")
    words = node.text or ""
    if "x" in node.attrib and "rotate(-0" in node.attrib.get("transform", "rotate(-0"):
        x, y = node.attrib["x"], node.attrib["y"]
    else:
        moved = re.fullmatch(r"translate\(([-\d.]+) ([-\d.]+)\)", node.attrib.get("transform", ""))
        if not moved:
            raise ValueError(f"text {words!r} is turned: write it level")
        x, y = moved.groups()
    return Mark("text", _css(style), f'x="{_number(x)}" y="{_number(y)}"', words)


def _number(text: str) -> str:
    return _plain(round(float(text) * 100))


def _plain(hundredths: int) -> str:
    return (
        f"{hundredths / 100:.2f}".rstrip("0").rstrip(".")
        if hundredths % 100
        else str(hundredths // 100)
    )


def _path(data: str, shift: tuple[float, float] = (0.0, 0.0)) -> str:
    """The path with relative steps of hundredths, counted so that errors never add up."""
    tokens = re.findall(r"[MLCQz]|-?[\d.]+(?:e-?\d+)?", data)
    out: list[str] = []
    x = y = start_x = start_y = 0
    index, command = 0, ""
    while index < len(tokens):
        if tokens[index] in "MLCQz":
            command = tokens[index]
            index += 1
        if command == "z":
            out.append("z")
            x, y = start_x, start_y
            continue
        count = {"M": 1, "L": 1, "Q": 2, "C": 3}[command]
        points = []
        for k in range(index, index + 2 * count, 2):
            px = round((float(tokens[k]) + shift[0]) * 100)
            py = round((float(tokens[k + 1]) + shift[1]) * 100)
            points.append((px, py))
        index += 2 * count
        end = points[-1]
        if command == "M":
            out.append(f"M{_join(*end)}")
            start_x, start_y = end
        elif command == "L" and end[1] == y:
            out.append(f"h{_plain(end[0] - x)}" if end[0] != x else "")
        elif command == "L" and end[0] == x:
            out.append(f"v{_plain(end[1] - y)}")
        else:
            steps = [v for px, py in points for v in (px - x, py - y)]
            out.append(command.lower() + _join(*steps))
        x, y = end
    return "".join(out)


def _join(*hundredths: int) -> str:
    text = ""
    for value in hundredths:
        part = _plain(value)
        text += part if not text or part.startswith("-") else " " + part
    return text


def _classes(marks: list[Mark]) -> tuple[dict[str, str], str]:
    """A class for each style that is used more than once, and their rules."""
    counts = Counter(mark.style for mark in marks)
    often = [style for style, count in counts.items() if count > 1 and style]
    names = {style: _letters(index) for index, style in enumerate(often)}
    return names, "".join(f".{name}{{{style}}}" for style, name in names.items())


def _letters(index: int) -> str:
    return chr(97 + index) if index < 26 else _letters(index // 26 - 1) + chr(97 + index % 26)


def _attributes(mark: Mark, names: dict[str, str], extra: str = "") -> str:
    classes = " ".join(name for name in (names.get(mark.style, ""), extra) if name)
    text = f' class="{classes}"' if classes else ""
    if mark.style and mark.style not in names:
        text += f' style="{mark.style}"'
    return text


def _open(width: int, height: int) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}"'
        f' viewBox="0 0 {width} {height}" fill="none" stroke-linejoin="round">'
    )


def still(picture: Picture) -> str:
    """One picture as a file."""
    names, rules = _classes(list(picture.marks))
    body = "".join(mark.write(_attributes(mark, names)) for mark in picture.marks)
    style = f"<style>{rules}</style>" if rules else ""
    return f"{_open(picture.width, picture.height)}{style}{body}</svg>\n"


def motion(pictures: list[Picture], seconds: float = 1.0) -> str:
    """Pictures of one size as an endless sequence, `seconds` each; the last one twice as long.

    A mark that several frames show stands once, and CSS says when it is seen. Readers who ask
    for reduced motion see the last frame, and it stands still.
    """
    if seconds < 0.6:
        raise ValueError(f"seconds {seconds}: a step needs at least 0.6 to be followed")
    if len({(p.width, p.height) for p in pictures}) != 1:
        raise ValueError("the frames differ in size")
    shown = _merge([list(p.marks) for p in pictures])
    names, rules = _classes([mark for mark, _ in shown])
    last, beats = len(pictures) - 1, len(pictures) + 1
    spans = sorted({tuple(sorted(s)) for _, s in shown if len(s) < len(pictures)})
    turns = {span: f"t{index}" for index, span in enumerate(spans)}
    frames = "".join(_keyframes(turns[s], s, beats, last) for s in spans)
    for span, name in turns.items():
        rest = "" if last in span else "visibility:hidden;"
        rules += f".{name}{{{rest}animation:{name} {beats * seconds:g}s step-end infinite}}"
    quiet = "@media(prefers-reduced-motion:reduce){*{animation:none!important}}"
    body = ""
    for mark, seen in shown:
        turn = turns.get(tuple(sorted(seen)), "")
        body += mark.write(_attributes(mark, names, turn))
    head = _open(pictures[0].width, pictures[0].height)
    return f"{head}<style>{rules}{frames}{quiet}</style>{body}</svg>\n"


def _merge(frames: list[list[Mark]]) -> list[tuple[Mark, set[int]]]:
    merged: list[tuple[Mark, set[int]]] = []
    for number, marks in enumerate(frames):
        known = [mark for mark, _ in merged]
        result: list[tuple[Mark, set[int]]] = []
        matcher = SequenceMatcher(None, known, marks, autojunk=False)
        for kind, a0, a1, b0, b1 in matcher.get_opcodes():
            if kind == "equal":
                result += [(mark, seen | {number}) for mark, seen in merged[a0:a1]]
            else:
                result += merged[a0:a1]
                result += [(mark, {number}) for mark in marks[b0:b1]]
        merged = result
    return merged


def _keyframes(name: str, span: tuple[int, ...], beats: int, last: int) -> str:
    """When a mark is seen: steps at the frames where that changes."""
    seen = [k in span for k in range(beats - 1)] + [last in span]
    stops, before = [], None
    for beat, visible in enumerate(seen):
        if visible != before:
            value = "visible" if visible else "hidden"
            stops.append(f"{beat * 100 / beats:.4g}%{{visibility:{value}}}")
        before = visible
    return f"@keyframes {name}{{{''.join(stops)}}}"
