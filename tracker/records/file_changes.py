"""What people do to a file by hand: correct it, hand it over, extend it, explain its delay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from sqlmodel import Session

from tracker.messages import InputError
from tracker.records.by_hand import refuse_without_reason
from tracker.records.corrected_values import checked_corrections
from tracker.records.delay_causes import DelayCause, DelayKind, causes_of
from tracker.records.deriving import derive, derive_file, first_due_on, load_basis
from tracker.records.hand_overs import HandOver, hand_overs_of
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import EXTENSION, HAND_OVER, hold
from tracker.records.holders import holders_of
from tracker.records.lifecycle import DONE, FileStatus
from tracker.records.outcomes import Outcome, outcome_on

SUBJECT = str(HandledFile.__tablename__)


def correct_file(session: Session, file: HandledFile, changes: Mapping[str, object], because: str, today: date) -> None:
    """Change recorded fields of a file by hand and hold them against later imports.

    Values may be given as text, as a stored correction has them. Raises InputError where no reason is given, for a
    field that cannot be corrected, a value that it cannot have, or dates that contradict each other or lie after
    `today`; nothing changes then.
    """
    refuse_without_reason(file, because)
    corrected = checked_corrections(session, file, changes, today)
    _change(session, file, corrected)
    assert file.id is not None
    hold(session, SUBJECT, file.id, corrected, because.strip())


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
    _change(session, file, {"handler_id": to_official_id})
    hold(session, SUBJECT, file.id, ["handler_id"], because=f"{HAND_OVER} on {on.isoformat()}")
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
    """Record the one extension of a file. Raises InputError for one that would not count."""
    if file.extended_due_on is not None:
        raise InputError(
            "File %(code)s was already extended to %(due)s; a file is extended once. If that is wrong, correct it.",
            code=file.code,
            due=file.extended_due_on,
        )
    _refuse_extension_that_cannot_count(session, file, recorded_on)
    if file.deadline_on is not None and due_on <= file.deadline_on:
        raise InputError(
            "The new due date of file %(code)s must be later than %(due)s. Choose a later day.",
            code=file.code,
            due=file.deadline_on,
        )
    _change(session, file, {"extended_due_on": due_on, "extension_recorded_on": recorded_on})
    assert file.id is not None
    hold(session, SUBJECT, file.id, ["extended_due_on", "extension_recorded_on"], because=EXTENSION)


def _refuse_extension_that_cannot_count(session: Session, file: HandledFile, recorded_on: date) -> None:
    first = first_due_on(file.model_dump(), load_basis(session))
    if first is None:
        raise InputError(
            "File %(code)s has no due date that could be extended. Correct its due date or its procedure first.",
            code=file.code,
        )
    last = first if file.finished_on is None else min(first, file.finished_on)
    if recorded_on > last:
        raise InputError(
            "File %(code)s was due or finished on %(last)s; an extension recorded on %(recorded)s is too late. "
            "If it was recorded earlier, give that day.",
            code=file.code,
            last=last,
            recorded=recorded_on,
        )


def say_cause(
    session: Session,
    file: HandledFile,
    cause: str,
    said_by_id: int,
    on: date,
    kind: DelayKind = DelayKind.OTHER,
) -> DelayCause:
    """Record why a file was late, as somebody says who holds or held it.

    Raises InputError where it is not overdue on that day, or the last cause still waits or was confirmed.
    """
    if not cause.strip():
        raise InputError("File %(code)s: say what delayed it, so that a leader can decide.", code=file.code)
    if outcome_on(file, on) is not Outcome.OVERDUE:
        raise InputError("File %(code)s is not overdue, so there is no delay to explain.", code=file.code)
    if said_by_id not in holders_of(session, file):
        raise InputError("File %(code)s: only who holds or held it can say why it is overdue.", code=file.code)
    assert file.id is not None
    _refuse_a_second_cause(file, causes_of(session, file.id))
    said = DelayCause(file_id=file.id, kind=kind, cause=cause.strip(), said_by_id=said_by_id, said_on=on)
    session.add(said)
    session.flush()
    return said


def _refuse_a_second_cause(file: HandledFile, causes: Sequence[DelayCause]) -> None:
    last = causes[-1] if causes else None
    if last is not None and last.is_objective is None:
        raise InputError(
            "File %(code)s: a cause was given on %(day)s and waits for a leader's decision. Wait for it before you "
            "give another one.",
            code=file.code,
            day=last.said_on,
        )
    if last is not None and last.is_objective:
        raise InputError(
            "File %(code)s: its cause was confirmed as objective on %(day)s, so nothing is left to explain.",
            code=file.code,
            day=last.decided_on,
        )


def decide_cause(
    session: Session,
    cause: DelayCause,
    is_objective: bool,
    decided_by: str,
    decider_id: int | None,
    on: date,
    reason: str = "",
) -> None:
    """Confirm or refuse a cause as objective. Nobody decides a cause of a file that he holds or ever held."""
    file = session.get_one(HandledFile, cause.file_id)
    if decider_id is not None and decider_id in {cause.said_by_id, *holders_of(session, file)}:
        raise InputError(
            "The cause of the delay of file %(code)s must be decided by somebody who did not hold it. "
            "Ask another leader.",
            code=file.code,
        )
    if on < cause.said_on:
        raise InputError(
            "The cause of the delay of file %(code)s was given on %(said)s and cannot be decided on %(day)s. "
            "Choose that day or a later one.",
            code=file.code,
            said=cause.said_on,
            day=on,
        )
    cause.is_objective, cause.decided_by, cause.decided_on = is_objective, decided_by, on
    cause.decision_reason = reason.strip() or None
    session.add(cause)
    session.flush()
    _change(session, file, {})


def derived_file(session: Session, values: Mapping[str, object]) -> HandledFile:
    """Return a new file with these recorded values and what follows from them; the caller adds it to the session.

    One whose result is ready is finished, unless its status says more.
    """
    recorded = dict(values)
    if recorded.get("finished_on") is not None and recorded.get("status") not in DONE:
        recorded["status"] = FileStatus.FINISHED
    file = HandledFile(code="", received_on=date.min)
    for name, value in {**recorded, **derive(recorded, load_basis(session))}.items():
        setattr(file, name, value)
    return file


def _change(session: Session, file: HandledFile, changes: Mapping[str, object]) -> None:
    derive_file(session, file, changes={**changes, "revision": file.revision + 1})
