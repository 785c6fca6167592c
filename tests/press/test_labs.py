"""Labs: what stops a build, what makes one run again, and what is made of the plugin's page."""

from __future__ import annotations

import textwrap
from pathlib import Path
from typing import Any

import pytest

from scripts.press import caching, imports, lab_figures, lab_pages, lab_runs
from scripts.press.lab_runs import Lab, LabError

HEAD = "# ---\n# title: A lab\n# question: What?\n# description: A lab.\n# ---\n\n"
FIGURE = """\
    # %% [markdown]
    # <figure markdown>
    # ![A rising line.](output)
    # <figcaption markdown>**It rises.** To the right.</figcaption>
    # </figure>
"""
PLOT = """\
    # %%
    import matplotlib.pyplot as plt

    # %%
    plt.plot([0, 1], [0, 1]);

"""


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Write a lab of the given cells, with a place of its own for its run."""
    monkeypatch.setattr(caching, "CACHE", tmp_path / "kept")

    def written(cells: str) -> Lab:
        path = tmp_path / "trial.py"
        path.write_text(HEAD + textwrap.dedent(cells), "utf-8")
        return Lab("trial", path)

    return written


def page_of(lab: Lab) -> lab_pages.Page:
    return lab_pages.Page(lab, lab_runs.read(lab)[0], lab_runs.ran([lab])[0])


def code_cell(*outputs: dict[str, Any], **metadata: Any) -> dict[str, Any]:
    return {"cell_type": "code", "source": "1", "metadata": metadata, "outputs": list(outputs)}


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("1 / 0", "ZeroDivisionError"),
        ("import warnings; warnings.warn('look out')", "look out"),
        ("print(object())", "address"),
    ],
)
def test_cell_that_fails_stops_the_build(write: Any, code: str, why: str) -> None:
    lab = write(f"# %%\n{code}\n")
    with pytest.raises(LabError, match=rf"(?s)docs/labs/trial\.py.*{why}"):
        lab_runs.ran([lab])
    assert not lab.kept.exists()


def test_lab_runs_once_until_it_changes(write: Any) -> None:
    said: list[str] = []
    lab = write("# %%\nprint('one')\n")
    lab_runs.ran([lab], said.append)
    (again,) = lab_runs.ran([lab], said.append)
    assert said == ["lab 1 of 1: trial"]
    assert again["cells"][0]["outputs"][0]["text"] == "one\n"
    write("# %%\nprint('two')\n")
    (changed,) = lab_runs.ran([lab], said.append)
    assert len(said) == 2
    assert changed["cells"][0]["outputs"][0]["text"] == "two\n"


def test_an_edit_to_the_text_or_a_comment_runs_nothing(write: Any) -> None:
    said: list[str] = []
    lab_runs.ran([write("# %% [markdown]\n# Before.\n\n# %%\nprint('one')\n")], said.append)
    edited = write("# %% [markdown]\n# After.\n\n# %%\nprint('one')  # why\n")
    (changed,) = lab_runs.ran([edited], said.append)
    assert len(said) == 1
    assert changed["cells"][0]["source"] == "After."
    assert changed["cells"][1]["source"] == "print('one')  # why"
    assert changed["cells"][1]["outputs"][0]["text"] == "one\n"


def test_key_knows_what_is_imported(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lab = write("# %%\nfrom convdemo import conv2d\n")
    asked: list[list[str]] = []

    def another(cells: list[str]) -> str:
        asked.append(cells)
        return str(asked)

    monkeypatch.setattr(imports, "key_of_code", another)
    before = lab_runs.key(lab)
    assert lab_runs.key(lab) != before
    assert asked[0] == ["from convdemo import conv2d"]


def test_kept_run_that_is_cut_short_is_made_anew(write: Any) -> None:
    lab = write("# %%\nprint('whole')\n")
    lab.kept.parent.mkdir(parents=True)
    lab.kept.write_text('[{"outputs": [')
    (notebook,) = lab_runs.ran([lab])
    assert notebook["cells"][0]["outputs"][0]["text"] == "whole\n"


def test_picture_stands_where_the_text_shows_it(write: Any) -> None:
    page = page_of(write(PLOT + FIGURE))
    assert "![A rising line.](trial-1.svg)" in page.markdown()
    (drawing,) = page.drawings
    files = dict(drawing.files())
    assert set(files) == {"labs/trial-1.svg", "labs/trial-1-dark.svg"}
    light, dark = files.values()
    assert "#0b62a4" in light and "#74b9f5" in dark and "#0b62a4" not in dark
    assert "DejaVu" not in light and "<metadata" not in light
    assert lab_figures.size(light) == (480, 300)


def test_every_picture_needs_a_figure_and_every_figure_a_picture(write: Any) -> None:
    page = page_of(write(PLOT))
    with pytest.raises(LabError, match="no figure shows"):
        page.markdown()
    lab = write(FIGURE)
    with pytest.raises(LabError, match="no picture is left"):
        lab_pages.Page(lab, {}, lab_runs.read(lab)[1]).markdown()


def test_picture_without_words_is_an_error(write: Any) -> None:
    page = page_of(write(PLOT + FIGURE))
    with pytest.raises(LabError, match="no alternative text"):
        lab_pages.with_pictures(page, '<p><img alt="" src="trial-1.svg"></p>')


def test_answer_stands_inside_its_question() -> None:
    notebook = {
        "cells": [
            {"cell_type": "markdown", "metadata": {}, "source": '??? question "Why?"\n    So.'},
            code_cell(tags=["answer"]),
            code_cell(),
        ]
    }
    text = lab_pages.Page(Lab("trial", Path("trial.py")), {}, notebook).markdown()
    assert "    So.\n\n    ```python\n    1\n    ```\n\n```python\n1\n```\n" in text


def test_cell_shows_its_code_then_what_is_rich_then_what_it_prints() -> None:
    cell = code_cell(
        {"output_type": "stream", "name": "stdout", "text": "one\n"},
        {"data": {"text/markdown": "| a |", "text/plain": "not this"}},
        {"data": {"image/svg+xml": "<svg>", "text/plain": "nor this"}},
        {"data": {"text/plain": "```two```"}},
    )
    text = "```python\n1\n```\n\n| a |\n\n````text\none\n```two```\n````"
    assert lab_pages.shown(cell) == text
    assert lab_pages.shown(code_cell()) == "```python\n1\n```"


FAILING = """\
    # %% [markdown]
    # # A lab
    #
    # ![A rising line.](output)

    # %%
    print('one')

    # %%
    two = 2
    1 / 0

    # %%
    print('three')
"""


def test_lab_that_fails_names_its_line_and_does_not_stop_the_others(write: Any) -> None:
    lab = write(FAILING)
    good = Lab("good", lab.path.with_name("good.py"))
    good.path.write_text("# %%\nprint('one')\n", "utf-8")
    said: list[str] = []
    failed, ran = lab_runs.attempt([lab, good], said.append)
    assert isinstance(failed, LabError) and isinstance(ran, dict)
    line = lab.text()[: lab.text().index("1 / 0")].count("\n") + 1
    assert failed.place == f"docs/labs/trial.py:{line}"
    assert failed.message == "ZeroDivisionError: division by zero"
    assert failed.more == {"cell": "cell-3"}
    assert {line.partition(": ")[2] for line in said} == {"trial failed", "good"}
    # Nor is it run again as long as it is the same.
    lab_runs.attempt([lab, good], said.append)
    assert len(said) == 2


def test_page_of_a_lab_that_failed_has_its_text_its_code_and_a_box(write: Any) -> None:
    lab = write(FAILING)
    page = lab_pages._page(lab, lab_runs.attempt([lab])[0])
    text = page.markdown("BOX")
    assert "# A lab" in text and "*Not drawn.*" in text and "output" not in text
    assert text.index("1 / 0") < text.index("BOX") < text.index("print('three')")


def test_picture_without_a_drawing_is_told_with_its_line(write: Any) -> None:
    lab = write("# %% [markdown]\n# # A lab\n#\n# ![A line.](output)\n")
    page = lab_pages._page(lab, lab_runs.read(lab)[1])
    assert page.failed and page.failed.place == "docs/labs/trial.py:10"
    assert "BOX" in page.markdown("BOX")


def test_lab_that_cannot_be_read_is_a_page_that_says_so(write: Any) -> None:
    lab = write("")
    lab.path.write_text(HEAD.replace("title: A lab", "title: A: lab"), "utf-8")
    (error,) = lab_runs.attempt([lab])
    assert isinstance(error, LabError) and error.place == "docs/labs/trial.py:2"
    assert "BOX" in lab_pages._page(lab, error).markdown("BOX")
    lab.path.write_bytes(HEAD.encode() + b"# caf\xe9\n")
    (error,) = lab_runs.attempt([lab])
    assert isinstance(error, LabError) and error.place == "docs/labs/trial.py:7"
