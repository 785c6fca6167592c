"""The record of addresses notices what is gone or has passed on, and takes in what is new."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.press import addresses
from scripts.press.addresses import extended, lost
from scripts.press.counted import CountError, count_things, former

LISTING = '<div class="listing"><div class="highlight"><pre><code>{0}</code></pre></div></div>'
FIGURE = '<figure><img src="figures/ring.svg"></figure>'


def places(*codes: str, before: str = "") -> addresses.Places:
    content = before + FIGURE + "".join(LISTING.format(code) for code in codes)
    return addresses.of_page(former(count_things(content, "1").html).html, "a.html")


def told(record: addresses.Places, present: addresses.Places) -> list[str]:
    return [f"{place} {why}" for place, why in lost(record, present)]


def test_places_say_how_a_thing_begins_where_its_name_does_not() -> None:
    assert places("x = 1", "y = 2") == {
        "a.html#figure-ring": "",
        "a.html#listing-top": "x = 1",
        "a.html#listing-top-2": "y = 2",
    }


def test_what_is_the_same_edited_or_new_is_not_lost() -> None:
    before = places("x = 1", "y = 2")
    for after in (before, places("x = 1", "y = 3"), places("x = 1", "y = 2", "z = 3")):
        assert not told(before, after)
        assert extended(before, after) == after


def test_what_is_gone_is_told_and_stays_in_the_record() -> None:
    before, after = places("x = 1", "y = 2"), places("x = 1")
    (line,) = told(before, after)
    assert line.startswith("a.html#listing-top-2 is gone; ")
    assert extended(before, after) == before


def test_what_has_passed_to_another_is_told_and_a_name_mends_it() -> None:
    before, after = places("x = 1", "y = 2"), places("new = 0", "x = 1", "y = 2")
    first, second = told(before, after)
    assert first.startswith("a.html#listing-top has passed to another thing: what was there is now")
    assert "now at a.html#listing-top-2. " in first and "now at a.html#listing-top-3. " in second
    assert extended(before, after) == after | before
    named = places("x = 1", "y = 2", before=f"<!-- name: new -->{LISTING.format('new = 0')}")
    assert not told(before, named) and "a.html#listing-new" in named


def test_what_was_there_is_not_lost_and_is_not_new() -> None:
    before = places("x = 1", "y = 2")
    mark = "<!-- was: listing-top-2 figure-never -->"
    after = places("x = 1", before=mark)
    assert not told(before, after)
    assert extended(before, after) == before
    assert [*told(before, places("x = 1", before=mark.replace("top-2", "top-3")))]
    # An address that the thing before it has left, and that nothing else may take.
    moved = places("y = 2", before="<!-- was: listing-other -->")
    assert not told({"a.html#listing-other": "z = 3"}, moved)


def test_an_anchor_of_what_was_stands_where_its_mark_stood() -> None:
    found = former("<p>Text.</p>\n<!-- was: figure-a\n  table-b -->\n<h2>More</h2>")
    anchors = "".join(f'<span id="{i}" class="was"></span>' for i in ("figure-a", "table-b"))
    assert found.html == f"<p>Text.</p>\n{anchors}\n<h2>More</h2>"
    assert [thing.anchor for thing in found.things] == ["figure-a", "table-b"]


@pytest.mark.parametrize(
    ("mark", "says"),
    [
        ("<!-- was: figure-ring -->", "figure-ring --> names figure-ring, which is on the page"),
        ("<!-- was: a a -->", "a a --> names a, which is on the page itself"),
        ("<!-- was: -->", "names no address"),
        ("<!-- was: a.html#b -->", "names no address with a.html#b; one is what stands behind a #"),
    ],
)
def test_a_mark_that_keeps_no_address_is_told(mark: str, says: str) -> None:
    with pytest.raises(CountError, match=says):
        places("x = 1", before=mark)


def test_record_is_written_and_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    record, page = tmp_path / "addresses.txt", tmp_path / "a.html"
    monkeypatch.setattr(addresses, "RECORD", record)
    assert addresses.main(tmp_path) == 1 and "build the site there first" in capsys.readouterr().err
    page.write_text(count_things(FIGURE + LISTING.format("x = 1"), "1").html)
    assert addresses.main(tmp_path) == 0
    assert capsys.readouterr().out == "2 new addresses\n"
    assert record.read_text() == "a.html#figure-ring\na.html#listing-top  x = 1\n"
    assert addresses.read(record) == addresses.of_site(tmp_path)
    page.write_text(count_things(FIGURE, "1").html)
    assert addresses.main(tmp_path) == 1
    assert "a.html#listing-top is gone" in capsys.readouterr().out
