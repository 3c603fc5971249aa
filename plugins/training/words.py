"""What people call the choices of this plugin: one word for each, on pages, in notices and in commands."""

from __future__ import annotations

import enum
from collections.abc import Mapping

from plugins.training.kinds import (
    Approval,
    Asks,
    Form,
    OrganiserState,
    Presence,
    QualificationKind,
    Result,
)
from tracker.api import Message, sentences

_ = sentences("training")

WORDS: Mapping[type[enum.Enum], Mapping[enum.Enum, Message]] = {
    Form: {
        Form.IN_PERSON: _("In person"),
        Form.ONLINE: _("Online"),
        Form.BLENDED: _("Partly online"),
    },
    Approval: {
        Approval.PENDING: _("Waiting for approval"),
        Approval.APPROVED: _("Approved"),
        Approval.REFUSED: _("Not approved"),
    },
    OrganiserState: {
        OrganiserState.NOT_SENT: _("Not sent yet"),
        OrganiserState.SENT: _("Sent to the organiser"),
        OrganiserState.CONFIRMED: _("Confirmed by the organiser"),
        OrganiserState.DECLINED: _("Declined by the organiser"),
    },
    Result: {
        Result.PASSED: _("Passed"),
        Result.FAILED: _("Not passed"),
        Result.ABSENT: _("Did not take part"),
    },
    Presence: {
        Presence.PRESENT: _("Present"),
        Presence.EXCUSED: _("Excused"),
        Presence.ABSENT: _("Absent"),
    },
    Asks: {
        Asks.DEGREE: _("A degree"),
        Asks.CERTIFICATE: _("A certificate"),
        Asks.CONTENT_GROUP: _("A course of a content group"),
    },
    QualificationKind: {
        QualificationKind.DEGREE: _("Degree"),
        QualificationKind.CERTIFICATE: _("Certificate"),
        QualificationKind.LICENCE: _("Licence"),
        QualificationKind.OTHER: _("Something else"),
    },
}


def word(value: enum.Enum) -> Message:
    """Return the word for a value of one of the plugin's choices."""
    return WORDS[type(value)][value]


def choices_of(kind: type[enum.Enum]) -> list[tuple[str, Message]]:
    """Return the values of a choice with their words, as forms and filters offer them."""
    return [(str(value.value), told) for value, told in WORDS[kind].items()]
