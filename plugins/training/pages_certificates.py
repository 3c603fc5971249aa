"""The files of certificates: sent by an organiser or the official himself, read by those who may see his training."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from plugins.training.certificate_form import KINDS, CertificateForm
from plugins.training.certificates import add_certificate, remove_certificate
from plugins.training.models import Certificate, Registration
from plugins.training.pages_mine import mine_page
from plugins.training.pages_results import result_page
from plugins.training.pages_shared import ORGANISE, REPORT, VIEW, me, organises, record_at, refuse_unless_organiser
from tracker.api import RecordSession, sentences
from tracker.api.web import (
    as_download,
    in_words,
    may_for,
    needs,
    read_form,
    stored_form,
    take_file,
    writing,
)

_ = sentences("training")
KIND_OF = {kind.media_type: kind for kind in KINDS}


@needs(VIEW)
def add(registration_id: int) -> ResponseReturnValue:
    """Keep the file of a certificate."""
    registration = _changeable(registration_id)
    form = read_form(CertificateForm)
    file = take_file(form, "certificate")

    def keep(writer: RecordSession, _given: CertificateForm) -> None:
        if file is not None:
            add_certificate(writer, _changeable(registration_id, writer), file.name, file.kind.media_type, file.content)

    if stored_form(form, keep):
        flash(in_words(_("The certificate is kept.")), "ok")
        return redirect(_back(registration))
    if organises():
        return result_page(registration, upload=form), 422
    return mine_page(registration.official_id, upload=form, upload_for=registration.id), 422


@needs(VIEW)
def download(certificate_id: int) -> ResponseReturnValue:
    """Hand out the file of a certificate."""
    certificate = record_at(Certificate, certificate_id)
    registration = record_at(Registration, certificate.registration_id)
    if registration.official_id != me().official_id and not may_for(registration.official_id, REPORT):
        abort(404)
    return as_download(certificate.file_name, KIND_OF[certificate.kind], certificate.content)


@needs(ORGANISE)
def remove(certificate_id: int) -> ResponseReturnValue:
    """Remove a file that belongs to somebody else, or is none."""
    refuse_unless_organiser()
    because = request.form.get("because", "").strip()
    with writing(because or None) as writer:
        certificate = record_at(Certificate, certificate_id, writer)
        registration_id = certificate.registration_id
        remove_certificate(writer, certificate, because)
    flash(in_words(_("The file is removed.")), "ok")
    return redirect(url_for("training.result", registration_id=registration_id))


def _changeable(registration_id: int, within: RecordSession | None = None) -> Registration:
    """Return a registration whose certificate the account may send: its own, or any for an organiser."""
    found = record_at(Registration, registration_id, within)
    if found.official_id != me().official_id and not organises():
        abort(404)
    return found


def _back(registration: Registration) -> str:
    if organises():
        return url_for("training.result", registration_id=registration.id)
    return url_for("training.mine", _anchor="past")
