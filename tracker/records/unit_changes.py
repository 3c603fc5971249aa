"""Changing the tree of units by hand; a unit goes only when nothing points to it any more."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sqlalchemy as sa
from sqlmodel import Session, select

from tracker.messages import InputError, Message, counted, message
from tracker.records.by_hand import Values, change_by_hand, identity, refuse_without_reason, remove_by_hand
from tracker.records.references import references_to
from tracker.records.units import Unit, refuse_wrong_parent
from tracker.text import fold, name_key

_POINTING: Mapping[str, Callable[[int], Message]] = {
    "tracker_unit": lambda count: counted("%(count)s unit below it", "%(count)s units below it", count=count),
    "tracker_posting": lambda count: counted(
        "%(count)s posting, past ones included", "%(count)s postings, past ones included", count=count
    ),
    "tracker_handled_file": lambda count: counted("%(count)s handled file", "%(count)s handled files", count=count),
    "tracker_grant": lambda count: counted("%(count)s role of an account", "%(count)s roles of accounts", count=count),
}
"""What may point to a unit, by table; a plugin's table is named as it is."""


def add_unit(session: Session, unit: Unit) -> Unit:
    """Add a unit. Raises InputError if another one has its code or name, or there is none to put it under."""
    _refuse_taken_name(session, unit)
    refuse_wrong_parent(session, unit, unit.parent_id)
    session.add(unit)
    session.flush()
    return unit


def change_unit(session: Session, unit: Unit, values: Values, because: str) -> None:
    """Rename or move a unit or say what kind it is, and hold it. Raises InputError as `add_unit` and `move_unit` do."""
    wanted = Unit(**{**unit.model_dump(), **values})
    _refuse_taken_name(session, wanted)
    refuse_wrong_parent(session, wanted, wanted.parent_id)
    change_by_hand(session, unit, values, because)


def remove_unit(session: Session, unit: Unit, because: str) -> None:
    """Remove a unit that nothing points to. Raises InputError that says what does, or without a reason."""
    refuse_without_reason(unit, because)
    pointing = what_points_to(session, unit)
    if pointing:
        raise InputError(
            "%(unit)s cannot be removed: %(pointing)s belong to it. Move them to another unit first, or keep it.",
            unit=unit.name,
            pointing=pointing,
        )
    remove_by_hand(session, unit)


def what_points_to(session: Session, unit: Unit) -> list[Message]:
    """Return what names the unit, counted by table, those of plugins too."""
    found = []
    for key in references_to(session, str(Unit.__tablename__)):
        name = key.parent.table.name
        counting = sa.select(sa.func.count()).where(key.parent == identity(unit))
        count = session.connection().execute(counting).scalar_one()
        if count:
            told = _POINTING.get(name)
            found.append(told(count) if told else message("%(count)d of %(table)s", count=count, table=name))
    return found


def _refuse_taken_name(session: Session, unit: Unit) -> None:
    """Raise InputError if another unit has the code, or one beside it the name: imports know a unit by either."""
    for other in session.exec(select(Unit)):
        if other.id == unit.id:
            continue
        if name_key(other.code) == name_key(unit.code):
            raise InputError(
                "The code %(code)s belongs to %(name)s. Choose another code.", code=unit.code, name=other.name
            )
        if other.parent_id == unit.parent_id and fold(other.name) == fold(unit.name):
            raise InputError(
                "There is a unit called %(name)s already, with the code %(code)s. Choose another name.",
                name=other.name,
                code=other.code,
            )
