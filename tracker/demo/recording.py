"""What no export of the demo carries, recorded as people would: hand-overs, causes of delay, contests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlmodel import Session, SQLModel, select

from tracker.demo.accounts import name_of
from tracker.demo.contests import DemoContest
from tracker.demo.delays import DemoDelayCause
from tracker.demo.story import Story
from tracker.records.corrections import Claim, Correction, Reply, answer, contest_many, withdraw
from tracker.records.corrections import contest as contest_one
from tracker.records.duty_days import DutyDay
from tracker.records.file_changes import decide_cause, note_hand_over, say_cause
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.training_records import TrainingRecord


@dataclass(frozen=True, slots=True)
class _Known:
    """The ids of what the story names."""

    officials: Mapping[str, int]
    files: Mapping[str, HandledFile]


def record_by_hand(session: Session, story: Story) -> None:
    """Record what the story says beside its lists, in the order in which it happened."""
    known = _Known(
        {official.code: official.id or 0 for official in session.exec(select(Official))},
        {file.code: file for file in session.exec(select(HandledFile))},
    )
    for hand_over in story.hand_overs:
        note_hand_over(session, known.files[hand_over.file], known.officials[hand_over.from_official], hand_over.on)
    for cause in story.delay_causes:
        _say_and_decide(session, known, cause)
    for contest in story.contests:
        _ask_and_answer(session, known, contest)


def _say_and_decide(session: Session, known: _Known, cause: DemoDelayCause) -> None:
    said_by_id, file = known.officials[cause.said_by], known.files[cause.file]
    said = say_cause(session, file, cause.cause, said_by_id, cause.said_on, cause.kind)
    if cause.is_objective is not None and cause.decided_by is not None and cause.decided_on is not None:
        decider, name = known.officials[cause.decided_by], name_of(cause.decided_by)
        decide_cause(session, said, cause.is_objective, name, decider, cause.decided_on, cause.decision_reason)


def _ask_and_answer(session: Session, known: _Known, contest: DemoContest) -> None:
    for asked in _ask(session, known, contest):
        if contest.answer is None:
            continue
        if contest.answer.is_accepted is None:
            withdraw(session, asked, asked.said_by_id, contest.answer.on)
        else:
            given, by = contest.answer, contest.answer.by
            is_accepted = bool(given.is_accepted)
            answer(session, asked, Reply(is_accepted, given.text, name_of(by), known.officials[by], given.on))


def _ask(session: Session, known: _Known, contest: DemoContest) -> list[Correction]:
    said_by_id = known.officials[contest.said_by]
    wanted = {
        name: known.officials[str(value)] if name.endswith("_id") else value for name, value in contest.wanted.items()
    }
    claim = Claim(wanted, contest.reason, said_by_id, contest.said_on, contest.kind)
    if contest.files:
        ids = [known.files[code].id or 0 for code in contest.files]
        return contest_many(session, _subject(HandledFile), ids, claim)
    if contest.duty is None:
        return [contest_one(session, _subject(TrainingRecord), None, claim)]
    meant = select(DutyDay).where(
        DutyDay.on == contest.duty.on, DutyDay.official_id == known.officials[contest.duty.official]
    )
    duty_day = session.exec(meant).one()
    return [contest_one(session, _subject(DutyDay), duty_day.id, claim)]


def _subject(table: type[SQLModel]) -> str:
    return str(table.__tablename__)
