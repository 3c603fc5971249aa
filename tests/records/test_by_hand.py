"""What administrators change by hand of officials, postings and names: with a reason, and held against imports."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from tests.conftest import NOW
from tracker.audit import AuditEntry
from tracker.database import Database
from tracker.messages import InputError
from tracker.records.aliases import Alias, aliases_of, end_alias, give_alias, remove_alias
from tracker.records.by_hand import change_by_hand, holds_of, release_by_hand
from tracker.records.held_fields import held_of
from tracker.records.official_changes import add_official, change_official
from tracker.records.officials import Official
from tracker.records.posting_changes import change_posting, leave, post_from, remove_posting
from tracker.records.postings import Posting, postings_of, shown_posting
from tracker.testing import Office

BEGINNING, SUMMER, AUTUMN = date(2024, 1, 1), date(2026, 7, 1), date(2026, 9, 1)


def a_posting(official: Official, office: Office, start: date, end: date | None = None) -> Posting:
    return Posting(official_id=official.id, unit_id=office.unit.id, position="clerk", valid_from=start, valid_to=end)


def test_a_changed_field_is_held_with_its_reason_since_today_and_says_what_an_import_wanted(database: Database) -> None:
    with database.writing("admin", "the list has an old number") as session:
        official = Office(session).official()
        assert change_by_hand(session, official, {"phone": "0123", "code": "CB01"}, "an old number") == ["phone"]
        held_of(session, "tracker_official", official.id)["phone"].disagreement = "0999"
        session.flush()
        hold = holds_of(session, official)["phone"]
    assert (hold.because, hold.wanted) == ("an old number", "0999")
    assert hold.since is not None
    assert hold.since.replace(tzinfo=NOW.tzinfo) == NOW


def test_a_value_that_stood_is_replaced_for_a_reason_and_an_empty_one_filled_in_without(database: Database) -> None:
    with database.writing("admin") as session:
        official = Office(session).official()
        change_by_hand(session, official, {"phone": "0123"}, "")
        with pytest.raises(InputError, match="say why, so that"):
            change_by_hand(session, official, {"phone": "0124"}, " ")
        assert official.phone == "0123"


def test_a_released_field_is_held_no_more_and_cannot_be_released_again(database: Database) -> None:
    with database.writing("admin") as session:
        official = Office(session).official()
        change_by_hand(session, official, {"phone": "0123"}, "")
        release_by_hand(session, official, "phone")
        assert holds_of(session, official) == {}
        with pytest.raises(InputError, match="imports may write it already"):
            release_by_hand(session, official, "phone")


def test_the_reason_of_a_change_stands_in_the_audit_log(database: Database) -> None:
    with database.writing("admin", "married") as session:
        change_official(session, Office(session).official(), {"full_name": "Phạm Thị Hà An"}, "married")
        changed = select(AuditEntry).where(AuditEntry.action == "changed", AuditEntry.subject == "tracker_official")
        entry = session.exec(changed).one()
    assert (entry.because, entry.after) == ("married", '{"full_name":"Phạm Thị Hà An"}')


@pytest.mark.parametrize("code", ["CB01", "cb01"])
def test_two_officials_cannot_have_one_code_however_it_is_written(database: Database, code: str) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        office.official("CB01", "Phạm Thị Hà")
        other = office.official("CB02", "Nguyễn Văn Ân")
        with pytest.raises(InputError, match="belongs to Phạm Thị Hà"):
            add_official(session, Official(code=code, full_name="Ai"))
        with pytest.raises(InputError, match="belongs to Phạm Thị Hà"):
            change_official(session, other, {"code": code}, "why")


def test_a_new_posting_ends_the_running_one_the_day_before(database: Database) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        official = office.official(since=BEGINNING)
        post_from(session, a_posting(official, office, SUMMER))
        days = [(posting.valid_from, posting.valid_to) for posting in postings_of(session, official.id)]
    assert days == [(BEGINNING, date(2026, 6, 30)), (SUMMER, None)]


def test_a_new_posting_is_refused_on_the_first_day_of_another_and_before_a_later_one(database: Database) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        official = office.official(since=SUMMER)
        with pytest.raises(InputError, match="known already"):
            post_from(session, a_posting(official, office, SUMMER))
        with pytest.raises(InputError, match="overlaps"):
            post_from(session, a_posting(official, office, BEGINNING))


def test_a_corrected_posting_is_held_and_may_not_overlap_another(database: Database) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        official = office.official(since=BEGINNING)
        second = post_from(session, a_posting(official, office, SUMMER))
        change_posting(session, second, {"position": "head", "valid_from": AUTUMN}, "decision 3")
        assert set(holds_of(session, second)) == {"position", "valid_from"}
        with pytest.raises(InputError, match="overlaps"):
            change_posting(session, second, {"valid_from": date(2026, 6, 1)}, "decision 4")
        with pytest.raises(InputError, match="before it begins"):
            change_posting(session, second, {"valid_to": SUMMER}, "decision 5")
        assert second.valid_from == AUTUMN


def test_who_leaves_has_a_last_day_and_a_reason_and_the_day_lies_in_the_last_posting(database: Database) -> None:
    with database.writing("admin") as session:
        official = Office(session).official(since=SUMMER)
        with pytest.raises(InputError, match="Choose a day of it"):
            leave(session, official, BEGINNING, "retires")
        with pytest.raises(InputError, match="say why"):
            leave(session, official, AUTUMN, "")
        assert leave(session, official, AUTUMN, "retires").valid_to == AUTUMN
        with pytest.raises(InputError, match="Choose a day of it"):
            leave(session, official, date(2026, 10, 1), "retires")


def test_who_was_never_posted_cannot_leave(database: Database) -> None:
    with database.writing("admin") as session:
        nobody = add_official(session, Official(code="CB09", full_name="Ai"))
        with pytest.raises(InputError, match="no posting"):
            leave(session, nobody, AUTUMN, "retires")


def test_a_removed_posting_leaves_no_held_field_behind(database: Database) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        official = office.official(since=BEGINNING)
        wrong = post_from(session, a_posting(official, office, SUMMER))
        number = wrong.id
        assert number is not None
        change_posting(session, wrong, {"position": "head"}, "a mistake")
        with pytest.raises(InputError, match="say why"):
            remove_posting(session, wrong, "")
        remove_posting(session, wrong, "never was")
        assert len(postings_of(session, official.id)) == 1
        assert held_of(session, "tracker_posting", number) == {}


@pytest.mark.parametrize(
    ("on", "start"),
    [(date(2025, 5, 5), BEGINNING), (date(2026, 3, 3), BEGINNING), (AUTUMN, SUMMER), (date(2020, 1, 1), BEGINNING)],
    ids=["it runs", "the last before a gap", "the later one runs", "none has begun"],
)
def test_the_posting_that_stands_for_an_official_on_a_day(database: Database, on: date, start: date) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        official = office.official(since=BEGINNING, until=date(2025, 12, 31))
        post_from(session, a_posting(official, office, SUMMER))
        shown = session.exec(select(Posting).where(Posting.id == shown_posting(Posting.official_id, on))).one()
    assert shown.valid_from == start


def test_a_name_passes_from_one_official_to_another_only_from_a_day_on(database: Database) -> None:
    with database.writing("admin") as session:
        office = Office(session)
        first, second = office.official("CB01"), office.official("CB02")
        give_alias(session, "dvc", "Nguyễn Văn Ân", first.id, None)
        with pytest.raises(InputError, match="already"):
            give_alias(session, "dvc", "NGUYỄN VĂN ÂN", first.id, None)
        with pytest.raises(InputError, match="means another official"):
            give_alias(session, "dvc", "nguyễn văn ân", second.id, None)
        give_alias(session, "dvc", "Nguyễn Văn Ân", second.id, SUMMER)
        known = aliases_of(session, "dvc")["nguyễn văn ân"]
        assert [(one.official_id, one.valid_to) for one in known] == [
            (first.id, date(2026, 6, 30)),
            (second.id, None),
        ]


def test_a_name_ends_on_a_day_or_is_removed(database: Database) -> None:
    with database.writing("admin") as session:
        official = Office(session).official()
        alias = give_alias(session, "dvc", "ha.pt", official.id, SUMMER)
        with pytest.raises(InputError, match="meant since"):
            end_alias(session, alias, BEGINNING)
        end_alias(session, alias, AUTUMN)
        assert alias.holds_on(AUTUMN)
        assert not alias.holds_on(date(2026, 9, 2))
        remove_alias(session, alias)
        assert session.exec(select(Alias)).first() is None
