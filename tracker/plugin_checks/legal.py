"""What a plugin says of legal documents: only of those that it is asked about and knows, each once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from tracker.award_forms import LegalFinding
from tracker.decisions.bases import HOOK
from tracker.messages import InputError, message
from tracker.plugin_checks.awards import Tried
from tracker.plugin_checks.findings import Finding
from tracker.plugins import Plugin
from tracker.scoring.measuring import plugin_settings
from tracker.testing import App

CITED = ("06/2022/QH15", "152/2025/NĐ-CP", "98/2023/NĐ-CP")
"""Documents that decisions on rewards rest on, or did."""
OF_NONE = "0/1900/NĐ-CP"
"""A number that no document has."""
UNKNOWN = message("Leave out what is not known: a leader is then told to look it up.")


def try_legal_findings(app: App, plugin: Plugin) -> Tried:
    """Ask a plugin about some legal documents, and one that there is not."""
    plugins, today = app.tracker.plugins, app.tracker.today
    if plugin not in plugins.implementing(HOOK):
        return Tried([])
    numbers = [*CITED, OF_NONE]
    with app.reading() as session:
        settings = plugin_settings(session, plugins, today)
        (answer,) = (
            one
            for one in plugins.call_each(HOOK, settings, session=session, numbers=numbers, on=today)
            if one.plugin is plugin
        )
    try:
        found = answer.listed(LegalFinding)
    except InputError as error:
        return Tried([Finding(error.message, message("Until then no decision can be signed."))])
    return Tried([*_misplaced(found)], [one.told for one in found])


def _misplaced(found: Sequence[LegalFinding]) -> Iterator[Finding]:
    for number, times in Counter(one.number for one in found).items():
        if number == OF_NONE:
            told = message("legal_findings() knows %(number)s, a number that no document has.", number=number)
            yield Finding(told, UNKNOWN)
        elif number not in CITED:
            told = message("legal_findings() speaks of %(number)s, about which nobody asked.", number=number)
            yield Finding(told, message("Give each number back as it was asked."))
        elif times > 1:
            told = message("legal_findings() speaks of %(number)s twice.", number=number)
            yield Finding(told, message("Say in one sentence how the document stands."))
