"""Whether the legal bases of a decision are in force on its day, as far as a plugin keeps a register of documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlmodel import Session

from tracker.award_forms import LegalBasis, LegalFinding
from tracker.messages import InputError
from tracker.plugins import Answer, Plugins
from tracker.scoring.measuring import plugin_settings

HOOK = "legal_findings"


def findings_about(
    session: Session, plugins: Plugins, bases: Sequence[LegalBasis], on: date
) -> dict[str, LegalFinding]:
    """Return, by number, what the first plugin that knows a document says of it on that day; unknown ones are left out.

    Raises InputError if a plugin fails: a decision is not signed unchecked.
    """
    found: dict[str, LegalFinding] = {}
    numbers = [one.number for one in bases]
    if not numbers:
        return found
    for answer in plugins.call_each(
        HOOK, plugin_settings(session, plugins, on), session=session, numbers=numbers, on=on
    ):
        for one in _listed(answer):
            found.setdefault(one.number, one)
    return found


def _listed(answer: Answer) -> Sequence[LegalFinding]:
    try:
        return answer.listed(LegalFinding)
    except InputError as error:
        name = answer.plugin.info.name
        raise InputError(
            "The legal bases cannot be looked up: the plugin %(name)s: %(why)s", name=name, why=error.message
        ) from error
