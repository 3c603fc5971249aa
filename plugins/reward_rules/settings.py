"""What a commune may change of each rule. Each default adds up to 100 points with the rules that are on."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MostPoints = Annotated[Decimal, Field(ge=0, le=100, decimal_places=2, title="Most points")]
FewestFiles = Annotated[int, Field(ge=1, le=10_000, title="Fewest files to judge by")]


class RuleSettings(BaseModel):
    """What every rule has: whether it counts, and the most that it gives."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    is_on: bool = Field(default=True, title="The rule counts")
    most: MostPoints = Decimal(0)


class InTime(RuleSettings):
    """Share of files early or on time."""

    most: MostPoints = Decimal(40)
    fewest_files: FewestFiles = 5
    on_time_credit: Decimal = Field(
        default=Decimal(1), ge=0, le=1, decimal_places=2, title="What a file on its due day counts, an early one 1"
    )


class TimeSaved(RuleSettings):
    """Share of the allowed working days saved."""

    most: MostPoints = Decimal(15)
    fewest_files: FewestFiles = 5
    full_share: Decimal = Field(
        default=Decimal("0.5"), gt=0, le=1, decimal_places=4, title="Share saved that gives the most points"
    )


class NothingOverdue(RuleSettings):
    """Nothing became overdue."""

    most: MostPoints = Decimal(10)
    fewest_files: FewestFiles = 5


class Workload(RuleSettings):
    """Weighted units per day present against the median of the ranking group."""

    most: MostPoints = Decimal(15)
    fewest_days: int = Field(default=10, ge=1, le=250, title="Fewest days present to judge by")
    smallest_group: int = Field(default=4, ge=2, le=100, title="Smallest group with a median")
    full_ratio: Decimal = Field(
        default=Decimal("1.2"), gt=0, le=5, decimal_places=2, title="Multiple of the median that gives the most points"
    )


class DutyShare(RuleSettings):
    """Duty days served of those assigned."""

    most: MostPoints = Decimal(10)
    fewest_days: int = Field(default=2, ge=1, le=250, title="Fewest duty days to judge by")
    substitute_excuses: bool = Field(default=False, title="A day that a substitute served does not count as missed")


class TrainingHours(RuleSettings):
    """Training hours since 1 January against the yearly hours, pro-rated by presence.

    40 lesson periods a year was the rule of Decree 101/2017; the number of Decree 171/2025 is not confirmed.
    """

    most: MostPoints = Decimal(10)
    hours_per_year: Decimal = Field(
        default=Decimal(40), gt=0, le=1000, decimal_places=1, title="Training hours a year (40: confirm locally)"
    )


class OnlineShare(RuleSettings):
    """Share of files received online. Off: a clerk can file online for a citizen who stands at the counter."""

    is_on: bool = Field(default=False, title="The rule counts")
    most: MostPoints = Decimal(5)
    fewest_files: FewestFiles = 5


class RewardRules(BaseModel):
    """The settings of all reward rules."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    in_time: InTime = Field(default=InTime(), title="Files early or on time")
    time_saved: TimeSaved = Field(default=TimeSaved(), title="Working days saved")
    nothing_overdue: NothingOverdue = Field(default=NothingOverdue(), title="Nothing overdue")
    workload: Workload = Field(default=Workload(), title="Workload")
    duty_share: DutyShare = Field(default=DutyShare(), title="Duty days served")
    training_hours: TrainingHours = Field(default=TrainingHours(), title="Training hours")
    online_share: OnlineShare = Field(default=OnlineShare(), title="Files received online")
