"""What the address of a page names, a draft or a rule; where there is none, the answer is that nothing is there."""

from __future__ import annotations

from flask import abort

from plugins.expression_rules.drafts import Draft
from plugins.expression_rules.standings import Standing, State, history_of
from tracker.api import RecordSession
from tracker.api.web import session, today


def draft_at(draft_id: int, within: RecordSession | None = None) -> Draft:
    """Return the draft of this number, in the session that is to change it."""
    return (within or session()).get(Draft, draft_id) or abort(404)


def versions_at(rule_key: str) -> list[Standing]:
    """Return the versions of a rule, the latest first."""
    return history_of(session(), rule_key, today()) or abort(404)


def shown_of(versions: list[Standing]) -> Standing:
    """Return the version that people ask about: that in force, else that which will count next, else the last one."""
    in_force = [one for one in versions if one.state is State.IN_FORCE]
    later = [one for one in versions if one.state is State.LATER]
    return (in_force or later[-1:] or versions)[0]
