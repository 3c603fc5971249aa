"""Periods on their pages: the review, who has looked, closing, verifying, opening again, one's own card."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import col, select

from tests.web.conftest import Site
from tests.web.test_corrections import ask
from tracker.audit import AuditEntry
from tracker.closing.comments import CardComment
from tracker.closing.looking import CardSeen
from tracker.closing.reviews import PeriodReview, review_of
from tracker.notices import Notice
from tracker.periods import parse_period
from tracker.records.handled_files import HandledFile
from tracker.scoring.closings import ClosedRecord, PeriodClosing, closing_of
from tracker.scoring.scorecards import Scorecard

QUARTER = parse_period("2026-Q3")
PAGE = "/periods/2026-Q3"
UNTIL = "30/11/2026"


def open_review(site: Site, until: str = UNTIL) -> None:
    answer = site.browser("leader").send(f"{PAGE}/review", until=until)
    assert answer.headers.get("Location") == PAGE, answer.get_data(as_text=True)


def close(site: Site) -> None:
    answer = site.browser("leader").send(f"{PAGE}/close", because="minutes 12")
    assert answer.headers.get("Location") == PAGE, answer.get_data(as_text=True)


def closings(site: Site) -> list[PeriodClosing]:
    with site.database.reading() as session:
        return list(session.exec(select(PeriodClosing)))


def test_every_period_is_listed_with_its_state(site: Site) -> None:
    with site.database.writing("test") as session:
        session.get_one(HandledFile, site.files["early"]).received_on = date(2026, 5, 4)
    close(site)
    page = site.browser("auditor").get("/periods/")
    assert "Q2 2026" in page
    assert "Closed for good" in page
    assert "Running" in page
    assert closings(site)[0].digest[:12] in page
    assert "Trần Quốc Ánh" in page


def test_a_leader_of_everything_opens_the_review_and_everybody_is_told(site: Site) -> None:
    open_review(site)
    with site.database.reading() as session:
        review = session.exec(select(PeriodReview)).one()
        told = {notice.account_id for notice in session.exec(select(Notice))}
    assert (review.period, review.until, review.opened_by) == ("2026-Q3", date(2026, 11, 30), "leader")
    assert told == {site.accounts[name] for name in ("staff", "colleague", "leader", "other_leader")}


@pytest.mark.parametrize("name", ["other_leader", "admin", "auditor", "staff"])
@pytest.mark.parametrize("what", ["review", "close"])
def test_nobody_else_opens_a_review_or_closes(site: Site, name: str, what: str) -> None:
    assert site.browser(name).send(f"{PAGE}/{what}", until=UNTIL).status_code == 403
    assert closings(site) == []


def test_a_review_ends_on_a_day_to_come(site: Site) -> None:
    answer = site.browser("leader").send(f"{PAGE}/review", until="01/11/2026")
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "cannot lie in the past" in page
    assert 'value="01/11/2026"' in page


def test_the_last_day_of_a_review_can_be_moved(site: Site) -> None:
    open_review(site)
    open_review(site, "04/12/2026")
    with site.database.reading() as session:
        assert session.exec(select(PeriodReview.until)).all() == [date(2026, 12, 4)]


def test_a_running_period_is_not_reviewed(site: Site) -> None:
    leader = site.browser("leader")
    assert "It can be reviewed from the day after 31/12/2026 on" in leader.get("/periods/2026-Q4")
    answer = leader.send("/periods/2026-Q4/review", until=UNTIL)
    assert answer.status_code == 422
    assert "is not over" in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ["2026-Q9", "2026", "2026-09", "2027-Q1", "2026-01-01..2026-01-31"])
def test_another_length_of_period_has_no_page(site: Site, name: str) -> None:
    assert site.browser("leader").ask(f"/periods/{name}").status_code == 404


def test_whoever_has_looked_is_counted_and_the_others_are_named(site: Site) -> None:
    open_review(site)
    site.browser("staff").send("/me/periods/2026-Q3/seen")
    page = site.browser("leader").get(PAGE)
    assert "1 of 5" in page
    assert "Phạm Thị Hà" not in page
    assert "Nguyễn Văn Ân" in page
    assert "No account" in page


def test_a_leader_of_one_unit_reads_the_names_of_that_unit_alone(site: Site) -> None:
    open_review(site)
    page = site.browser("other_leader").get(PAGE)
    assert "Vũ Thị Đào" in page
    assert "Nguyễn Văn Ân" not in page
    assert "and 3 more officials" in page


def test_one_says_on_ones_own_record_that_one_has_looked(site: Site) -> None:
    open_review(site)
    staff = site.browser("staff")
    assert "is in review and you have not looked" in staff.get("/me/")
    assert "I have looked at it" in staff.get("/me/?period=2026-Q3")
    assert staff.send("/me/periods/2026-Q3/seen").headers["Location"] == "/me/?period=2026-Q3"
    page = staff.get("/me/?period=2026-Q3")
    assert "Seen with" in page
    assert "I have looked at it" not in page
    assert "you have not looked" not in staff.get("/me/")
    with site.database.reading() as session:
        seen = session.exec(select(CardSeen)).one()
    assert seen.official_id == site.officials["CB01"]


def test_a_scorecard_that_moved_since_is_looked_at_once_more(site: Site) -> None:
    with site.database.writing("test") as session:
        file = session.get_one(HandledFile, site.files["early"])
        file.received_on, file.finished_on, file.due_on = date(2026, 7, 6), date(2026, 7, 8), date(2026, 7, 13)
    open_review(site)
    staff = site.browser("staff")
    staff.send("/me/periods/2026-Q3/seen")
    with site.database.writing("test") as session:
        session.exec(select(CardSeen)).one().total_hundredths = 12_345
    page = staff.get("/me/?period=2026-Q3")
    assert "123.45" in page
    assert "I have looked at it" in page
    staff.send("/me/periods/2026-Q3/seen")
    with site.database.reading() as session:
        assert session.exec(select(CardSeen.total_hundredths)).all() != [12_345]


def test_outside_a_review_nothing_is_confirmed(site: Site) -> None:
    staff = site.browser("staff")
    staff.send("/me/periods/2026-Q3/seen")
    assert "not in review" in staff.get("/me/")
    with site.database.reading() as session:
        assert session.exec(select(CardSeen)).all() == []


def test_a_comment_and_its_answer_stand_beside_the_scorecard(site: Site) -> None:
    open_review(site)
    staff, leader = site.browser("staff"), site.browser("leader")
    staff.send("/me/periods/2026-Q3/comment", text="Two files were not mine.")
    record = f"/officials/{site.officials['CB01']}"
    assert leader.send(f"{record}/periods/2026-Q3/comment", text="Contest them.").status_code == 302
    for page in (staff.get("/me/?period=2026-Q3"), leader.get(f"{record}/?period=2026-Q3")):
        assert page.index("Two files were not mine.") < page.index("Contest them.")
    assert "Two files were not mine." in leader.get(PAGE)
    assert "Two files were not mine." not in site.browser("other_leader").get(PAGE)


def test_an_empty_comment_is_asked_for_again(site: Site) -> None:
    open_review(site)
    answer = site.browser("staff").send("/me/periods/2026-Q3/comment", text="  ")
    assert answer.status_code == 422
    with site.database.reading() as session:
        assert session.exec(select(CardComment)).all() == []


def test_nobody_comments_on_the_scorecard_of_another_unit(site: Site) -> None:
    open_review(site)
    address = f"/officials/{site.officials['CB01']}/periods/2026-Q3/comment"
    assert site.browser("other_leader").send(address, text="x").status_code == 404
    assert site.browser("colleague").send(address, text="x").status_code == 403


def test_closing_says_first_what_it_does(site: Site) -> None:
    page = site.browser("leader").get(f"{PAGE}/close")
    assert "5 scorecards are scored a last time and frozen" in page
    assert "stands as an adjustment in the next period" in page
    assert closings(site) == []


def test_a_closed_period_shows_its_seal_and_who_closed_it(site: Site) -> None:
    close(site)
    closing = closings(site)[0]
    page = site.browser("auditor").get(PAGE)
    assert closing.digest in page
    assert "Trần Quốc Ánh" in page
    assert "09:00, 23/11/2026" in page
    own = site.browser("staff").get("/me/?period=2026-Q3")
    assert closing.digest[:16] in own
    assert "stands as an adjustment in the next period" in own
    with site.database.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject == PeriodClosing.__tablename__)).all()
    assert {(entry.actor, entry.because) for entry in entries} == {("leader", "minutes 12")}


def test_nobody_closes_while_others_may_still_look(site: Site) -> None:
    open_review(site)
    answer = site.browser("leader").send(f"{PAGE}/close")
    assert answer.status_code == 422
    assert "is in review until 30/11/2026, and 4 have not looked yet" in answer.get_data(as_text=True)
    assert "4 have not looked yet" in site.browser("leader").get(f"{PAGE}/close")
    assert closings(site) == []


def test_when_everybody_has_looked_the_period_is_closed_and_the_review_ends(site: Site) -> None:
    open_review(site)
    for name in ("staff", "colleague", "leader", "other_leader"):
        site.browser(name).send("/me/periods/2026-Q3/seen")
    close(site)
    with site.database.reading() as session:
        assert review_of(session, QUARTER) is None
        assert closing_of(session, QUARTER) is not None
    assert "not in review" in site.browser("staff").send("/me/periods/2026-Q3/comment", text="Too late?").get_data(
        as_text=True
    )


def test_the_second_who_closes_is_told_so(site: Site) -> None:
    leader = site.browser("leader")
    leader.get(f"{PAGE}/close")
    close(site)
    answer = leader.send(f"{PAGE}/close")
    assert answer.status_code == 422
    assert "is closed already" in answer.get_data(as_text=True)
    assert len(closings(site)) == 1


def test_whoever_reads_periods_verifies_a_closed_one(site: Site) -> None:
    close(site)
    page = site.browser("auditor").get(f"{PAGE}/verify")
    assert "It is as it was closed" in page
    assert "5 scorecards have the points that their measures give" in page


def test_an_altered_scorecard_is_named_when_it_is_verified(site: Site) -> None:
    close(site)
    with site.database.writing("intruder") as session:
        card = session.exec(select(Scorecard).where(Scorecard.official_id == site.officials["CB02"])).one()
        card.total_hundredths = 9_999
    page = site.browser("auditor").get(f"{PAGE}/verify")
    assert "It is not as it was closed" in page
    assert "The hash does not hold" in page
    assert "Nguyễn Văn Ân" in page


def test_an_administrator_opens_it_again_with_a_reason_that_everybody_reads(site: Site) -> None:
    close(site)
    admin = site.browser("admin")
    assert admin.send(f"{PAGE}/reopen", because="").status_code == 422
    assert admin.send(f"{PAGE}/reopen", because="The import was incomplete").headers["Location"] == PAGE
    page = site.browser("other_leader").get(PAGE)
    assert "The import was incomplete" in page
    assert "Was closed before, and opened again" in page
    with site.database.reading() as session:
        assert closing_of(session, QUARTER) is None
        assert session.exec(select(ClosedRecord).where(col(ClosedRecord.official_id).is_not(None))).all()


@pytest.mark.parametrize("name", ["leader", "auditor", "staff"])
def test_nobody_but_an_administrator_opens_it_again(site: Site, name: str) -> None:
    close(site)
    assert site.browser(name).send(f"{PAGE}/reopen", because="please").status_code == 403


def test_staff_do_not_see_the_periods_of_everybody(site: Site) -> None:
    staff = site.browser("staff")
    assert staff.ask("/periods/").status_code == 403
    assert "/periods/" not in staff.get("/me/")


def test_what_is_still_contested_stands_on_the_page(site: Site) -> None:
    ask(site, finished_on="12/10/2026")
    leader = site.browser("leader")
    assert "1 correction without an answer" in leader.get(PAGE)
    assert "1 correction without an answer" in leader.get(f"{PAGE}/close")
