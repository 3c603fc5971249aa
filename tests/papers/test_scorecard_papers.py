"""A scorecard on paper: every line with its points and sentence, what it read, the records behind that."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import select

from tracker.papers.contents import Paper, Paragraph, Table
from tracker.papers.decided_facts import Reading
from tracker.papers.scorecard_papers import scorecard_paper
from tracker.periods import parse_period
from tracker.records.officials import Official
from tracker.scoring.looking import score_and_store
from tracker.scoring.scorecards import Scorecard
from tracker.scoring.stored_cards import stored_card
from tracker.testing import App, fake_month, make_app

QUARTER = parse_period("2026-Q3")


def card_on_paper(app: App, code: str, period: str = "2026-Q3") -> Paper | None:
    """Return the card of an official on paper."""
    with app.reading() as session:
        who = session.exec(select(Official).where(Official.code == code)).one()
        reading = Reading(session, app.tracker.plugins, app.tracker.today, ZoneInfo("Asia/Ho_Chi_Minh"))
        return scorecard_paper(reading, who.id or 0, parse_period(period), "quarter")


def scored_app(app: App) -> App:
    """Return the app with a fake month that is scored."""
    fake_month(app)
    score_and_store(app.tracker, "test", QUARTER, QUARTER.as_of(app.tracker.today))
    return app


def test_every_line_stands_on_the_paper_with_its_points_and_the_sum() -> None:
    with make_app(["reward_rules"]) as made:
        paper = card_on_paper(scored_app(made), "CB02")
        assert paper is not None
        with made.reading() as session:
            wanted = sa.select(Scorecard).join(Official).where(Official.code == "CB02")
            card = stored_card(session, [QUARTER], wanted)
        assert card is not None
        lines = next(block for block in paper.body if isinstance(block, Table))
        assert len(lines.rows) == len(card.lines) + 1
        given = [row.cells[1] for row in lines.rows]
        assert given[:-1] == [
            "–" if one.points is None else f"{one.points:.2f}".replace(".", ",") for one in card.lines
        ]
        assert given[-1] == f"{card.total:.2f}".replace(".", ",")
        assert all(row.cells[3] for row in lines.rows[:-1])


def test_the_records_behind_each_measure_are_counted() -> None:
    with make_app(["reward_rules"]) as made:
        paper = card_on_paper(scored_app(made), "CB02")
        assert paper is not None
        _lines, measures = (block for block in paper.body if isinstance(block, Table))
        values = {row.cells[0]: row.cells[1:] for row in measures.rows}
        assert ("9", "9") in values.values()
        assert ("3", "3") in values.values()


def test_a_year_adds_the_quarters_up() -> None:
    with make_app(["reward_rules"]) as made:
        app = scored_app(made)
        quarter, year = card_on_paper(app, "CB01"), card_on_paper(app, "CB01", "2026")
        assert quarter is not None
        assert year is not None
        sums = [
            next(block for block in one.body if isinstance(block, Table)).rows[-1].cells[1] for one in (quarter, year)
        ]
        assert sums[0] == sums[1]
        assert "năm 2026" in year.summary


def test_both_the_official_and_the_leader_sign() -> None:
    with make_app(["reward_rules"]) as made:
        paper = card_on_paper(scored_app(made), "CB01")
        assert paper is not None
        assert [len(one.titles) for one in paper.signatures] == [1, 1]
        assert paper.signatures[0].name
        assert [one for one in paper.body if isinstance(one, Paragraph)]
