"""People are told the day on which a written rule begins to count, counts otherwise, or no longer counts."""

from __future__ import annotations

from datetime import date, timedelta

from sqlmodel import col, select

from plugins.expression_rules.jobs import tell_news
from plugins.expression_rules.tests.written import both, example, written
from tests.plugins_system.rule_desk import Desk
from tracker.accounts.accounts import Account, add_account
from tracker.accounts.grants import disable, give_role
from tracker.accounts.permissions import Role
from tracker.contributions import JobContext
from tracker.messages import translate
from tracker.notices import Notice
from tracker.periods import period_of
from tracker.plugins import NoSettings
from tracker.testing import Office

OCTOBER, NOVEMBER, JANUARY = date(2026, 10, 1), date(2026, 11, 1), date(2027, 1, 1)
TITLE = {"vi": "Hồ sơ sớm", "en": "Early files"}
RULE = written(title=TITLE)


def hire(desk: Desk) -> None:
    """Add accounts of each role, one of staff closed."""
    with desk.tracker.database.writing("test") as session:
        commune = Office(session).commune
        for name, role in (("leader", Role.LEADER), ("staff", Role.STAFF), ("gone", Role.STAFF), ("boss", Role.ADMIN)):
            account = add_account(session, name)
            give_role(session, account, role, commune.id if role is Role.LEADER else None, OCTOBER)
            if name == "gone":
                disable(session, account, NOVEMBER)


def run_on(desk: Desk, today: date) -> str:
    """Run the job of that day; returns what it says."""
    database = desk.tracker.database
    now = database.clock()
    context = JobContext(now, now, today, NoSettings(), period_of(today, "quarter"), database.reading)
    store = tell_news(context)
    with database.writing("job") as session:
        return translate(store(session), "en")


def told(desk: Desk, language: str = "en", name: str = "staff") -> list[str]:
    """Return what an account was told by the job."""
    with desk.tracker.database.reading() as session:
        wanted = select(Notice).join(Account, col(Account.id) == col(Notice.account_id)).where(Account.name == name)
        found = session.exec(wanted.where(col(Notice.key).startswith("expression_rules:")).order_by(col(Notice.id)))
        return [translate(one.message, language) for one in found]


def test_everybody_who_is_scored_or_leads_is_told_on_the_day_and_once(desk: Desk) -> None:
    hire(desk)
    desk.publish(RULE, JANUARY)
    assert run_on(desk, JANUARY - timedelta(days=1)) == "0 notices."
    assert run_on(desk, JANUARY) == "2 notices."
    assert run_on(desk, JANUARY) == "0 notices."
    assert run_on(desk, JANUARY + timedelta(days=1)) == "0 notices."
    begins = "The rule Early files counts from 01/01/2027 on: at most 20.50 points, first for Q1 2027"
    assert told(desk) == told(desk, name="leader") == [begins]
    assert told(desk, name="gone") == told(desk, name="boss") == []
    assert "Hồ sơ sớm" in told(desk, "vi")[0]
    assert "20,50" in told(desk, "vi")[0]


def test_only_who_may_open_the_page_of_the_rule_gets_its_address(desk: Desk) -> None:
    hire(desk)
    desk.publish(RULE, NOVEMBER)
    run_on(desk, NOVEMBER)
    with desk.tracker.database.reading() as session:
        pages = session.exec(select(Notice.page).where(col(Notice.key).startswith("expression_rules:"))).all()
    assert set(pages) == {"/expression-rules/rules/early_files", None}


def test_a_new_version_and_the_end_are_told_too(desk: Desk) -> None:
    hire(desk)
    desk.publish(RULE, date(2026, 7, 1))
    desk.republish(written(title=TITLE, most=10, examples=[example(5)]), OCTOBER)
    desk.switch_off("early_files", JANUARY)
    for day in (OCTOBER, JANUARY):
        run_on(desk, day)
    assert told(desk) == [
        "The rule Early files counts otherwise from 01/10/2026 on: at most 10 points, first for Q4 2026",
        "The rule Early files, which gave at most 10 points, no longer counts from 01/01/2027 on; Q1 2027 is scored "
        "without it",
    ]


def test_a_rule_that_was_taken_back_before_a_period_ended_with_it_is_not_said_to_begin(desk: Desk) -> None:
    hire(desk)
    desk.publish(RULE, OCTOBER)
    desk.switch_off("early_files", NOVEMBER)
    run_on(desk, OCTOBER)
    assert told(desk) == []


def test_another_title_or_example_is_no_news(desk: Desk) -> None:
    hire(desk)
    desk.publish(RULE, OCTOBER)
    run_on(desk, OCTOBER)
    desk.republish(written(title=both("Other title")), NOVEMBER)
    assert run_on(desk, NOVEMBER) == "0 notices."


def test_a_change_for_a_day_that_is_past_is_told_within_sixty_days(desk: Desk) -> None:
    hire(desk)
    desk.publish(RULE, OCTOBER)
    assert run_on(desk, OCTOBER + timedelta(days=60)) == "0 notices."
    assert run_on(desk, OCTOBER + timedelta(days=59)) == "2 notices."
