"""Rules without programming, in a real run: scored, stored, shown in both languages, with the records behind them."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.tests.written import rules_in
from plugins.expression_rules.toml_text import rules_to_toml
from tests.plugins_system.conftest import PluginFolder
from tracker.contributions import Measure
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.messages import InputError, translate
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official, official_by_code
from tracker.scoring.basis import load_basis
from tracker.scoring.contributed import contributions_of
from tracker.scoring.evidence import evidence_of
from tracker.scoring.measuring import all_measure_sets, measures_by_key
from tracker.scoring.runs import score as score_everybody
from tracker.scoring.scorecards import Scorecard
from tracker.scoring.stored_cards import StoredCard, stored_card
from tracker.scoring.storing import store_cards
from tracker.settings import change_settings, settings_on
from tracker.testing import Office, cards_by_code

QUARTER = parse_period("2026-Q3")
NAME = "expression_rules"
RULES = """
[[rules]]
key = "early_files"
most = 20
points = "most * share"

[rules.title]
vi = "Hồ sơ trước hạn"
en = "Early files"

[rules.parts]
share = "files.early / files.finished"

[rules.minimum]
measure = "files.finished"
at_least = 3

[rules.because]
vi = "{files.early}/{files.finished} hồ sơ trước hạn: {share} × {most} = {points}"
en = "{files.early} of {files.finished} files early: {share} x {most} = {points}"

[rules.next_step]
vi = "Xong trước hạn thêm hồ sơ thì được 100%."
en = "More files before their due day give 100%."

[[rules.examples]]
name = "One of three"
measures = { "files.early" = 1, "files.finished" = 3 }
points = 6.67
"""


def settings(text: str = RULES) -> WrittenRules:
    """Return the settings that a text has."""
    return rules_in(text)


def work(session: Session) -> None:
    """Add somebody with two of three files early, and somebody with one file."""
    office = Office(session)
    for code, days in (("CB01", (7, 8, 10)), ("CB02", (8,))):
        official = office.official(code)
        for day in days:
            office.file(official, date(2026, 7, 6), date(2026, 7, 10), finished_on=date(2026, 7, day))


def refusal(database: Database, plugins: Plugins, changed: WrittenRules) -> str:
    """Return why nothing can be scored under these settings."""
    with database.writing("test") as session:
        store_fingerprint(session, plugins.fingerprint)
        change_settings(session, NAME, changed, date(2026, 1, 1), "Nghị quyết 3")
    with pytest.raises(InputError) as refused, database.reading() as session:
        load_basis(session, plugins, QUARTER, QUARTER.end)
    return str(refused.value)


def test_a_written_rule_scores_and_says_why_in_both_languages(database: Database) -> None:
    with database.writing("test") as session:
        work(session)
        change_settings(session, NAME, settings(), date(2026, 7, 1), "Nghị quyết 3")
        cards = cards_by_code(session, Plugins([NAME]), QUARTER)
    (line,), (few,) = cards["CB01"].lines, cards["CB02"].lines
    assert (cards["CB01"].total, cards["CB02"].total) == (Decimal("13.33"), None)
    assert line.rule.key == "expression_rules.early_files"
    assert translate(line.rule.title, "vi") == "Hồ sơ trước hạn"
    assert translate(line.points.because, "vi") == "2/3 hồ sơ trước hạn: 0,6667 × 20 = 13,33"
    assert translate(line.points.because, "en") == "2 of 3 files early: 0.6667 x 20 = 13.33"
    assert translate(few.points.because, "vi") == "Hồ sơ đã giải quyết xong: 1, quá ít để xét (cần ít nhất 3)"
    assert translate(few.points.because, "en") == "Files finished: 1, too few to judge by (at least 3)"


def test_the_stored_card_says_the_same_and_leads_to_its_records(database: Database) -> None:
    plugins = Plugins([NAME])
    with database.writing("test") as session:
        work(session)
        change_settings(session, NAME, settings(), date(2026, 7, 1), "Nghị quyết 3")
        store_fingerprint(session, plugins.fingerprint)
    with database.writing("test") as session:
        basis = load_basis(session, plugins, QUARTER, QUARTER.end)
        store_cards(session, basis, score_everybody(session, basis), database.clock())
    with database.reading() as session:
        first, second = (_stored(session, code) for code in ("CB01", "CB02"))
        (line,) = first.lines
        assert line.points == Decimal("13.33")
        assert translate(line.title, "vi") == "Hồ sơ trước hạn"
        assert translate(line.because, "vi") == "2/3 hồ sơ trước hạn: 0,6667 × 20 = 13,33"
        assert line.next_step is not None
        assert translate(line.next_step, "vi") == "Xong trước hạn thêm hồ sơ thì được 100%."
        assert translate(line.next_step, "en") == "More files before their due day give 100%."
        assert translate(second.lines[0].because, "vi") == "Hồ sơ đã giải quyết xong: 1, quá ít để xét (cần ít nhất 3)"
        assert line.reads == ("files.finished", "files.early")
        sets, who = all_measure_sets(plugins), official_by_code(session, "CB01").id
        assert who is not None
        behind = [evidence_of(session, sets, key, who, QUARTER, QUARTER.end) for key in line.reads]
        assert [len(found) for found in behind] == [3, 2]
        assert all(isinstance(one, HandledFile) for found in behind for one in found)


def _stored(session: Session, code: str) -> StoredCard:
    official_id = official_by_code(session, code).id
    found = stored_card(session, [QUARTER], sa.select(Scorecard).where(col(Scorecard.official_id) == official_id))
    assert found is not None
    return found


def test_two_rules_with_one_english_sentence_keep_their_vietnamese_ones(database: Database) -> None:
    other = RULES.replace('"early_files"', '"again"').replace("hồ sơ trước hạn:", "hồ sơ xong sớm:")
    with database.writing("test") as session:
        work(session)
        change_settings(session, NAME, settings(RULES + other), date(2026, 7, 1), "Nghị quyết 3")
        plugins = Plugins([NAME])
        store_fingerprint(session, plugins.fingerprint)
        basis = load_basis(session, plugins, QUARTER, QUARTER.end)
        store_cards(session, basis, score_everybody(session, basis), database.clock())
        told = [translate(line.because, "vi") for line in _stored(session, "CB01").lines]
    assert told == [
        "2/3 hồ sơ trước hạn: 0,6667 × 20 = 13,33",
        "2/3 hồ sơ xong sớm: 0,6667 × 20 = 13,33",
    ]


def test_a_rule_counts_from_its_day_on_and_not_before(database: Database) -> None:
    with database.writing("test") as session:
        work(session)
        change_settings(session, NAME, settings(), date(2026, 10, 1), "Nghị quyết 3")
        assert cards_by_code(session, Plugins([NAME]), QUARTER)["CB01"].lines == ()
        change_settings(session, NAME, settings(), date(2026, 9, 30), "Nghị quyết 4")
        assert len(cards_by_code(session, Plugins([NAME]), QUARTER)["CB01"].lines) == 1
        change_settings(session, NAME, WrittenRules(), date(2026, 9, 30), "Bãi bỏ")
        assert cards_by_code(session, Plugins([NAME]), QUARTER)["CB01"].lines == ()


def test_a_measure_that_nobody_gives_stops_the_run_and_the_nearest_is_named(database: Database) -> None:
    wrong = settings(RULES.replace("files.early", "files.erly"))
    told = refusal(database, Plugins([NAME]), wrong)
    assert told.startswith(
        "Nothing was scored: rule Early files of the plugin expression_rules reads the measure files.erly"
    )
    assert "the nearest that there is is files.early." in told
    unlike = settings(RULES.replace("files.early", "weather.rain"))
    assert "weather.rain, which no plugin gives. Enable the plugin" in refusal(database, Plugins([NAME]), unlike)


def test_the_page_of_plugins_shows_a_rule_that_reads_what_nobody_gives_as_a_fault(database: Database) -> None:
    with database.writing("test") as session:
        change_settings(session, NAME, settings(RULES.replace("files.early", "files.erly")), date(2026, 1, 1), "x")
        found = contributions_of(session, Plugins([NAME]), QUARTER.end)[NAME]
    assert [rule.key for rule in found.rules] == ["expression_rules.early_files"]
    (fault,) = found.faults
    assert "files.erly" in translate(fault, "vi")


def test_a_written_rule_reads_the_measure_of_another_plugin_by_its_title(
    database: Database, folder: PluginFolder
) -> None:
    source = """
@hookimpl
def measure_sets():
    return [MeasureSet("visits", [Measure("visits.made", _("Visits made"))], lambda *given: {"visits.made": {1: 2}})]
"""
    visits = folder.add("visits", source)
    text = RULES.replace("files.finished", "visits.made")
    with database.writing("test") as session:
        Office(session).official()
        assert session.exec(select(Official.id)).one() == 1
        change_settings(session, NAME, settings(text), date(2026, 1, 1), "x")
        card = cards_by_code(session, folder.load(NAME, visits), QUARTER)["CB01"]
    assert translate(card.lines[0].points.because, "en") == "Visits made: 2, too few to judge by (at least 3)"


def test_settings_that_are_stored_are_the_same_when_read(database: Database, tmp_path: Path) -> None:
    text = rules_to_toml(settings())
    (tmp_path / "rules.toml").write_text(text, encoding="utf-8")
    with database.writing("test") as session:
        row = change_settings(session, NAME, settings(text), date(2026, 1, 1), "x")
        assert WrittenRules.model_validate_json(row.values) == settings()
        assert json.loads(row.values)["rules"][0]["most"] == "20"


def test_the_parts_of_a_stored_rule_keep_their_order(database: Database) -> None:
    text = RULES.replace(
        'share = "files.early / files.finished"', 'whole = "files.early / files.finished"\nshare = "whole"'
    )
    with database.writing("test") as session:
        change_settings(session, NAME, settings(text), date(2026, 1, 1), "x")
        assert settings_on(session, NAME, WrittenRules, QUARTER.end) == settings(text)


def test_the_hook_gets_what_every_measure_is(folder: PluginFolder, database: Database) -> None:
    source = """
@hookimpl
def rules(measures):
    return [Rule("tiny", measures["files.early"].title, Settings(), (), Decimal(5), one_point)]
"""
    plugins = folder.load(folder.add("tiny", source))
    with database.writing("test") as session:
        Office(session).official()
        card = cards_by_code(session, plugins, QUARTER)["CB01"]
    title: Measure = measures_by_key(all_measure_sets(plugins))["files.early"]
    assert card.lines[0].rule.title == title.title


@pytest.mark.parametrize(
    "said",
    [
        "worded({'vi': '%(files)s hồ sơ', 'en': 'Files'}, flies=3)",
        "worded({'vi': '%(files)d hồ sơ', 'en': 'Files %(files)s'}, files='three')",
        "worded({'vi': '%(files)s hồ sơ', 'en': 'Files'})",
    ],
)
def test_a_typed_sentence_that_cannot_be_shown_in_one_language_stops_the_run(
    database: Database, folder: PluginFolder, said: str
) -> None:
    source = f"""
from tracker.api import worded

@hookimpl
def rules(settings):
    return [rule("tiny", score=lambda measures, cohort, settings: Points(Decimal(1), {said}))]
"""
    plugins = folder.load(folder.add("typed", source))
    with database.writing("test") as session:
        Office(session).official()
        with pytest.raises(InputError, match="says what cannot be shown"):
            cards_by_code(session, plugins, QUARTER)
