"""Signing in and out, one's own password, and where one is signed in."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from tracker.accounts.accounts import Account, Language, choose_language, choose_mail
from tracker.accounts.grants import grants_of
from tracker.accounts.permissions import ROLE_TITLES
from tracker.accounts.sign_ins import SignedIn, revoke, revoke_all, sign_ins_of
from tracker.records.by_hand import identity
from tracker.records.officials import Official
from tracker.records.units import Unit
from tracker.web import forms
from tracker.web.door import PASSWORD_CHANGED, TOKEN_COOKIE, PasswordForm, SignInForm, admit, change_password
from tracker.web.gate import for_whoever_signed_in, public
from tracker.web.leading_back import address_on_this_site
from tracker.web.own_mail import own_mail
from tracker.web.requests import LANGUAGE_COOKIE, account, session, signed_in, told, tracker, writing

pages = Blueprint("signing_in", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for name and password."""
    if signed_in() is not None and not forms.was_sent():
        return redirect(url_for("home.start"))
    form = forms.asked(SignInForm)
    if admit(form) is not None:
        return redirect(address_on_this_site(request.args.get("next")) or url_for("home.start"))
    return render_template("signing_in/sign_in.html", form=form, typed=None), 422 if form.is_wrong else 200


@pages.post("/sign-out")
@for_whoever_signed_in
def sign_out() -> ResponseReturnValue:
    """Sign out in this browser."""
    who = _present()
    with writing() as writer:
        revoke(writer, identity(who.sign_in), identity(who.account), tracker().database.clock())
    answer = redirect(url_for("signing_in.sign_in"))
    answer.delete_cookie(TOKEN_COOKIE)
    return answer


@pages.route("/password", methods=["GET", "POST"])
@for_whoever_signed_in
def password() -> ResponseReturnValue:
    """Change one's own password; at the first sign-in nothing else is open."""
    form = forms.asked(PasswordForm)
    if change_password(form, _present()):
        flash(told(PASSWORD_CHANGED), "ok")
        return redirect(url_for("home.start"))
    return render_template("signing_in/password.html", form=form, typed=None), 422 if form.is_wrong else 200


@pages.get("/my-account")
@for_whoever_signed_in
def mine() -> ResponseReturnValue:
    """Show one's roles, the language, the daily e-mail, and where one is signed in."""
    who, reader = _present(), session()
    account_id = identity(who.account)
    official = reader.get(Official, who.account.official_id) if who.account.official_id else None
    grants = [
        (ROLE_TITLES[one.role], one, one.unit_id and reader.get(Unit, one.unit_id))
        for one in grants_of(reader, account_id)
    ]
    return render_template(
        "signing_in/mine.html",
        official=official,
        grants=grants,
        languages=Language,
        sign_ins=sign_ins_of(reader, account_id, tracker().database.clock()),
        present=who.sign_in,
        mail=own_mail(tracker(), reader, official),
    )


@pages.post("/my-account/language")
@for_whoever_signed_in
def my_language() -> ResponseReturnValue:
    """Remember in which language the account reads, in every browser."""
    chosen = request.form.get("language", "")
    with writing() as writer:
        mine = writer.get_one(Account, account().id)
        choose_language(writer, mine, Language(chosen) if chosen in set(Language) else None)
    answer = redirect(url_for("signing_in.mine"))
    answer.delete_cookie(LANGUAGE_COOKIE)
    return answer


@pages.post("/my-account/mail")
@for_whoever_signed_in
def my_mail() -> ResponseReturnValue:
    """Remember whether the account gets the daily e-mail."""
    with writing() as writer:
        choose_mail(writer, writer.get_one(Account, account().id), request.form.get("wants_mail") == "on")
    return redirect(url_for("signing_in.mine"))


@pages.post("/my-account/sign-ins/<int:sign_in_id>/end")
@for_whoever_signed_in
def end_sign_in(sign_in_id: int) -> ResponseReturnValue:
    """Sign out in another browser."""
    mine = sign_ins_of(session(), identity(account()), tracker().database.clock())
    if sign_in_id not in {one.id for one in mine}:
        abort(404)
    with writing() as writer:
        revoke(writer, sign_in_id, identity(account()), tracker().database.clock())
    return redirect(url_for("signing_in.mine"))


@pages.post("/my-account/sign-ins/end-others")
@for_whoever_signed_in
def end_other_sign_ins() -> ResponseReturnValue:
    """Sign out everywhere but here."""
    with writing() as writer:
        revoke_all(writer, identity(account()), tracker().database.clock(), keep=_present().sign_in.id)
    return redirect(url_for("signing_in.mine"))


def _present() -> SignedIn:
    return cast(SignedIn, g.who)
