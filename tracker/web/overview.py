"""The leader's overview: what came in, what was handled in time, who stands where, what is due, who is on duty."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from tracker.messages import Message, message
from tracker.records.corrections import Correction
from tracker.records.handled_files import HandledFile
from tracker.records.officials import Official
from tracker.records.postings import RankingGroup
from tracker.records.training_records import TrainingRecord
from tracker.reports.comparing import Looked, same_time_before
from tracker.reports.days import Days, count_days
from tracker.reports.due_files import files_due_now, files_overdue
from tracker.reports.duty import desk_on, duty_between, has_too_few
from tracker.reports.flows import Flow, flow_between
from tracker.reports.week import Visible, week_of
from tracker.web import lists
from tracker.web.contributed import overview_cards
from tracker.web.first_steps import first_steps
from tracker.web.formatting import number, percent
from tracker.web.gate import needs
from tracker.web.home import pages
from tracker.web.inbox_piles import everything_waiting
from tracker.web.job_troubles import job_troubles
from tracker.web.period_choice import PeriodChoice, asked_period
from tracker.web.ranking import Ranked, rank, record_address, scored_period_of
from tracker.web.requests import language, scope, session, today, tracker
from tracker.web.trends import trend_of
from tracker.workdays import working_indexes

EARLIEST = date(2010, 1, 4)
SHOWN_IN_RANKING, SHOWN_FILES = 8, 5
WORKING_DAYS_AHEAD = 2
DAYS_LOOKED_AHEAD = 31
"""The longest time without a working day that anybody has seen, and more."""


@pages.get("/overview")
@needs("reports.view")
def overview() -> ResponseReturnValue:
    """Show the state of the office in a period, and what a leader looks after today."""
    choice = asked_period(("month", "quarter", "year"), "year")
    where = scope().condition(HandledFile, "reports.view")
    ranked = rank(scored_period_of(choice))
    until, works_today = coming_days()
    on_duty = duty_between(session(), today(), today())
    year = choice.as_of.year
    days = count_days(session(), date(year - 1, 1, 1), today(), where)
    return render_template(
        "home/overview.html",
        choice=choice,
        figures=figures_of(choice, days),
        trend=trend_of(year, days),
        ranked=ranked,
        **_top(ranked),
        due=files_due_now(session(), today(), until, where, SHOWN_FILES),
        until=until,
        overdue=files_overdue(session(), today(), where, SHOWN_FILES),
        on_duty=on_duty,
        desk=desk_on(session(), today(), scope().condition(Official)),
        too_few_on_duty=works_today and has_too_few(on_duty),
        works_today=works_today,
        record_address=record_address,
        waiting=everything_waiting() if scope().may("corrections.answer") else None,
        cards=overview_cards(choice.period),
        first=first_steps(session(), scope()),
        troubles=job_troubles() if scope().may("jobs.run") else [],
        printed_at=tracker().clock(),
    )


@pages.get("/overview/week/<day>")
@needs("reports.view")
def week(day: str) -> ResponseReturnValue:
    """Lay out the week of a day on one sheet, to be printed."""
    try:
        monday = date.fromisoformat(day)
    except ValueError:
        abort(404)
    monday -= timedelta(days=monday.weekday())
    if monday > today() or monday < EARLIEST:
        abort(404)
    seen = Visible(
        scope().condition(HandledFile, "reports.view"),
        scope().condition(Correction),
        scope().condition(TrainingRecord),
    )
    return render_template(
        "home/week.html",
        week=week_of(session(), monday, today(), seen),
        printed_at=tracker().clock(),
        before=monday - timedelta(days=7),
        after=monday + timedelta(days=7),
    )


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a period, of the same time of the period before, and of this week."""

    now: Flow
    before: Flow
    this_week: Flow
    looked_before: Looked

    @property
    def has_before(self) -> bool:
        """Whether there is anything to compare with."""
        return not self.before.is_empty

    def told(self, now: int, before: int) -> Message:
        """Say how a number differs from the one before, without a judgement."""
        if not self.has_before:
            return message("no figures of the time before")
        if now == before:
            return message("as many as before")
        values = {"by": number(abs(now - before), language()), "before": number(before, language())}
        if now > before:
            return message("%(by)s more than before (%(before)s)", **values)
        return message("%(by)s fewer than before (%(before)s)", **values)

    def told_share(self, now: Decimal | None, before: Decimal | None) -> Message:
        """Say how a share differs from the one before, in percentage points."""
        if now is None or before is None:
            return message("no share of the time before")
        if now == before:
            return message("the same share as before")
        values = {"by": number(abs(now - before) * 100, language(), 1), "before": percent(before, language())}
        if now > before:
            return message("%(by)s points higher than before (%(before)s)", **values)
        return message("%(by)s points lower than before (%(before)s)", **values)


def figures_of(choice: PeriodChoice, days: Days) -> Figures:
    """Return the figures of a period; the days since the beginning of the year before were counted."""
    before = same_time_before(choice.period, choice.as_of)
    monday = today() - timedelta(days=today().weekday())
    spans = [(choice.period.start, choice.as_of), (before.period.start, before.as_of), (monday, today())]
    now, then, this_week = (flow_between(days, first, last) for first, last in spans)
    return Figures(now, then, this_week, before)


def coming_days() -> tuple[date, bool]:
    """Return the last day of the next two working days, and whether today is one."""
    indexes = working_indexes(session(), today(), today() + timedelta(days=DAYS_LOOKED_AHEAD))
    now = indexes[today()]
    until = max(day for day, index in indexes.items() if index <= now + WORKING_DAYS_AHEAD)
    return until, now > indexes[today() - timedelta(days=1)]


def _top(ranked: Ranked) -> dict[str, object]:
    """Return the first of one ranking group, and the groups to choose from."""
    groups = [size for size in ranked.visible_groups if size.group is not None]
    names = [size.group for size in groups if size.group]
    asked = request.args.get("group", "")
    wanted = next((group for group in names if group.value == asked), names[0] if names else RankingGroup.DESK)
    found = lists.listed(session(), ranked.listing(SHOWN_IN_RANKING), MultiDict({"group": wanted.value}))
    earned = ranked.earned_by(row[0].id for row in found.rows)
    return {"groups": groups, "group": wanted, "top": found.rows, "earned": earned}
