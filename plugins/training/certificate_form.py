"""The form that takes the file of a certificate."""

from __future__ import annotations

from tracker.api import marked
from tracker.api.web import FileKind, FilledForm, Form, blank_form, file_field

KINDS = (FileKind.PDF, FileKind.JPEG, FileKind.PNG)


class CertificateForm(Form):
    """The file of a certificate."""

    certificate: str | None = file_field(marked("File of the certificate"), KINDS, most_megabytes=5, is_required=True)


def certificate_form() -> FilledForm[CertificateForm]:
    """Return the empty form for a file."""
    return blank_form(CertificateForm)
