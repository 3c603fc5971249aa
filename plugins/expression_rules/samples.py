"""Rules to start from: whole ones, in the folder of the same name, for whoever has not written one yet."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from plugins.expression_rules.toml_text import rule_from_toml
from plugins.expression_rules.written_rules import WrittenRule

FOLDER = Path(__file__).parent / "samples"


@cache
def samples() -> Mapping[str, WrittenRule]:
    """Return the rules by their key."""
    read = (rule_from_toml(path.read_text(encoding="utf-8")) for path in sorted(FOLDER.glob("*.toml")))
    return {rule.key: rule for rule in read}
