"""Simulation: what other settings would give, equal to what they give once stored; and nothing of it is stored."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from datetime import date, time
from decimal import Decimal
from pathlib import Path

import pytest
import sqlalchemy as sa
from pydantic import BaseModel
from sqlmodel import select

from plugins.expression_rules.tests.written import rules_in
from plugins.reward_rules.settings import (
    InTime,
    NothingOverdue,
    OnlineShare,
    RewardRules,
    TimeSaved,
    TrainingHours,
    Workload,
)
from tests.conftest import NOW, FilledBy
from tests.plugins_system.test_expression_rules import RULES
from tests.scoring.july_files import finish_files
from tests.slow.offices import in_random_offices, reward_rules, undone
from tracker.config import Config, DatabaseConfig, PluginsConfig
from tracker.database import Database, RecordSession
from tracker.deadlines import LATE_RECEIPT, OFFICE_SHIFTS, PausePolicy
from tracker.installation import Tracker
from tracker.messages import InputError, translate
from tracker.notice_settings import NoticeSettings
from tracker.periods import Period, parse_period
from tracker.plugins import Plugins
from tracker.records import working_time
from tracker.records.calendar_changes import change_working_time
from tracker.records.file_changes import hand_over
from tracker.records.officials import Official
from tracker.records.procedures import ProcedureTerm
from tracker.records.working_time import WorkingTime
from tracker.scoring import ranking
from tracker.scoring.basis import load_basis
from tracker.scoring.cards import Card
from tracker.scoring.changed_fields import ChangedFields
from tracker.scoring.longer import add_up, measure_whole, scored_parts
from tracker.scoring.looking import score_and_store, score_parts
from tracker.scoring.ranking import Ranking
from tracker.scoring.runs import score
from tracker.scoring.settings_owners import settings_owners
from tracker.scoring.simulation import Change, Compared, Tried, simulate, simulate_here, summary_of
from tracker.scoring.storing import store_cards
from tracker.settings import DatedSettings, change_settings, settings_on
from tracker.testing import Office

QUARTER, YEAR = parse_period("2026-Q3"), parse_period("2026")
LOOKS = (
    ("2026-Q3", date(2026, 9, 30)),
    ("2026-Q3", date(2026, 8, 14)),
    ("2026-H2", date(2026, 11, 23)),
    ("2026", date(2026, 12, 31)),
)
MORNINGS = WorkingTime(shifts=((time(7), time(11)),), late_receipt=time(9, 30), pause_policy=PausePolicy.RESTART)


def to(settings: BaseModel) -> Change:
    """Try these settings, whatever holds otherwise."""
    return lambda _present: settings


def _tried(chance: random.Random) -> dict[str, Change]:
    """Make up changes for some owners, or for none: of all settings, or of those that differ from the defaults."""
    rules = RewardRules(
        in_time=InTime(most=Decimal(chance.randint(0, 5000)) / 100, fewest_files=chance.choice([1, 4])),
        time_saved=TimeSaved(is_on=chance.random() < 0.5),
        workload=Workload(smallest_group=chance.choice([2, 4]), full_ratio=Decimal("1.5")),
        training_hours=TrainingHours(hours_per_year=Decimal(chance.choice([16, 40]))),
        online_share=OnlineShare(is_on=chance.random() < 0.5, most=Decimal("7.25")),
    )
    hours = _hours(chance)
    every = {
        "reward_rules": rules,
        ranking.OWNER: Ranking(smallest_group=chance.choice([2, 4])),
        working_time.OWNER: hours,
    }
    return {
        owner: chance.choice([to(settings), ChangedFields(type(settings)(), settings)])
        for owner, settings in every.items()
        if chance.random() < 0.6
    }


def _hours(chance: random.Random) -> WorkingTime:
    """Make up a working time that differs from the default in some of its settings, or in none."""
    return WorkingTime(
        shifts=chance.choice([OFFICE_SHIFTS, MORNINGS.shifts]),
        late_receipt=chance.choice([LATE_RECEIPT, MORNINGS.late_receipt, time(18)]),
        pause_policy=chance.choice(list(PausePolicy)),
    )


def _store(session: RecordSession, tried: Tried, period: Period) -> None:
    """Store changes for the whole period: from its first day, and from each day of it from which others hold."""
    for owner, change in tried.items():
        model = settings_owners(reward_rules())[owner].model
        days = set(session.exec(select(DatedSettings.valid_from).where(DatedSettings.owner == owner)))
        for day in sorted({period.start, *(day for day in days if period.contains(day))}):
            settings = change(settings_on(session, owner, model, day))
            if isinstance(settings, WorkingTime):
                change_working_time(session, settings, day, "tried")
            else:
                change_settings(session, owner, settings, day, "tried")


def _told(card: Card | None) -> object:
    """Return all that a card says."""
    if card is None:
        return None
    lines = [(line.rule.key, line.rule.most, line.points) for line in card.lines]
    measures = {key: (value, type(value)) for key, value in card.measures.items()}
    return card.official_id, card.posting, measures, lines, card.total, card.rank, card.ranked_among


def test_what_is_simulated_is_what_the_same_settings_give_once_they_are_stored(database: Database) -> None:
    in_random_offices(database, _gives_the_same, sqlite=25, postgresql=5)


def _gives_the_same(session: RecordSession, chance: random.Random) -> None:
    for name, as_of in LOOKS:
        period, tried = parse_period(name), _tried(chance)
        parts = {part: part.as_of(as_of) for part in scored_parts(period, "quarter", as_of)}
        before = _scored(session, period, parts)
        with undone(session):
            if chance.random() < 0.5:
                _store_cards(session, parts)
            simulated = simulate(session, reward_rules(), period, parts, tried)
        with undone(session):
            _store(session, tried, period)
            after = _scored(session, period, parts)
        assert [_told(one.before) for one in simulated.officials if one.before] == [_told(card) for card in before]
        assert [_told(one.after) for one in simulated.officials if one.after] == [_told(card) for card in after]
        assert tried or not any(one.lines or one.difference for one in simulated.officials)


def _store_cards(session: RecordSession, parts: Mapping[Period, date]) -> None:
    """Score the parts as for who looks at them: what is fresh is not measured again."""
    for part, as_of in parts.items():
        basis = load_basis(session, reward_rules(), part, as_of)
        store_cards(session, basis, score(session, basis), NOW)


def _scored(session: RecordSession, period: Period, parts: Mapping[Period, date]) -> list[Card]:
    bases = [load_basis(session, reward_rules(), part, as_of) for part, as_of in parts.items()]
    cards = [score(session, basis) for basis in bases]
    if [period] == list(parts):
        return cards[0]
    return add_up(measure_whole(session, bases[-1].measure_sets, period, bases[-1].as_of), bases, cards)


def fill_installed(database: Database) -> None:
    """Upgrade a database for the plugins, and add five specialists with what they finished in July."""
    _tracker(database).upgrade()
    with database.writing("test") as session:
        office = Office(session)
        procedure = office.procedure(5)
        session.exec(select(ProcedureTerm)).one().late_receipt_counts_next_day = True
        session.flush()
        for number in range(5):
            official = office.official(f"CB{number}")
            finish_files(office, official, early=10 - number, late=number)
            office.file(
                official,
                date(2026, 7, 6),
                received_at=time(14),
                finished_on=date(2026, 7, 13 + number),
                procedure_id=procedure.id,
            )


def _tracker(database: Database, folder: Path = Path()) -> Tracker:
    plugins = PluginsConfig(enabled=("reward_rules", "expression_rules"))
    url = database.url.render_as_string(hide_password=False)
    config = Config(database=DatabaseConfig(url=url), plugins=plugins, folder=folder)
    return Tracker(config, database, Plugins(plugins.enabled, folder / "plugins"), database.clock)


@pytest.fixture
def installed(filled_by: FilledBy, tmp_path: Path) -> Tracker:
    """An installation with five specialists, of whom each finished fewer files of July early than the one before."""
    return _tracker(filled_by(fill_installed), tmp_path)


def _all_rows(database: Database) -> dict[str, list[object]]:
    with database.engine.connect() as connection:
        return {
            name: sorted(map(repr, connection.exec_driver_sql(f'SELECT * FROM "{name}"')))
            for name in sa.inspect(connection).get_table_names()
        }


def _first(simulated: list[Compared]) -> Compared:
    return min(simulated, key=lambda one: one.official_id)


@pytest.mark.parametrize(
    "tried",
    [
        {"reward_rules": to(RewardRules(in_time=InTime(most=Decimal(50))))},
        {ranking.OWNER: to(Ranking(smallest_group=9))},
        {working_time.OWNER: to(MORNINGS)},
        {"expression_rules": to(rules_in(RULES)), working_time.OWNER: to(MORNINGS)},
    ],
    ids=lambda tried: "+".join(tried),
)
@pytest.mark.parametrize("period", [QUARTER, YEAR], ids=lambda period: period.name)
def test_no_row_of_any_table_is_other_after_a_simulation(installed: Tracker, tried: Tried, period: Period) -> None:
    score_and_store(installed, "test", QUARTER, QUARTER.end)
    before = _all_rows(installed.database)
    file = Path(installed.database.url.database or "") if installed.database.is_sqlite else None
    content = file and file.read_bytes()
    assert simulate_here(installed, period, tried).officials
    assert _all_rows(installed.database) == before
    assert file is None or file.read_bytes() == content


def test_another_writer_is_not_kept_waiting_after_a_simulation(installed: Tracker) -> None:
    simulate_here(installed, QUARTER, {working_time.OWNER: to(MORNINGS)})
    with installed.database.writing("test") as session:
        session.add(Official(code="CB9", full_name="Phạm Thị Hà"))


def test_a_rule_that_pays_more_says_for_whom_by_how_much_and_why(installed: Tracker) -> None:
    tried = {"reward_rules": to(RewardRules(in_time=InTime(most=Decimal(50))))}
    simulated = list(simulate_here(installed, QUARTER, tried).officials)
    first = _first(simulated)
    (line,) = first.lines
    (was, why_then), (now, why_now) = line.told
    assert (was, now) == (Decimal("40.00"), Decimal("50.00"))
    assert first.difference == Decimal("10.00")
    assert translate(why_then, "en").endswith("x 40 = 40.00")
    assert translate(why_now, "en").endswith("x 50 = 50.00")
    summary = summary_of(simulated)
    assert (summary.officials, summary.points_change, summary.gain, summary.lose) == (5, 5, 5, 0)


def test_a_rule_that_appears_and_one_that_vanishes_are_lines_that_differ(installed: Tracker) -> None:
    tried = {
        "expression_rules": to(rules_in(RULES)),
        "reward_rules": to(RewardRules(in_time=InTime(is_on=False))),
    }
    first = _first(list(simulate_here(installed, QUARTER, tried).officials))
    lines = {line.rule.key: line for line in first.lines}
    appears, vanishes = lines["expression_rules.early_files"], lines["reward_rules.in_time"]
    assert (appears.before, vanishes.after) == (None, None)
    assert translate(appears.told[0][1], "en") == "the rule does not count"
    assert translate(vanishes.told[1][1], "en") == "the rule does not count"


def test_a_larger_smallest_group_takes_the_ranks_and_leaves_the_points(installed: Tracker) -> None:
    simulated = simulate_here(installed, QUARTER, {ranking.OWNER: to(Ranking(smallest_group=6))}).officials
    assert [one.ranks for one in simulated] == [(rank, None) for rank in range(1, 6)]
    summary = summary_of(simulated)
    assert (summary.points_change, summary.rank_changes) == (0, 5)


def test_an_hour_after_which_receipts_are_late_moves_due_dates(installed: Tracker) -> None:
    simulated = simulate_here(installed, QUARTER, {working_time.OWNER: to(MORNINGS)}).officials
    before, after = simulated[1].before, simulated[1].after
    assert before is not None
    assert after is not None
    assert (before.measures["files.overdue"], after.measures["files.overdue"]) == (2, 1)
    in_time = next(line for line in simulated[1].lines if line.rule.key == "reward_rules.in_time")
    assert [points for points, _why in in_time.told] == [Decimal("32.73"), Decimal("36.36")]


def test_who_gets_a_card_only_by_the_hours_tried_is_measured_whole(installed: Tracker) -> None:
    with installed.database.writing("test") as session:
        office = Office(session)
        left, taker = office.official("CB7", until=date(2026, 6, 30)), office.official_with("CB0")
        procedure = session.exec(select(ProcedureTerm)).one().procedure_id
        file = office.file(left, date(2026, 7, 1), received_at=time(16), procedure_id=procedure)
        hand_over(session, file, taker.id, date(2026, 7, 9))  # the day on which it is due while 16:00 is late
    later = WorkingTime(late_receipt=time(17))
    simulated = simulate_here(installed, QUARTER, {working_time.OWNER: to(later)}).officials
    card = next(one for one in simulated if one.before is None)
    assert (card.official_id, card.card.measures["files.overdue"]) == (left.id, 1)
    assert card.card.measures["days.share_of_year"] > Decimal("0.4")


def test_settings_that_move_no_points_are_refused_by_name(installed: Tracker) -> None:
    with pytest.raises(InputError, match=r"No points depend on the settings of tracker\.notices"):
        simulate_here(installed, QUARTER, {"tracker.notices": to(NoticeSettings())})


def test_a_period_shorter_than_those_that_are_scored_is_refused_with_one_that_is(installed: Tracker) -> None:
    with pytest.raises(InputError, match="Name one such as 2026-Q3"):
        simulate_here(installed, parse_period("2026-08"), {})


def test_a_year_that_has_not_begun_is_refused_as_such(installed: Tracker) -> None:
    with pytest.raises(InputError, match="Choose an earlier period"):
        simulate_here(installed, parse_period("2027"), {})


def test_each_quarter_of_a_year_is_tried_with_its_own_settings_and_ranked_by_the_sum(installed: Tracker) -> None:
    with installed.database.writing("test") as session:
        changed = RewardRules(nothing_overdue=NothingOverdue(is_on=False))
        change_settings(session, "reward_rules", changed, date(2026, 9, 30), "tried")
    before, after = RewardRules(), RewardRules(in_time=InTime(most=Decimal(50)))
    simulated = simulate_here(installed, YEAR, {"reward_rules": ChangedFields(before, after)}).officials
    (line,) = simulated[0].lines
    assert line.rule.key == "reward_rules.in_time"
    assert translate(line.told[0][1], "en") == "2026-Q3: 40.00; together 40.00"
    assert translate(line.told[1][1], "en") == "2026-Q3: 50.00; together 50.00"
    assert [one.ranks for one in simulated] == [(rank, rank) for rank in range(1, 6)]


def _readings_of_files(database: Database, run: Callable[[], object]) -> int:
    """Return how many statements read the files."""
    asked = 0

    def count(_connection: object, _cursor: object, statement: str, *_others: object) -> None:
        nonlocal asked
        asked += "tracker_handled_file" in statement

    sa.event.listen(database.engine, "before_cursor_execute", count)
    run()
    sa.event.remove(database.engine, "before_cursor_execute", count)
    return asked


MORE_IN_TIME = {"reward_rules": to(RewardRules(in_time=InTime(most=Decimal(50))))}


def test_a_longer_period_is_measured_once_for_both_sides(installed: Tracker) -> None:
    database = installed.database
    simulated = _readings_of_files(database, lambda: simulate_here(installed, YEAR, MORE_IN_TIME))
    with database.reading() as session:
        scored = _readings_of_files(database, lambda: score_parts(installed, session, YEAR, NOW.date()))
    assert simulated == scored > 0


def test_cards_that_follow_from_the_records_are_not_measured_again(installed: Tracker) -> None:
    score_and_store(installed, "test", QUARTER, QUARTER.end)
    assert not _readings_of_files(installed.database, lambda: simulate_here(installed, QUARTER, MORE_IN_TIME))


def test_cards_from_before_a_record_changed_are_measured_again(installed: Tracker) -> None:
    score_and_store(installed, "test", QUARTER, QUARTER.end)
    with installed.database.writing("test") as session:
        finish_files(Office(session), session.exec(select(Official)).first(), early=3, late=0)
    first = _first(list(simulate_here(installed, QUARTER, MORE_IN_TIME).officials))
    assert first.before is not None
    assert first.before.measures["files.early"] == 13


def test_who_has_no_points_on_one_side_gains_or_loses_them_all() -> None:
    def card(total: str | None) -> Card:
        return Card(1, None, {}, (), None, None if total is None else Decimal(total), Decimal(0))

    assert Compared(1, card(None), card("2.50"), ()).difference == Decimal("2.50")
    assert Compared(1, card("2.50"), None, ()).difference == Decimal("-2.50")
    assert Compared(1, card(None), card(None), ()).difference is None
