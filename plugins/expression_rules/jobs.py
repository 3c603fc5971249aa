"""The job that tells people the day on which a rule begins to count, or no longer does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import groupby, pairwise

from plugins.expression_rules.publishing import page_of
from plugins.expression_rules.standings import ONE_DAY, Standing, standings
from plugins.expression_rules.written_rules import title_of
from tracker.api import (
    Cron,
    Job,
    JobContext,
    JobEnd,
    Message,
    Period,
    RecordSession,
    counting,
    leading_accounts,
    period_of,
    period_title,
    sentences,
    staff_accounts,
    tell,
)

_ = sentences("expression_rules")
counted = counting("expression_rules")
TOLD_FOR = timedelta(days=60)
"""So long somebody is told of it whom no run of the job has reached yet."""


@dataclass(frozen=True, slots=True)
class Told:
    """That a rule begins or ends: the key under which it is told once, and the sentence."""

    key: str
    message: Message
    page: str


def news_job() -> Job:
    """Return the job."""
    title = _("Tell of rules that begin to count or no longer do")
    return Job("expression_rules.news", title, Cron(hour="7"), tell_news)


def tell_news(context: JobContext) -> JobEnd:
    """Find out what began or ended lately, and whom it concerns."""
    with context.reading() as session:
        versions = standings(session, context.today)
        leaders = {account.id for account in leading_accounts(session, context.today) if account.id is not None}
        staff = {account.id for account in staff_accounts(session, context.today) if account.id is not None}
    return partial(_store, list(news_of(versions, context.today, context.period)), leaders, staff - leaders)


def news_of(versions: Sequence[Standing], today: date, running: Period) -> Iterator[Told]:
    """Yield what began or ended in the last days, the days up to today."""
    in_order = sorted(versions, key=lambda one: (one.rule.key, one.valid_from))
    for _key, group in groupby(in_order, key=lambda one: one.rule.key):
        for before, one in pairwise([None, *group, None]):
            goes_on = before is not None and one is not None and before.valid_to == one.valid_from - ONE_DAY
            if before is not None and not goes_on:
                yield from _ended(before, today, running)
            if one is not None:
                yield from _begun(one, before if goes_on else None, today, running)


def _begun(one: Standing, before: Standing | None, today: date, running: Period) -> Iterator[Told]:
    """Yield that a rule begins, or gives points otherwise; another title or other examples are no news."""
    rule, first = one.rule, _period(one.valid_from, running)
    counts_for_none = one.valid_to is not None and one.valid_to < first.end
    is_as_before = before is not None and before.rule.version == rule.version
    if counts_for_none or is_as_before or not today - TOLD_FOR < one.valid_from <= today:
        return
    numbers = {"rule": title_of(rule), "most": rule.most, "day": one.valid_from, "period": period_title(first)}
    told = (
        _("The rule %(rule)s counts from %(day)s on: at most %(most)s points, first for %(period)s", **numbers)
        if before is None
        else _(
            "The rule %(rule)s counts otherwise from %(day)s on: at most %(most)s points, first for %(period)s",
            **numbers,
        )
    )
    yield Told(f"expression_rules:{rule.key}:{rule.version}:{one.valid_from}", told, page_of(rule.key))


def _ended(one: Standing, today: date, running: Period) -> Iterator[Told]:
    if one.valid_to is None or not today - TOLD_FOR < one.valid_to + ONE_DAY <= today:
        return
    day = one.valid_to + ONE_DAY
    told = _(
        "The rule %(rule)s, which gave at most %(most)s points, no longer counts from %(day)s on; %(period)s is scored "
        "without it",
        rule=title_of(one.rule),
        most=one.rule.most,
        day=day,
        period=period_title(_period(day, running)),
    )
    yield Told(f"expression_rules:{one.rule.key}:{one.rule.version}:{day}:off", told, page_of(one.rule.key))


def _period(day: date, running: Period) -> Period:
    """Return the period of the day, of the kind that is scored."""
    assert running.grain != "range"
    return period_of(day, running.grain)


def _store(news: Sequence[Told], leaders: set[int], staff: set[int], session: RecordSession) -> Message:
    number = 0
    for one in news:
        number += len(tell(session, leaders, one.key, one.message, one.page))
        number += len(tell(session, staff, one.key, one.message))
    return counted("%(count)s notice.", "%(count)s notices.", count=number)
