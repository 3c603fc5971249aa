"""From which day a rule begins to count, or ends: asked by period, since a period is scored whole."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import request
from pydantic import Field

from tracker.api import Message, Period, marked, period_title, sentences
from tracker.api.web import Choices, FilledForm, Form, blank_form, period_scored_on, read_form, today

_ = sentences("expression_rules")
PERIODS_OFFERED = 4
MISSING_DAY = _("Choose a period, or write a day below.")


class DayForm(Form):
    """From when a change holds: from a period on, or from a day that was written."""

    starts: str | None = Field(default=None, title=marked("From when"))
    valid_from: date | None = Field(
        default=None,
        title=marked("Or from another day"),
        description=marked("A period is scored whole, with the rules that count on its last day."),
    )


class StartForm(DayForm):
    """From when a change holds, and why."""

    because: str = Field(
        title=marked("Reason"),
        max_length=300,
        description=marked("Leaders read it, and it stands in the history and in the audit log."),
    )
    in_the_past: bool = Field(
        default=False, title=marked("The day is past, and I mean it: what people have seen is scored anew.")
    )


@dataclass(frozen=True, slots=True)
class Start:
    """The form, and the day that it says; None as long as it says none."""

    form: FilledForm[StartForm]
    day: date | None

    @property
    def seen_day(self) -> date | None:
        """The day, if what happens from it on was shown before the button was pressed."""
        return self.day if self.day is not None and request.form.get("seen") == self.day.isoformat() else None

    @property
    def reason(self) -> str | None:
        """Why, as it was written; None for a form that cannot be stored."""
        return None if self.form.value is None else self.form.value.because

    @property
    def is_past(self) -> bool:
        """Whether the day lies before today."""
        return self.day is not None and self.day < today()


def asked_start(wanted: date | None = None) -> Start:
    """Return the form as it was sent; else with the next period, or the day that is wanted."""
    choices = _periods_offered()
    if request.method == "POST":
        return _sent_start(choices)
    first = wanted or _next_period(period_scored_on(today())).start
    is_offered = first.isoformat() in dict(choices["starts"])
    shown = {"starts": first.isoformat()} if is_offered else {"valid_from": first}
    return Start(blank_form(StartForm, shown, choices), first)


def _sent_start(choices: dict[str, Choices]) -> Start:
    form, days = read_form(StartForm, choices), read_form(DayForm, choices)
    day = None if days.value is None else _day_meant(days.value)
    if day is not None:
        form.raw["valid_from" if form.raw.get("starts") == day.isoformat() else "starts"] = ""
        return Start(form, day)
    if not form.errors.keys() & {"starts", "valid_from"}:
        form.errors["valid_from"], form.value = MISSING_DAY, None
    return Start(form, None)


def _day_meant(given: DayForm) -> date | None:
    """Return the day of a form; where it says two, the one that was not shown yet."""
    chosen = date.fromisoformat(given.starts) if given.starts else None
    days = [day for day in (given.valid_from, chosen) if day is not None]
    return next((day for day in days if day.isoformat() != request.form.get("seen")), days[0] if days else None)


def _periods_offered() -> dict[str, Choices]:
    """Return the periods from whose first day on a change may hold: the next ones, then the running one."""
    running = period_scored_on(today())
    offered = [running]
    for _number in range(PERIODS_OFFERED):
        offered.append(_next_period(offered[-1]))
    choices: Choices = [
        (one.start.isoformat(), _("%(period)s, from %(day)s on", period=period_title(one), day=one.start))
        for one in (*offered[1:], running)
    ]
    return {"starts": choices}


def reach_of(day: date | None, *, ends: bool = False) -> list[Message]:
    """Return, in sentences, what begins or ends on a day: which periods, and whether people have seen their points."""
    if day is None:
        return []
    period, running = period_scored_on(day), period_scored_on(today())
    numbers = {"period": period_title(period), "first": period.start}
    told = [
        _("It no longer counts for all of %(period)s, which began on %(first)s, and for what comes after.", **numbers)
        if ends and period.start < day
        else _("It no longer counts from %(period)s on, which begins on %(first)s.", **numbers)
        if ends
        else _("It counts for all of %(period)s, from %(first)s on, and for every later period.", **numbers)
    ]
    if period.start <= today():
        told.append(_("Points that people have seen already change."))
    if period.start < running.start:
        told.append(_("Scored anew: %(first)s to %(last)s.", first=period_title(period), last=period_title(running)))
    return told


def _next_period(period: Period) -> Period:
    return period_scored_on(period.end + timedelta(days=1))
