"""The gate: one look at every request. What declares neither a permission nor that it is public is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Flask, abort, current_app, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.accounts import full_names
from tracker.accounts.sign_ins import SignedIn, account_of, note_seen
from tracker.accounts.signing_in import Admitted
from tracker.scope import scope_of
from tracker.web import typed
from tracker.web.door import TOKEN_COOKIE
from tracker.web.requests import scope, session, tracker

View = TypeVar("View", bound=Callable[..., object])
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
    typed.show_if_too_old()
    if needed == PUBLIC:
        return None
    return _who_is_out() or _who_may_not(needed)


def _who_is_out() -> ResponseReturnValue | None:
    """Return the answer to somebody who is not signed in."""
    if g.account is not None:
        return None
    if request.method == "GET":
        return redirect(url_for("signing_in.sign_in", next=request.full_path.rstrip("?")))
    answer = typed.ask_to_sign_in()
    if not isinstance(answer, Admitted):
        return answer
    names = full_names(session(), {answer.account.name})
    _let_in(SignedIn(answer.account, answer.sign_in, names.get(answer.account.name)))
    return None


def _who_may_not(needed: str) -> ResponseReturnValue | None:
    """Return the answer to somebody who may not see the page, or not yet."""
    typed.refuse_of_another(g.account)
    if g.account.must_change_password and request.endpoint not in OPEN_WHILE_PASSWORD_IS_OLD:
        asked = typed.ask_for_new_password(g.who)
        if asked is not None:
            return asked
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
    now = tracker().database.clock()
    found = account_of(session(), token, now, tracker().today)
    if found is None:
        return
    _let_in(found)
    if found.is_due and found.sign_in.id is not None:
        with tracker().database.writing(found.account.name) as writer:
            note_seen(writer, found.sign_in.id, now)


def _let_in(who: SignedIn) -> None:
    g.who, g.account = who, who.account
    g.scope = scope_of(session(), who.account, tracker().today, tracker().plugins.permissions)
