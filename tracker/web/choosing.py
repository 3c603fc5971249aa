"""The officials to choose from in a form: those in reach of a permission, or all of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.messages import Message, message
from tracker.records.officials import Official
from tracker.records.postings import Posting, runs_on
from tracker.web.requests import scope, session, signed_in

People = list[tuple[str, Message | str]]


def officials_for(permission: str, also: Collection[int | None] = ()) -> People:
    """Return the officials in reach of the permission in Vietnamese order, and those that stand in the record.

    The code tells two of one name apart.
    """
    condition = scope().condition(Official, permission)
    if condition is None:
        return all_officials(session())
    return _people(session(), sa.or_(condition, col(Official.id).in_([one for one in also if one is not None])))


def all_officials(reader: Session) -> People:
    """Return all officials likewise: a record may belong to anybody, also outside of the account's reach."""
    return _people(reader, sa.true())


def _people(reader: Session, among: sa.ColumnElement[bool]) -> People:
    wanted = sa.select(col(Official.id), col(Official.full_name), col(Official.code)).where(among)
    rows = reader.connection().execute(wanted.order_by(col(Official.name_order)))
    return [(str(id), f"{name} ({code})") for id, name, code in rows]


def key_officials_first(people: People, on: date) -> People:
    """Return the officials with the key officials of that day first, and marked."""
    wanted = sa.select(col(Posting.official_id)).where(col(Posting.is_key_official), runs_on(on))
    keys = {str(number) for number in session().connection().execute(wanted).scalars()}
    marked: People = [
        (number, message("%(name)s – key official", name=name)) for number, name in people if number in keys
    ]
    return marked + [one for one in people if one[0] not in keys]


def numbers_of(people: People) -> set[int]:
    """Return the numbers of these officials."""
    return {int(number) for number, _ in people}


def actor() -> int | None:
    """The official of the account that asks, if it is one's."""
    account = signed_in()
    return account.official_id if account else None
