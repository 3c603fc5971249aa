"""A plugin's award forms on a made-up month: they fit, are named as its own, and judge the same each time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracker.award_forms import AwardForm
from tracker.messages import InputError, Message, message
from tracker.periods import period_of
from tracker.plugin_checks.findings import Finding
from tracker.plugin_checks.watching import watched
from tracker.plugins import Plugin
from tracker.rewards.forms import HOOK, DecidingDays, all_offered_forms
from tracker.rewards.judging import Recipient, judge
from tracker.rewards.people import recipients_of
from tracker.scoring.looking import score_and_store
from tracker.testing import App

PURE = message("Let conditions and exclusions use only the scorecard that they are given.")


@dataclass(frozen=True, slots=True)
class Tried:
    """What a plugin's forms came to on the made-up month: what is at fault, and all that they say."""

    findings: Sequence[Finding]
    said: Sequence[Message] = ()


def try_award_forms(app: App, plugin: Plugin) -> Tried:
    """Judge everybody of the made-up month, who was scored before, by the forms of a plugin."""
    if plugin not in app.tracker.plugins.implementing(HOOK):
        return Tried([])
    today = app.tracker.today
    period = period_of(today, "quarter")
    try:
        score_and_store(app.tracker, "check", period, period.as_of(today))
        with app.reading() as session:
            offered = all_offered_forms(session, app.tracker.plugins, DecidingDays(today, today, today))
            own = [one for one in offered if one.form.plugin == plugin.info.name]
            findings = [*_misnamed(plugin, [one.form for one in own])]
            for one in own:
                judged = period if one.form.spans == "period" else period_of(today, "year")
                findings += _impure(one.form, recipients_of(session, judged, one, "quarter"))
    except InputError as error:
        return Tried([Finding(error.message, message("Mend that first; the forms are tried when it is."))])
    return Tried(findings, [told for one in own for told in _said(one.form)])


def _misnamed(plugin: Plugin, forms: Sequence[AwardForm]) -> Iterator[Finding]:
    name = plugin.info.name
    for key in [key for form in forms for key in (form.key, *(one.key for one in form.conditions))]:
        if not key.startswith(f"{name}."):
            yield Finding(
                message("The key %(key)s does not begin with the plugin's name.", key=key),
                message("Call it %(name)s.%(key)s.", name=name, key=key),
            )


def _impure(form: AwardForm, recipients: Sequence[Recipient]) -> Iterator[Finding]:
    first, reached = watched(lambda: judge(form, recipients))
    for what in reached:
        yield Finding(message("The award form %(form)s asks for %(what)s.", form=form.key, what=what), PURE)
    if first != judge(form, recipients[::-1])[::-1]:
        yield Finding(message("The award form %(form)s judges otherwise when it is asked again.", form=form.key), PURE)


def _said(form: AwardForm) -> Iterator[Message]:
    yield form.title
    yield from (one.text for one in form.legal_bases)
    yield from form.notes
    for condition in form.conditions:
        yield from (condition.title, condition.unit)
    yield from (one.title for one in form.exclusions)
