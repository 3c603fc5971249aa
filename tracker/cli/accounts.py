"""`tracker account`: who may sign in."""

from __future__ import annotations

import dataclasses
from datetime import date

import click
from sqlmodel import Session, col, select

from tracker.accounts.accounts import Account, account_by_name, accounts_in_order, add_account, open_accounts
from tracker.accounts.grants import disable, enable, give_role, grants_on
from tracker.accounts.passwords import GeneratedPassword, Passwords, set_password
from tracker.accounts.permissions import ROLE_TITLES, Role
from tracker.cli.output import Terminal, yes_or_no
from tracker.messages import InputError, Message, message
from tracker.records.officials import Official, official_by_code
from tracker.records.units import Unit


@click.group()
def account() -> None:
    """See and change who may sign in."""


@account.command()
@click.argument("name")
@click.option(
    "--role", type=click.Choice([role.value for role in Role]), required=True, help="What the account may do."
)
@click.option("--unit", "unit_code", metavar="CODE", help="The role holds for this unit and all below it.")
@click.option("--official", "official_code", metavar="CODE", help="The official whose account it is.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def add(
    terminal: Terminal, name: str, role: str, unit_code: str | None, official_code: str | None, as_json: bool
) -> None:
    """Add the account NAME, and print its first password once."""
    tracker, generated = terminal.tracker, Passwords().generate()
    with tracker.database.writing(terminal.actor) as session:
        unit_id = _unit_by_code(session, unit_code).id if unit_code is not None else None
        official_id = official_by_code(session, official_code).id if official_code is not None else None
        added = add_account(session, name, official_id)
        set_password(session, added, generated.hash, must_change=True)
        give_role(session, added, Role(role), unit_id, tracker.today)
    show_password(terminal, added, generated, as_json)


@account.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def password(terminal: Terminal, name: str, as_json: bool) -> None:
    """Give the account NAME a new password, sign it out everywhere, and print the password once."""
    tracker, generated = terminal.tracker, Passwords().generate()
    with tracker.database.writing(terminal.actor) as session:
        found = account_by_name(session, name)
        set_password(session, found, generated.hash, must_change=True)
    show_password(terminal, found, generated, as_json)


@account.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def list_(terminal: Terminal, as_json: bool) -> None:
    """List the accounts, whose they are and what they may do today."""
    with terminal.tracker.database.reading() as session:
        accounts = _accounts_in_words(session, terminal.tracker.today)
    if as_json:
        terminal.show_json({"accounts": [dataclasses.asdict(one) for one in accounts]})
        return
    rows = [
        (one.name, one.official, [_in_words(role) for role in one.roles], yes_or_no(one.may_sign_in))
        for one in accounts
    ]
    headings = (message("Sign-in name"), message("Official"), message("Roles"), message("May sign in"))
    terminal.show_table(None, headings, rows)


@account.command("disable")
@click.argument("name")
@click.pass_obj
def disable_(terminal: Terminal, name: str) -> None:
    """Close the account NAME: it is signed out at once."""
    tracker = terminal.tracker
    with tracker.database.writing(terminal.actor) as session:
        found = account_by_name(session, name)
        disable(session, found, tracker.today)
    terminal.say(message("%(name)s can no longer sign in.", name=found.name))


@account.command("enable")
@click.argument("name")
@click.pass_obj
def enable_(terminal: Terminal, name: str) -> None:
    """Open the account NAME again."""
    with terminal.tracker.database.writing(terminal.actor) as session:
        found = account_by_name(session, name)
        enable(session, found)
    terminal.say(message("%(name)s can sign in again.", name=found.name))


def show_password(terminal: Terminal, shown: Account, generated: GeneratedPassword, as_json: bool) -> None:
    """Print a generated password: this is the only time that anybody sees it."""
    if as_json:
        terminal.show_json({"name": shown.name, "password": generated.text})
        return
    terminal.say(
        message("The password of %(name)s, shown this once; whoever signs in with it chooses his own:", name=shown.name)
    )
    terminal.show(message("%(password)s", password=generated.text))


@dataclasses.dataclass(frozen=True, slots=True)
class HeldRole:
    """A role that an account has today, and the code of its unit."""

    role: Role
    unit: str | None


@dataclasses.dataclass(frozen=True, slots=True)
class ListedAccount:
    """An account as it is listed."""

    name: str
    official: str | None
    roles: list[HeldRole]
    may_sign_in: bool


def _accounts_in_words(session: Session, today: date) -> list[ListedAccount]:
    grants, may_sign_in = grants_on(session, today), open_accounts(session, today)
    officials = {one.id: one.code for one in session.exec(select(Official))}
    units = {one.id: one.code for one in session.exec(select(Unit))}
    return [
        ListedAccount(
            one.name,
            officials.get(one.official_id),
            [HeldRole(grant.role, units.get(grant.unit_id)) for grant in grants.get(one.id or 0, [])],
            one.id in may_sign_in,
        )
        for one in accounts_in_order(session)
    ]


def _in_words(held: HeldRole) -> Message:
    title = ROLE_TITLES[held.role]
    return title if held.unit is None else message("%(role)s of %(unit)s", role=title, unit=held.unit)


def _unit_by_code(session: Session, code: str) -> Unit:
    found = session.exec(select(Unit).where(col(Unit.code) == code)).first()
    if found is None:
        raise InputError("There is no unit with the code %(code)s. Import the list of officials first.", code=code)
    return found
