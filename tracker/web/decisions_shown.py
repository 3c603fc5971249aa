"""A decision as its page shows it: the officials by pool, the votes on them, the checks, the steps."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from flask import url_for
from sqlmodel import col

from tracker.accounts.accounts import full_names
from tracker.decisions.answers import answers_on
from tracker.decisions.checks import Check, Topic, Weight
from tracker.decisions.council import CouncilComment, Vote, Votes, comments_on, votes_by, votes_on
from tracker.decisions.decisions import (
    AnswerAbove,
    Decision,
    DecisionItem,
    DecisionKind,
    DecisionState,
    DecisionStep,
    steps_of,
)
from tracker.decisions.names import called
from tracker.decisions.own import own_items
from tracker.messages import Message, message
from tracker.records.officials import Official
from tracker.rewards.warnings import Warned, warnings_of
from tracker.web.decisions_seen import DECIDE
from tracker.web.navigation import opens
from tracker.web.ranking import record_address
from tracker.web.requests import account, scope, session, tracker

STATES: Mapping[DecisionState, tuple[str, str, Message]] = {
    DecisionState.DRAFT: ("warn", "clock", message("Proposal")),
    DecisionState.WITHDRAWN: ("", "arrow-back-up", message("Withdrawn")),
    DecisionState.ISSUED: ("ok", "check", message("Issued")),
    DecisionState.REVOKED: ("bad", "x", message("Revoked")),
}
"""The kind of tag, the icon and the word for where a decision stands."""
VOTES: Mapping[Vote, Message] = {
    Vote.FOR: message("For"),
    Vote.AGAINST: message("Against"),
    Vote.ABSTAINS: message("Abstains"),
}
MARKS = {Weight.FINE: "circle-check", Weight.WARNS: "alert-triangle", Weight.STOPS: "alert-circle"}


@dataclass(frozen=True, slots=True)
class Row:
    """One official, or unit, in a decision: what is known of it, and what the council and the level above say."""

    item: DecisionItem
    full_name: str
    code: str
    address: str | None
    warned: Sequence[Warned]
    votes: Votes
    own_vote: Vote | None
    answer: AnswerAbove | None
    is_own: bool


@dataclass(frozen=True, slots=True)
class Pool:
    """The officials of a decision who are compared; a decision on achievements has one pool without a title."""

    title: Message | None
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Looked:
    """A check as the page shows it, and where what it found is mended."""

    check: Check
    address: str | None

    @property
    def icon(self) -> str:
        """The icon of the mark."""
        return MARKS[self.check.weight]


def rows_of(decided: Decision, items: Sequence[DecisionItem]) -> list[Row]:
    """Return the rows of these officials or units."""
    officials = [item.official_id for item in items if item.official_id is not None]
    names, answers = called(session(), items), answers_on(session(), decided)
    own_case = {item.id for item in own_items(session(), items, decided.about, scope().viewer)}
    votes, own = votes_on(session(), decided), votes_by(session(), decided, account().name)
    warned = _warned(decided, officials)
    return [
        Row(
            item,
            *names[item.id or 0],
            _record(decided, item.official_id),
            warned.get(item.official_id or 0, ()),
            votes.get(item.id or 0, Votes()),
            own.get(item.id or 0),
            answers.get(item.id or 0),
            item.id in own_case,
        )
        for item in items
    ]


def pools_of(rows: Sequence[Row]) -> list[Pool]:
    """Return the rows by pool, in each by place; who has none stands last."""
    pools: dict[str | None, list[Row]] = {}
    for row in rows:
        pools.setdefault(row.item.pool, []).append(row)
    return [
        Pool(
            None if title is None else Message.from_json(json.loads(title)),
            sorted(
                some, key=lambda row: (row.item.place is None, row.item.place or 0, -(row.item.total_hundredths or 0))
            ),
        )
        for title, some in pools.items()
    ]


def looked_at(decided: Decision, checks: Sequence[Check], plugin: str | None) -> list[Looked]:
    """Return the checks with the page on which the account can mend what was found."""
    return [Looked(one, None if one.weight is Weight.FINE else _mended_at(decided, one, plugin)) for one in checks]


def steps_shown(decided: Decision) -> list[tuple[DecisionStep, str]]:
    """Return every step with the name of who took it, the last first."""
    return with_names(list(reversed(steps_of(session(), decided))))


def with_names(steps: Sequence[DecisionStep]) -> list[tuple[DecisionStep, str]]:
    """Return steps with the name of who took each."""
    names = full_names(session(), {step.account for step in steps}) if steps else {}
    return [(step, names.get(step.account, step.account)) for step in steps]


def comments_shown(decided: Decision, rows: Sequence[Row]) -> list[tuple[CouncilComment, str, str | None]]:
    """Return what was said, by whom, and about whom; about whom the account does not see is left out."""
    comments = comments_on(session(), decided)
    names = full_names(session(), {one.account for one in comments}) if comments else {}
    about = {row.item.id: row.full_name for row in rows}
    return [
        (one, names.get(one.account, one.account), about.get(one.item_id))
        for one in comments
        if one.item_id is None or one.item_id in about
    ]


def names_of(officials: Sequence[int | None]) -> dict[int, str]:
    """Return the names of officials."""
    wanted = sa.select(col(Official.id), col(Official.full_name)).where(col(Official.id).in_(officials))
    return {row.id: row.full_name for row in session().execute(wanted)}


def address_of(decided: Decision) -> str:
    """Return the address of the page of a decision."""
    return url_for("decisions.show", decision_id=decided.id)


def about(decided: Decision) -> Message:
    """Return in a word what a decision is about, where it is about no period."""
    if decided.kind is DecisionKind.REVOCATION:
        return message("Revokes another decision")
    return message("Initiatives")


def _warned(decided: Decision, officials: Sequence[int]) -> Mapping[int, Sequence[Warned]]:
    period = decided.about
    if period is None or not officials or not scope().may("files.view"):
        return {}
    return warnings_of(session(), period, officials, tracker().config.site.zone)


def _record(decided: Decision, official_id: int | None) -> str | None:
    """Return the address of the official's card, None of a unit and of whom the account may not see."""
    if official_id is None or not (scope().may("scores.view") or official_id == account().official_id):
        return None
    period = decided.about
    return f"{record_address(official_id)}{f'?period={period.name}' if period else ''}"


def _mended_at(decided: Decision, check: Check, plugin: str | None) -> str | None:
    """Return where the account can mend what a check found, None where it can nowhere."""
    if check.topic in (Topic.OFFICIALS, Topic.PLACES):
        return "#officials"
    if check.topic is Topic.PERIOD and scope().may("periods.view"):
        of_year = decided.about is not None and decided.about.grain == "year"
        return url_for("periods.index") if of_year else url_for("periods.show", period_name=decided.period)
    if check.topic is Topic.POINTS and scope().may(DECIDE):
        return "#points"
    if check.topic is Topic.CONTESTS and opens("inbox.show"):
        return url_for("inbox.show")
    if check.topic is Topic.COUNCIL:
        return "#council"
    if check.topic in (Topic.FUND, Topic.BASES) and plugin is not None and scope().may("settings.view"):
        return url_for("plugins.settings", owner=plugin)
    return None
