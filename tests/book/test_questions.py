"""Each question's key is computed, and what it says of wrong answers is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.press import questions, sessions

PAGES = [pytest.param(path, id=sessions.name(path)) for path in sessions.pages()]
every_page = pytest.mark.parametrize("path", PAGES)


@every_page
def test_every_key_is_computed(path: Path) -> None:
    """The comment can be read, one option is true, no mistake gives the key or what another gives."""
    session = sessions.run(path)
    asked = questions.find(session.text)
    if session.failures:
        pytest.fail("\n" + "\n".join(session.failures), pytrace=False)
    assert [question for question, _ in session.keys] == asked


@every_page
def test_the_answers_comments_are_those_of_questions(path: Path) -> None:
    """None stands outside a fold, where it would ask nothing."""
    session = sessions.run(path)
    stray = questions.stray(session.text)
    assert not stray, "\n".join(
        session.at(line) + ": this answer belongs to no question" for line in stray
    )


def test_mistakes_have_hints_without_digits() -> None:
    hints = questions.mistakes()
    assert len(hints) >= 20
    for name, hint in hints.items():
        assert name == name.lower() and hint.endswith((".", "?"))
        assert not any(character.isdigit() for character in name + hint), name
    assert len(set(hints.values())) == len(hints)


# --- the book as a whole ------------------------------------------------------------------------

LEAST = 150


@every_page
def test_every_question_takes_an_answer(path: Path) -> None:
    text = path.read_text("utf-8")
    asked = {question.line for question in questions.find(text)}
    silent = [fold for fold in questions.folds(text) if fold.line not in asked]
    name = sessions.name(path)
    assert not silent, "\n".join(
        f"docs/{name}.md:{fold.line}: takes no answer: {fold.title}" for fold in silent
    )


def test_there_are_at_least_150_questions() -> None:
    texts = [path.read_text("utf-8") for path in sessions.pages()]
    assert sum(len(questions.find(text)) for text in texts) >= LEAST
