"""The gate: one look at every request. What declares neither a permission nor that it is public is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, flash, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.sign_ins import account_of, note_seen
from tracker.messages import message
from tracker.scope import scope_of
from tracker.web.requests import scope, session, told, tracker

View = TypeVar("View", bound=Callable[..., object])
TOKEN_COOKIE = "tracker_sign_in"
NEEDS = "__tracker_needs__"
PUBLIC = "public"
SIGNED_IN = "signed in"
WITHOUT_AN_ACCOUNT = ("static", "health.show")
"""Answered without looking into the records for who asks."""
OPEN_WHILE_PASSWORD_IS_OLD = ("signing_in.password", "signing_in.sign_out", "preferences.language", "preferences.theme")


def needs(permission: str) -> Callable[[View], View]:
    """Let only accounts with the permission see the page."""

    def mark(view: View) -> View:
        setattr(view, NEEDS, permission)
        return view

    return mark


def for_whoever_signed_in(view: View) -> View:
    """Let every account see the page."""
    return needs(SIGNED_IN)(view)


def public(view: View) -> View:
    """Let everybody see the page, signed in or not."""
    return needs(PUBLIC)(view)


def guard(app: Flask) -> None:
    """Look at every request before anything else does."""
    public(app.view_functions["static"])
    app.before_request(_look)
    app.before_request(_refuse_nulls)


def _look() -> ResponseReturnValue | None:
    _recognise()
    if request.endpoint is None:
        return None
    needed = getattr(current_app.view_functions[request.endpoint], NEEDS, None)
    if needed is None:
        abort(403)
    if needed == PUBLIC:
        return None
    if g.account is None:
        return _ask_to_sign_in()
    if g.account.must_change_password and request.endpoint not in OPEN_WHILE_PASSWORD_IS_OLD:
        return redirect(url_for("signing_in.password"))
    if needed != SIGNED_IN and not scope().may(needed):
        abort(403)
    return None


def _refuse_nulls() -> None:
    """Refuse text with a null, which no browser sends and PostgreSQL does not keep."""
    texts = [text for values in (request.args, request.form) for sent in values.listvalues() for text in sent]
    names = [file.filename or "" for file in request.files.values()]
    if any("\x00" in text for text in (*texts, *names)):
        abort(400)


def _recognise() -> None:
    """Find the account of the browser's sign-in, and what it may see."""
    g.account = g.who = None
    token = request.cookies.get(TOKEN_COOKIE)
    if not token or request.endpoint in WITHOUT_AN_ACCOUNT:
        return
    now, today = tracker().database.clock(), tracker().today
    found = account_of(session(), token, now, today)
    if found is None:
        return
    g.who, g.account = found, found.account
    g.scope = scope_of(session(), found.account, today)
    if found.is_due and found.sign_in.id is not None:
        with tracker().database.writing(found.account.name) as writer:
            note_seen(writer, found.sign_in.id, now)


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method == "GET":
        return redirect(url_for("signing_in.sign_in", next=request.full_path.rstrip("?")))
    flash(told(message("You were signed out, so nothing was saved. Sign in and send it again.")), "bad")
    return redirect(url_for("signing_in.sign_in", next=request.referrer))
