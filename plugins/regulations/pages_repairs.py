"""The task to mend an own document: given to somebody with a day, and closed with what was done."""

from __future__ import annotations

from datetime import date, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from plugins.regulations.models import LONGEST_REASON, Repair
from plugins.regulations.pages_own_document import own_document_at
from plugins.regulations.repairs import change_repair, close_repair, open_repair, open_repairs
from tracker.api import InputError, RecordSession, accounts_of, marked, sentences, tell
from tracker.api.web import (
    Form,
    account,
    actor,
    asked_form,
    in_words,
    may,
    needs,
    officials_for,
    refuse_if_changed,
    session,
    stored_form,
    today,
    version_of,
)

_ = sentences("regulations")
USUAL_TIME = timedelta(days=14)


class Task(Form):
    """Who mends a document until when."""

    responsible_id: int = Field(title=marked("Who mends it"))
    due_on: date = Field(title=marked("By"))
    note: str = Field(default="", max_length=LONGEST_REASON, title=marked("What is to be done"))


class Done(Form):
    """What was done."""

    result: str = Field(
        min_length=1,
        max_length=LONGEST_REASON,
        title=marked("What was done"),
        description=marked("Such as the number of the decision that replaces or changes it."),
    )


@needs("regulations.edit")
def repair(local_document_id: int) -> ResponseReturnValue:
    """Give somebody the task to mend an own document, or change who has it until when."""
    document = own_document_at(local_document_id)
    stored = open_repairs(session(), [local_document_id]).get(local_document_id)
    who = stored.responsible_id if stored else document.responsible_id
    choices = {"responsible_id": officials_for("regulations.edit", [who])}
    begun = {"responsible_id": who, "due_on": today() + USUAL_TIME} if stored is None else stored.model_dump()
    form = asked_form(Task, begun, choices)
    if stored_form(form, lambda writer, given: _give(writer, local_document_id, given)):
        flash(in_words(_("The task is given, and whoever has it is told.")), "ok")
        return redirect(url_for("regulations.own_document", local_document_id=local_document_id))
    version = version_of(stored) if stored else None
    page = render_template("regulations/repair.html", form=form, document=document, stored=stored, version=version)
    return page, 422 if form.is_wrong else 200


def _give(writer: RecordSession, local_document_id: int, given: Task) -> None:
    document = own_document_at(local_document_id, writer)
    task = open_repairs(writer, [local_document_id]).get(local_document_id)
    if task is None or "version" not in request.form:
        task = open_repair(writer, document, given.responsible_id, given.due_on, today(), given.note)
    else:
        refuse_if_changed(task)
        change_repair(writer, task, given.responsible_id, given.due_on, given.note)
    found = accounts_of(writer, [given.responsible_id], today()).get(given.responsible_id)
    if found is not None and found.id is not None and found.id != account().id:
        told = _("Mend %(document)s until %(day)s", document=document.name, day=given.due_on)
        page = url_for("regulations.own_document", local_document_id=local_document_id)
        tell(writer, [found.id], f"regulations.repair.{task.id}.{given.due_on}", told, page)


@needs("regulations.view")
def repaired(local_document_id: int) -> ResponseReturnValue:
    """Close the task: whoever has it, or who keeps the register, says what was done."""
    document = own_document_at(local_document_id)
    task = open_repairs(session(), [local_document_id]).get(local_document_id) or abort(404)
    if not may_close(task):
        abort(403)
    form = asked_form(Done)
    if stored_form(form, lambda writer, given: _close(writer, local_document_id, given.result)):
        flash(in_words(_("The task is closed. Scan the new version, so that it is no longer in alarm.")), "ok")
        return redirect(url_for("regulations.own_document", local_document_id=local_document_id))
    page = render_template("regulations/repaired.html", form=form, document=document, repair=task)
    return page, 422 if form.is_wrong else 200


def may_close(task: Repair) -> bool:
    """Whether the account may say that a task is done."""
    return may("regulations.edit") or (actor() is not None and task.responsible_id == actor())


def _close(writer: RecordSession, local_document_id: int, result: str) -> None:
    task = open_repairs(writer, [local_document_id]).get(local_document_id)
    if task is None:
        raise InputError.of(_("Somebody else has just closed this task. Open the document again to see what was done."))
    close_repair(writer, task, today(), result)
