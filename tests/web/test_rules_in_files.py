"""Written rules as TOML and in files: one rule both ways, what goes out, what comes in."""

from __future__ import annotations

import io

import pytest

from plugins.expression_rules.drafts import read_draft
from plugins.expression_rules.samples import samples
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.toml_text import rule_to_toml, rules_to_toml
from tests.web.conftest import Browser, Site
from tests.web.written_rules import (
    EARLY,
    HOME,
    NEW,
    begun,
    checked,
    drafts,
    editor,
    filled,
    form_with,
    page_of,
    publish,
)


def test_a_rule_without_faults_is_written_as_toml_and_in_the_form_again(site: Site, admin: Browser) -> None:
    draft = begun(admin, do="to-toml")
    form = editor(admin.get(draft), draft)
    assert form.values["toml"] == ["\n" + rule_to_toml(samples()[EARLY])]
    text = form.values["toml"][0].replace("most = 20", "most = 20 # as in Resolution 3").strip()
    admin.client.post(draft, data={**form.values, "toml": [text]})
    assert "# as in Resolution 3" in drafts(site)[0].text
    admin.client.post(draft, data={**form.values, "toml": [text], "version": version(admin, draft), "do": ["to-form"]})
    assert read_draft(drafts(site)[0]) == samples()[EARLY]
    assert editor(admin.get(draft), draft).values["kind"] == ["form"]


def version(browser: Browser, address: str) -> list[str]:
    return editor(browser.get(address), address).values["version"]


def test_a_faulty_rule_is_written_the_other_way_only_once_it_can_be_read(admin: Browser) -> None:
    answer = admin.client.post(NEW, data=filled(admin, points="most *", do="to-toml"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Correct what is marked first." in page
    assert editor(page).values["points"] == ["most *"]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("most = 20", "most = = 20", "The text (line 2, column 8)"),
        ('points = "most * clamp(share / 0.8, 0, 1)"', 'points = "most * clmp(share)"', "Points (line 4, column 18)"),
        ('vi = "{files.early}/{judged} hồ sơ', 'vi = "{files.early}/{jud} hồ sơ', "(line 19, column 22)"),
        ("points = 20", "points = 21", "Example 1, Points (line 33, column 1)"),
    ],
)
def test_a_fault_in_toml_has_its_line_and_column(admin: Browser, old: str, new: str, told: str) -> None:
    text = rule_to_toml(samples()[EARLY])
    assert old in text
    page = checked(admin, {"kind": ["toml"], "toml": [text.replace(old, new, 1)]})
    assert told in page
    assert "<mark>" in page


def test_what_comes_out_is_said_while_toml_is_typed_too(admin: Browser) -> None:
    page = checked(admin, {"kind": ["toml"], "toml": [rule_to_toml(samples()[EARLY])]})
    assert "5 of 10 files early: 0.5" in page
    assert "all 4 examples come out" in page


def test_a_draft_is_saved_as_a_file_as_soon_as_it_can_be_read(admin: Browser) -> None:
    draft = begun(admin)
    assert f"{draft}/export" in admin.get(draft)
    assert admin.ask(f"{draft}/export").get_data(as_text=True) == rule_to_toml(samples()[EARLY])
    admin.client.post(draft, data=filled(admin, draft, points="most *"))
    assert f"{draft}/export" not in admin.get(draft)


def test_rules_are_saved_as_files_and_come_in_again_as_drafts(site: Site, admin: Browser) -> None:
    publish(admin, begun(admin), starts="2026-10-01", seen="2026-10-01", in_the_past="on")
    one = admin.ask(f"{HOME}rules/{EARLY}/export")
    assert one.headers["Content-Disposition"] == "attachment; filename=early_files.toml"
    assert one.get_data(as_text=True) == rule_to_toml(samples()[EARLY])
    exported = admin.ask(f"{HOME}export").get_data(as_text=True)
    rules = WrittenRules(rules=(samples()["online_share"], samples()["training_hours"]))
    text = exported.replace("most = 20", "most = 20.0") + rules_to_toml(rules)
    sent = {"file": (io.BytesIO(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()), "rules.toml"), "do": "look"}
    page = admin.client.post(f"{HOME}import", data=sent, content_type="multipart/form-data").get_data(as_text=True)
    assert "3 rules in the file" in page
    assert "counts already as it is" in page
    form = form_with("take", page, f"{HOME}import")
    assert form.values["take"] == ["online_share", "training_hours"]
    values = {**form.values, "take": ["training_hours"], "do": ["keep"]}
    assert page_of(admin.client.post(f"{HOME}import", data=values)) == HOME
    assert [draft.key for draft in drafts(site)] == ["training_hours"]
    again = admin.client.post(f"{HOME}import", data={**values, "do": ["look"]}).get_data(as_text=True)
    assert "there is a draft that says the same" in again


def test_an_import_replaces_a_draft_only_where_that_is_ticked(site: Site, admin: Browser) -> None:
    begun(admin, title__en="Mine")
    text = rule_to_toml(samples()[EARLY])
    page = admin.send(f"{HOME}import", text=text, do="look").get_data(as_text=True)
    assert "Tick it to replace that draft." in page
    assert admin.send(f"{HOME}import", text=text, do="keep").status_code == 422
    assert read_draft(drafts(site)[0]).title.en == "Mine"
    admin.send(f"{HOME}import", text=text, do="keep", take=EARLY)
    assert [read_draft(draft).title.en for draft in drafts(site)] == ["Files finished early"]


def test_an_import_with_nothing_ticked_makes_no_draft_and_says_what_to_tick(site: Site, admin: Browser) -> None:
    text = rule_to_toml(samples()["online_share"])
    answer = admin.send(f"{HOME}import", text=text, do="keep")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "No rule of the file is ticked. Tick those of which drafts are to be made." in page
    assert "1 rule in the file" in page
    assert form_with("take", page, f"{HOME}import").values["text"][0].strip() == text.strip()
    assert "0 drafts" not in page
    assert drafts(site) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "Choose a file, or put the text of one into the field."),
        ("points = = 1", "This is not TOML"),
        ('key = "x"', "is missing"),
    ],
)
def test_a_file_that_holds_no_rules_says_why_and_its_text_stays(
    site: Site, admin: Browser, text: str, told: str
) -> None:
    answer = admin.send(f"{HOME}import", text=text, do="keep")
    assert answer.status_code == 422
    assert told in answer.get_data(as_text=True)
    assert drafts(site) == []
