"""Reminders of the days on which documents enter into force or expire, so many days before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from plugins.regulations.news import REGISTER_PAGE, News, Watched, cut, page_of
from plugins.regulations.register import called
from plugins.regulations.scan import replacing
from plugins.regulations.validity import Entry, Status, end_of, validity_on
from tracker.api import Message, counting, sentences

_ = sentences("regulations")
counted = counting("regulations")


@dataclass(frozen=True, slots=True)
class _Coming:
    """A document with the day on which it enters into force or expires, and the mark of the reminder."""

    entry: Entry
    mark: str
    message: Message


def news_of_days(watched: Watched) -> Iterator[News]:
    """Give the reminders of coming days; of documents that concern nobody, leaders get one for all."""
    unowned: list[_Coming] = []
    for entry in watched.register.entries.values():
        for coming in _coming(watched, entry):
            accounts = watched.accounts_concerned(entry.id)
            if accounts or entry.id in watched.readers:
                yield News((coming.mark,), accounts, f"regulations.{coming.mark}", coming.message, page_of(entry.id))
            else:
                unowned.append(coming)
    if unowned:
        accounts = watched.leaders if watched.settings.tells_leaders else frozenset()
        marks = tuple(coming.mark for coming in unowned)
        key = f"regulations.unowned.{watched.today}"
        yield News(marks, accounts, key, _of_nobody(unowned), REGISTER_PAGE)


def _of_nobody(coming: list[_Coming]) -> Message:
    return counted(
        "%(count)s document enters into force or expires soon, and nobody is named whom it concerns: %(documents)s. "
        "Say whom it concerns, so that they are reminded.",
        "%(count)s documents enter into force or expire soon, and nobody is named whom they concern: %(documents)s. "
        "Say whom they concern, so that they are reminded.",
        count=len(coming),
        documents=cut([called(one.entry) for one in coming]),
    )


def _coming(watched: Watched, entry: Entry) -> Iterator[_Coming]:
    ends_on, _by = end_of(entry)
    begins = entry.in_force_from
    mark = _mark(watched, "begins", entry, begins)
    if mark and begins and (ends_on is None or begins < ends_on):
        yield _Coming(entry, mark, _begins(entry, begins))
    mark = _mark(watched, "ends", entry, ends_on)
    if mark and ends_on:
        yield _Coming(entry, mark, _ends(watched, entry, ends_on))


def _mark(watched: Watched, what: str, entry: Entry, day: date | None) -> str | None:
    """Return the mark of the reminder that is due, None if there is none or it has been told."""
    left = -1 if day is None else (day - watched.today).days
    due = [days for days in watched.settings.reminders if 0 <= left <= days]
    if not due or not _is_news(watched, what, entry):
        return None
    mark = f"{what}.{entry.id}.{day}.{min(due)}"
    return None if mark in watched.told else mark


def _is_news(watched: Watched, what: str, entry: Entry) -> bool:
    """Whether what ends was in force; a document that is gone already does not end again."""
    validity = validity_on(entry, watched.today)
    return what == "begins" or validity is None or validity.status is not Status.EXPIRED


def _begins(entry: Entry, day: date) -> Message:
    return _(
        "%(document)s enters into force on %(day)s. Read it, and prepare what it changes.",
        document=called(entry),
        day=day,
    )


def _ends(watched: Watched, entry: Entry, day: date) -> Message:
    others = [called(one) for one in replacing(entry, watched.register)]
    if others:
        return _(
            "%(document)s is no longer in force from %(day)s, by %(others)s. Work by the new one from that day on, and "
            "mend what cites the old one.",
            document=called(entry),
            day=day,
            others=others,
        )
    return _(
        "%(document)s expires: from %(day)s it is no longer in force. Find out what takes its place, and enter it in "
        "the register.",
        document=called(entry),
        day=day,
    )
