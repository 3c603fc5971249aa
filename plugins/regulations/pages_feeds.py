"""What the feeds brought: entries that may belong in the register, to be accepted or put aside."""

from __future__ import annotations

import sqlalchemy as sa
from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col, select

from plugins.regulations.feed_entries import dismiss_entry, fault_of, known_documents, take_back_dismissal
from plugins.regulations.settings import OWNER, Watch
from plugins.regulations.watch_models import EntryState, FeedEntry, FeedState
from tracker.api import sentences, settings_on
from tracker.api.web import (
    Column,
    Filter,
    Listing,
    contains_words,
    in_words,
    needs,
    session,
    show_list,
    today,
    writing,
)

_ = sentences("regulations")
STATES = {
    EntryState.NEW: _("new"),
    EntryState.REGISTERED: _("in the register"),
    EntryState.DISMISSED: _("put aside"),
}


@needs("regulations.edit")
def candidates() -> ResponseReturnValue:
    """List what the feeds brought, and how they were found last."""
    settings = settings_on(session(), OWNER, Watch, today())
    feeds = session().exec(select(FeedState).order_by(col(FeedState.id))).all()
    return show_list(
        _listing(),
        "regulations/feeds.html",
        is_configured=bool(settings.feed_list),
        feeds=[one for one in feeds if one.address in {feed.address for feed in settings.feed_list}],
        fault_of=fault_of,
        states=STATES,
        known_in=lambda rows: known_documents(session(), [row.FeedEntry for row in rows]),
    )


def _listing() -> Listing:
    one = FeedEntry
    return Listing(
        title=_("From feeds"),
        name="feed-entries",
        key=col(one.id),
        keys=sa.select(col(one.id)),
        rows=sa.select(FeedEntry, col(FeedState.title).label("feed")).join(
            FeedState, col(FeedState.id) == col(one.feed_id)
        ),
        columns=[
            Column("title", _("Entry"), lambda row: row.FeedEntry.title, order=[col(one.search_text)]),
            Column("numbers", _("Names"), lambda row: ", ".join(row.FeedEntry.named)),
            Column("feed", _("Feed"), lambda row: row.feed),
            Column("found", _("Found"), lambda row: row.FeedEntry.found_at, order=[col(one.found_at)]),
            Column("state", _("State"), lambda row: in_words(STATES[row.FeedEntry.state])),
        ],
        order="-found",
        filters=[
            Filter(
                "state",
                _("State"),
                lambda state: col(one.state) == EntryState(state),
                [(state.value, word) for state, word in STATES.items()],
            )
        ],
        search=lambda typed: contains_words(col(one.search_text), typed),
    )


@needs("regulations.edit")
def dismiss(entry_id: int) -> ResponseReturnValue:
    """Put an entry aside."""
    with writing() as writer:
        dismiss_entry(writer, writer.get(FeedEntry, entry_id) or abort(404))
    flash(in_words(_("It is put aside.")), "ok")
    return redirect(url_for("regulations.candidates", state=EntryState.NEW.value))


@needs("regulations.edit")
def take_back(entry_id: int) -> ResponseReturnValue:
    """Put an entry that was put aside back among the new ones."""
    with writing() as writer:
        take_back_dismissal(writer, writer.get(FeedEntry, entry_id) or abort(404))
    flash(in_words(_("It is new again.")), "ok")
    return redirect(url_for("regulations.candidates", state=EntryState.NEW.value))
