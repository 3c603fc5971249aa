"""Settings tried on a period from their form: what would change, for whom and why, before anything is stored."""

from __future__ import annotations

import io
import re
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from pydantic import BaseModel, ConfigDict
from sqlmodel import col, select

from plugins.expression_rules.tests.written import rules_in
from plugins.reward_rules.settings import NothingOverdue, RewardRules
from tests.conftest import NOW
from tests.plugins_system.test_expression_rules import RULES
from tests.web.conftest import Site
from tests.web.settings_forms import RANKING, REWARD_RULES, SEEN, WORKING_TIME, set_ranking, typed
from tracker.accounts.accounts import account_by_name
from tracker.accounts.grants import disable, give_role
from tracker.accounts.permissions import Role
from tracker.messages import translate
from tracker.notices import Notice, notices_of
from tracker.records.deriving import derive_file
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.units import Unit
from tracker.scoring.ranking import Ranking
from tracker.scoring.scorecards import Scorecard
from tracker.scoring.settings_changes import set_settings
from tracker.scoring.settings_owners import settings_owners
from tracker.settings import DatedSettings, change_settings
from tracker.web import trial_periods
from tracker.web.form_types import can_be_asked

EXPRESSIONS = "/plugins/expression_rules/settings"


def asked(site: Site, **changed: str) -> dict[str, object]:
    """Return what the form of the reward rules sends, with some settings changed."""
    return {**typed(site.browser("admin").get(REWARD_RULES)), **changed, "valid_from": "23/11/2026"}


def tried(site: Site, button: str = "2026-Q4", **changed: str) -> str:
    """Press the button that tries changed reward rules on a period; return the page."""
    answer = site.browser("admin").send(REWARD_RULES, **asked(site, **changed), because="", try_on=button)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return answer.get_data(as_text=True)


def test_settings_are_tried_on_a_period_without_a_reason_and_nothing_is_stored(site: Site) -> None:
    page = tried(site, settings__nothing_overdue__most="20", settings__nothing_overdue__fewest_files="1")
    assert "What came out" in page
    assert "nothing of it is stored" in page
    assert "it is not stored yet" in page
    assert "Nguyễn Văn Ân" in page
    assert "+20.00" in page
    assert 'class="err"' not in page
    with site.database.reading() as session:
        assert session.exec(select(DatedSettings)).all() == []
        assert session.exec(select(Scorecard)).all() == []


def test_it_says_how_many_change_points_and_rank_and_how_many_gain_and_lose(site: Site) -> None:
    page = tried(site, settings__nothing_overdue__most="20", settings__nothing_overdue__fewest_files="1")
    plain = " ".join(page.split())
    assert "<b>2/5</b> change points" in plain
    assert "<b>2</b> gain" in plain
    assert "<b>0</b> lose" in plain


def test_each_line_that_changes_has_both_points_and_both_sentences(site: Site) -> None:
    page = tried(site, settings__nothing_overdue__fewest_files="1")
    assert "too few to judge by" in page
    assert "Why: 1 rule gives something else" in page


def test_settings_as_they_are_change_nobodys_points(site: Site) -> None:
    plain = " ".join(tried(site).split())
    assert "<b>0/5</b> change points" in plain
    assert "Why:" not in plain


def test_the_usual_period_is_the_last_that_ended_and_has_files(site: Site) -> None:
    page = site.browser("admin").get(REWARD_RULES)
    assert 'name="try_on" value="2026-Q4"' in page
    with site.database.writing("test") as session:
        staff = session.get_one(Official, site.officials["CB01"])
        session.add(HandledFile(code="H1", handler_id=staff.id, received_on=date(2026, 5, 4)))
    page = site.browser("admin").get(REWARD_RULES)
    assert 'name="try_on" value="2026-Q2"' in page
    assert '<option value="2026-Q3">' in page


def test_another_period_is_chosen_from_the_list(site: Site) -> None:
    sent = asked(site, settings__in_time__most="45")
    page = site.browser("admin").send(REWARD_RULES, **sent, try_on="other_period", other_period="2026-Q3")
    assert "Q3 2026 · nothing of it is stored" in " ".join(page.get_data(as_text=True).split())


@pytest.mark.parametrize(("period", "why"), [("2026-11", "Name one such as"), ("2027", "Choose an earlier period")])
def test_a_period_that_cannot_be_scored_says_why_and_keeps_what_was_typed(site: Site, period: str, why: str) -> None:
    page = tried(site, period, settings__in_time__most="45.5")
    assert why in page
    assert 'value="45.5"' in page


@pytest.mark.parametrize("name", ["2026-H2", "2026"])
def test_half_years_and_years_are_offered_and_add_up_their_quarters(site: Site, name: str) -> None:
    sent = asked(site, settings__nothing_overdue__fewest_files="1")
    assert f'<option value="{name}">' in site.browser("admin").get(REWARD_RULES)
    answer = site.browser("admin").send(REWARD_RULES, **sent, try_on="other_period", other_period=name)
    page = answer.get_data(as_text=True)
    assert "<b>2/5</b> change points" in " ".join(page.split())
    assert "2026-Q4: 10.00; together 10.00" in page


def test_only_what_is_changed_is_tried_where_other_settings_held_in_the_period_and_the_page_says_so(site: Site) -> None:
    with site.database.writing("test") as session:
        earlier = RewardRules(nothing_overdue=NothingOverdue(fewest_files=1, most=Decimal(30)))
        change_settings(session, "reward_rules", earlier, date(2026, 1, 1), "x")
        change_settings(session, "reward_rules", RewardRules(), date(2026, 10, 1), "x")
        file = session.get_one(HandledFile, site.files["early"])
        derive_file(session, file, changes={"finished_on": date(2026, 9, 30), "received_on": date(2026, 9, 28)})
    told = "Other settings held in Q3 2026 than those that stand in the form; of these only what is changed was tried."
    assert "<b>0/5</b> change points" in " ".join(tried(site, "2026-Q3").split())
    page = tried(site, "2026-Q3", settings__nothing_overdue__most="25")
    assert "None of 1 files became overdue: 30" in page
    assert "None of 1 files became overdue: 25" in page
    assert told in page
    assert told not in tried(site, "2026-Q4", settings__nothing_overdue__most="25")


def test_a_leader_tries_settings_on_his_own_officials_and_stores_none(site: Site) -> None:
    leader = site.browser("other_leader")
    page = leader.get(REWARD_RULES)
    assert "Try other settings" in page
    assert "Look at the effect" not in page
    sent = {**typed(page), "settings__in_time__fewest_files": "1"}
    result = leader.send(REWARD_RULES, **sent, try_on="2026-Q4").get_data(as_text=True)
    assert "<b>1/2</b> change points" in " ".join(result.split())
    assert "Vũ Thị Đào" in result
    assert "Nguyễn Văn Ân" not in result
    assert "Store the settings" not in result
    workbook = leader.send(REWARD_RULES, **sent, trial_workbook="2026-Q4").data
    codes = {row[0].value for row in openpyxl.load_workbook(io.BytesIO(workbook)).worksheets[0].iter_rows(min_row=2)}
    assert codes == {"CB03", "CB04"}


def test_a_rank_that_a_leader_sees_is_that_in_the_whole_commune(site: Site) -> None:
    leader = site.browser("other_leader")
    page = leader.get(REWARD_RULES)
    with site.database.writing("test") as session:
        change_settings(session, "tracker.ranking", Ranking(smallest_group=2), date(2026, 1, 1), "x")
        for code in ("CB01", "CB02"):
            posting = session.exec(select(Posting).where(Posting.official_id == site.officials[code])).one()
            posting.ranking_group = RankingGroup.SPECIALIST
        late = session.get_one(HandledFile, site.files["land"])
        derive_file(session, late, changes={"finished_on": date(2026, 10, 20)})
    sent = {**typed(page), "settings__in_time__fewest_files": "1"}
    result = leader.send(REWARD_RULES, **sent, try_on="2026-Q4").get_data(as_text=True)
    assert "Vũ Thị Đào" in result
    assert "1 → 3" in result


@pytest.mark.parametrize("name", ["leader", "auditor"])
def test_who_may_only_try_settings_is_refused_to_store_them(site: Site, name: str) -> None:
    sent = {"settings__smallest_group": "3", "valid_from": "23/11/2026", "because": "x"}
    seen = SEEN.search(site.browser("admin").send(RANKING, **sent).get_data(as_text=True))
    assert seen is not None
    assert site.browser(name).send(RANKING, **sent, seen=seen[1], version="0").status_code == 403
    assert site.browser(name).send("/plugins/tracker.notices/settings", try_on="2026-Q4").status_code == 403
    with site.database.reading() as session:
        assert session.exec(select(DatedSettings)).all() == []


@pytest.fixture
def own_case(site: Site) -> Site:
    """The same commune, whose official CB02 is an administrator too."""
    with site.database.writing("test") as session:
        give_role(session, account_by_name(session, "colleague"), Role.ADMIN, None, NOW.date())
    return site


OWN_GAIN = "The person who makes this change goes from 0.00 to 10.00 points in Q4 2026; the rank stays."


def test_what_who_makes_the_change_gains_by_it_is_said_to_him_and_to_the_leaders(own_case: Site) -> None:
    colleague = own_case.browser("colleague")
    sent = {**asked(own_case, settings__nothing_overdue__fewest_files="1"), "because": "Nghị quyết 3"}
    assert OWN_GAIN in colleague.send(REWARD_RULES, **sent).get_data(as_text=True)
    shown = colleague.send(REWARD_RULES, **sent, try_on="2026-Q4").get_data(as_text=True)
    assert shown.count(OWN_GAIN) == 1
    seen, tried_on = SEEN.search(shown), re.search(r'name="tried_on" value="([^"]+)"', shown)
    assert seen is not None
    assert tried_on is not None
    answer = colleague.send(REWARD_RULES, **sent, seen=seen[1], version="0", tried_on=tried_on[1])
    assert answer.status_code == 302
    with own_case.database.reading() as session:
        (notice,) = notices_of(session, own_case.accounts["leader"])
    assert translate(notice.message, "en") == (
        f"colleague changed the settings of Reward rules; they hold from 23/11/2026 on. {OWN_GAIN} Reason: Nghị quyết 3"
    )


def test_nothing_is_said_of_who_neither_gains_nor_loses_or_is_no_official(own_case: Site) -> None:
    sent = {**asked(own_case, settings__nothing_overdue__fewest_files="1"), "because": "Nghị quyết 3"}
    for name, period in (("colleague", "2026-Q3"), ("admin", "2026-Q4")):
        shown = own_case.browser(name).send(REWARD_RULES, **sent, try_on=period).get_data(as_text=True)
        assert "The person who makes this change" not in shown


def test_the_page_says_when_no_other_leader_will_be_told(site: Site) -> None:
    told = "No other leader will be told: nobody else leads a unit."
    sent = {"settings__smallest_group": "3", "valid_from": "23/11/2026", "because": ""}
    assert told not in site.browser("admin").send(RANKING, **sent).get_data(as_text=True)
    with site.database.writing("test") as session:
        for name in ("leader", "other_leader"):
            disable(session, account_by_name(session, name), NOW.date())
    assert told in site.browser("admin").send(RANKING, **sent).get_data(as_text=True)


def test_office_hours_of_many_files_say_beforehand_that_it_takes_long_and_of_too_many_name_the_command(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin, long = site.browser("admin"), "nobody else can store anything meanwhile"
    assert long not in admin.get(WORKING_TIME)
    monkeypatch.setattr(trial_periods, "MANY_FILES", 4)
    assert f"5 files were received in Q4 2026. To try other office hours on so many takes a while, and {long}." in (
        " ".join(admin.get(WORKING_TIME).split())
    )
    assert long not in admin.get(REWARD_RULES)
    monkeypatch.setattr(trial_periods, "TOO_MANY_FILES", 4)
    sent = {"settings__shifts": ["07:00", "11:00", "", ""], "settings__late_receipt": "09:30"}
    sent |= {"settings__pause_policy": "restart", "valid_from": "23/11/2026"}
    page = admin.send(WORKING_TIME, **sent, try_on="2026").get_data(as_text=True)
    assert "`tracker score 2026 --simulate FILE.toml`" in page
    assert "As if every file" not in page
    assert "As if every file" in admin.send(WORKING_TIME, **sent, try_on="2026-Q3").get_data(as_text=True)


def test_office_hours_are_tried_on_the_files_received_in_the_period_and_move_no_file(site: Site) -> None:
    with site.database.reading() as session:
        before = [file.model_dump() for file in session.exec(select(HandledFile).order_by(col(HandledFile.id)))]
    shifts = ["07:00", "11:00", "", ""]
    sent = {"settings__shifts": shifts, "settings__late_receipt": "09:30", "settings__pause_policy": "restart"}
    answer = site.browser("admin").send(WORKING_TIME, **sent, valid_from="23/11/2026", try_on="2026-Q4")
    assert "As if every file received in Q4 2026 had been judged by it" in answer.get_data(as_text=True)
    with site.database.reading() as session:
        after = [file.model_dump() for file in session.exec(select(HandledFile).order_by(col(HandledFile.id)))]
    assert after == before


def test_a_wrong_setting_is_told_before_anything_is_tried(site: Site) -> None:
    answer = site.browser("admin").send(REWARD_RULES, **asked(site, settings__in_time__most="450"), try_on="2026-Q4")
    assert answer.status_code == 422
    assert "What came out" not in answer.get_data(as_text=True)


def test_trying_what_was_looked_at_stores_nothing(site: Site) -> None:
    admin = site.browser("admin")
    sent = {"settings__smallest_group": "3", "valid_from": "23/11/2026", "because": "x"}
    seen = SEEN.search(admin.send(RANKING, **sent).get_data(as_text=True))
    assert seen is not None
    assert admin.send(RANKING, **sent, seen=seen[1], version="0", try_on="2026-Q4").status_code == 200
    with site.database.reading() as session:
        assert session.exec(select(DatedSettings)).all() == []


def test_what_was_looked_at_is_stored_only_with_a_reason(site: Site) -> None:
    admin = site.browser("admin")
    sent = {"settings__smallest_group": "3", "valid_from": "23/11/2026", "because": ""}
    seen = SEEN.search(admin.send(RANKING, **sent).get_data(as_text=True))
    assert seen is not None
    answer = admin.send(RANKING, **sent, seen=seen[1], version="0")
    assert answer.status_code == 422
    assert 'href="#f-because"' in answer.get_data(as_text=True)


def test_the_workbook_has_a_row_for_each_line_and_carries_no_formula(site: Site) -> None:
    with site.database.writing("test") as session:
        session.get_one(Official, site.officials["CB01"]).full_name = "=1+1"
    sent = asked(site, settings__nothing_overdue__fewest_files="1")
    answer = site.browser("admin").send(REWARD_RULES, **sent, trial_workbook="2026-Q4")
    assert answer.headers["Content-Disposition"] == "attachment; filename=trial-reward_rules-2026-Q4.xlsx"
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0].iter_rows())
    named = {row[0].value: row for row in rows}
    assert (named["CB01"][1].value, named["CB01"][1].data_type) == ("=1+1", "s")
    assert named["CB02"][5].value == 10
    assert (named["CB02"][8].value, named["CB02"][10].value) == ("Nothing became overdue", 10)
    assert "too few to judge by" in str(named["CB02"][11].value)


def test_settings_that_move_no_points_are_not_offered_to_be_tried(site: Site) -> None:
    page = site.browser("admin").get("/plugins/tracker.notices/settings")
    assert "Look at the effect" in page
    assert "try_on" not in page


def test_leaders_are_told_of_stored_settings_with_who_what_from_when_and_why(site: Site) -> None:
    set_ranking(site, "3")
    for name in ("leader", "other_leader"):
        with site.database.reading() as session:
            (notice,) = notices_of(session, site.accounts[name])
        assert translate(notice.message, "en") == (
            "admin changed the settings of Ranking; they hold from 23/11/2026 on: Nghị quyết 3"
        )
        assert notice.page == RANKING
    with site.database.reading() as session:
        told = set(session.exec(select(col(Notice.account_id))))
    assert told == {site.accounts["leader"], site.accounts["other_leader"]}


def test_nobody_is_told_of_his_own_doing_nor_with_a_closed_account(site: Site) -> None:
    with site.database.writing("test") as session:
        give_role(
            session, account_by_name(session, "admin"), Role.LEADER, session.exec(select(Unit.id)).first(), NOW.date()
        )
        disable(session, account_by_name(session, "other_leader"), NOW.date())
    set_ranking(site, "3")
    with site.database.reading() as session:
        assert list(session.exec(select(col(Notice.account_id)))) == [site.accounts["leader"]]


def test_each_change_of_the_same_settings_is_told(site: Site) -> None:
    owner = settings_owners(site.tracker.plugins)["reward_rules"]
    for because in ("first", "second"):
        with site.database.writing("root (command line)", because) as session:
            set_settings(session, owner, RewardRules(), date(2026, 11, 23), because, NOW.date())
    with site.database.reading() as session:
        told = [translate(one.message, "en") for one in notices_of(session, site.accounts["leader"])]
    assert [text.rpartition(": ")[2] for text in told] == ["second", "first"]


@pytest.fixture
def with_expressions(site: Site) -> Site:
    """The same commune, with a rule without programming."""
    with site.database.writing("test") as session:
        change_settings(session, "expression_rules", rules_in(RULES), date(2026, 11, 1), "Nghị quyết 3")
    return site


def test_settings_that_a_plugin_shows_on_its_own_page_stand_there_and_no_form_can_wipe_them(
    with_expressions: Site,
) -> None:
    admin = with_expressions.browser("admin")
    assert admin.ask(EXPRESSIONS).headers["Location"] == "/expression-rules/"
    refused = admin.send(EXPRESSIONS, valid_from="23/11/2026", because="x", seen="x")
    assert refused.status_code == 400
    assert "nothing was stored" in refused.get_data(as_text=True)
    with with_expressions.database.reading() as session:
        assert len(session.exec(select(DatedSettings)).all()) == 1


class Inner(BaseModel):
    model_config = ConfigDict(frozen=True)
    number: int = 1


class Askable(BaseModel):
    inner: Inner = Inner()
    role: Role = Role.STAFF
    roles: frozenset[Role] = frozenset()
    maybe: int | None = None


class WithList(BaseModel):
    names: tuple[str, ...] = ()


class WithModels(BaseModel):
    inner: tuple[Inner, ...] = ()


class WithTable(BaseModel):
    table: dict[str, int] = {}


class WithModelOrNone(BaseModel):
    inner: Inner | None = None


def test_a_form_asks_only_for_what_it_can_give_back_whole() -> None:
    assert can_be_asked(Askable)
    for model in (WithList, WithModels, WithTable, WithModelOrNone):
        assert not can_be_asked(model), model.__name__


def test_every_owner_that_is_shipped_without_a_page_of_its_own_can_be_asked(site: Site) -> None:
    unaskable = [key for key, owner in settings_owners(site.tracker.plugins).items() if not can_be_asked(owner.model)]
    assert unaskable == ["expression_rules"]
