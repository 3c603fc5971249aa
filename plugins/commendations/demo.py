"""What the demo shows of this plugin: the funds of two years, titles of former years, somebody disciplined long ago."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import col, select

from plugins.commendations.discipline import add_discipline
from plugins.commendations.fund_changes import add_entry, set_fund
from plugins.commendations.kinds import DisciplineKind, FundKind
from plugins.commendations.past_titles import add_past_title
from tracker.api import Message, Official, Posting, RankingGroup, RecordSession, Viewer, runs_on, sentences

_ = sentences("commendations")
CLERK = "leader"


def add_demo(session: RecordSession, today: date) -> Message:
    """Add funds, titles and a measure of discipline."""
    clerk = Viewer(0, CLERK, None, today)
    people = _specialists(session, today)
    _add_funds(session, clerk)
    _add_titles(session, clerk, people)
    if people:
        values = {
            "official_id": people[-1],
            "kind": DisciplineKind.REPRIMAND,
            "from_on": date(today.year - 1, 3, 10),
            "until_on": date(today.year - 1, 6, 10),
            "number": "41/QĐ-UBND",
            "reason": "Vi phạm quy định về thời hạn giải quyết hồ sơ",
        }
        add_discipline(session, values, clerk)
    return _("the funds of two years, titles of former years and one measure of discipline")


def _specialists(session: RecordSession, today: date) -> Sequence[int]:
    wanted = select(Official.id).join(Posting, col(Posting.official_id) == col(Official.id))
    wanted = wanted.where(runs_on(today), col(Posting.ranking_group) != RankingGroup.LEADER)
    return [one for one in session.exec(wanted.order_by(col(Official.code))) if one is not None]


def _add_funds(session: RecordSession, clerk: Viewer) -> None:
    for year in (clerk.today.year - 1, clerk.today.year):
        paper = f"Quyết định giao dự toán năm {year}"
        set_fund(session, FundKind.EMULATION, year, {"amount": 60_000_000, "source": paper}, clerk)
        set_fund(session, FundKind.BONUS, year, {"salaries": 4_200_000_000, "source": paper}, clerk)
    entry = {
        "fund": FundKind.EMULATION,
        "year": clerk.today.year,
        "on": min(date(clerk.today.year, 1, 20), clerk.today),
        "amount": 3_450_000,
        "subject": "Khung, giấy in Giấy khen",
        "number": "07/PC",
    }
    add_entry(session, entry, clerk)


def _add_titles(session: RecordSession, clerk: Viewer, people: Sequence[int]) -> None:
    """Give three officials the titles of a ladder, so that somebody meets each yearly form."""
    last = clerk.today.year - 1
    for who in people[:2]:
        for ago in (0, 1, 2, 3) if who == people[0] else (1, 2, 3):
            values = {"official_id": who, "title": "grassroots_fighter", "year": last - ago, "number": f"{90 + ago}/QĐ"}
            add_past_title(session, values, clerk)
    for who in people[:1]:
        for ago in (1, 2):
            values = {"official_id": who, "title": "provincial_fighter", "year": last - ago, "number": f"{70 + ago}/QĐ"}
            add_past_title(session, values, clerk)
        values = {"official_id": who, "title": "provincial_merit", "year": last - 3, "number": "1208/QĐ-UBND"}
        add_past_title(session, values, clerk)
