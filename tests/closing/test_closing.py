"""Closing a period: in which order, what is frozen, what verifying finds, and opening it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import orjson
import pytest
import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col, select

from tests.closing.commune import QUARTER, Commune, filled
from tracker.audit import AuditEntry, AuditHead
from tracker.closing.closing import close_period, reopen_period
from tracker.closing.frozen import digest_of
from tracker.closing.guards import keeps_closed, let_go
from tracker.closing.verifying import verify_period
from tracker.database import Database
from tracker.fingerprint import store_fingerprint
from tracker.messages import InputError, Message, message
from tracker.periods import Period, parse_period
from tracker.plugins import Plugins
from tracker.records.hand_overs import HandOver
from tracker.records.officials import official_by_code
from tracker.scoring.adjustments import KEY
from tracker.scoring.closings import ClosedRecord, PeriodClosing, closed_periods
from tracker.scoring.looking import score_and_store
from tracker.scoring.recomputing import recompute_closed
from tracker.scoring.scorecards import RecomputedCard, Scorecard
from tracker.testing import Office

SECOND, LAST = parse_period("2026-Q2"), parse_period("2026-Q4")
RULE = """
from decimal import Decimal
from tracker.api import Points, Rule, hookimpl, sentences

_ = sentences("PLUGIN")
VERSION = ["1"]


class NoSettings:
    pass


@hookimpl
def rules():
    most = Decimal(10)
    return [Rule("PLUGIN.files", _("Files finished"), None, ("files.finished",), most, pay, VERSION[0])]


def pay(measures, _cohort, _settings):
    return Points(Decimal(min(10, measures["files.finished"])), _("paid by the file"))
"""
MANIFEST = 'title = "Files"\nsummary = "For a test"\nversion = "1.0"\ntracker = ">=0.1,<2"\nscores = true\n'


@pytest.fixture
def commune(database: Database) -> Commune:
    """A commune with a quarter that is over."""
    return filled(database)


def refused(work: Callable[[], object]) -> str:
    """Return the sentence with which something is refused."""
    with pytest.raises(InputError) as caught:
        work()
    return str(caught.value)


def is_whole(commune: Commune, plugins: Plugins | None = None) -> bool:
    with commune.database.reading() as session:
        return verify_period(session, plugins or commune.plugins, QUARTER).is_whole


def change(commune: Commune, statement: sa.Executable) -> None:
    """Write to the database behind the back of Tracker."""
    with commune.database.engine.connect() as connection:
        if commune.database.is_sqlite:
            connection.exec_driver_sql("PRAGMA query_only = OFF")
        connection.execute(statement)
        connection.commit()


def test_a_period_is_closed_when_it_is_over(commune: Commune) -> None:
    assert "is not over: it ends on" in refused(lambda: commune.close(LAST))
    commune.today = LAST.end
    assert "is not over" in refused(lambda: commune.close(LAST))


def test_periods_of_another_length_are_not_closed(commune: Commune) -> None:
    assert "points are given by the quarter" in refused(lambda: commune.close(parse_period("2026-08")))


def test_periods_are_closed_in_their_order(commune: Commune) -> None:
    commune.close(SECOND)
    commune.today = date(2027, 1, 4)
    assert "Close Q3 2026 first" in refused(lambda: commune.close(LAST))
    commune.close(QUARTER)
    commune.close(LAST)
    with commune.database.reading() as session:
        assert closed_periods(session) == [SECOND, QUARTER, LAST]


def test_a_closed_period_is_not_closed_again(commune: Commune) -> None:
    commune.close()
    assert "is closed already" in refused(commune.close)


def test_only_the_last_closed_period_is_opened_again(commune: Commune) -> None:
    commune.close(SECOND)
    commune.close(QUARTER)

    def reopen(period: Period) -> None:
        with commune.database.writing("admin", "the import was incomplete") as session:
            reopen_period(session, period)

    assert "Open Q3 2026 first" in refused(lambda: reopen(SECOND))
    reopen(QUARTER)
    reopen(SECOND)
    assert "is not closed" in refused(lambda: reopen(SECOND))


def test_a_period_opened_again_follows_its_records_and_is_closed_anew(commune: Commune) -> None:
    first = commune.close()
    with commune.database.writing("admin", "the import was incomplete") as session:
        reopen_period(session, QUARTER)
        Office(session).early_file(official_by_code(session, "CB03"), date(2026, 8, 24))
    second = commune.close()
    assert first.digest != second.digest
    assert is_whole(commune)
    with commune.database.reading() as session:
        kept = session.get_one(PeriodClosing, first.id)
    assert (kept.digest, kept.reopened_by, kept.reopened_because) == (
        first.digest,
        "admin",
        "the import was incomplete",
    )


def test_what_was_built_on_a_period_keeps_it_closed(commune: Commune) -> None:
    commune.close()

    @keeps_closed
    def decided(_session: Session, period: Period) -> Message | None:
        return message("Decision 12 was issued on it.") if period == QUARTER else None

    def reopen() -> None:
        with commune.database.writing("admin", "wish") as session:
            reopen_period(session, QUARTER)

    try:
        assert "Decision 12 was issued on it." in refused(reopen)
    finally:
        let_go(decided)
    reopen()


def test_the_records_behind_a_card_can_be_read_without_the_program(commune: Commune) -> None:
    commune.close()
    with commune.database.reading() as session:
        official = official_by_code(session, "CB01")
        behind = session.exec(select(ClosedRecord).where(ClosedRecord.official_id == official.id)).one()
    evidence, posting = orjson.loads(behind.evidence), orjson.loads(behind.posting)
    on_time, late = evidence["files.finished+files.received"], evidence["files.finished+files.overdue+files.received"]
    files = [dict(zip(one["fields"], record, strict=True)) for one in (on_time, late) for record in one["records"]]
    assert len(files) == 10
    assert min(files, key=lambda file: str(file["code"])) == {
        "code": "H23.14-000011",
        "received_on": "2026-07-02",
        "due_on": "2026-07-06",
        "finished_on": "2026-07-05",
        "outcome": "early",
    }
    assert files[-1]["outcome"] == "late"
    assert evidence["training.hours"]["fields"] == ["title", "ends_on", "hours_hundredths"]
    assert evidence["duty.served_oneself"]["records"] == [["2026-08-04", "day", "served"]]
    assert posting["unit"] == "Desk"


def test_a_file_handed_over_since_stays_with_who_received_it_then(commune: Commune) -> None:
    with commune.database.writing("clerk") as session:
        first, second = (official_by_code(session, code) for code in ("CB00", "CB01"))
        file = Office(session).open_file(first, date(2026, 9, 28), code="passed")
        giver, taker = first.id or 0, second.id or 0
        session.add(HandOver(file_id=file.id, from_official_id=giver, to_official_id=taker, on=date(2026, 10, 5)))
        file.handler_id = taker
    commune.close()
    with commune.database.reading() as session:
        texts = {row.official_id: row.evidence for row in session.exec(select(ClosedRecord))}
    assert '"passed"' in texts[giver]
    assert '"passed"' not in texts[taker]


def test_what_the_same_change_wrote_before_is_frozen_too(commune: Commune) -> None:
    with commune.database.writing("chairman", "one change") as session:
        Office(session).overdue_file(official_by_code(session, "CB00"), date(2026, 8, 24), code="last")
        close_period(commune, session, QUARTER)
    with commune.database.reading() as session:
        assert '"last"' in session.exec(select(ClosedRecord.evidence)).first()
    assert is_whole(commune)


def test_a_change_that_fails_leaves_the_period_open(commune: Commune) -> None:
    def fail() -> None:
        with commune.database.writing("chairman", "one change") as session:
            close_period(commune, session, QUARTER)
            raise InputError("The network is gone.")

    refused(fail)
    with commune.database.reading() as session:
        assert closed_periods(session) == []
        assert session.exec(select(ClosedRecord)).all() == []


def test_an_earlier_correction_stands_on_the_card_that_is_closed_next(commune: Commune) -> None:
    commune.close(SECOND)
    score_and_store(commune, "job", QUARTER, QUARTER.end)
    with commune.database.writing("clerk", "found in the archive") as session:
        for day in (4, 5, 6, 7, 8):
            Office(session).early_file(official_by_code(session, "CB00"), date(2026, 5, day))
    commune.close(QUARTER)
    with commune.database.reading() as session:
        who = official_by_code(session, "CB00").id
        card = session.exec(select(Scorecard).where(Scorecard.official_id == who, Scorecard.period == "2026-Q3")).one()
        recomputed = session.exec(
            select(RecomputedCard).where(RecomputedCard.official_id == who, RecomputedCard.period == "2026-Q2")
        ).one()
    assert recomputed.total_hundredths != recomputed.closed_hundredths
    assert "corrected after it was closed" in card.lines or KEY in card.lines or '"5.' in card.lines


def test_what_is_stored_at_the_closing_is_what_recomputing_gives(commune: Commune) -> None:
    commune.close()
    with commune.database.writing("job") as session:
        columns = (RecomputedCard.official_id, RecomputedCard.total_hundredths, RecomputedCard.closed_hundredths)
        wanted = select(*columns, RecomputedCard.differences).order_by(col(RecomputedCard.official_id))
        stored = session.exec(wanted).all()
        recompute_closed(session, commune.plugins, QUARTER)
        assert session.exec(wanted).all() == stored
    assert len(stored) == 4


ALTERED: dict[str, Callable[[], sa.Executable]] = {
    "the points of a card": lambda: (
        sa.update(Scorecard).where(col(Scorecard.official_id) == 1).values(rank=1, ranked_among=9)
    ),
    "the lines of a card": lambda: sa.update(Scorecard).values(lines=sa.func.replace(col(Scorecard.lines), "0", "1")),
    "a card that is gone": lambda: sa.delete(Scorecard).where(col(Scorecard.official_id) == 1),
    "a record behind a card": lambda: sa.update(ClosedRecord).values(
        evidence=sa.func.replace(col(ClosedRecord.evidence), "late", "early")
    ),
    "the posting behind a card": lambda: sa.update(ClosedRecord).values(
        posting=sa.func.replace(col(ClosedRecord.posting), "specialist", "leader")
    ),
    "the settings": lambda: sa.update(PeriodClosing).values(
        settings=sa.func.replace(col(PeriodClosing.settings), "0", "1")
    ),
    "the hash": lambda: sa.update(PeriodClosing).values(digest="0" * 64),
}


@pytest.mark.parametrize("what", ALTERED)
def test_whatever_is_altered_behind_the_back_of_the_program_is_found(commune: Commune, what: str) -> None:
    commune.close()
    assert is_whole(commune)
    change(commune, ALTERED[what]())
    assert not is_whole(commune)


def test_an_altered_card_is_found_though_its_hash_was_made_to_fit(commune: Commune) -> None:
    closing = commune.close()
    change(commune, sa.update(ClosedRecord).values(evidence="{}"))
    with commune.database.reading() as session:
        fitting = digest_of(session, closing)
    change(commune, sa.update(PeriodClosing).values(digest=fitting))
    with commune.database.reading() as session:
        found = verify_period(session, commune.plugins, QUARTER)
    assert found.hash_holds
    assert not found.audit_holds


def test_a_cut_audit_log_is_found(commune: Commune) -> None:
    closing = commune.close()
    change(commune, sa.delete(AuditEntry).where(col(AuditEntry.position) >= closing.audit_position))
    change(commune, sa.update(AuditHead).values(position=closing.audit_position - 1))
    with commune.database.reading() as session:
        found = verify_period(session, commune.plugins, QUARTER)
    assert found.hash_holds
    assert not found.audit_holds
    assert not found.is_whole


def test_rules_that_are_not_installed_any_more_are_named_and_the_rest_is_whole(commune: Commune) -> None:
    commune.close()
    bare = Plugins([])
    with commune.database.writing("admin") as session:
        store_fingerprint(session, bare.fingerprint)
    with commune.database.reading() as session:
        found = verify_period(session, bare, QUARTER)
    assert "Files early or on time" in [title.id for title in found.not_asked]
    assert found.is_whole


@pytest.fixture
def versioned(tmp_path: Path) -> Plugins:
    """A plugin with one rule whose version a test can raise."""
    folder = tmp_path / "plugins" / "pays_files"
    folder.mkdir(parents=True)
    (folder / "__init__.py").write_text(RULE.replace("PLUGIN", "pays_files"), encoding="utf-8")
    (folder / "plugin.toml").write_text(MANIFEST, encoding="utf-8")
    plugins = Plugins(["pays_files"], extra_folder=tmp_path / "plugins")
    plugins.loaded[0].module.VERSION[0] = "1"
    return plugins


def test_a_rule_of_another_version_is_not_asked_and_named(database: Database, versioned: Plugins) -> None:
    commune = filled(database, versioned)
    commune.close()
    versioned.loaded[0].module.VERSION[0] = "2"
    with database.reading() as session:
        found = verify_period(session, versioned, QUARTER)
    assert [title.id for title in found.not_asked] == ["Files finished"]
    assert found.is_whole
    assert found.cards == 4


def test_frozen_rows_are_of_the_officials_with_a_card(commune: Commune) -> None:
    commune.close()

    def officials(session: Session, table: type[SQLModel]) -> set[int]:
        return set(session.connection().execute(sa.select(table.official_id)).scalars())  # type: ignore[attr-defined]

    with commune.database.reading() as session:
        assert officials(session, ClosedRecord) == officials(session, Scorecard) == {1, 2, 3, 4}
