"""The list of officials: each with the posting that stands for him today."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import col

from tracker.messages import Message, message
from tracker.records.officials import Official
from tracker.records.postings import OfficialKind, Posting, RankingGroup, runs_on, shown_posting
from tracker.records.units import Unit, unit_and_below
from tracker.records.words import FIELDS, word
from tracker.web import lists
from tracker.web.forms import Choices
from tracker.web.lists import Column, Condition, Filter, Listing, Row
from tracker.web.requests import scope

Present = aliased(Posting, name="present")


class State(enum.StrEnum):
    """Whether somebody is in service."""

    IN_SERVICE = "in_service"
    LEFT = "left"
    TO_COME = "to_come"
    NOT_POSTED = "not_posted"


STATES: Mapping[State, Message] = {
    State.IN_SERVICE: message("In service"),
    State.LEFT: message("Left"),
    State.TO_COME: message("Begins later"),
    State.NOT_POSTED: message("Without a posting"),
}


def state_of(row: Row, on: date) -> State:
    """Return whether the official of a row is in service on a day, by the posting shown."""
    posting: Posting | None = row[1]
    if posting is None:
        return State.NOT_POSTED
    if posting.valid_from > on:
        return State.TO_COME
    return State.LEFT if posting.valid_to is not None and posting.valid_to < on else State.IN_SERVICE


def officials_listing(on: date, units: Choices) -> Listing:
    """Return the list of the officials that the account may see, with the postings that it may see."""
    shown = col(Present.id) == shown_posting(col(Official.id), on, scope().condition(Posting))
    keys = sa.select(col(Official.id)).outerjoin(Present, shown).outerjoin(Unit, col(Unit.id) == col(Present.unit_id))
    rows = sa.select(Official, Present, Unit).select_from(Official).outerjoin(Present, shown)
    return Listing(
        title=message("Officials"),
        name="officials",
        key=col(Official.id),
        keys=scope().narrow(keys, Official),
        rows=rows.outerjoin(Unit, col(Unit.id) == col(Present.unit_id)),
        columns=_columns(on),
        order="name",
        filters=_filters(on, units),
        search=lambda query: lists.contains_words(col(Official.search_text), query),
        search_label=message("Find an official by name or code"),
        search_example=message("For example: nguyen van an"),
    )


def _columns(on: date) -> tuple[Column, ...]:
    return (
        Column("name", FIELDS["full_name"], lambda row: row[0].full_name, [col(Official.name_order)]),
        Column("code", FIELDS["code"], lambda row: row[0].code, [col(Official.code)]),
        Column("unit", FIELDS["unit_id"], lambda row: row[2] and row[2].name, [col(Unit.search_text)]),
        Column("position", FIELDS["position"], lambda row: row[1] and row[1].position, in_table=False),
        Column("kind", FIELDS["kind"], lambda row: row[1] and word(row[1].kind), in_table=False),
        Column("group", FIELDS["ranking_group"], lambda row: row[1] and word(row[1].ranking_group)),
        Column("key", FIELDS["is_key_official"], lambda row: bool(row[1] and row[1].is_key_official), in_table=False),
        Column("since", message("Since"), _since, [col(Present.valid_from)]),
        Column("state", message("Service"), lambda row: STATES[state_of(row, on)]),
        Column("email", FIELDS["email"], lambda row: row[0].email, in_table=False),
        Column("phone", FIELDS["phone"], lambda row: row[0].phone, in_table=False),
    )


def _since(row: Row) -> date | None:
    posting: Posting | None = row[1]
    return None if posting is None or posting.valid_from == date.min else posting.valid_from


def _filters(on: date, units: Choices) -> tuple[Filter, ...]:
    return (
        Filter("unit", message("Unit, with those below"), _in_unit, units),
        lists.choice("kind", FIELDS["kind"], Present.kind, OfficialKind),
        lists.choice("group", FIELDS["ranking_group"], Present.ranking_group, RankingGroup),
        Filter(
            "service",
            message("Service"),
            lambda text: _in_state(State(text), on),
            [(state.value, told) for state, told in STATES.items()],
        ),
    )


def _in_unit(text: str) -> Condition:
    return col(Present.unit_id).in_(unit_and_below(int(text)))


def _in_state(state: State, on: date) -> Condition:
    match state:
        case State.IN_SERVICE:
            return runs_on(on, Present)
        case State.LEFT:
            return col(Present.valid_to) < on
        case State.TO_COME:
            return col(Present.valid_from) > on
        case State.NOT_POSTED:
            return col(Present.id).is_(None)
