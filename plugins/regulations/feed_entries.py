"""What stood in the feeds: new entries kept, registered or put aside, and how each feed was found."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.citations import citations_in
from plugins.regulations.feed_texts import EntryText, FeedText
from plugins.regulations.fetching import Fetched
from plugins.regulations.kinds import KINDS, OF_THE_PARTY
from plugins.regulations.models import Document
from plugins.regulations.numbers import Number, normalised, read_number
from plugins.regulations.settings import FeedAddress
from plugins.regulations.watch_models import EntryState, FeedEntry, FeedState
from tracker.api import (
    InputError,
    Message,
    RecordSession,
    dump_with_messages,
    fold,
    leading_accounts,
    open_admins,
    sentences,
    tell,
)

_ = sentences("regulations")
FEEDS_PAGE = "/regulations/feeds"
_KIND_WORDS = frozenset(map(fold, (*KINDS.values(), *OF_THE_PARTY.values(), "Luật", "Công văn", "Văn bản", "")))
_BEFORE_A_NUMBER = re.compile(r"[\s:,-]*\bso\b[\s:]*$|[\s:,-]+$")


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """What came of asking a feed: it answered with entries, or unchanged (`text` None), or there was a `fault`."""

    feed: FeedAddress
    fetched: Fetched | None = None
    text: FeedText | None = None
    fault: Message | None = None


def states_of(session: RecordSession, feeds: Sequence[FeedAddress]) -> dict[str, FeedState]:
    """Return how feeds were found last, by their address."""
    wanted = select(FeedState).where(col(FeedState.address).in_([feed.address for feed in feeds]))
    return {state.address: state for state in session.exec(wanted)}


def fault_of(state: FeedState) -> Message | None:
    """Return why a feed could not be read at the last attempt; None if it could."""
    return Message.from_json(json.loads(state.fault)) if state.fault else None


def store_outcomes(session: RecordSession, outcomes: Sequence[FeedOutcome], now: datetime) -> dict[str, int]:
    """Keep what came of asking feeds; returns how many new entries each has, by its address."""
    states = states_of(session, [outcome.feed for outcome in outcomes])
    new: dict[str, int] = {}
    for outcome in outcomes:
        state = states.get(outcome.feed.address)
        if state is None:
            state = FeedState(address=outcome.feed.address, asked_at=now)
            session.add(state)
        state.title, state.asked_at = outcome.feed.title, now
        _note(state, outcome, now)
        session.flush()
        new[state.address] = 0 if outcome.text is None else _add_entries(session, state, outcome.text, now)
    return new


def _note(state: FeedState, outcome: FeedOutcome, now: datetime) -> None:
    if outcome.fault is not None:
        state.failures += 1
        state.fault = dump_with_messages(outcome.fault)
        return
    state.failures, state.fault, state.answered_at = 0, None, now
    if outcome.fetched is not None and outcome.fetched.content is not None:
        state.etag, state.last_modified = outcome.fetched.etag, outcome.fetched.last_modified


def _add_entries(session: RecordSession, state: FeedState, text: FeedText, now: datetime) -> int:
    keys = [entry.key for entry in text.entries]
    stored = select(FeedEntry.key).where(FeedEntry.feed_id == state.id, col(FeedEntry.key).in_(keys))
    known = set(session.exec(stored))
    registered = _registered(session, text.entries)
    number = 0
    for entry in text.entries:
        if entry.key not in known:
            document_id = registered.get(entry.key)
            session.add(_as_row(state, entry, now, document_id))
            number += document_id is None
    session.flush()
    return number


def _as_row(state: FeedState, entry: EntryText, now: datetime, document_id: int | None) -> FeedEntry:
    assert state.id is not None
    return FeedEntry(
        feed_id=state.id,
        key=entry.key,
        title=entry.title,
        link=entry.link,
        summary=entry.summary,
        published_at=entry.published_at,
        found_at=now,
        numbers="\n".join(entry.numbers),
        state=EntryState.NEW if document_id is None else EntryState.REGISTERED,
        document_id=document_id,
    )


def _registered(session: RecordSession, entries: Sequence[EntryText]) -> dict[str, int]:
    """Return the documents of the register that entries are, by the key of the entry.

    Only where the title begins with the number: what merely names a known document may be new and change it.
    """
    own = {entry.key: number.key for entry in entries if (number := own_number(entry.title)) is not None}
    if not own:
        return {}
    columns = sa.select(col(Document.number_key), sa.func.min(col(Document.id)), sa.func.count())
    wanted = columns.where(col(Document.number_key).in_(set(own.values()))).group_by(col(Document.number_key))
    known = {key: id for key, id, count in session.connection().execute(wanted) if id is not None and count == 1}
    return {key: known[number] for key, number in own.items() if number in known}


def own_number(title: str) -> Number | None:
    """Return the number of the document that an entry is, where its title begins with it: Nghị định số 1/2026/NĐ-CP."""
    text = normalised(title)
    first = next((one for one in citations_in(text) if one.number is not None), None)
    before = "" if first is None else _BEFORE_A_NUMBER.sub("", fold(text[: first.start]))
    return first.number if first is not None and before in _KIND_WORDS else None


def tell_of_failures(session: RecordSession, feeds: Sequence[FeedAddress], most: int, today: date) -> None:
    """Tell administrators, once a day, of the feeds that failed so often in a row."""
    admins = [account.id for account in open_admins(session, today) if account.id is not None]
    for state in states_of(session, feeds).values():
        fault = fault_of(state)
        if fault is not None and state.failures >= most:
            told = _(
                "The feed %(feed)s could not be read %(times)d times in a row: %(why)s Correct its "
                "address in the settings of the regulation watch, or take it out.",
                feed=state.title,
                times=state.failures,
                why=fault,
            )
            tell(session, admins, f"regulations.feed.{state.id}.{today}", told, FEEDS_PAGE)


def tell_of_new_entries(session: RecordSession, today: date) -> None:
    """Tell those who keep the register, once a day, that there is something to look at."""
    keepers = (*leading_accounts(session, today), *open_admins(session, today))
    told = _("The feeds have new entries. Look which documents the register needs.")
    accounts = {one.id for one in keepers if one.id is not None}
    tell(session, accounts, f"regulations.entries.{today}", told, f"{FEEDS_PAGE}?state={EntryState.NEW.value}")


def known_documents(session: RecordSession, entries: Sequence[FeedEntry]) -> dict[str, list[Document]]:
    """Return the registered documents that entries name, by their number as the entry has it."""
    keys = {number: read.key for entry in entries for number in entry.named if (read := read_number(number))}
    wanted = select(Document).where(col(Document.number_key).in_(set(keys.values()))).order_by(col(Document.id))
    found: dict[str, list[Document]] = {}
    for document in session.exec(wanted):
        found.setdefault(document.number_key, []).append(document)
    return {number: found[key] for number, key in keys.items() if key in found}


def register_entry(session: RecordSession, entry: FeedEntry, document: Document) -> None:
    """Note that an entry stands in the register as this document."""
    entry.state, entry.document_id = EntryState.REGISTERED, document.id
    session.add(entry)
    session.flush()


def dismiss_entry(session: RecordSession, entry: FeedEntry) -> None:
    """Put aside an entry that is nothing for the register. Raises InputError if it stands there."""
    if entry.state is EntryState.REGISTERED:
        raise InputError.of(_("“%(entry)s” is in the register already, so it cannot be put aside.", entry=entry.title))
    entry.state = EntryState.DISMISSED
    session.add(entry)
    session.flush()


def take_back_dismissal(session: RecordSession, entry: FeedEntry) -> None:
    """Put an entry that was put aside back among the new ones."""
    if entry.state is EntryState.DISMISSED:
        entry.state = EntryState.NEW
        session.add(entry)
        session.flush()
