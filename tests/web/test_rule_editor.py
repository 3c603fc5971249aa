"""The editor of written rules: what is typed, what is wrong with it, what comes out."""

from __future__ import annotations

import re

import pytest

from plugins.expression_rules.drafts import read_draft
from plugins.expression_rules.samples import samples
from tests.web.conftest import Browser, Site
from tests.web.written_rules import (
    EARLY,
    HOME,
    NEW,
    NEXT_QUARTER,
    begun,
    checked,
    drafts,
    editor,
    filled,
    page_of,
    rules_on,
    slot,
)


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


def test_a_decimal_comma_in_a_formula_is_told_where_it_stands(admin: Browser) -> None:
    live = slot(checked(admin, filled(admin, points="most * clamp(share / 0,8, 0, 1)")), "points")
    assert "0.8" in live
    assert "<mark>" in live


def test_measures_are_found_by_key_title_and_meaning_without_regard_to_accents(site: Site) -> None:
    admin = site.browser("admin", "vi")
    page = admin.get(f"{HOME}measures?q=qua han")
    assert "files.overdue" in page
    assert "files.early" not in page
    assert "No measure has these words." in site.browser("admin").get(f"{HOME}measures?q=xyzzy")
    assert "files.online" in admin.get(f"{NEW}?q=files.online")
