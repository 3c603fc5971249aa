"""Asking the feeds: each is fetched and read by itself, so that one which is unreachable hinders no other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from plugins.regulations.feed_entries import (
    FeedOutcome,
    states_of,
    store_outcomes,
    tell_of_failures,
    tell_of_new_entries,
)
from plugins.regulations.feed_texts import read_feed
from plugins.regulations.fetching import Fetcher, fetch
from plugins.regulations.settings import FeedAddress, Watch
from plugins.regulations.watch_models import FeedState
from tracker.api import Cron, InputError, Job, JobContext, JobEnd, Message, RecordSession, counting, sentences

_ = sentences("regulations")
counted = counting("regulations")


def feeds_job() -> Job:
    """Return the job that asks the feeds; at an odd minute, so that not every commune asks at once."""
    return Job("regulations.feeds", _("Fetch the feeds of new documents"), Cron(minute="23", hour="*/3"), fetch_feeds)


def fetch_feeds(context: JobContext) -> JobEnd:
    """Ask each feed; what is returned keeps what came of it."""
    settings = context.settings
    assert isinstance(settings, Watch)
    if not settings.feed_list:
        return lambda _session: _("No feed is named in the settings, so nothing was fetched.")
    with context.reading() as session:
        states = states_of(session, settings.feed_list)
    return partial(_store, context, settings, ask_feeds(settings, states))


def _store(context: JobContext, settings: Watch, outcomes: Sequence[FeedOutcome], session: RecordSession) -> Message:
    new = store_outcomes(session, outcomes, context.now)
    tell_of_failures(session, settings.feed_list, settings.failures_before_told, context.today)
    if any(new.values()):
        tell_of_new_entries(session, context.today)
    return summary_of(outcomes, new)


def summary_of(outcomes: Sequence[FeedOutcome], new: Mapping[str, int]) -> Message:
    """Return in a sentence what came of asking feeds."""
    failed = [outcome.feed.title for outcome in outcomes if outcome.fault is not None]
    entries = counted("%(count)s new entry", "%(count)s new entries", count=sum(new.values()))
    if failed:
        return _("%(entries)s; not to be read: %(feeds)s.", entries=entries, feeds=failed)
    feeds = counted("%(count)s feed", "%(count)s feeds", count=len(outcomes))
    return _("%(feeds)s fetched: %(entries)s.", feeds=feeds, entries=entries)


def ask_feeds(settings: Watch, states: Mapping[str, FeedState]) -> list[FeedOutcome]:
    """Fetch and read the feeds of the settings; `states` are what is known of them by address."""
    fetcher = Fetcher(settings.hosts, settings.allow_private_addresses)
    return [_asked(fetcher, feed, states.get(feed.address)) for feed in settings.feed_list]


def _asked(fetcher: Fetcher, feed: FeedAddress, state: FeedState | None) -> FeedOutcome:
    outcome = FeedOutcome(feed)
    tags = ("", "") if state is None else (state.etag, state.last_modified)
    try:
        outcome = replace(outcome, fetched=fetch(fetcher, feed.address, *tags))
        assert outcome.fetched is not None
        if outcome.fetched.content is None:
            return outcome
        return replace(outcome, text=read_feed(outcome.fetched))
    except InputError as error:
        return replace(outcome, fault=error.message)
