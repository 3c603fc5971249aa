"""The rules: arithmetic from measures and settings to points and the sentence that explains them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_CEILING, Decimal
from typing import TypeVar

from plugins.reward_rules.settings import (
    DutyShare,
    InTime,
    NothingOverdue,
    OnlineShare,
    RewardRules,
    RuleSettings,
    TimeSaved,
    TrainingHours,
    Workload,
)
from tracker.api import AnyRule, Cohort, Measures, Message, Points, Rule, counting, round_points, sentences

_ = sentences("reward_rules")
counted = counting("reward_rules")
Chosen = TypeVar("Chosen", bound=RuleSettings)
FOUR_PLACES = Decimal("0.0001")
HUNDREDTH = Decimal("0.01")
TENTH = Decimal("0.1")


READS = {
    "in_time": ("files.early", "files.on_time", "files.overdue", "files.same_day"),
    "time_saved": ("files.early", "files.on_time", "files.saved_days", "files.allowed_days"),
    "nothing_overdue": ("files.early", "files.on_time", "files.overdue"),
    "workload": ("files.units", "days.present"),
    "duty_share": ("duty.assigned", "duty.given_away", "duty.served_oneself", "duty.substituted", "duty.excused"),
    "training_hours": ("training.hours_this_year", "days.share_of_year"),
    "online_share": ("files.online", "files.received"),
}
"""The measures that each rule uses."""


def enabled_rules(settings: RewardRules) -> list[AnyRule]:
    """Return the rules that the commune has switched on."""
    rules = [
        _rule("in_time", _("Files early or on time"), settings.in_time, in_time),
        _rule("time_saved", _("Working days saved"), settings.time_saved, time_saved),
        _rule("nothing_overdue", _("Nothing became overdue"), settings.nothing_overdue, nothing_overdue),
        _rule("workload", _("Workload against the group"), settings.workload, workload, reads_cohort=True),
        _rule("duty_share", _("Duty days served"), settings.duty_share, duty_share),
        _rule("training_hours", _("Training hours"), settings.training_hours, training_hours),
        _rule("online_share", _("Files received online"), settings.online_share, online_share),
    ]
    return [rule for rule in rules if rule.settings.is_on]


def _rule(
    name: str,
    title: Message,
    settings: Chosen,
    score: Callable[[Measures, Cohort, Chosen], Points],
    reads_cohort: bool = False,
) -> AnyRule:
    key = f"reward_rules.{name}"
    return Rule(key, title, settings, READS[name], settings.most, score, reads_cohort=reads_cohort)


def in_time(measures: Measures, _cohort: Cohort, settings: InTime) -> Points:
    """Pay the share of files finished early or on time.

    A file on its due day counts `on_time_credit`; one of one working day or less counts in full, since it can hardly
    be early.
    """
    early, same_day = _whole(measures, "files.early"), _whole(measures, "files.same_day")
    on_time, overdue = _whole(measures, "files.on_time"), _whole(measures, "files.overdue")
    judged = early + on_time + overdue
    if judged < settings.fewest_files:
        return _too_few_files(judged, settings.fewest_files)
    credited = early + same_day + (on_time - same_day) * settings.on_time_credit
    share = credited / judged
    because = _(
        "%(in_time)d of %(judged)d files early or on time: %(share)s x %(most)s = %(points)s",
        in_time=early + on_time,
        judged=judged,
        share=share.quantize(FOUR_PLACES),
        most=settings.most,
        points=round_points(settings.most * share),
    )
    if credited < early + on_time:
        because = _(
            "%(in_time)d of %(judged)d files early or on time, %(later)d of them on the due day and counted "
            "%(credit)s each: %(share)s x %(most)s = %(points)s",
            **{**because.params, "later": on_time - same_day, "credit": settings.on_time_credit},
        )
    return Points(settings.most * share, because, _missed_in_time(overdue, share))


def _missed_in_time(overdue: int, share: Decimal) -> Message | None:
    if overdue:
        return counted(
            "%(count)s file became overdue; without it this line would be higher.",
            "%(count)s files became overdue; without them this line would be higher.",
            count=overdue,
        )
    return _("Files finished before their due day count in full.") if share < 1 else None


def time_saved(measures: Measures, _cohort: Cohort, settings: TimeSaved) -> Points:
    """Pay the share of the allowed working days that were saved; `full_share` of them gives the most points."""
    files = _whole(measures, "files.early") + _whole(measures, "files.on_time")
    allowed = _whole(measures, "files.allowed_days")
    saved = _whole(measures, "files.saved_days")
    if files < settings.fewest_files:
        return _too_few_files(files, settings.fewest_files)
    if not allowed:
        return Points.none(
            _("No working day was allowed for these %(files)d files, so none could be saved", files=files)
        )
    share = Decimal(saved) / allowed
    points = settings.most * min(share / settings.full_share, Decimal(1))
    because = _(
        "%(saved)d of %(allowed)d allowed working days saved: %(share)s; %(full)s gives all %(most)s, so %(points)s",
        saved=saved,
        allowed=allowed,
        share=share.quantize(FOUR_PLACES),
        full=settings.full_share,
        most=settings.most,
        points=round_points(points),
    )
    missing = _up(allowed * settings.full_share - saved, Decimal(1))
    if missing <= 0:
        return Points(points, because)
    more = counted(
        "%(count)s more working day saved would give all points.",
        "%(count)s more working days saved would give all points.",
        count=int(missing),
    )
    return Points(points, because, more)


def nothing_overdue(measures: Measures, _cohort: Cohort, settings: NothingOverdue) -> Points:
    """Pay a period in which no file became overdue, to those who had files to finish."""
    overdue = _whole(measures, "files.overdue")
    judged = _whole(measures, "files.early") + _whole(measures, "files.on_time") + overdue
    if judged < settings.fewest_files:
        return _too_few_files(judged, settings.fewest_files)
    if overdue:
        return Points(
            Decimal(0),
            _("%(overdue)d of %(judged)d files became overdue: 0", overdue=overdue, judged=judged),
            _("%(most)s points go to a period without an overdue file.", most=settings.most),
        )
    because = _("None of %(judged)d files became overdue: %(most)s", judged=judged, most=settings.most)
    return Points(settings.most, because)


def workload(measures: Measures, cohort: Cohort, settings: Workload) -> Points:
    """Pay weighted units per day present against the median of the group, up to `full_ratio` times the median."""
    present = _exact(measures, "days.present")
    if present < settings.fewest_days:
        return Points.none(
            _(
                "%(present)s days present, too few to judge by (at least %(fewest)d)",
                present=present,
                fewest=settings.fewest_days,
            )
        )
    load, group = _load(measures, settings), cohort.spread(_load, settings)
    if load is None:
        return Points.none(_("No file was finished, so there is no load to compare"))
    if group.size < settings.smallest_group or not group.median:
        return Points.none(
            _(
                "The group has too few to compare with (%(size)d, at least %(least)d)",
                size=group.size,
                least=settings.smallest_group,
            )
        )
    return _workload_points(load, group.median, measures, settings)


def _workload_points(load: Decimal, median: Decimal, measures: Measures, settings: Workload) -> Points:
    present, units = _exact(measures, "days.present"), _exact(measures, "files.units")
    ratio = load / median
    points = settings.most * min(ratio / settings.full_ratio, Decimal(1))
    because = _(
        "%(units)s weighted units in %(present)s days present: %(load)s a day, %(ratio)s times the group's median of "
        "%(median)s; %(full)s times gives all %(most)s, so %(points)s",
        units=units,
        present=present,
        load=load.quantize(FOUR_PLACES),
        ratio=ratio.quantize(FOUR_PLACES),
        median=median.quantize(FOUR_PLACES),
        full=settings.full_ratio,
        most=settings.most,
        points=round_points(points),
    )
    missing = _up(median * settings.full_ratio * present - units, HUNDREDTH)
    if missing <= 0:
        return Points(points, because)
    more = counted(
        "%(count)s more weighted unit would give all points.",
        "%(count)s more weighted units would give all points.",
        count=missing,
    )
    return Points(points, because, more)


def _load(measures: Measures, settings: Workload) -> Decimal | None:
    """Return the weighted units per day present, None for who had no file or was hardly there."""
    present, units = _exact(measures, "days.present"), _exact(measures, "files.units")
    return units / present if units and present >= settings.fewest_days else None


def duty_share(measures: Measures, _cohort: Cohort, settings: DutyShare) -> Points:
    """Pay the share of the assigned duty days that the official served.

    A day served for another counts as his own. A day that fell on a recorded absence was not his to serve.
    """
    substituted = _whole(measures, "duty.substituted")
    assigned = _whole(measures, "duty.assigned") + substituted
    if settings.substitute_excuses:
        assigned -= _whole(measures, "duty.given_away")
    served, excused = _whole(measures, "duty.served_oneself") + substituted, _whole(measures, "duty.excused")
    if assigned < settings.fewest_days:
        return Points.none(_too_few_duty_days(assigned, excused, settings.fewest_days))
    points = settings.most * served / assigned
    because = _(
        "%(served)d of %(assigned)d duty days served: %(share)s x %(most)s = %(points)s",
        served=served,
        assigned=assigned,
        share=(Decimal(served) / assigned).quantize(FOUR_PLACES),
        most=settings.most,
        points=round_points(points),
    )
    if excused:
        because = _(
            "%(served)d of %(assigned)d duty days served, not counting %(excused)d on recorded absences: "
            "%(share)s x %(most)s = %(points)s",
            **{**because.params, "excused": excused},
        )
    missed = assigned - served
    if not missed:
        return Points(points, because)
    more = counted("%(count)s duty day was missed.", "%(count)s duty days were missed.", count=missed)
    return Points(points, because, more)


def _too_few_duty_days(assigned: int, excused: int, fewest: int) -> Message:
    if excused:
        return counted(
            "%(count)s duty day, not counting %(excused)d on recorded absences; too few to judge by (at least "
            "%(fewest)d)",
            "%(count)s duty days, not counting %(excused)d on recorded absences; too few to judge by (at least "
            "%(fewest)d)",
            count=assigned,
            excused=excused,
            fewest=fewest,
        )
    return counted(
        "%(count)s duty day, too few to judge by (at least %(fewest)d)",
        "%(count)s duty days, too few to judge by (at least %(fewest)d)",
        count=assigned,
        fewest=fewest,
    )


def training_hours(measures: Measures, _cohort: Cohort, settings: TrainingHours) -> Points:
    """Pay the training hours since 1 January against the yearly hours, pro-rated by the days present so far."""
    wanted = settings.hours_per_year * _exact(measures, "days.share_of_year")
    if not wanted:
        return Points.none(_("Not present this year, so no training was expected"))
    hours = _exact(measures, "training.hours_this_year")
    points = settings.most * min(hours / wanted, Decimal(1))
    because = _(
        "%(hours)s training hours since 1 January of %(wanted)s expected by now (%(year)s a year): "
        "%(points)s of %(most)s",
        hours=hours,
        wanted=wanted.quantize(TENTH),
        year=settings.hours_per_year,
        most=settings.most,
        points=round_points(points),
    )
    missing = _up(wanted - hours, TENTH)
    if missing <= 0:
        return Points(points, because)
    more = counted(
        "%(count)s more hour would give all points.", "%(count)s more hours would give all points.", count=missing
    )
    return Points(points, because, more)


def online_share(measures: Measures, _cohort: Cohort, settings: OnlineShare) -> Points:
    """Pay the share of the received files that came online."""
    received, online = _whole(measures, "files.received"), _whole(measures, "files.online")
    if received < settings.fewest_files:
        return _too_few_files(received, settings.fewest_files)
    points = settings.most * online / received
    because = _(
        "%(online)d of %(received)d files received online: %(share)s x %(most)s = %(points)s",
        online=online,
        received=received,
        share=(Decimal(online) / received).quantize(FOUR_PLACES),
        most=settings.most,
        points=round_points(points),
    )
    return Points(points, because)


def _too_few_files(files: int, fewest: int) -> Points:
    return Points.none(
        counted(
            "%(count)s file, too few to judge by (at least %(fewest)d)",
            "%(count)s files, too few to judge by (at least %(fewest)d)",
            count=files,
            fewest=fewest,
        )
    )


def _whole(measures: Measures, key: str) -> int:
    value = measures[key]
    assert isinstance(value, int)
    return value


def _exact(measures: Measures, key: str) -> Decimal:
    value = measures[key]
    assert value is not None
    return Decimal(value)


def _up(value: Decimal, step: Decimal) -> Decimal:
    """Return what is missing, rounded up, so that whoever does it has all the points."""
    return value.quantize(step, ROUND_CEILING)
