"""Three rules of the benchmark beside the seven that are shipped, so that a run asks ten."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict

from tracker.api import AnyRule, Cohort, Measures, Points, Rule, hookimpl, round_points, sentences

_ = sentences("three_rules")
TEN = Decimal(10)
FOUR_PLACES = Decimal("0.0001")


class ThreeRules(BaseModel):
    """What a file's median saving and its weight are measured against."""

    model_config = ConfigDict(frozen=True)

    full_days: Decimal = Decimal(3)
    full_weight: Decimal = Decimal(2)


@hookimpl
def settings_model() -> type[BaseModel]:
    return ThreeRules


@hookimpl(specname="rules")
def three_rules(settings: ThreeRules) -> list[AnyRule]:
    return [
        Rule("three_rules.median", _("Median saving"), settings, ("files.median_saved_days",), TEN, median_saving),
        Rule("three_rules.same_day", _("Same day"), settings, ("files.same_day", "files.on_time"), TEN, same_day),
        Rule("three_rules.weight", _("Mean weight"), settings, ("files.units", "files.finished"), TEN, mean_weight),
    ]


def median_saving(measures: Measures, _cohort: Cohort, settings: ThreeRules) -> Points:
    """Pay the working days that the median file saved."""
    saved = measures["files.median_saved_days"]
    if saved is None:
        return Points.none(_("No file was finished in time"))
    points = TEN * min(Decimal(saved) / settings.full_days, Decimal(1))
    because = _(
        "The median file saved %(saved)s working days; %(full)s give all %(most)s, so %(points)s",
        saved=saved,
        full=settings.full_days,
        most=TEN,
        points=round_points(points),
    )
    return Points(points, because)


def same_day(measures: Measures, _cohort: Cohort, _settings: ThreeRules) -> Points:
    """Pay the share of the files finished on their due day that could hardly have been early."""
    ready, on_time = Decimal(measures["files.same_day"] or 0), measures["files.on_time"]
    if not on_time:
        return Points.none(_("No file was finished on its due day"))
    share = ready / on_time
    because = _(
        "%(ready)s of %(on_time)d files of the due day were of one day: %(share)s x %(most)s = %(points)s",
        ready=ready,
        on_time=on_time,
        share=share.quantize(FOUR_PLACES),
        most=TEN,
        points=round_points(TEN * share),
    )
    return Points(TEN * share, because)


def mean_weight(measures: Measures, _cohort: Cohort, settings: ThreeRules) -> Points:
    """Pay the mean weight of a finished file."""
    files, units = measures["files.finished"], measures["files.units"]
    if not files or not units:
        return Points.none(_("No file was finished"))
    weight = Decimal(units) / files
    points = TEN * min(weight / settings.full_weight, Decimal(1))
    because = _(
        "%(units)s weighted units in %(files)d files: %(weight)s each, so %(points)s",
        units=units,
        files=files,
        weight=weight.quantize(FOUR_PLACES),
        points=round_points(points),
    )
    return Points(points, because)
