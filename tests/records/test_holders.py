"""Whose file a file is."""

from __future__ import annotations

from datetime import date

from tracker.database import Database
from tracker.records.file_changes import hand_over
from tracker.records.handled_files import HandledFile
from tracker.records.holders import files_of, holders_of
from tracker.testing import Office

RECEIVED, DUE = date(2026, 7, 6), date(2026, 7, 13)


def test_whoever_is_a_holder_of_a_file_has_it_among_his_files_and_nobody_else(database: Database) -> None:
    with database.writing("clerk") as session:
        office = Office(session)
        first, then, at_last, nobody = (office.official(code) for code in ("A", "B", "C", "D"))
        passed = office.file(first, RECEIVED, DUE, finished_on=date(2026, 7, 20))
        hand_over(session, passed, then.id, date(2026, 7, 8))
        hand_over(session, passed, at_last.id, date(2026, 7, 17))
        kept = office.file(then, RECEIVED)
        files: list[HandledFile] = [passed, kept, office.file(None, RECEIVED)]
        assert holders_of(session, passed) == {first.id, then.id, at_last.id}
        assert holders_of(session, kept) == {then.id}
        for one in (first, then, at_last, nobody):
            his = {file.id for file in files if one.id in holders_of(session, file)}
            assert set(session.exec(files_of(one.id)).scalars()) == his
