"""Results: how people finished a session, which is written into their training records."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, select

from plugins.training.attendance import on_the_sheet
from plugins.training.kinds import Form, Result
from plugins.training.models import Course, CourseSession, Registration
from plugins.training.registrations import session_of
from plugins.training.sessions import refuse_cancelled
from plugins.training.telling import course_of, name_of
from tracker.api import (
    InputError,
    RecordSession,
    TrainingRecord,
    Viewer,
    add_training_record,
    correct_training_record,
    refuse_own_case,
    remove_training_record,
    sentences,
)

_ = sentences("training")
FORMS: Mapping[Form, str] = {
    Form.IN_PERSON: "Tập trung",
    Form.ONLINE: "Trực tuyến",
    Form.BLENDED: "Bán tập trung",
}
"""How training records say it: in the words of the lists that offices keep."""


@dataclass(frozen=True, slots=True)
class Finished:
    """How somebody finished a session; without hours, those of the course or of the record that there is already."""

    result: Result
    note: str = ""
    hours_hundredths: int | None = None
    certificate_number: str = ""
    certificate_on: date | None = None


def note_result(
    session: RecordSession, registration: Registration, finished: Finished, because: str, actor: Viewer
) -> None:
    """Note how somebody finished, and write his training record; who did not take part has none.

    A record that there is already, from an earlier result or a list, is corrected, which needs a reason. Raises
    InputError before the last day, for somebody who did not take part, and for the actor himself.
    """
    held = session_of(session, registration)
    refuse_own_case([registration.official_id], actor.official_id)
    refuse_cancelled(held)
    _refuse_unfinished(session, held, registration, actor.today)
    if registration.result is not None:
        _refuse_without_reason(session, registration, because)
    _write(session, held, registration, finished, because.strip(), actor)
    registration.result, registration.result_note = finished.result, finished.note.strip()
    registration.certificate_number = finished.certificate_number.strip()
    registration.certificate_on = finished.certificate_on
    session.flush()


def take_result_back(session: RecordSession, registration: Registration, because: str, actor: Viewer) -> None:
    """Take a result back, and remove the training record that it wrote.

    Raises InputError without a reason, where there is no result, and for the actor's own.
    """
    refuse_own_case([registration.official_id], actor.official_id)
    name = name_of(session, registration.official_id)
    if registration.result is None:
        raise InputError.of(_("%(name)s has no result that could be taken back.", name=name))
    _refuse_without_reason(session, registration, because)
    record = None if registration.record_id is None else session.get(TrainingRecord, registration.record_id)
    registration.record_id, registration.result, registration.result_note = None, None, ""
    registration.certificate_number, registration.certificate_on = "", None
    _remove(session, record, because, actor)


def _write(
    session: RecordSession,
    held: CourseSession,
    registration: Registration,
    finished: Finished,
    because: str,
    actor: Viewer,
) -> None:
    """Write, correct or remove the training record, and note which one it is."""
    record = _record_of(session, held, registration)
    if finished.result is Result.ABSENT:
        registration.record_id = None
        _remove(session, record, because, actor)
    elif record is not None:
        _correct(session, record, finished, because, actor)
        registration.record_id = record.id
    else:
        values, official = _new_values(course_of(session, held), held, finished), registration.official_id
        added = add_training_record(session, official, values, because, actor.today, actor.official_id)
        registration.record_id = added.id


def _remove(session: RecordSession, record: TrainingRecord | None, because: str, actor: Viewer) -> None:
    session.flush()
    if record is not None:
        remove_training_record(session, record, because.strip(), actor.official_id)


def _record_of(session: Session, held: CourseSession, registration: Registration) -> TrainingRecord | None:
    """Return the training record of a registration, else one of the same course and day that came with a list."""
    if registration.record_id is not None:
        return session.get(TrainingRecord, registration.record_id)
    same = select(TrainingRecord).where(
        TrainingRecord.official_id == registration.official_id,
        TrainingRecord.title == course_of(session, held).title,
        TrainingRecord.starts_on == held.starts_on,
    )
    return session.exec(same).first()


def _new_values(course: Course, held: CourseSession, finished: Finished) -> dict[str, object]:
    hours = course.hours_hundredths if finished.hours_hundredths is None else finished.hours_hundredths
    return {
        "title": course.title,
        "content_group": course.content_group,
        "form": FORMS[course.form],
        "starts_on": held.starts_on,
        "ends_on": held.ends_on,
        "hours_hundredths": hours,
        "is_passed": finished.result is Result.PASSED,
        "certificate": finished.certificate_number.strip() or None,
    }


def _correct(session: RecordSession, record: TrainingRecord, finished: Finished, because: str, actor: Viewer) -> None:
    wanted: dict[str, object] = {
        "is_passed": finished.result is Result.PASSED,
        "certificate": finished.certificate_number.strip() or None,
    }
    if finished.hours_hundredths is not None:
        wanted["hours_hundredths"] = finished.hours_hundredths
    changed = {name: value for name, value in wanted.items() if getattr(record, name) != value}
    if changed:
        correct_training_record(session, record, changed, because.strip(), actor.today, actor.official_id)


def _refuse_unfinished(session: Session, held: CourseSession, registration: Registration, today: date) -> None:
    name = name_of(session, registration.official_id)
    if held.ends_on > today:
        raise InputError.of(_("The course ends on %(on)s. Note the results from that day on.", on=held.ends_on))
    if registration.result is None and registration.id not in {one.id for one in on_the_sheet(session, held)}:
        raise InputError.of(_("%(name)s has no approved place in this session, so there is no result.", name=name))


def _refuse_without_reason(session: Session, registration: Registration, because: str) -> None:
    if not because.strip():
        raise InputError.of(
            _(
                "%(name)s: say why the result changes, so that it can be checked.",
                name=name_of(session, registration.official_id),
            )
        )
