"""Decisions on a year: issued when every quarter is closed, each of which stays closed behind them; and flagged."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from tests.closing.commune import Commune, filled
from tests.decisions.praise import refused
from tests.plugins_system.conftest import PluginFolder
from tracker.accounts.accounts import add_account
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.viewers import Viewer
from tracker.closing.closing import close_period, reopen_period
from tracker.database import Database, RecordSession
from tracker.decisions.checking import checks_of
from tracker.decisions.choosing import propose, take_over_points
from tracker.decisions.decisions import Decision
from tracker.decisions.flags import flags_of
from tracker.decisions.issuing import Paper, issue, issued_decision
from tracker.messages import translate
from tracker.notices import Notice
from tracker.periods import parse_period
from tracker.plugins import Plugins
from tracker.records.file_changes import correct_file
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import RankingGroup
from tracker.rewards.candidates import candidates_of
from tracker.rewards.forms import DecidingDays, Offered, offered_forms
from tracker.scoring.freshness import stale_closings
from tracker.scoring.recomputing import recompute_and_tell
from tracker.testing import Office

YEAR = parse_period("2026")
QUARTERS = YEAR.parts("quarter")
TODAY = date(2027, 1, 20)
SOURCE = """
from tracker.api import AwardForm, Exclusion, Quota, RankingGroup, hookimpl, sentences

_ = sentences("yearly")


@hookimpl
def award_forms(on):
    no_leader = Exclusion(_("Leaders"), lambda judged: judged.group is RankingGroup.LEADER)
    rest = {"quota": Quota(number=1), "exclusions": [no_leader], "spans": "year"}
    return [AwardForm("yearly.best", _("Best of the year"), (), 1000, **rest)]
"""


@pytest.fixture
def commune(database: Database, tmp_path: Path) -> Commune:
    """Four specialists with files of the third quarter, a leader who signs; three quarters of the year are closed."""
    folder = PluginFolder(tmp_path)
    name = folder.add("yearly")
    (folder.path / name / "__init__.py").write_text(SOURCE, encoding="utf-8")
    plugins = folder.load("reward_rules", name)
    commune = filled(database, plugins)
    commune.today = TODAY
    with database.writing("chairman") as session:
        office = Office(session)
        office.unit = office.commune
        official = office.official("chairman", "Lê chairman", RankingGroup.LEADER)
        give_role(session, add_account(session, "head", official.id), Role.LEADER, office.commune.id, date(2024, 1, 1))
        for quarter in QUARTERS[:3]:
            close_period(commune, session, quarter)
    return commune


def offered(session: RecordSession, plugins: Plugins, on: date = TODAY) -> Offered:
    """Return the form of the year."""
    (one,) = offered_forms(session, plugins, DecidingDays(YEAR.end, on, on), "year")
    return one


def proposed(commune: Commune) -> int:
    """Propose what the form proposes."""
    with commune.database.writing("secretary") as session:
        candidates = candidates_of(session, YEAR, offered(session, commune.plugins), "quarter")
        viewer = Viewer(0, "secretary", None, TODAY)
        return propose(session, candidates, candidates.proposed, {}, viewer).id or 0


def sign(commune: Commune, id: int) -> None:
    """Issue the decision after looking at its checks."""
    with commune.database.writing("secretary") as session:
        decided, form = session.get_one(Decision, id), offered(session, commune.plugins)
        candidates = candidates_of(session, YEAR, form, "quarter")
        checks = checks_of(session, commune.plugins, decided, candidates, (), TODAY)
        signer = session.exec(select(Official).where(Official.code == "chairman")).one().id or 0
        issue(session, decided, Paper("1/QĐ", TODAY, signer), form, checks, Viewer(0, "secretary", None, TODAY), "/")


def close_last(commune: Commune) -> None:
    """Close the last quarter."""
    with commune.database.writing("chairman") as session:
        close_period(commune, session, QUARTERS[3])


def test_a_decision_on_the_year_waits_until_its_last_quarter_is_closed(commune: Commune) -> None:
    id = proposed(commune)
    assert "Year 2026 is not closed: points may still change. Close it first." in refused(lambda: sign(commune, id))
    close_last(commune)
    assert "Take over those of today" in refused(lambda: sign(commune, id))
    with commune.database.writing("secretary") as session:
        candidates = candidates_of(session, YEAR, offered(session, commune.plugins), "quarter")
        take_over_points(session, session.get_one(Decision, id), candidates, Viewer(0, "secretary", None, TODAY))
    sign(commune, id)


def test_a_closed_quarter_stays_closed_behind_a_decision_on_its_year(commune: Commune) -> None:
    close_last(commune)
    id = proposed(commune)
    with commune.database.reading() as session:
        assert issued_decision(session, QUARTERS[3]) is None
    sign(commune, id)
    with commune.database.writing("chairman", "a mistake") as session:
        said = refused(lambda: reopen_period(session, QUARTERS[3]))
    assert "Decision 1/QĐ on Year 2026 rests on it." in said
    with commune.database.reading() as session:
        assert issued_decision(session, parse_period("2027-Q1")) is None


def test_a_correction_in_one_quarter_flags_the_decision_on_the_year_and_leaders_are_told(commune: Commune) -> None:
    close_last(commune)
    id = proposed(commune)
    sign(commune, id)
    with commune.database.writing("clerk", "as on paper") as session:
        who = session.exec(select(Official).where(Official.code == "CB00")).one()
        files = session.exec(select(HandledFile).where(HandledFile.handler_id == who.id).order_by(col(HandledFile.id)))
        for file in files.all():
            assert file.due_on is not None
            late = {"finished_on": file.due_on + timedelta(days=1)}
            correct_file(session, file, late, because="as on paper", today=TODAY)
    with commune.database.writing("tracker") as session:
        for period in stale_closings(session, QUARTERS):
            recompute_and_tell(session, commune.plugins, period, TODAY)
    with commune.database.reading() as session:
        flags = [
            translate(one.told, "en")
            for one in flags_of(session, commune.plugins, session.get_one(Decision, id), "quarter")
        ]
        told = [translate(one.message, "en") for one in session.exec(select(Notice)).all()]
    assert "By today's records Phạm Thị Hà 0 would not have been proposed" in flags[0]
    assert "By today's records Phạm Thị Hà 1 would have been proposed" in flags[1]
    assert "Corrections to Year 2026 would have changed who was proposed for decision 1/QĐ." in told


def test_a_form_of_the_year_is_not_offered_for_a_quarter(commune: Commune) -> None:
    with commune.database.reading() as session:
        days = DecidingDays(QUARTERS[2].end, TODAY, TODAY)
        assert offered_forms(session, commune.plugins, days) == []
