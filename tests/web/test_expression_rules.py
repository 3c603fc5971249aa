"""Written rules in the browser: drafts in a form or as TOML, tried, published, switched off, exchanged."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date

import pytest
from sqlmodel import select
from werkzeug.test import TestResponse

from plugins.expression_rules.drafts import Draft, read_draft
from plugins.expression_rules.rules import OWNER
from plugins.expression_rules.samples import samples
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.toml_text import rule_to_toml, rules_to_toml
from plugins.expression_rules.written_rules import WrittenRule
from tests.conftest import NOW
from tests.web.conftest import PASSWORD, Browser, Site
from tests.web.page_forms import PageForm, forms_in
from tracker.accounts.accounts import account_by_name
from tracker.accounts.grants import give_role
from tracker.accounts.permissions import Role
from tracker.accounts.sign_ins import revoke_all
from tracker.messages import translate
from tracker.notices import notices_of
from tracker.settings import settings_on

HOME = "/expression-rules/"
NEW = f"{HOME}new"
EARLY = "early_files"
NEXT_QUARTER = date(2027, 1, 1)
Fields = dict[str, list[str]]


def form_with(field: str, page: str, address: str) -> PageForm:
    """Return the form on a page that has this field."""
    return next(one for one in forms_in(page, address) if field in one.names)


def editor(page: str, address: str = NEW) -> PageForm:
    """Return the form of the editor on a page."""
    return form_with("kind", page, address)


def filled(browser: Browser, address: str = f"{NEW}?start={EARLY}", **changed: str) -> Fields:
    """Return what the editor sends from a page, with some fields changed; `do` is the button pressed."""
    values = editor(browser.get(address), address).values
    return {**values, **{name.replace("__", "."): [text] for name, text in changed.items()}}


def begun(browser: Browser, **changed: str) -> str:
    """Keep a draft of the first rule to start from, and return its address."""
    answer = browser.client.post(NEW, data=filled(browser, **changed))
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return page_of(answer)


def page_of(answer: TestResponse) -> str:
    """Return the address of the page to which an answer leads."""
    return re.split(r"[?#]", answer.headers["Location"])[0]


def drafts(site: Site) -> Sequence[Draft]:
    with site.database.reading() as session:
        return session.exec(select(Draft).order_by(Draft.id)).all()  # type: ignore[arg-type]


def rules_on(site: Site, day: date) -> dict[str, WrittenRule]:
    with site.database.reading() as session:
        return {rule.key: rule for rule in settings_on(session, OWNER, WrittenRules, day).rules}


def publish(browser: Browser, draft: str, **changed: str) -> TestResponse:
    """Publish a draft as its page offers it, with a reason."""
    address = f"{draft}/publish"
    form = form_with("because", browser.get(address), address)
    return browser.client.post(address, data={**form.values, "because": "Resolution 3", **changed})


def checked(browser: Browser, values: Fields) -> str:
    """Return what the page is told while somebody types."""
    answer = browser.client.post(f"{HOME}check", data=values)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def slot(page: str, field: str) -> str:
    """Return what is said at a field."""
    found = re.search(rf'<span class="err[^>]*id="e-{re.escape(field)}"[^>]*>(.*?)</span>\n', page, re.DOTALL)
    assert found is not None, field
    return found[1]


def test_whoever_has_written_no_rule_yet_is_told_what_one_is_and_starts_from_an_example(admin: Browser) -> None:
    page = admin.get(HOME)
    assert "No rule has been written yet. Start from an example:" in page
    assert f"{NEW}?start={EARLY}" in page
    assert "It can be published: all 4 examples come out." in admin.get(f"{NEW}?start={EARLY}")


@pytest.mark.parametrize("name", sorted(samples()))
def test_every_rule_to_start_from_is_whole(admin: Browser, name: str) -> None:
    assert "come out." in admin.get(f"{NEW}?start={name}")


def test_what_is_typed_becomes_a_draft_and_stands_in_the_form_again(site: Site, admin: Browser) -> None:
    draft = begun(admin, title__en="Early & <first>", examples__1__points="12,50")
    values = editor(admin.get(draft), draft).values
    assert values["title.en"] == ["Early & <first>"]
    assert values["examples.1.points"] == ["12,50"]
    (kept,) = drafts(site)
    rule = read_draft(kept)
    assert (kept.key, rule.title.en, str(rule.examples[1].points)) == (EARLY, "Early & <first>", "12.50")
    assert rules_on(site, NEXT_QUARTER) == {}


def test_an_empty_form_blames_nobody_and_says_what_is_missing_once_it_is_begun(admin: Browser) -> None:
    assert "is missing" not in admin.get(NEW)
    page = admin.get(page_of(admin.client.post(NEW, data=filled(admin, NEW, title__vi="Quy tắc"))))
    assert "is missing" in slot(page, "title.en")
    assert slot(page, "title.vi") == ""
    assert 'aria-invalid="true"' not in page


def test_what_is_wrong_in_a_formula_is_told_although_the_name_of_its_part_is_wrong(admin: Browser) -> None:
    wrong = {
        "parts__1__name": "Tỷ lệ",
        "parts__1__formula": "(files.early",
        "condition": "files.overdue ≤ 2",
        "points": "most × ty_le",
        "because__vi": "{ty_le} {diem}",
    }
    page = checked(admin, filled(admin, f"{HOME}new?start={EARLY}", **wrong))
    told = {
        field: slot(page, field) for field in ("parts.1.name", "parts.1.formula", "condition", "points", "because.vi")
    }
    assert "digits and _: ty_le." in told["parts.1.name"]
    assert "is not closed" in told["parts.1.formula"]
    assert "Write &lt;=" in told["condition"]
    assert "Write *" in told["points"]
    assert "There is no number diem" in told["because.vi"]


@pytest.mark.parametrize(
    ("changed", "field", "told", "marked"),
    [
        ({"points": "most * clamp(share, 0 1)"}, "points", "Before this, a sign is missing", "1"),
        ({"points": "most * files.erly"}, "points", "Did you mean files.early?", "files.erly"),
        ({"points": "most *"}, "points", "is missing here", "␣"),
        ({"condition": "files.overdue\n+ 2"}, "condition", "a comparison is needed here", "files.overdue\n+ 2"),
        ({"parts__1__formula": "files.early / juged"}, "parts.1.formula", "Did you mean judged?", "juged"),
        ({"parts__0__name": "Judged"}, "parts.0.name", "digits and _: judged.", None),
        ({"key": "Tỷ lệ đúng hạn"}, "key", "digits and _: ty_le_dung_han.", None),
        ({"key": "2 + 3"}, "key", "and begins with a letter.", None),
        ({"because__vi": "Được { }"}, "because.vi", "These braces are empty", "{ }"),
        ({"parts__0__name": "most"}, "parts.0.name", "already means something else", None),
        ({"parts__1__name": "judged"}, "parts.1.name", "There are two parts judged", None),
        ({"because__vi": "{share} {x}"}, "because.vi", "There is no number x", "x"),
        ({"minimum__at_least": "0"}, "minimum.at_least", "must be more than 0", None),
        ({"most": "120"}, "most", "must be at most 100", None),
        ({"examples__2__measures__files__early": "viele"}, "examples.2.measures.files.early", "is not a number", None),
        ({"examples__0__points": "19"}, "examples.0.points", "the rule gives 20.00", None),
    ],
)
def test_each_fault_is_said_at_its_field_and_marked_in_its_text(
    admin: Browser, changed: dict[str, str], field: str, told: str, marked: str | None
) -> None:
    values = filled(admin, **{name.replace("files__early", "files.early"): text for name, text in changed.items()})
    live = slot(checked(admin, values), field)
    assert told in live
    kept = admin.get(page_of(admin.client.post(NEW, data=values)))
    assert told in slot(kept, field)
    assert f'aria-describedby="e-{field}" aria-invalid="true"' in kept or f'e-{field}" aria-invalid="true"' in kept
    if marked is not None:
        assert f"<mark>{marked}</mark>" in live


def test_all_faults_are_told_at_once_also_those_behind_others(admin: Browser) -> None:
    wrong = {
        "title__en": "",
        "parts__0__formula": "files.early +",
        "points": "share * files.erly",
        "because__vi": "{x}",
    }
    page = checked(admin, filled(admin, **wrong))
    for field in ("title.en", "parts.0.formula", "points", "because.vi"):
        assert slot(page, field) != "", field
    assert slot(page, "parts.1.formula") == ""
    assert slot(page, "condition") == ""


def test_a_check_while_typing_stores_nothing_and_says_what_comes_out_in_both_languages(
    site: Site, admin: Browser
) -> None:
    page = checked(admin, filled(admin, title__en="", examples__0__points=""))
    assert drafts(site) == []
    assert "The rule gives 20.00" in page
    assert "8/10 hồ sơ trước hạn: 0,8; đạt 0,8 được đủ 20 điểm" in page
    assert "8 of 10 files early: 0.8; 0.8 gives all 20 points" in page


def test_a_measure_that_the_rule_begins_to_read_gets_a_field_in_every_example(admin: Browser) -> None:
    values = filled(admin, points="most * clamp(share / 0.8, 0, 1) - files.open_overdue")
    assert "The rule reads files.open_overdue now." in checked(admin, values)
    draft = page_of(admin.client.post(NEW, data=values))
    form = editor(admin.get(draft), draft)
    assert "examples.3.measures.files.open_overdue" in form.names
    assert form.values["examples.1.measures.files.early"] == ["5"]


def test_a_measure_that_the_rule_reads_no_more_keeps_its_values_for_the_case_that_it_does_again(
    admin: Browser,
) -> None:
    draft = begun(admin, condition="")
    form = editor(admin.get(draft), draft)
    again = {**form.values, "condition": ["files.overdue <= 2"], "parts.0.formula": ["files.early"]}
    admin.client.post(draft, data=again)
    assert editor(admin.get(draft), draft).values["examples.2.measures.files.overdue"] == ["3"]
    assert editor(admin.get(draft), draft).values["examples.2.measures.files.on_time"] == ["1"]


def test_rows_are_added_and_removed_by_buttons_and_the_others_keep_what_was_typed(admin: Browser) -> None:
    draft = begun(admin, do="add-part")
    page = admin.get(f"{draft}?at=parts.2.name")
    assert re.search(r'id="f-parts\.2\.name"[^>]* autofocus', page)
    values = editor(page, draft).values
    admin.client.post(draft, data={**values, "parts.2.name": ["late"], "do": ["remove-part-0"]})
    values = editor(admin.get(draft), draft).values
    assert (values["parts.0.name"], values["parts.1.name"]) == (["share"], ["late"])
    assert "parts.2.name" not in values
    admin.client.post(draft, data={**values, "do": ["remove-example-0"]})
    assert editor(admin.get(draft), draft).values["examples.0.name"] == ["5/10"]
    admin.client.post(draft, data={**editor(admin.get(draft), draft).values, "do": ["add-example"]})
    assert editor(admin.get(draft), draft).values["examples.3.name"] == [""]


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


def test_a_decimal_comma_in_a_formula_is_told_where_it_stands(admin: Browser) -> None:
    live = slot(checked(admin, filled(admin, points="most * clamp(share / 0,8, 0, 1)")), "points")
    assert "0.8" in live
    assert "<mark>" in live


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
    admin.send(f"{HOME}import", text=text, do="keep")
    assert read_draft(drafts(site)[0]).title.en == "Mine"
    admin.send(f"{HOME}import", text=text, do="keep", take=EARLY)
    assert [read_draft(draft).title.en for draft in drafts(site)] == ["Files finished early"]


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


def test_the_list_says_who_changed_a_draft_last_and_what_it_lacks(admin: Browser) -> None:
    begun(admin, points="most *", title__en="Half")
    page = admin.get(HOME)
    assert "Half" in page
    assert "1 thing to mend" in page
    assert re.search(r"admin, \d\d:\d\d, 23/11/2026", page)


def test_measures_are_found_by_key_title_and_meaning_without_regard_to_accents(site: Site) -> None:
    admin = site.browser("admin", "vi")
    page = admin.get(f"{HOME}measures?q=qua han")
    assert "files.overdue" in page
    assert "files.early" not in page
    assert "No measure has these words." in site.browser("admin").get(f"{HOME}measures?q=xyzzy")
    assert "files.online" in admin.get(f"{NEW}?q=files.online")


def test_the_settings_of_written_rules_lead_to_their_own_page(admin: Browser) -> None:
    assert admin.ask("/plugins/expression_rules/settings").headers["Location"] == HOME


def test_staff_see_no_rules_that_are_being_written(site: Site) -> None:
    assert site.browser("staff").ask(HOME).status_code == 403
    assert HOME not in site.browser("staff").get("/me/")
    assert f'href="{HOME}"' in site.browser("leader").get("/files/")


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
