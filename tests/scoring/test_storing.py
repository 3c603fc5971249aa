"""Stored cards: fresh until a record changes, and every moved total with its cause."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from plugins.reward_rules.settings import RewardRules
from tests.scoring.july_files import finish_files
from tests.scoring.stored import is_fresh, late_file, measures_of, stored_cards
from tests.slow.offices import reward_rules
from tests.stored_files import file_by_code
from tracker.api import Cohort, Measures, Points, Rule
from tracker.audit import AuditEntry
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.messages import InputError, message
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.records.file_changes import correct_file, decide_cause, hand_over, say_cause
from tracker.scoring.basis import Basis, load_basis
from tracker.scoring.runs import score
from tracker.scoring.scorecards import ScoreChange, ScoredPeriod
from tracker.scoring.storing import store_cards
from tracker.settings import change_settings
from tracker.staleness import StaleMark
from tracker.testing import Office

QUARTER, NEXT = parse_period("2026-Q3"), parse_period("2026-Q4")
AT = datetime(2026, 10, 1, 2, tzinfo=UTC)
AT_THE_END = date(2026, 9, 30)


def basis_of(session: Session) -> Basis:
    return load_basis(session, reward_rules(), QUARTER, AT_THE_END)


def store(session: Session) -> list[ScoreChange]:
    basis = basis_of(session)
    return store_cards(session, basis, score(session, basis), AT)


@pytest.fixture
def scored(database: Database) -> Database:
    """An office of two whose quarter is scored and stored."""
    with database.writing("test") as session:
        store_fingerprint(session, reward_rules().fingerprint)
        office = Office(session)
        finish_files(office, office.official("A"), early=9, late=1)
        finish_files(office, office.official("B"), early=10)
        assert not is_fresh(session, basis_of(session))
        assert store(session) == []
    return database


def totals(session: Session) -> list[int | None]:
    return [card.total_hundredths for card in stored_cards(session, QUARTER)]


def test_a_stored_card_holds_measures_lines_total_and_what_was_reachable(scored: Database) -> None:
    with scored.reading() as session:
        card, _ = stored_cards(session, QUARTER)
    assert (card.period, card.as_of, card.rank, card.ranking_group) == ("2026-Q3", AT_THE_END, None, "specialist")
    measures = measures_of(card)
    assert (measures["files.early"], measures["files.overdue"], measures["files.units"]) == (9, 1, "10")
    assert card.total_hundredths == 4475  # 36 in time, 8.75 for days saved
    assert card.reachable_hundredths == 7500


def test_the_words_of_a_period_are_stored_once_and_not_in_every_card(scored: Database) -> None:
    with scored.reading() as session:
        (period,) = session.exec(select(ScoredPeriod)).all()
        cards = stored_cards(session, QUARTER)
    assert period.period == "2026-Q3"
    assert period.rules.count("Files early or on time") == 1
    assert period.sentences.count("files early or on time: %(share)s") == 1
    assert [card for card in cards if "file" in card.lines] == []


def test_a_period_without_cards_keeps_no_rules(scored: Database) -> None:
    with scored.writing("test") as session:
        assert len(store_cards(session, basis_of(session), [], AT)) == 2
        assert session.exec(select(ScoredPeriod)).all() == []


def test_nothing_changed_nothing_is_noted_and_the_cards_stay_fresh(scored: Database) -> None:
    with scored.writing("test") as session:
        assert is_fresh(session, basis_of(session))
        assert store(session) == []
        assert session.exec(select(ScoreChange)).all() == []


def test_a_correction_makes_the_cards_stale_in_its_own_transaction(scored: Database) -> None:
    with scored.writing("clerk") as session:
        file = late_file(session)
        correct_file(session, file, {"finished_on": file.due_on}, because="the paper says so", today=AT.date())
        assert not is_fresh(session, basis_of(session))


def test_a_correction_that_is_rolled_back_leaves_the_cards_fresh(scored: Database) -> None:
    def correct_twice() -> None:
        with scored.writing("clerk") as session:
            file = late_file(session)
            correct_file(session, file, {"finished_on": file.due_on}, because="the paper says so", today=AT.date())
            correct_file(session, file, {"finished_on": date(2020, 1, 1)}, because="a slip", today=AT.date())

    with pytest.raises(InputError):
        correct_twice()
    with scored.reading() as session:
        assert is_fresh(session, basis_of(session))
        assert late_file(session).finished_on is not None


def test_a_changed_total_names_the_correction_that_changed_it(scored: Database) -> None:
    with scored.writing("clerk") as session:
        file = late_file(session)
        correct_file(session, file, {"finished_on": file.due_on}, because="the paper says so", today=AT.date())
    with scored.writing("job") as session:
        (change,) = store(session)
        assert (change.before_hundredths, change.after_hundredths) == (4475, 5778)
        cause = session.exec(select(AuditEntry).where(AuditEntry.position == change.audit_position)).one()
        assert (cause.actor, cause.subject, cause.subject_id) == ("clerk", "tracker_handled_file", str(file.id))
        assert cause.after is not None
        assert "finished_on" in cause.after
        assert store(session) == []
        assert is_fresh(session, basis_of(session))


def test_a_confirmed_cause_and_a_hand_over_move_totals_and_are_named(scored: Database) -> None:
    with scored.writing("lead") as session:
        file = late_file(session)
        said = say_cause(session, file, "flood", said_by_id=file.handler_id, on=date(2026, 9, 1))
        assert is_fresh(session, basis_of(session))
        decide_cause(session, said, True, "lead", None, date(2026, 9, 2))
        changes = store(session)
        assert [(change.before_hundredths, change.after_hundredths) for change in changes] == [(4475, 5875)]
        other = file_by_code(session, "H23.14-000011")
        hand_over(session, other, file.handler_id, other.received_on)
        moved = store(session)
        assert {change.official_id for change in moved} == {file.handler_id, 2}
        causes = {change.audit_position for change in moved}
        entry = session.exec(select(AuditEntry).where(AuditEntry.position == causes.pop())).one()
        assert (entry.subject_id, entry.after) == (str(other.id), '{"handler_id":1,"revision":2}')
        assert not causes


def test_a_correction_outside_the_period_leaves_its_cards_fresh(scored: Database) -> None:
    with scored.writing("test") as session:
        file = late_file(session)
        correct_file(session, file, {"returned_on": date(2026, 11, 2)}, because="seen later", today=date(2026, 11, 2))
        store(session)
        basis = load_basis(session, reward_rules(), NEXT, NEXT.end)
        store_cards(session, basis, score(session, basis), AT)
        correct_file(session, file, {"finished_on": file.due_on}, because="the paper says so", today=AT.date())
        assert is_fresh(session, basis)
        assert not is_fresh(session, basis_of(session))


def test_changed_settings_make_every_period_stale(scored: Database) -> None:
    with scored.writing("lead") as session:
        settings = RewardRules.model_validate({"in_time": {"most": "50"}})
        stored = change_settings(session, "reward_rules", settings, date(2026, 9, 1), "more for files in time")
        assert not is_fresh(session, basis_of(session))
        changes = store(session)
        assert [change.after_hundredths - change.before_hundredths for change in changes] == [900, 1000]
        causes = {change.audit_position for change in changes}
        entry = session.exec(select(AuditEntry).where(AuditEntry.position == causes.pop())).one()
        assert (entry.subject, entry.subject_id) == ("tracker_dated_settings", str(stored.id))
        assert not causes


def test_settings_changed_after_a_correction_are_the_last_that_touched_everybody(scored: Database) -> None:
    with scored.writing("lead") as session:
        file = late_file(session)
        correct_file(session, file, {"finished_on": file.due_on}, because="the paper says so", today=AT.date())
        settings = RewardRules.model_validate({"in_time": {"most": "50"}})
        stored = change_settings(session, "reward_rules", settings, date(2026, 9, 1), "more for files in time")
        causes = {change.audit_position for change in store(session)}
        entry = session.exec(select(AuditEntry).where(AuditEntry.position == causes.pop())).one()
        assert (entry.subject, entry.subject_id) == ("tracker_dated_settings", str(stored.id))
        assert not causes


def test_another_day_makes_the_cards_of_a_running_period_stale(scored: Database) -> None:
    with scored.reading() as session:
        assert not is_fresh(session, load_basis(session, reward_rules(), QUARTER, date(2026, 9, 29)))


def test_a_card_that_goes_is_noted_as_a_change_to_nothing(scored: Database) -> None:
    with scored.writing("test") as session:
        basis = basis_of(session)
        (change,) = store_cards(session, basis, score(session, basis)[1:], AT)
    assert (change.before_hundredths, change.after_hundredths) == (4475, None)


def _divide_by_zero(_measures: Measures, _cohort: Cohort, _settings: RewardRules) -> Points:
    return Points(Decimal(1) / Decimal(0), message("never said"))


def test_a_rule_that_fails_stores_nothing(scored: Database) -> None:
    with scored.reading() as session:
        before, basis = totals(session), basis_of(session)
    broken = Rule("broken", message("Broken rule"), RewardRules(), (), Decimal(1), _divide_by_zero)
    failing = replace(basis, rules=(*basis.rules, broken))
    with pytest.raises(InputError, match="Broken rule"), scored.writing("job") as session:
        store_cards(session, failing, score(session, failing), AT)
    with scored.reading() as session:
        assert totals(session) == before


def test_a_plugin_that_scores_and_was_set_aside_stores_nothing(scored: Database) -> None:
    with scored.reading() as session:
        before = totals(session)
    with scored.writing("clerk") as session:
        file = late_file(session)
        correct_file(session, file, {"finished_on": file.due_on}, because="the paper says so", today=AT.date())
    plugins = Plugins(["reward_rules", "gone_away"])
    with pytest.raises(InputError, match="gone_away"), scored.writing("job") as session:
        load_basis(session, plugins, QUARTER, AT_THE_END)
    with scored.reading() as session:
        assert totals(session) == before
        assert session.exec(select(ScoreChange)).all() == []


def test_marks_that_every_stored_card_knows_are_forgotten(scored: Database) -> None:
    with scored.writing("test") as session:
        assert session.exec(select(StaleMark)).all() == []
        basis = load_basis(session, reward_rules(), NEXT, NEXT.end)
        store_cards(session, basis, score(session, basis), AT)
        file = late_file(session)
        correct_file(session, file, {"finished_on": file.due_on}, because="the paper says so", today=AT.date())
        store(session)
        assert session.exec(select(StaleMark)).all() != []  # the cards of the next quarter do not know them yet
        store_cards(session, basis, score(session, basis), AT)
        assert session.exec(select(StaleMark)).all() == []
