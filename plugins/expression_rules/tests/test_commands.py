"""`tracker expression-rules`: files checked, drafts made, rules published, and what stands in the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from click.testing import Result
from sqlmodel import select

from plugins.expression_rules.drafts import Draft
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.tests.written import both, example, rules_in, written
from plugins.expression_rules.toml_text import rules_to_toml
from plugins.expression_rules.written_rules import WrittenRule
from tracker.api import settings_on
from tracker.testing import App, make_app, run_command

TODAY, JANUARY = date(2026, 11, 23), date(2027, 1, 1)
FROM_JANUARY = ("--from", "2027-01-01", "--because", "Nghị quyết 3")


@dataclass(frozen=True)
class Rules:
    """The command on an installation, and a folder with files of rules."""

    app: App
    folder: Path

    def __call__(self, *words: str, language: str = "en") -> Result:
        return run_command(self.app, "expression-rules", *words, language=language)

    def file(self, *rules: WrittenRule, text: str | None = None) -> str:
        """Write a file with these rules; returns its path."""
        path = self.folder / "rules.toml"
        path.write_text(rules_to_toml(WrittenRules(rules=rules)) if text is None else text, encoding="utf-8")
        return str(path)

    def on(self, day: date) -> list[str]:
        """Return the keys of the rules that count on a day."""
        with self.app.reading() as session:
            return [rule.key for rule in settings_on(session, "expression_rules", WrittenRules, day).rules]

    def drafts(self) -> list[str]:
        """Return the keys of the drafts."""
        with self.app.reading() as session:
            return list(session.exec(select(Draft.key)).all())


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Rules]:
    """The command on a new installation."""
    with make_app(["expression_rules"], today=TODAY) as app:
        yield Rules(app, tmp_path)


def test_a_file_of_whole_rules_is_said_to_be_fit(run: Rules) -> None:
    answer = run("check", run.file(written(), written(key="other")))
    assert answer.exit_code == 0
    assert answer.stdout == "2 rules in rules.toml could be published: their examples come out.\n"
    checked = json.loads(run("check", run.file(written()), "--json").stdout)
    assert checked == {"rules": [{"key": "early_files", "title": "Early files 100%"}], "faults": []}


def test_every_fault_of_a_file_is_told_with_its_place(run: Rules) -> None:
    text = rules_to_toml(WrittenRules(rules=(written(),))).replace("files.overdue <= 2", "min(files.overdue, 0,8) <= 2")
    answer = run("check", run.file(text=text.replace("most * share", "most * shares")))
    assert answer.exit_code == 1
    assert answer.stdout == (
        "early_files.points: There is nothing named shares. Did you mean share? (line 5, column 18)\n"
    )
    assert answer.stderr == "1 fault in rules.toml.\n"


def test_examples_and_measures_are_checked_as_well(run: Rules) -> None:
    text = rules_to_toml(WrittenRules(rules=(written(),)))
    wrong = run.file(text=text.replace("10.25", "11").replace("files.overdue", "files.overdu"))
    answer = run("check", wrong, "--json")
    assert answer.exit_code == 1
    first, second = json.loads(answer.stdout)["faults"]
    assert (first["field"], first["line"], first["column"]) == ("early_files.condition", 1, 1)
    assert first["why"] == "There is no measure files.overdu. Did you mean files.overdue?"
    assert second["field"] == "early_files.examples"
    assert "should give 11 points, and the rule gives 10.25" in second["why"]


def test_a_rule_is_published_exported_and_switched_off(run: Rules) -> None:
    published = run("publish", run.file(written(), written(key="other")), *FROM_JANUARY)
    assert published.exit_code == 0, published.output
    assert published.stderr == "These rules count from 01/01/2027 on: early_files, other.\n"
    assert (run.on(TODAY), run.on(JANUARY)) == ([], ["early_files", "other"])
    assert rules_in(run("export", "--on", "2027-01-01").stdout).rules == (written(), written(key="other"))
    assert rules_in(run("export").stdout).rules == ()
    third = run("publish", run.file(written(key="third")), "--switch-off", "other", *FROM_JANUARY)
    assert third.exit_code == 0, third.output
    assert run.on(JANUARY) == ["early_files", "third"]
    assert run("publish", "--switch-off", "third", *FROM_JANUARY).exit_code == 0
    assert run.on(JANUARY) == ["early_files"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*FROM_JANUARY,), "Name a file with rules, or a rule to switch off."),
        (("--switch-off", "other", *FROM_JANUARY), "No rule other counts on 01/01/2027; there are early_files."),
        (("--switch-off", "early_files", "--from", "2026-11-22", "--because", "x"), "22/11/2026 is past"),
        (("--switch-off", "early_files", "--from", "2027-01-01", "--because", " "), "Say why"),
    ],
)
def test_what_cannot_be_published_changes_nothing(run: Rules, words: tuple[str, ...], told: str) -> None:
    run("publish", run.file(written()), *FROM_JANUARY)
    refused = run("publish", *words)
    assert refused.exit_code == 1
    assert told in refused.stderr
    assert run.on(JANUARY) == ["early_files"]


def test_a_day_in_the_past_is_published_where_it_is_meant(run: Rules) -> None:
    words = (run.file(written()), "--from", "2026-10-01", "--because", "x")
    assert run("publish", *words).exit_code == 1
    assert run("publish", *words, "--in-the-past").exit_code == 0
    assert run.on(date(2026, 10, 1)) == ["early_files"]


def test_a_faulty_rule_is_not_published(run: Rules) -> None:
    text = rules_to_toml(WrittenRules(rules=(written(),))).replace("10.25", "11")
    refused = run("publish", run.file(text=text), *FROM_JANUARY)
    assert (refused.exit_code, run.on(JANUARY)) == (1, [])
    assert "early_files.examples: The example Half should give 11 points" in refused.stderr


def test_an_import_makes_drafts_and_says_what_came_of_each(run: Rules) -> None:
    run("publish", run.file(written(), written(key="same")), *FROM_JANUARY)
    path = run.file(written(title=both("Other")), written(key="same"), written(key="new"))
    answer = run("import", path, "--json")
    assert json.loads(answer.stdout)["rules"] == [
        {"key": "early_files", "news": "changed", "draft": "made"},
        {"key": "same", "news": "same", "draft": "needless"},
        {"key": "new", "news": "new", "draft": "made"},
    ]
    assert run.drafts() == ["early_files", "new"]
    again = run("import", path)
    assert "says this already" in again.stdout
    other = run.file(written(key="new", most=10, examples=[example(5)]))
    assert "kept as it was" in run("import", other).stdout
    assert "replaced" in run("import", other, "--overwrite", "new").stdout
    assert run.drafts() == ["early_files", "new"]


def test_settings_of_all_rules_at_once_do_not_lose_one_unsaid(run: Rules) -> None:
    run("publish", run.file(written()), *FROM_JANUARY)
    text = rules_to_toml(WrittenRules(rules=(written(key="other"),)))
    words = ("settings", "set", "expression_rules", run.file(text=text), *FROM_JANUARY)
    refused = run_command(run.app, *words)
    assert refused.exit_code == 1
    assert 'switched_off = ["early_files"] at the top' in refused.stderr
    run.file(text=f'switched_off = ["early_files"]\n{text}')
    assert run_command(run.app, *words).exit_code == 0
    assert run.on(JANUARY) == ["other"]
