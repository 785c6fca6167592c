"""What an author asks of the press: `python -m scripts.press new chapter NAME`."""

from __future__ import annotations

import argparse
import sys

from scripts.press import new
from scripts.press.errors import PressError
from scripts.setup.environment import ROOT


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.press", allow_abbrev=False)
    commands = parser.add_subparsers(dest="command", required=True)
    made = commands.add_parser(
        "new", help="make a chapter, a figure, a table, a lab, an explorable"
    )
    made.add_argument("kind", choices=list(new.KINDS))
    made.add_argument("name", help="letters, digits and underscores")
    made.add_argument("--page", default="", help="the page that shows it, if its name does not say")
    made.add_argument("--after", default="", help="the page that a chapter stands below in nav")
    given = parser.parse_args(arguments)
    if given.after and given.kind != "chapter":
        made.error("--after is for a chapter")
    if given.page and given.kind in ("chapter", "lab"):
        made.error(f"--page is not for a {given.kind}, which is a page")
    try:
        page, after = (each.removesuffix(".md") for each in (given.page, given.after))
        print(new.make(given.kind, new.Order(given.name, ROOT, page, after)))
    except PressError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
