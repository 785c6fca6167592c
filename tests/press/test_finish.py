"""The last touch on the built site."""

from __future__ import annotations

from pathlib import Path

from scripts.press import finish


def test_nothing_that_holds_a_time_stays(tmp_path: Path) -> None:
    (tmp_path / "sitemap.xml.gz").write_bytes(b"x")
    finish.finish(tmp_path)
    finish.finish(tmp_path)
    assert not list(tmp_path.iterdir())
