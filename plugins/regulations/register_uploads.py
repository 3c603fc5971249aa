"""Lists on their way into the register: kept from the page that tries one to the page that stores it."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, select

from plugins.regulations.models import RegisterUpload
from tracker.api import RecordSession

KEPT_FOR = timedelta(days=1)


def keep_upload(session: RecordSession, account: str, filename: str, content: bytes, at: datetime) -> RegisterUpload:
    """Keep a list until it is stored; those that nobody stored within a day go."""
    for old in session.exec(select(RegisterUpload).where(col(RegisterUpload.uploaded_at) < at - KEPT_FOR)):
        session.delete(old)
    upload = RegisterUpload(account=account, filename=filename, content=content, uploaded_at=at)
    session.add(upload)
    session.flush()
    return upload
