"""Settings that somebody proposes, looked at before they are stored: could a period be scored under them?"""

from __future__ import annotations

from pydantic import BaseModel
from sqlmodel import Session

from tracker.messages import InputError
from tracker.plugins import Plugins
from tracker.scoring.basis import rules_in
from tracker.scoring.checks import refuse_unknown_measures
from tracker.scoring.measuring import all_measure_sets, measures_by_key, refuse_twice


def refuse_unscorable(plugins: Plugins, owner: str, session: Session, settings: BaseModel) -> None:
    """Raise InputError, saying why, if the plugin's rules under these settings would stop the next scoring run."""
    try:
        known = measures_by_key(all_measure_sets(plugins))
        answer = plugins.call_one(owner, "rules", settings, session=session, measures=known)
        if answer is None:
            return
        rules = rules_in(answer)
        refuse_twice(rule.key for rule in rules)
        refuse_unknown_measures(rules, known)
    except InputError as error:
        raise InputError(
            "The settings stay as they are, because no period could be scored with these. %(why)s", why=error.message
        ) from error
