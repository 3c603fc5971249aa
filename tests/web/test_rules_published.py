"""Drafts of written rules tried, published from a day on, switched off; and who is told."""

from __future__ import annotations

from datetime import date

import pytest

from plugins.expression_rules.samples import samples
from tests.conftest import NOW
from tests.web.conftest import Browser, Site
from tests.web.page_forms import forms_in
from tests.web.written_rules import EARLY, HOME, NEXT_QUARTER, begun, drafts, form_with, page_of, publish, rules_on
from tracker.accounts.accounts import account_by_name
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.messages import translate
from tracker.notices import notices_of


def test_a_draft_is_tried_on_a_period_and_nothing_is_stored(site: Site, admin: Browser) -> None:
    draft = begun(admin, minimum__measure="", minimum__at_least="", do="try")
    assert draft.endswith("/try")
    page = admin.send(draft, try_on="2026-Q4").get_data(as_text=True)
    assert "nothing of it is stored" in page
    assert "Phạm Thị Hà" in page
    assert "1 of 2 files early: 0.5" in page
    answer = admin.send(draft, trial_workbook="2026-Q4")
    assert "spreadsheetml.sheet" in (answer.mimetype or "")
    assert rules_on(site, date(2026, 12, 31)) == {}


def test_a_rule_that_gives_nothing_is_not_said_to_give_something_else(admin: Browser) -> None:
    draft = begun(admin, condition="files.finished > 9999", minimum__measure="", minimum__at_least="", do="try")
    page = admin.send(draft, try_on="2026-Q4").get_data(as_text=True)
    assert "<b>0/5</b> change points" in " ".join(page.split())
    assert "Same points: what 1 rule says now" in page
    assert "something else" not in page


def test_a_leader_tries_a_draft_and_changes_nothing(site: Site, admin: Browser) -> None:
    draft = begun(admin)
    leader = site.browser("leader")
    page = leader.get(draft)
    assert '<fieldset class="col" disabled>' in page
    assert "Check and keep" not in page
    assert "Add an example" not in page
    assert "Remove part" not in page
    assert "Phạm Thị Hà" in leader.send(f"{draft}/try", try_on="2026-Q4").get_data(as_text=True)
    assert leader.ask(f"{draft}/publish").status_code == 403
    assert leader.send(draft, kind="form").status_code == 403


def test_a_draft_with_faults_can_neither_be_tried_nor_published(site: Site, admin: Browser) -> None:
    draft = begun(admin, points="most *")
    assert "no points can be worked out yet" in admin.get(f"{draft}/try")
    assert "It cannot be published yet" in admin.get(f"{draft}/publish")
    admin.send(f"{draft}/publish", starts="2027-01-01", seen="2027-01-01", because="x", do="store")
    assert rules_on(site, NEXT_QUARTER) == {}


def test_a_draft_of_which_an_example_does_not_come_out_can_be_tried_but_not_published(admin: Browser) -> None:
    draft = begun(admin, examples__0__points="19")
    assert "Phạm Thị Hà" in admin.send(f"{draft}/try", try_on="2026-Q4").get_data(as_text=True)
    assert "It cannot be published yet" in admin.get(f"{draft}/publish")


def test_a_rule_counts_from_the_next_quarter_on_unless_another_day_is_chosen(site: Site, admin: Browser) -> None:
    answer = publish(admin, begun(admin))
    assert page_of(answer) == f"{HOME}rules/{EARLY}"
    assert rules_on(site, NEXT_QUARTER) == {EARLY: samples()[EARLY]}
    assert rules_on(site, date(2026, 12, 31)) == {}
    assert drafts(site) == []
    page = admin.get(HOME)
    assert "Rules that begin later" in page
    assert "01/01/2027" in page
    with site.database.reading() as session:
        assert len(notices_of(session, site.accounts["leader"])) == 1


def test_what_another_day_means_is_shown_before_anything_counts(site: Site, admin: Browser) -> None:
    draft = begun(admin)
    page = publish(admin, draft, valid_from="15/12/2026").get_data(as_text=True)
    assert "It counts for all of Q4 2026, from 01/10/2026 on, and for every later period." in page
    assert rules_on(site, NEXT_QUARTER) == {}
    publish(admin, draft, starts="", valid_from="15/12/2026", seen="2026-12-15")
    assert rules_on(site, date(2026, 12, 15)).keys() == {EARLY}


def test_a_period_that_is_chosen_after_a_day_was_written_takes_its_place(site: Site, admin: Browser) -> None:
    draft = begun(admin)
    page = publish(admin, draft, valid_from="01/10/2026").get_data(as_text=True)
    form = next(one for one in forms_in(page, f"{draft}/publish") if "because" in one.names)
    assert ("starts" in form.values, form.values["valid_from"]) == (False, ["01/10/2026"])
    chosen = {**form.values, "starts": "2027-01-01", "in_the_past": "on"}
    page = admin.client.post(f"{draft}/publish", data=chosen).get_data(as_text=True)
    assert "It counts for all of Q1 2027, from 01/01/2027 on" in page
    form = next(one for one in forms_in(page, f"{draft}/publish") if "because" in one.names)
    assert (form.values["starts"], form.values["valid_from"]) == (["2027-01-01"], [""])
    admin.client.post(f"{draft}/publish", data=form.values)
    assert rules_on(site, date(2026, 12, 31)) == {}
    assert rules_on(site, NEXT_QUARTER).keys() == {EARLY}


def test_a_past_day_needs_its_own_tick(site: Site, admin: Browser) -> None:
    draft = begun(admin)
    past = {"starts": "", "valid_from": "01/07/2026", "seen": "2026-07-01"}
    page = publish(admin, draft, **past).get_data(as_text=True)
    assert "Scored anew: Q3 2026 to Q4 2026." in page
    assert "01/07/2026 is past" in page
    assert rules_on(site, date(2026, 9, 30)) == {}
    assert publish(admin, draft, **past, in_the_past="on").status_code == 302
    with site.database.reading() as session:
        (notice,) = notices_of(session, site.accounts["leader"])
    assert "What people have seen is scored anew" in translate(notice.message, "en")
    assert rules_on(site, date(2026, 9, 30)).keys() == {EARLY}


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({"because": ""}, "is missing"),
        ({"starts": ""}, "Choose a period, or write a day below."),
        ({"starts": "2020-01-01"}, "Choose one of the list."),
        ({"valid_from": "31/02/2027"}, "there is no such day"),
    ],
)
def test_what_is_missing_for_publishing_is_said_at_its_field(
    site: Site, admin: Browser, sent: dict[str, str], told: str
) -> None:
    answer = publish(admin, begun(admin), **sent)
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert rules_on(site, NEXT_QUARTER) == {}


def test_a_rule_is_switched_off_from_a_day_on_after_it_was_tried(site: Site, admin: Browser) -> None:
    publish(admin, begun(admin), starts="2026-10-01", seen="2026-10-01", in_the_past="on")
    address = f"{HOME}rules/{EARLY}/switch-off"
    tried = admin.send(address, try_on="2026-Q4", because="").get_data(as_text=True)
    assert "Phạm Thị Hà" in tried
    assert "is missing" not in tried
    assert "did not count in" not in tried
    assert "This rule did not count in Q3 2026" in admin.send(address, try_on="2026-Q3").get_data(as_text=True)
    form = form_with("because", admin.get(address), address)
    values = {**form.values, "because": ["Abolished"]}
    values.pop("try_on")
    values.pop("trial_workbook", None)
    assert page_of(admin.client.post(address, data=values)) == f"{HOME}rules/{EARLY}"
    assert rules_on(site, NEXT_QUARTER) == {}
    assert rules_on(site, date(2026, 12, 31)).keys() == {EARLY}
    assert "Switched off: Abolished" in admin.get(f"{HOME}rules/{EARLY}")


def test_leaders_are_told_what_who_publishes_a_rule_gains_by_it(site: Site) -> None:
    with site.database.writing("test") as session:
        give_role(session, account_by_name(session, "colleague"), Role.ADMIN, None, NOW.date())
    colleague = site.browser("colleague")
    draft = begun(colleague, minimum__at_least="1", examples__3__points="20")
    gain = "The person who makes this change goes from 0.00 to 20.00 points in Q4 2026"
    assert gain in colleague.get(f"{draft}/publish")
    assert publish(colleague, draft).status_code == 302
    with site.database.reading() as session:
        (notice,) = notices_of(session, site.accounts["leader"])
    told = translate(notice.message, "en")
    assert told.startswith("colleague published the rule Files finished early")
    assert gain in told
