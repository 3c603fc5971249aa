"""`tracker regulations feeds`: the feeds of the settings fetched by hand, and what came of each."""

from __future__ import annotations

from collections.abc import Mapping

import click

from plugins.regulations.feed_entries import FeedOutcome, states_of, store_outcomes
from plugins.regulations.feeds import ask_feeds
from plugins.regulations.settings import OWNER, Watch
from tracker.api import InputError, Message, counting, sentences, settings_on
from tracker.api.commands import Terminal

_ = sentences("regulations")
counted = counting("regulations")


@click.command("feeds")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_obj
def feeds(terminal: Terminal, as_json: bool) -> None:
    """Fetch the feeds that the settings name, and keep what is new; exit 1 if one could not be read."""
    tracker = terminal.tracker
    with tracker.database.reading() as session:
        settings = settings_on(session, OWNER, Watch, tracker.today)
        states = states_of(session, settings.feed_list)
    outcomes = ask_feeds(settings, states)
    with tracker.database.writing(terminal.actor, "feeds") as session:
        new = store_outcomes(session, outcomes, tracker.clock())
    if as_json:
        terminal.show_json({"feeds": [_as_json(terminal, outcome, new) for outcome in outcomes]})
    elif not outcomes:
        terminal.say(_("No feed is named in the settings, so nothing was fetched."))
    for outcome in outcomes if not as_json else ():
        terminal.show(_("%(feed)s: %(outcome)s", feed=outcome.feed.title, outcome=_said(outcome, new)))
    failed = sum(outcome.fault is not None for outcome in outcomes)
    if failed:
        raise InputError.of(
            counted("%(count)s feed could not be read.", "%(count)s feeds could not be read.", count=failed)
        )


def _said(outcome: FeedOutcome, new: Mapping[str, int]) -> Message:
    if outcome.fault is not None:
        return outcome.fault
    if outcome.text is None:
        return _("unchanged")
    entries = len(outcome.text.entries)
    told = counted(
        "%(count)s entry, %(new)d of them new",
        "%(count)s entries, %(new)d of them new",
        count=entries,
        new=new[outcome.feed.address],
    )
    if outcome.text.left_out:
        return _("%(entries)s; %(left_out)d further ones left out", entries=told, left_out=outcome.text.left_out)
    return told


def _as_json(terminal: Terminal, outcome: FeedOutcome, new: Mapping[str, int]) -> dict[str, object]:
    text = outcome.text
    return {
        "title": outcome.feed.title,
        "address": outcome.feed.address,
        "outcome": "failed" if outcome.fault else "unchanged" if text is None else "read",
        "entries": 0 if text is None else len(text.entries),
        "new": new[outcome.feed.address],
        "left_out": 0 if text is None else text.left_out,
        "error": None if outcome.fault is None else terminal.text(outcome.fault),
    }
