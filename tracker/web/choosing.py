"""What a form offers to choose from: the officials and units in reach of a permission or all of them, procedures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from tracker.accounts.accounts import Account
from tracker.messages import Message, message
from tracker.records.officials import Official
from tracker.records.postings import Posting, runs_on, shown_posting
from tracker.records.procedures import Procedure
from tracker.records.units import Unit, units_in_tree
from tracker.text import fold, name_key, spelling_order
from tracker.web.form_types import Choices
from tracker.web.requests import scope, session, signed_in, today

INDENT = "\u2003"
People = list[tuple[str, Message | str]]


def officials_for(permission: str, also: Collection[int | None] = ()) -> People:
    """Return the officials in reach of the permission in Vietnamese order, and those that stand in the record.

    Code and unit tell those of one name apart.
    """
    condition = scope().condition(Official, permission)
    if condition is None:
        return all_officials(session())
    return _people(session(), sa.or_(condition, col(Official.id).in_([one for one in also if one is not None])))


def all_officials(reader: Session) -> People:
    """Return all officials likewise: a record may belong to anybody, also outside of the account's reach."""
    return _people(reader, sa.true())


def officials_without_account(also: int | None = None) -> People:
    """Return the officials who have no account likewise, and the one that has the account in question."""
    taken = sa.exists().where(col(Account.official_id) == col(Official.id)).correlate_except(Account)
    return _people(session(), sa.or_(sa.not_(taken), col(Official.id) == also))


def _people(reader: Session, among: sa.ColumnElement[bool]) -> People:
    wanted = sa.select(col(Official.id), col(Official.full_name), col(Official.code)).where(among)
    rows = reader.connection().execute(wanted.order_by(col(Official.name_order), col(Official.code))).all()
    bearers = Counter(name_key(name) for _, name, _ in rows)
    units = _units_of(reader, [id for id, name, _ in rows if id and bearers[name_key(name)] > 1])
    return [(str(id), " · ".join((f"{name} ({code})", *units.get(id, ())))) for id, name, code in rows]


def _units_of(reader: Session, officials: Collection[int]) -> dict[int | None, list[str]]:
    """Return the unit of each of these officials who has one today, or had."""
    if not officials:
        return {}
    posted = col(Posting.id) == shown_posting(col(Official.id), today())
    wanted = (
        sa.select(col(Official.id), col(Unit.name)).join(Posting, posted).join(Unit, col(Unit.id) == Posting.unit_id)
    )
    return {id: [unit] for id, unit in reader.connection().execute(wanted.where(col(Official.id).in_(officials)))}


def unit_choices() -> Choices:
    """Return the units that the account sees, as a tree."""
    return _as_tree(session().execute(scope().narrow(sa.select(Unit), Unit)).scalars().all())


def all_units(reader: Session) -> Choices:
    """Return all units likewise: a record may belong to any."""
    return _as_tree(reader.execute(sa.select(Unit)).scalars().all())


def _as_tree(units: Sequence[Unit]) -> Choices:
    """Return the units as a tree; those of one name with the unit above each."""
    names, bearers = {unit.id: unit.name for unit in units}, Counter(fold(unit.name) for unit in units)
    found = []
    for one in units_in_tree(units):
        unit, above = one.unit, names.get(one.unit.parent_id)
        told = f"{unit.name} ({above or unit.code})" if bearers[fold(unit.name)] > 1 else unit.name
        found.append((str(unit.id), INDENT * one.depth + told))
    return found


def procedures(reader: Session) -> Choices:
    """Return all procedures by field and name, as Vietnamese lists put them; the code tells those of one name apart."""
    wanted = sa.select(col(Procedure.id), col(Procedure.field), col(Procedure.name), col(Procedure.code))
    rows = reader.connection().execute(wanted).all()
    named = [(f"{field}: {name}" if field else name, code, id) for id, field, name, code in rows]
    bearers = Counter(fold(name) for name, _, _ in named)
    in_order = sorted(named, key=lambda one: (spelling_order(one[0]), one[1] or ""))
    return [(str(id), f"{name} ({code})" if code and bearers[fold(name)] > 1 else name) for name, code, id in in_order]


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
