"""Scoring with plugins: every rule and measure counts, or nothing is scored and nothing is stored."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from tests.plugins_system.conftest import PluginFolder
from tracker.contributions import Measure, MeasureSet, MeasureValues, round_points
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.messages import InputError, message, translate
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.records.officials import Official
from tracker.scoring import measuring
from tracker.scoring.basis import load_basis
from tracker.scoring.cards import Card
from tracker.scoring.runs import score
from tracker.scoring.scorecards import Scorecard
from tracker.scoring.stored_cards import stored_card
from tracker.scoring.stored_lines import StoredLine
from tracker.scoring.storing import store_cards
from tracker.testing import Office, cards_by_code

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
        (
            give("tiny", (), "lambda measures, cohort, settings: 1 / 0"),
            "rule Tiny rule of the plugin {name} failed with ZeroDiv",
        ),
        (give("tiny", (), "lambda measures, cohort, settings: measures['nobody']"), "failed with KeyError: 'nobody'"),
        (
            give("tiny", (), "lambda measures, cohort, settings: 5"),
            "rule Tiny rule of the plugin {name} gave no Points",
        ),
        (give("tiny", (), "lambda measures: 5"), "rule Tiny rule of the plugin {name} failed with TypeError"),
        (give("tiny", ("files.flown",)), "reads the measure files.flown, which no plugin gives"),
        ("@hookimpl\ndef measure_sets():\n    raise OSError('disk gone')", "failed in measure_sets with OSError"),
        ("@hookimpl\ndef measure_sets():\n    return ['tiny']", "must return a list of MeasureSet"),
        (measure("tiny", "return {'tiny': {1: 1}, 'more': {1: 1}}"), "give more, which they do not declare"),
        (
            measure("tiny", "raise OSError('disk gone')"),
            "the measures tiny of the plugin {name} failed with OSError: disk gone",
        ),
        (measure("tiny", "session.execute('bad')"), "the measures tiny of the plugin {name} failed with"),
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


GIVEN = "lambda measures, cohort, settings: Points(Decimal('{value}'), _('Given'))"
SAID = "lambda measures, cohort, settings: Points(Decimal(1), {because}, {next_step})"


@pytest.mark.parametrize("value", ["5.01", "-0.01", "500", "NaN", "-1"])
def test_points_outside_the_bounds_of_their_rule_are_refused(
    database: Database, folder: PluginFolder, value: str
) -> None:
    name = folder.add("bad", give("tiny", (), GIVEN.format(value=value)))
    told = refusal(database, folder.load(name))
    assert f"rule Tiny rule of the plugin {name} gave {value}" in told
    assert "must lie between 0 and 5.00" in told


@pytest.mark.parametrize("value", ["0", "5", "5.004", "4.999"])
def test_points_on_the_bounds_of_their_rule_count(database: Database, folder: PluginFolder, value: str) -> None:
    (card,) = score_and_store(database, folder.load(folder.add("good", give("tiny", (), GIVEN.format(value=value)))))
    assert card.total == round_points(Decimal(value))


@pytest.mark.parametrize(
    "sentence",
    [
        "_('%(files)d files', flies=3)",
        "_('%(files)d files')",
        "_('%(files)d files', files='three')",
        "_('%(files)d files', files=Decimal(3))",
        "_('100% of %(files)d files', files=3)",
        "_('%(files)s files', files={1, 2})",
        "_('%(files)s files', files=object())",
        "_('%(inner)s', inner=_('%(files)d files', flies=3))",
        "_('%(inner)s', inner=[_('%(files)d files', flies=3)])",
        "'three files'",
    ],
)
@pytest.mark.parametrize("place", ["because", "next_step"])
def test_a_sentence_that_could_not_be_shown_later_is_refused(
    database: Database, folder: PluginFolder, sentence: str, place: str
) -> None:
    said = {"because": "_('Fine')", "next_step": "None", place: sentence}
    name = folder.add("bad", give("tiny", (), SAID.format(**said)))
    assert f"tiny of the plugin {name} says what cannot be shown" in refusal(database, folder.load(name))


def test_a_sentence_is_tried_again_when_its_parameters_are_of_other_kinds(
    database: Database, folder: PluginFolder
) -> None:
    said = "_('%(files)d files', files=1 if measures['tiny.seen'] else 'none')"
    giver = folder.add("giver", measure("tiny.seen", "return {'tiny.seen': {1: 1}}"))
    name = folder.add("bad", give("tiny", ("tiny.seen",), SAID.format(because=said, next_step="None")))
    plugins = folder.load(giver, name)
    with database.writing("test") as session:
        store_fingerprint(session, plugins.fingerprint)
        office = Office(session)
        office.official("CB01")
        office.official("CB02")
        basis = load_basis(session, plugins, QUARTER, QUARTER.end)
        with pytest.raises(InputError, match="says what cannot be shown"):
            score(session, basis)


def test_a_sentence_with_every_kind_of_parameter_is_stored_and_shown_again(
    database: Database, folder: PluginFolder
) -> None:
    plain = (
        "_('%(day)s %(hour)s %(moment)s %(number)s %(share)s %(word)s %(nothing)s', day=date(2026, 7, 1), "
        "hour=time(7, 30), moment=datetime(2026, 7, 1, 8, 0, 0, 5), number=3, share=Decimal('0.50'), word='a', "
        "nothing=None)"
    )
    holds_others = "_('%(list)s %(inner)s %(share)s', list=['a', 'b'], inner=_('Inner words'), share=Decimal('0.5'))"
    source = "from datetime import date, datetime, time\n" + give(
        "tiny", (), SAID.format(because=plain, next_step=holds_others)
    )
    (card,) = score_and_store(database, folder.load(folder.add("told", source)))
    with database.reading() as session:
        (line,) = _shown_lines(session)
    (said,) = card.lines
    assert (line.because, line.next_step) == (said.points.because, said.points.next_step)
    assert line.next_step is not None
    for language, comma in (("en", "."), ("vi", ",")):
        assert translate(line.because, language) == f"01/07/2026 07:30 08:00 01/07/2026 3 0{comma}50 a None"
        assert translate(line.next_step, language) == f"a, b Inner words 0{comma}5"


def test_a_sentence_that_counts_still_counts_when_it_was_stored(database: Database, folder: PluginFolder) -> None:
    said = "Message('%(count)s file', {'count': 3}, 'tiny', '%(count)s files')"
    source = "from tracker.api import Message\n" + give("tiny", (), SAID.format(because=said, next_step="None"))
    score_and_store(database, folder.load(folder.add("counting", source)))
    with database.reading() as session:
        (line,) = _shown_lines(session)
    assert translate(line.because, "en") == "3 files"


def _shown_lines(session: Session) -> tuple[StoredLine, ...]:
    card = stored_card(session, [QUARTER], select(Scorecard))
    assert card is not None
    return card.lines


@pytest.mark.parametrize("most", ["5", "Decimal('NaN')", "Decimal(-1)", "Decimal('Infinity')", "5.0"])
def test_a_rule_whose_most_points_are_no_number_of_points_is_refused(
    database: Database, folder: PluginFolder, most: str
) -> None:
    rule = f"Rule('tiny', _('Tiny rule'), Settings(), (), {most}, one_point)"
    name = folder.add("bad", f"@hookimpl\ndef rules():\n    return [{rule}]")
    assert f"rule tiny of the plugin {name} gives at most" in refusal(database, folder.load(name))


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ("{'tiny': {1: 0.5}}", "tiny of the plugin {name} gives 0.5; a measure is an int"),
        ("{'tiny': {1: True}}", "gives True"),
        ("{'tiny': {1: '3'}}", "gives '3'"),
        ("{'tiny': {1: Decimal('NaN')}}", "gives Decimal('NaN')"),
        ("{'tiny': {None: 3}}", "tiny of the plugin {name} measures None, which is no official's id"),
        ("{'tiny': 3}", "must be values by measure and official"),
        ("None", "must be values by measure and official"),
    ],
)
def test_a_measure_is_an_int_a_decimal_or_none_of_an_official(
    database: Database, folder: PluginFolder, values: str, reason: str
) -> None:
    name = folder.add("bad", measure("tiny", f"return {values}"))
    assert reason.format(name=name) in refusal(database, folder.load(name))


def test_a_default_that_is_no_value_is_refused(database: Database, folder: PluginFolder) -> None:
    source = "return [MeasureSet('tiny', [Measure('tiny', _('Tiny'), default=0.5)], lambda *given: {'tiny': {}})]"
    name = folder.add("bad", f"@hookimpl\ndef measure_sets():\n    {source}")
    assert f"tiny of the plugin {name} gives 0.5" in refusal(database, folder.load(name))


def test_a_fault_of_the_core_is_not_blamed_on_a_plugin(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_given: object) -> MeasureValues:
        raise ZeroDivisionError

    broken = MeasureSet("core", (Measure("core", message("Of the core")),), fail)
    monkeypatch.setattr(measuring, "CORE_MEASURE_SETS", (broken,))
    with pytest.raises(ZeroDivisionError):
        score_and_store(database, Plugins([]))


@pytest.mark.parametrize(
    "source", [give("tiny"), measure("tiny", "return {}"), give("tiny").replace("[", "5 / 0 and [")]
)
def test_a_plugin_that_does_not_say_that_it_scores_may_not(
    database: Database, folder: PluginFolder, source: str
) -> None:
    name = folder.add("quiet", source, scores=False)
    told = refusal(database, folder.load(name))
    assert f"the plugin {name} gives " in told
    assert "plugin.toml does not say that it scores. Write scores = true there" in told


@pytest.mark.parametrize(("gives_card", "listed"), [(True, {"CB01", "GUEST"}), (False, {"CB01"})])
def test_a_measure_of_a_plugin_alone_puts_somebody_on_the_list_if_it_gives_a_card(
    database: Database, folder: PluginFolder, gives_card: bool, listed: set[str]
) -> None:
    seen = f"Measure('tiny', _('Tiny'), gives_card={gives_card})"
    source = f"return [MeasureSet('tiny', [{seen}], lambda *given: {{'tiny': {{1: 2, 2: 3}}}})]"
    name = folder.add("tiny", f"@hookimpl\ndef measure_sets():\n    {source}")
    with database.writing("test") as session:
        Office(session).official()
        session.add(Official(code="GUEST", full_name="Official without a posting"))
        session.flush()
        assert set(cards_by_code(session, folder.load(name), QUARTER)) == listed


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
