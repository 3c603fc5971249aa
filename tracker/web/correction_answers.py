"""Answering corrections: accept, adjust first, or refuse with a reason; those made at once one by one or together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import SQLModel, col

from tracker.accounts.accounts import full_name
from tracker.database import RecordSession
from tracker.history import history_of
from tracker.messages import InputError, Message, counted, message
from tracker.records.correction_states import CorrectionKind, CorrectionState
from tracker.records.corrections import Correction, Reply, answer, contested_record
from tracker.records.file_changes import SUBJECT
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.record_changes import CHANGEABLE, OWNERS, SUBJECTS, concerned
from tracker.records.record_names import KINDS, record_name
from tracker.records.shown_values import Shown, field_title, shown_values, typed_value
from tracker.web import forms
from tracker.web.choosing import all_officials
from tracker.web.correction_requests import MISSING
from tracker.web.corrections import STATE_TAGS, closed_meanwhile, is_closed, pages, record_address
from tracker.web.forms import FilledForm, Form, marked
from tracker.web.gate import needs
from tracker.web.record_forms import LONG, choices_for, form_of, initial_of, values_of
from tracker.web.requests import account, fetch, scope, session, today, told
from tracker.web.waiting import TO_CHANGE, open_corrections

ACCEPT = "accept"


class Answer(Form):
    """The answer to a request."""

    answer: str = Field(
        min_length=1,
        max_length=LONG,
        title=marked("Reason of the answer"),
        description=marked("Whoever asked reads it."),
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """One field of a request: as it stood, stands now, was wanted, and was written."""

    field: str
    title: Message
    stood: Shown
    now: Shown
    wanted: Shown
    granted: Shown


@dataclass(frozen=True, slots=True)
class OpenRequest:
    """One of several requests that were made at once: its file, who holds it, and who shall."""

    id: int
    kind: CorrectionKind
    file_id: int
    code: str
    holder: str | None
    said_by_id: int
    wanted_owner: str


@pages.get("/<int:correction_id>")
@needs("records.view_own")
def show(correction_id: int) -> ResponseReturnValue:
    """Show one request: to who asked, and to who may answer with the form for it."""
    correction = fetch(Correction, correction_id)
    record = contested_record(session(), correction)
    form = _form(correction) if may_answer(correction) else None
    return _page(correction, record, form)


@pages.post("/<int:correction_id>/answer")
@needs("corrections.answer")
def give_answer(correction_id: int) -> ResponseReturnValue:
    """Accept a request, with the values as they shall be, or refuse it; either with a reason."""
    correction = fetch(Correction, correction_id, "corrections.answer")
    is_accepted = request.form.get("decision") == ACCEPT
    form = _read(correction, is_accepted)

    def decide(writer: RecordSession, filled: Form) -> None:
        asked = fetch(Correction, correction_id, "corrections.answer", within=writer)
        _refuse_record_out_of_reach(writer, asked, is_accepted)
        values = values_of(filled, _names(asked)) if is_accepted and _names(asked) else None
        _answer(writer, asked, is_accepted, filled, values)

    reason = request.form.get("answer", "").strip()
    if forms.stored(form, decide, because=reason or None):
        flash(told(message("Accepted.") if is_accepted else message("Refused.")))
        return redirect(url_for("inbox.show"))
    if is_closed(correction_id):
        return closed_meanwhile(
            correction_id, message("This request was answered or taken back meanwhile. This is what became of it.")
        )
    return _page(correction, contested_record(session(), correction), form), 422


def _answer(
    writer: RecordSession,
    correction: Correction,
    is_accepted: bool,
    filled: Form,
    values: Mapping[str, object] | None,
) -> None:
    me = account()
    reason = getattr(filled, "answer", "")
    given = None if values is None else {name: value for name, value in values.items() if _is_said(correction, value)}
    answer(writer, correction, Reply(is_accepted, reason, me.name, me.official_id, today(), given))


def _is_said(correction: Correction, value: object) -> bool:
    """Whether a value is said: a missing record takes the defaults for what nobody says."""
    return correction.subject_id is not None or value is not None


def _refuse_record_out_of_reach(writer: RecordSession, correction: Correction, is_accepted: bool) -> None:
    """Raise InputError where the record belongs to units that the account may not change."""
    table = SUBJECTS.get(correction.subject)
    if not is_accepted or table is None or correction.subject_id is None or table not in TO_CHANGE:
        return
    if scope().fetch(writer, table, correction.subject_id, TO_CHANGE[table]) is None:
        raise InputError(
            "The record belongs to another unit. Ask its leader or the leader of the commune to accept this, or "
            "refuse it."
        )


def _page(correction: Correction, record: SQLModel | None, form: FilledForm[Form] | None) -> str:
    asker = session().get_one(Official, correction.said_by_id)
    has_history = correction.subject_id is not None and record is not None and form is not None
    return render_template(
        "corrections/show.html",
        correction=correction,
        asker=asker,
        answered_by=full_name(session(), correction.answered_by),
        compared=_compared(correction, record),
        name=record_name(record) if record is not None else _missing_name(correction),
        address=record_address(correction.subject, correction.subject_id),
        form=form,
        names=_names(correction),
        blocked=_blocked(correction, record),
        is_only_answered=SUBJECTS.get(correction.subject) not in CHANGEABLE,
        together=_still_open(correction.bulk_id) if form is not None and correction.bulk_id else [],
        history=history_of(session(), correction.subject, correction.subject_id or 0) if has_history else [],
        tags=STATE_TAGS,
    )


def _missing_name(correction: Correction) -> Message:
    """Return the name of a record that is not there: a file by the code that it should have."""
    code = correction.wanted_values.get("code")
    return message("File %(code)s", code=code) if code else KINDS.get(correction.subject, message("Record"))


def may_answer(correction: Correction) -> bool:
    """Whether the account may answer the request: it is open, in reach, and not its own case."""
    keys = open_corrections(scope()).where(col(Correction.id) == correction.id)
    return session().execute(keys).first() is not None and not _is_own(correction)


def _is_own(correction: Correction) -> bool:
    record = contested_record(session(), correction)
    return record is not None and account().official_id in concerned(session(), record)


def _blocked(correction: Correction, record: SQLModel | None) -> Message | None:
    """Return why a leader cannot answer an open request; None where he can, or never could."""
    is_open = correction.state is CorrectionState.OPEN
    me = account().official_id
    if not is_open or me is None or not scope().may("corrections.answer") or correction.said_by_id == me:
        return None
    if record is not None and me in concerned(session(), record):
        return message("Somebody else must answer this correction: the record is or was yours. Ask another leader.")
    return None


def _names(correction: Correction) -> tuple[str, ...]:
    """Return the fields that the answerer may adjust."""
    table = SUBJECTS.get(correction.subject)
    if table is None or table not in CHANGEABLE:
        return ()
    if correction.subject_id is None:
        return (*MISSING[table], OWNERS[table])
    wanted = tuple(correction.wanted_values)
    if correction.kind is CorrectionKind.NOT_MINE and OWNERS[table] not in wanted:
        return (OWNERS[table], *wanted)
    return wanted


def _form(correction: Correction) -> FilledForm[Form]:
    table, names = SUBJECTS.get(correction.subject), _names(correction)
    if table is None or not names:
        return forms.blank(Answer)
    model, choices = form_of(table, names, Answer), choices_for(session(), table, names)
    wanted = {field: typed_value(table, field, value) for field, value in correction.wanted_values.items()}
    return forms.blank(model, initial_of(table, wanted), choices)


def _read(correction: Correction, is_accepted: bool) -> FilledForm[Form]:
    """Return the answer that was sent; the values of one that is refused need not be right."""
    table, names = SUBJECTS.get(correction.subject), _names(correction)
    if table is None or not names or not is_accepted:
        return forms.read(Answer)
    return forms.read(form_of(table, names, Answer), choices_for(session(), table, names))


def _compared(correction: Correction, record: SQLModel | None) -> list[Compared]:
    table = SUBJECTS.get(correction.subject)
    if table is None:
        return []
    present = record.model_dump() if record is not None else {}
    fields = list({**correction.wanted_values, **correction.granted_values})
    texts = [
        shown_values(session(), table, values)
        for values in (correction.stood_values, present, correction.wanted_values, correction.granted_values)
    ]
    return [Compared(field, field_title(field), *(values.get(field) for values in texts)) for field in fields]


@pages.route("/together/<int:bulk_id>", methods=["GET", "POST"])
@needs("corrections.answer")
def together(bulk_id: int) -> ResponseReturnValue:
    """Answer requests that were made at once, all with one reason; of each file may be said whose it is."""
    still_open = _still_open(bulk_id)
    if not still_open:
        return _answered_meanwhile(bulk_id)
    form = forms.asked(Answer)
    is_accepted = request.form.get("decision") == ACCEPT

    def decide(writer: RecordSession, filled: Answer) -> None:
        for row in still_open:
            asked = fetch(Correction, row.id, "corrections.answer", within=writer)
            _refuse_record_out_of_reach(writer, asked, is_accepted)
            _answer(writer, asked, is_accepted, filled, _with_owner(asked) if is_accepted else None)

    if forms.was_sent() and forms.stored(form, decide, because=request.form.get("answer", "").strip() or None):
        flash(told(counted("%(count)s request answered.", "%(count)s requests answered.", count=len(still_open))))
        return redirect(url_for("inbox.show"))
    return render_template(
        "corrections/together.html",
        form=form,
        rows=still_open,
        first=session().get_one(Correction, still_open[0].id),
        asker=session().get_one(Official, still_open[0].said_by_id),
        officials=all_officials(session()),
        chosen=request.form.get,
    ), (422 if form.is_wrong else 200)


def _answered_meanwhile(bulk_id: int) -> ResponseReturnValue:
    """Lead from requests that somebody else has just answered, or that were taken back, to what became of them."""
    first = fetch(Correction, bulk_id, "corrections.answer")
    if first.bulk_id != bulk_id:
        abort(404)
    became = message("These requests were answered or taken back meanwhile. This is what became of the first.")
    return closed_meanwhile(bulk_id, became)


def _with_owner(correction: Correction) -> dict[str, object]:
    """Return the wanted values with the owner that was chosen for this one."""
    owner = OWNERS[SUBJECTS[correction.subject]]
    chosen = request.form.get(f"owner_{correction.id}", "")
    return {**correction.wanted_values, **({owner: int(chosen)} if chosen.isdecimal() else {})}


def _still_open(bulk_id: int) -> Sequence[OpenRequest]:
    """Return the open requests of a bulk that the account may answer, with their files and the holders wanted."""
    wanted = (
        sa.select(Correction, col(HandledFile.code), col(Official.full_name))
        .join(HandledFile, sa.and_(col(Correction.subject) == SUBJECT, col(HandledFile.id) == Correction.subject_id))
        .outerjoin(Official, col(Official.id) == col(HandledFile.handler_id))
        .where(col(Correction.bulk_id) == bulk_id, col(Correction.id).in_(open_corrections(scope())))
        .order_by(col(HandledFile.code))
    )
    return [
        OpenRequest(
            id=correction.id or 0,
            kind=correction.kind,
            file_id=correction.subject_id or 0,
            code=code,
            holder=holder,
            said_by_id=correction.said_by_id,
            wanted_owner=str(correction.wanted_values.get("handler_id") or ""),
        )
        for correction, code, holder in session().execute(wanted)
    ]
