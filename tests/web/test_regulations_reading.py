"""Who is asked to read what by when, who says that he has, who sees it, and what is counted of it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.demands import ask_to_read, plan_demands, store_demands
from plugins.regulations.measures import READINGS, demands_behind, read_behind
from plugins.regulations.models import Concern, Document, Reading
from plugins.regulations.readers import readers_of
from plugins.regulations.readings import confirm_reading, to_read
from plugins.regulations.register import add_document, remove_document
from plugins.regulations.settings import OWNER
from plugins.regulations.settings import Watch as Settings
from plugins.regulations.watch_models import ReadingDemand
from tests.conftest import NOW
from tests.web.regulation_site import ALIVE, DEAD, HOME, Watch, watched  # noqa: F401 the fixture
from tracker.audit import AuditEntry, verify
from tracker.periods import parse_period
from tracker.records.absences import Absence
from tracker.records.postings import Posting
from tracker.records.procedures import Procedure
from tracker.records.units import Unit
from tracker.settings import change_settings
from tracker.staleness import StaleMark

ASKED, TODAY = date(2026, 11, 16), date(2026, 11, 23)
"""Two Mondays; the next day is a holiday."""
DUE = TODAY
"""Five working days after it was asked."""
TO_READ, WHO_HAS_READ = f"{HOME}to-read", f"{HOME}readings"


def concern(watch: Watch, number: str, unit: str | None = None, is_of_a_procedure: bool = False) -> int:
    """Say that a document concerns a unit, or the procedure of the commune's files; returns its id."""
    document_id = watch.id_of(number)
    with watch.database.writing("leader", "for a test") as session:
        if unit is not None:
            unit_id = session.exec(select(Unit.id).where(Unit.code == unit)).one()
            session.add(Concern(document_id=document_id, unit_id=unit_id))
        if is_of_a_procedure:
            procedure_id = session.exec(select(Procedure.id).where(Procedure.code == "1.001193")).one()
            session.add(Concern(document_id=document_id, procedure_id=procedure_id))
    return document_id


def readers(watch: Watch, number: str, day: date = TODAY) -> list[str]:
    codes = {id: code for code, id in watch.officials.items()}
    with watch.database.reading() as session:
        found = readers_of(session, day, [watch.id_of(number)])
    return sorted(codes[one] for officials in found.values() for one in officials)


def ask(watch: Watch, number: str, day: date = ASKED) -> list[tuple[str, date]]:
    """Ask to read a document, and return whom by when."""
    codes = {id: code for code, id in watch.officials.items()}
    with watch.database.writing("tracker", "for a test") as session:
        new = ask_to_read(session, day, [watch.id_of(number)])
        return sorted((codes[one.official_id], one.due_on) for one in new)


def say_read(watch: Watch, number: str, code: str, day: date = TODAY) -> None:
    with watch.database.writing(code, "for a test") as session:
        document = session.get_one(Document, watch.id_of(number))
        confirm_reading(session, document, watch.officials[code], NOW, day)


def away(watch: Watch, code: str, first: date, last: date | None) -> None:
    with watch.database.writing("admin", "for a test") as session:
        session.add(Absence(official_id=watch.officials[code], starts_on=first, ends_on=last))


def measured(watch: Watch, code: str, period: str, as_of: date, among: Collection[int] | None = None) -> list[object]:
    """Return what is measured of an official: asked, read in time, their share."""
    with watch.database.reading() as session:
        found = READINGS.measure(session, among, parse_period(period), as_of)
    return [found[one.key].get(watch.officials[code], one.default) for one in READINGS.measures]


def test_a_document_of_a_unit_concerns_who_is_posted_there_or_below(watch: Watch) -> None:
    concern(watch, ALIVE, "land")
    assert readers(watch, ALIVE) == ["CB03", "CB04"]
    concern(watch, "30/2020/NĐ-CP", "commune")
    assert readers(watch, "30/2020/NĐ-CP") == ["CB01", "CB02", "CB03", "CB04", "CB05"]


def test_a_document_of_a_procedure_concerns_who_handled_its_files_in_the_last_twelve_months(watch: Watch) -> None:
    concern(watch, ALIVE, is_of_a_procedure=True)
    assert readers(watch, ALIVE) == ["CB01", "CB02"]
    assert readers(watch, ALIVE, date(2027, 10, 20)) == ["CB01"]
    assert readers(watch, ALIVE, date(2027, 12, 31)) == []


def test_a_document_concerns_who_is_responsible_and_nobody_who_has_left(watch: Watch) -> None:
    with watch.database.writing("leader", "for a test") as session:
        session.get_one(Document, watch.id_of(ALIVE)).responsible_id = watch.officials["CB03"]
    assert readers(watch, ALIVE) == ["CB03"]
    with watch.database.writing("admin", "for a test") as session:
        wanted = select(Posting).where(Posting.official_id == watch.officials["CB03"])
        session.exec(wanted).one().valid_to = date(2026, 11, 22)
    assert readers(watch, ALIVE) == []


def test_an_official_is_asked_once_and_has_five_working_days(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    assert ask(watch, ALIVE) == [("CB01", DUE), ("CB02", DUE)]
    assert ask(watch, ALIVE, date(2026, 12, 1)) == []


def test_how_long_somebody_has_is_a_setting_that_leaves_the_past_alone(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    ask(watch, ALIVE)
    with watch.database.writing("admin", "for a test") as session:
        change_settings(session, OWNER, Settings(days_to_read=1), date(2026, 11, 17), "for a test")
    concern(watch, "30/2020/NĐ-CP", "desk")
    tuesday = date(2026, 11, 17)
    assert ask(watch, "30/2020/NĐ-CP", tuesday) == [("CB01", date(2026, 11, 18)), ("CB02", date(2026, 11, 18))]
    with watch.database.reading() as session:
        assert [one.due_on for one in to_read(session, watch.officials["CB01"])] == [date(2026, 11, 18), DUE]


def test_who_is_away_or_has_no_account_is_not_asked_until_he_can_say_so(watch: Watch) -> None:
    away(watch, "CB02", date(2026, 11, 13), date(2026, 11, 17))
    concern(watch, ALIVE, "commune")
    assert [code for code, _ in ask(watch, ALIVE)] == ["CB01", "CB04", "CB05"]
    assert ask(watch, ALIVE, date(2026, 11, 18)) == [("CB02", date(2026, 11, 26))]


def test_what_is_no_longer_in_force_is_not_to_be_read(watch: Watch) -> None:
    concern(watch, DEAD, "desk")
    assert ask(watch, DEAD) == []


def test_what_enters_into_force_later_is_to_be_read_from_then_on_and_asked_a_month_before(watch: Watch) -> None:
    with watch.database.writing("leader", "for a test") as session:
        add_document(session, Document(number="401/2026/NĐ-CP", in_force_from=date(2026, 12, 31)))
        add_document(session, Document(number="402/2026/NĐ-CP", in_force_from=date(2049, 12, 31)))
    concern(watch, "401/2026/NĐ-CP", "desk")
    concern(watch, "402/2026/NĐ-CP", "desk")
    assert ask(watch, "401/2026/NĐ-CP", date(2026, 11, 30)) == []
    asked = ask(watch, "401/2026/NĐ-CP", date(2026, 12, 1))
    assert asked == [("CB01", date(2027, 1, 8)), ("CB02", date(2027, 1, 8))]
    assert ask(watch, "402/2026/NĐ-CP") == []


def test_who_has_read_it_already_is_not_asked(watch: Watch) -> None:
    say_read(watch, ALIVE, "CB01")
    concern(watch, ALIVE, "desk")
    assert ask(watch, ALIVE) == [("CB02", DUE)]


def test_who_is_asked_and_no_longer_concerned_is_let_off_while_there_is_time(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    concern(watch, "30/2020/NĐ-CP", "desk")
    ask(watch, ALIVE)
    say_read(watch, ALIVE, "CB01")
    with watch.database.writing("leader", "for a test") as session:
        session.delete(session.exec(select(Concern).where(Concern.document_id == watch.id_of(ALIVE))).one())
    ask(watch, ALIVE)
    with watch.database.reading() as session:
        left = session.exec(select(ReadingDemand).where(ReadingDemand.document_id == watch.id_of(ALIVE))).all()
    assert [(one.official_id, one.read_on) for one in left] == [(watch.officials["CB01"], TODAY)]


def test_what_was_due_stays_when_it_concerns_nobody_any_more(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    ask(watch, ALIVE)
    with watch.database.writing("leader", "for a test") as session:
        session.delete(session.exec(select(Concern)).one())
    ask(watch, ALIVE, date(2026, 12, 1))
    assert measured(watch, "CB01", "2026-11", DUE) == [1, 0, Decimal(0)]


def test_two_who_ask_at_the_same_time_ask_once(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    with watch.database.reading() as session:
        plans = [plan_demands(session, ASKED) for _ in range(2)]
    for plan in plans:
        with watch.database.writing("tracker") as session:
            store_demands(session, plan, ASKED)
    with watch.database.reading() as session:
        assert len(session.exec(select(ReadingDemand)).all()) == 2


def test_a_reading_stands_in_the_audit_log_in_the_name_of_who_says_it(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    ask(watch, ALIVE)
    staff = watch.browser("staff")
    assert staff.send(f"{TO_READ}/{watch.id_of(ALIVE)}", official_id=watch.officials["CB02"]).status_code == 303
    with watch.database.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject == "regulations_reading")).all()
        assert [(one.actor, one.action) for one in entries] == [("staff", "added")]
        assert session.exec(select(Reading.official_id)).all() == [watch.officials["CB01"]]
        read = session.exec(select(ReadingDemand).where(col(ReadingDemand.read_on).is_not(None))).all()
        assert [(one.official_id, one.read_on) for one in read] == [(watch.officials["CB01"], TODAY)]
        assert verify(session) is None


def test_what_was_said_once_stays_as_it_was(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    ask(watch, ALIVE)
    say_read(watch, ALIVE, "CB01")
    say_read(watch, ALIVE, "CB01", date(2026, 12, 5))
    with watch.database.reading() as session:
        assert session.exec(select(ReadingDemand.read_on).where(col(ReadingDemand.read_on).is_not(None))).all() == [
            TODAY
        ]


def test_one_s_own_page_shows_what_is_to_be_read_until_it_is_read(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    ask(watch, ALIVE)
    staff = watch.browser("staff")
    page = staff.get(TO_READ)
    assert ALIVE in page
    assert "16/11/2026" in page
    assert "I have read it" in page
    staff.send(f"{TO_READ}/{watch.id_of(ALIVE)}")
    after = staff.get(TO_READ)
    assert "I have read it" not in after
    assert "Read in time" in after
    assert ALIVE not in staff.get(f"{TO_READ}?state=open")
    assert "I have read it" in watch.browser("colleague").get(TO_READ)
    assert ALIVE not in watch.browser("other_leader").get(TO_READ)


def test_a_document_that_is_not_there_cannot_be_read(watch: Watch) -> None:
    assert watch.browser("staff").send(f"{TO_READ}/99999").status_code == 404


def test_who_is_no_official_has_nothing_to_read_and_says_nothing(watch: Watch) -> None:
    for name in ("admin", "auditor"):
        assert watch.browser(name).ask(TO_READ).status_code == 403
        assert watch.browser(name).send(f"{TO_READ}/{watch.id_of(ALIVE)}").status_code == 403


def test_leaders_see_of_their_own_people_who_has_not_read(watch: Watch) -> None:
    concern(watch, ALIVE, "commune")
    ask(watch, ALIVE)
    say_read(watch, ALIVE, "CB01")
    whole = watch.browser("leader").get(WHO_HAS_READ)
    assert all(name in whole for name in ("Phạm Thị Hà", "Nguyễn Văn Ân", "Bùi Đức Ước"))
    of_land = watch.browser("other_leader").get(WHO_HAS_READ)
    assert "Bùi Đức Ước" in of_land
    assert "Phạm Thị Hà" not in of_land
    assert "Nguyễn Văn Ân" in watch.browser("auditor").get(WHO_HAS_READ)
    assert watch.browser("staff").ask(WHO_HAS_READ).status_code == 403
    open_ones = watch.browser("leader").get(f"{WHO_HAS_READ}?state=open")
    assert "Nguyễn Văn Ân" in open_ones
    assert "Phạm Thị Hà" not in open_ones
    assert "Phạm Thị Hà" in watch.browser("leader").get(f"{WHO_HAS_READ}?q=pham+thi+ha")
    assert "Phạm Thị Hà" in watch.browser("leader").get(f"{WHO_HAS_READ}?q=118%2F2025")
    assert watch.browser("leader").ask(f"{WHO_HAS_READ}?xlsx=1").status_code == 200


def test_an_official_s_record_shows_what_he_has_not_read(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    ask(watch, ALIVE)
    address = f"/officials/{watch.officials['CB01']}/"
    assert "Documents to read" in watch.browser("leader").get(address)
    assert "Say what you have read" in watch.browser("staff").get("/me/")
    say_read(watch, ALIVE, "CB01")
    assert "Say what you have read" not in watch.browser("staff").get("/me/")


def test_reading_counts_on_the_day_by_which_it_was_due(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    concern(watch, "30/2020/NĐ-CP", "desk")
    ask(watch, ALIVE)
    ask(watch, "30/2020/NĐ-CP", date(2026, 11, 25))
    say_read(watch, ALIVE, "CB01", DUE)
    say_read(watch, "30/2020/NĐ-CP", "CB01", date(2026, 12, 3))
    assert measured(watch, "CB01", "2026-11", date(2026, 11, 30)) == [1, 1, Decimal(1)]
    assert measured(watch, "CB01", "2026-12", date(2026, 12, 31)) == [1, 0, Decimal(0)]
    assert measured(watch, "CB01", "2026-Q4", date(2026, 12, 31)) == [2, 1, Decimal("0.5")]
    assert measured(watch, "CB01", "2026-Q4", date(2026, 11, 22)) == [0, 0, None]
    assert measured(watch, "CB02", "2026-Q4", date(2026, 12, 31), [watch.officials["CB02"]]) == [2, 0, Decimal(0)]
    assert measured(watch, "CB02", "2026-Q4", date(2026, 12, 31), [watch.officials["CB01"]]) == [0, 0, None]


def test_who_is_away_on_the_day_is_not_charged_and_gains_what_he_read_in_time(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    ask(watch, ALIVE)
    for code in ("CB01", "CB02"):
        away(watch, code, date(2026, 11, 20), None)
    say_read(watch, ALIVE, "CB01", date(2026, 11, 19))
    assert measured(watch, "CB01", "2026-11", DUE) == [1, 1, Decimal(1)]
    assert measured(watch, "CB02", "2026-11", DUE) == [0, 0, None]


def test_who_has_left_before_the_day_is_not_charged(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    ask(watch, ALIVE)
    with watch.database.writing("admin", "for a test") as session:
        wanted = select(Posting).where(Posting.official_id == watch.officials["CB02"])
        session.exec(wanted).one().valid_to = date(2026, 11, 22)
    assert measured(watch, "CB02", "2026-11", DUE) == [0, 0, None]


def test_the_records_behind_a_number_are_those_that_it_counts(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    concern(watch, "30/2020/NĐ-CP", "desk")
    for number in (ALIVE, "30/2020/NĐ-CP"):
        ask(watch, number)
    say_read(watch, ALIVE, "CB01")
    period = parse_period("2026-11")
    with watch.database.reading() as session:
        asked = session.execute(demands_behind(watch.officials["CB01"], period, DUE)).scalars().all()
        read = session.execute(read_behind(watch.officials["CB01"], period, DUE)).scalars().all()
    assert len(asked) == measured(watch, "CB01", "2026-11", DUE)[0] == 2
    assert [one.document_id for one in read] == [watch.id_of(ALIVE)]


@pytest.mark.parametrize("how", ["ask", "read", "remove"])
def test_what_changes_the_count_makes_the_score_of_its_month_anew(watch: Watch, how: str) -> None:
    concern(watch, ALIVE, "desk")
    if how != "ask":
        ask(watch, ALIVE)
    with watch.database.writing("test") as session:
        session.connection().execute(sa.delete(StaleMark))
    if how == "ask":
        ask(watch, ALIVE)
    elif how == "read":
        say_read(watch, ALIVE, "CB01")
    else:
        with watch.database.writing("leader", "entered twice") as session:
            remove_document(session, session.get_one(Document, watch.id_of(ALIVE)))
    with watch.database.reading() as session:
        marks = session.exec(select(StaleMark.official_id, StaleMark.month)).all()
    assert (watch.officials["CB01"], date(2026, 11, 1)) in marks


def test_a_document_that_leaves_the_register_takes_its_readings_along(watch: Watch) -> None:
    concern(watch, ALIVE, "desk")
    ask(watch, ALIVE)
    say_read(watch, ALIVE, "CB01")
    with watch.database.writing("leader", "entered twice") as session:
        remove_document(session, session.get_one(Document, watch.id_of(ALIVE)))
    with watch.database.reading() as session:
        assert session.exec(select(Reading)).all() == session.exec(select(ReadingDemand)).all() == []
        removed = select(AuditEntry.subject).where(AuditEntry.action == "removed")
        assert {"regulations_reading", "regulations_reading_demand"} <= set(session.exec(removed))
