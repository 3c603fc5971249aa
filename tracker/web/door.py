"""The door: the forms that ask for name and password, and what a browser gets whose person may come in."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Response, after_this_request, current_app, request
from pydantic import Field

from tracker.accounts.passwords import LONGEST, Passwords
from tracker.accounts.sign_ins import LASTS, SignedIn
from tracker.accounts.signing_in import Admitted, Credentials, Door, SignInError, change_own_password, sign_in
from tracker.messages import InputError, message
from tracker.web.forms import FilledForm, Form, marked
from tracker.web.requests import tracker

TOKEN_COOKIE = "tracker_sign_in"
PASSWORDS = "tracker.passwords"
PASSWORD_CHANGED = message("Your password is changed. You were signed out everywhere else.")


class SignInForm(Form):
    """Name and password."""

    name: str = Field(title=marked("Sign-in name"), max_length=200)
    password: str = Field(title=marked("Password"), max_length=1000, json_schema_extra={"widget": "password"})


class PasswordForm(Form):
    """A new password, twice."""

    present: str = Field(title=marked("Present password"), max_length=1000, json_schema_extra={"widget": "password"})
    new: str = Field(
        title=marked("New password"),
        description=marked("At least 10 characters. Four words are easy to remember and hard to guess."),
        max_length=LONGEST,
        json_schema_extra={"widget": "password"},
    )
    new_again: str = Field(
        title=marked("The new password once more"), max_length=LONGEST, json_schema_extra={"widget": "password"}
    )


def admit(form: FilledForm[SignInForm]) -> Admitted | None:
    """Sign in whom the form names, and let his browser keep the token; None, with the reason in the form, if not."""
    if form.value is None:
        return None
    given = Credentials(form.value.name, form.value.password, request.remote_addr or "", request.user_agent.string)
    try:
        admitted = sign_in(door(), given)
    except SignInError as refused:
        form.refused = refused.message
        return None
    after_this_request(partial(_keep, admitted.token))
    return admitted


def change_password(form: FilledForm[PasswordForm], who: SignedIn) -> bool:
    """Change the password of whoever is signed in; False, with the reason in the form, if it cannot be changed."""
    if form.value is None:
        return False
    if form.value.new != form.value.new_again:
        told = message("This is not the same as above. Type the new password once more.")
        form.errors[form["new_again"].name] = told
        return False
    try:
        change_own_password(door(), who, form.value.present, form.value.new)
    except InputError as refused:
        form.refused = refused.message
        return False
    return True


def door() -> Door:
    """Return where people of this site sign in."""
    return Door(tracker().database, passwords(), tracker().config.site.zone)


def passwords() -> Passwords:
    """Return the hasher of the application, made when it is first needed: making it takes as long as a check."""
    if PASSWORDS not in current_app.extensions:
        current_app.extensions[PASSWORDS] = Passwords()
    return cast(Passwords, current_app.extensions[PASSWORDS])


def _keep(token: str, answer: Response) -> Response:
    is_secure = tracker().config.web.https
    answer.set_cookie(TOKEN_COOKIE, token, max_age=LASTS, httponly=True, samesite="Lax", secure=is_secure)
    return answer
