"""The ranking of officials: sorted, searched and paged by the database, scored when somebody looks."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlmodel import Session, col, select

from tests.web.conftest import FilledSite, Made, Site, fill_commune
from tracker.database import Database
from tracker.periods import parse_period
from tracker.records.deriving import derive_file, load_basis
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.units import Unit
from tracker.reports.standings import earned_by, standings
from tracker.scoring.longer import scored_parts
from tracker.scoring.looking import score_and_store
from tracker.scoring.scorecards import Scorecard

TODAY = date(2026, 11, 23)


def names(page: str) -> list[str]:
    """Return the officials of the list in their order."""
    return re.findall(r'<a class="who plain"[^>]*><span class="av[^>]*>[^<]*</span><span>([^<]+)<', page)


def add_official(session: Session, code: str, full_name: str, unit_id: int, files: int = 0) -> None:
    """Add an official of the desk with files of this and the last quarter, the more the later by a day."""
    official = Official(code=code, full_name=full_name)
    session.add(official)
    session.flush()
    assert official.id is not None
    session.add(
        Posting(official_id=official.id, unit_id=unit_id, ranking_group=RankingGroup.DESK, valid_from=date(2024, 1, 1))
    )
    basis = load_basis(session)
    for number in range(files):
        for month in (8, 10):
            file = HandledFile(
                code=f"{code}-{month}-{number}",
                handler_id=official.id,
                unit_id=unit_id,
                received_on=date(2026, month, 5),
                due_on=date(2026, month, 15),
                finished_on=date(2026, month, 5 + min(number, 10)),
                status=FileStatus.FINISHED,
            )
            session.add(file)
            session.flush()
            derive_file(session, file, basis)


def fill_crowd(database: Database) -> Made:
    """Fill a database with the commune, at whose desk are five more officials, who have points."""
    made = fill_commune(database)
    with database.writing("test") as session:
        desk = session.exec(select(Unit.id).where(Unit.code == "desk")).one()
        assert desk is not None
        for place, name in enumerate(("Lê Thị Ánh", "Đoàn Văn Bé", "Nguyễn Thị Út", "Bùi Thị Dậu", "Vũ Văn Chí"), 1):
            add_official(session, f"D{place}", name, desk, files=place + 4)
    return made


@pytest.fixture
def crowded(filled_site: FilledSite) -> Site:
    """The site with more officials at its desk."""
    app, tracker, made = filled_site(fill_crowd)
    return Site(app, tracker, *made)


def test_what_is_looked_at_is_scored_first(site: Site) -> None:
    page = site.browser("leader").get("/ranking/?period=2026-Q4")
    assert len(names(page)) == 5
    with site.database.reading() as session:
        stored = session.exec(select(Scorecard.official_id).where(Scorecard.period == "2026-Q4")).all()
    assert len(stored) == 5


def test_ranks_stand_inside_each_group_the_desk_first(crowded: Site) -> None:
    page = crowded.browser("leader").get("/ranking/?period=2026-Q4")
    cards = _cards(crowded, "2026-Q4")
    expected = sorted((card for card in cards.values() if card.rank), key=lambda card: card.rank or 0)
    by_name = {one: place for place, one in enumerate(names(page))}
    with crowded.database.reading() as session:
        ranked = [session.get_one(Official, card.official_id).full_name for card in expected]
    totals = [card.total_hundredths for card in expected]
    assert totals == sorted(totals, key=lambda total: -(total or 0))
    assert set(names(page)[: len(ranked)]) == set(ranked)
    assert by_name["Trần Quốc Ánh"] > max(by_name[name] for name in ranked)


def test_an_official_is_found_without_diacritics_and_sorted_by_given_name(crowded: Site) -> None:
    leader = crowded.browser("leader")
    assert names(leader.get("/ranking/?q=doan be")) == ["Đoàn Văn Bé"]
    by_name = names(leader.get("/ranking/?group=desk&sort=name"))
    assert by_name[:4] == ["Lê Thị Ánh", "Nguyễn Văn Ân", "Đoàn Văn Bé", "Vũ Văn Chí"]


@pytest.mark.parametrize("sort", ["rank", "-rank", "name", "unit", "-total", "change", "-change", "nonsense"])
def test_every_column_sorts_on_either_database(crowded: Site, sort: str) -> None:
    assert len(names(crowded.browser("leader").get(f"/ranking/?sort={sort}"))) == 10


def test_a_group_that_is_too_small_says_so(site: Site) -> None:
    page = site.browser("leader").get("/ranking/?period=2026-Q4")
    assert "too few for a ranking (at least 4)" in page


def test_a_leader_of_one_unit_sees_its_officials_alone(site: Site) -> None:
    assert set(names(site.browser("other_leader").get("/ranking/"))) == {"Vũ Thị Đào", "Bùi Đức Ước"}


@pytest.mark.parametrize("period", ["2026", "2026-H2"])
def test_a_longer_period_adds_up_as_scoring_does(crowded: Site, period: str) -> None:
    leader, chosen = crowded.browser("leader"), parse_period(period)
    leader.get(f"/ranking/?period={period}")
    cards = score_and_store(crowded.tracker, "test", chosen, TODAY)
    parts = scored_parts(chosen, "quarter", TODAY)
    with crowded.database.reading() as session:
        rows = session.connection().execute(sa.select(standings(session, chosen, parts))).all()
        earned = earned_by(session, parts, None)
    found = {row.official_id: row for row in rows}
    assert len(found) == len(cards)
    for card in cards:
        row = found[card.official_id]
        assert (row.rank, row.ranked_among) == (card.rank, card.ranked_among)
        assert row.total == (None if card.total is None else int(card.total * 100))
        assert row.reachable == int(card.reachable * 100)
        assert row.ranking_group == (card.posting.ranking_group if card.posting else None)
        given = [value for value in earned[card.official_id].points.values() if value is not None]
        assert sum(given, Decimal(0)) == (card.total or 0)
        assert earned[card.official_id].files == card.measures["files.finished"]


def test_who_is_ranked_together_in_a_year_is_put_in_order_once_for_every_figure(crowded: Site) -> None:
    if not crowded.database.is_sqlite:
        pytest.skip("PostgreSQL plans by the number of rows")
    year = parse_period("2026")
    with crowded.database.reading() as session:
        told = sa.select(standings(session, year, scored_parts(year, "quarter", TODAY)))
        compiled = told.compile(crowded.database.engine, compile_kwargs={"render_postcompile": True})
        values = tuple(compiled.params[name] for name in compiled.positiontup or ())
        plan = [row[-1] for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)]
    assert plan.count("USE TEMP B-TREE FOR ORDER BY") <= 2, plan


def test_the_change_is_the_difference_to_the_period_before(crowded: Site) -> None:
    page = crowded.browser("leader").get("/ranking/?period=2026-Q4&q=lê thị ánh")
    before, now = (_cards(crowded, period)[_id(crowded, "D1")].total_hundredths for period in ("2026-Q3", "2026-Q4"))
    assert now is not None
    assert before is not None
    difference = Decimal(now - before) / 100
    shown = f"{'+' if difference > 0 else '−' if difference < 0 else ''}{abs(difference):.2f}"
    assert shown in page


def test_the_workbook_has_the_same_rows_with_a_column_for_each_rule(crowded: Site) -> None:
    answer = crowded.browser("leader").ask("/ranking/?period=2026-Q4&group=desk&xlsx=1")
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).active.iter_rows(values_only=True))
    heading = list(rows[0])
    assert "Files early or on time" in heading
    cards = _cards(crowded, "2026-Q4")
    total = heading.index("Total")
    for row in rows[1:]:
        stored = cards[_id(crowded, row[heading.index("Code")])].total_hundredths
        assert row[total] == (None if stored is None else pytest.approx(stored / 100))
    assert len(rows) == 8


def test_a_period_that_is_not_scored_here_is_explained(site: Site) -> None:
    answer = site.browser("leader").ask("/ranking/?period=2026-11")
    assert answer.status_code == 400
    assert "Choose one of" in answer.get_data(as_text=True)


def test_the_number_of_statements_does_not_follow_the_number_of_officials(crowded: Site) -> None:
    leader = crowded.browser("leader")
    for address in ("/ranking/", "/ranking/?q=ánh"):
        leader.get(address)
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("PRAGMA", "BEGIN")):
            statements.append(statement)

    event.listen(crowded.database.engine, "before_cursor_execute", note)
    leader.get("/ranking/?q=ánh")
    few = len(statements)
    statements.clear()
    leader.get("/ranking/")
    assert len(statements) == few
    assert few <= 21


def _id(site: Site, code: object) -> int:
    with site.database.reading() as session:
        found = session.exec(select(Official.id).where(col(Official.code) == code)).one()
    assert found is not None
    return found


def _cards(site: Site, period: str) -> dict[int, Scorecard]:
    with site.database.reading() as session:
        return {card.official_id: card for card in session.exec(select(Scorecard).where(Scorecard.period == period))}
