"""Closing a period, and opening it again: in order, whole, with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlmodel import Session, col, select

from tracker.audit import canonical, head
from tracker.closing.evidence import evidence_as_json, evidence_of_everybody
from tracker.closing.frozen import digest_of
from tracker.closing.guards import refuse_if_kept_closed
from tracker.closing.looking import refuse_while_looking
from tracker.closing.order import refuse_unclosable
from tracker.closing.reviews import end_review, review_of
from tracker.database import RecordSession
from tracker.messages import InputError, Message
from tracker.period_titles import period_title
from tracker.periods import Period, parse_period
from tracker.records.units import Unit
from tracker.scoring.adjustments import KEY as ADJUSTMENT
from tracker.scoring.adjustments import adjusted_in
from tracker.scoring.basis import Basis
from tracker.scoring.cards import Card
from tracker.scoring.closings import ClosedAdjustment, ClosedRecord, PeriodClosing, closed_periods, closing_of
from tracker.scoring.freshness import stale_closings
from tracker.scoring.inserting import insert_many
from tracker.scoring.looking import Installation, score_parts, store_parts
from tracker.scoring.recomputing import recompute_and_tell, store_as_closed
from tracker.scoring.scorecards import RecomputedCard
from tracker.scoring.settings_owners import settings_owners
from tracker.settings import settings_on
from tracker.staleness import mark_stale


def close_period(tracker: Installation, session: RecordSession, period: Period) -> PeriodClosing:
    """Score the period a last time and freeze it. Raises InputError where it cannot be closed now, saying why."""
    _refuse_now(tracker, session, period)
    _recompute_earlier(tracker, session, period)
    as_of = period.as_of(tracker.today)
    scored = score_parts(tracker, session, period, as_of)
    cards = store_parts(tracker, session, scored)
    end = head(session)
    closing = PeriodClosing(
        period=period.name,
        as_of=as_of,
        closed_at=session.change.at,
        closed_by=session.change.actor,
        settings=canonical(_settings(tracker, session, period)),
        plugins=tracker.plugins.fingerprint,
        digest="",
        audit_position=end.position,
        audit_hash=end.hash,
    )
    session.add(closing)
    end_review(session, period)
    session.flush()
    _freeze(session, closing, scored.bases[0], cards)
    closing.digest = digest_of(session, closing)
    store_as_closed(session, period, cards)
    session.flush()
    return closing


def why_not_now(tracker: Installation, session: Session, period: Period) -> Message | None:
    """Return why a period cannot be closed now, None if it can."""
    try:
        _refuse_now(tracker, session, period)
    except InputError as error:
        return error.message
    return None


def _refuse_now(tracker: Installation, session: Session, period: Period) -> None:
    refuse_unclosable(session, period, tracker.today, tracker.config.scoring.period)
    review = review_of(session, period)
    if review is not None:
        refuse_while_looking(session, review, period, tracker.today)


def _recompute_earlier(tracker: Installation, session: RecordSession, period: Period) -> None:
    """Let what stands on the cards to adjust earlier periods follow from the records of now."""
    for earlier in stale_closings(session, adjusted_in(closed_periods(session), period)):
        recompute_and_tell(session, tracker.plugins, earlier, tracker.today)


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
            "evidence": evidence_as_json(evidence.get(card.official_id, {})),
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


def why_not_opened(session: Session, period: Period) -> Message | None:
    """Return why a closed period cannot be opened again now, None if it can."""
    try:
        _closing_to_open(session, period)
    except InputError as error:
        return error.message
    return None


def reopen_period(session: RecordSession, period: Period) -> PeriodClosing:
    """Open a closed period again, with the reason of the change.

    Raises InputError if it is not the last closed one, or carries something such as an issued decision.
    """
    because = (session.change.because or "").strip()
    if not because:
        raise InputError("Say why %(period)s is opened again: everybody can read it.", period=period_title(period))
    closing = _closing_to_open(session, period)
    closing.reopened_at, closing.reopened_by = session.change.at, session.change.actor
    closing.reopened_because = because
    session.add(closing)
    for row in session.exec(select(RecomputedCard).where(col(RecomputedCard.period) == period.name)):
        session.delete(row)
    for frozen in session.exec(select(ClosedAdjustment).where(col(ClosedAdjustment.closing_id) == closing.id)):
        session.delete(frozen)
    session.flush()
    mark_stale(session, [(None, period.start), (None, period.end)], head(session).position)
    return closing


def _closing_to_open(session: Session, period: Period) -> PeriodClosing:
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
    refuse_if_kept_closed(session, period)
    return closing


def closings_in_order(session: Session) -> list[PeriodClosing]:
    """Return every closing, those reopened too, the latest period first."""
    found = session.exec(select(PeriodClosing).order_by(col(PeriodClosing.closed_at).desc())).all()
    return sorted(found, key=lambda one: parse_period(one.period), reverse=True)
