"""What somebody typed and could not send: it arrived signed out, before he chose a password that only he knows, or with
a token that this browser no longer has.

Nothing of it is stored. It travels in the answer: in hidden fields of the page that asks for the password, at the
address to which it was sent, or back in its own form. Only its writer sees the form again (a form says for which
account it was opened), only what a page of this site sent is taken up, and only pressing the button stores it.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError, CSRFProtect

from tracker.accounts.accounts import Account
from tracker.accounts.sign_ins import SignedIn
from tracker.accounts.signing_in import Admitted
from tracker.messages import InputError, Message, message
from tracker.web import forms
from tracker.web.door import PASSWORD_CHANGED, PasswordForm, SignInForm, admit, change_password
from tracker.web.forms import Manner
from tracker.web.requests import only_show, only_shown, told

OPENED_BY, LEFT_OUT, HAD_FILE = "opened_by", "left_out", "had_file"
OF_EVERY_FORM = ("csrf_token", OPENED_BY, LEFT_OUT, HAD_FILE)
SIGN_IN, OWN_PASSWORD = "sign_in.", "own_password."
MOST_CHARACTERS = 200_000
SIGNED_OUT = message("You had been signed out, so this is not stored yet. Send it again if it is right.")
HAD_TO_CHOOSE = message(
    "You had to choose a new password first, so this is not stored yet. Send it again if it is right."
)
TOO_OLD = message("This page had been open for too long, so this is not stored yet. Send it again if it is right.")


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent, without passwords and files; `opened_by` is the account whose form it was."""

    fields: tuple[tuple[str, str], ...]
    opened_by: str
    had_file: bool

    @property
    def may_travel(self) -> bool:
        """Whether there is something to keep, of a known writer, and not too much for a page."""
        size = sum(len(name) + len(value) for name, value in self.fields)
        return bool(self.fields and self.opened_by) and size <= MOST_CHARACTERS


def typed() -> Typed:
    """Return what the request sends."""
    left_out = {*OF_EVERY_FORM, *request.form.getlist(LEFT_OUT)}
    fields = (
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in left_out and not name.startswith((SIGN_IN, OWN_PASSWORD))
    )
    had_file = HAD_FILE in request.form or any(file.filename for file in request.files.values())
    return Typed(tuple(fields), request.form.get(OPENED_BY, ""), had_file)


def show_if_too_old() -> None:
    """Refuse a form without its token; one that a page of this site sent is shown again, and stores nothing."""
    protection = current_app.extensions["csrf"]
    assert isinstance(protection, CSRFProtect)
    if not current_app.config["WTF_CSRF_ENABLED"]:
        return
    try:
        protection.protect()
    except CSRFError:
        if not _came_from_this_site():
            raise
        only_show(_with_file(TOO_OLD))


def refuse_of_another(account: Account) -> None:
    """Refuse a form that was opened when another account was signed in here."""
    if request.form.get(OPENED_BY, str(account.id)) != str(account.id):
        raise InputError("This form was opened by another account, so nothing was stored. Open it again.")


def ask_to_sign_in() -> ResponseReturnValue | Admitted:
    """Let whoever was signed out sign in where he sent his form; what he typed waits in the page that asks him."""
    sent = typed()
    if not (sent.may_travel and _came_from_this_site()):
        flash(told(message("You were signed out, so nothing was saved. Sign in and send it again.")), "bad")
        return redirect(url_for("signing_in.sign_in", next=request.referrer))
    manner = Manner(prefix=SIGN_IN)
    is_answered = f"{SIGN_IN}password" in request.form and only_shown() is None
    form = forms.read(SignInForm, manner=manner) if is_answered else forms.blank(SignInForm, manner=manner)
    admitted = admit(form)
    if admitted is None:
        return render_template("signing_in/sign_in.html", form=form, typed=sent), 422 if form.is_wrong else 401
    if str(admitted.account.id) != sent.opened_by:
        flash(told(message("What was typed here before belongs to another account, so it was not taken over.")), "warn")
        return redirect(url_for("home.start"))
    only_show(_with_file(SIGNED_OUT))
    return admitted


def ask_for_new_password(who: SignedIn) -> ResponseReturnValue | None:
    """Let him choose a new password where he sent his form, which waits in the page that asks; None once he did."""
    sent = typed()
    if request.method != "POST" or not (sent.may_travel and _came_from_this_site()):
        return redirect(url_for("signing_in.password"))
    manner = Manner(prefix=OWN_PASSWORD)
    is_answered = f"{OWN_PASSWORD}present" in request.form and only_shown() is None
    form = forms.read(PasswordForm, manner=manner) if is_answered else forms.blank(PasswordForm, manner=manner)
    if not change_password(form, who):
        return render_template("signing_in/password.html", form=form, typed=sent), 422 if form.is_wrong else 403
    flash(told(PASSWORD_CHANGED), "ok")
    only_show(_with_file(HAD_TO_CHOOSE))
    return None


def show_to_send_again(why: Message) -> ResponseReturnValue:
    """Show a page that sends the same again, where the request belongs to no form that could be shown."""
    return render_template("signing_in/send_again.html", why=why, typed=typed()), 422


def _with_file(why: Message) -> Message:
    if not typed().had_file:
        return why
    return message("%(why)s The file that was chosen has to be chosen again.", why=why)


def _came_from_this_site() -> bool:
    """Whether a page of this site sent the request: another site cannot claim that in a browser."""
    sender = request.headers.get("Origin") or request.referrer
    return bool(sender) and urlsplit(sender).netloc == request.host
