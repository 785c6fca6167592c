"""A server that stands: a build that fails leaves the site as it was, and says so on its pages."""

from __future__ import annotations

from pathlib import Path

import pytest
from mkdocs.exceptions import Abort, BuildError

from scripts.press import standing

BODY = '<body><main class="m"><h1>{}</h1></main></body>'


class Site:
    """A site's folder, and a build into it that can be told to fail."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.error = folder, None
        self.folder.mkdir()
        (self.folder / "a.html").write_text(BODY.format("first"), "utf-8")
        self.build = standing.builder(self._build, folder)

    def _build(self) -> None:
        assert not list(self.folder.glob("*"))
        self.folder.mkdir(exist_ok=True)
        (self.folder / "b.html").write_text(BODY.format("second"), "utf-8")
        if self.error:
            raise self.error

    error: BaseException | None

    def texts(self) -> dict[str, str]:
        return {path.name: path.read_text("utf-8") for path in self.folder.iterdir()}


@pytest.fixture
def site(tmp_path: Path) -> Site:
    return Site(tmp_path / "site")


def test_build_that_succeeds_replaces_the_site(site: Site) -> None:
    site.build()
    assert site.texts() == {"b.html": BODY.format("second")}
    assert [path.name for path in site.folder.parent.iterdir()] == ["site"]


def test_build_that_fails_leaves_the_site_with_one_strip_on_each_page(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    for said in ("one", "two"):
        site.error = RuntimeError(said)
        site.build()
    text = site.texts()["a.html"]
    assert site.texts().keys() == {"a.html"} and "<h1>first</h1>" in text
    assert text.count('role="note"') == 1 and "RuntimeError: two" in text
    assert text.index('<main class="m">') < text.index("could not be built") < text.index("<h1>")
    assert [message.count("RuntimeError: one") for message in caplog.messages] == [1, 0, 0, 0]
    site.error = None
    site.build()
    assert site.texts() == {"b.html": BODY.format("second")}


def test_what_mkdocs_has_told_is_not_told_again(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        standing.failed(BuildError("a wrong sum"))
        raise Abort("Aborted with a BuildError!")

    standing.builder(fail, site.folder)()
    assert caplog.messages == [standing.STILL]
    assert "a wrong sum" in site.texts()["a.html"]


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit])
def test_end_of_the_server_is_no_failed_build(site: Site, error: type[BaseException]) -> None:
    site.error = error()
    with pytest.raises(error):
        site.build()


def test_first_start_that_fails_says_in_one_line_what_to_mend() -> None:
    try:
        raise RuntimeError("no template")
    except RuntimeError as error:
        with pytest.raises(Abort, match=r"tests/press/test_standing\.py:\d+: RuntimeError: no te"):
            standing.first_start(error)
    standing.first_start(BuildError("told already"))
