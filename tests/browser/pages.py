"""Every page that can be opened, with somebody who opens it and a record of the demo that it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.expression_rules.drafts import Draft
from tests.browser.conftest import Served
from tracker.accounts.accounts import account_by_name
from tracker.audit import AuditEntry
from tracker.decisions.decisions import Decision, DecisionItem, DecisionState
from tracker.decisions.initiatives import Initiative
from tracker.imports.batches import ImportBatch
from tracker.imports.uploads.uploads import ImportUpload
from tracker.records.absences import Absence
from tracker.records.aliases import Alias
from tracker.records.corrections import Correction, CorrectionState
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting
from tracker.records.procedures import ProcedureTerm
from tracker.records.training_records import TrainingRecord
from tracker.records.units import Unit
from tracker.workdays import HolidayOverride

Arguments = Mapping[str, object]
Find = Callable[[Session], Arguments]
Page = tuple[str, Arguments | Find]
TODAY = date(2026, 11, 23)
STAFF = "CB06"
NONE: Arguments = {}
PUBLISHED = {"rule_key": "standing_in"}
OF_A_PERIOD = {"period_name": "2026-Q4", "key": "files.early"}
IN_REVIEW, CLOSED = {"period_name": "2026-Q3"}, {"period_name": "2026-Q2"}


def first_of(table: type[Any], name: str, *conditions: sa.ColumnElement[bool]) -> Find:
    """Return what finds the first record of a table."""

    def find(session: Session) -> Arguments:
        key = sa.inspect(table).primary_key[0]
        return {name: session.exec(select(key).where(*conditions).order_by(key)).first()}

    return find


def id_of_staff(session: Session) -> int:
    """Return the official of the demo's account "staff"."""
    return session.exec(select(col(Official.id)).where(Official.code == STAFF)).one() or 0


def _official(session: Session) -> Arguments:
    return {"official_id": id_of_staff(session)}


def _scored(session: Session) -> Arguments:
    return {**_official(session), **OF_A_PERIOD}


def _scored_in_review(session: Session) -> Arguments:
    return {**_official(session), **IN_REVIEW}


def printed_of_staff(session: Session) -> Arguments:
    """Return what the scorecard of the demo's staff is found by."""
    return {**_official(session), "period_name": "2026-Q4"}


def _alias(session: Session) -> Arguments:
    alias = session.exec(select(Alias).order_by(col(Alias.id))).first()
    assert alias is not None
    return {"official_id": alias.official_id, "alias_id": alias.id}


def _posting(session: Session) -> Arguments:
    return {
        **_official(session),
        "posting_id": session.exec(select(col(Posting.id)).where(Posting.official_id == id_of_staff(session))).first(),
    }


def _term(session: Session) -> Arguments:
    term = session.exec(select(ProcedureTerm).order_by(col(ProcedureTerm.id))).first()
    assert term is not None
    return {"procedure_id": term.procedure_id, "term_id": term.id}


def _own_file(session: Session) -> Arguments:
    return {"file_id": _of_staff(session)[-1].id}


def _asked_about(session: Session) -> Arguments:
    return {"subject": "handled_file", "subject_id": _of_staff(session)[-1].id}


def _late_file(session: Session) -> Arguments:
    said = set(session.exec(select(DelayCause.file_id)))
    late = [one for one in _of_staff(session) if (one.overdue_on or TODAY) < TODAY and one.id not in said]
    return {"file_id": late[0].id}


def _of_staff(session: Session) -> list[HandledFile]:
    wanted = select(HandledFile).where(HandledFile.handler_id == id_of_staff(session)).order_by(col(HandledFile.id))
    return list(session.exec(wanted))


def _open_file(session: Session) -> Arguments:
    wanted = select(col(HandledFile.id)).where(col(HandledFile.finished_on).is_(None)).order_by(col(HandledFile.id))
    return {"file_id": session.exec(wanted).first()}


def _account(session: Session) -> Arguments:
    return {"account_id": account_by_name(session, "staff").id}


def _coming_duty(session: Session) -> Arguments:
    wanted = select(col(DutyDay.id)).where(DutyDay.on >= TODAY).order_by(col(DutyDay.on), col(DutyDay.id))
    return {"duty_day_id": session.exec(wanted).first()}


_upload = first_of(ImportUpload, "upload_id")
_course = first_of(TrainingRecord, "training_id")
_absence = first_of(Absence, "absence_id")
_unit = first_of(Unit, "unit_id", col(Unit.parent_id).is_not(None))
_draft = first_of(Draft, "draft_id")
_asked = first_of(Correction, "correction_id", col(Correction.state) == CorrectionState.OPEN)


def _together(session: Session) -> Arguments:
    wanted = select(Correction.bulk_id).where(col(Correction.bulk_id).is_not(None))
    return {"bulk_id": session.exec(wanted.where(Correction.state == CorrectionState.OPEN)).first()}


def _overridden(session: Session) -> Arguments:
    return {"day": session.exec(select(HolidayOverride.on).order_by(col(HolidayOverride.on))).first()}


_proposal = first_of(Decision, "decision_id", col(Decision.state) == DecisionState.DRAFT)
_idea = first_of(Initiative, "initiative_id")
_issued = first_of(Decision, "decision_id", col(Decision.state) == DecisionState.ISSUED)
_sent_above = first_of(
    Decision, "decision_id", col(Decision.state) == DecisionState.ISSUED, col(Decision.goes_above).is_(True)
)


def _in_proposal(session: Session) -> Arguments:
    found = _proposal(session)
    wanted = select(DecisionItem.official_id).where(DecisionItem.decision_id == found["decision_id"])
    return {**found, "recipient_id": session.exec(wanted).first()}


PAGES: Mapping[str, list[Page]] = {
    "nobody": [("signing_in.sign_in", NONE), ("help.index", NONE)],
    "staff": [
        ("decisions.index", NONE),
        ("decisions.show", _issued),
        ("initiatives.index", NONE),
        ("initiatives.new", NONE),
        ("initiatives.show", _idea),
        ("initiatives.edit", _idea),
        ("initiatives.withdraw", _idea),
        ("my_record.show", NONE),
        ("my_record.evidence", OF_A_PERIOD),
        ("my_record.printed", {"period_name": "2026-Q4"}),
        ("my_record.rewards", NONE),
        ("card_reviews.comment_on_own", IN_REVIEW),
        ("ranking.published", NONE),
        ("corrections.mine", NONE),
        ("notices.index", NONE),
        ("corrections.ask", _asked_about),
        ("corrections.missing", NONE),
        ("causes.say", _late_file),
        ("duty.month", {"month": "2026-11"}),
        ("home.more", NONE),
        ("signing_in.mine", NONE),
        ("signing_in.password", NONE),
    ],
    "leader": [
        ("home.overview", NONE),
        ("home.week", {"day": "2026-11-19"}),
        ("ranking.show", NONE),
        ("ranking.publish", {"period_name": "2026-Q2"}),
        ("periods.index", NONE),
        ("periods.show", IN_REVIEW),
        ("periods.show", CLOSED),
        ("periods.close", IN_REVIEW),
        ("periods.verify", CLOSED),
        ("card_reviews.comment_on", _scored_in_review),
        ("rewards.show", NONE),
        ("decisions.propose_them", NONE),
        ("decisions.index", NONE),
        ("decisions.show", _proposal),
        ("decisions.show", _issued),
        ("decisions.printed", _issued),
        ("decisions.add", _proposal),
        ("decisions.choose_one", _in_proposal),
        ("decisions.ask", _proposal),
        ("decisions.put_on_paper", _proposal),
        ("decisions.give_up", _proposal),
        ("decisions.take_back", _issued),
        ("decisions.answer", _sent_above),
        ("initiatives.index", NONE),
        ("initiatives.show", _idea),
        ("initiatives.reward", _idea),
        ("reports.files", NONE),
        ("reports.differences", NONE),
        ("reports.form_ii06a", NONE),
        ("inbox.show", NONE),
        ("corrections.index", NONE),
        ("corrections.show", _asked),
        ("corrections.together", _together),
        ("causes.index", NONE),
        ("causes.decide", first_of(DelayCause, "cause_id")),
        ("files.index", NONE),
        ("files.show", _own_file),
        ("file_changes.correct", _own_file),
        ("file_changes.lengthen", _open_file),
        ("file_changes.pass_on", _open_file),
        ("record.show", _official),
        ("record.evidence", _scored),
        ("record.printed", printed_of_staff),
        ("record.rewards", _official),
        ("officials.index", NONE),
        ("units.index", NONE),
        ("procedures.index", NONE),
        ("procedures.show", _term),
        ("calendar.index", {"year": 2026}),
        ("duty.day", {"day": "2026-11-19"}),
        ("duty.plan", NONE),
        ("duty.turns", NONE),
        ("duty.move", _coming_duty),
        ("duty.note", first_of(DutyDay, "duty_day_id")),
        ("duty.remove", _coming_duty),
        ("training_records.index", NONE),
        ("training_records.new", NONE),
        ("training_records.edit", _course),
        ("training_records.remove", _course),
        ("absences.index", NONE),
        ("absences.new", NONE),
        ("absences.edit", _absence),
        ("absences.end", _absence),
        ("absences.remove", _absence),
    ],
    "admin": [
        ("paper_templates.index", NONE),
        ("paper_templates.show", {"paper_kind": "certificate"}),
        ("paper_templates.use", {"paper_kind": "decision", "number": 0}),
        ("periods.reopen", CLOSED),
        ("imports.index", NONE),
        ("imports.new", NONE),
        ("imports.show", first_of(ImportBatch, "batch_id")),
        ("imports.undo", first_of(ImportBatch, "batch_id")),
        ("imports.take_up", _upload),
        ("imports.columns", _upload),
        ("imports.check", _upload),
        ("imports.store", _upload),
        ("officials.add", NONE),
        ("officials.edit", _official),
        ("officials.aliases.add", _official),
        ("officials.aliases.end", _alias),
        ("officials.postings.add", _official),
        ("officials.postings.end", _official),
        ("officials.postings.edit", _posting),
        ("officials.postings.remove", _posting),
        ("units.add", NONE),
        ("units.edit", _unit),
        ("units.remove", _unit),
        ("procedures.add", NONE),
        ("procedures.edit", _term),
        ("procedures.terms.add", _term),
        ("procedures.terms.edit", _term),
        ("procedures.terms.remove", _term),
        ("calendar.remove", _overridden),
        ("accounts.index", NONE),
        ("accounts.show", _account),
        ("accounts.reset_password", _account),
        ("accounts.add", NONE),
        ("jobs.index", NONE),
        ("jobs.show", {"job": "backup"}),
        ("plugins.index", NONE),
        ("plugins.settings", {"owner": "reward_rules"}),
        ("expression_rules.index", NONE),
        ("expression_rules.new", NONE),
        ("expression_rules.draft", _draft),
        ("expression_rules.trial", _draft),
        ("expression_rules.publish", _draft),
        ("expression_rules.discard", _draft),
        ("expression_rules.rule", PUBLISHED),
        ("expression_rules.switch_off", PUBLISHED),
        ("expression_rules.import_rules", NONE),
    ],
    "auditor": [
        ("audit_log.index", NONE),
        ("audit_log.show", first_of(AuditEntry, "position")),
    ],
}


def address_of(served: Served, page: Page) -> str:
    """Return the address of a page; what its arguments are found by, the records of the demo answer."""
    endpoint, arguments = page
    if callable(arguments):
        with served.tracker.database.reading() as session:
            arguments = arguments(session)
    assert None not in arguments.values(), f"the demo has no record for {endpoint}"
    named = set[str]().union(*(rule.arguments for rule in served.app.url_map.iter_rules(endpoint)))
    values = {name: str(value) for name, value in arguments.items() if name in named}
    with served.app.test_request_context():
        return str(served.app.url_map.bind("localhost").build(endpoint, values, force_external=False))
