"""The duty roster: a month on the wall, one day, planning by hand and noting what became of it."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, col, select

from tests.scoring.stored import measures_of, stored_cards
from tests.web.conftest import Site
from tracker.audit import AuditEntry
from tracker.periods import parse_period
from tracker.records.absences import Absence
from tracker.records.duty_days import DutyDay, DutyState, Shift
from tracker.records.held_fields import held_of
from tracker.records.postings import Posting
from tracker.scoring.looking import score_if_stale

TODAY = date(2026, 11, 23)


@pytest.fixture
def site(site: Site) -> Site:
    """The commune, in which CB03 and CB05 are key officials."""
    with site.database.writing("test") as session:
        keys = [site.officials["CB03"], site.officials["CB05"]]
        for posting in session.exec(select(Posting).where(col(Posting.official_id).in_(keys))):
            posting.is_key_official = True
    return site


def put(site: Site, code: str, on: date, **values: object) -> int:
    """Put somebody on the roster and return the number of the day."""
    with site.database.writing("test") as session:
        duty_day = DutyDay(official_id=site.officials[code], on=on, **values)
        session.add(duty_day)
        session.flush()
        return duty_day.id or 0


def away(site: Site, code: str, first: date, last: date | None = None) -> None:
    """Record an absence."""
    with site.database.writing("test") as session:
        session.add(Absence(official_id=site.officials[code], starts_on=first, ends_on=last))


def stored(site: Site, number: int) -> DutyDay | None:
    """Return a duty day as it is stored now."""
    with site.database.reading() as session:
        found = session.get(DutyDay, number)
        session.expunge_all()
    return found


def all_days(session: Session) -> list[DutyDay]:
    """Return every duty day in order."""
    return list(session.exec(select(DutyDay).order_by(col(DutyDay.on), col(DutyDay.official_id))))


def test_everybody_sees_the_month_with_his_own_days_and_the_holidays_named(site: Site) -> None:
    put(site, "CB01", TODAY)
    put(site, "CB03", date(2026, 11, 26))
    page = site.browser("staff").get("/duty/")
    assert "Duty roster of 11/2026" in page
    assert '<li class="dn me' in page
    assert "Today" in page
    assert "Sat" not in page.split("<tbody>")[0]
    assert "Plan days" not in page
    assert "Quốc khánh" in site.browser("staff", "vi").get("/duty/2026-09")


def test_a_day_with_fewer_than_two_key_officials_is_marked_and_the_least_loaded_one_suggested(site: Site) -> None:
    put(site, "CB03", TODAY)
    put(site, "CB01", TODAY)
    page = site.browser("leader").get("/duty/2026-11")
    assert "1 missing" in page
    assert "Suggested: Trần Quốc Ánh, who has 0 this month." in page
    assert "Suggested" not in site.browser("staff").get("/duty/2026-11")


def test_nobody_is_called_missing_after_the_last_planned_day(site: Site) -> None:
    for code in ("CB03", "CB05"):
        put(site, code, TODAY)
    page = site.browser("leader").get("/duty/2026-11")
    assert "Planned to Monday, 23/11/2026 so far." in page
    assert "Nobody is planned for this month yet." in site.browser("leader").get("/duty/2027-01")


def test_an_absence_of_who_is_assigned_is_flagged_without_its_kind(site: Site) -> None:
    put(site, "CB03", TODAY)
    away(site, "CB03", TODAY)
    page = site.browser("staff").get("/duty/")
    assert "Recorded as absent" in page.split("<tbody>")[1].split("</tbody>")[0]
    assert "2 missing" in page
    assert "Leave" not in page


def test_a_saturday_has_a_column_where_somebody_serves(site: Site) -> None:
    assert "Saturday" not in site.browser("staff").get("/duty/2026-11")
    put(site, "CB03", date(2026, 11, 28))
    assert "Saturday" in site.browser("staff").get("/duty/2026-11")


@pytest.mark.parametrize("month", ["2026", "2026-Q1", "2026-13", "x", "1999-01"])
def test_there_is_no_page_for_what_is_no_month(site: Site, month: str) -> None:
    assert site.browser("staff").ask(f"/duty/{month}").status_code == 404
    assert site.browser("staff").ask(f"/duty/day/{month}").status_code == 404


def test_the_loads_of_a_month_count_who_really_served(site: Site) -> None:
    put(site, "CB03", date(2026, 11, 19), state=DutyState.SERVED, substitute_id=site.officials["CB05"])
    put(site, "CB05", date(2026, 11, 20), state=DutyState.ABSENT)
    side = site.browser("staff").get("/duty/2026-11").split('id="h-load"')[1]
    assert "1 served · 1 absent" in side
    assert side.index("Trần Quốc Ánh") < side.index("Vũ Thị Đào")


def test_several_officials_are_planned_for_every_working_day_of_some_and_held(site: Site) -> None:
    answer = site.browser("leader").send(
        "/duty/plan",
        official_ids=[site.officials["CB03"], site.officials["CB05"]],
        on="26/11/2026",
        until="30/11/2026",
        shift="day",
        because="",
    )
    assert answer.headers["Location"] == "/duty/2026-11"
    with site.database.reading() as session:
        days = all_days(session)
        assert sorted({one.on.day for one in days}) == [26, 27, 30]
        assert len(days) == 6
        assert set(held_of(session, "tracker_duty_day", days[0].id or 0)) >= {"state", "official_id"}


def test_an_absence_is_shown_before_anything_is_saved_and_a_reason_allows_it(site: Site) -> None:
    away(site, "CB03", date(2026, 11, 27))
    asked = {"official_ids": site.officials["CB03"], "on": "26/11/2026", "until": "27/11/2026", "shift": "day"}
    answer = site.browser("leader").send("/duty/plan", **asked, because="")
    assert answer.status_code == 422
    assert "Recorded as absent: Vũ Thị Đào on 27/11/2026." in answer.get_data(as_text=True)
    with site.database.reading() as session:
        assert all_days(session) == []
    assert site.browser("leader").send("/duty/plan", **asked, because="back for the day").status_code == 302
    with site.database.reading() as session:
        assert len(all_days(session)) == 2
        assert session.exec(select(AuditEntry).order_by(col(AuditEntry.position).desc())).first().because == (
            "back for the day"
        )


def test_two_pairs_take_turns_over_a_fortnight(site: Site) -> None:
    codes = ("CB01", "CB03", "CB02", "CB05")
    first, second = [[site.officials[code] for code in part] for part in (codes[:2], codes[2:])]
    answer = site.browser("leader").send(
        "/duty/turns", on="25/11/2026", until="27/11/2026", first_ids=first, second_ids=second, shift="day"
    )
    assert answer.status_code == 302
    with site.database.reading() as session:
        days = all_days(session)
    assert [(one.on.day, one.official_id) for one in days] == [
        *((25, number) for number in sorted(first)),
        *((26, number) for number in sorted(second)),
        *((27, number) for number in sorted(first)),
    ]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"on": "20/11/2026"}, "has passed"),
        ({"on": "26/11/2026", "until": "25/11/2026"}, "lies before"),
        ({"on": "26/11/2026", "until": "26/11/2027"}, "At most 92 days"),
        ({"on": "28/11/2026", "until": "29/11/2026"}, "no working day"),
        ({"on": "26/11/2026", "official_ids": None}, "must have at least 1"),
    ],
)
def test_what_cannot_be_planned_is_said_and_nothing_typed_is_lost(
    site: Site, values: dict[str, object], said: str
) -> None:
    asked = {"official_ids": site.officials["CB03"], "shift": "morning", "because": "", **values}
    answer = site.browser("leader").send("/duty/plan", **asked)
    page = answer.get_data(as_text=True)
    assert (answer.status_code, said in page) == (422, True)
    assert '<option value="morning" selected>' in page


def test_a_leader_of_a_unit_plans_its_people_alone(site: Site) -> None:
    page = site.browser("other_leader").get("/duty/plan?on=2026-11-26")
    assert "Vũ Thị Đào" in page
    assert "Phạm Thị Hà" not in page
    answer = site.browser("other_leader").send(
        "/duty/plan", official_ids=site.officials["CB01"], on="26/11/2026", shift="day"
    )
    assert answer.status_code == 422
    of_the_desk = put(site, "CB01", date(2026, 11, 26))
    for step in ("move", "note", "remove"):
        assert site.browser("other_leader").ask(f"/duty/{of_the_desk}/{step}").status_code == 404


def test_everybody_planned_for_a_day_is_noted_as_served_but_oneself_and_who_is_absent(site: Site) -> None:
    numbers = [put(site, code, TODAY) for code in ("CB01", "CB03", "CB05")]
    away(site, "CB03", TODAY)
    answer = site.browser("leader").send("/duty/day/2026-11-23/served")
    assert answer.headers["Location"] == "/duty/day/2026-11-23"
    states = [one.state for number in numbers if (one := stored(site, number))]
    assert states == [DutyState.SERVED, DutyState.PLANNED, DutyState.PLANNED]


def test_a_day_to_come_is_not_noted_as_served(site: Site) -> None:
    number = put(site, "CB03", date(2026, 11, 26))
    site.browser("leader").send("/duty/day/2026-11-26/served")
    assert (one := stored(site, number)) is not None
    assert one.state is DutyState.PLANNED


def test_a_substitute_served_and_an_absent_one_cannot(site: Site) -> None:
    number = put(site, "CB03", TODAY)
    away(site, "CB02", TODAY)
    page = site.browser("leader").get(f"/duty/{number}/note")
    assert "Phạm Thị Hà" in page
    assert "Nguyễn Văn Ân" not in page
    leader = site.browser("leader")
    refused = leader.send(f"/duty/{number}/note", state="served", substitute_id=site.officials["CB02"])
    assert refused.status_code == 422
    assert leader.send(f"/duty/{number}/note", state="served", substitute_id=site.officials["CB01"]).status_code == 302
    assert (one := stored(site, number)) is not None
    assert (one.state, one.substitute_id) == (DutyState.SERVED, site.officials["CB01"])
    assert "by Phạm Thị Hà" in site.browser("staff").get("/duty/day/2026-11-23")


def test_a_past_day_is_corrected_with_a_reason_that_stands_in_the_audit_log(site: Site) -> None:
    number = put(site, "CB03", date(2026, 11, 20), state=DutyState.ABSENT)
    leader = site.browser("leader")
    assert leader.send(f"/duty/{number}/note", state="served").status_code == 422
    assert leader.send(f"/duty/{number}/note", state="served", because="signed the register").status_code == 302
    with site.database.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.subject == "tracker_duty_day")).all()[-1]
    assert (entry.actor, entry.because) == ("leader", "signed the register")


def test_a_leader_does_not_note_his_own_day(site: Site) -> None:
    number = put(site, "CB05", TODAY)
    answer = site.browser("leader").send(f"/duty/{number}/note", state="served")
    assert answer.status_code == 422
    assert "nobody decides his own case" in answer.get_data(as_text=True)
    assert site.browser("admin").send(f"/duty/{number}/note", state="served").status_code == 302


def test_a_planned_day_is_moved_and_removed(site: Site) -> None:
    number = put(site, "CB03", date(2026, 11, 26))
    leader = site.browser("leader")
    moved = leader.send(
        f"/duty/{number}/move", official_id=site.officials["CB01"], on="27/11/2026", shift="morning", because=""
    )
    assert moved.headers["Location"] == "/duty/day/2026-11-27"
    assert (one := stored(site, number)) is not None
    assert (one.official_id, one.on, one.shift) == (site.officials["CB01"], date(2026, 11, 27), Shift.MORNING)
    assert "Remove" in leader.get(f"/duty/{number}/remove")
    assert leader.send(f"/duty/{number}/remove").headers["Location"] == "/duty/day/2026-11-27"
    assert stored(site, number) is None


def test_two_people_changing_one_day_are_told(site: Site) -> None:
    number = put(site, "CB03", TODAY)
    answer = site.browser("leader").send(f"/duty/{number}/note", state="served", version="an old one")
    assert "Somebody else has just changed this" in answer.get_data(as_text=True)


def test_a_held_field_is_released(site: Site) -> None:
    number = put(site, "CB03", TODAY)
    leader = site.browser("leader")
    leader.send(f"/duty/{number}/note", state="served")
    assert "Release" in leader.get(f"/duty/{number}/note")
    leader.send(f"/duty/{number}/release", field="state")
    with site.database.reading() as session:
        assert set(held_of(session, "tracker_duty_day", number)) == {"substitute_id"}


def test_whom_a_duty_day_concerns_can_contest_it(site: Site) -> None:
    number = put(site, "CB01", date(2026, 11, 20), state=DutyState.SERVED, substitute_id=site.officials["CB02"])
    address = f"/corrections/ask/duty_day/{number}"
    for name in ("staff", "colleague"):
        assert address in site.browser(name).get("/duty/day/2026-11-20")
        assert site.browser(name).ask(address).status_code == 200
    assert address not in site.browser("leader").get("/duty/day/2026-11-20")


def test_a_changed_duty_day_changes_the_score_when_it_is_looked_at(site: Site) -> None:
    number = put(site, "CB01", TODAY)
    period = parse_period("2026-Q4")

    def looked_at() -> dict[str, int | str | None]:
        with site.database.reading() as session:
            score_if_stale(site.tracker, session, "test", period)
        with site.database.reading() as session:
            cards = stored_cards(session, period)
        return next(measures_of(card) for card in cards if card.official_id == site.officials["CB01"])

    assert looked_at()["duty.assigned"] == 0
    assert site.browser("leader").send(f"/duty/{number}/note", state="served").status_code == 302
    assert (looked_at()["duty.assigned"], looked_at()["duty.served_oneself"]) == (1, 1)
