"""The job that scores after midnight: a new day makes files overdue, so the cards of the open period are of yesterday.

It scores whatever is stale, so that nobody who looks in the morning waits for it.
"""

from __future__ import annotations

from datetime import date
from functools import partial

from sqlmodel import Session, col, select

from tracker.contributions import Cron, Job, JobContext, JobEnd
from tracker.database import RecordSession
from tracker.messages import Message, counted, message
from tracker.periods import Period, parse_period, period_of
from tracker.scoring.basis import refuse_set_aside
from tracker.scoring.freshness import stale_periods
from tracker.scoring.looking import Installation, Scored, recompute_if_stale, score_parts, store_parts
from tracker.scoring.scorecards import Scorecard

ACTOR = "tracker"


def scores_job(tracker: Installation) -> Job:
    """Return the job."""
    work = partial(score_what_is_stale, tracker)
    return Job("scores", message("Score what is out of date"), Cron(hour="0", minute="5"), work)


def score_what_is_stale(tracker: Installation, context: JobContext) -> JobEnd:
    """Score the present period, and every other whose stored cards no longer follow from the records.

    Closed periods that corrections touched are recomputed first: what they are worth stands on the open cards.
    """
    refuse_set_aside(tracker.plugins)
    with context.reading() as session:
        recompute_if_stale(tracker, session, ACTOR, _periods(tracker, session, context.today))
    with context.reading() as session:
        as_of = {period: period.as_of(context.today) for period in _periods(tracker, session, context.today)}
        scored = [score_parts(tracker, session, period, as_of[period]) for period in stale_periods(session, as_of)]
    return partial(_store, tracker, scored)


def _periods(tracker: Installation, session: Session, today: date) -> list[Period]:
    """Return the present period and those that have cards, as far as they are of the length that is scored now."""
    grain = tracker.config.scoring.period
    stored = (parse_period(name) for name in session.exec(select(col(Scorecard.period)).distinct()))
    return sorted({period_of(today, grain), *(one for one in stored if one.grain == grain and one.start <= today)})


def _store(tracker: Installation, scored: list[Scored], session: RecordSession) -> Message:
    cards = [len(store_parts(tracker, session, one)) for one in scored]
    if not scored:
        return message("Every score was up to date.")
    return counted(
        "Scored %(periods)s: %(count)s scorecard.",
        "Scored %(periods)s: %(count)s scorecards.",
        count=sum(cards),
        periods=[one.period.name for one in scored],
    )
