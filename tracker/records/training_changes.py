"""Changing training records by hand: a course of several officials at once, a correction, a removal; all is held."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlmodel import Session, SQLModel, select

from tracker.messages import InputError
from tracker.records.by_hand import Values, refuse_without_reason, remove_by_hand
from tracker.records.officials import Official
from tracker.records.own_case import refuse_own_case
from tracker.records.record_changes import add_record, correct_record
from tracker.records.training_records import TrainingRecord


def add_course(
    session: Session, officials: Collection[int], values: Values, because: str, today: date, actor: int | None
) -> list[SQLModel]:
    """Add a course for each of these officials. `actor` is the official who adds it, if it is one.

    Raises InputError where one of them is the actor or has this course already; nothing is added then.
    """
    refuse_own_case(officials, actor)
    already = [name for name in (_has_it(session, official, values) for official in officials) if name is not None]
    if already:
        raise InputError(
            "These have the course from this day already: %(names)s. Leave them out, or correct their record.",
            names=already,
        )
    return [add_record(session, TrainingRecord, {**values, "official_id": one}, because, today) for one in officials]


def add_training_record(
    session: Session, official_id: int, values: Values, because: str, today: date, actor: int | None
) -> TrainingRecord:
    """Add the finished course of one official, as `add_course` does: what it says is held against imports.

    `values` has `title`, `starts_on` and `ends_on`, and what else is known of the columns of `TrainingRecord`. Raises
    InputError for values that cannot be, for the actor's own, and where he has the course from that day already.
    """
    (added,) = add_course(session, [official_id], values, because, today, actor)
    assert isinstance(added, TrainingRecord)
    return added


def correct_course(
    session: Session, record: TrainingRecord, values: Values, because: str, today: date, actor: int | None
) -> None:
    """Correct the course of one official. Raises InputError without a reason, and for the actor's own."""
    refuse_own_case({record.official_id}, actor)
    correct_record(session, record, values, because, today)


def remove_course(session: Session, record: TrainingRecord, because: str, actor: int | None) -> None:
    """Remove a course that never was. Raises InputError without a reason, and for the actor's own."""
    refuse_own_case({record.official_id}, actor)
    refuse_without_reason(record, because)
    remove_by_hand(session, record)


def _has_it(session: Session, official_id: int, values: Values) -> str | None:
    """Return the name of the official if he has the course already."""
    wanted = select(Official.full_name).join(TrainingRecord).where(TrainingRecord.official_id == official_id)
    wanted = wanted.where(TrainingRecord.title == values["title"], TrainingRecord.starts_on == values["starts_on"])
    return session.exec(wanted).first()
