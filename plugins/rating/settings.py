"""What a commune may change about ratings: the numbers of the decrees, and what these leave open."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict
from sqlmodel import Session

from plugins.rating.items import FOR_CIVIL_SERVANTS, FOR_PUBLIC_EMPLOYEES, Item, items_in
from plugins.rating.kinds import Level
from plugins.rating.quota_settings import QuotaRules
from plugins.rating.regimes import DECREE_233, Regime, regime_of
from plugins.rating.schedule_settings import Monitoring, Schedule
from tracker.api import InputError, OfficialKind, Period, RefusedValueError, marked, period_of, sentences, settings_on

_ = sentences("rating")
OWNER = "rating"
POINTS: JsonDict = {"unit": marked("points")}
PERCENT: JsonDict = {"unit": marked("%")}
FROZEN = ConfigDict(frozen=True, extra="forbid")


class GeneralItems(BaseModel):
    """The general criteria."""

    model_config = FROZEN

    civil_servants: str = Field(
        default="",
        max_length=20_000,
        title=marked("General criteria of civil servants"),
        description=marked(
            "One in a line: its points, | and what is asked, as in 2 | Keeps working time. Empty for those that come "
            "with Tracker: 9 of 2 points, 4 of 1, 4 of 2, a pattern seen in the tool of one agency, not confirmed."
        ),
    )
    employees: str = Field(
        default="",
        max_length=20_000,
        title=marked("General criteria of public employees"),
        description=marked(
            "In the same way. Empty for the items of Annex I of Decree 233/2026: 10 of 2 points, 4 of 1, 3 of 2; what "
            "each is worth the unit's regulations say."
        ),
    )
    most: Decimal = Field(
        default=Decimal(30),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Points of the general criteria"),
        description=marked("30 by both decrees; the results have the rest to 100."),
        json_schema_extra=POINTS,
    )

    @model_validator(mode="after")
    def _add_up(self) -> GeneralItems:
        for written, shipped in ((self.civil_servants, FOR_CIVIL_SERVANTS), (self.employees, FOR_PUBLIC_EMPLOYEES)):
            try:
                items = items_in(written) or shipped
            except InputError as error:
                raise RefusedValueError(error.message) from error
            together = sum((item.most for item in items), Decimal(0))
            if together != self.most:
                told = _("The criteria add up to %(sum)s points, not to %(most)s.", sum=together, most=self.most)
                raise RefusedValueError(told)
        return self


class Formula(BaseModel):
    """How the results are worked out."""

    model_config = FROZEN

    deduction: Decimal = Field(
        default=Decimal(25),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Off for each failed check or delay"),
        description=marked("Of the quality or the progress points of that product. 25% by Decree 335/2025."),
        json_schema_extra=PERCENT,
    )
    unit_all_completed: Decimal = Field(
        default=Decimal(100),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Results of the unit where everybody completed"),
        description=marked("Proposed for leaders where nobody whom they lead is below the score of “completed”."),
        json_schema_extra=PERCENT,
    )
    unit_somebody_failed: Decimal = Field(
        default=Decimal(50),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Results of the unit where somebody did not"),
        description=marked("Proposed for leaders where at least one is below it."),
        json_schema_extra=PERCENT,
    )


class Levels(BaseModel):
    """From which score on which level is reached."""

    model_config = FROZEN

    excellent: Decimal = Field(
        default=Decimal(90),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Excellent from"),
        description=marked("90 by Decrees 335/2025 and 233/2026."),
        json_schema_extra=POINTS,
    )
    good: Decimal = Field(
        default=Decimal(70),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Good from"),
        description=marked("70 by both decrees."),
        json_schema_extra=POINTS,
    )
    completed: Decimal = Field(
        default=Decimal(50),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Completed from"),
        description=marked("50 by both decrees; below it the tasks are not completed."),
        json_schema_extra=POINTS,
    )

    @model_validator(mode="after")
    def _descend(self) -> Levels:
        if not self.excellent > self.good > self.completed:
            raise RefusedValueError(_("Each level must begin above the one below it."))
        return self

    def reached_with(self, score: Decimal) -> Level:
        """Return the level that a score reaches; a bound belongs to the level above it."""
        if score >= self.excellent:
            return Level.EXCELLENT
        if score >= self.good:
            return Level.GOOD
        return Level.COMPLETED if score >= self.completed else Level.NOT_COMPLETED


class Rating(BaseModel):
    """Ratings of officials: criteria, formula, levels, quota, schedule."""

    model_config = FROZEN

    schedule: Schedule = Field(
        default=Schedule(),
        title=marked("When and by which rules"),
        description=marked("When sheets open, and for whom."),
    )
    items: GeneralItems = Field(
        default=GeneralItems(), title=marked("General criteria"), description=marked("What is asked of everybody.")
    )
    formula: Formula = Field(
        default=Formula(), title=marked("Results"), description=marked("Quantity, quality, progress.")
    )
    levels: Levels = Field(
        default=Levels(), title=marked("Levels"), description=marked("From which score on which one is reached.")
    )
    quota: QuotaRules = Field(
        default=QuotaRules(), title=marked("Quota"), description=marked("How many may be excellent.")
    )

    @property
    def results_most(self) -> Decimal:
        """The points of the results: what the general criteria leave of 100."""
        return 100 - self.items.most

    def regime_for(self, kind: OfficialKind, period: Period) -> Regime:
        """Return the rules by which an official of this kind is rated for a period."""
        return regime_of(
            kind,
            period.end,
            elected_by_party=self.schedule.elected_by_party,
            employees_by_old_rules=self.schedule.employees_by_old_rules,
        )

    def general_items(self, regime: Regime) -> tuple[Item, ...]:
        """Return the general criteria of rules by points."""
        if regime is DECREE_233:
            return items_in(self.items.employees) or FOR_PUBLIC_EMPLOYEES
        return items_in(self.items.civil_servants) or FOR_CIVIL_SERVANTS

    def monitored_parts(self, year: Period) -> list[Period]:
        """Return the periods of a year that are monitored."""
        return year.parts("month" if self.schedule.monitoring is Monitoring.MONTH else "quarter")

    def monitored_period(self, day: date) -> Period:
        """Return the monitored period in which a day lies."""
        return period_of(day, "month" if self.schedule.monitoring is Monitoring.MONTH else "quarter")


def settings_for(session: Session, period: Period) -> Rating:
    """Return the settings by which a period is rated: those valid on its last day."""
    return settings_on(session, OWNER, Rating, period.end)
