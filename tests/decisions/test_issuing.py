"""Issuing a decision with what the clerk gives, revoking it by another, letting everybody read it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from functools import partial

import pytest
import sqlalchemy as sa
from sqlmodel import select

from tests.decisions.praise import OFFERED, TODAY, Commune, refused
from tests.rewards.cards import QUARTER
from tracker.audit import head, holds
from tracker.award_forms import BaseSalaries, LegalBasis
from tracker.base_salary import base_salary_on
from tracker.closing.closing import reopen_period, why_not_opened
from tracker.decisions.decisions import Decision, DecisionKind, DecisionState, rewarded_in
from tracker.decisions.issuing import LONGEST_NUMBER, Paper, issue, publish
from tracker.messages import message, translate
from tracker.notices import Notice
from tracker.rewards.forms import dong_of

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def notices(commune: Commune, code: str) -> list[str]:
    """Return what an account is told."""
    with commune.database.reading() as session:
        found = session.exec(
            select(Notice).where(Notice.account_id == commune.viewers[code].account_id).order_by(sa.text("id"))
        )
        return [translate(one.message, "en") for one in found]


def test_what_the_clerk_gives_is_stored_with_the_end_of_the_audit_log(commune: Commune) -> None:
    commune.form = replace(commune.form, legal_bases=[LegalBasis("06/2022/QH15", message("Law on praise"))])
    id = commune.propose()
    with commune.database.reading() as session:
        before = head(session)
    commune.issue(id, commune.paper("  12/QĐ-UBND "))
    decided = commune.decision(id)
    assert (decided.state, decided.number, decided.decided_on) == (DecisionState.ISSUED, "12/QĐ-UBND", TODAY)
    assert (decided.signer_id, decided.signs_for_id) == (commune.officials["head"], None)
    assert (decided.amount, decided.audit_position, decided.audit_hash) == (500_000, before.position, before.hash)
    assert [(number, translate(text, "en")) for number, text in decided.bases] == [("06/2022/QH15", "Law on praise")]
    assert commune.told(id)[-1] == "Issued as 12/QĐ-UBND of 23/11/2026"
    with commune.database.reading() as session:
        assert holds(session, decided.audit_hash or "")
        rewarded = rewarded_in(session, session.get_one(Decision, id))
        assert [one.official_id for one in rewarded] == commune.ids("a", "b", "deputy")


def test_who_is_rewarded_is_told_and_who_is_only_proposed_above_is_not(commune: Commune) -> None:
    commune.issue(commune.propose())
    told = ["You are rewarded: Praise, decision 1/QĐ-UBND"]
    assert [notices(commune, code) for code in ("a", "b", "deputy", "chairman", "head")] == [told, told, told, [], []]


@pytest.mark.parametrize("number", ["", "   ", "x" * (LONGEST_NUMBER + 1)])
def test_a_number_is_needed_and_not_too_long(commune: Commune, number: str) -> None:
    id = commune.propose()
    assert "Write the number that the clerk gave" in refused(lambda: commune.issue(id, commune.paper(number)))


@pytest.mark.parametrize("number", ["1/QĐ-UBND", "1/qđ-ubnd", " 1/QĐ-UBND  "])
def test_a_number_is_used_once_a_year_however_it_is_written(commune: Commune, number: str) -> None:
    id = commune.propose()
    commune.issue(id)
    assert "is used by another decision of 2026" in refused(lambda: commune.revoke(id, commune.paper(number)))
    later = {code: replace(one, today=date(2027, 1, 5)) for code, one in commune.viewers.items()}
    commune.viewers = later
    commune.revoke(id, commune.paper(number, on=date(2027, 1, 4)))


def test_the_number_of_a_revoked_decision_is_not_used_again(commune: Commune) -> None:
    id = commune.propose()
    commune.issue(id)
    commune.revoke(id)
    again = commune.propose()
    for number in ("1/QĐ-UBND", "2/QĐ-UBND"):
        assert "is used by another decision" in refused(
            lambda number=number: commune.issue(again, commune.paper(number))  # type: ignore[misc]
        )
    commune.issue(again, commune.paper("3/QĐ-UBND"))


def test_a_decision_is_dated_between_its_proposal_and_today(commune: Commune) -> None:
    id = commune.propose()
    assert "cannot be dated after today, 23/11/2026" in refused(lambda: commune.issue(id, commune.paper(on=TOMORROW)))
    assert "cannot be dated before its proposal of 23/11/2026" in refused(
        lambda: commune.issue(id, commune.paper(on=YESTERDAY))
    )
    assert commune.decision(id).state is DecisionState.DRAFT


def test_who_signs_is_not_in_the_decision(commune: Commune) -> None:
    id = commune.propose()
    assert "whoever signs is in the decision" in refused(lambda: commune.issue(id, commune.paper(signer="deputy")))
    commune.choose(id, "deputy", "He signs", is_chosen=False)
    commune.issue(id, commune.paper(signer="deputy"))


def test_the_amount_goes_by_the_base_salary_of_the_day_of_the_decision(commune: Commune) -> None:
    amounts = {}
    with commune.database.reading() as session:
        for on in (date(2026, 6, 30), date(2026, 7, 1)):
            amounts[on] = dong_of(BaseSalaries(Decimal("0.3")), on, partial(base_salary_on, session))
    assert list(amounts.values()) == [702_000, 759_000]  # 0.3 of 2,340,000 and of 2,530,000
    commune.viewers = {code: replace(one, today=date(2026, 6, 30)) for code, one in commune.viewers.items()}
    id = commune.propose()
    offered = replace(commune.offered, amount=amounts[date(2026, 6, 30)])
    paper = commune.paper(on=date(2026, 6, 30))
    commune.step(lambda session, one: issue(session, one, paper, offered, [], commune.viewers["secretary"], "/"), id)
    assert commune.decision(id).amount == 702_000


def test_a_decision_is_revoked_by_another_with_a_reason(commune: Commune) -> None:
    id = commune.propose()
    commune.issue(id)
    assert "Say why the decision is revoked" in refused(lambda: commune.revoke(id, why=" "))
    assert "cannot be revoked before that day" in refused(
        lambda: commune.revoke(id, commune.paper("2/QĐ-UBND", on=YESTERDAY))
    )
    by = commune.decision(commune.revoke(id))
    assert (by.kind, by.state, by.revokes_id, by.reason) == (
        DecisionKind.REVOCATION,
        DecisionState.ISSUED,
        id,
        "A wrong file",
    )
    wrong = commune.decision(id)
    assert (wrong.state, wrong.number, wrong.amount) == (DecisionState.REVOKED, "1/QĐ-UBND", 500_000)
    assert commune.told(id)[-1] == "Revoked by decision 2/QĐ-UBND"
    assert commune.told(by.id or 0) == ["Revokes decision 1/QĐ-UBND"]
    assert notices(commune, "a")[1:] == ["Decision 1/QĐ-UBND, which rewarded you, is revoked: A wrong file"]


def test_a_decision_is_not_revoked_twice_nor_is_what_revokes_one(commune: Commune) -> None:
    id = commune.propose()
    commune.issue(id)
    by = commune.revoke(id)
    assert "This decision is revoked" in refused(lambda: commune.revoke(id, commune.paper("3/QĐ-UBND")))
    assert "nothing comes back to life" in refused(lambda: commune.revoke(by, commune.paper("3/QĐ-UBND")))


def test_a_draft_is_not_revoked_and_what_is_issued_not_changed(commune: Commune) -> None:
    id = commune.propose()
    assert "This decision is a proposal" in refused(lambda: commune.revoke(id))
    commune.issue(id)
    assert "This decision is issued" in refused(lambda: commune.choose(id, "c", "Why not", is_chosen=True))
    assert "This decision is issued" in refused(lambda: commune.issue(id, commune.paper("3/QĐ-UBND")))


def test_only_what_is_issued_is_published(commune: Commune) -> None:
    id = commune.propose()
    assert "This decision is a proposal" in refused(lambda: commune.step(publish, id, state=DecisionState.ISSUED))
    commune.issue(id)
    assert commune.decision(id).published_at is None
    commune.step(publish, id, state=DecisionState.ISSUED)
    assert commune.decision(id).published_at == commune.database.clock()
    assert commune.told(id)[-1] == "Published: everybody can read who is rewarded"


def test_a_closed_period_stays_closed_behind_an_issued_decision(commune: Commune) -> None:
    def why_not() -> str | None:
        with commune.database.reading() as session:
            why = why_not_opened(session, QUARTER)
        return None if why is None else translate(why, "en")

    id = commune.propose()
    assert why_not() is None
    commune.issue(id)
    assert "cannot be opened again. Decision 1/QĐ-UBND was issued on it." in (why_not() or "")
    commune.revoke(id)
    assert why_not() is None
    with commune.database.writing("admin", "the import was incomplete") as session:
        reopen_period(session, QUARTER)
    with commune.database.reading() as session:
        assert why_not_opened(session, QUARTER) is not None


def test_whatever_opens_an_installation_knows_what_keeps_periods_closed() -> None:
    said = (
        "import tracker.installation, tracker.closing.guards as one; print([guard.__name__ for guard in one._guards])"
    )
    told = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "['issued_decision']"


def test_a_paper_that_nobody_looked_at_is_not_issued(commune: Commune) -> None:
    id = commune.propose()
    commune.score(a="50")

    def work(paper: Paper) -> None:
        commune.issue(id, paper)

    assert "It cannot be signed yet." in refused(lambda: work(commune.paper()))
    assert OFFERED.amount == 500_000
    assert commune.decision(id).number is None
