"""Accounts: who may sign in, with which roles; first passwords, substitutes, and where somebody is signed in."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from tracker.accounts.accounts import LONGEST_NAME, Account, add_account, link_official
from tracker.accounts.grants import Grant, disable, enable, give_role, grants_of, is_admin, take_role
from tracker.accounts.passwords import AccountPassword, GeneratedPassword, set_password
from tracker.accounts.permissions import ROLE_TITLES, Role
from tracker.accounts.sign_ins import SignIn, revoke, revoke_all, sign_ins_of
from tracker.accounts.throttling import KEPT, attempts_since
from tracker.database import RecordSession
from tracker.messages import message
from tracker.records.officials import Official
from tracker.records.units import Unit
from tracker.web import forms, lists
from tracker.web.account_list import account_states, accounts_listing, roles_of_everybody
from tracker.web.choosing import officials_without_account, unit_choices
from tracker.web.door import passwords
from tracker.web.forms import Choices, FilledForm, Form, marked, version_of
from tracker.web.gate import needs
from tracker.web.leaving import SEEN, unsettled_of
from tracker.web.requests import fetch, session, today, told, tracker, writing

pages = Blueprint("accounts", __name__, url_prefix="/accounts")
SHOWN_ATTEMPTS = 30


class RoleForm(Form):
    """A role, over a unit and all below it, from a day on; to a day for a substitute."""

    role: Role = Field(title=marked("Role"))
    unit_id: int | None = Field(
        default=None,
        title=marked("Unit"),
        description=marked("A leader has the role for a unit and all below it; an administrator and staff for none."),
    )
    valid_from: date = Field(title=marked("From"))
    valid_to: date | None = Field(
        default=None, title=marked("To"), description=marked("The last day, for a substitute; else leave it empty.")
    )


class AccountForm(RoleForm):
    """A new account with its first role."""

    name: str = Field(
        title=marked("Sign-in name"),
        description=marked("Letters without diacritics, digits, or . _ @ -, such as ha.pt. It stays for good."),
        max_length=LONGEST_NAME,
    )
    official_id: int | None = Field(
        default=None,
        title=marked("Official"),
        description=marked("Whose account it is; only those without one are listed."),
    )


class OfficialForm(Form):
    """For which official an account is."""

    official_id: int | None = Field(default=None, title=marked("Official"))


@pages.get("/")
@needs("accounts.view")
def index() -> ResponseReturnValue:
    """List the accounts."""
    listing = accounts_listing(session(), today())
    return lists.show(
        listing,
        "accounts/index.html",
        roles=roles_of_everybody(session(), today()),
        states=account_states(session(), today()),
        role_titles=ROLE_TITLES,
    )


@pages.route("/new", methods=["GET", "POST"])
@needs("accounts.edit")
def add() -> ResponseReturnValue:
    """Add an account, and show its first password in this one answer."""
    choices: dict[str, Choices] = {"official_id": officials_without_account(), **_role_choices()}
    initial = {"role": Role.STAFF, "valid_from": today()}
    form = forms.asked(AccountForm, initial, choices)
    generated = passwords().generate() if form.value is not None else None
    added: list[Account] = []

    def change(writer: RecordSession, given: AccountForm) -> None:
        account = add_account(writer, given.name, given.official_id)
        assert generated is not None
        set_password(writer, account, generated.hash, must_change=True)
        give_role(writer, account, given.role, given.unit_id, given.valid_from, given.valid_to)
        added.append(account)

    if forms.stored(form, change) and generated is not None:
        return _show_password(added[0], generated)
    return render_template("accounts/new.html", form=form), 422 if form.is_wrong else 200


@pages.get("/<int:account_id>")
@needs("accounts.view")
def show(account_id: int) -> ResponseReturnValue:
    """Show one account."""
    return _show(fetch(Account, account_id))


@pages.post("/<int:account_id>/roles")
@needs("accounts.edit")
def give(account_id: int) -> ResponseReturnValue:
    """Give the account a role."""
    account = fetch(Account, account_id, "accounts.edit")
    form = forms.read(RoleForm, _role_choices())

    def change(writer: RecordSession, given: RoleForm) -> None:
        changed = fetch(Account, account_id, "accounts.edit", within=writer)
        give_role(writer, changed, given.role, given.unit_id, given.valid_from, given.valid_to)

    if forms.stored(form, change) and form.value is not None:
        role = ROLE_TITLES[form.value.role]
        flash(told(message("%(name)s has the role %(role)s.", name=account.name, role=role)), "ok")
        return _back(account_id)
    return _show(account, role_form=form), 422


@pages.post("/<int:account_id>/roles/<int:grant_id>/take")
@needs("accounts.edit")
def take(account_id: int, grant_id: int) -> ResponseReturnValue:
    """End a role of the account."""
    with writing() as writer:
        grant = fetch(Grant, grant_id, "accounts.edit", within=writer)
        if grant.account_id != account_id:
            abort(404)
        take_role(writer, grant, today())
    flash(told(message("The role %(role)s has ended.", role=ROLE_TITLES[grant.role])), "ok")
    return _back(account_id)


@pages.post("/<int:account_id>/official")
@needs("accounts.edit")
def link(account_id: int) -> ResponseReturnValue:
    """Say for which official the account is."""
    account = fetch(Account, account_id, "accounts.edit")
    form = forms.read(OfficialForm, _official_choices(account))

    def change(writer: RecordSession, given: OfficialForm) -> None:
        link_official(writer, fetch(Account, account_id, "accounts.edit", within=writer), given.official_id)

    if forms.stored(form, change):
        flash(told(message("It is noted whose account %(name)s is.", name=account.name)), "ok")
        return _back(account_id)
    return _show(account, official_form=form), 422


@pages.route("/<int:account_id>/password", methods=["GET", "POST"])
@needs("accounts.edit")
def reset_password(account_id: int) -> ResponseReturnValue:
    """Ask, then give the account another password and show it in this one answer, the only place where it stands.

    The question names the password that it replaces, so the same answer sent again (a reload) makes no other one.
    """
    shown = fetch(Account, account_id, "accounts.edit")
    if not forms.was_sent():
        return render_template("accounts/reset.html", shown=shown, replaces=_present_password(session(), account_id))
    generated = passwords().generate()
    with writing() as writer:
        account = fetch(Account, account_id, "accounts.edit", within=writer)
        is_asked_now = request.form.get("replaces") == _present_password(writer, account_id)
        if is_asked_now:
            set_password(writer, account, generated.hash, must_change=True)
    if is_asked_now:
        return _show_password(account, generated)
    already = message("%(name)s has had another password since you were asked. It is not shown again.", name=shown.name)
    flash(told(already), "warn")
    return _back(account_id)


@pages.post("/<int:account_id>/disable")
@needs("accounts.edit")
def close(account_id: int) -> ResponseReturnValue:
    """Close the account; first ask about what its official still has."""
    shown = fetch(Account, account_id, "accounts.edit")
    official = session().get(Official, shown.official_id) if shown.official_id else None
    unsettled = unsettled_of(session(), official, today()) if official and SEEN not in request.form else []
    if unsettled:
        page = render_template("accounts/close.html", shown=shown, official=official, unsettled=unsettled)
        return page, 422
    with writing() as writer:
        account = fetch(Account, account_id, "accounts.edit", within=writer)
        disable(writer, account, today())
    flash(told(message("%(name)s can no longer sign in.", name=account.name)), "ok")
    return _back(account_id)


@pages.post("/<int:account_id>/enable")
@needs("accounts.edit")
def reopen(account_id: int) -> ResponseReturnValue:
    """Open the account again."""
    with writing() as writer:
        account = fetch(Account, account_id, "accounts.edit", within=writer)
        enable(writer, account)
    flash(told(message("%(name)s can sign in again.", name=account.name)), "ok")
    return _back(account_id)


@pages.post("/<int:account_id>/sign-ins/<int:sign_in_id>/end")
@needs("accounts.edit")
def end_sign_in(account_id: int, sign_in_id: int) -> ResponseReturnValue:
    """Sign the account out in one browser."""
    with writing() as writer:
        sign_in = fetch(SignIn, sign_in_id, "accounts.edit", within=writer)
        if sign_in.account_id != account_id:
            abort(404)
        revoke(writer, sign_in_id, account_id, tracker().database.clock())
    flash(told(message("Signed out there.")), "ok")
    return _back(account_id)


@pages.post("/<int:account_id>/sign-ins/end")
@needs("accounts.edit")
def end_all_sign_ins(account_id: int) -> ResponseReturnValue:
    """Sign the account out everywhere."""
    with writing() as writer:
        fetch(Account, account_id, "accounts.edit", within=writer)
        revoke_all(writer, account_id, tracker().database.clock())
    flash(told(message("Signed out everywhere.")), "ok")
    return _back(account_id)


def _show(
    account: Account,
    role_form: FilledForm[RoleForm] | None = None,
    official_form: FilledForm[OfficialForm] | None = None,
) -> str:
    reader, now = session(), tracker().database.clock()
    account_id = account.id or 0
    official = reader.get(Official, account.official_id) if account.official_id else None
    attempts = attempts_since(reader, now - KEPT, account_id)
    return render_template(
        "accounts/show.html",
        shown=account,
        official=official,
        state=account_states(reader, today())[account_id],
        grants=[
            (ROLE_TITLES[one.role], one, reader.get(Unit, one.unit_id) if one.unit_id else None)
            for one in reversed(grants_of(reader, account_id))
        ],
        is_last_admin=_is_last_admin(reader, account_id),
        sign_ins=sign_ins_of(reader, account_id, now),
        attempts=attempts[:SHOWN_ATTEMPTS],
        failures=sum(not one.is_right for one in attempts),
        kept_days=KEPT // timedelta(days=1),
        role_form=role_form or forms.blank(RoleForm, {"role": Role.STAFF, "valid_from": today()}, _role_choices()),
        official_form=official_form
        or forms.blank(OfficialForm, {"official_id": account.official_id}, _official_choices(account)),
    )


def _is_last_admin(reader: RecordSession, account_id: int) -> bool:
    """Whether nobody else is an administrator for good."""
    others = {id: held for id, held in roles_of_everybody(reader, today()).items() if id != account_id}
    for_good = (id for id, held in others.items() if any(one.role is Role.ADMIN and not one.valid_to for one in held))
    return is_admin(reader, account_id, today()) and not any(is_admin(reader, id, today()) for id in for_good)


def _present_password(reader: RecordSession, account_id: int) -> str:
    """Return what tells the account's present password from an earlier or later one."""
    stored = reader.get(AccountPassword, account_id)
    return version_of(stored) if stored is not None else ""


def _show_password(account: Account, generated: GeneratedPassword) -> str:
    return render_template("accounts/password.html", shown=account, password=generated.text)


def _role_choices() -> dict[str, Choices]:
    return {"role": [(role.value, title) for role, title in ROLE_TITLES.items()], "unit_id": unit_choices()}


def _official_choices(account: Account) -> dict[str, Choices]:
    return {"official_id": officials_without_account(account.official_id)}


def _back(account_id: int) -> ResponseReturnValue:
    return redirect(url_for("accounts.show", account_id=account_id))
