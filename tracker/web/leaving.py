"""What an official who leaves has to settle first: asked once, before the last day is stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import request, url_for
from sqlmodel import col, select

from tracker.accounts.accounts import Account
from tracker.database import RecordSession
from tracker.messages import InputError, Message, message
from tracker.records.correction_states import CorrectionState
from tracker.records.leaving import LeftBehind, left_behind
from tracker.records.officials import Official
from tracker.records.postings import end_of_service, postings_of
from tracker.scope import scope_of
from tracker.web.requests import scope, session, today
from tracker.web.waiting import number_waiting

SEEN = "seen"
"""The field of a form that says for which last day its sender has seen what is left behind."""
ANSWER = message("Answer before the last day: afterwards the account is locked and nobody reads the answer.")


@dataclass(frozen=True, slots=True)
class Unsettled:
    """Things of one kind that somebody who leaves still has: how many, what to do about them, and where."""

    icon: str
    title: Message
    count: int
    cure: Message
    address: str | None


class Leaving:
    """Whether a change ends somebody's service, and what is then left behind."""

    def __init__(self, official: Official) -> None:
        self.official = official
        self.unsettled: Sequence[Unsettled] = ()
        self.last_day: date | None = None
        assert official.id is not None
        self._id = official.id
        self._before = end_of_service(postings_of(session(), self._id))

    def ask_first(self, writer: RecordSession) -> None:
        """Refuse a change, once it is made, that ends the service while something is left behind, unless that was seen.

        Raises InputError; `unsettled` then says what it is.
        """
        self.last_day = end_of_service(postings_of(writer, self._id))
        if self.last_day in (None, self._before) or request.form.get(SEEN) == str(self.last_day):
            return
        self.unsettled = unsettled_of(writer, self.official, self.last_day)
        if self.unsettled:
            raise InputError(
                "%(name)s still has work to hand on. Hand it on first, or store the last day all the same.",
                name=self.official.full_name,
            )


def unsettled_of(reader: RecordSession, official: Official, last_day: date) -> list[Unsettled]:
    """Return what an official leaves behind who serves to that day, and what is to be done about it."""
    assert official.id is not None
    left = left_behind(reader, {official.id: last_day}).get(official.id, LeftBehind())
    name, month = official.full_name, f"{left.next_duty or last_day:%Y-%m}"
    waiting, account_id = _waiting_for(reader, official.id)
    found = (
        Unsettled(
            "file-text",
            message("Files in work"),
            left.files,
            message("Hand each of them over to somebody who stays."),
            _address("files.view", "files.index", in_work=official.id),
        ),
        Unsettled(
            "calendar",
            message("Duty days planned later"),
            left.duty_days,
            message("Give them to others on the roster, or take them off."),
            _address("duty.view", "duty.month", month=month),
        ),
        Unsettled(
            "message-circle-question",
            message("Corrections asked for and not answered"),
            left.corrections,
            ANSWER,
            _address("corrections.view", "corrections.index", q=name, state=CorrectionState.OPEN.value),
        ),
        Unsettled(
            "clock-exclamation",
            message("Causes of delay given and not decided"),
            left.causes,
            ANSWER,
            _address("files.view", "causes.index", q=name, decision="waiting"),
        ),
        Unsettled(
            "checklist",
            message("Waiting for a decision as a leader"),
            waiting,
            message("See that somebody else leads these units: give another account the role."),
            _address("accounts.view", "accounts.show", account_id=account_id) if account_id else None,
        ),
    )
    return [one for one in found if one.count]


def _waiting_for(reader: RecordSession, official_id: int) -> tuple[int, int | None]:
    """Return how many things wait for the decision of an official, and his account, if he has one."""
    account = reader.exec(select(Account).where(col(Account.official_id) == official_id)).first()
    if account is None:
        return 0, None
    his = scope_of(reader, account, today())
    return (number_waiting(reader, his) if his.may("corrections.answer") else 0), account.id


def _address(permission: str, endpoint: str, **values: Any) -> str | None:
    """Return the address of a page where something can be settled, if the account may open it."""
    return url_for(endpoint, **values) if scope().may(permission) else None
