"""Notices: what somebody was told, his own alone, the newest first, by day.

To look at the list changes nothing, since to open a page never writes: a notice counts as read when its page is opened
by its button, which is a form, or when all of them are marked as read.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from tracker.notices import Notice, note_one_seen, note_seen, notices_of
from tracker.records.by_hand import identity
from tracker.web.gate import for_whoever_signed_in
from tracker.web.leading_back import address_on_this_site
from tracker.web.rendering import site_time
from tracker.web.requests import account, session, tracker, writing

pages = Blueprint("notices", __name__, url_prefix="/notices")
PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """The notices of one day at the site, the newest first."""

    on: date
    notices: list[Notice]


@pages.get("/")
@for_whoever_signed_in
def index() -> ResponseReturnValue:
    """Show one's own notices; with `before`, those older than the one of that id."""
    before = _id_in(request.args.get("before", ""))
    found = notices_of(session(), identity(account()), PAGE_SIZE + 1, before)
    shown = found[:PAGE_SIZE]
    return render_template(
        "notices/index.html",
        days=[
            NoticeDay(on, list(of_day))
            for on, of_day in groupby(shown, key=lambda notice: site_time(notice.created_at).date())
        ],
        newest=newest(session(), shown, before),
        older=shown[-1].id if len(found) > PAGE_SIZE else None,
        is_first=before is None,
        at_site=site_time,
    )


@pages.post("/<int:notice_id>/open")
@for_whoever_signed_in
def open_(notice_id: int) -> ResponseReturnValue:
    """Note that a notice was read, and lead to its page."""
    with writing() as writer:
        notice = note_one_seen(writer, identity(account()), notice_id, tracker().clock()) or abort(404)
    return redirect(address_on_this_site(notice.page) or url_for("notices.index"))


@pages.post("/read")
@for_whoever_signed_in
def read_all() -> ResponseReturnValue:
    """Note that all notices were read, up to the newest that the page showed; what came since stays new."""
    up_to = _id_in(request.form.get("up_to", ""))
    if up_to is None:
        abort(400)
    with writing() as writer:
        note_seen(writer, identity(account()), tracker().clock(), up_to)
    return redirect(url_for("notices.index"))


def newest(reader: Session, shown: list[Notice], before: int | None) -> int | None:
    """Return the id of the newest notice of all, None if there is none."""
    first = shown if before is None else notices_of(reader, identity(account()), 1)
    return first[0].id if first else None


def _id_in(text: str) -> int | None:
    """Return the id of a notice that somebody sent, None for what is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
