"""The record of all addresses that have been published: a test holds that each leads where it did.

    python -m scripts.press.addresses .cache/site

reads a built site and extends the record. An address that is gone, or that has passed on to another
thing, stays in the record as it was, so that the test goes on telling of it. One that its page still has
as an empty anchor, `<!-- was: NAME -->`, leads where its subject has gone.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from scripts.press.counted import KINDS, begins
from scripts.press.markup import elements
from scripts.setup.environment import ROOT

RECORD = ROOT / "tests" / "site" / "addresses.txt"
# These are named after a script or by their own words, so no other takes their address.
BY_NAME = ("figure", "exercise")
# How an address begins that is an anchor alone: it has no words, and every thing's are printed.
WAS = "\t"

KEEP = (
    "a thing keeps its address with <!-- name: NAME --> above it, and what is cut leaves"
    " <!-- was: KIND-NAME --> where its subject stands"
)

# By the place, "padding.html#table-sizes": how what is there begins, where the name does not say.
Places = dict[str, str]


def of_page(html: str, page: str) -> Places:
    """Return the lasting addresses of a built page."""
    links = [
        link.attributes["href"][1:] for link in elements(html, "a") if "address" in link.classes
    ]
    known = {
        element.attributes["id"]: element
        for element in elements(html, "figure", "div", "details", "span")
        if "id" in element.attributes
    }
    anchors = (name for name, element in known.items() if "was" in element.classes)
    found: Places = {f"{page}#{anchor}": WAS for anchor in anchors}
    for anchor in links:
        kind = anchor.partition("-")[0]
        assert kind in KINDS
        found[f"{page}#{anchor}"] = "" if kind in BY_NAME else begins(known[anchor], kind)
    return found


def of_site(site: Path) -> Places:
    """Return the lasting addresses of a built site."""
    found: Places = {}
    for path in sorted(site.rglob("*.html")):
        found |= of_page(path.read_text("utf-8"), path.relative_to(site).as_posix())
    return found


def read(record: Path) -> Places:
    """Return what the record has."""
    lines = record.read_text("utf-8").splitlines() if record.is_file() else []
    pairs = (line.partition("  ") for line in lines)
    return {place: said for place, _, said in pairs}


def written(places: Mapping[str, str]) -> str:
    """Return the record as text: a line for each place."""
    return "".join(f"{place}  {said}".rstrip() + "\n" for place, said in sorted(places.items()))


def lost(record: Mapping[str, str], present: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Give each recorded address that does not lead where it did, and what has become of it."""
    for place, said in record.items():
        page = place.partition("#")[0]
        if place not in present:
            yield place, f"is gone; {KEEP}"
        elif present[place] not in (said, WAS):
            others = [p for p, s in present.items() if s == said and p.partition("#")[0] == page]
            if others and record.get(others[0]) != said:
                yield (
                    place,
                    f"has passed to another thing: what was there is now at {others[0]}. Give the"
                    " new one a name: <!-- name: NAME --> above it",
                )


def extended(record: Mapping[str, str], present: Mapping[str, str]) -> Places:
    """Return the record with what is new; what is lost stays as it was."""
    kept = dict(lost(record, present))
    things = {place: said for place, said in present.items() if said != WAS}
    return dict(record) | {place: said for place, said in things.items() if place not in kept}


def main(site: Path) -> int:
    """Extend the record from a built site, and tell what is lost."""
    before, present = read(RECORD), of_site(site)
    if not present:
        print(f"{site} has no page with numbers; build the site there first", file=sys.stderr)
        return 1
    after = extended(before, present)
    RECORD.write_text(written(after), "utf-8", newline="\n")
    print(f"{len(after.keys() - before.keys())} new addresses")
    told = [f"{place} {why}" for place, why in lost(before, present)]
    print("\n".join(told), end="\n" * bool(told))
    return 1 if told else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
