"""Courses and their sessions, and who is registered for them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Field, SQLModel

from plugins.training.kinds import Approval, Form, OrganiserState, Presence, Result
from tracker.api import ContentGroup, OfficialKind, RankingGroup, fold, one_of

LONGEST_CODE, LONGEST_TITLE, LONGEST_NAME, LONGEST_NOTE = 60, 300, 200, 500
LONGEST_NUMBER = 100


class Course(SQLModel, table=True):
    """One course of the catalogue. Hours are lesson periods ("tiết"), in hundredths.

    Of one that `is_outside` somebody else confirms the places. One that is no longer offered stays for its history.
    """

    __tablename__ = "training_course"
    __derived__: ClassVar[frozenset[str]] = frozenset({"search_text"})
    __table_args__ = (
        sa.CheckConstraint("title <> ''", name="titled"),
        sa.CheckConstraint("hours_hundredths >= 0", name="hours_hundredths"),
    )

    id: int | None = Field(default=None, primary_key=True)
    code: str | None = Field(default=None, max_length=LONGEST_CODE, unique=True)
    title: str = Field(max_length=LONGEST_TITLE, index=True)
    content_group: ContentGroup | None = Field(
        default=None, sa_column=sa.Column(one_of(ContentGroup, "content_group"), nullable=True)
    )
    organiser: str = Field(default="", max_length=LONGEST_NAME)
    is_outside: bool = False
    form: Form = Field(default=Form.IN_PERSON, sa_type=one_of(Form, "form"))
    hours_hundredths: int = 0
    about: str = Field(default="", sa_type=sa.Text)
    is_offered: bool = True
    search_text: str = Field(default="", sa_type=sa.Text)


@event.listens_for(Course, "before_insert")
@event.listens_for(Course, "before_update")
def _derive(_mapper: object, _connection: object, course: Course) -> None:
    course.search_text = fold(" ".join((course.code or "", course.title, course.organiser)))


class CourseAudience(SQLModel, table=True):
    """Some of those for whom a course is: a unit with all below it, a ranking group or a kind of posting.

    A course without any is for everybody; one with several is for whoever belongs to one of them.
    """

    __tablename__ = "training_audience"
    __table_args__ = (
        sa.CheckConstraint(
            "(unit_id IS NOT NULL AND ranking_group IS NULL AND kind IS NULL)"
            " OR (unit_id IS NULL AND ranking_group IS NOT NULL AND kind IS NULL)"
            " OR (unit_id IS NULL AND ranking_group IS NULL AND kind IS NOT NULL)",
            name="one",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    course_id: int = Field(foreign_key="training_course.id", ondelete="CASCADE", index=True)
    unit_id: int | None = Field(default=None, foreign_key="tracker_unit.id", ondelete="CASCADE", index=True)
    ranking_group: RankingGroup | None = Field(
        default=None, sa_column=sa.Column(one_of(RankingGroup, "ranking_group"), nullable=True)
    )
    kind: OfficialKind | None = Field(default=None, sa_column=sa.Column(one_of(OfficialKind, "kind"), nullable=True))


class CourseSession(SQLModel, table=True):
    """One time that a course is held; `places` is None where there is no limit.

    `register_until` is the last day on which people register, None for the day before it begins. `starts_on` and
    `ends_on` are the first and the last of its days. `organised_by` is the account that looks after it.
    """

    __tablename__ = "training_session"
    __derived__: ClassVar[frozenset[str]] = frozenset({"starts_on", "ends_on"})
    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="ends_after_it_begins"),
        sa.CheckConstraint("places IS NULL OR places > 0", name="places"),
    )

    id: int | None = Field(default=None, primary_key=True)
    course_id: int = Field(foreign_key="training_course.id", ondelete="RESTRICT", index=True)
    place: str = Field(default="", max_length=LONGEST_NAME)
    places: int | None = None
    register_until: date | None = None
    starts_on: date = Field(index=True)
    ends_on: date = Field(index=True)
    is_cancelled: bool = False
    cancelled_because: str = Field(default="", max_length=LONGEST_NOTE)
    note: str = Field(default="", max_length=LONGEST_NOTE)
    organised_by: int | None = Field(default=None, foreign_key="tracker_account.id", ondelete="SET NULL", index=True)


class SessionDay(SQLModel, table=True):
    """One sitting of a session: a day from and to a time. `place` is empty where it is that of the session."""

    __tablename__ = "training_session_day"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "on", "begins_at"),
        sa.CheckConstraint("ends_at > begins_at", name="ends_after_it_begins"),
        sa.Index("ix_training_session_day_on", "on"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="training_session.id", ondelete="CASCADE")
    on: date
    begins_at: time
    ends_at: time
    place: str = Field(default="", max_length=LONGEST_NAME)


class Registration(SQLModel, table=True):
    """One official registered for one session.

    `asked_at` is since when he stands in the queue, which nobody shares with him. Who has a seat follows from the
    queue (see `seats`). `nominated_by` is the account of the leader who registered him, None where he did so himself.
    """

    __tablename__ = "training_registration"
    __table_args__ = (
        sa.UniqueConstraint("session_id", "official_id"),
        sa.UniqueConstraint("session_id", "asked_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    session_id: int = Field(foreign_key="training_session.id", ondelete="RESTRICT")
    official_id: int = Field(foreign_key="tracker_official.id", ondelete="RESTRICT", index=True)
    asked_at: datetime
    note: str = Field(default="", max_length=LONGEST_NOTE)
    nominated_by: int | None = Field(default=None, foreign_key="tracker_account.id", ondelete="SET NULL", index=True)
    approval: Approval = Field(default=Approval.PENDING, sa_type=one_of(Approval, "approval"), index=True)
    answered_by: int | None = Field(default=None, foreign_key="tracker_account.id", ondelete="SET NULL", index=True)
    answer: str = Field(default="", max_length=LONGEST_NOTE)
    answered_at: datetime | None = None
    withdrawn_at: datetime | None = None
    withdrawn_because: str = Field(default="", max_length=LONGEST_NOTE)
    organiser_state: OrganiserState = Field(
        default=OrganiserState.NOT_SENT, sa_type=one_of(OrganiserState, "organiser_state")
    )
    organiser_on: date | None = None
    organiser_document: str = Field(default="", max_length=LONGEST_NUMBER)
    result: Result | None = Field(default=None, sa_column=sa.Column(one_of(Result, "result"), nullable=True))
    result_note: str = Field(default="", max_length=LONGEST_NOTE)
    certificate_number: str = Field(default="", max_length=LONGEST_NUMBER)
    certificate_on: date | None = None
    record_id: int | None = Field(
        default=None, foreign_key="tracker_training_record.id", ondelete="SET NULL", unique=True
    )


class Attendance(SQLModel, table=True):
    """Whether somebody who is registered was there on a day of the session."""

    __tablename__ = "training_attendance"
    __table_args__ = (sa.UniqueConstraint("registration_id", "day_id"),)

    id: int | None = Field(default=None, primary_key=True)
    registration_id: int = Field(foreign_key="training_registration.id", ondelete="CASCADE")
    day_id: int = Field(foreign_key="training_session_day.id", ondelete="CASCADE", index=True)
    state: Presence = Field(sa_type=one_of(Presence, "state"))


class Certificate(SQLModel, table=True):
    """The file of a certificate; the audit log keeps its digest, not its content."""

    __tablename__ = "training_certificate"
    __derived__: ClassVar[frozenset[str]] = frozenset({"content"})

    id: int | None = Field(default=None, primary_key=True)
    registration_id: int = Field(foreign_key="training_registration.id", ondelete="CASCADE", index=True)
    file_name: str = Field(max_length=LONGEST_NAME)
    kind: str = Field(max_length=100)
    size: int
    sha256: str = Field(max_length=64)
    uploaded_at: datetime
    content: bytes = Field(sa_type=sa.LargeBinary)
