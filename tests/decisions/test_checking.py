"""What is looked at before signing: each thing is in order, warns, or stops."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from tests.decisions.praise import TODAY, Commune, refused
from tests.plugins_system.conftest import PluginFolder
from tracker.award_forms import LegalBasis, Quota
from tracker.database import Database
from tracker.decisions.checking import checks_of
from tracker.decisions.checks import Topic, Weight, checks_kept, stopped
from tracker.decisions.council import Vote, ask_council, vote
from tracker.decisions.decisions import Decision
from tracker.messages import message, translate
from tracker.plugins import Plugins
from tracker.records.correction_states import CorrectionState
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.officials import Official
from tracker.testing import Office

REASON = "He covered the desk alone"
REGISTER = """
from tracker.api import LegalFinding, hookimpl, sentences

_ = sentences("PLUGIN")
HELD = {"1/A": True, "2/B": False}


@hookimpl
def legal_findings(numbers, on):
    held = (one for one in numbers if one in HELD)
    return [LegalFinding(one, HELD[one], _("%(number)s looked up on %(on)s", number=one, on=on)) for one in held]
"""
MANIFEST = 'title = "Register"\nsummary = "For a test"\nversion = "1.0"\ntracker = ">=0.1,<2"\n'


def found(commune: Commune, id: int) -> dict[Topic, list[tuple[Weight, str]]]:
    """Return what is found, by what it is about."""
    checks: dict[Topic, list[tuple[Weight, str]]] = {}
    with commune.database.reading() as session:
        for one in commune.checks(session, session.get_one(Decision, id)):
            checks.setdefault(one.topic, []).append((one.weight, translate(one.told, "en")))
    return checks


def weights(commune: Commune, id: int, topic: Topic) -> list[Weight]:
    """Return how heavy what is found about something is."""
    return [weight for weight, _told in found(commune, id).get(topic, [])]


def is_stopped(commune: Commune, id: int) -> list[str]:
    """Return what stands in the way, and see that issuing is refused for it."""
    with commune.database.reading() as session:
        why = [translate(one, "en") for one in stopped(commune.checks(session, session.get_one(Decision, id)))]
    assert f"It cannot be signed yet. {why[0]}" == refused(lambda: commune.issue(id))
    return why


def test_a_plain_draft_of_a_closed_period_is_in_order(commune: Commune) -> None:
    id = commune.propose()
    assert found(commune, id) == {
        Topic.PERIOD: [(Weight.FINE, "Q3 2026 is closed: its points do not change any more.")],
        Topic.POINTS: [(Weight.FINE, "Points and places are those of now.")],
        Topic.CONTESTS: [(Weight.FINE, "No contest of a candidate is open.")],
        Topic.OFFICIALS: [(Weight.WARNS, "Only proposed to the level above, not rewarded here: Lê chairman.")],
        Topic.COUNCIL: [(Weight.WARNS, "No council was asked.")],
    }
    commune.issue(id)
    with commune.database.reading() as session:
        kept = checks_kept(session.get_one(Decision, id))
    assert [one.topic for one in kept][:2] == [Topic.PERIOD, Topic.POINTS]


def test_an_open_period_stops(database: Database) -> None:
    commune = Commune(database)
    id = commune.propose()
    assert is_stopped(commune, id) == ["Q3 2026 is not closed: points may still change. Close it first."]
    commune.close()
    commune.issue(id)


@pytest.mark.parametrize(("code", "total"), [("a", "91"), ("b", "79"), ("d", "99"), ("c", "90")])
def test_points_places_or_proposals_that_moved_stop(commune: Commune, code: str, total: str) -> None:
    id = commune.propose()
    commune.score(**{code: total})
    assert is_stopped(commune, id)[0].startswith("Points or places changed since they were taken over.")


def test_points_of_somebody_else_that_move_nobody_do_not_stop(commune: Commune) -> None:
    id = commune.propose()
    commune.score(d="65")
    assert weights(commune, id, Topic.POINTS) == [Weight.FINE]


def test_more_than_the_places_warn(commune: Commune) -> None:
    id = commune.propose("a", "b", "c", "chairman", "deputy", reasons={"c": REASON})
    assert found(commune, id)[Topic.PLACES] == [(Weight.WARNS, "Specialists: 3 are rewarded, the form has 2 places.")]
    commune.issue(id)


def test_more_than_the_fund_stops_and_who_goes_above_costs_nothing(commune: Commune) -> None:
    commune.form = replace(commune.form, fund=1_500_000)
    id = commune.propose()
    assert Topic.FUND not in found(commune, id)
    commune.choose(id, "c", REASON, is_chosen=True)
    assert is_stopped(commune, id) == [
        "It costs 2,000,000 đồng, the fund holds 1,500,000 đồng. Drop somebody, or have the fund raised."
    ]
    commune.form = replace(commune.form, fund=None)
    assert Topic.FUND not in found(commune, id)


@pytest.mark.parametrize("contest", ["correction", "cause"])
def test_an_open_contest_of_a_candidate_stops_and_of_somebody_else_does_not(commune: Commune, contest: str) -> None:
    id = commune.propose()
    with commune.database.writing("test") as session:
        office = Office(session)
        for code in ("a", "d"):
            who = session.get_one(Official, commune.officials[code])
            file = office.overdue_file(who, date(2026, 8, 3))
            if contest == "correction":
                same = {"subject": "tracker_handled_file", "subject_id": file.id, "wanted": "{}", "reason": "Wrong"}
                session.add(Correction(**same, said_by_id=who.id, said_on=TODAY))
            else:
                session.add(DelayCause(file_id=file.id or 0, cause="flood", said_on=TODAY))
    assert is_stopped(commune, id) == ["Contests are not answered of: Trần Văn a. Answer them first."]
    with commune.database.writing("test") as session:
        for correction in session.exec(select(Correction).where(Correction.said_by_id == commune.officials["a"])):
            correction.state, correction.answered_on = CorrectionState.REFUSED, TODAY
        for cause in session.exec(select(DelayCause).order_by(DelayCause.id).limit(1)):
            cause.is_objective, cause.decided_on, cause.decided_by = False, TODAY, "deputy"
    commune.issue(id)


def test_an_open_case_and_an_empty_choice_stop(commune: Commune) -> None:
    id = commune.propose(by="deputy")
    assert is_stopped(commune, id) == ["Another leader must decide about: Lê deputy."]
    for code in ("a", "b", "chairman", "deputy"):
        commune.choose(id, code, REASON, is_chosen=False)
    assert is_stopped(commune, id) == ["Nobody is chosen. Add somebody, or withdraw the proposal."]


def test_legal_bases_are_looked_up_on_the_day(commune: Commune, tmp_path: Path) -> None:
    folder = PluginFolder(tmp_path)
    name = folder.add("register")
    (folder.path / name / "__init__.py").write_text(REGISTER.replace("PLUGIN", name), encoding="utf-8")
    plugins = folder.load(name)
    id = commune.propose()
    bases = [LegalBasis(number, message("A basis")) for number in ("1/A", "2/B", "3/C")]

    def looked_up(some: list[LegalBasis], by: Plugins) -> list[tuple[Weight, str]]:
        with commune.database.reading() as session:
            decided, candidates = session.get_one(Decision, id), commune.candidates(session)
            checks = checks_of(session, by, decided, candidates, some, TODAY)
            return [(one.weight, translate(one.told, "en")) for one in checks if one.topic is Topic.BASES]

    assert looked_up(bases, plugins) == [
        (Weight.FINE, "1/A looked up on 23/11/2026"),
        (Weight.STOPS, "2/B looked up on 23/11/2026"),
        (Weight.WARNS, "3/C: no register of documents knows it. Look it up."),
    ]
    assert [weight for weight, _ in looked_up(bases, Plugins([]))] == [Weight.WARNS] * 3
    assert looked_up([], plugins) == []


def test_a_register_that_fails_lets_nothing_be_signed(commune: Commune, tmp_path: Path) -> None:
    folder = PluginFolder(tmp_path)
    name = folder.add("broken")
    source = REGISTER.replace("PLUGIN", name).replace("held = (one for one", "held = (1 / 0 for one")
    (folder.path / name / "__init__.py").write_text(source, encoding="utf-8")
    plugins, id = folder.load(name), commune.propose()

    def look() -> None:
        with commune.database.reading() as session:
            decided = session.get_one(Decision, id)
            checks_of(session, plugins, decided, None, [LegalBasis("1/A", message("A basis"))], TODAY)

    assert name in refused(look)


def test_a_council_that_is_silent_or_against_warns(commune: Commune) -> None:
    id = commune.propose("a", "b", reasons=dict.fromkeys(("chairman", "deputy"), "They ask for nothing"))

    def cast(code: str, how: Vote, by: str) -> None:
        with commune.database.writing(by) as session:
            decided = session.get_one(Decision, id)
            vote(session, decided, commune.item(session, decided, code), how, commune.viewers[by])

    members = [commune.viewers[one].account_id for one in ("expert", "head")]
    commune.step(
        lambda session, one: ask_council(session, one, members, commune.viewers["secretary"], "/decisions/1"), id
    )
    assert found(commune, id)[Topic.COUNCIL] == [(Weight.WARNS, "Nobody of the council voted on 2 officials.")]
    cast("a", Vote.FOR, "expert")
    cast("b", Vote.FOR, "expert")
    assert found(commune, id)[Topic.COUNCIL] == [(Weight.FINE, "The council is for everybody who is chosen.")]
    cast("b", Vote.AGAINST, "head")
    assert found(commune, id)[Topic.COUNCIL] == [(Weight.WARNS, "The council is not for 1 official who is chosen.")]
    commune.choose(id, "b", "As the council says", is_chosen=False)
    assert weights(commune, id, Topic.COUNCIL) == [Weight.FINE]


def test_of_nobody_who_is_dropped_places_are_counted(commune: Commune) -> None:
    commune.form = replace(commune.form, quota=Quota(number=1))
    id = commune.propose("a", "chairman", reasons={})
    assert Topic.PLACES not in found(commune, id)
    commune.choose(id, "b", REASON, is_chosen=True)
    assert weights(commune, id, Topic.PLACES) == [Weight.WARNS]
