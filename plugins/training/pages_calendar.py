"""The calendar of one person: an address that programs read without signing in, and that can be taken back."""

from __future__ import annotations

from flask import Response, abort, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from plugins.training.calendars import CalendarPlace, calendar_of
from plugins.training.feeds import feed_for, feed_of, note_used, open_feed, revoke_feed
from plugins.training.pages_mine import mine_page
from plugins.training.pages_shared import REGISTER, me
from tracker.api import sentences
from tracker.api.web import in_words, installation, my_official, needs, public, session, today, writing

_ = sentences("training")
READER = "training calendar"
"""Who notes that a calendar was read, where nobody is signed in."""


@needs(REGISTER)
def open_address() -> ResponseReturnValue:
    """Make a new address of the calendar, and show it this once; an earlier one answers no more."""
    official_id = my_official()
    with writing() as writer:
        _feed, secret = open_feed(writer, me().account_id, official_id)
    return mine_page(official_id, secret=secret)


@needs(REGISTER)
def close_address() -> ResponseReturnValue:
    """Let the address answer no more."""
    with writing() as writer:
        feed = feed_for(writer, me().account_id)
        if feed is not None:
            revoke_feed(writer, feed)
    flash(in_words(_("The calendar address answers no more.")), "ok")
    return redirect(url_for("training.mine", _anchor="h-calendar"))


@public
def calendar(token: str) -> ResponseReturnValue:
    """Answer with a calendar; a wrong, a revoked and a closed address are all not found."""
    feed = feed_of(session(), token, today())
    if feed is None:
        abort(404)
    here = installation()
    place = CalendarPlace(
        here.config.site.name, here.config.site.zone, here.config.site.language, request.url_root.rstrip("/")
    )
    answer = Response(calendar_of(session(), feed, today(), place), mimetype="text/calendar")
    if feed.last_used_on != today():
        with here.database.writing(READER) as writer:
            note_used(writer, feed, today())
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Content-Disposition"] = 'inline; filename="training.ics"'
    return answer
