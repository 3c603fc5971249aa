"""Who signs: whoever leads the whole commune on the day, or a substitute in the absence of such a one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import select

from tests.decisions.praise import TODAY, Commune, refused
from tracker.accounts.accounts import account_by_name, add_account
from tracker.accounts.grants import give_role, grants_of, take_role
from tracker.accounts.permissions import Role
from tracker.accounts.viewers import Viewer
from tracker.decisions.signers import Signer, signers_on
from tracker.records.absences import Absence
from tracker.records.units import Unit

YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


def signers(commune: Commune, on: date = TODAY) -> dict[str, Signer]:
    """Return who may sign, by code."""
    codes = {who: code for code, who in commune.officials.items()}
    with commune.database.reading() as session:
        return {codes[one.official_id]: one for one in signers_on(session, on)}


def away(commune: Commune, code: str, first: date = TODAY, last: date | None = TODAY) -> None:
    """Note that somebody is away."""
    with commune.database.writing("clerk") as session:
        session.add(Absence(official_id=commune.officials[code], starts_on=first, ends_on=last))


def substitute(commune: Commune, first: date = TODAY, last: date = TODAY) -> None:
    """Let the official c, who has an account, lead the commune for some days."""
    with commune.database.writing("admin") as session:
        account = add_account(session, "staff.c", commune.officials["c"])
        commune.viewers["c"] = Viewer(account.id or 0, "staff.c", account.official_id, TODAY)
    commune.give_role_for_days("staff.c", first, last)


def draft(commune: Commune) -> int:
    """Propose the form's choice without its leaders, so that each of them can sign."""
    why = dict.fromkeys(("chairman", "deputy"), "They ask for nothing")
    return commune.propose("a", "b", reasons=why)


def test_who_leads_the_whole_commune_signs_and_who_leads_a_part_of_it_does_not(commune: Commune) -> None:
    with commune.database.writing("admin") as session:
        desk = session.exec(select(Unit).where(Unit.code == "desk")).one()
        account = add_account(session, "staff.d", commune.officials["d"])
        give_role(session, account, Role.LEADER, desk.id, date(2024, 1, 1))
    found = signers(commune)
    assert list(found) == ["chairman", "deputy", "head"]
    assert found["chairman"] == (commune.officials["chairman"], "Lê chairman", "Chủ tịch UBND xã", False, False)
    id = draft(commune)
    assert "must lead the whole commune on 23/11/2026" in refused(lambda: commune.issue(id, commune.paper(signer="d")))
    commune.issue(id, commune.paper(signer="chairman"))


def test_a_role_holds_on_its_days(commune: Commune) -> None:
    with commune.database.writing("admin") as session:
        (grant,) = grants_of(session, account_by_name(session, "deputy").id or 0)
        take_role(session, grant, TODAY)
    assert "deputy" in signers(commune, YESTERDAY)
    assert "deputy" not in signers(commune)


def test_who_is_away_does_not_sign(commune: Commune) -> None:
    id = draft(commune)
    away(commune, "chairman", TODAY, None)
    assert signers(commune)["chairman"].is_absent
    assert "Lê chairman is away on 23/11/2026, so somebody else signs." in refused(
        lambda: commune.issue(id, commune.paper(signer="chairman"))
    )


def test_a_substitute_signs_in_the_absence_of_who_leads_and_only_on_his_days(commune: Commune) -> None:
    id = draft(commune)
    substitute(commune)
    assert signers(commune)["c"].is_substitute
    assert list(signers(commune)) == ["chairman", "deputy", "head", "c"]
    assert "c" not in signers(commune, TOMORROW)
    assert "Trần Văn c leads the commune only for some days. Say in whose absence he signs." in refused(
        lambda: commune.issue(id, commune.paper(signer="c"))
    )
    in_absence = commune.paper(signer="c", signs_for="chairman")
    assert "Lê chairman is not away on 23/11/2026" in refused(lambda: commune.issue(id, in_absence))
    away(commune, "chairman")
    commune.issue(id, in_absence)
    decided = commune.decision(id)
    assert (decided.signer_id, decided.signs_for_id) == tuple(commune.ids("c", "chairman"))


def test_another_leader_signs_in_the_absence_of_one(commune: Commune) -> None:
    id = draft(commune)
    away(commune, "chairman")
    commune.issue(id, commune.paper(signer="deputy", signs_for="chairman"))
    assert commune.decision(id).signs_for_id == commune.officials["chairman"]


@pytest.mark.parametrize("absent", ["a", "deputy", "c"])
def test_nobody_signs_for_who_does_not_lead_for_himself_or_for_a_substitute(commune: Commune, absent: str) -> None:
    id = draft(commune)
    substitute(commune)
    if absent != "deputy":
        away(commune, absent)
    assert "Nobody signs for this official" in refused(
        lambda: commune.issue(id, commune.paper(signer="deputy", signs_for=absent))
    )


def test_an_absence_counts_on_the_day_of_the_paper(commune: Commune) -> None:
    id = commune.propose("a", "b", reasons=dict.fromkeys(("chairman", "deputy"), "Nothing"), today=YESTERDAY)
    away(commune, "chairman", YESTERDAY, YESTERDAY)
    yesterday = commune.paper(on=YESTERDAY, signer="chairman")
    assert "is away on 22/11/2026" in refused(lambda: commune.issue(id, yesterday))
    commune.issue(id, commune.paper(signer="chairman"))
