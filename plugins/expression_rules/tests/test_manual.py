"""The manual of written rules: its example works, and both languages show the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from plugins.expression_rules.examples import failing_examples
from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.toml_text import rule_from_toml
from plugins.expression_rules.written_rules import WrittenRule

DOCS = Path(__file__).parents[3] / "docs"
PAGES = (DOCS / "en" / "written-rules.md", DOCS / "vi" / "quy-tac-tu-viet.md")


def shown(page: Path) -> WrittenRule:
    """Return the rule that a page shows."""
    (text,) = re.findall(r"^```toml\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return rule_from_toml(text)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_rule_of_the_manual_can_be_put_in_force(page: Path) -> None:
    rule = shown(page)
    assert failing_examples(rule) == []
    assert WrittenRules(rules=(rule,)).rules == (rule,)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_manual_names_every_field(page: Path) -> None:
    fields = re.findall(r"^\| `(\w+)` \|", page.read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted(fields) == sorted(WrittenRule.model_fields)


def test_both_languages_show_the_same_rule() -> None:
    assert shown(PAGES[0]) == shown(PAGES[1])
