"""The form of a decision on a day, and its candidates as they are now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.database import RecordSession
from tracker.decisions.checking import checks_of
from tracker.decisions.checks import Check
from tracker.decisions.decisions import Decision
from tracker.decisions.own import own_recipients
from tracker.messages import InputError
from tracker.rewards.candidates import Candidates, candidates_of
from tracker.rewards.forms import DecidingDays, Offered, all_offered_forms
from tracker.web.ranking import bring_up_to_date, scored_grain
from tracker.web.requests import scope, session, today, tracker


def form_of(reader: RecordSession, decided: Decision, on: date | None = None) -> Offered:
    """Return the form of a decision with the amount of a day, of today without one.

    Raises InputError if no plugin offers it any more.
    """
    period = decided.about
    days = DecidingDays(period.end if period else decided.dossier_on, decided.dossier_on, on or today())
    for one in all_offered_forms(reader, tracker().plugins, days):
        if one.form.key == decided.form:
            return one
    raise InputError(
        "No plugin offers %(form)s any more, so nothing can be decided by it. Enable the plugin again, or withdraw the "
        "proposal.",
        form=decided.form_title,
    )


def present_candidates(reader: RecordSession, decided: Decision) -> Candidates:
    """Return the candidates as they are now. Raises InputError where the decision is not about a period."""
    period = decided.about
    if period is None:
        raise InputError("This decision is about what somebody achieved, not about the candidates of a period.")
    return candidates_of(reader, period, form_of(reader, decided), scored_grain())


def own_among(candidates: Candidates) -> frozenset[int]:
    """Return which candidates are the account's own case: the official himself, or his units."""
    are_units = candidates.offered.form.recipients == "units"
    return own_recipients(session(), scope().viewer, candidates.period, are_units=are_units)


@dataclass(frozen=True, slots=True)
class Looked:
    """What a decision is judged by on a day: its form, the candidates where it is about a period, the checks."""

    offered: Offered
    candidates: Candidates | None
    checks: Sequence[Check]


def looked_at_on(reader: RecordSession, decided: Decision, on: date) -> Looked:
    """Return what is looked at before the decision is signed on a day. Raises InputError if a plugin fails."""
    offered, period = form_of(reader, decided, on), decided.about
    candidates = None if period is None else candidates_of(reader, period, offered, scored_grain())
    checks = checks_of(reader, tracker().plugins, decided, candidates, offered.form.legal_bases, on)
    return Looked(offered, candidates, checks)


def score_what_is_stale(decided: Decision) -> None:
    """Bring the points of the period up to date, so that a step goes by those of now."""
    period = decided.about
    if period is not None and decided.is_draft:
        bring_up_to_date([period])
