"""By what a report of files is divided: what a file is grouped by, and how the row of a group is named."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import col

from tracker.messages import Message, message
from tracker.records import outcomes
from tracker.records.hand_overs import gives_it_first
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import Channel
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.units import Unit
from tracker.text import fold, name_order

Group = sa.SQLColumnExpression[int | None] | sa.SQLColumnExpression[Channel]


class Grouping(enum.StrEnum):
    """What the rows of a report of files stand for."""

    OFFICIAL = "official"
    UNIT = "unit"
    CHANNEL = "channel"
    PROCEDURE = "procedure"


CHANNELS = {
    Channel.ONLINE: message("Online"),
    Channel.COUNTER: message("At the counter"),
    Channel.POST: message("By post"),
}
NAMES = {
    Grouping.OFFICIAL: sa.select(
        col(Official.id), col(Official.code), col(Official.full_name).label("name")
    ).subquery(),
    Grouping.UNIT: sa.select(col(Unit.id), col(Unit.code), col(Unit.name)).subquery(),
    Grouping.PROCEDURE: sa.select(col(Procedure.id), col(Procedure.code), col(Procedure.name)).subquery(),
}
NOTHING = "–"
BEFORE, AFTER = "0", "1"


@dataclass(frozen=True, slots=True)
class RowName:
    """How a row is found (`key`), shown (`label`) and sorted (`order`)."""

    key: str
    label: str | Message
    order: tuple[str, ...]


def row_name(by: Grouping, code: str | None, name: str | None) -> RowName:
    """Return the name of the group with this code and name; the files without a group stand last, under "–"."""
    if by is Grouping.CHANNEL:
        channel = Channel(code or "")
        return RowName(channel.value, CHANNELS[channel], (str(list(Channel).index(channel)),))
    if name is None:
        return RowName("", NOTHING, (AFTER,))
    key = code or name
    label = name if key == name else f"{key} {name}"
    spelling = name_order(name) if by is Grouping.OFFICIAL else (fold(name),)
    return RowName(key, label, (BEFORE, *spelling, key))


def holder(as_of: date) -> sa.ColumnElement[int | None]:
    """Return, as a column, the one official for whom a file counts.

    Who held it on its due day if it is overdue, who finished it if it is finished, else who holds it on the day.
    """
    return sa.case(
        (outcomes.overdue(as_of), col(HandledFile.overdue_holder_id)),
        (outcomes.finished(as_of), col(HandledFile.finisher_id)),
        else_=sa.func.coalesce(gives_it_first(col(HandledFile.id), as_of), HandledFile.handler_id),
    )


def group_of_file(by: Grouping, as_of: date) -> Group:
    """Return, as a column, the group of a file: the id of its official, unit or procedure, or its channel."""
    if by is Grouping.OFFICIAL:
        return holder(as_of)
    columns: dict[Grouping, Group] = {
        Grouping.UNIT: col(HandledFile.unit_id),
        Grouping.CHANNEL: col(HandledFile.channel),
        Grouping.PROCEDURE: col(HandledFile.procedure_id),
    }
    return columns[by]


def with_names(by: Grouping, groups: sa.Subquery) -> sa.Select[tuple[object, ...]]:
    """Select all of `groups`, whose column `group` is `group_of_file`, with the `code` and the `name` of each."""
    if by is Grouping.CHANNEL:
        return sa.select(*groups.c, groups.c.group.label("code"), sa.null().label("name"))
    names = NAMES[by]
    return sa.select(*groups.c, names.c.code, names.c.name).outerjoin_from(groups, names, names.c.id == groups.c.group)
