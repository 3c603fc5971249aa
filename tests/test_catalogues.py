"""The catalogues: whatever people read is collected for translation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tools.catalogues import ROOT, catalogue_path, faults, messages_in, update


def test_what_is_said_at_the_door_is_collected_for_translation() -> None:
    collected = {str(one.id) for one in messages_in(ROOT / "tracker")}
    for begins in ("The sign-in name or the password", "The account %(name)s is closed", "There were too many"):
        assert any(sentence.startswith(begins) for sentence in collected), begins


COUNTS = """
_ = counted("%(count)s row", "%(count)s rows", count=1)
"""
IN_A_TEMPLATE = """{{ counted("%(count)s file", "%(count)s files", count=files) }}"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with code and a template that count, and a catalogue without translations."""
    (tmp_path / "code.py").write_text(COUNTS, encoding="utf-8")
    (tmp_path / "page.html").write_text(IN_A_TEMPLATE, encoding="utf-8")
    update(tmp_path, "vi")
    return tmp_path


def translated(folder: Path, old: str, new: str) -> list[str]:
    """Write something else into the catalogue; return what is wrong with it then."""
    path = catalogue_path(folder, "vi")
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return list(faults(folder, "kitchen", "vi"))


def test_a_sentence_that_counts_is_collected_from_code_and_templates_with_its_plural(folder: Path) -> None:
    collected = [one.id for one in messages_in(folder) if one.id]
    assert collected == [("%(count)s row", "%(count)s rows"), ("%(count)s file", "%(count)s files")]
    assert len(translated(folder, "Tracker", "Tracker")) == 2


def test_a_sentence_that_counts_needs_a_translation_with_its_placeholder_and_its_plural(folder: Path) -> None:
    assert len(translated(folder, 'rows"\nmsgstr[0] ""', 'rows"\nmsgstr[0] "%(count)s dòng"')) == 1
    assert translated(folder, 'files"\nmsgstr[0] ""', 'files"\nmsgstr[0] "hồ sơ"')[0].startswith(
        "kitchen, vi: other placeholders"
    )
    assert translated(folder, '"hồ sơ"', '"%(count)s hồ sơ"') == []
    plain = 'msgid "%(count)s row"\nmsgstr "%(count)s dòng"'
    told = translated(folder, 'msgid "%(count)s row"\nmsgid_plural "%(count)s rows"\nmsgstr[0] "%(count)s dòng"', plain)
    assert len(told) == 1
    assert "not translated" in told[0]


def test_an_update_keeps_the_translation_of_a_sentence_that_counts(folder: Path) -> None:
    translated(folder, 'rows"\nmsgstr[0] ""', 'rows"\nmsgstr[0] "%(count)s dòng"')
    update(folder, "vi")
    assert len(list(faults(folder, "kitchen", "vi"))) == 1


def test_sentences_are_said_under_the_names_that_are_collected() -> None:
    said = re.compile(r"^(\w+) = (sentences|counting)\(", re.MULTILINE)
    code = [path for folder in ("tracker", "plugins") for path in (ROOT / folder).rglob("*.py")]
    names = {found.groups() for path in code for found in said.finditer(path.read_text(encoding="utf-8"))}
    assert names == {("_", "sentences"), ("counted", "counting")}
