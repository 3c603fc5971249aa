"""The words of the audit log: what was done, to which kind of record, and what its fields are called."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from tracker.accounts.accounts import Account
from tracker.accounts.grants import Grant
from tracker.closing.comments import CardComment
from tracker.closing.looking import CardSeen
from tracker.closing.publishing import PublishedRanking
from tracker.closing.reviews import PeriodReview
from tracker.decisions.council import CouncilComment, CouncilMember, CouncilVote
from tracker.decisions.decisions import AnswerAbove, Decision, DecisionItem, DecisionStep
from tracker.decisions.initiatives import Initiative, InitiativePerson
from tracker.fingerprint import PluginFingerprint
from tracker.imports.batches import ImportBatch
from tracker.messages import Message, message
from tracker.papers.templates import PaperTemplate
from tracker.records import working_time
from tracker.records.aliases import Alias
from tracker.records.calendar_changes import CALENDAR
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.hand_overs import HandOver
from tracker.records.held_fields import HeldField
from tracker.records.officials import Official
from tracker.records.procedures import Procedure, ProcedureTerm
from tracker.records.record_names import KINDS
from tracker.records.shown_values import field_title
from tracker.records.units import Unit
from tracker.scoring.closings import PeriodClosing
from tracker.settings import DatedSettings
from tracker.workdays import HolidayOverride

ACTIONS: Mapping[str, Message] = MappingProxyType(
    {
        "added": message("Added"),
        "changed": message("Changed"),
        "removed": message("Removed"),
        "import": message("Imported"),
        "undo": message("Import taken back"),
        "password set": message("First password given"),
        "password changed": message("Password changed"),
        "calendar": message("Calendar brought up to date"),
        "working time": message("Judged by other office hours"),
        "plugins": message("Other plugins score"),
    }
)
SUBJECTS: Mapping[str, Message] = MappingProxyType(
    {
        **KINDS,
        str(HandOver.__tablename__): message("Hand-over"),
        str(DelayCause.__tablename__): message("Cause of a delay"),
        str(HeldField.__tablename__): message("Held field"),
        str(Correction.__tablename__): message("Correction"),
        str(Official.__tablename__): message("Official"),
        str(Alias.__tablename__): message("Name in exports"),
        str(Unit.__tablename__): message("Unit"),
        str(Procedure.__tablename__): message("Procedure"),
        str(ProcedureTerm.__tablename__): message("Published duration"),
        str(ImportBatch.__tablename__): message("Import"),
        str(HolidayOverride.__tablename__): message("Declared day"),
        CALENDAR: message("Calendar of working days"),
        str(PeriodReview.__tablename__): message("Review of a period"),
        str(CardSeen.__tablename__): message("Look at a scorecard"),
        str(CardComment.__tablename__): message("Comment on a scorecard"),
        str(PeriodClosing.__tablename__): message("Closing of a period"),
        str(PublishedRanking.__tablename__): message("Publication of a ranking"),
        str(Decision.__tablename__): message("Reward decision"),
        str(DecisionItem.__tablename__): message("Official in a decision"),
        str(DecisionStep.__tablename__): message("Step of a decision"),
        str(AnswerAbove.__tablename__): message("Answer of the level above"),
        str(CouncilMember.__tablename__): message("Member of a council"),
        str(CouncilVote.__tablename__): message("Vote of a council"),
        str(CouncilComment.__tablename__): message("Comment of a council"),
        str(DatedSettings.__tablename__): message("Settings"),
        working_time.OWNER: message("Office hours and pauses"),
        str(Account.__tablename__): message("Account"),
        str(Grant.__tablename__): message("Role of an account"),
        str(PluginFingerprint.__tablename__): message("Plugins that score"),
        str(Initiative.__tablename__): message("Initiative"),
        str(PaperTemplate.__tablename__): message("Template of a paper"),
        str(InitiativePerson.__tablename__): message("Who found an initiative"),
    }
)
"""What a record of each table is called; a table of a plugin stands under its own name."""
MORE_FIELDS: Mapping[str, Message] = MappingProxyType(
    {
        "account": message("Account"),
        "account_id": message("Account"),
        "after": message("What is kept"),
        "as_of": message("As of"),
        "asked_at": message("Asked"),
        "at": message("At"),
        "audit_hash": message("Audit log then"),
        "audit_position": message("Entry of the audit log then"),
        "because": message("Reason"),
        "checks": message("Checks before signing"),
        "closed_at": message("Closed"),
        "closed_by": message("Closed by"),
        "closing_id": message("Closing of a period"),
        "created_at": message("Added"),
        "decision_id": message("Reward decision"),
        "digest": message("Digest of the rows"),
        "disabled_at": message("Closed"),
        "disabled_by": message("Closed by"),
        "dossier_on": message("Proposed"),
        "ended_at": message("Ended"),
        "file_id": message("Handled file"),
        "goes_above": message("Only proposed to the level above"),
        "initiative_id": message("Initiative"),
        "is_chosen": message("Chosen for a reward"),
        "is_granted": message("Granted"),
        "is_small_sample": message("Few files"),
        "issued_at": message("Issued"),
        "item_id": message("Official in a decision"),
        "legal_bases": message("What it rests on"),
        "number": message("Number"),
        "pays_from": message("Fund that pays"),
        "place": message("Place"),
        "pool": message("Group"),
        "proposed_by": message("Proposed by"),
        "reached": message("What was reached or missed"),
        "reason": message("Reason"),
        "revokes_id": message("Revokes decision"),
        "signer_id": message("Signer"),
        "signs_for_id": message("In the absence of"),
        "standing": message("By the form"),
        "told": message("What was done"),
        "version": message("Steps so far"),
        "vote": message("Vote"),
        "file_name": message("File"),
        "is_in_use": message("In use"),
        "sha256": message("Digest of the file"),
        "size": message("Size"),
        "uploaded_at": message("Uploaded"),
        "uploaded_by": message("Uploaded by"),
        "is_working": message("Working day"),
        "language": message("Language"),
        "must_change_password": message("Must choose a password"),
        "name": message("Its name"),
        "note": message("By which document"),
        "opened_at": message("Opened"),
        "opened_by": message("Opened by"),
        "owner": message("Whose settings"),
        "period": message("Period"),
        "plugins": message("Plugins that score"),
        "published_at": message("Published"),
        "published_by": message("Published by"),
        "reopened_at": message("Opened again"),
        "reopened_because": message("Reason"),
        "reopened_by": message("Opened again by"),
        "review_id": message("Review of a period"),
        "role": message("Role"),
        "seen_at": message("Seen"),
        "settings": message("Settings"),
        "source": message("Source"),
        "subject": message("Kind of record"),
        "subject_id": message("Record"),
        "text": message("Comment"),
        "total_hundredths": message("Hundredths of points"),
        "until": message("Last day to look"),
        "filename": message("File"),
        "wants_mail": message("Wants the daily e-mail"),
    }
)


def subject_title(subject: str) -> Message:
    """Return what a record of a table is called."""
    return SUBJECTS.get(subject) or Message(subject)


def field_word(field: str) -> Message:
    """Return what people call a field of any table."""
    return MORE_FIELDS.get(field) or field_title(field)
