"""Files that tests look up by the code that they gave them."""

from __future__ import annotations

from sqlmodel import Session, col, select

from tracker.records.handled_files import HandledFile


def file_by_code(session: Session, code: str) -> HandledFile:
    return session.exec(select(HandledFile).where(col(HandledFile.code) == code)).one()
