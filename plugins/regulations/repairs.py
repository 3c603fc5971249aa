"""Tasks to mend a document of the commune that cites what is no longer in force."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlmodel import col, select

from plugins.regulations.models import LocalDocument, Repair
from tracker.api import InputError, RecordSession, sentences

_ = sentences("regulations")


def open_repair(
    session: RecordSession, document: LocalDocument, responsible_id: int, due_on: date, today: date, note: str = ""
) -> Repair:
    """Give somebody the task to mend a document. Raises InputError if somebody has it, or for a day that is past."""
    if due_on < today:
        raise InputError.of(_("The task would be due on %(day)s, which is past. Choose a later day.", day=due_on))
    assert document.id is not None
    if open_repairs(session, [document.id]):
        raise InputError.of(
            _("Somebody is mending %(document)s already. Change that task, or close it first.", document=document.name)
        )
    repair = Repair(
        local_document_id=document.id,
        responsible_id=responsible_id,
        due_on=due_on,
        note=note,
        opened_on=today,
    )
    session.add(repair)
    session.flush()
    return repair


def change_repair(session: RecordSession, repair: Repair, responsible_id: int, due_on: date, note: str) -> None:
    """Give an open task to somebody else, or until another day."""
    _refuse_closed(repair)
    repair.responsible_id, repair.due_on, repair.note = responsible_id, due_on, note
    session.flush()


def close_repair(session: RecordSession, repair: Repair, today: date, result: str) -> None:
    """Say that the task is done, and what was done. Raises InputError if it is closed."""
    _refuse_closed(repair)
    repair.done_on, repair.result = today, result
    session.flush()


def _refuse_closed(repair: Repair) -> None:
    if repair.done_on is not None:
        raise InputError.of(
            _("The task was closed on %(day)s. Create another one if more is to be done.", day=repair.done_on)
        )


def open_repairs(session: RecordSession, document_ids: Collection[int] | None = None) -> Mapping[int, Repair]:
    """Return the open task of each document that has one, of all or of these."""
    wanted = select(Repair).where(col(Repair.done_on).is_(None))
    if document_ids is not None:
        wanted = wanted.where(col(Repair.local_document_id).in_(document_ids))
    return {repair.local_document_id: repair for repair in session.exec(wanted)}
