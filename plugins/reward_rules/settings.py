"""What a commune may change of each rule. Each default adds up to 100 points with the rules that are on."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from tracker.api import marked

FILES: JsonDict = {"unit": marked("files")}
DAYS: JsonDict = {"unit": marked("days")}
DUTY_DAYS: JsonDict = {"unit": marked("duty days")}
OFFICIALS: JsonDict = {"unit": marked("officials")}
POINTS: JsonDict = {"unit": marked("points")}
HOURS: JsonDict = {"unit": marked("lesson periods")}

MostPoints = Annotated[
    Decimal, Field(ge=0, le=100, decimal_places=2, title=marked("Most points"), json_schema_extra=POINTS)
]
FewestFiles = Annotated[int, Field(ge=1, le=10_000, title=marked("Fewest files to judge by"), json_schema_extra=FILES)]


class RuleSettings(BaseModel):
    """What every rule has: whether it counts, and the most that it gives."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    is_on: bool = Field(default=True, title=marked("The rule counts"))
    most: MostPoints = Decimal(0)


class InTime(RuleSettings):
    """Share of files early or on time."""

    most: MostPoints = Decimal(40)
    fewest_files: FewestFiles = 5
    on_time_credit: Decimal = Field(
        default=Decimal(1),
        ge=0,
        le=1,
        decimal_places=2,
        title=marked("What a file on its due day counts"),
        description=marked("An early file counts 1."),
    )


class TimeSaved(RuleSettings):
    """Share of the allowed working days saved."""

    most: MostPoints = Decimal(15)
    fewest_files: FewestFiles = 5
    full_share: Decimal = Field(
        default=Decimal("0.5"),
        gt=0,
        le=1,
        decimal_places=4,
        title=marked("Share saved that gives the most points"),
        description=marked("0.5 is half of the working days allowed."),
    )


class NothingOverdue(RuleSettings):
    """Nothing became overdue."""

    most: MostPoints = Decimal(10)
    fewest_files: FewestFiles = 5


class Workload(RuleSettings):
    """Weighted units per day present against the median of the ranking group."""

    most: MostPoints = Decimal(15)
    fewest_days: int = Field(
        default=10, ge=1, le=250, title=marked("Fewest days present to judge by"), json_schema_extra=DAYS
    )
    smallest_group: int = Field(
        default=4, ge=2, le=100, title=marked("Smallest group with a median"), json_schema_extra=OFFICIALS
    )
    full_ratio: Decimal = Field(
        default=Decimal("1.2"),
        gt=0,
        le=5,
        decimal_places=2,
        title=marked("Multiple of the median that gives the most points"),
        description=marked("1.2 is a fifth more than the median."),
    )


class DutyShare(RuleSettings):
    """Duty days served of those assigned."""

    most: MostPoints = Decimal(10)
    fewest_days: int = Field(
        default=2, ge=1, le=250, title=marked("Fewest duty days to judge by"), json_schema_extra=DUTY_DAYS
    )
    substitute_excuses: bool = Field(
        default=False, title=marked("A day that a substitute served does not count as missed")
    )


class TrainingHours(RuleSettings):
    """Training hours since 1 January against the yearly hours, pro-rated by presence."""

    most: MostPoints = Decimal(10)
    hours_per_year: Decimal = Field(
        default=Decimal(40),
        gt=0,
        le=1000,
        decimal_places=1,
        title=marked("Training hours a year"),
        description=marked(
            "40 was the rule of Decree 101/2017; that of Decree 171/2025 is not confirmed, so ask the province."
        ),
        json_schema_extra=HOURS,
    )


class OnlineShare(RuleSettings):
    """Share of files received online. Off: a clerk can file online for a citizen who stands at the counter."""

    is_on: bool = Field(default=False, title=marked("The rule counts"))
    most: MostPoints = Decimal(5)
    fewest_files: FewestFiles = 5


class RewardRules(BaseModel):
    """The settings of all reward rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    in_time: InTime = Field(
        default=InTime(),
        title=marked("Files early or on time"),
        description=marked("Pays the share of the finished files that were early or on time."),
    )
    time_saved: TimeSaved = Field(
        default=TimeSaved(),
        title=marked("Working days saved"),
        description=marked("Pays the share of the allowed working days that was saved."),
    )
    nothing_overdue: NothingOverdue = Field(
        default=NothingOverdue(),
        title=marked("Nothing overdue"),
        description=marked("Pays a period in which no file became overdue."),
    )
    workload: Workload = Field(
        default=Workload(),
        title=marked("Workload"),
        description=marked("Pays weighted units a day present, against the median of the ranking group."),
    )
    duty_share: DutyShare = Field(
        default=DutyShare(),
        title=marked("Duty days served"),
        description=marked("Pays the share of the assigned duty days that was served."),
    )
    training_hours: TrainingHours = Field(
        default=TrainingHours(),
        title=marked("Training hours"),
        description=marked("Pays the hours since 1 January, expected in proportion to the days present."),
    )
    online_share: OnlineShare = Field(
        default=OnlineShare(),
        title=marked("Files received online"),
        description=marked(
            "Pays the share of files received online. It is off at first: a clerk can file online for a citizen who "
            "stands at the counter."
        ),
    )
