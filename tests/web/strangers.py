"""For every variable part of an address: a record that the people of another unit may not see."""

from __future__ import annotations

from datetime import date

from sqlmodel import select

from tests.web.conftest import Site
from tracker.records.absences import Absence
from tracker.records.corrections import Correction, CorrectionKind, contest_many
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay
from tracker.records.file_changes import SUBJECT, say_cause
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import held_of, hold
from tracker.records.postings import Posting
from tracker.records.procedures import ProcedureTerm
from tracker.records.training_records import TrainingRecord

NOT_OF_A_RECORD = frozenset(
    {"language", "theme", "filename", "period", "period_name", "key", "year", "month", "day", "owner"}
) | {*("procedure_id", "term_id")}
"""Parts of addresses that name no record, or one that everybody may see."""


def strangers_ids(site: Site) -> dict[str, object]:
    """Return a value for each variable part; add one here when an address has a new one."""
    return {
        "language": "en",
        "theme": "dark",
        "filename": "app.css",
        "file_id": site.files["early"],
        "official_id": site.officials["CB01"],
        **_of_the_desk(site),
        **_kept_of_the_desk(site),
        **_asked_at_the_desk(site),
        "alias_id": 999_999,
        "sign_in_id": 999_999,
        "position": 1,
        "grant_id": 999_999,
        "account_id": site.accounts["staff"],
        "owner": "tracker.ranking",
        "day": "2026-01-02",
        "year": 2026,
        "month": "2026-11",
        "period_name": "2026-Q4",
        "key": "files.early",
    }


def _of_the_desk(site: Site) -> dict[str, object]:
    """Return the records of the desk that have no name: its unit, the posting of CB01, the procedure of its files."""
    with site.database.reading() as session:
        posting = session.exec(select(Posting).where(Posting.official_id == site.officials["CB01"])).one()
        term = session.exec(select(ProcedureTerm)).one()
    return {
        "posting_id": posting.id,
        "unit_id": posting.unit_id,
        "procedure_id": term.procedure_id,
        "term_id": term.id,
    }


def _kept_of_the_desk(site: Site) -> dict[str, object]:
    """Return a duty day, a course and an absence of CB01."""
    official, day = site.officials["CB01"], date(2026, 11, 20)
    with site.database.writing("test") as session:
        there = [session.exec(select(table)).first() for table in (DutyDay, TrainingRecord, Absence)]
        kept = (
            there[0] or DutyDay(official_id=official, on=day),
            there[1] or TrainingRecord(official_id=official, title="Course", starts_on=day, ends_on=day),
            there[2] or Absence(official_id=official, starts_on=day),
        )
        session.add_all(kept)
        session.flush()
        return dict(zip(("duty_day_id", "training_id", "absence_id"), (one.id for one in kept), strict=True))


def _asked_at_the_desk(site: Site) -> dict[str, object]:
    """Return a request, a cause of delay and a held field about files of CB01."""
    late = site.files["late"]
    with site.database.writing("test") as session:
        asked = (
            session.exec(select(Correction)).first()
            or contest_many(
                session,
                SUBJECT,
                [late, site.files["early"]],
                {},
                "not mine",
                site.officials["CB01"],
                site.tracker.today,
                kind=CorrectionKind.NOT_MINE,
            )[0]
        )
        cause = session.exec(select(DelayCause)).first()
        cause = cause or say_cause(
            session, session.get_one(HandledFile, late), "flood", site.officials["CB01"], site.tracker.today
        )
        if not held_of(session, SUBJECT, late):
            hold(session, SUBJECT, late, ["due_on"], "the receipt")
        held = held_of(session, SUBJECT, late)["due_on"]
        return {
            "subject": "handled_file",
            "subject_id": site.files["early"],
            "correction_id": asked.id,
            "bulk_id": asked.bulk_id,
            "cause_id": cause.id,
            "held_id": held.id,
        }
