"""The pages of dated settings: a change is looked at, then stored; who set what when, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from tests.web.conftest import Site
from tests.web.settings_forms import RANKING, REWARD_RULES, WORKING_TIME, looked_at, set_ranking, typed
from tracker.records.working_time import WorkingTime, load_working_times
from tracker.scoring.ranking import OWNER, Ranking
from tracker.settings import DatedSettings, change_settings, settings_on


def test_a_change_says_what_it_does_before_it_is_stored(site: Site) -> None:
    sent = {"settings__smallest_group": "3", "valid_from": "23/11/2026", "because": "Nghị quyết 3"}
    page = site.browser("admin").send(RANKING, **sent).get_data(as_text=True)
    assert "it is not stored yet" in page
    assert "Scored anew: Q4 2026, and every later period." in page
    assert "In force: 4" in page
    with site.database.reading() as session:
        assert session.exec(select(DatedSettings)).all() == []


def test_settings_hold_from_their_day_on_and_stand_in_the_history_with_who_and_why(site: Site) -> None:
    set_ranking(site, "3")
    with site.database.reading() as session:
        assert settings_on(session, OWNER, Ranking, date(2026, 11, 23)).smallest_group == 3
        assert settings_on(session, OWNER, Ranking, date(2026, 11, 22)).smallest_group == 4
    page = site.browser("admin").get(RANKING)
    assert "Nghị quyết 3" in page
    assert "set by admin" in page
    assert "in force" in page


def test_settings_of_a_past_day_change_past_periods_and_say_so(site: Site) -> None:
    told = set_ranking(site, "3", "30/09/2026")
    assert "Q4 2026" in told
    with site.database.writing("test") as session:
        change_settings(session, OWNER, Ranking(smallest_group=5), date(2026, 12, 1), "test")
    told = set_ranking(site, "2", "01/10/2026")
    assert "No period changes: none ends on a day on which it holds." in told
    assert "Other settings hold after 30/11/2026 already; they stay." in told


def test_settings_for_later_are_listed_and_do_not_hold_yet(site: Site) -> None:
    told = set_ranking(site, "3", "01/01/2027")
    assert "No period that has begun changes; it counts from Q1 2027 on." in told
    page = site.browser("admin").get(RANKING)
    assert "from 01/01/2027" in page
    assert "later" in page
    assert 'value="4"' in page


def test_what_was_not_looked_at_is_not_stored(site: Site) -> None:
    admin = site.browser("admin")
    sent = {"settings__smallest_group": "3", "valid_from": "23/11/2026", "because": "x"}
    seen = looked_at(admin.send(RANKING, **sent).get_data(as_text=True))
    answer = admin.send(RANKING, **{**sent, "settings__smallest_group": "9"}, seen=seen, version="0")
    assert answer.status_code == 200
    assert "it is not stored yet" in answer.get_data(as_text=True)


def test_two_who_change_the_same_settings_are_told(site: Site) -> None:
    admin = site.browser("admin")
    sent = {"settings__smallest_group": "3", "valid_from": "23/11/2026", "because": "mine"}
    seen = looked_at(admin.send(RANKING, **sent).get_data(as_text=True))
    set_ranking(site, "6")
    answer = admin.send(RANKING, **sent, seen=seen, version="0")
    assert answer.status_code == 422
    assert "Somebody else has just changed this." in answer.get_data(as_text=True)


@pytest.mark.parametrize("smallest", ["1", "101", "three", ""])
def test_a_number_out_of_its_range_or_left_empty_is_refused_with_the_range(site: Site, smallest: str) -> None:
    sent = {"settings__smallest_group": smallest, "valid_from": "23/11/2026", "because": "mine"}
    answer = site.browser("admin").send(RANKING, **sent)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "From 2 to 100." in page
    assert 'value="mine"' in page


def test_the_form_of_a_plugin_is_made_from_its_model_in_the_readers_language(site: Site) -> None:
    page = site.browser("admin", "vi").get(REWARD_RULES)
    assert "Áp dụng quy tắc này" in page
    assert "Số tiết đào tạo, bồi dưỡng một năm" in page
    assert 'value="0,5"' in page


def test_a_rule_is_switched_off_and_its_points_changed(site: Site) -> None:
    admin = site.browser("admin")
    sent: dict[str, object] = {**typed(admin.get(REWARD_RULES)), "valid_from": "01/10/2026", "because": "x"}
    del sent["settings__workload__is_on"]
    sent["settings__in_time__most"] = "45,5"
    looked = admin.send(REWARD_RULES, **sent).get_data(as_text=True)
    seen = looked_at(looked)
    assert "<b>45.5</b>" in looked
    assert admin.send(REWARD_RULES, **sent, seen=seen, version="0").status_code == 302
    page = admin.get("/plugins/reward_rules")
    assert "Workload against the group" not in page
    assert "45.50" in page


def test_office_hours_take_another_shift_and_judge_the_files_anew(site: Site) -> None:
    admin = site.browser("admin")
    shifts = ["07:00", "11:30", "13:30", "16:30", "", ""]
    sent = {"settings__shifts": shifts, "settings__late_receipt": "14:30", "settings__pause_policy": "restart"}
    looked = admin.send(WORKING_TIME, **sent, valid_from="01/10/2026", because="x").get_data(as_text=True)
    assert "07:00–11:30, 13:30–16:30" in looked
    assert "The clock starts anew" in looked
    assert "Files received from 01/10/2026 on are judged by it." in looked
    seen = looked_at(looked)
    stored = admin.send(WORKING_TIME, **sent, valid_from="01/10/2026", because="x", seen=seen, version="0")
    assert stored.status_code == 302
    with site.database.reading() as session:
        times = load_working_times(session)
    assert len(times.on(date(2026, 10, 1)).shifts) == 2
    assert times.on(date(2026, 9, 30)) == WorkingTime()


def test_office_hours_that_overlap_are_refused_at_their_field(site: Site) -> None:
    sent = {"settings__shifts": ["07:00", "14:00", "13:30", "16:30"], "settings__late_receipt": "14:30"}
    page = site.browser("admin").send(
        WORKING_TIME, **sent, settings__pause_policy="pause", valid_from="01/10/2026", because="x"
    )
    assert page.status_code == 422
    assert "each time must be later than the one before it" in page.get_data(as_text=True)


def test_a_leader_reads_the_settings_and_changes_none(site: Site) -> None:
    page = site.browser("leader").get(REWARD_RULES)
    assert "In force today" in page
    assert "Look at the effect" not in page
    assert site.browser("leader").send(REWARD_RULES).status_code == 403
    assert site.browser("leader").ask("/plugins/").status_code == 403


def test_settings_begin_from_the_defaults_or_from_earlier_ones(site: Site) -> None:
    set_ranking(site, "3")
    admin = site.browser("admin")
    assert 'value="4"' in admin.get(f"{RANKING}?start=defaults")
    with site.database.reading() as session:
        stored = session.exec(select(DatedSettings)).one()
    assert 'value="3"' in admin.get(f"{RANKING}?start={stored.id}")
    assert admin.ask(f"{WORKING_TIME}?start={stored.id}").status_code == 404


def test_settings_that_no_longer_fit_the_program_are_named_and_can_be_set_anew(site: Site) -> None:
    with site.database.writing("test") as session:
        session.add(DatedSettings(owner=OWNER, valid_from=date(2026, 1, 1), values='{"gone":1}', because="old"))
    page = site.browser("admin").get(RANKING)
    assert "do not fit its installed version" in page
    assert "They do not fit the installed version." in page
    set_ranking(site, "5")
    assert "do not fit its installed version" not in site.browser("admin").get(RANKING)
