"""What a commune may change of its two funds, and what the bonus fund pays by rating."""

from __future__ import annotations

import re
from calendar import isleap
from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic.config import JsonDict

from tracker.api import RefusedValueError, marked, sentences

_ = sentences("commendations")
DONG: JsonDict = {"unit": marked("đồng")}
DAYS: JsonDict = {"unit": marked("days")}
POINTS: JsonDict = {"unit": marked("points")}
DAY_OF_YEAR = re.compile(r"(\d{1,2})/(\d{1,2})")
LEAP_YEAR = 2024


class Funds(BaseModel):
    """The emulation fund and the bonus fund."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bonus_percent: Decimal = Field(
        default=Decimal(10),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Bonus fund, of the salaries of a year without allowances"),
        description=marked("10% by Decree 161/2026, article 4, as by Decree 73/2024 before."),
        json_schema_extra={"unit": marked("%")},
    )
    settlement_days: int = Field(
        default=31,
        ge=0,
        le=120,
        title=marked("The bonus fund of a year can be spent after its end for"),
        description=marked("The time in which the budget of the year is settled, until 31 January; then it lapses."),
        json_schema_extra=DAYS,
    )
    warned_on: str = Field(
        default="01/10, 01/12, 15/12",
        max_length=100,
        title=marked("Leaders are warned that the bonus fund lapses on"),
        description=marked("Days and months with commas between, such as 01/10, 01/12; empty for never."),
    )
    bonus_year_excellent: int | None = Field(
        default=None,
        ge=0,
        le=1_000_000_000,
        title=marked("Bonus of a year: rated excellent"),
        description=marked("By the commune's own rules on bonuses. Without an amount there is no such bonus."),
        json_schema_extra=DONG,
    )
    bonus_year_good: int | None = Field(
        default=None, ge=0, le=1_000_000_000, title=marked("Bonus of a year: rated good"), json_schema_extra=DONG
    )
    bonus_year_completed: int | None = Field(
        default=None, ge=0, le=1_000_000_000, title=marked("Bonus of a year: rated completed"), json_schema_extra=DONG
    )
    bonus_quarter_excellent: int | None = Field(
        default=None,
        ge=0,
        le=1_000_000_000,
        title=marked("Bonus of a period: monitored as excellent"),
        description=marked("By the score of the monitoring, since only a year is rated with a level."),
        json_schema_extra=DONG,
    )
    bonus_quarter_good: int | None = Field(
        default=None,
        ge=0,
        le=1_000_000_000,
        title=marked("Bonus of a period: monitored as good"),
        json_schema_extra=DONG,
    )
    monitored_excellent: Decimal = Field(
        default=Decimal(90), ge=0, le=100, title=marked("Monitored as excellent: from"), json_schema_extra=POINTS
    )
    monitored_good: Decimal = Field(
        default=Decimal(70), ge=0, le=100, title=marked("Monitored as good: from"), json_schema_extra=POINTS
    )

    @field_validator("warned_on")
    @classmethod
    def _days_that_exist(cls, text: str) -> str:
        if _warning_days(text) is None:
            raise RefusedValueError(_("Write days and months with commas between, such as 01/10, 01/12."))
        return text

    def warnings_in(self, year: int) -> list[date]:
        """Return the days of a year on which leaders are warned, the earliest first; 29 February may be missing."""
        days = sorted(_warning_days(self.warned_on) or [])
        return [date(year, month, day) for month, day in days if (month, day) != (2, 29) or isleap(year)]


def _warning_days(text: str) -> list[tuple[int, int]] | None:
    """Return months and days, None where one of them is none."""
    found = []
    for part in filter(None, (one.strip() for one in text.split(","))):
        matched = DAY_OF_YEAR.fullmatch(part)
        if not matched:
            return None
        try:
            day = date(LEAP_YEAR, int(matched[2]), int(matched[1]))
        except ValueError:
            return None
        found.append((day.month, day.day))
    return found
