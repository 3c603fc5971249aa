"""For every variable part of an address: a record that the people of another unit may not see."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlmodel import select
from werkzeug.routing import Rule

from plugins.expression_rules.drafts import Draft, new_draft_of
from plugins.expression_rules.rules import OWNER
from plugins.expression_rules.samples import samples
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.standings import print_of
from tests.web.conftest import Site
from tests.web.keeping import kept
from tests.web.strangers_in_plugins import SEEN_BY_EVERYBODY, ids_in_plugins
from tracker.accounts.grants import Grant
from tracker.accounts.sign_ins import SignIn, open_sign_in
from tracker.accounts.viewers import Viewer
from tracker.database import RecordSession
from tracker.decisions.council import CouncilMember
from tracker.decisions.decisions import Decision, DecisionItem, DecisionKind
from tracker.decisions.initiative_changes import Said, propose_initiative
from tracker.decisions.initiatives import Initiative
from tracker.decisions.steps import note_step
from tracker.imports.batches import ImportBatch
from tracker.imports.checking.fields import ImportKind
from tracker.imports.reading.limits import Limits
from tracker.imports.uploads.seen_sheets import dump_sheets, look
from tracker.imports.uploads.uploads import ImportUpload, add_upload
from tracker.messages import dump_with_messages, message
from tracker.notices import notices_of, tell
from tracker.records.absences import Absence
from tracker.records.aliases import Alias, add_alias
from tracker.records.calendar_changes import set_override
from tracker.records.correction_states import CorrectionKind
from tracker.records.corrections import Claim, Correction, contest_many
from tracker.records.delay_causes import DelayCause
from tracker.records.duty_days import DutyDay
from tracker.records.file_changes import SUBJECT, say_cause
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import held_of, hold
from tracker.records.initiative_kinds import InitiativeKind
from tracker.records.postings import Posting
from tracker.records.procedures import ProcedureTerm
from tracker.records.training_records import TrainingRecord
from tracker.settings import DatedSettings, change_settings

NOT_OF_A_RECORD = frozenset(
    {
        "language",
        "theme",
        "filename",
        "period_name",
        "key",
        "job",
        "year",
        "month",
        "day",
        "owner",
        "procedure_id",
        "term_id",
        "rule_key",
        "draft_id",
        "decision_id",
        "paper",
        "file_kind",
        "paper_kind",
        "number",
        *SEEN_BY_EVERYBODY,
    }
)
"""Parts of addresses that name no record, or one that everybody may see."""
DAY = date(2026, 11, 20)


def strangers_ids(site: Site) -> dict[str, object]:
    """Return a value for each variable part; add one here when an address has a new one."""
    with site.database.writing("test") as session:
        return {
            "language": "en",
            "theme": "dark",
            "filename": "app.css",
            "file_id": site.files["early"],
            "official_id": site.officials["CB01"],
            "recipient_id": site.officials["CB01"],
            **_of_the_desk(session, site),
            **_kept_of_the_desk(session, site),
            **_asked_at_the_desk(session, site),
            **_of_the_account(session, site),
            **_imported(session),
            **_written(session),
            **ids_in_plugins(session, site),
            "decision_id": _proposed(session, site),
            "initiative_id": _found(session, site),
            "owner": "reward_rules",
            "day": DAY.isoformat(),
            "year": DAY.year,
            "month": "2026-11",
            "period_name": "2026-Q4",
            "key": "files.early",
            "job": "cleaning",
            "paper": "decision",
            "file_kind": "pdf",
            "paper_kind": "decision",
            "number": 0,
        }


def filled(site: Site, rule: Rule, ids: Mapping[str, object]) -> str:
    """Return an address with values for its variable parts."""
    with site.app.test_request_context():
        values = {name: ids[name] for name in rule.arguments}
        return str(site.app.url_map.bind("localhost").build(rule.endpoint, values, force_external=False))


def _of_the_desk(session: RecordSession, site: Site) -> dict[str, object]:
    """Return the records of the desk that have no name: its unit, the posting of CB01, the procedure of its files."""
    posting = session.exec(select(Posting).where(Posting.official_id == site.officials["CB01"])).one()
    term = session.exec(select(ProcedureTerm)).one()
    return {
        "posting_id": posting.id,
        "unit_id": posting.unit_id,
        "procedure_id": term.procedure_id,
        "term_id": term.id,
    }


def _kept_of_the_desk(session: RecordSession, site: Site) -> dict[str, object]:
    """Return a duty day, a course, an absence and an alias of CB01."""
    official = site.officials["CB01"]
    alias = session.exec(select(Alias)).first() or add_alias(session, "Cổng tỉnh", "Chị Hà", official)
    return {
        "duty_day_id": kept(session, DutyDay(official_id=official, on=DAY)),
        "training_id": kept(session, TrainingRecord(official_id=official, title="Course", starts_on=DAY, ends_on=DAY)),
        "absence_id": kept(session, Absence(official_id=official, starts_on=DAY)),
        "alias_id": alias.id,
    }


def _asked_at_the_desk(session: RecordSession, site: Site) -> dict[str, object]:
    """Return a request, a cause of delay and a held field about files of CB01."""
    early, late, said_by, today = site.files["early"], site.files["late"], site.officials["CB01"], site.tracker.today
    asked = session.exec(select(Correction)).first()
    if asked is None:
        kind = CorrectionKind.NOT_MINE
        asked = contest_many(session, SUBJECT, [late, early], Claim({}, "not mine", said_by, today, kind=kind))[0]
    cause = session.exec(select(DelayCause)).first()
    cause = cause or say_cause(session, session.get_one(HandledFile, late), "flood", said_by, today)
    if not held_of(session, SUBJECT, late):
        hold(session, SUBJECT, late, ["due_on"], "the receipt")
    return {
        "subject": "handled_file",
        "subject_id": early,
        "correction_id": asked.id,
        "bulk_id": asked.bulk_id,
        "cause_id": cause.id,
        "held_id": held_of(session, SUBJECT, late)["due_on"].id,
    }


def _of_the_account(session: RecordSession, site: Site) -> dict[str, object]:
    """Return the account of CB01, its role, and where it is signed in."""
    account_id = site.accounts["staff"]
    tell(session, [account_id], "told", message("Told"), "/me/")
    sign_in = session.exec(select(SignIn).where(SignIn.account_id == account_id)).first()
    if sign_in is None:
        open_sign_in(session, account_id, "127.0.0.1", "test", session.change.at)
        sign_in = session.exec(select(SignIn).where(SignIn.account_id == account_id)).one()
    return {
        "account_id": account_id,
        "sign_in_id": sign_in.id,
        "notice_id": notices_of(session, account_id)[0].id,
        "grant_id": session.exec(select(Grant).where(Grant.account_id == account_id)).one().id,
        "position": 1,
    }


def _imported(session: RecordSession) -> dict[str, object]:
    """Return a batch, and an upload of which nobody has chosen the columns yet; declare the day off."""
    set_override(session, DAY, False, "flood", (6,))
    at, content = session.change.at, "Mã hồ sơ;Ngày tiếp nhận\nN-1;15/10/2026".encode()
    upload = session.exec(select(ImportUpload)).first()
    seen = dump_sheets(look(content, "list.csv", ImportKind.FILES, {}, Limits()))
    batch = ImportBatch(kind="files", source="s", filename="f", stored_at=at, actor="test", digest="0" * 64)
    fresh = ImportUpload(
        kind="files", source="s", filename="f", size=9, uploaded_by="test", uploaded_at=at, changed_at=at, seen=seen
    )
    return {
        "batch_id": kept(session, batch),
        "upload_id": upload.id if upload is not None else add_upload(session, fresh, content),
    }


def _written(session: RecordSession) -> dict[str, object]:
    """Return a rule that somebody has written and published, and a draft that changes it."""
    rule = samples()["early_files"]
    if session.exec(select(DatedSettings).where(DatedSettings.owner == OWNER)).first() is None:
        change_settings(session, OWNER, WrittenRules(rules=(rule,)), date(2026, 10, 1), "Resolution 3")
    draft = session.exec(select(Draft)).first() or new_draft_of(session, rule, print_of(rule))
    return {"rule_key": rule.key, "draft_id": draft.id}


def _found(session: RecordSession, site: Site) -> int:
    """Return an initiative that CB01 found and proposed."""
    said = Said(InitiativeKind.METHOD, "One form", [site.officials["CB01"]], DAY, "One form instead of two", "Minutes")
    by = Viewer(site.accounts["staff"], "staff", site.officials["CB01"], site.tracker.today)
    found = session.exec(select(Initiative)).first() or propose_initiative(session, said, by)
    return found.id or 0


def _proposed(session: RecordSession, site: Site) -> int:
    """Return a proposal with CB01 and CB02 in it, on which CB01 is asked for his view."""
    period = "2026-Q4"
    draft = session.exec(select(Decision).where(Decision.period == period)).first()
    if draft is None:
        draft = Decision(
            kind=DecisionKind.PERIOD,
            period=period,
            form="commendations.quarterly",
            title=dump_with_messages(message("Commendation")),
            dossier_on=DAY,
            proposed_by="second",
        )
        note_step(session, draft, message("Proposed with 1 official"))
        number = draft.id or 0
        listed = [site.officials[code] for code in ("CB01", "CB02")]
        session.add_all([DecisionItem(decision_id=number, official_id=one, is_chosen=True) for one in listed])
        member = CouncilMember(decision_id=number, account_id=site.accounts["staff"], asked_at=session.change.at)
        session.add(member)
        session.flush()
    return draft.id or 0
