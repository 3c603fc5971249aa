"""A written rule for the tests, whole; each test changes what it is about."""

from __future__ import annotations

from plugins.expression_rules.settings import WrittenRules
from plugins.expression_rules.toml_text import table_in
from plugins.expression_rules.written_rules import WrittenRule

EARLY, FINISHED, OVERDUE = "files.early", "files.finished", "files.overdue"
WHOLE: dict[str, object] = {
    "key": "early_files",
    "title": {"vi": "Hồ sơ trước hạn 100%", "en": "Early files 100%"},
    "most": "20.50",
    "parts": {"share": "files.early / files.finished"},
    "minimum": {"measure": FINISHED, "at_least": 5},
    "condition": "files.overdue <= 2",
    "points": "most * share",
    "because": {
        "vi": "{files.early}/{files.finished} hồ sơ trước hạn: {share} × {most} = {points} (100% là đủ)",
        "en": "{files.early} of {files.finished} files early: {share} x {most} = {points} (100% is all)",
    },
    "examples": [{"name": "Half", "measures": {FINISHED: 10, EARLY: 5, OVERDUE: 0}, "points": "10.25"}],
}


def written(**changed: object) -> WrittenRule:
    """Return the rule with these fields instead; None leaves one out."""
    fields = {**WHOLE, **changed}
    return WrittenRule.model_validate({name: value for name, value in fields.items() if value is not None})


def rules_in(text: str) -> WrittenRules:
    """Return the settings that a text has: rules that come out, below [[rules]]."""
    return WrittenRules.model_validate(table_in(text))


def both(text: str) -> dict[str, str]:
    """Return a sentence that is the same in both languages."""
    return {"vi": text, "en": text}


def example(points: object, **changed: object) -> dict[str, object]:
    """Return an example of the whole rule; a key such as `files_early` stands for files.early."""
    measures = {FINISHED: 10, EARLY: 5, OVERDUE: 0} | {key.replace("_", ".", 1): one for key, one in changed.items()}
    return {"name": "Example", "measures": measures, "points": points}
