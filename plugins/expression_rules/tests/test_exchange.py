"""Rules in files: read as editors write them, compared with what counts, and made into drafts only."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from datetime import date

import pytest
from sqlmodel import select

from plugins.expression_rules.drafts import Draft, new_draft, new_draft_of, read_draft
from plugins.expression_rules.exchange import DraftFate, Filed, News, compared, filed_rules, import_rules, text_of
from plugins.expression_rules.faults import FaultyRuleError
from plugins.expression_rules.publishing import publish
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.standings import print_of
from plugins.expression_rules.tests.written import both, written
from plugins.expression_rules.tokens import Place
from plugins.expression_rules.toml_text import rule_to_toml, rules_to_toml
from plugins.expression_rules.written_rules import WrittenRule
from tracker.api import InputError, RecordSession
from tracker.testing import make_app

NEXT_YEAR = date(2027, 1, 1)
OTHER = written(key="other")
TWO = rules_to_toml(WrittenRules(rules=(written(), OTHER)))


@pytest.fixture
def session() -> Iterator[RecordSession]:
    """A session that writes, in which the rule counts from next year on."""
    with make_app(["expression_rules"]) as app, app.tracker.database.writing("test", "x") as opened:
        publish(opened, app.tracker, new_draft_of(opened, written()), NEXT_YEAR, "x")
        yield opened


def news(session: RecordSession, *rules: WrittenRule) -> list[tuple[News, DraftFate]]:
    """Return what each rule of a file is, and what becomes of its draft."""
    found = compared(session, [Filed(rule) for rule in rules], NEXT_YEAR)
    return [(one.news, one.fate()) for one in found]


def faults(text: str) -> list[str]:
    """Return what is wrong with a file."""
    with pytest.raises(FaultyRuleError) as refused:
        filed_rules(text)
    return [f"{one.field}: {one.why.id}" for one in refused.value.faults]


def drafts(session: RecordSession) -> list[Draft]:
    """Return all drafts."""
    return list(session.exec(select(Draft)).all())


@pytest.mark.parametrize(
    "content",
    [
        TWO.encode(),
        codecs.BOM_UTF8 + TWO.encode(),
        TWO.encode("utf-16"),
        codecs.BOM_UTF16_BE + TWO.encode("utf-16-be"),
        TWO.replace("\n", "\r\n").encode(),
        codecs.BOM_UTF16_LE + TWO.replace("\n", "\r\n").encode("utf-16-le"),
    ],
    ids=["plain", "with a mark", "UTF-16", "UTF-16 of others", "Windows lines", "UTF-16 of Notepad"],
)
def test_a_file_is_read_as_editors_write_it(content: bytes) -> None:
    assert [one.rule for one in filed_rules(text_of(content))] == [written(), OTHER]


def test_a_file_that_is_no_text_is_refused_with_the_cure() -> None:
    with pytest.raises(InputError, match="choose Save as"):
        text_of("Hồ sơ".encode("cp1258", "replace") + b"\xff")


def test_one_rule_alone_needs_no_heading() -> None:
    assert filed_rules(rule_to_toml(written())) == [Filed(written())]


def test_a_rule_may_say_from_when_it_is_meant_to_count() -> None:
    text = TWO.replace('key = "other"', 'key = "other"\nvalid_from = 2027-01-01')
    assert [one.valid_from for one in filed_rules(text)] == [None, NEXT_YEAR]
    for wrong in ('"2027-01-01"', "2027-01-01T00:00:00", "2027"):
        (fault,) = faults(text.replace("2027-01-01", wrong))
        assert fault.startswith("other.valid_from: is not a day")


def test_all_faults_of_all_rules_are_told_with_the_rule() -> None:
    text = TWO.replace("most * share", "most * shares").replace('key = "other"', 'key = "Other one"')
    assert [one.partition(":")[0] for one in faults(text)] == [
        "early_files.points",
        "rules 2.key",
        "rules 2.points",
    ]


def test_the_place_of_a_fault_counts_in_the_whole_file() -> None:
    first, second = TWO.rsplit("[[rules]]", 1)
    text = f"{first}[[rules]]{second.replace('most * share', 'most * shares')}"
    line = text.split("\n").index('points = "most * shares"') + 1
    with pytest.raises(FaultyRuleError) as error:
        filed_rules(text)
    assert [(fault.field, fault.place) for fault in error.value.faults] == [("other.points", Place(line, 18, 6))]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (TWO + TWO.replace("other", "third"), "early_files: stands there twice"),
        ("rules = 3", "rules: holds no rules"),
        ("rules = [1]", "rules: holds no rules"),
        ('most = 3\n[[rules]]\nkey = "a"', "most: stands above [[rules]]"),
        ("[[rules]]\n" * 101, "rules: holds more than"),
        ("", "key: is missing"),
        ("rules", ": This is not TOML"),
    ],
)
def test_a_file_without_usable_rules_is_refused(text: str, fault: str) -> None:
    assert any(one.startswith(fault) for one in faults(text)), faults(text)


def test_each_rule_is_new_changed_or_the_same(session: RecordSession) -> None:
    changed = written(title=both("Other title"))
    assert news(session, written(), OTHER) == [(News.SAME, DraftFate.NEEDLESS), (News.NEW, DraftFate.MADE)]
    assert news(session, changed) == [(News.CHANGED, DraftFate.MADE)]


def test_what_comes_in_becomes_a_draft_and_does_not_count(session: RecordSession) -> None:
    changed = written(title=both("Other title"))
    filed = [Filed(changed, NEXT_YEAR), Filed(OTHER), Filed(written(key="third"), NEXT_YEAR)]
    made = import_rules(session, compared(session, filed, NEXT_YEAR))
    assert [read_draft(one) for one in made] == [one.rule for one in filed]
    assert [one.valid_from for one in made] == [NEXT_YEAR, None, NEXT_YEAR]
    assert [one.begun_from for one in made] == [print_of(written()), None, None]
    assert news(session, changed) == [(News.CHANGED, DraftFate.SAME)]


def test_a_draft_that_somebody_has_begun_is_overwritten_only_when_asked(session: RecordSession) -> None:
    begun = new_draft(session, 'key = "other"\nmost = ', "toml", valid_from=NEXT_YEAR)
    assert news(session, OTHER) == [(News.NEW, DraftFate.KEPT)]
    incoming = compared(session, [Filed(OTHER)], NEXT_YEAR)
    assert import_rules(session, incoming) == []
    assert begun.text == 'key = "other"\nmost = '
    assert import_rules(session, incoming, ["other"]) == [begun]
    assert read_draft(begun) == OTHER
    assert begun.valid_from == NEXT_YEAR
    assert drafts(session) == [begun]
