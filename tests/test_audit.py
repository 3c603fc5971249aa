"""The log of changes: what it keeps of each, and that nobody can alter it unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.util import IdentitySet
from sqlmodel import Session, col, select

from tracker.audit import AuditEntry, AuditHead, canonical, head, record, verify
from tracker.database import Database, RecordSession
from tracker.records.handled_files import DERIVED
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.units import Unit, UnitKind
from tracker.staleness import StaleMark
from tracker.testing import Office

Forge = Callable[[sa.Connection], object]


def entries(database: Database) -> list[AuditEntry]:
    """Return the log."""
    with database.reading() as session:
        return list(session.exec(select(AuditEntry).order_by(col(AuditEntry.position))))


def told(database: Database) -> list[tuple[str, Any, Any]]:
    """Return what the log says was done, with the values before and after."""
    return [(e.action, e.before and json.loads(e.before), e.after and json.loads(e.after)) for e in entries(database)]


def add_unit(database: Database, code: str = "desk") -> int:
    """Add a unit; returns its id."""
    with database.writing("CB01", "reorganisation") as session:
        unit = Unit(code=code, name="Desk", kind=UnitKind.SERVICE_CENTRE)
        session.add(unit)
        session.flush()
        assert unit.id is not None
        return unit.id


def unit_with(session: Session, code: str = "desk") -> Unit:
    """Return the unit with this code."""
    return session.exec(select(Unit).where(Unit.code == code)).one()


def test_a_new_record_is_kept_whole_with_who_when_and_why(database: Database) -> None:
    unit_id = add_unit(database)
    (entry,) = entries(database)
    assert (entry.actor, entry.because, entry.at) == ("CB01", "reorganisation", database.clock())
    assert (entry.subject, entry.subject_id) == ("tracker_unit", str(unit_id))
    whole = {"code": "desk", "id": unit_id, "kind": "service_centre", "name": "Desk", "parent_id": None}
    assert told(database) == [("added", None, whole)]


def test_a_changed_record_is_kept_by_its_changed_fields_only(database: Database) -> None:
    add_unit(database)
    with database.writing("CB02") as session:
        unit = unit_with(session)
        unit.name, unit.kind = "One-stop desk", UnitKind.DIVISION
    before, after = {"name": "Desk", "kind": "service_centre"}, {"name": "One-stop desk", "kind": "division"}
    assert told(database)[1] == ("changed", before, after)


def test_a_removed_record_is_kept_whole(database: Database) -> None:
    unit_id = add_unit(database)
    with database.writing("CB02") as session:
        session.delete(unit_with(session))
    action, before, after = told(database)[1]
    assert (action, before["id"], before["name"], after) == ("removed", unit_id, "Desk", None)


def test_a_change_of_a_record_that_was_not_loaded_again_is_seen_with_what_stood_before(database: Database) -> None:
    add_unit(database)
    with database.writing("CB02") as session:
        unit = unit_with(session)
        session.expire(unit)
        unit.name = "One-stop desk"
    assert told(database)[1] == ("changed", {"name": "Desk"}, {"name": "One-stop desk"})


def test_a_change_after_a_part_of_the_transaction_was_taken_back_is_seen(database: Database) -> None:
    add_unit(database)
    with database.writing("CB02") as session:
        unit = unit_with(session)
        with session.begin_nested() as part:
            unit.name = "Mistake"
            session.flush()
            part.rollback()
        unit.name = "One-stop desk"
    assert told(database)[1:] == [("changed", {"name": "Desk"}, {"name": "One-stop desk"})]
    with database.reading() as session:
        assert verify(session) is None


def test_a_deleted_record_that_was_not_loaded_is_kept_whole(database: Database) -> None:
    add_unit(database)
    with database.writing("CB02") as session:
        unit = unit_with(session)
        session.expire(unit)
        session.delete(unit)
    assert told(database)[1][1]["name"] == "Desk"


def test_each_of_several_changes_in_one_transaction_has_an_entry(database: Database) -> None:
    with database.writing("CB01") as session:
        session.add_all([Unit(code="a", name="A"), Unit(code="b", name="B")])
        session.flush()
        unit_with(session, "a").name = "AA"
        session.delete(unit_with(session, "b"))
    assert [action for action, _, _ in told(database)] == ["added", "added", "changed", "removed"]


def test_nothing_is_kept_when_nothing_changed(database: Database) -> None:
    add_unit(database)
    with database.writing("CB02") as session:
        session.add(unit_with(session))
    with database.writing("CB02") as session:
        unit_with(session).name = "Desk"
    assert len(entries(database)) == 1


def test_a_name_that_was_changed_back_before_it_was_stored_leaves_nothing(database: Database) -> None:
    add_unit(database)
    with database.writing("CB02") as session, session.no_autoflush:
        unit = unit_with(session)
        unit.name = "Other"
        unit.name = "Desk"
    assert len(entries(database)) == 1


def change_and_fail(session: Session) -> None:
    """Change a unit, and fail when the change is already in the log."""
    unit_with(session).name = "Other"
    session.flush()
    assert head(session).position == 2
    raise RuntimeError("midway")


def test_a_transaction_that_is_rolled_back_leaves_no_entry(database: Database) -> None:
    add_unit(database)
    with pytest.raises(RuntimeError, match="midway"), database.writing("CB02") as session:
        change_and_fail(session)
    assert len(entries(database)) == 1
    with database.reading() as session:
        assert (head(session).position, verify(session)) == (1, None)


def test_what_follows_from_a_record_does_not_appear_as_a_change(database: Database) -> None:
    with database.writing("CB01") as session:
        office = Office(session)
        file = office.file(office.official(), date(2026, 7, 6), date(2026, 7, 10))
        file.finished_on, file.deadline_on, file.saved_days, file.allowed_days = date(2026, 7, 8), None, 2, 4
    action, before, after = told(database)[-1]
    assert (action, before, after) == ("changed", {"finished_on": None}, {"finished_on": "2026-07-08"})
    assert {"deadline_on", "saved_days", "allowed_days"} <= DERIVED


def test_a_change_of_nothing_but_what_follows_from_a_record_is_told(database: Database) -> None:
    with database.writing("CB01") as session:
        office = Office(session)
        office.file(office.official(), date(2026, 7, 6), date(2026, 7, 10)).deadline_on = date(2026, 7, 13)
    assert told(database)[-1] == ("changed", {"deadline_on": "2026-07-10"}, {"deadline_on": "2026-07-13"})
    assert all(before != after for _, before, after in told(database))


def test_an_official_is_removed_and_every_score_marked_stale_because_of_it(database: Database) -> None:
    with database.writing("CB01") as session:
        official = Official(code="CB09", full_name="Đặng Thị Ửng")
        session.add(official)
        session.flush()
        session.delete(official)
        session.flush()
        marks = session.exec(select(StaleMark.official_id, StaleMark.month, StaleMark.audit_position)).all()
        assert marks == [(None, None, head(session).position)]
    assert told(database)[-1][0] == "removed"


def test_a_change_that_no_row_stands_for_can_be_recorded(database: Database) -> None:
    with database.writing("CB01", "July's export") as session:
        position = record(session, "imported", "tracker_import_batch", "7", after={"rows": 3, "on": date(2026, 7, 1)})
        assert head(session).position == position == 1
    (entry,) = entries(database)
    assert (entry.action, entry.subject_id, entry.after) == ("imported", "7", '{"on":"2026-07-01","rows":3}')


def test_the_head_moves_with_every_entry_and_holds_its_hash(database: Database) -> None:
    heads = []
    for code in ("a", "b", "c"):
        add_unit(database, code)
        with database.reading() as session:
            heads.append((head(session).position, head(session).hash))
    assert heads == [(entry.position, entry.hash) for entry in entries(database)]


def test_an_empty_log_is_unbroken(database: Database) -> None:
    with database.reading() as session:
        assert (verify(session), head(session).position) == (None, 0)


def sql(statement: str) -> Forge:
    """Return a forgery written in SQL."""
    return lambda connection: connection.execute(sa.text(statement))


def shift_up(connection: sa.Connection) -> None:
    """Move the entries from the third on up by one, to make room."""
    for position in (4, 3):
        statement = sa.text("UPDATE tracker_audit_entry SET position = position + 1 WHERE position = :position")
        connection.execute(statement, {"position": position})


def insert_between(connection: sa.Connection) -> None:
    """Put a copy of the second entry behind it."""
    shift_up(connection)
    connection.execute(sa.text(f"INSERT INTO tracker_audit_entry SELECT 3, {COLUMNS} {FROM_SECOND}"))


def swap(connection: sa.Connection) -> None:
    """Exchange the second and the third entry."""
    for old, new in ((2, 99), (3, 2), (99, 3)):
        connection.execute(sa.text(f"UPDATE tracker_audit_entry SET position = {new} WHERE position = {old}"))


COLUMNS = 'at, actor, action, subject, subject_id, "before", "after", because, previous_hash, hash'
FROM_SECOND = "FROM tracker_audit_entry WHERE position = 2"
ALTER = "UPDATE tracker_audit_entry SET {} WHERE position = {}"
CUT = "DELETE FROM tracker_audit_entry WHERE position "


@pytest.mark.parametrize(
    ("forge", "position", "what"),
    [
        (sql(ALTER.format("actor = 'nobody'", 2)), 2, "altered"),
        (sql(ALTER.format('"after" = NULL', 1)), 1, "altered"),
        (sql(ALTER.format('"after" = "after" || \' \'', 3)), 3, "altered"),
        (sql(ALTER.format("because = 'something else'", 4)), 4, "altered"),
        (sql(ALTER.format("subject_id = '99'", 3)), 3, "altered"),
        (sql(ALTER.format("at = '2020-01-01 00:00:00+00'", 2)), 2, "altered"),
        (sql(ALTER.format("hash = previous_hash", 2)), 2, "altered"),
        (sql(ALTER.format("previous_hash = hash", 2)), 2, "does not follow the entry before it"),
        (sql(CUT + "= 1"), 1, "missing"),
        (sql(CUT + "= 2"), 2, "missing"),
        (sql(CUT + "IN (2, 3)"), 2, "missing"),
        (insert_between, 3, "does not follow the entry before it"),
        (swap, 2, "does not follow the entry before it"),
        (sql(CUT + "= 4"), 4, "missing at the end"),
        (sql(CUT + "> 1"), 2, "missing at the end"),
        (sql(CUT + "> 0"), 1, "missing at the end"),
        (sql("DELETE FROM tracker_audit_head"), 5, "missing at the end"),
        (sql("UPDATE tracker_audit_head SET position = 3"), 5, "missing at the end"),
        (sql("UPDATE tracker_audit_head SET hash = 'x'"), 5, "missing at the end"),
        (sql(f"INSERT INTO tracker_audit_entry SELECT 5, {COLUMNS} {FROM_SECOND}"), 5, "does not follow"),
        (sql(f"INSERT INTO tracker_audit_entry SELECT 0, {COLUMNS} {FROM_SECOND}"), 1, "missing"),
    ],
)
def test_a_forged_log_is_found_at_its_first_broken_link(
    database: Database, forge: Forge, position: int, what: str
) -> None:
    for code in ("a", "b", "c", "d"):
        add_unit(database, code)
    with database.reading() as session:
        assert verify(session) is None
    with database.writing("forger") as session:
        forge(session.connection())
    with database.reading() as session:
        broken = verify(session)
    assert broken is not None
    assert broken.position == position
    assert broken.what.id.startswith(what)


def test_a_tail_cut_together_with_the_head_no_longer_reaches_the_head_that_was_printed(database: Database) -> None:
    for code in ("a", "b", "c"):
        add_unit(database, code)
    with database.reading() as session:
        printed = head(session)
    with database.writing("forger") as session:
        connection = session.connection()
        connection.execute(sa.text(CUT + "= 3"))
        last = connection.execute(sa.select(col(AuditEntry.hash)).where(col(AuditEntry.position) == 2)).scalar_one()
        connection.execute(sa.update(AuditHead).values(position=2, hash=last))
    with database.reading() as session:
        assert verify(session) is None
        assert printed.hash not in [entry.hash for entry in entries(database)]
        assert head(session).position < printed.position


def test_officials_with_every_kind_of_letter_keep_the_log_unbroken(database: Database) -> None:
    with database.writing("Nguyễn", "đổi tên — “mới”\n") as session:
        session.add(Official(code="CB01", full_name="Đặng Thị Ửng 🎉 \\ \" ' %"))
    with database.reading() as session:
        assert verify(session) is None


def test_canonical_json_is_the_same_whatever_the_order_of_the_keys() -> None:
    values = {"b": Decimal("1.50"), "a": date(2026, 1, 2), "c": time(7, 30), "d": UnitKind.DIVISION}
    assert canonical(values) == canonical(dict(reversed(values.items())))
    assert canonical(values) == '{"a":"2026-01-02","b":"1.50","c":"07:30:00","d":"division"}'


def test_what_has_no_exact_form_cannot_stand_in_the_log() -> None:
    with pytest.raises(TypeError, match="set cannot stand in the audit log"):
        canonical({"a": {1}})


class _Counted(RecordSession):
    """A session that counts how often its new rows are gathered, which looks through all of them."""

    gathered = 0

    @property
    def new(self) -> IdentitySet:
        self.gathered += 1
        return super().new


def test_the_new_rows_of_a_flush_are_gathered_as_often_for_many_as_for_one(database: Database) -> None:
    counts = []
    for number in (1, 300):
        with database.writing("ha.pt") as writer, _Counted(writer.connection(), info=writer.info) as session:
            session.add_all(Procedure(name=f"Procedure {one} of {number}") for one in range(number))
            session.flush()
            counts.append(session.gathered)
    assert counts[0] == counts[1]
