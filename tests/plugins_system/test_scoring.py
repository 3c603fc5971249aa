"""Scoring with plugins: every rule and measure counts, or nothing is scored and nothing is stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import select

from tests.plugins_system.conftest import PluginFolder
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.messages import InputError
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.scoring.runs import Card, load_basis, score
from tracker.scoring.scorecards import Scorecard
from tracker.scoring.storing import store_cards
from tracker.testing import Office

QUARTER = parse_period("2026-Q3")
RULE = "@hookimpl\ndef rules(settings):\n    return [rule('{key}', {reads}, {score})]\n"
MEASURES = """
def measure(session, officials, period, as_of):
    {body}

@hookimpl
def measure_sets():
    return [measures("{key}", measure)]
"""


def give(key: str, reads: tuple[str, ...] = (), score: str = "one_point") -> str:
    """Return the source of a plugin with one rule."""
    return RULE.format(key=key, reads=reads, score=score)


def measure(key: str, body: str) -> str:
    """Return the source of a plugin with one measure."""
    return MEASURES.format(key=key, body=body)


def score_and_store(database: Database, plugins: Plugins) -> list[Card]:
    """Score the quarter as a command does, for one official in service."""
    with database.writing("test") as session:
        store_fingerprint(session, plugins.fingerprint)
        Office(session).official()
    with database.writing("test") as session:
        basis = load_basis(session, plugins, QUARTER, QUARTER.end)
        cards = score(session, basis)
        store_cards(session, basis, cards, database.clock())
    return cards


def refusal(database: Database, plugins: Plugins) -> str:
    """Return why nothing was scored, and make sure that nothing was stored."""
    with pytest.raises(InputError) as refused:
        score_and_store(database, plugins)
    with database.reading() as session:
        assert session.exec(select(Scorecard)).all() == []
    return str(refused.value)


def test_the_points_of_every_plugin_are_added_up(database: Database, folder: PluginFolder) -> None:
    plugins = folder.load(folder.add("one", give("tiny.one")), folder.add("two", give("tiny.two")))
    (card,) = score_and_store(database, plugins)
    assert [line.rule.key for line in card.lines] == ["tiny.one", "tiny.two"]
    assert card.total == Decimal("10.00")


def test_a_rule_reads_the_measure_of_another_plugin(database: Database, folder: PluginFolder) -> None:
    score = "lambda measures, cohort, settings: Points(Decimal(measures['tiny.seen']), _('Seen'))"
    giver = folder.add("giver", measure("tiny.seen", "return {'tiny.seen': {1: 3}}"))
    reader = folder.add("reader", give("tiny.rule", ("tiny.seen",), score))
    (card,) = score_and_store(database, folder.load(reader, giver))
    assert card.measures["tiny.seen"] == 3
    assert card.total == Decimal("3.00")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("@hookimpl\ndef rules():\n    raise OSError('disk gone')", "failed in rules with OSError: disk gone"),
        ("@hookimpl\ndef rules():\n    return rule('tiny')", "rules of the plugin {name} must return a list of Rule"),
        ("@hookimpl\ndef rules():\n    return ['tiny']", "rules of the plugin {name} must return a list of Rule"),
        ("@hookimpl\ndef rules():\n    return None", "rules of the plugin {name} must return a list of Rule"),
        ("@hookimpl\ndef rules():\n    yield rule('tiny')", "rules of the plugin {name} must return a list of Rule"),
        (give("tiny", (), "lambda measures, cohort, settings: 1 / 0"), "rule Tiny rule failed with ZeroDivisionError"),
        (give("tiny", (), "lambda measures, cohort, settings: measures['nobody']"), "failed with KeyError: 'nobody'"),
        (give("tiny", (), "lambda measures, cohort, settings: 5"), "rule Tiny rule gave no Points"),
        (give("tiny", (), "lambda measures: 5"), "rule Tiny rule failed with TypeError"),
        (give("tiny", ("files.flown",)), "rule Tiny rule reads the measure files.flown, which no plugin gives"),
        ("@hookimpl\ndef measure_sets():\n    raise OSError('disk gone')", "failed in measure_sets with OSError"),
        ("@hookimpl\ndef measure_sets():\n    return ['tiny']", "must return a list of MeasureSet"),
        (measure("tiny", "return {'tiny': {1: 1}, 'more': {1: 1}}"), "give more, which they do not declare"),
        (measure("tiny", "raise OSError('disk gone')"), "the measures tiny failed with OSError: disk gone"),
        (measure("tiny", "session.execute('bad')"), "the measures tiny failed with"),
        (measure("files.early", "return {}"), "two plugins give the measure or rule files.early"),
    ],
)
def test_a_plugin_that_fails_while_scoring_stops_the_run(
    database: Database, folder: PluginFolder, source: str, reason: str
) -> None:
    name = folder.add("bad", source)
    sound = folder.add("sound", give("tiny.sound"))
    told = refusal(database, folder.load(sound, name))
    assert told.startswith("Nothing was scored: ")
    assert reason.format(name=name) in told


def test_a_key_that_two_plugins_give_is_refused(database: Database, folder: PluginFolder) -> None:
    plugins = folder.load(folder.add("one", give("tiny.one")), folder.add("two", give("tiny.one")))
    assert "two plugins give the measure or rule tiny.one" in refusal(database, plugins)


@pytest.mark.parametrize("source", ["raise RuntimeError('broken')", "@hookimpl\ndef mesure_sets():\n    return []"])
def test_nothing_is_scored_without_a_plugin_that_scores(database: Database, folder: PluginFolder, source: str) -> None:
    away = folder.add("away", source, scores=True)
    told = refusal(database, folder.load(away))
    assert f"the plugin {away} was set aside" in told
    assert "Mend it, or remove it from config.toml." in told


def test_a_plugin_of_which_nothing_is_known_may_have_scored(database: Database) -> None:
    assert "the plugin nowhere was set aside" in refusal(database, Plugins(["nowhere"]))


def test_scoring_goes_on_without_a_plugin_that_does_not_score(database: Database, folder: PluginFolder) -> None:
    away = folder.add("away", "raise RuntimeError('broken')", scores=False)
    plugins = folder.load(away, "reward_rules")
    assert len(score_and_store(database, plugins)) == 1
    with database.reading() as session:
        assert session.exec(select(Scorecard)).one().period == "2026-Q3"


def test_an_earlier_scorecard_stays_when_a_later_run_fails(database: Database) -> None:
    score_and_store(database, Plugins(["reward_rules"]))
    with pytest.raises(InputError), database.writing("test") as session:
        load_basis(session, Plugins(["nowhere"]), QUARTER, QUARTER.end)
    with database.reading() as session:
        assert session.exec(select(Scorecard)).one().as_of == date(2026, 9, 30)
