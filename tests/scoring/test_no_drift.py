"""What happens later does not move a past period, and neither does the order in which things are told."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import Session, select

from tests.slow.offices import add, derive_everything, in_random_offices, reward_rules, some_day
from tracker.database import Database, RecordSession
from tracker.periods import parse_period
from tracker.records.absences import Absence
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay, DutyState
from tracker.records.hand_overs import HandOver
from tracker.records.handled_files import DERIVED, HandledFile
from tracker.records.lifecycle import PAUSED, FileStatus
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.training_records import TrainingRecord
from tracker.scoring.basis import Basis, load_basis
from tracker.scoring.cards import Card
from tracker.scoring.runs import score

QUARTER = parse_period("2026-Q3")
FIRST_LATER_DAY, LAST_LATER_DAY = date(2026, 10, 1), date(2026, 12, 20)


def test_a_past_quarter_stays_as_it_was_whatever_happens_after_it(database: Database) -> None:
    in_random_offices(database, _stays_as_it_was, sqlite=8, postgresql=2)


def _stays_as_it_was(session: RecordSession, chance: random.Random) -> None:
    session.connection().execute(sa.update(HandledFile).values(returned_on=None))
    _forget_what_is_later(session)
    basis = load_basis(session, reward_rules(), QUARTER, QUARTER.end)
    before = _earned(score(session, basis))
    _go_on(session, chance)
    assert _earned(score(session, basis)) == before


def _earned(cards: list[Card]) -> dict[int, object]:
    return {
        card.official_id: (
            dict(card.measures),
            {line.rule.key: line.points for line in card.lines},
            (card.total, card.rank, card.ranked_among, card.posting and card.posting.id),
        )
        for card in cards
    }


def _forget_what_is_later(session: Session) -> None:
    """Leave only what was known on the last day of the quarter."""
    later = [
        *session.exec(select(HandOver).where(HandOver.on > QUARTER.end)),
        *session.exec(select(Posting).where(Posting.valid_from > QUARTER.end)),
    ]
    for row in later:
        session.delete(row)
    for posting in session.exec(select(Posting).where(Posting.valid_to > QUARTER.end)):
        posting.valid_to = None
    for cause in session.exec(select(DelayCause).where(DelayCause.decided_on > QUARTER.end)):
        cause.is_objective = cause.decided_on = cause.decided_by = None
    for file in session.exec(select(HandledFile)):
        if file.finished_on is not None and file.finished_on > QUARTER.end:
            file.finished_on, file.status = None, FileStatus.PROCESSING
    session.flush()
    derive_everything(session)


def _go_on(session: Session, chance: random.Random) -> None:
    """Let three months pass: files are finished, withdrawn, extended and passed on, people move and fall ill."""
    officials = [official.id for official in session.exec(select(Official))]
    for file in session.exec(select(HandledFile)).all():
        _go_on_with(session, chance, file, officials)
    for cause in session.exec(select(DelayCause).where(sa.column("is_objective").is_(None))):
        cause.is_objective, cause.decided_by, cause.decided_on = True, "lead", _later_day(chance)
    for official_id in officials:
        _move(session, chance, official_id)
    session.flush()
    derive_everything(session)


def _later_day(chance: random.Random) -> date:
    return some_day(chance, FIRST_LATER_DAY, LAST_LATER_DAY)


def _go_on_with(session: Session, chance: random.Random, file: HandledFile, officials: list[int]) -> None:
    others = [other for other in officials if other != file.handler_id]
    if file.handler_id is not None and chance.random() < 0.5:
        taker = chance.choice(others)
        session.add(
            HandOver(file_id=file.id, from_official_id=file.handler_id, to_official_id=taker, on=_later_day(chance))
        )
        file.handler_id = taker
    if file.finished_on is None and file.ended_on is None and file.status not in PAUSED:
        what = chance.choice(["finished", "withdrawn", "waits", "goes on"])
        if what == "finished":
            file.status, file.finished_on = FileStatus.FINISHED, _later_day(chance)
        elif what != "goes on":
            file.status = FileStatus.WITHDRAWN if what == "withdrawn" else FileStatus.SUPPLEMENT
            file.status_on = _later_day(chance)
    if file.deadline_on is not None and file.deadline_on > QUARTER.end and file.extended_due_on is None:
        file.extended_due_on = file.deadline_on + timedelta(20)
        file.extension_recorded_on = FIRST_LATER_DAY


def _move(session: Session, chance: random.Random, official_id: int) -> None:
    on = _later_day(chance)
    last = session.exec(
        select(Posting).where(Posting.official_id == official_id, sa.column("valid_to").is_(None))
    ).first()
    if last is not None:
        last.valid_to = on
    moved = Posting(official_id=official_id, unit_id=4, ranking_group=RankingGroup.LEADER, valid_from=on + timedelta(1))
    session.add(moved)
    session.add(DutyDay(official_id=official_id, on=date(2026, 12, 21), state=DutyState.SERVED))
    session.add(Absence(official_id=official_id, starts_on=date(2026, 12, 22)))
    course = {"title": "Later", "starts_on": QUARTER.end, "ends_on": on, "hours_hundredths": 800}
    session.add(TrainingRecord(official_id=official_id, **course))


def test_the_order_of_the_records_and_of_the_rules_cannot_matter(database: Database) -> None:
    in_random_offices(database, _has_no_order, sqlite=5, postgresql=1)


def _has_no_order(session: RecordSession, chance: random.Random) -> None:
    basis = load_basis(session, reward_rules(), QUARTER, QUARTER.end)
    before = _earned(score(session, basis))
    _tell_in_another_order(session, chance)
    assert _earned(score(session, basis)) == before
    assert _earned(score(session, _shuffled(basis, chance))) == before


def _shuffled(basis: Basis, chance: random.Random) -> Basis:
    rules, sets = list(basis.rules), list(basis.measure_sets)
    chance.shuffle(rules)
    chance.shuffle(sets)
    return replace(basis, rules=tuple(rules), measure_sets=tuple(sets))


def _tell_in_another_order(session: Session, chance: random.Random) -> None:
    """Write the files anew with other ids and in another order, with their hand-overs and causes."""
    told = {table: session.exec(select(table)).all() for table in (HandledFile, HandOver, DelayCause)}
    rows = {table: [row.model_dump() for row in found] for table, found in told.items()}
    for table in (DelayCause, HandOver, HandledFile):
        session.connection().execute(sa.delete(table))
    session.expunge_all()
    ids = [row["id"] for row in rows[HandledFile]]
    new_ids = dict(zip(ids, chance.sample(range(1000, 2000), len(ids)), strict=True))
    for table, key in ((HandledFile, "id"), (HandOver, "file_id"), (DelayCause, "file_id")):
        chance.shuffle(rows[table])
        if table is not HandledFile:
            rows[table] = [{name: value for name, value in row.items() if name != "id"} for row in rows[table]]
        for row in rows[table]:
            row[key] = new_ids[row[key]]
            add(session, [table(**{name: value for name, value in row.items() if name not in DERIVED})])
    derive_everything(session)
