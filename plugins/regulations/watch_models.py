"""What the watch keeps: feeds and what stood in them, who was asked to read what by when, and what has been told."""

from __future__ import annotations

import enum
from datetime import date, datetime
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, SQLModel

from plugins.regulations.feed_addresses import LONGEST_ADDRESS
from plugins.regulations.fetching import LONGEST_TAG
from tracker.api import fold, marked, one_of

LONGEST_ENTRY_TITLE, LONGEST_LINK, LONGEST_SUMMARY, LONGEST_NAME = 500, 1000, 1500, 300


class EntryState(enum.StrEnum):
    """What became of an entry of a feed."""

    NEW = "new"
    REGISTERED = "registered"
    DISMISSED = "dismissed"


class FeedState(SQLModel, table=True):
    """How a feed was found when it was asked last; only the machine's memory, so not in the audit log.

    `failures` counts the attempts in a row that failed, `fault` is the sentence of the last one as JSON.
    """

    __tablename__ = "regulations_feed"
    __audited__ = False

    id: int | None = Field(default=None, primary_key=True)
    address: str = Field(max_length=LONGEST_ADDRESS, unique=True)
    title: str = Field(default="", sa_type=sa.Text)
    etag: str = Field(default="", max_length=LONGEST_TAG)
    last_modified: str = Field(default="", max_length=LONGEST_TAG)
    asked_at: datetime
    answered_at: datetime | None = None
    failures: int = 0
    fault: str | None = Field(default=None, sa_type=sa.Text)


class FeedEntry(SQLModel, table=True):
    """One entry of a feed: a document that the register may lack.

    `key` tells it from the others of its feed. `numbers` are those of the documents that it names, one a line.
    `document_id` is the document of the register that it became, or was already.
    """

    __tablename__ = "regulations_feed_entry"
    __derived__: ClassVar[frozenset[str]] = frozenset({"search_text"})
    __table_args__ = (
        sa.UniqueConstraint("feed_id", "key"),
        sa.Index("ix_regulations_feed_entry_state", "state", "found_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    feed_id: int = Field(foreign_key="regulations_feed.id", ondelete="CASCADE")
    key: str = Field(max_length=64)
    title: str = Field(max_length=LONGEST_ENTRY_TITLE)
    link: str = Field(default="", max_length=LONGEST_LINK)
    summary: str = Field(default="", sa_type=sa.Text)
    published_at: datetime | None = None
    found_at: datetime
    numbers: str = Field(default="", sa_type=sa.Text)
    state: EntryState = Field(default=EntryState.NEW, sa_type=one_of(EntryState, "state"))
    document_id: int | None = Field(
        default=None, foreign_key="regulations_document.id", ondelete="SET NULL", index=True
    )
    search_text: str = Field(default="", sa_type=sa.Text)

    @property
    def named(self) -> list[str]:
        """The numbers of the documents that it names."""
        return self.numbers.splitlines()


@event.listens_for(FeedEntry, "before_insert")
@event.listens_for(FeedEntry, "before_update")
def _derive(_mapper: object, _connection: object, entry: FeedEntry) -> None:
    entry.search_text = fold(" ".join((entry.title, entry.numbers.replace("\n", " "), entry.summary)))


class ReadingDemand(SQLModel, table=True):
    """An official was asked to read a document by a day; `read_on` is the day on which he said that he has.

    It is stored when he is asked, so what changes later (postings, concerns, settings) does not change the past.
    """

    __tablename__ = "regulations_reading_demand"
    __table_args__ = (
        sa.UniqueConstraint("document_id", "official_id"),
        sa.Index("ix_regulations_reading_demand_due", "due_on", "official_id", "read_on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    document_id: int = Field(foreign_key="regulations_document.id", ondelete="CASCADE")
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    document: str = Field(max_length=LONGEST_NAME, title=marked("Document"))
    asked_on: date = Field(title=marked("Asked on"))
    due_on: date = Field(title=marked("To be read by"))
    read_on: date | None = Field(default=None, title=marked("Read on"))

    @classmethod
    def score_days(cls, values: dict[str, object]) -> set[tuple[object, object]]:
        """It counts for its official on the day by which he was to read."""
        return {(values["official_id"], values["due_on"])}


class Told(SQLModel, table=True):
    """What people have been told already: a notice may be gone and is not told again."""

    __tablename__ = "regulations_told"
    __audited__ = False

    key: str = Field(primary_key=True, max_length=120)
    told_on: date
