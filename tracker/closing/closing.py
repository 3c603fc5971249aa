"""Closing a period, and opening it again: in order, whole, with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from tracker.audit import canonical, head
from tracker.closing.evidence import evidence_of_everybody
from tracker.closing.frozen import digest_of
from tracker.database import RecordSession
from tracker.messages import InputError, message
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period, period_of
from tracker.records.officials import Official
from tracker.records.units import Unit
from tracker.scoring.adjustments import KEY as ADJUSTMENT
from tracker.scoring.basis import Basis
from tracker.scoring.cards import Card
from tracker.scoring.closings import ClosedAdjustment, ClosedRecord, PeriodClosing, closed_periods, closing_of
from tracker.scoring.inserting import insert_many
from tracker.scoring.looking import Installation, score_parts, store_parts
from tracker.scoring.recomputing import recompute_closed
from tracker.scoring.scorecards import RecomputedCard, Scorecard
from tracker.scoring.settings_owners import settings_owners
from tracker.settings import settings_on
from tracker.staleness import mark_stale


def close_period(tracker: Installation, session: RecordSession, period: Period) -> PeriodClosing:
    """Score the period a last time and freeze it. Raises InputError where it cannot be closed now, saying why."""
    _refuse_unclosable(tracker, session, period)
    as_of = period.as_of(tracker.today)
    scored = score_parts(tracker, session, period, as_of)
    cards = store_parts(tracker, session, scored)
    end = head(session)
    closing = PeriodClosing(
        period=period.name,
        as_of=as_of,
        closed_at=session.change.at,
        settings=canonical(_settings(tracker, session, period)),
        plugins=tracker.plugins.fingerprint,
        digest="",
        audit_position=end.position,
        audit_hash=end.hash,
    )
    session.add(closing)
    session.flush()
    _freeze(session, closing, scored.bases[0], cards)
    closing.digest = digest_of(session, closing)
    recompute_closed(session, tracker.plugins, period)
    session.flush()
    return closing


def _settings(tracker: Installation, session: Session, period: Period) -> Mapping[str, object]:
    owners = settings_owners(tracker.plugins).values()
    return {
        one.key: settings_on(session, one.key, one.model, period.end).model_dump(mode="json")
        for one in owners
        if one.moves_points
    }


def _freeze(session: Session, closing: PeriodClosing, basis: Basis, cards: Sequence[Card]) -> None:
    evidence = evidence_of_everybody(session, basis, cards)
    units = {unit.id: unit.name for unit in session.exec(select(Unit))}
    same = {"closing_id": closing.id}
    records = [
        {
            **same,
            "official_id": card.official_id,
            "posting": canonical(_posting(card, units)),
            "evidence": canonical(evidence.get(card.official_id, {})),
        }
        for card in cards
    ]
    insert_many(session, ClosedRecord, records)
    adjusted = [
        {
            **same,
            "of_period": line.rule.key.removeprefix(ADJUSTMENT),
            "official_id": card.official_id,
            "hundredths": int(line.points.value * 100),
        }
        for card in cards
        for line in card.lines
        if line.rule.key.startswith(ADJUSTMENT) and line.points.value is not None
    ]
    insert_many(session, ClosedAdjustment, adjusted)


def _posting(card: Card, units: Mapping[int | None, str]) -> Mapping[str, object] | None:
    posting, cohort = card.posting, card.cohort
    if posting is None or cohort is None:
        return None
    return {
        "unit": units.get(posting.unit_id),
        "commune_id": cohort.commune_id,
        "group": cohort.group,
        "from": posting.valid_from,
        "to": posting.valid_to,
        "percent": posting.working_time_percent,
    }


def _refuse_unclosable(tracker: Installation, session: Session, period: Period) -> None:
    grain, title = tracker.config.scoring.period, period_title(period)
    if period.grain != grain:
        raise InputError(
            "%(period)s cannot be closed: here points are given by the %(grain)s. Close one of these.",
            period=title,
            grain=message("quarter") if grain == "quarter" else message("month"),
        )
    if tracker.today <= period.end:
        raise InputError(
            "%(period)s cannot be closed before it is over. It ends on %(end)s; close it on a later day.",
            period=title,
            end=period.end,
        )
    if closing_of(session, period) is not None:
        raise InputError("%(period)s is closed already. `tracker period verify` checks it.", period=title)
    closed = [one for one in closed_periods(session) if one.grain == grain]
    if closed and period.previous() != closed[-1]:
        expected = next_after(closed[-1])
        raise InputError(
            "%(period)s cannot be closed now, because periods are closed in their order. Close %(expected)s first.",
            period=title,
            expected=period_title(expected),
        )


def next_after(period: Period) -> Period:
    """Return the period of the same grain that begins on the day behind this one."""
    grain = period.grain
    assert grain != "range"
    return period_of(period.end + timedelta(days=1), grain)


def reopen_period(session: RecordSession, period: Period) -> PeriodClosing:
    """Open a closed period again, with the reason of the change. Raises InputError if it is not the last closed one."""
    if not (session.change.because or "").strip():
        raise InputError("Say why %(period)s is opened again: everybody can read it.", period=period_title(period))
    closing = closing_of(session, period)
    if closing is None:
        raise InputError("%(period)s is not closed.", period=period_title(period))
    last = closed_periods(session)[-1]
    if last != period:
        raise InputError(
            "%(period)s cannot be opened while a later period is closed. Open %(last)s first.",
            period=period_title(period),
            last=period_title(last),
        )
    closing.reopened_at = session.change.at
    session.add(closing)
    for row in session.exec(select(RecomputedCard).where(col(RecomputedCard.period) == period.name)):
        session.delete(row)
    for frozen in session.exec(select(ClosedAdjustment).where(col(ClosedAdjustment.closing_id) == closing.id)):
        session.delete(frozen)
    session.flush()
    mark_stale(session, [(None, period.start), (None, period.end)], head(session).position)
    return closing


def closings_in_order(session: Session) -> list[PeriodClosing]:
    """Return every closing, those reopened too, the latest period first."""
    found = session.exec(select(PeriodClosing).order_by(col(PeriodClosing.closed_at).desc())).all()
    return sorted(found, key=lambda one: parse_period(one.period), reverse=True)
