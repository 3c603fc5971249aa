"""A calendar as calendar programs read it (iCalendar, RFC 5545)."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
from sqlmodel import Session

from plugins.training.calendar_events import CalendarEvent, events_of
from plugins.training.standards import CalendarFeed
from tracker.api import Message, Official, sentences, translate

_ = sentences("training")
PRODUCT = "-//Tracker//Training registration//VI"
ASKED_EVERY = timedelta(hours=6)
ONE_DAY = timedelta(days=1)
SEQUENCE_BEGAN = datetime(2020, 1, 1, tzinfo=UTC)
"""The sequence number of an entry is the seconds from here to its last change: it grows with each."""


@dataclass(frozen=True, slots=True)
class CalendarPlace:
    """Where a calendar is read: the name and time zone of the site, the language, and its address for links."""

    site: str
    zone: ZoneInfo
    language: str
    address: str = ""


def calendar_of(session: Session, feed: CalendarFeed, today: date, place: CalendarPlace) -> bytes:
    """Return the calendar of an official; it stays the same, byte for byte, while nothing in it changes."""
    official = session.get(Official, feed.official_id)
    assert official is not None
    events = events_of(session, feed.official_id, today)
    said = _sayer(place.language)
    name = said(_("Training and duty of %(name)s", name=official.full_name))
    calendar = _calendar(name, place, min([_day(one.begins) for one in events], default=today))
    whose = hashlib.sha256(f"{place.site}\n{official.code}".encode()).hexdigest()[:16]
    for one in events:
        calendar.add_component(_event(one, f"{one.key}.{whose}@tracker.invalid", feed.created_at, place))
    content: bytes = calendar.to_ical()
    return content


def _calendar(name: str, place: CalendarPlace, first_day: date) -> icalendar.Calendar:
    calendar = icalendar.Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("x-wr-timezone", place.zone.key)
    calendar.add("refresh-interval", ASKED_EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", icalendar.vDuration(ASKED_EVERY))
    zone = icalendar.Timezone.from_tzinfo(place.zone, first_date=first_day.replace(month=1, day=1))
    calendar.add_component(zone)
    return calendar


def _event(one: CalendarEvent, uid: str, fallback: datetime, place: CalendarPlace) -> icalendar.Event:
    said, event = _sayer(place.language), icalendar.Event()
    event.add("uid", uid)
    event.add("dtstamp", _utc(one.changed_at or fallback))
    if one.changed_at is not None:
        event.add("last-modified", _utc(one.changed_at))
        event.add("sequence", int((_utc(one.changed_at) - SEQUENCE_BEGAN).total_seconds()))
    event.add("summary", one.title if isinstance(one.title, str) else said(one.title))
    _add_times(event, one, place.zone)
    event.add("status", "CANCELLED" if one.is_cancelled else "TENTATIVE" if one.is_tentative else "CONFIRMED")
    event.add("transp", "OPAQUE" if one.takes_time and not one.is_cancelled else "TRANSPARENT")
    if one.place:
        event.add("location", one.place)
    if one.about is not None:
        event.add("description", said(one.about))
    if one.page and place.address:
        event.add("url", place.address + one.page)
    return event


def _add_times(event: icalendar.Event, one: CalendarEvent, zone: ZoneInfo) -> None:
    if isinstance(one.begins, datetime):
        assert one.ends is not None
        event.add("dtstart", one.begins.replace(tzinfo=zone))
        event.add("dtend", one.ends.replace(tzinfo=zone))
    else:
        event.add("dtstart", one.begins)
        event.add("dtend", one.begins + ONE_DAY)


def _sayer(language: str) -> Callable[[Message], str]:
    return lambda told: translate(told, language)


def _utc(moment: datetime) -> datetime:
    """Return a moment of the records, which is in UTC, as one that says so."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _day(begins: datetime | date) -> date:
    return begins.date() if isinstance(begins, datetime) else begins
