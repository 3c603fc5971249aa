"""What stands on pages of Tracker: what an official has to read, and the entries of feeds that wait for a decision."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import lru_cache

import sqlalchemy as sa
from sqlmodel import col

from plugins.regulations.pages_reading import STATES, state_on
from plugins.regulations.readings import to_read
from plugins.regulations.watch_models import EntryState, FeedEntry
from tracker.api import InboxItem, Panel, RecordSession, Viewer, counting, sentences
from tracker.api.web import may

_ = sentences("regulations")
counted = counting("regulations")
MOST_SHOWN = 5


def reading_panels(session: RecordSession, viewer: Viewer, official_id: int, today: date) -> list[Panel]:
    """Return the card of what an official has not read yet; none where that is nothing."""
    if not may("regulations.read"):
        return []
    unread = to_read(session, official_id)
    if not unread:
        return []
    shown = [(one, STATES[state_on(one, today)]) for one in unread[:MOST_SHOWN]]
    values = {"shown": shown, "further": len(unread) - len(shown), "is_own": viewer.official_id == official_id}
    return [Panel(_("Documents to read"), "regulations/unread.html", values, "regulations.read")]


def waiting_entries(session: RecordSession, zone: tzinfo) -> list[InboxItem]:
    """Return, as one thing, the entries of feeds of which nobody has said whether the register needs them."""
    if not may("regulations.edit"):
        return []
    count, since = session.connection().execute(_waiting()).one()
    if since is None:
        return []
    title = counted(
        "%(count)s new entry of the feeds: does the register need it?",
        "%(count)s new entries of the feeds: which of them does the register need?",
        count=count,
    )
    values = {"state": EntryState.NEW.value}
    return [
        InboxItem(
            title, since.astimezone(zone).date(), "regulations.candidates", "regulations.edit", values, icon="scale"
        )
    ]


@lru_cache(maxsize=1)
def _waiting() -> sa.Select[int, datetime | None]:
    """Return a select of how many entries wait, and since when: the menu of every page counts them."""
    wanted = sa.select(sa.func.count(), sa.func.min(col(FeedEntry.found_at)))
    return wanted.where(col(FeedEntry.state) == EntryState.NEW)
