"""The register of legal documents: what they do to each other, whom they concern, and where they are cited."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import PurePosixPath
from types import MappingProxyType
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, SQLModel

from plugins.regulations.numbers import read_number
from plugins.regulations.resolution import keys_of
from plugins.regulations.validity import Relation, Status
from tracker.api import fold, one_of

LONGEST_NUMBER, LONGEST_PART, LONGEST_PATH, LONGEST_TITLE, LONGEST_REASON = 100, 200, 1000, 300, 500
LONGEST: Mapping[str, int] = MappingProxyType({"number": LONGEST_NUMBER, "kind": 80, "issuer": 200, "source": 500})
"""The longest text that a column of a document takes."""


class Confidence(enum.StrEnum):
    """How sure whoever entered a document is of its dates and relations."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Document(SQLModel, table=True):
    """One legal document. Its number need not be unique: another authority, or another year, may have it too.

    `kind` is the word for it, such as Nghị định. `expires_on` is the first day on which it is no longer in force, as it
    says itself; what other documents do to it stands in `DocumentRelation`. `portal_status` is what a portal said on
    `checked_on`. The keys are those by which citations find it, and `search_text` is what lists are searched by.
    """

    __tablename__ = "regulations_document"
    __derived__: ClassVar[frozenset[str]] = frozenset(
        {"number_key", "number_key_without_year", "law_key", "search_text"}
    )
    __table_args__ = (
        sa.CheckConstraint("number <> '' OR title <> ''", name="named"),
        sa.Index("ix_regulations_document_issued_on", "issued_on", "id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(default="", max_length=LONGEST_NUMBER)
    kind: str = Field(default="", max_length=LONGEST["kind"])
    title: str = Field(default="", sa_type=sa.Text)
    issuer: str = Field(default="", max_length=LONGEST["issuer"])
    issued_on: date | None = None
    in_force_from: date | None = Field(default=None, index=True)
    expires_on: date | None = Field(default=None, index=True)
    portal_status: Status | None = Field(default=None, sa_type=one_of(Status, "portal_status"))
    checked_on: date | None = None
    confidence: Confidence | None = Field(default=None, sa_type=one_of(Confidence, "confidence"))
    source: str = Field(default="", max_length=LONGEST["source"])
    responsible_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="SET NULL", index=True)
    number_key: str = Field(default="", max_length=LONGEST_NUMBER, index=True)
    number_key_without_year: str = Field(default="", max_length=LONGEST_NUMBER, index=True)
    law_key: str = Field(default="", sa_type=sa.Text)
    search_text: str = Field(default="", sa_type=sa.Text)


@event.listens_for(Document, "before_insert")
@event.listens_for(Document, "before_update")
def _derive(_mapper: object, _connection: object, document: Document) -> None:
    for name, value in derived(document.number, document.kind, document.title, document.issuer).items():
        setattr(document, name, value)


def derived(number: str, kind: str, title: str, issuer: str) -> dict[str, str]:
    """Return the columns that follow from what a document is called."""
    keys = keys_of(read_number(number), named(kind, title))
    return {
        "number_key": keys.number,
        "number_key_without_year": keys.number_without_year,
        "law_key": keys.law,
        "search_text": fold(" ".join((kind, number, title, issuer))),
    }


def named(kind: str, title: str) -> str:
    """Return a document by its kind and title, as a law is cited; many registers begin the title with the kind."""
    return title if fold(title).startswith(fold(kind)) else f"{kind} {title}"


class DocumentRelation(SQLModel, table=True):
    """What one document does to another, or to a `part` of it (khoản 9 Điều 1), from its own entry into force on."""

    __tablename__ = "regulations_relation"
    __table_args__ = (
        sa.UniqueConstraint("from_id", "to_id", "kind", "part"),
        sa.CheckConstraint("from_id <> to_id", name="another"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: Relation = Field(sa_type=one_of(Relation, "kind"))
    from_id: int = Field(foreign_key="regulations_document.id", ondelete="CASCADE")
    to_id: int = Field(foreign_key="regulations_document.id", ondelete="CASCADE", index=True)
    part: str = Field(default="", max_length=LONGEST_PART)


class Concern(SQLModel, table=True):
    """A procedure or a unit that a document concerns."""

    __tablename__ = "regulations_concern"
    __table_args__ = (
        sa.UniqueConstraint("document_id", "procedure_id"),
        sa.UniqueConstraint("document_id", "unit_id"),
        sa.CheckConstraint("(procedure_id IS NULL) <> (unit_id IS NULL)", name="one"),
    )

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="regulations_document.id", ondelete="CASCADE")
    procedure_id: int | None = Field(default=None, foreign_key="tracker_procedure.id", ondelete="CASCADE", index=True)
    unit_id: int | None = Field(default=None, foreign_key="tracker_unit.id", ondelete="CASCADE", index=True)


class Reading(SQLModel, table=True):
    """An official says that he has read a document."""

    __tablename__ = "regulations_reading"
    __table_args__ = (sa.UniqueConstraint("document_id", "official_id"),)

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="regulations_document.id", ondelete="CASCADE")
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    read_at: datetime


class LocalDocument(SQLModel, table=True):
    """A document of the commune itself, as it was when it was scanned: `digest` is that of the file.

    `title` is what people call it; where nobody said, its file is named.
    """

    __tablename__ = "regulations_local_document"
    __derived__: ClassVar[frozenset[str]] = frozenset({"search_text"})

    id: int | None = Field(default=None, primary_key=True)
    path: str = Field(max_length=LONGEST_PATH, unique=True)
    title: str = Field(default="", max_length=LONGEST_TITLE)
    digest: str = Field(max_length=64)
    scanned_at: datetime
    responsible_id: int | None = Field(default=None, foreign_key="tracker_official.id", ondelete="SET NULL", index=True)
    search_text: str = Field(default="", sa_type=sa.Text)

    @property
    def name(self) -> str:
        """What people call it."""
        return self.title or PurePosixPath(self.path).name


@event.listens_for(LocalDocument, "before_insert")
@event.listens_for(LocalDocument, "before_update")
def _make_searchable(_mapper: object, _connection: object, document: LocalDocument) -> None:
    document.search_text = searched_by(document.title, document.path)


def searched_by(title: str, path: str) -> str:
    """Return the text by which a document of the commune is found and sorted."""
    return fold(f"{title} {PurePosixPath(path).name}".strip())


class LocalCitation(SQLModel, table=True):
    """What a document of the commune cites, and in which sentence.

    Which registered document that is, and how it stands, changes with the register and the day, so it is not stored;
    the keys are those by which it is found. `stays_because` says why somebody lets the citation stand as it is: one
    that tells what was once in force is right although the cited document is not any more.
    """

    __tablename__ = "regulations_local_citation"
    __derived__: ClassVar[frozenset[str]] = frozenset({"number_key", "number_key_without_year", "law_key"})

    id: int | None = Field(default=None, primary_key=True)
    local_document_id: int = Field(foreign_key="regulations_local_document.id", ondelete="CASCADE", index=True)
    text: str = Field(sa_type=sa.Text)
    start: int
    end: int
    number: str = Field(default="", max_length=LONGEST_NUMBER)
    name: str = Field(default="", sa_type=sa.Text)
    issued_on: date | None = None
    issued_in: int | None = None
    sentence: str = Field(default="", sa_type=sa.Text)
    stays_because: str = Field(default="", max_length=LONGEST_REASON)
    number_key: str = Field(default="", max_length=LONGEST_NUMBER, index=True)
    number_key_without_year: str = Field(default="", max_length=LONGEST_NUMBER, index=True)
    law_key: str = Field(default="", sa_type=sa.Text)

    @property
    def as_written(self) -> str:
        """What the text says, on one line."""
        return " ".join(self.text.split())

    @property
    def in_sentence(self) -> tuple[str, str, str]:
        """The sentence before the citation, the citation, and the sentence behind it."""
        before, found, behind = self.sentence.partition(self.as_written)
        return (before, found, behind) if found else ("", self.as_written, f" – {self.sentence}")


class Repair(SQLModel, table=True):
    """The task to mend a document of the commune that cites what is no longer in force; open while `done_on` is empty.

    `result` says what was done. A document has one open task at most.
    """

    __tablename__ = "regulations_repair"
    __table_args__ = (
        sa.Index(
            "uq_regulations_repair_open",
            "local_document_id",
            unique=True,
            sqlite_where=sa.text("done_on IS NULL"),
            postgresql_where=sa.text("done_on IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    local_document_id: int = Field(foreign_key="regulations_local_document.id", ondelete="CASCADE", index=True)
    responsible_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    due_on: date = Field(index=True)
    note: str = Field(default="", max_length=LONGEST_REASON)
    opened_on: date
    done_on: date | None = None
    result: str = Field(default="", max_length=LONGEST_REASON)


class RegisterUpload(SQLModel, table=True):
    """A list on its way into the register: kept from the page that tries it to the one that stores it."""

    __tablename__ = "regulations_upload"
    __audited__ = False

    id: int | None = Field(default=None, primary_key=True)
    account: str = Field(max_length=80)
    filename: str = Field(max_length=200)
    content: bytes = Field(sa_type=sa.LargeBinary)
    uploaded_at: datetime
