"""`tracker init`: make the tables and the first administrator."""

from __future__ import annotations

import click

from tracker.accounts.accounts import add_account
from tracker.accounts.grants import give_role, has_admin
from tracker.accounts.passwords import Passwords, set_password
from tracker.accounts.permissions import Role
from tracker.cli.accounts import show_password
from tracker.cli.output import Terminal
from tracker.messages import InputError, message


@click.command()
@click.option("--name", help="The sign-in name of the administrator; else it is asked for.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def init(terminal: Terminal, name: str | None, as_json: bool) -> None:
    """Make the tables and the first administrator, and print his first password once."""
    tracker = terminal.tracker_as_it_is
    tracker.upgrade()
    with tracker.database.reading() as session:
        if has_admin(session, tracker.today):
            raise InputError(
                "There is an administrator already. `tracker account list` shows who, `tracker account password NAME` "
                "gives a new password."
            )
    name = name or click.prompt(terminal.text(message("Sign-in name of the administrator")), err=True)
    generated = Passwords().generate()
    with tracker.database.writing(terminal.actor, "init") as session:
        if has_admin(session, tracker.today):
            raise InputError("Somebody else has made an administrator just now. `tracker account list` shows who.")
        account = add_account(session, name)
        set_password(session, account, generated.hash, must_change=True)
        give_role(session, account, Role.ADMIN, None, tracker.today)
    show_password(terminal, account, generated, as_json)
