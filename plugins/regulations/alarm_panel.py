"""The card of the overview: how many own documents cite what is no longer in force."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from plugins.regulations.alarms import Alarm, alarms
from plugins.regulations.cited import Need, load_kept
from plugins.regulations.models import Document, DocumentRelation, LocalCitation, LocalDocument, Repair
from tracker.api import Panel, RecordSession, kept_while_unchanged, sentences
from tracker.api.web import may

_ = sentences("regulations")
MOST_SHOWN = 4


@dataclass(frozen=True, slots=True)
class ToMend:
    """An own document in alarm, one document that it cites, and the day by which somebody is to mend it."""

    id: int
    name: str
    cites: str
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Alarms:
    """How many own documents are in alarm, and the first of them."""

    number: int = 0
    first: tuple[ToMend, ...] = ()


def alarm_panels(session: RecordSession, today: date) -> list[Panel]:
    """Return the card where there is something to mend."""
    if not may("regulations.view"):
        return []
    found = _found(session, today)
    if not found.number:
        return []
    return [Panel(_("Regulations"), "regulations/alarm_panel.html", {"alarms": found}, "regulations.view")]


@kept_while_unchanged(Document, DocumentRelation, LocalDocument, LocalCitation, Repair)
def _found(session: RecordSession, day: date) -> Alarms:
    """Return what is to be mended on a day: all that own documents cite is looked up for it, so it is kept."""
    kept = load_kept(session, day)
    to_mend = kept.documents_with(Need.MEND)
    first: dict[int, ToMend] = {}
    for alarm in alarms(session, kept, sorted(to_mend)[:MOST_SHOWN]):
        for one in _shown(alarm):
            first.setdefault(one.id, one)
    return Alarms(len(to_mend), tuple(first.values()))


def _shown(alarm: Alarm) -> list[ToMend]:
    cites = alarm.entry.number or alarm.entry.name
    return [
        ToMend(one.document.id or 0, one.document.name, cites, one.repair.due_on if one.repair else None)
        for one in alarm.documents
    ]
