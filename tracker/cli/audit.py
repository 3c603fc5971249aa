"""`tracker audit`: the chain of changes."""

from __future__ import annotations

import click

from tracker.audit import head
from tracker.audit import verify as verify_chain
from tracker.cli.output import Terminal
from tracker.messages import InputError, message


@click.group()
def audit() -> None:
    """Check the log of who changed what."""


@audit.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def verify(terminal: Terminal, as_json: bool) -> None:
    """Say whether every entry stands as it was written; exit status 1 at the first broken link."""
    with terminal.tracker.database.reading() as session:
        broken, end = verify_chain(session), head(session)
    if as_json:
        where = {"position": broken.position, "what": terminal.text(broken.what)} if broken else None
        terminal.show_json({"entries": end.position, "head": end.hash, "broken": where})
    if broken is not None:
        raise InputError(
            "The audit log is broken at entry %(position)d: %(what)s. Compare the head printed on the last paper, "
            "and restore the backup from before it changed.",
            position=broken.position,
            what=broken.what,
        )
    if not as_json:
        terminal.show(message("%(entries)d entries, unbroken. Head: %(head)s", entries=end.position, head=end.hash))
