"""Who is in a decision: proposed by the form, added or dropped by leaders with a reason, taken over as points move."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlmodel import select

from tests.decisions.praise import Commune, codes_chosen, refused
from tests.rewards.cards import QUARTER
from tracker.audit import AuditEntry
from tracker.database import RecordSession
from tracker.decisions.choosing import take_over_points, withdraw
from tracker.decisions.decisions import Decision, DecisionState, decisions_about
from tracker.decisions.steps import seen_decision
from tracker.messages import translate
from tracker.rewards.candidates import Standing
from tracker.scoring.scorecards import Scorecard

REASON = "He covered the desk alone in August"


def take_over(commune: Commune, id: int, by: str = "secretary") -> None:
    """Let a draft go by the points of now."""

    def work(session: RecordSession, decided: Decision) -> None:
        take_over_points(session, decided, commune.candidates(session), commune.viewers[by])

    commune.step(work, id, by)


def give_up(commune: Commune, id: int, why: str = "Asked for by the council", by: str = "secretary") -> None:
    """Withdraw a draft."""
    commune.step(lambda session, decided: withdraw(session, decided, why, commune.viewers[by]), id, by)


def test_what_the_form_proposes_needs_no_reason(commune: Commune) -> None:
    id = commune.propose()
    assert commune.chosen(id) == {"a": True, "b": True, "chairman": True, "deputy": True}
    assert {item.reason for item in commune.items(id).values()} == {None}
    decided = commune.decision(id)
    assert (decided.state, decided.version, decided.period) == (DecisionState.DRAFT, 1, QUARTER.name)
    assert commune.told(id) == ["Proposed with 4 officials"]


def test_an_item_keeps_what_was_seen_of_him(commune: Commune) -> None:
    item = commune.items(commune.propose())["b"]
    assert (item.standing, item.place, item.total_hundredths) == (Standing.PROPOSED, 2, 9000)
    assert [(translate(told, "en"), is_met) for told, is_met in item.reached_or_missed] == [
        ("At least 70 points: 90 points", True)
    ]


@pytest.mark.parametrize(
    ("wanted", "named"),
    [
        (("a", "b", "c", "chairman", "deputy"), "Say why Trần Văn c is added"),
        (("a", "b", "d", "chairman", "deputy"), "Say why Trần Văn d is added"),
        (("a", "chairman", "deputy"), "Say why Trần Văn b is dropped"),
    ],
)
def test_whatever_differs_from_the_form_needs_a_reason(commune: Commune, wanted: tuple[str, ...], named: str) -> None:
    assert named in refused(lambda: commune.propose(*wanted))
    code = named.split()[4]
    for blank in ("", "  \n"):
        assert named in refused(lambda blank=blank: commune.propose(*wanted, reasons={code: blank}))  # type: ignore[misc]
    id = commune.propose(*wanted, reasons={code: f" {REASON} "})
    assert codes_chosen(commune.chosen(id)) == set(wanted)
    assert commune.items(id)[code].reason == REASON


def test_who_is_excluded_is_never_chosen(commune: Commune) -> None:
    assert "Trần Văn out cannot be rewarded by this form: Left out." in refused(
        lambda: commune.propose("a", "b", "out", reasons={"out": REASON})
    )
    id = commune.propose()
    assert "cannot be rewarded by this form" in refused(lambda: commune.choose(id, "out", REASON, is_chosen=True))


def test_nobody_is_not_proposed(commune: Commune) -> None:
    dropped = dict.fromkeys(("a", "b", "chairman", "deputy"), REASON)
    commune.officials["stranger"] = 9_999
    assert "Nobody is chosen" in refused(lambda: commune.propose("stranger", reasons=dropped))


def test_a_second_draft_of_a_form_and_period_is_refused(commune: Commune) -> None:
    id = commune.propose()
    assert "secretary has proposed Praise for Q3 2026 already" in refused(lambda: commune.propose(by="deputy"))
    give_up(commune, id)
    assert commune.propose() != id


def test_after_a_decision_nothing_is_proposed_until_it_is_revoked(commune: Commune) -> None:
    id = commune.propose()
    commune.issue(id)
    assert "Decision 1/QĐ-UBND on Praise for Q3 2026 is issued already" in refused(commune.propose)
    commune.revoke(id)
    assert commune.propose()


def test_the_case_of_who_proposes_stays_open_for_another_leader(commune: Commune) -> None:
    id = commune.propose(by="deputy")
    assert commune.chosen(id) == {"a": True, "b": True, "chairman": True, "deputy": None}
    commune.choose(id, "deputy", is_chosen=True)
    assert commune.chosen(id)["deputy"] is True


def test_the_head_of_the_commune_is_only_proposed_to_the_level_above(commune: Commune) -> None:
    items = commune.items(commune.propose())
    assert {code for code, item in items.items() if item.goes_above} == {"chairman"}
    assert items["chairman"].is_chosen
    assert {code for code, item in items.items() if item.is_rewarded} == {"a", "b", "deputy"}


def test_adding_and_dropping_are_steps_with_their_reasons(commune: Commune) -> None:
    id = commune.propose()
    assert "Say why Trần Văn c is added" in refused(lambda: commune.choose(id, "c", is_chosen=True))
    commune.choose(id, "c", REASON, is_chosen=True)
    commune.choose(id, "a", "A complaint is open", is_chosen=False)
    assert codes_chosen(commune.chosen(id)) == {"b", "c", "chairman", "deputy"}
    assert commune.told(id)[1:] == ["Trần Văn c is added", "Trần Văn a is dropped"]
    commune.choose(id, "a", "a reason that is not needed", is_chosen=True)
    assert commune.items(id)["a"].reason is None
    assert commune.decision(id).version == 4


def test_who_has_no_scorecard_cannot_be_added(commune: Commune) -> None:
    id = commune.propose()
    commune.officials["stranger"] = 9_999
    said = refused(lambda: commune.choose(id, "stranger", REASON, is_chosen=True))
    assert "There is no scorecard of the period" in said


def test_points_of_today_are_taken_over_and_reasons_stay(commune: Commune) -> None:
    id = commune.propose("a", "b", "c", "chairman", "deputy", reasons={"c": REASON})
    commune.score(a="65", d="92", c="85")
    take_over(commune, id)
    assert commune.chosen(id) == {"a": False, "b": True, "c": True, "d": True, "chairman": True, "deputy": True}
    items = commune.items(id)
    assert (items["a"].standing, items["d"].standing) == (Standing.MISSES, Standing.PROPOSED)
    assert (items["c"].standing, items["c"].reason, items["c"].total_hundredths) == (Standing.BELOW, REASON, 8500)
    assert commune.told(id)[-1] == "The points of today are taken over"


def test_who_is_dropped_with_a_reason_stays_dropped_whatever_his_points(commune: Commune) -> None:
    id = commune.propose("b", "chairman", "deputy", reasons={"a": REASON})
    commune.score(a="99")
    take_over(commune, id)
    assert (commune.chosen(id)["a"], commune.items(id)["a"].reason) == (False, REASON)


def test_who_shares_the_last_place_after_re_scoring_is_left_to_leaders(commune: Commune) -> None:
    id = commune.propose()
    commune.score(b="80")
    take_over(commune, id)
    assert [commune.items(id)[code].standing for code in ("b", "c")] == [Standing.TIED, Standing.TIED]
    assert (commune.chosen(id)["b"], commune.chosen(id)["c"]) == (False, False)


def test_who_has_no_card_any_more_leaves_the_draft(commune: Commune) -> None:
    id = commune.propose()
    with commune.database.writing("test") as session:
        session.delete(session.exec(select(Scorecard).where(Scorecard.official_id == commune.officials["a"])).one())
    take_over(commune, id)
    assert codes_chosen(commune.chosen(id)) == {"b", "c", "chairman", "deputy"}
    assert "a" not in commune.chosen(id)


def test_who_takes_over_decides_nothing_about_himself(commune: Commune) -> None:
    id = commune.propose()
    commune.score(deputy="65")
    take_over(commune, id, by="deputy")
    assert commune.chosen(id)["deputy"] is None
    commune.score(deputy="85", head="82")
    take_over(commune, id, by="head")
    assert (commune.chosen(id)["deputy"], commune.items(id).keys() >= {"head"}) == (True, False)
    commune.score(head="90")
    take_over(commune, id, by="head")
    assert commune.chosen(id)["head"] is None


def test_a_reason_for_adding_does_not_outlive_an_exclusion(commune: Commune) -> None:
    id = commune.propose("a", "b", "c", "chairman", "deputy", reasons={"c": REASON})
    leaving_out = replace(commune.form.exclusions[0], concerns=lambda one: one.code in ("c", "out"))
    commune.form, before = replace(commune.form, exclusions=(leaving_out,)), commune.form
    take_over(commune, id)
    assert (commune.chosen(id)["c"], commune.items(id)["c"].reason) == (False, None)
    commune.form = before
    commune.score(c="99")
    take_over(commune, id)
    assert commune.chosen(id)["c"] is True


def test_a_draft_is_withdrawn_with_a_reason_and_nothing_follows(commune: Commune) -> None:
    id = commune.propose()
    assert "Say why the proposal is withdrawn" in refused(lambda: give_up(commune, id, " "))
    give_up(commune, id)
    decided = commune.decision(id)
    assert (decided.state, decided.reason) == (DecisionState.WITHDRAWN, "Asked for by the council")
    assert "This decision is withdrawn" in refused(lambda: commune.choose(id, "a", REASON, is_chosen=False))
    assert "This decision is withdrawn" in refused(lambda: take_over(commune, id))
    assert "This decision is withdrawn" in refused(lambda: commune.issue(id))
    with commune.database.reading() as session:
        assert decisions_about(session, QUARTER) == []


def test_every_step_stands_in_the_audit_log(commune: Commune) -> None:
    id = commune.propose()
    commune.choose(id, "c", REASON, is_chosen=True)
    with commune.database.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject == "tracker_decision_step")).all()
        assert [(one.actor, REASON in (one.after or "")) for one in entries] == [
            ("secretary", False),
            ("secretary", True),
        ]
        assert session.exec(select(AuditEntry).where(AuditEntry.subject == "tracker_decision_item")).all()


def test_nothing_is_seen_of_a_version_that_never_was(commune: Commune) -> None:
    id = commune.propose()
    with commune.database.writing("secretary") as session:
        assert "Meanwhile" in refused(lambda: seen_decision(session, id, 7))
