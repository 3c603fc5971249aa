"""`tracker audit`: the chain of changes."""

from __future__ import annotations

import click

from tracker.audit import BrokenLink, head, holds
from tracker.audit import verify as verify_chain
from tracker.cli.output import Terminal
from tracker.messages import InputError, counted, message


@click.group()
def audit() -> None:
    """Check the log of who changed what."""


@audit.command()
@click.option("--head", "printed", help="A head printed on an earlier paper, which the log must still hold.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def verify(terminal: Terminal, printed: str | None, as_json: bool) -> None:
    """Say whether every entry stands as it was written; exit status 1 at the first broken link."""
    with terminal.tracker.database.reading() as session:
        broken, end = verify_chain(session), head(session)
        is_cut = end.position == 0 or (printed is not None and not holds(session, printed))
    if broken is None and is_cut:
        # The upgrade that made the tables wrote the first entry, so an empty log was emptied.
        broken = BrokenLink(end.position + 1, message("missing at the end"))
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
        terminal.show(
            counted(
                "%(count)s entry, unbroken. Head: %(head)s",
                "%(count)s entries, unbroken. Head: %(head)s",
                count=end.position,
                head=end.hash,
            )
        )
