"""The daily job: who is asked to read what, and who is told what of the register and the commune's own documents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from sqlmodel import select

from plugins.regulations.coming_days import news_of_days
from plugins.regulations.demand_notices import tell_of_demands
from plugins.regulations.demands import DemandPlan, plan_demands, store_demands
from plugins.regulations.late_readings import news_of_late_readings
from plugins.regulations.news import News, Watched, accounts_by_official, leaders_accounts, marks_told, tell_news
from plugins.regulations.own_news import news_of_own_documents
from plugins.regulations.readers import readers_of
from plugins.regulations.register import load_register
from plugins.regulations.relation_news import news_of_relations
from plugins.regulations.settings import Watch
from tracker.api import (
    Cron,
    Job,
    JobContext,
    JobEnd,
    Message,
    Official,
    RecordSession,
    sentences,
)

_ = sentences("regulations")


def reminders_job() -> Job:
    """Return the job."""
    return Job("regulations.reminders", _("Ask to read, and remind of documents"), Cron(hour="6", minute="40"), remind)


def remind(context: JobContext) -> JobEnd:
    """Find out who is to be asked and told; what is returned does it."""
    with context.reading() as session:
        watched = watched_on(session, context.today, context.settings)
        news = [
            *news_of_days(watched),
            *news_of_relations(session, watched),
            *news_of_own_documents(session, watched),
            *news_of_late_readings(session, watched),
        ]
        plan = plan_demands(session, context.today)
    return partial(_store, context.today, plan, news)


def watched_on(session: RecordSession, today: date, settings: object) -> Watched:
    """Return what reminders are made of."""
    assert isinstance(settings, Watch)
    officials = [id for id in session.exec(select(Official.id)) if id is not None]
    return Watched(
        today=today,
        settings=settings,
        register=load_register(session),
        readers=readers_of(session, today),
        accounts=accounts_by_official(session, officials, today),
        leaders=leaders_accounts(session, today),
        told=marks_told(session),
    )


def _store(today: date, plan: DemandPlan, news: Sequence[News], session: RecordSession) -> Message:
    demands = store_demands(session, plan, today)
    notices = tell_of_demands(session, demands, today) + tell_news(session, news, today)
    return _(
        "Asked to read: %(demands)d; notices: %(notices)d.",
        demands=len(demands),
        notices=notices,
    )
