"""The card of the overview: how many own documents cite what is no longer in force."""

from __future__ import annotations

from datetime import date

from plugins.regulations.alarms import alarms
from plugins.regulations.cited import Need, load_kept
from tracker.api import Panel, RecordSession, sentences

_ = sentences("regulations")
MOST_SHOWN = 4


def alarm_panels(session: RecordSession, today: date) -> list[Panel]:
    """Return the card where there is something to mend."""
    kept = load_kept(session, today)
    to_mend = kept.documents_with(Need.MEND)
    if not to_mend:
        return []
    found = alarms(session, kept, sorted(to_mend)[:MOST_SHOWN])
    values = {"alarms": found, "to_mend": len(to_mend)}
    return [Panel(_("Regulations"), "regulations/alarm_panel.html", values, "regulations.view")]
