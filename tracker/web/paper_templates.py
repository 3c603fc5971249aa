"""The templates of papers: which one each kind follows, its versions, another one uploaded, tried and taken into use.

Version 0 is the template that comes with the kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.accounts.accounts import full_names
from tracker.contributions import PaperKind
from tracker.database import RecordSession
from tracker.messages import InputError, Message, message
from tracker.papers.kinds import paper_kinds
from tracker.papers.template_files import CheckedTemplate, check_template
from tracker.papers.template_words import words_for
from tracker.papers.templates import (
    Version,
    store_template,
    use_shipped,
    use_version,
    used_versions,
    versions_of,
)
from tracker.web import forms
from tracker.web.attachments import Attachment, file_field, take_file
from tracker.web.file_kinds import FileKind
from tracker.web.forms import FilledForm, Form, marked
from tracker.web.gate import needs
from tracker.web.requests import session, told, tracker

pages = Blueprint("paper_templates", __name__, url_prefix="/paper-templates")
CHANGE = "paper_templates.change"
SHIPPED = 0
READ_LATER = marked("It stands in the audit log.")


class UploadForm(Form):
    """A file that shall be the next version, and what is different in it."""

    file: str | None = file_field(marked("Word file"), [FileKind.DOCX], most_megabytes=2, is_required=True)
    because: str = Field(title=marked("What is different in it"), description=READ_LATER, max_length=300)


class UseForm(Form):
    """Why another version is taken into use."""

    because: str = Field(title=marked("Reason"), description=READ_LATER, max_length=300)


@pages.get("/")
@needs(CHANGE)
def index() -> ResponseReturnValue:
    """List the kinds of papers with the template that each follows."""
    kinds, used = paper_kinds(tracker().plugins), used_versions(session())
    return render_template("paper_templates/index.html", kinds=kinds.values(), used=used, names=_names(used.values()))


@pages.get("/<paper_kind>")
@needs(CHANGE)
def show(paper_kind: str) -> ResponseReturnValue:
    """Show the versions of a template, and the words that it may use."""
    return _show(kind_known(paper_kind), forms.blank(UploadForm))


@pages.post("/<paper_kind>")
@needs(CHANGE)
def upload(paper_kind: str) -> ResponseReturnValue:
    """Keep a file as the next version once it was found fit; nothing follows it before it is taken into use."""
    kind = kind_known(paper_kind)
    form = forms.read(UploadForm)
    checked = _checked(kind, form, take_file(form, "file"))
    kept: list[int] = []

    def keep(writer: RecordSession, _given: UploadForm) -> None:
        assert checked is not None
        kept.append(store_template(writer, kind, checked, is_in_use=False).version)

    if not forms.stored(form, keep, form.value.because if form.value else None):
        return _show(kind, form), 422
    flash(told(message("Version %(number)s is kept. Try it, then take it into use.", number=str(kept[0]))), "ok")
    return redirect(url_for("paper_templates.use", paper_kind=kind.key, number=kept[0]))


@pages.route("/<paper_kind>/versions/<int:number>/use", methods=["GET", "POST"])
@needs(CHANGE)
def use(paper_kind: str, number: int) -> ResponseReturnValue:
    """Let a version be tried and ask for the reason, then make papers by it."""
    kind = kind_known(paper_kind)
    version = version_kept(kind, number)
    form = forms.asked(UseForm)

    def take_into_use(writer: RecordSession, _given: UseForm) -> None:
        _refuse_if_overtaken(writer, kind)
        if version is None:
            use_shipped(writer, kind)
        else:
            use_version(writer, kind, version.number)

    if forms.stored(form, take_into_use, form.value.because if form.value else None):
        flash(told(message("Papers follow %(template)s from now on.", template=called(number))), "ok")
        return redirect(url_for("paper_templates.show", paper_kind=kind.key))
    page = render_template(
        "paper_templates/use.html",
        kind=kind,
        number=number,
        version=version,
        used=_used(session(), kind),
        names=_names([version] if version else []),
        form=form,
    )
    return page, 422 if form.is_wrong else 200


@pages.context_processor
def _words() -> dict[str, object]:
    """Give the templates of this area its words."""
    return {"template_called": called}


def called(number: int) -> Message:
    """Return how a version is called within a sentence."""
    return message("version %(number)s", number=str(number)) if number else message("the shipped template")


def _show(kind: PaperKind, form: FilledForm[UploadForm]) -> str:
    versions = versions_of(session(), kind)
    return render_template(
        "paper_templates/show.html",
        kind=kind,
        versions=versions,
        used=_used(session(), kind),
        names=_names(versions),
        words=words_for(kind.key),
        form=form,
    )


def kind_known(key: str) -> PaperKind:
    """Return a kind of paper; answers "not found" where there is none."""
    return paper_kinds(tracker().plugins).get(key) or abort(404)


def version_kept(kind: PaperKind, number: int) -> Version | None:
    """Return a version, None for the shipped template; answers "not found" where there is none."""
    if number == SHIPPED:
        return None
    return next((one for one in versions_of(session(), kind) if one.number == number), None) or abort(404)


def _used(reader: RecordSession, kind: PaperKind) -> int:
    version = used_versions(reader).get(kind.key)
    return version.number if version else SHIPPED


def _checked(kind: PaperKind, form: FilledForm[UploadForm], sent: Attachment | None) -> CheckedTemplate | None:
    """Return the file that was sent if it is fit; what is wrong with it stands in the form then."""
    if sent is None:
        return None
    try:
        return check_template(kind.key, sent.name, sent.content)
    except InputError as error:
        form.errors["file"] = error.message
        form.value = None
        return None


def _refuse_if_overtaken(writer: RecordSession, kind: PaperKind) -> None:
    """Raise InputError if another version was taken into use since the page was opened."""
    used = _used(writer, kind)
    if request.form.get("version") != str(used):
        raise InputError(
            "Somebody else has changed this meanwhile: papers follow %(template)s now. Send it again if it is right.",
            template=called(used),
        )


def _names(versions: Iterable[Version]) -> Mapping[str, str]:
    who = {one.uploaded_by for one in versions}
    return full_names(session(), who) if who else {}
