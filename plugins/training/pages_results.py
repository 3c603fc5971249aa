"""Results: of several people at once, and of one with his certificate."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field
from sqlmodel import col, select

from plugins.training import words
from plugins.training.attendance import attendance_of, on_the_sheet
from plugins.training.certificate_form import CertificateForm, certificate_form
from plugins.training.certificates import certificates_of
from plugins.training.kinds import Presence, Result
from plugins.training.models import LONGEST_NOTE, LONGEST_NUMBER, CourseSession, Registration
from plugins.training.pages_attendance import SheetRow, sheet_rows
from plugins.training.pages_shared import (
    ORGANISE,
    course_of,
    me,
    numbers_sent,
    record_at,
    refuse_unless_organiser,
    registration_at,
    registrations_at,
)
from plugins.training.results import Finished, note_result, take_result_back
from plugins.training.sessions import sittings_of
from tracker.api import InputError, Message, Official, RecordSession, TrainingRecord, counting, marked, sentences
from tracker.api.web import (
    Choices,
    FilledForm,
    Form,
    blank_form,
    in_words,
    needs,
    only_shown,
    read_form,
    refuse_if_changed,
    session,
    stored_form,
    version_of,
    writing,
)

_ = sentences("training")
counted = counting("training")
LONGEST_REASON = 500


class ResultForm(Form):
    """How one person finished a course."""

    result: Result = Field(title=marked("Result"))
    hours: Decimal | None = Field(
        default=None,
        ge=0,
        le=2000,
        decimal_places=2,
        title=marked("Lesson periods"),
        description=marked("Empty for those of the course."),
        json_schema_extra={"unit": marked("lesson periods")},
    )
    note: str = Field(default="", max_length=LONGEST_NOTE, title=marked("Note"))
    certificate_number: str = Field(default="", max_length=LONGEST_NUMBER, title=marked("Certificate number"))
    certificate_on: date | None = Field(default=None, title=marked("Certificate of"))
    because: str = Field(
        default="",
        max_length=LONGEST_REASON,
        title=marked("Reason"),
        description=marked("Needed where a result is noted already; it stands in the history of the training record."),
    )

    def finished(self) -> Finished:
        """How the person finished."""
        hours = None if self.hours is None else int(self.hours * 100)
        return Finished(self.result, self.note, hours, self.certificate_number, self.certificate_on)


@needs(ORGANISE)
def results(held_id: int) -> ResponseReturnValue:
    """Show the results of a session; note the same one for everybody who is chosen."""
    refuse_unless_organiser()
    held = record_at(CourseSession, held_id)
    chosen = numbers_sent("chosen")
    refused = only_shown()
    if request.method == "POST" and refused is None:
        try:
            flash(in_words(_noted(chosen, held_id)), "ok")
            return redirect(url_for("training.results", held_id=held_id))
        except InputError as error:
            refused = error.message
    rows = _rows(held)
    page = render_template(
        "training/results.html",
        held=held,
        course=course_of(held),
        rows=rows,
        presence=_presence(held_id, rows),
        files=certificates_of(session(), [row.registration.id or 0 for row in rows]),
        chosen=chosen,
        all_chosen=request.args.get("all") == "1",
        picked=request.form.get("result", ""),
        choices=words.choices_of(Result),
        refused=refused,
    )
    return page, 422 if refused else 200


@needs(ORGANISE)
def result(registration_id: int) -> ResponseReturnValue:
    """Note how one person finished, correct it, or take it back."""
    refuse_unless_organiser()
    registration = registration_at(registration_id, ORGANISE)
    choices = {"result": words.choices_of(Result)}
    form = read_form(ResultForm, choices) if request.method == "POST" else _form_of(registration, choices)

    def change(writer: RecordSession, given: ResultForm) -> None:
        changed = registration_at(registration_id, ORGANISE, writer)
        refuse_if_changed(changed)
        if request.form.get("do") == "back":
            take_result_back(writer, changed, given.because, me())
        else:
            note_result(writer, changed, given.finished(), given.because, me())

    if stored_form(form, change, (form.value and form.value.because) or None):
        said = _("The result is taken back.") if request.form.get("do") == "back" else _("The result is noted.")
        flash(in_words(said), "ok")
        return redirect(url_for("training.result", registration_id=registration_id))
    return result_page(registration, form), 422 if form.is_wrong else 200


def result_page(
    registration: Registration,
    form: FilledForm[ResultForm] | None = None,
    upload: FilledForm[CertificateForm] | None = None,
) -> str:
    """Return the page of one person's result, with what was refused on it."""
    held = record_at(CourseSession, registration.session_id)
    return render_template(
        "training/result.html",
        registration=registration,
        version=version_of(registration),
        form=form or _form_of(registration, {"result": words.choices_of(Result)}),
        upload=upload or certificate_form(),
        held=held,
        course=course_of(held),
        official=session().get_one(Official, registration.official_id),
        files=certificates_of(session(), [registration.id or 0]).get(registration.id or 0, []),
        record=session().get(TrainingRecord, registration.record_id) if registration.record_id else None,
        is_own=registration.official_id == me().official_id,
    )


def _form_of(registration: Registration, choices: Mapping[str, Choices]) -> FilledForm[ResultForm]:
    written = session().get(TrainingRecord, registration.record_id) if registration.record_id else None
    hours = Decimal(written.hours_hundredths) / 100 if written else None
    initial = {
        "result": registration.result,
        "hours": hours,
        "note": registration.result_note,
        "certificate_number": registration.certificate_number,
        "certificate_on": registration.certificate_on,
    }
    return blank_form(ResultForm, initial, choices)


def _noted(chosen: Sequence[int], held_id: int) -> Message:
    known = {one.value: one for one in Result}
    picked = known.get(request.form.get("result", ""))
    if picked is None:
        raise InputError.of(_("No result is chosen. Choose which one holds for those whom you marked."))
    if not chosen:
        raise InputError.of(_("Nobody is chosen. Mark those who have this result."))
    with writing() as writer:
        found = [one for one in registrations_at(chosen, ORGANISE, writer) if one.session_id == held_id]
        for one in found:
            note_result(writer, one, Finished(picked), "", me())
    return counted("%(count)s result is noted.", "%(count)s results are noted.", count=len(found))


def _rows(held: CourseSession) -> list[SheetRow]:
    """Return those who take part, and those who have a result although they left the sheet."""
    people = {one.id: one for one in on_the_sheet(session(), held)}
    wanted = select(Registration).where(Registration.session_id == held.id, col(Registration.result).is_not(None))
    people.update({one.id: one for one in session().exec(wanted)})
    return sheet_rows(list(people.values()))


def _presence(held_id: int, rows: Sequence[SheetRow]) -> dict[int, tuple[int, int]]:
    """Return, by registration, on how many sittings of how many somebody was there."""
    number = len(sittings_of(session(), [held_id]).get(held_id, []))
    noted = attendance_of(session(), held_id)
    there = [one for (one, _day), state in noted.items() if state is Presence.PRESENT]
    return {row.registration.id or 0: (there.count(row.registration.id or 0), number) for row in rows}
