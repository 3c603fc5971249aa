"""The door: the form that asks for name and password, and what a browser gets whose person may come in."""

from __future__ import annotations

from functools import partial
from typing import cast

from flask import Response, after_this_request, current_app, request
from pydantic import Field

from tracker.accounts.passwords import Passwords
from tracker.accounts.sign_ins import LASTS
from tracker.accounts.signing_in import Admitted, Credentials, Door, SignInError, sign_in
from tracker.web.forms import FilledForm, Form, marked
from tracker.web.requests import tracker

TOKEN_COOKIE = "tracker_sign_in"
PASSWORDS = "tracker.passwords"


class SignInForm(Form):
    """Name and password."""

    name: str = Field(title=marked("Sign-in name"), max_length=200)
    password: str = Field(title=marked("Password"), max_length=1000, json_schema_extra={"widget": "password"})


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
