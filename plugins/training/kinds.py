"""The choices that courses, registrations and requirements have."""

from __future__ import annotations

import enum


class Form(enum.StrEnum):
    """How a course is held: tập trung, trực tuyến, bán tập trung."""

    IN_PERSON = "in_person"
    ONLINE = "online"
    BLENDED = "blended"


class Approval(enum.StrEnum):
    """What a leader says to a registration."""

    PENDING = "pending"
    APPROVED = "approved"
    REFUSED = "refused"


class OrganiserState(enum.StrEnum):
    """How a registration stands with the organiser outside who confirms the places."""

    NOT_SENT = "not_sent"
    SENT = "sent"
    CONFIRMED = "confirmed"
    DECLINED = "declined"


class Result(enum.StrEnum):
    """How somebody finished a course."""

    PASSED = "passed"
    FAILED = "failed"
    ABSENT = "absent"


class Presence(enum.StrEnum):
    """Whether somebody was there on a day of a course."""

    PRESENT = "present"
    EXCUSED = "excused"
    ABSENT = "absent"


class Asks(enum.StrEnum):
    """What a requirement asks of a position."""

    DEGREE = "degree"
    CERTIFICATE = "certificate"
    CONTENT_GROUP = "content_group"


class QualificationKind(enum.StrEnum):
    """What somebody holds."""

    DEGREE = "degree"
    CERTIFICATE = "certificate"
    LICENCE = "licence"
    OTHER = "other"
