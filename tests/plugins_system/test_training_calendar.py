"""The calendar of an official and its address, on both databases; read by an independent reader of calendars."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import icalendar
import pytest
from sqlmodel import select

from plugins.training.answers import refuse
from plugins.training.calendars import CalendarPlace, calendar_of
from plugins.training.feeds import feed_for, feed_of, note_used, open_feed, revoke_feed
from plugins.training.registrations import withdraw
from plugins.training.sessions import Sitting, cancel_session, change_session
from plugins.training.standards import CalendarFeed
from tests.conftest import FilledBy
from tests.plugins_system.training_school import FIRST, SECOND, TODAY, TWO_DAYS, School, fill_school
from tracker.accounts.accounts import Account
from tracker.accounts.grants import disable
from tracker.audit import AuditEntry
from tracker.database import Database
from tracker.installation import Clock
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.records.officials import official_by_code
from tracker.testing.office import Office

BEGAN = datetime(2026, 8, 3, 2, tzinfo=UTC)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
AT = CalendarPlace("Xã Thử", ZONE, "en", "https://tracker.example")


def fill_on_its_clock(database: Database) -> None:
    """Make the commune on the first day, a minute after the other."""
    database.clock = clock_from(BEGAN)
    fill_school(database)


def clock_from(began: datetime) -> Clock:
    """Return a clock that stands a minute later whenever somebody looks."""
    minutes = count()
    return lambda: began + timedelta(minutes=next(minutes))


@pytest.fixture
def school(filled_by: FilledBy) -> School:
    """A commune whose official CB01 has an address of his calendar; the clock stands at another time in each change."""
    school = School(filled_by(fill_on_its_clock))
    school.database.clock = clock_from(BEGAN + timedelta(hours=1))
    with school.writing():
        open_feed(school.session, school.viewer("CB01").account_id, school.official("CB01"))
    return school


def content(school: School, today: date = TODAY, place: CalendarPlace = AT) -> bytes:
    with school.database.reading() as session:
        feed = session.get(CalendarFeed, 1)
        assert feed is not None
        return calendar_of(session, feed, today, place)


def events(school: School, today: date = TODAY) -> dict[str, icalendar.Event]:
    calendar = icalendar.Calendar.from_ical(content(school, today))
    found = {f"{event.decoded('dtstart')} {event['summary']}": event for event in calendar.walk("VEVENT")}
    assert len({str(event["uid"]) for event in found.values()}) == len(found)
    return found


def test_each_day_of_a_course_is_an_entry_from_its_time_to_its_time(school: School) -> None:
    with school.writing():
        school.held(place="Hội trường xã, tầng 2; phòng A")
        school.nominates("CB01")
    found = events(school)
    assert list(found) == ["2026-08-20 07:30:00+07:00 Land law", "2026-08-21 07:30:00+07:00 Land law"]
    first = found["2026-08-20 07:30:00+07:00 Land law"]
    assert first.decoded("dtend") == datetime(2026, 8, 20, 17, tzinfo=ZONE)
    assert str(first["location"]) == "Hội trường xã, tầng 2; phòng A"
    assert str(first["url"]) == "https://tracker.example/training/sessions/1"
    assert (first["status"], first["transp"]) == ("CONFIRMED", "OPAQUE")


def test_the_times_are_those_of_the_site_and_the_calendar_says_which(school: School) -> None:
    with school.writing():
        school.held()
        school.nominates("CB01")
    text = content(school).decode()
    assert "TZID:Asia/Ho_Chi_Minh\r\n" in text
    assert "TZOFFSETTO:+0700\r\n" in text
    assert "DTSTART;TZID=Asia/Ho_Chi_Minh:20260820T073000\r\n" in text


def test_lines_end_and_are_folded_as_the_standard_wants_it(school: School) -> None:
    with school.writing():
        school.held(course=school.course(title="Nghiệp vụ chứng thực và chứng thực điện tử; " * 5, about="ạ" * 300))
        school.nominates("CB01")
    raw = content(school)
    lines = raw.split(b"\r\n")
    assert (lines[0], lines[-2:]) == (b"BEGIN:VCALENDAR", [b"END:VCALENDAR", b""])
    assert max(map(len, lines)) <= 75
    assert b"\n" not in raw.replace(b"\r\n", b"")
    for line in lines:
        line.decode()  # no letter is torn apart
    assert raw.count(b"BEGIN:VEVENT") == raw.count(b"END:VEVENT") == raw.count(b"\r\nUID:") == 2
    assert raw.count(b"\r\nDTSTAMP:") == 2
    assert (
        str(next(iter(events(school).values()))["summary"])
        == ("Nghiệp vụ chứng thực và chứng thực điện tử; " * 5).strip()
    )


def test_an_empty_calendar_can_be_read(school: School) -> None:
    calendar = icalendar.Calendar.from_ical(content(school))
    assert (str(calendar["version"]), str(calendar["x-wr-calname"])) == ("2.0", "Training and duty of Phạm Thị 1")
    assert list(calendar.walk("VEVENT")) == []


def test_the_calendar_is_in_the_language_that_is_asked_for(school: School) -> None:
    with school.writing():
        school.session.add(DutyDay(official_id=school.official("CB01"), on=FIRST, shift=Shift.MORNING))
    assert "On duty at the one-stop desk (Morning)" in content(school).decode()


def test_a_registration_without_an_answer_is_tentative_and_who_waits_has_no_entry(school: School) -> None:
    with school.writing():
        school.held(1)
        school.registers("CB01", "CB02")
    assert {event["status"] for event in events(school).values()} == {"TENTATIVE"}
    with school.writing():
        feed, _secret = open_feed(school.session, school.viewer("CB02").account_id, school.official("CB02"))
        assert b"BEGIN:VEVENT" not in calendar_of(school.session, feed, TODAY, AT)
        withdraw(school.session, school.registration("CB01"), "ill", school.viewer("CB01"))
        assert b"BEGIN:VEVENT" in calendar_of(school.session, feed, TODAY, AT)


def test_who_is_refused_or_withdraws_has_no_entry_any_more(school: School) -> None:
    with school.writing():
        school.held()
        school.registers("CB01")
        refuse(school.session, [school.registration("CB01")], "No time", school.viewer("leader"))
    assert events(school) == {}


def test_a_cancelled_course_stays_as_cancelled(school: School) -> None:
    with school.writing():
        school.held()
        school.nominates("CB01")
        cancel_session(school.session, school.the_session(), "The teacher is ill", school.viewer("admin"))
    found = list(events(school).values())
    assert [(event["status"], event["transp"], str(event["description"])) for event in found] == [
        ("CANCELLED", "TRANSPARENT", "Cancelled: The teacher is ill")
    ] * 2


def test_an_entry_keeps_its_name_and_counts_on_when_it_changes(school: School) -> None:
    with school.writing():
        school.held()
        school.nominates("CB01")
    before = events(school)["2026-08-20 07:30:00+07:00 Land law"]
    with school.writing():
        held = school.the_session()
        change_session(school.session, held, {"place": "Room 2"}, TWO_DAYS, school.viewer("admin"))
    after = events(school)["2026-08-20 07:30:00+07:00 Land law"]
    assert (after["uid"], str(after["location"])) == (before["uid"], "Room 2")
    assert after["sequence"] > before["sequence"]
    assert after.decoded("last-modified") > before.decoded("last-modified")


def test_the_calendar_stays_the_same_byte_for_byte_while_nothing_changes(school: School) -> None:
    with school.writing():
        school.held()
        school.nominates("CB01")
    before = content(school)
    with school.writing():
        school.course(title="Another", code="X")
    assert content(school) == before
    assert content(school, TODAY + timedelta(days=1)) == before


def test_two_communes_never_name_entries_alike(school: School) -> None:
    with school.writing():
        school.held()
        school.nominates("CB01")
    names = [
        {str(event["uid"]) for event in icalendar.Calendar.from_ical(content(school, place=place)).walk("VEVENT")}
        for place in (AT, CalendarPlace("Xã Khác", ZONE, "en"))
    ]
    assert not names[0] & names[1]


def test_duty_days_are_those_that_one_serves_oneself(school: School) -> None:
    with school.writing():
        office = Office(school.session)
        mine, other = office.official_with("CB01"), office.official_with("CB02")
        office.duty_day(mine, date(2026, 8, 10), DutyState.PLANNED)
        office.duty_day(mine, date(2026, 8, 11), DutyState.SERVED, substitute=other)
        office.duty_day(other, date(2026, 8, 12), DutyState.SERVED, substitute=mine)
        office.duty_day(mine, date(2026, 7, 13), DutyState.ABSENT)
        office.duty_day(mine, date(2026, 1, 12), DutyState.SERVED)
    found = events(school)
    assert list(found) == ["2026-08-10 On duty at the one-stop desk", "2026-08-12 On duty at the one-stop desk"]
    first = next(iter(found.values()))
    assert (first.decoded("dtstart"), first.decoded("dtend")) == (date(2026, 8, 10), date(2026, 8, 11))


def test_the_last_day_to_register_stands_there_until_one_is_registered(school: School) -> None:
    with school.writing():
        school.held(register_until=date(2026, 8, 14))
    (deadline,) = events(school).values()
    assert (deadline.decoded("dtstart"), str(deadline["summary"])) == (
        date(2026, 8, 14),
        "Last day to register: Land law",
    )
    assert events(school, date(2026, 8, 15)) == {}
    with school.writing():
        school.nominates("CB01")
    assert list(events(school)) == ["2026-08-20 07:30:00+07:00 Land law", "2026-08-21 07:30:00+07:00 Land law"]


def test_what_is_over_for_long_leaves_the_calendar(school: School) -> None:
    with school.writing():
        school.held()
        school.nominates("CB01")
    assert len(events(school, SECOND + timedelta(days=90))) == 1
    assert events(school, SECOND + timedelta(days=91)) == {}


def test_only_the_digest_of_the_secret_is_kept(school: School) -> None:
    with school.writing():
        feed, secret = open_feed(school.session, school.viewer("CB02").account_id, school.official("CB02"))
        assert len(secret) >= 43
        assert secret not in str(feed.model_dump())
    with school.database.reading() as session:
        told = " ".join(f"{entry.before} {entry.after}" for entry in session.exec(select(AuditEntry)))
        assert secret not in told
        found = feed_of(session, secret, TODAY)
        assert found is not None
        assert found.official_id == official_by_code(session, "CB02").id


def test_an_address_that_is_renewed_revoked_or_wrong_leads_nowhere(school: School) -> None:
    with school.writing():
        account, official = school.viewer("CB02").account_id, school.official("CB02")
        _first, old = open_feed(school.session, account, official)
        renewed, new = open_feed(school.session, account, official)
        assert feed_of(school.session, old, TODAY) is None
        assert feed_of(school.session, new, TODAY) == renewed == feed_for(school.session, account)
        assert feed_of(school.session, new[:-1], TODAY) is None
        assert feed_of(school.session, "", TODAY) is None
        assert feed_of(school.session, renewed.token_hash, TODAY) is None
        revoke_feed(school.session, renewed)
        assert feed_of(school.session, new, TODAY) is None
        assert feed_for(school.session, account) is None


def test_the_address_of_a_closed_account_leads_nowhere(school: School) -> None:
    with school.writing():
        account = school.session.get(Account, school.viewer("CB02").account_id)
        assert account is not None
        _feed, secret = open_feed(school.session, account.id or 0, school.official("CB02"))
        disable(school.session, account, TODAY)
        assert feed_of(school.session, secret, TODAY) is None


def test_reading_a_calendar_is_noted_but_not_audited(school: School) -> None:
    with school.database.reading() as session:
        entries = len(session.exec(select(AuditEntry)).all())
    with school.writing():
        feed = feed_for(school.session, school.viewer("CB01").account_id)
        assert feed is not None
        note_used(school.session, feed, TODAY)
    with school.database.reading() as session:
        assert session.get(CalendarFeed, feed.id).last_used_on == TODAY  # type: ignore[union-attr]
        assert len(session.exec(select(AuditEntry)).all()) == entries


def test_a_sitting_has_a_place_of_its_own(school: School) -> None:
    with school.writing():
        school.held(sittings=[Sitting(FIRST, time(8), time(11), "Room 3")], place="Hall")
        school.nominates("CB01")
    (event,) = events(school).values()
    assert str(event["location"]) == "Room 3"
