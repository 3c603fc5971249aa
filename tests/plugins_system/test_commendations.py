"""Funds, titles of former years, discipline and the warning, on both databases."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from plugins.commendations.discipline import add_discipline, change_discipline, remove_discipline
from plugins.commendations.fund_changes import add_entry, change_entry, remove_entry, set_fund
from plugins.commendations.jobs import warning_on
from plugins.commendations.kinds import DisciplineKind, FundKind
from plugins.commendations.ledger import charged_year, ledger_of, left_on
from plugins.commendations.models import Discipline
from plugins.commendations.past import Past, past_of
from plugins.commendations.past_titles import add_past_title, change_past_title
from plugins.commendations.settings import OWNER, Commendations
from tests.conftest import FilledBy
from tests.plugins_system.reward_commune import TODAY, Commune, commune_of
from tracker.audit import AuditEntry
from tracker.config import Config
from tracker.decisions.decisions import DecisionState
from tracker.installation import Tracker
from tracker.messages import InputError, translate
from tracker.migrate import downgrade, missing_changes
from tracker.plugins import Plugins
from tracker.settings import change_settings

QUARTERLY, FIGHTER = "commendations.quarterly", "commendations.grassroots_fighter"
PAPER = {"source": "Quyết định 1/QĐ-UBND"}
YEAR_END = date(2026, 12, 31)


@pytest.fixture
def commune(filled_by: FilledBy) -> Commune:
    return commune_of(filled_by)


def known(commune: Commune, on: date = TODAY, period_ends: date = YEAR_END, least_months: int = 10) -> Past:
    """Return what is known on a day of a year."""
    return past_of(commune.session, on, period_ends, least_months)


def measure(code: int, kind: DisciplineKind = DisciplineKind.REPRIMAND, **values: object) -> dict[str, object]:
    """Return a measure of discipline as it is entered."""
    return {
        "official_id": code,
        "kind": kind,
        "from_on": date(2026, 3, 2),
        "number": "4/QĐ-UBND",
        "reason": "Trễ hạn",
        **values,
    }


def said(error: InputError) -> str:
    """Return the English sentence of an error."""
    return translate(error.message, "en")


def test_tables_and_models_agree_and_go_and_come_back(commune: Commune) -> None:
    tracker = Tracker(Config(), commune.database, Plugins(["commendations"]), commune.database.clock)
    (owner,) = (one for one in tracker.owners if one.name == "commendations")
    assert list(missing_changes(commune.database, owner)) == []
    downgrade(commune.database, owner, "base")
    tracker.upgrade()
    with commune.writing() as session:
        assert session.connection().execute(sa.select(sa.func.count()).select_from(Discipline)).scalar_one() == 0


def test_a_fund_pays_what_decisions_of_the_year_cost_and_what_was_entered(commune: Commune) -> None:
    with commune.writing() as session:
        set_fund(session, FundKind.EMULATION, 2026, {"amount": 10_000_000, **PAPER}, commune.leader())
        commune.decides(
            QUARTERLY, date(2026, 4, 20), "CB01", "CB02", period="2026-Q1", amount=702_000, fund="emulation"
        )
        commune.decides(QUARTERLY, date(2026, 12, 31), "CB01", period="2026-Q3", amount=759_000, fund="emulation")
        commune.decides(QUARTERLY, date(2025, 12, 31), "CB01", period="2025-Q3", amount=702_000, fund="emulation")
        entry = {"fund": FundKind.EMULATION, "year": 2026, "on": TODAY, "amount": 1_000_001, "subject": "Khung"}
        add_entry(session, entry, commune.leader())
        ledger = ledger_of(session, FundKind.EMULATION, 2026)
        assert [one.cost for one in ledger.decisions] == [759_000, 1_404_000]
        assert (ledger.spent, ledger.left) == (3_163_001, 6_836_999)
        assert ledger_of(session, FundKind.EMULATION, 2025).spent == 702_000


def test_what_is_only_proposed_revoked_or_a_draft_costs_nothing(commune: Commune) -> None:
    with commune.writing() as session:
        set_fund(session, FundKind.EMULATION, 2026, {"amount": 1_000_000, **PAPER}, commune.leader())
        day, money = date(2026, 5, 5), {"amount": 900_000, "fund": "emulation"}
        commune.decides(QUARTERLY, day, "CB01", period="2026-Q1", state=DecisionState.REVOKED, **money)
        commune.decides(QUARTERLY, day, "CB02", period="2026-Q1", state=DecisionState.DRAFT, **money)
        commune.decides(QUARTERLY, day, "CB03", period="2026-Q2", goes_above=True, **money)
        commune.decides(QUARTERLY, day, "CB03", period="2026-Q3", amount=900_000, fund="bonus")
        assert ledger_of(session, FundKind.EMULATION, 2026).spent == 0


def test_a_fund_that_nobody_entered_limits_nothing(commune: Commune) -> None:
    with commune.writing() as session:
        assert left_on(session, FundKind.EMULATION, TODAY, Commendations()) is None
        assert ledger_of(session, FundKind.BONUS, 2026).left is None


def test_the_bonus_fund_is_ten_percent_of_the_salaries_without_a_part_of_a_dong(commune: Commune) -> None:
    with commune.writing() as session:
        set_fund(session, FundKind.BONUS, 2026, {"salaries": 4_199_999_999, **PAPER}, commune.leader())
        assert ledger_of(session, FundKind.BONUS, 2026).held == 419_999_999
        settings = Commendations(bonus_percent=Decimal("12.5"))
        change_settings(session, OWNER, settings, date(2026, 1, 1), "Nghị quyết")
        assert ledger_of(session, FundKind.BONUS, 2026).held == 524_999_999


def test_the_bonus_of_a_year_is_paid_from_its_fund_until_the_budget_is_settled(commune: Commune) -> None:
    with commune.writing() as session:
        for year in (2025, 2026):
            set_fund(session, FundKind.BONUS, year, {"amount": 50_000_000, **PAPER}, commune.leader())
        bonus = {"amount": 5_000_000, "fund": "bonus"}
        commune.decides("commendations.bonus_year_good", date(2026, 1, 31), "CB01", period="2025", **bonus)
        commune.decides("commendations.bonus_year_good", date(2026, 2, 1), "CB02", "CB03", period="2025", **bonus)
        commune.decides("commendations.bonus_period_good", date(2026, 1, 15), "CB01", period="2026-Q1", **bonus)
        assert ledger_of(session, FundKind.BONUS, 2025).spent == 5_000_000
        assert ledger_of(session, FundKind.BONUS, 2026).spent == 15_000_000
        assert left_on(session, FundKind.BONUS, date(2026, 1, 31), Commendations(), date(2025, 12, 31)) == 45_000_000
        assert left_on(session, FundKind.BONUS, date(2026, 2, 1), Commendations(), date(2025, 12, 31)) == 35_000_000


DAYS = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(st.lists(st.tuples(DAYS, DAYS), max_size=20), st.integers(0, 120))
def test_every_bonus_is_charged_to_one_year_and_never_after_that_lapsed(
    decisions: Iterable[tuple[date, date]], settlement_days: int
) -> None:
    settings = Commendations(settlement_days=settlement_days)
    for decided_on, period_ends in decisions:
        year = charged_year(FundKind.BONUS, decided_on, period_ends, settings)
        assert year in (decided_on.year, period_ends.year)
        assert (decided_on - date(year, 12, 31)).days <= max(settlement_days, 0)
        assert charged_year(FundKind.EMULATION, decided_on, period_ends, settings) == decided_on.year


def test_a_fund_is_one_amount_or_a_share_of_salaries(commune: Commune) -> None:
    with commune.writing() as session:
        for values in ({}, {"amount": 1, "salaries": 1}):
            with pytest.raises(InputError) as caught:
                set_fund(session, FundKind.BONUS, 2026, {**values, **PAPER}, commune.leader())
            assert "either" in said(caught.value)
        with pytest.raises(InputError):
            set_fund(session, FundKind.EMULATION, 2026, {"salaries": 1, **PAPER}, commune.leader())
        set_fund(session, FundKind.BONUS, 2026, {"amount": 5, **PAPER}, commune.leader())
        set_fund(session, FundKind.BONUS, 2026, {"salaries": 100, **PAPER}, commune.leader())
        assert ledger_of(session, FundKind.BONUS, 2026).held == 10


def test_a_payment_is_corrected_comes_back_and_goes(commune: Commune) -> None:
    with commune.writing() as session:
        values = {"fund": FundKind.EMULATION, "year": 2026, "on": TODAY, "amount": 500, "subject": "Khung"}
        entry = add_entry(session, values, commune.leader())
        change_entry(session, entry, {"amount": -200}, commune.leader())
        assert ledger_of(session, FundKind.EMULATION, 2026).spent == -200
        for wrong in ({"amount": 0}, {"on": date(2026, 11, 24)}, {"year": 1999}):
            with pytest.raises(InputError):
                change_entry(session, entry, wrong, commune.leader())
        remove_entry(session, entry)
        assert ledger_of(session, FundKind.EMULATION, 2026).entries == []


@pytest.mark.parametrize(
    ("from_on", "until_on", "year", "is_under"),
    [
        (date(2025, 12, 31), None, 2026, False),
        (date(2025, 12, 31), None, 2025, True),
        (date(2025, 6, 1), date(2026, 1, 1), 2026, True),
        (date(2025, 6, 1), date(2025, 12, 31), 2026, False),
        (date(2026, 11, 1), None, 2025, False),
    ],
)
def test_who_was_under_discipline_on_a_day_of_the_year_is_known(
    commune: Commune, from_on: date, until_on: date | None, year: int, is_under: bool
) -> None:
    with commune.writing() as session:
        who = commune.official("CB01")
        add_discipline(session, measure(who, from_on=from_on, until_on=until_on), commune.leader())
        assert (who in known(commune, period_ends=date(year, 12, 31)).disciplined) is is_under


def test_a_reprimand_is_mild_and_a_warning_severe(commune: Commune) -> None:
    with commune.writing() as session:
        mild, severe = commune.official("CB01"), commune.official("CB02")
        add_discipline(session, measure(mild), commune.leader())
        add_discipline(session, measure(severe, DisciplineKind.WARNING), commune.leader())
        past = known(commune)
        assert past.disciplined == {mild, severe}
        assert past.disciplined_severely == {severe}


def test_nobody_touches_his_own_discipline_or_titles(commune: Commune) -> None:
    with commune.writing() as session:
        leader = commune.leader()
        with pytest.raises(InputError):
            add_discipline(session, measure(leader.official_id or 0), leader)
        with pytest.raises(InputError):
            add_past_title(
                session, {"official_id": leader.official_id, "title": "advanced_worker", "year": 2024}, leader
            )
        other = add_discipline(session, measure(commune.official("CB01")), leader)
        with pytest.raises(InputError):
            change_discipline(session, other, {"official_id": leader.official_id}, leader)


def test_discipline_of_a_day_to_come_or_that_ends_before_it_begins_is_refused(commune: Commune) -> None:
    with commune.writing() as session:
        who, leader = commune.official("CB01"), commune.leader()
        for wrong in ({"from_on": date(2026, 11, 24)}, {"until_on": date(2026, 3, 1)}):
            with pytest.raises(InputError):
                add_discipline(session, measure(who, **wrong), leader)
        one = add_discipline(session, measure(who), leader)
        remove_discipline(session, one, leader)
        assert known(commune).disciplined == frozenset()


def test_every_change_stands_in_the_audit_log(commune: Commune) -> None:
    with commune.writing() as session:
        add_discipline(session, measure(commune.official("CB01")), commune.leader())
    with commune.writing() as session:
        subjects = set(session.connection().execute(sa.select(AuditEntry.subject)).scalars())
        assert "discipline" in str(subjects)


def test_titles_come_from_decisions_from_the_level_above_and_by_hand(commune: Commune) -> None:
    with commune.writing() as session:
        one, two, three = (commune.official(code) for code in ("CB01", "CB02", "CB03"))
        commune.decides(FIGHTER, date(2026, 1, 20), "CB01", period="2025")
        add_past_title(
            session, {"official_id": one, "title": "grassroots_fighter", "year": 2024, "number": "3"}, commune.leader()
        )
        proposed = commune.decides(
            "commendations.provincial_fighter", date(2026, 2, 1), "CB02", "CB03", period="2025", goes_above=True
        )
        assert known(commune).held.keys() == {"grassroots_fighter"}
        commune.is_answered(proposed, date(2026, 6, 1), is_granted=True)
        past = known(commune)
        assert past.in_a_row("grassroots_fighter", one) == 2
        assert set(past.held["provincial_fighter"]) == {two, three}
        assert "provincial_fighter" not in known(commune, on=date(2026, 6, 1)).held


def test_a_refused_revoked_or_later_decision_gives_no_title(commune: Commune) -> None:
    with commune.writing():
        refused = commune.decides(FIGHTER, date(2026, 1, 20), "CB01", period="2025", goes_above=True)
        commune.is_answered(refused, date(2026, 3, 1), is_granted=False)
        commune.decides(FIGHTER, date(2026, 1, 21), "CB02", period="2025", state=DecisionState.REVOKED)
        commune.decides(FIGHTER, TODAY, "CB03", period="2025")
        assert known(commune).held == {}


def test_a_title_is_entered_once_for_a_year_that_is_not_to_come(commune: Commune) -> None:
    with commune.writing() as session:
        leader = commune.leader()
        values = {"official_id": commune.official("CB01"), "title": "advanced_worker", "year": 2024}
        one = add_past_title(session, values, leader)
        for wrong in (values, {**values, "year": 2027}, {**values, "title": "advanced_unit"}, {**values, "title": "x"}):
            with pytest.raises(InputError):
                add_past_title(session, wrong, leader)
        change_past_title(session, one, {"number": "7/QĐ-UBND"}, leader)
        assert one.number == "7/QĐ-UBND"


def test_ten_months_of_the_year_are_those_since_the_first_of_march(commune: Commune) -> None:
    with commune.writing():
        assert known(commune).new == {commune.official("NEW")}
        assert known(commune, least_months=11).new == {commune.official("NEW"), commune.official("IN TIME")}
        assert known(commune, least_months=0).new == frozenset()
        assert known(commune, period_ends=date(2027, 12, 31)).new == frozenset()


def test_an_initiative_counts_that_was_recognised_until_the_dossier(commune: Commune) -> None:
    with commune.writing():
        commune.decides("commendations.initiative", date(2026, 5, 5), "CB01")
        commune.decides("commendations.initiative", date(2025, 12, 31), "CB02")
        commune.decides("commendations.initiative", date(2026, 12, 1), "CB03")
        assert known(commune).finders == {commune.official("CB01")}


@pytest.mark.parametrize(
    ("today", "key"),
    [
        (date(2026, 9, 30), None),
        (date(2026, 10, 1), "commendations.bonus_fund.2026-10-01"),
        (date(2026, 10, 20), "commendations.bonus_fund.2026-10-01"),
        (date(2026, 11, 23), None),
        (date(2026, 12, 15), "commendations.bonus_fund.2026-12-15"),
        (date(2027, 1, 10), "commendations.bonus_fund.2026-12-15"),
        (date(2027, 2, 1), None),
    ],
)
def test_leaders_are_warned_in_time_and_not_when_it_lapsed(commune: Commune, today: date, key: str | None) -> None:
    with commune.writing() as session:
        set_fund(session, FundKind.BONUS, 2026, {"amount": 7_000_000, **PAPER}, commune.leader())
        warning = warning_on(session, today, Commendations())
        assert (None if warning is None else warning.key) == key
        if warning is not None:
            assert "7,000,000 đồng are left in the bonus fund of 2026" in translate(warning.told, "en")


def test_nobody_is_warned_of_a_fund_that_is_spent_or_not_entered(commune: Commune) -> None:
    with commune.writing() as session:
        day = date(2026, 12, 1)
        assert warning_on(session, day, Commendations()) is None
        set_fund(session, FundKind.BONUS, 2026, {"amount": 500, **PAPER}, commune.leader())
        entry = {"fund": FundKind.BONUS, "year": 2026, "on": TODAY, "amount": 500, "subject": "Thưởng"}
        add_entry(session, entry, commune.leader())
        assert warning_on(session, day, Commendations()) is None
