"""Drafts of written rules: of two who write one, of who was signed out, beside what counts already."""

from __future__ import annotations

import re
from datetime import date

from sqlmodel import select

from plugins.expression_rules.drafts import Draft, read_draft
from plugins.expression_rules.samples import samples
from tests.conftest import NOW
from tests.web.conftest import PASSWORD, Browser, Site
from tests.web.page_forms import forms_in
from tests.web.written_rules import (
    EARLY,
    HOME,
    NEW,
    NEXT_QUARTER,
    begun,
    drafts,
    editor,
    filled,
    form_with,
    page_of,
    publish,
    rules_on,
)
from tracker.accounts.sign_ins import revoke_all


def test_of_two_who_write_one_draft_the_second_is_told_and_loses_nothing(site: Site, admin: Browser) -> None:
    draft = begun(admin)
    mine = filled(admin, draft, title__en="Mine")
    admin.client.post(draft, data=filled(admin, draft, title__en="Yours"))
    answer = admin.client.post(draft, data=mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Somebody else has just changed this." in page
    assert editor(page, draft).values["title.en"] == ["Mine"]
    assert read_draft(drafts(site)[0]).title.en == "Yours"
    assert admin.client.post(draft, data=editor(page, draft).values).status_code == 302
    assert read_draft(drafts(site)[0]).title.en == "Mine"


def test_what_was_typed_into_a_draft_that_is_gone_becomes_a_new_one(site: Site, admin: Browser) -> None:
    draft = begun(admin)
    mine = filled(admin, draft, title__en="Mine")
    admin.client.post(f"{draft}/discard", data={"version": mine["version"]})
    assert drafts(site) == []
    page = admin.client.post(draft, data=mine).get_data(as_text=True)
    assert "keep it as a new draft" in page
    form = editor(page, draft)
    assert form.action == NEW
    admin.client.post(NEW, data=form.values)
    assert read_draft(drafts(site)[0]).title.en == "Mine"


def test_a_rule_that_was_typed_signed_out_stands_in_the_editor_again(site: Site, admin: Browser) -> None:
    typed = filled(admin, title__en="Mine", examples__3__name="The last row")
    with site.database.writing("test") as session:
        revoke_all(session, site.accounts["admin"], NOW)
    here = {"Origin": "http://localhost"}
    page = admin.client.post(NEW, data=typed, headers=here).get_data(as_text=True)
    form = form_with("sign_in.name", page, NEW)
    signed = {**form.values, "sign_in.name": ["admin"], "sign_in.password": [PASSWORD]}
    shown = admin.client.post(NEW, data=signed, headers=here).get_data(as_text=True)
    assert "You had been signed out, so this is not stored yet." in shown
    values = editor(shown).values
    assert (values["title.en"], values["examples.3.name"]) == (["Mine"], ["The last row"])
    assert values["examples.3.measures.files.finished"] == ["4"]
    assert drafts(site) == []


def test_a_text_that_is_too_long_to_keep_is_refused_and_stands_there_still(site: Site, admin: Browser) -> None:
    answer = admin.client.post(NEW, data={"kind": ["toml"], "toml": ["# " + "x" * 101_000]})
    assert answer.status_code == 422
    assert "there is room for 100" in answer.get_data(as_text=True)
    assert "x" * 101_000 in answer.get_data(as_text=True)
    assert drafts(site) == []


def test_a_draft_that_was_open_when_it_was_published_is_never_kept_over_another_one(admin: Browser) -> None:
    draft = begun(admin)
    open_still = filled(admin, draft, title__en="Typed in the old tab")
    publish(admin, draft)
    other = begun(admin, key="another", title__en="Another rule")
    for _again in range(2):
        answer = admin.client.post(draft, data=open_still)
        assert answer.status_code == 422
        assert "Somebody else has published this draft" in answer.get_data(as_text=True)
    assert 'value="another"' in admin.get(other)
    assert "Typed in the old tab" not in admin.get(other)


def test_a_published_rule_is_changed_by_a_draft_that_shows_the_differences(site: Site, admin: Browser) -> None:
    publish(admin, begun(admin))
    draft = page_of(admin.send(f"{HOME}rules/{EARLY}/edit"))
    assert page_of(admin.send(f"{HOME}rules/{EARLY}/edit")) == draft
    assert re.search(r'id="f-key"[^>]* readonly', admin.get(draft))
    admin.client.post(draft, data=filled(admin, draft, because__en="So {points}"))
    page = admin.get(f"{draft}/publish")
    assert "<ins>So {points}</ins>" in page
    publish(admin, draft, starts="2027-04-01", seen="2027-04-01")
    page = admin.get(f"{HOME}rules/{EARLY}")
    assert "1 difference" in page
    assert "Resolution 3" in page
    assert rules_on(site, NEXT_QUARTER)[EARLY] == samples()[EARLY]
    assert rules_on(site, date(2027, 4, 1))[EARLY].because.en == "So {points}"


def test_a_draft_whose_rule_changed_meanwhile_goes_on_only_after_it_was_compared(site: Site, admin: Browser) -> None:
    publish(admin, begun(admin))
    draft = page_of(admin.send(f"{HOME}rules/{EARLY}/edit"))
    other = begun(admin, title__en="Another title")
    with site.database.writing("test") as session:
        mine, theirs = session.exec(select(Draft).order_by(Draft.id)).all()  # type: ignore[arg-type]
        theirs.begun_from = mine.begun_from
    publish(admin, other)
    assert "is not the one that the draft began from" in publish(admin, draft).get_data(as_text=True)
    page = admin.get(f"{draft}/publish")
    assert "The published rule has changed meanwhile" in page
    form = next(
        one for one in forms_in(page, f"{draft}/publish") if "because" not in one.names and "starts" in one.names
    )
    admin.client.post(f"{draft}/publish", data=form.values)
    assert publish(admin, draft).status_code == 302
    assert rules_on(site, NEXT_QUARTER)[EARLY].title.en == "Files finished early"


def test_the_list_says_who_changed_a_draft_last_and_what_it_lacks(admin: Browser) -> None:
    begun(admin, points="most *", title__en="Half")
    page = admin.get(HOME)
    assert "Half" in page
    assert "1 thing to mend" in page
    assert re.search(r"admin, \d\d:\d\d, 23/11/2026", page)


def test_the_settings_of_written_rules_lead_to_their_own_page(admin: Browser) -> None:
    assert admin.ask("/plugins/expression_rules/settings").headers["Location"] == HOME


def test_staff_see_no_rules_that_are_being_written(site: Site) -> None:
    assert site.browser("staff").ask(HOME).status_code == 403
    assert HOME not in site.browser("staff").get("/me/")
    assert f'href="{HOME}"' in site.browser("leader").get("/files/")
