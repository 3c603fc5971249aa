"""Rewards for initiatives: who may propose them, what is frozen, and that nothing is rewarded twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from tests.decisions.initiatives import FORM, OFFERED, TODAY, Deciding, refused
from tests.plugins_system.conftest import PluginFolder
from tracker.database import Database
from tracker.decisions.achievements import keep_or_drop, offered_for, spending_of
from tracker.decisions.checking import checks_of
from tracker.decisions.checks import Weight
from tracker.decisions.choosing import withdraw
from tracker.decisions.decisions import Decision, DecisionItem, DecisionState, items_of, steps_of
from tracker.decisions.issuing import Paper, revoke
from tracker.notices import notices_of
from tracker.plugins import Plugins
from tracker.records.initiative_kinds import InitiativeKind
from tracker.rewards.forms import DecidingDays, Offered, offered_for_initiatives, offered_forms
from tracker.testing import Office, said

ONE_DAY = timedelta(days=1)
SOURCE = """
from tracker.api import AwardForm, LegalBasis, hookimpl, sentences

_ = sentences("NAME")


@hookimpl
def award_forms():
    form = AwardForm("NAME.idea", _("Praise"), [], 500_000, fund=1_200_000, for_initiatives=True)
    return [form, AwardForm("NAME.quarter", _("Praise of a quarter"), [], 500_000)]
"""


@pytest.fixture
def deciding(database: Database) -> Deciding:
    """The commune."""
    return Deciding(database)


@pytest.fixture
def plugins(tmp_path: Path) -> Plugins:
    """A plugin with a form for initiatives, out of a fund for two a year, and another one."""
    folder = PluginFolder(tmp_path)
    name = folder.add("ideas")
    (folder.path / name / "__init__.py").write_text(SOURCE.replace("NAME", name), encoding="utf-8")
    return folder.load(name)


def offered_by(deciding: Deciding, plugins: Plugins) -> Offered:
    """Return the form for initiatives that the plugin offers."""
    with deciding.database.reading() as session:
        (one,) = offered_for_initiatives(session, plugins, DecidingDays(TODAY, TODAY, TODAY))
    return one


def items(deciding: Deciding, decision_id: int) -> list[DecisionItem]:
    with deciding.database.reading() as session:
        return items_of(session, session.get_one(Decision, decision_id))


def drop(deciding: Deciding, decision_id: int, who: str, reason: str = "Only typed it", by: str = "uoc") -> None:
    with deciding.database.writing(by) as session:
        decided = session.get_one(Decision, decision_id)
        item = next(one for one in items_of(session, decided) if one.official_id == deciding.officials[who])
        keep_or_drop(session, decided, item, reason, deciding.viewers[by], is_chosen=False)


def checked(deciding: Deciding, decision_id: int, plugins: Plugins) -> dict[str, Weight]:
    """Return what is looked at before signing, in sentences."""
    with deciding.database.reading() as session:
        decided = session.get_one(Decision, decision_id)
        found = checks_of(session, plugins, decided, None, FORM.legal_bases, TODAY)
    return {said(one.told) or "": one.weight for one in found}


def test_everybody_who_found_it_is_rewarded_with_the_reason_and_what_was_measured(deciding: Deciding) -> None:
    with deciding.database.writing("test") as session:
        office = Office(session)
        for start, days in ((date(2026, 7, 6), 5), (date(2026, 9, 7), 3)):
            for number in range(10):
                received_on = start + number * ONE_DAY
                ready = office.calendar.add(received_on, days)
                office.file(None, received_on, finished_on=ready, procedure_id=deciding.procedure_id)
    shorter = {"kind": InitiativeKind.SHORTER_PROCEDURE, "procedure_id": deciding.procedure_id}
    number = deciding.initiative("ha", "an", **shorter)
    found = items(deciding, deciding.reward(number))
    assert {one.official_id for one in found} == {deciding.officials["ha"], deciding.officials["an"]}
    for one in found:
        assert (one.initiative_id, one.is_chosen, one.is_rewarded) == (number, True, True)
        assert (one.reason, one.standing, one.is_small_sample) == ("It saves a day", None, False)
        assert [(said(told), speaks_for) for told, speaks_for in one.reached_or_missed] == [
            ("One form for two papers, practised since 01/09/2026", True),
            ("Median working days from receipt to finish: 5 before, 3 after.", True),
            ("Files counted: 10 before, 10 after, within 83 days on each side.", True),
            ("Early or on time: 100.00% before, 100.00% after.", True),
        ]


def test_what_was_measured_stays_as_it_was_when_the_reward_was_proposed(deciding: Deciding) -> None:
    shorter = {"kind": InitiativeKind.SHORTER_PROCEDURE, "procedure_id": deciding.procedure_id}
    decision_id = deciding.reward(deciding.initiative("ha", **shorter))
    before = items(deciding, decision_id)
    with deciding.database.writing("test") as session:
        Office(session).file(None, date(2026, 9, 7), finished_on=date(2026, 9, 8), procedure_id=deciding.procedure_id)
    assert [one.reached for one in items(deciding, decision_id)] == [one.reached for one in before]
    assert before[0].is_small_sample


def test_of_a_good_method_only_its_name_is_frozen(deciding: Deciding) -> None:
    (one,) = items(deciding, deciding.reward(deciding.initiative("ha")))
    assert (len(one.reached_or_missed), one.is_small_sample) == (1, False)


def test_nobody_proposes_a_reward_for_himself(deciding: Deciding) -> None:
    for by in ("ha", "uoc"):
        number = deciding.initiative("an", "uoc", by=by)
        assert "nobody decides his own case" in refused(lambda number=number: deciding.reward(number))  # type: ignore[misc]
    assert items(deciding, deciding.reward(number, by="anh"))


def test_of_the_chairman_it_is_only_proposed_to_the_level_above(deciding: Deciding) -> None:
    decision_id = deciding.reward(deciding.initiative("ha", "anh"))
    above = {one.official_id: one.goes_above for one in items(deciding, decision_id)}
    assert above == {deciding.officials["ha"]: False, deciding.officials["anh"]: True}


def test_a_reason_is_needed_and_a_form_for_initiatives(deciding: Deciding) -> None:
    number = deciding.initiative("ha")
    assert "Say why “One form for two papers” is worth" in refused(lambda: deciding.reward(number, why="  "))
    quarterly = Offered(replace(FORM, for_initiatives=False), 1, TODAY, TODAY)
    for work in (lambda: deciding.reward(), lambda: deciding.reward(number, offered=quarterly)):
        assert "Choose an initiative, and a form of reward that is for initiatives" in refused(work)


def test_nothing_is_rewarded_twice(deciding: Deciding) -> None:
    number = deciding.initiative("ha")
    decision_id = deciding.reward(number)
    assert "uoc has proposed a reward for “One form" in refused(lambda: deciding.reward(number, by="anh"))
    deciding.issue(decision_id)
    assert "Decision 7/QĐ-UBND rewards “One form" in refused(lambda: deciding.reward(number, by="anh"))


def test_what_was_withdrawn_or_revoked_may_be_rewarded_anew(deciding: Deciding) -> None:
    number = deciding.initiative("ha")
    first = deciding.reward(number)
    with deciding.database.writing("uoc") as session:
        withdraw(session, session.get_one(Decision, first), "too early", deciding.viewers["uoc"])
    second = deciding.reward(number)
    deciding.issue(second)
    with deciding.database.writing("anh") as session:
        paper = Paper("8/QĐ-UBND", TODAY, deciding.officials["anh"])
        revoke(session, session.get_one(Decision, second), paper, "not true", deciding.viewers["anh"], "/")
    deciding.issue(deciding.reward(number), "9/QĐ-UBND")
    with deciding.database.reading() as session:
        states = session.exec(select(Decision.state).order_by(Decision.id)).all()
    issued = DecisionState.ISSUED
    assert states == [DecisionState.WITHDRAWN, DecisionState.REVOKED, issued, issued]


def test_who_found_two_is_not_rewarded_for_both_at_once(deciding: Deciding) -> None:
    both = [deciding.initiative("ha", "an"), deciding.initiative("ha")]
    assert "found by: Phạm Thị Hà. Propose each" in refused(lambda: deciding.reward(*both))
    assert len(items(deciding, deciding.reward(deciding.initiative("ha"), deciding.initiative("an")))) == 2


def test_one_of_several_is_dropped_with_a_reason_and_every_step_is_noted(deciding: Deciding) -> None:
    decision_id = deciding.reward(deciding.initiative("ha", "an"))
    assert "Say why Nguyễn Văn Ân is dropped" in refused(lambda: drop(deciding, decision_id, "an", reason=""))
    assert "nobody decides his own case" in refused(lambda: drop(deciding, decision_id, "an", by="an"))
    drop(deciding, decision_id, "an")
    with deciding.database.reading() as session:
        steps = steps_of(session, session.get_one(Decision, decision_id))
    assert [(said(one.message), one.because) for one in steps] == [
        ("Proposed with 2 officials", None),
        ("Nguyễn Văn Ân is dropped", "Only typed it"),
    ]


def test_the_fund_of_the_year_is_looked_at_with_what_was_issued_before(deciding: Deciding, plugins: Plugins) -> None:
    offered = offered_by(deciding, plugins)
    first = deciding.reward(deciding.initiative("ha"), offered=offered)
    assert checked(deciding, first, plugins) == {
        "Rewards for initiatives of 2026 cost 500,000 đồng of 1,200,000 đồng in the fund.": Weight.FINE,
        "No contest of a candidate is open.": Weight.FINE,
        "1/QĐ-UBND: no register of documents knows it. Look it up.": Weight.WARNS,
        "No council was asked.": Weight.WARNS,
    }
    deciding.issue(first, offered=offered)
    second = deciding.reward(deciding.initiative("ha", "an"), offered=offered)
    over = "Rewards for initiatives of 2026 would cost 1,500,000 đồng, the fund holds 1,200,000 đồng. Drop somebody, or"
    assert [told for told, weight in checked(deciding, second, plugins).items() if weight is Weight.STOPS] == [
        f"{over} have the fund raised."
    ]
    drop(deciding, second, "an")
    assert Weight.STOPS not in checked(deciding, second, plugins).values()


def test_a_year_pays_only_what_is_issued_in_it(deciding: Deciding) -> None:
    deciding.issue(deciding.reward(deciding.initiative("ha")))
    second = deciding.reward(deciding.initiative("an"))
    with deciding.database.reading() as session:
        decided = session.get_one(Decision, second)
        costs = [
            spending_of(session, OFFERED, decided, items_of(session, decided), on).cost
            for on in (TODAY, date(2027, 1, 4))
        ]
    assert costs == [1_000_000, 500_000]


def test_a_form_that_no_plugin_offers_any_more_stops_the_signing(deciding: Deciding, plugins: Plugins) -> None:
    decision_id = deciding.reward(deciding.initiative("ha"))
    assert (
        checked(deciding, decision_id, plugins)[
            "No plugin offers this form of reward on that day. Enable the plugin that does."
        ]
        is Weight.STOPS
    )
    with deciding.database.reading() as session:
        assert offered_for(session, plugins, session.get_one(Decision, decision_id), TODAY) is None


def test_an_effect_that_rests_on_few_files_is_marked(deciding: Deciding, plugins: Plugins) -> None:
    shorter = {"kind": InitiativeKind.SHORTER_PROCEDURE, "procedure_id": deciding.procedure_id}
    number = deciding.initiative("ha", **shorter)
    decision_id = deciding.reward(number, offered=offered_by(deciding, plugins))
    assert (
        checked(deciding, decision_id, plugins)["The measured effect of an initiative rests on too few files."]
        is Weight.WARNS
    )


def test_a_form_for_initiatives_is_not_offered_for_a_period(deciding: Deciding, plugins: Plugins) -> None:
    days = DecidingDays(TODAY, TODAY, TODAY)
    with deciding.database.reading() as session:
        of_periods = [one.form.key.partition(".")[2] for one in offered_forms(session, plugins, days)]
    assert of_periods == ["quarter"]


def test_a_form_for_initiatives_takes_no_quota(deciding: Deciding, tmp_path: Path) -> None:
    folder = PluginFolder(tmp_path)
    name = folder.add("ideas")
    source = SOURCE.replace("for_initiatives=True", "quota=Quota(number=1), for_initiatives=True")
    source = source.replace("LegalBasis", "Quota").replace("NAME", name)
    (folder.path / name / "__init__.py").write_text(source, encoding="utf-8")
    plugins = folder.load(name)
    assert "is for initiatives, so it takes no conditions, exclusions or quota" in refused(
        lambda: offered_by(deciding, plugins)
    )


def test_who_found_it_is_told_when_he_is_rewarded(deciding: Deciding) -> None:
    deciding.issue(deciding.reward(deciding.initiative("ha")))
    with deciding.database.reading() as session:
        (notice,) = notices_of(session, deciding.viewers["ha"].account_id)
    assert "You are rewarded: Praise for an initiative, decision 7/QĐ-UBND" in str(said(notice.message))
