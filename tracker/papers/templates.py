"""The commune's own templates: each upload a version that is kept, one in use, or the one that comes with the kind."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlmodel import Field, Session, SQLModel, col, select

from tracker.contributions import PaperKind
from tracker.database import RecordSession
from tracker.messages import InputError, message
from tracker.paper_settings import OWNER, Papers
from tracker.papers.contents import AnyPaper
from tracker.papers.docx import Template, make_docx
from tracker.papers.kinds import kind_of_paper
from tracker.papers.template_files import CheckedTemplate, check_template
from tracker.papers.wording import say
from tracker.plugins import Plugins
from tracker.settings import settings_on

LONGEST_NAME = 200
_IN_USE = sa.text("is_in_use")


class PaperTemplate(SQLModel, table=True):
    """One version of the template of a kind of paper; the audit log keeps its digest, not its content."""

    __tablename__ = "tracker_paper_template"
    __derived__: ClassVar[frozenset[str]] = frozenset({"content"})
    __table_args__ = (
        sa.UniqueConstraint("kind", "version"),
        sa.Index(
            "ix_tracker_paper_template_in_use",
            "kind",
            unique=True,
            sqlite_where=_IN_USE,
            postgresql_where=_IN_USE,
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=200)
    version: int
    file_name: str = Field(max_length=LONGEST_NAME)
    sha256: str = Field(max_length=64)
    size: int
    uploaded_at: datetime
    uploaded_by: str
    is_in_use: bool = True
    content: bytes = Field(sa_type=sa.LargeBinary)


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a template, without its content."""

    number: int
    file_name: str
    size: int
    uploaded_at: datetime
    uploaded_by: str
    is_in_use: bool


def docx_of(session: Session, plugins: Plugins, paper: AnyPaper, on: date) -> bytes:
    """Return a paper as a .docx file, by the template in use; `on` picks how large a shipped one writes."""
    return make_docx(paper, template_in_use(session, kind_of_paper(plugins, paper.kind), on))


def template_in_use(session: Session, kind: PaperKind, on: date) -> Template:
    """Return the template by which papers of a kind are made."""
    used = session.exec(select(PaperTemplate).where(PaperTemplate.kind == kind.key, _is_in_use())).first()
    if used is not None:
        return Template(used.content, say(message("Template: version %(number)s", number=str(used.version))))
    return shipped_template(session, kind, on)


def shipped_template(session: Session, kind: PaperKind, on: date) -> Template:
    """Return the template that comes with a kind, in which a commune begins its own."""
    assert kind.template is not None
    size = settings_on(session, OWNER, Papers, on).body_size
    return Template(kind.template.read_bytes(), say(message("Template: as shipped")), size)


def versions_of(session: Session, kind: PaperKind) -> Sequence[Version]:
    """Return the commune's versions of a template, the latest first."""
    of_kind = _versions().where(col(PaperTemplate.kind) == kind.key).order_by(col(PaperTemplate.version).desc())
    return [Version(*row) for row in session.connection().execute(of_kind)]


def used_versions(session: Session) -> dict[str, Version]:
    """Return, by kind of paper, the version in use; kinds whose papers follow the shipped one are left out."""
    rows = session.connection().execute(_versions().add_columns(col(PaperTemplate.kind)).where(_is_in_use()))
    return {kind: Version(*version) for *version, kind in rows}


def stored_template(session: Session, kind: PaperKind, number: int) -> PaperTemplate:
    """Return one version of a template with its content. Raises InputError if there is none."""
    wanted = select(PaperTemplate).where(PaperTemplate.kind == kind.key, PaperTemplate.version == number)
    found = session.exec(wanted).first()
    if found is None:
        raise InputError("There is no version %(number)s of this template.", number=str(number))
    return found


def store_template(
    session: RecordSession, kind: PaperKind, checked: CheckedTemplate, *, is_in_use: bool = True
) -> PaperTemplate:
    """Store a file as the next version of a template, and use it if that is wanted.

    `checked` comes from `check_template`. Raises InputError if it is the latest version already.
    """
    digest = hashlib.sha256(checked.content).hexdigest()
    versions = versions_of(session, kind)
    latest = stored_template(session, kind, versions[0].number) if versions else None
    if latest is not None and latest.sha256 == digest:
        raise InputError(
            "This file is version %(number)s of the template already. Change it in Word first.",
            number=str(latest.version),
        )
    if is_in_use:
        use_shipped(session, kind)
    stored = PaperTemplate(
        kind=kind.key,
        version=versions[0].number + 1 if versions else 1,
        file_name=checked.filename[-LONGEST_NAME:],
        sha256=digest,
        size=len(checked.content),
        uploaded_at=session.change.at,
        uploaded_by=session.change.actor,
        is_in_use=is_in_use,
        content=checked.content,
    )
    session.add(stored)
    session.flush()
    return stored


def use_version(session: RecordSession, kind: PaperKind, number: int) -> None:
    """Make papers of a kind by this version of its template. Raises InputError if there is none, or it no more fits."""
    wanted = stored_template(session, kind, number)
    check_template(kind.key, wanted.file_name, wanted.content)
    use_shipped(session, kind)
    wanted.is_in_use = True
    session.add(wanted)
    session.flush()


def use_shipped(session: RecordSession, kind: PaperKind) -> None:
    """Make papers of a kind by the template that comes with it; the commune's versions are kept."""
    for one in session.exec(select(PaperTemplate).where(PaperTemplate.kind == kind.key, _is_in_use())):
        one.is_in_use = False
        session.add(one)
    session.flush()


def _versions() -> sa.Select[int, str, int, datetime, str, bool]:
    one = PaperTemplate
    return sa.select(
        *(col(one.version), col(one.file_name), col(one.size)),
        *(col(one.uploaded_at), col(one.uploaded_by), col(one.is_in_use)),
    )


def _is_in_use() -> sa.ColumnElement[bool]:
    return col(PaperTemplate.is_in_use).is_(True)
