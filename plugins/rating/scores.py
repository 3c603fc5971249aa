"""What a sheet comes to, with the sentences that say how: by the official's own marks or by those of his leader."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from sqlmodel import Session

from plugins.rating.arithmetic import HUNDREDTH, Results, mean_score, results_of, rounded
from plugins.rating.kinds import Part
from plugins.rating.models import RatingMark, RatingSheet
from plugins.rating.people import serving_in
from plugins.rating.products import Row, rows_of
from plugins.rating.schedule_settings import YearMethod
from plugins.rating.settings import Rating, settings_for
from plugins.rating.sheets import marks_of, monitored_in
from tracker.api import Message, Period, period_title, sentences

_ = sentences("rating")
By = Literal["own", "given"]


@dataclass(frozen=True)
class Score:
    """What a monitored sheet comes to: general criteria, results, together; None where something is missing yet."""

    general: Decimal | None
    general_most: Decimal
    results: Results | None
    results_points: Decimal | None
    results_most: Decimal
    lines: Sequence[Message]

    @property
    def total(self) -> Decimal | None:
        """The score, of at most 100."""
        if self.general is None or self.results_points is None:
            return None
        return self.general + self.results_points


@dataclass(frozen=True)
class YearScore:
    """What the year comes to: the score of each monitored period (None: not monitored), and the score of the year."""

    parts: Sequence[tuple[Period, Decimal | None]]
    score: Decimal | None
    lines: Sequence[Message]


def score_of(session: Session, sheet: RatingSheet, today: date, by: By = "given") -> Score:
    """Return what a monitored sheet comes to by the marks of the official or of his leader, and how."""
    settings = settings_for(session, sheet.about)
    rows, marks = rows_of(session, sheet, today), marks_of(session, sheet)
    general = _sum_of([one for one in marks if one.part is Part.GENERAL], by)
    leading = [_mark(one, by) for one in marks if one.part is Part.LEADING]
    known = [one for one in leading if one is not None]
    results = results_of([row.work for row in rows], settings.formula.deduction, known)
    is_whole = results is not None and len(known) == len(leading)
    points = results.points(settings.results_most) if results is not None and is_whole else None
    lines = _lines(rows, general, results if is_whole else None, points, settings)
    return Score(general, settings.items.most, results, points, settings.results_most, lines)


def _mark(one: RatingMark, by: By) -> Decimal | None:
    hundredths = one.own_hundredths if by == "own" else one.given_hundredths
    return None if hundredths is None else Decimal(hundredths) / 100


def _sum_of(marks: Sequence[RatingMark], by: By) -> Decimal | None:
    given = [_mark(one, by) for one in marks]
    known = [one for one in given if one is not None]
    return sum(known, Decimal(0)).quantize(HUNDREDTH) if len(known) == len(given) else None


def _lines(
    rows: Sequence[Row], general: Decimal | None, results: Results | None, points: Decimal | None, settings: Rating
) -> list[Message]:
    lines: list[Message] = []
    if general is not None:
        lines.append(_("General criteria: %(points)s of %(most)s points", points=general, most=settings.items.most))
    if results is None or points is None:
        return lines
    assigned = rounded(sum((row.work.assigned for row in rows), Fraction(0)))
    done = rounded(sum((row.work.done for row in rows), Fraction(0)))
    lines.append(
        _(
            "Quantity: %(done)s of %(assigned)s converted products done: %(percent)s%%",
            done=done,
            assigned=assigned,
            percent=rounded(results.quantity),
        )
    )
    off = settings.formula.deduction
    lines.append(
        _(
            "Quality: %(percent)s%%, %(off)s%% off a product for each failed check",
            percent=rounded(results.quality),
            off=off,
        )
    )
    lines.append(
        _("Progress: %(percent)s%%, %(off)s%% off a product for each delay", percent=rounded(results.progress), off=off)
    )
    if results.leading:
        lines.append(_("As a leader: %(percents)s%%", percents=[rounded(one) for one in results.leading]))
    lines.append(
        _(
            "Results: %(most)s x %(mean)s%% = %(points)s points",
            most=settings.results_most,
            mean=rounded(results.mean),
            points=points,
        )
    )
    return lines


def year_score(session: Session, sheet: RatingSheet) -> YearScore:
    """Return what a year comes to by the monitored periods that a leader has signed."""
    settings = settings_for(session, sheet.about)
    signed = {one.period: one.score for one in monitored_in(session, sheet) if one.is_signed}
    expected = [period for period in settings.monitored_parts(sheet.about) if _is_monitored(session, sheet, period)]
    parts = [(period, signed.get(period.name)) for period in expected]
    known = [score for score in signed.values() if score is not None]
    counts_all = settings.schedule.year_method is YearMethod.MISSING_IS_ZERO
    score = mean_score(known, max(len(expected), len(known)) if counts_all else len(known))
    lines = [
        _("%(period)s: %(points)s points", period=period_title(period), points=points)
        for period, points in parts
        if points is not None
    ]
    if score is not None:
        lines.append(
            _(
                "The year: %(method)s, %(points)s points",
                method=Message(settings.schedule.year_method.value, catalogue="rating"),
                points=score,
            )
        )
    return YearScore(parts, score, lines)


def _is_monitored(session: Session, sheet: RatingSheet, period: Period) -> bool:
    """Whether the official was to be monitored in a period: he served in it, by rules that do so."""
    serving = serving_in(session, period, [sheet.official_id])
    return any(settings_for(session, period).regime_for(one.posting.kind, period).is_by_points for one in serving)
