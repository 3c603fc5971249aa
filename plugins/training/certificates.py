"""The files of certificates."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.training.kinds import Result
from plugins.training.models import LONGEST_NAME, Certificate, Registration
from plugins.training.telling import name_of
from tracker.api import InputError, RecordSession, sentences

_ = sentences("training")
KINDS = frozenset({"application/pdf", "image/jpeg", "image/png"})
MOST_BYTES = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A stored certificate without its content."""

    id: int
    registration_id: int
    file_name: str
    kind: str
    size: int
    uploaded_at: datetime


def add_certificate(
    session: RecordSession, registration: Registration, file_name: str, kind: str, content: bytes
) -> Certificate:
    """Keep the file of a certificate. The same file is kept once.

    Raises InputError unless it is a PDF, JPEG or PNG file of at most 5 MB, and the course was passed.
    """
    _refuse_wrong_file(file_name, kind, content)
    if registration.result is not Result.PASSED:
        raise InputError.of(
            _(
                "%(name)s has not passed this course. Note the result first.",
                name=name_of(session, registration.official_id),
            )
        )
    assert registration.id is not None
    digest = hashlib.sha256(content).hexdigest()
    stored = _stored(session, registration.id, digest)
    if stored is not None:
        return stored
    added = Certificate(
        registration_id=registration.id,
        file_name=file_name[-LONGEST_NAME:],
        kind=kind,
        size=len(content),
        sha256=digest,
        uploaded_at=session.change.at,
        content=content,
    )
    session.add(added)
    session.flush()
    return added


def remove_certificate(session: RecordSession, certificate: Certificate, because: str) -> None:
    """Remove the file of a certificate. Raises InputError without a reason."""
    if not because.strip():
        raise InputError.of(_("%(file)s: say why it is removed.", file=certificate.file_name))
    session.delete(certificate)
    session.flush()


def certificates_of(session: Session, registration_ids: Collection[int]) -> dict[int, list[StoredFile]]:
    """Return the files of registrations without their content, by registration."""
    columns = [getattr(Certificate, name) for name in StoredFile.__dataclass_fields__]
    wanted = sa.select(*columns).where(col(Certificate.registration_id).in_(registration_ids))
    found: dict[int, list[StoredFile]] = {}
    for row in session.connection().execute(wanted.order_by(col(Certificate.id))):
        found.setdefault(row.registration_id, []).append(StoredFile(*row))
    return found


def _stored(session: Session, registration_id: int, digest: str) -> Certificate | None:
    same = select(Certificate).where(Certificate.registration_id == registration_id, Certificate.sha256 == digest)
    return session.exec(same).first()


def _refuse_wrong_file(file_name: str, kind: str, content: bytes) -> None:
    if kind not in KINDS:
        raise InputError.of(_("%(file)s is no certificate: send a PDF, JPEG or PNG file.", file=file_name))
    if not content or len(content) > MOST_BYTES:
        raise InputError.of(
            _("%(file)s is empty or larger than %(most)d MB. Send a smaller file.", file=file_name, most=5)
        )
