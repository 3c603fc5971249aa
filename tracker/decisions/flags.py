"""Flags on issued decisions: whom the form would propose by today's records, had they stood so at the closing.

The decision stands as it was issued, and what the corrections are worth stands in the next period. Whether anything
follows from them, such as revoking it, leaders decide.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from tracker.accounts.accounts import Account, may_sign_in
from tracker.accounts.grants import Grant, holds_on
from tracker.accounts.permissions import Role
from tracker.contributions import HUNDREDTH
from tracker.database import RecordSession
from tracker.decisions.decisions import Decision, DecisionItem, DecisionState, items_of
from tracker.messages import InputError, Message, message
from tracker.notices import tell
from tracker.period_titles import period_title
from tracker.periods import CalendarGrain, Period, period_of
from tracker.plugins import Plugins
from tracker.records.officials import Official
from tracker.records.units import Unit
from tracker.rewards.candidates import Candidate, Candidates, Standing, candidates_among
from tracker.rewards.forms import DecidingDays, Offered, offered_forms, spans_of
from tracker.rewards.people import recomputed_recipients_of
from tracker.scoring.recomputing import when_recomputed


@dataclass(frozen=True, slots=True)
class Flag:
    """One official, or unit, about whom an issued decision would have begun otherwise, and how, in a sentence."""

    recipient_id: int
    full_name: str
    told: Message


def flags_of(session: Session, plugins: Plugins, decided: Decision, grain: CalendarGrain) -> list[Flag]:
    """Return who would, or would not, have been proposed by today's records, as far as they are recomputed.

    Nobody unless the decision is issued, about a period, by a form that is still offered. Raises InputError if a plugin
    fails.
    """
    period = decided.about
    if decided.state is not DecisionState.ISSUED or period is None:
        return []
    offered = _offered_then(session, plugins, decided, period)
    if offered is None:
        return []
    recipients = recomputed_recipients_of(session, period, offered, grain)
    now = candidates_among(session, period, offered, recipients, is_preliminary=False)
    return list(_flags(session, items_of(session, decided), now))


def _offered_then(session: Session, plugins: Plugins, decided: Decision, period: Period) -> Offered | None:
    """Return the form as it was on the days of the decision."""
    assert decided.decided_on is not None
    days = DecidingDays(period.end, decided.dossier_on, decided.decided_on)
    offered = offered_forms(session, plugins, days, spans_of(period))
    return next((one for one in offered if one.form.key == decided.form), None)


def _flags(session: Session, items: list[DecisionItem], candidates: Candidates) -> Iterator[Flag]:
    then = {item.recipient_id: item for item in items if item.standing is Standing.PROPOSED}
    now = {one.recipient_id: one for one in candidates.everybody}
    differing = sorted(candidates.proposed ^ then.keys())
    are_units = any(item.unit_id is not None for item in items)
    names = _names(session, differing, are_units=are_units) if differing else {}
    for who in differing:
        told = _not_any_more(names[who], then[who], now.get(who)) if who in then else _now(names[who], now[who])
        yield Flag(who, names[who], told)


def _not_any_more(name: str, then: DecisionItem, now: Candidate | None) -> Message:
    total = None if now is None else now.verdict.recipient.judged.total
    before = then.total_hundredths
    if now is None or total is None or before is None:
        return message("By today's records %(name)s would have no points, and would not have been proposed.", name=name)
    return message(
        "By today's records %(name)s would not have been proposed: %(points)s points instead of %(before)s, %(why)s.",
        name=name,
        points=total.quantize(HUNDREDTH),
        before=(Decimal(before) / 100).quantize(HUNDREDTH),
        why=_why(now),
    )


def _why(now: Candidate) -> Message:
    verdict = now.verdict
    if verdict.excluded is not None:
        return message("left out: %(why)s", why=verdict.excluded)
    if verdict.missed:
        return message("missed: %(conditions)s", conditions=[one.condition.title for one in verdict.missed])
    if now.standing is Standing.TIED:
        return message("tied for the last place")
    return message("place %(place)d, behind the cut", place=now.place or 0)


def _now(name: str, now: Candidate) -> Message:
    return message(
        "By today's records %(name)s would have been proposed: %(points)s points, place %(place)d.",
        name=name,
        points=(now.verdict.recipient.judged.total or Decimal(0)).quantize(HUNDREDTH),
        place=now.place or 0,
    )


def _names(session: Session, recipients: list[int], *, are_units: bool) -> Mapping[int, str]:
    wanted = sa.select(col(Official.id), col(Official.full_name)).where(col(Official.id).in_(recipients))
    if are_units:
        wanted = sa.select(col(Unit.id), col(Unit.name)).where(col(Unit.id).in_(recipients))
    return {who: name for who, name in session.connection().execute(wanted) if who is not None}


@when_recomputed
def tell_flagged(session: RecordSession, plugins: Plugins, period: Period, today: date) -> None:
    """Tell those who lead the whole commune, once, of each decision on the period that would have begun otherwise.

    Decisions on its year are looked at as well.
    """
    names, grain = (period.name, period_of(period.start, "year").name), period.grain
    assert grain != "range"
    issued = select(Decision).where(col(Decision.period).in_(names), col(Decision.state) == DecisionState.ISSUED)
    for decided in session.exec(issued.order_by(col(Decision.id))).all():
        if _is_flagged(session, plugins, decided, grain):
            told = message(
                "Corrections to %(period)s would have changed who was proposed for decision %(number)s.",
                period=period_title(decided.about or period),
                number=decided.number,
            )
            tell(session, _leaders(session, today), f"flagged:{decided.id}", told, f"/decisions/{decided.id}")


def _is_flagged(session: Session, plugins: Plugins, decided: Decision, grain: CalendarGrain) -> bool:
    """Whether it is flagged; nobody is told of one whose form fails, and points are recomputed nevertheless."""
    try:
        return bool(flags_of(session, plugins, decided, grain))
    except InputError:
        return False


def _leaders(session: Session, today: date) -> list[int]:
    """Return the accounts that lead the whole commune and can sign in."""
    wanted = select(Account.id).join(Grant, col(Grant.account_id) == col(Account.id))
    wanted = wanted.join(Unit, col(Unit.id) == col(Grant.unit_id))
    whole = sa.and_(col(Grant.role) == Role.LEADER, holds_on(today), col(Unit.parent_id).is_(None))
    return [one for one in session.exec(wanted.where(whole, may_sign_in(today)).distinct()) if one is not None]
