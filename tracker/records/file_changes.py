"""What people do to a file by hand: correct it, hand it over, extend it, explain its delay."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session

from tracker.messages import InputError
from tracker.records.delay_causes import DelayCause
from tracker.records.deriving import derive_file
from tracker.records.hand_overs import HandOver, hand_overs_of
from tracker.records.handled_files import DERIVED, MOST_WORKING_DAYS, HandledFile
from tracker.records.held_fields import hold

SUBJECT = str(HandledFile.__tablename__)
NOT_CORRECTABLE = DERIVED | {"id", "code", "batch_id", "revision"}


def correct_file(session: Session, file: HandledFile, changes: Mapping[str, object], because: str) -> None:
    """Change recorded fields of a file by hand and hold them against later imports.

    Raises InputError for a field that cannot be corrected or dates that contradict each other; nothing changes then.
    """
    for field in changes:
        if field in NOT_CORRECTABLE or field not in HandledFile.model_fields:
            raise InputError("The field %(field)s of a file cannot be corrected by hand.", field=field)
    _refuse_contradictions(file.code, {**file.model_dump(), **changes})
    for field, value in changes.items():
        setattr(file, field, value)
    _touch(session, file)
    assert file.id is not None
    hold(session, SUBJECT, file.id, changes, because)


def hand_over(session: Session, file: HandledFile, to_official_id: int, on: date) -> HandOver:
    """Give the file to another official from a day on; imports no longer change its handler.

    Raises InputError if nobody or the same official holds it, or if the day lies before its receipt or not after its
    last hand-over.
    """
    return _pass_on(session, file, file.handler_id, to_official_id, on)


def note_hand_over(session: Session, file: HandledFile, from_official_id: int, on: date) -> HandOver:
    """Note that the one who holds the file now took it over from another official on a day that has passed.

    Raises InputError as `hand_over` does.
    """
    return _pass_on(session, file, from_official_id, file.handler_id, on)


def _pass_on(
    session: Session, file: HandledFile, from_official_id: int | None, to_official_id: int | None, on: date
) -> HandOver:
    if from_official_id is None or to_official_id is None or from_official_id == to_official_id:
        raise InputError(
            "File %(code)s can only pass from one official to another. Choose another one.", code=file.code
        )
    _refuse_hand_over_out_of_order(session, file, on)
    assert file.id is not None
    passed = HandOver(file_id=file.id, from_official_id=from_official_id, to_official_id=to_official_id, on=on)
    session.add(passed)
    session.flush()
    file.handler_id = to_official_id
    _touch(session, file)
    hold(session, SUBJECT, file.id, ["handler_id"], because=f"hand-over on {on.isoformat()}")
    return passed


def _refuse_hand_over_out_of_order(session: Session, file: HandledFile, on: date) -> None:
    if on < file.received_on:
        raise InputError(
            "File %(code)s was received on %(received)s. Choose that day or a later one for the hand-over.",
            code=file.code,
            received=file.received_on,
        )
    assert file.id is not None
    last = max((one.on for one in hand_overs_of(session, [file.id]).get(file.id, ())), default=None)
    if last is not None and on <= last:
        raise InputError(
            "File %(code)s was handed over on %(last)s. Choose a later day for the next hand-over.",
            code=file.code,
            last=last,
        )


def extend(session: Session, file: HandledFile, due_on: date, recorded_on: date) -> None:
    """Record the one extension of a file. It counts if it was recorded before the first due date had passed."""
    if file.extended_due_on is not None:
        raise InputError(
            "File %(code)s was already extended to %(due)s; a file is extended once.",
            code=file.code,
            due=file.extended_due_on,
        )
    if file.deadline_on is not None and due_on <= file.deadline_on:
        raise InputError(
            "The new due date of file %(code)s must be later than %(due)s.", code=file.code, due=file.deadline_on
        )
    file.extended_due_on, file.extension_recorded_on = due_on, recorded_on
    _touch(session, file)
    assert file.id is not None
    hold(session, SUBJECT, file.id, ["extended_due_on", "extension_recorded_on"], because="extension")


def say_cause(session: Session, file: HandledFile, cause: str, said_by_id: int, on: date) -> DelayCause:
    """Record why a file was late, as its holder says."""
    if not cause.strip():
        raise InputError("Say what delayed file %(code)s.", code=file.code)
    assert file.id is not None
    said = DelayCause(file_id=file.id, cause=cause.strip(), said_by_id=said_by_id, said_on=on)
    session.add(said)
    session.flush()
    return said


def decide_cause(
    session: Session, cause: DelayCause, is_objective: bool, decided_by: str, decider_id: int | None, on: date
) -> None:
    """Confirm or refuse a cause as objective. Nobody decides a cause of his own file."""
    file = session.get_one(HandledFile, cause.file_id)
    if decider_id is not None and decider_id in (file.overdue_holder_id, file.handler_id, cause.said_by_id):
        raise InputError(
            "The cause of the delay of file %(code)s must be decided by somebody who did not hold it.", code=file.code
        )
    cause.is_objective, cause.decided_by, cause.decided_on = is_objective, decided_by, on
    session.add(cause)
    session.flush()
    _touch(session, file)


def _touch(session: Session, file: HandledFile) -> None:
    file.revision += 1
    derive_file(session, file)


def _refuse_contradictions(code: str, values: Mapping[str, object]) -> None:
    received_on, paused_days = values["received_on"], values["paused_days"]
    if not isinstance(received_on, date):
        raise InputError("File %(code)s needs the day on which it was received.", code=code)
    if not isinstance(paused_days, int) or not 0 <= paused_days <= MOST_WORKING_DAYS:
        raise InputError(
            "File %(code)s: the days paused must lie between 0 and %(most)d.", code=code, most=MOST_WORKING_DAYS
        )
    for field in ("due_on", "extended_due_on", "finished_on", "returned_on"):
        day = values[field]
        if isinstance(day, date) and day < received_on:
            raise InputError(
                "File %(code)s was received on %(received)s; %(day)s lies before it. Correct one of the two.",
                code=code,
                received=received_on,
                day=day,
            )
