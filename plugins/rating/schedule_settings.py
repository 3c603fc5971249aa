"""What a commune may change about when who is rated, and by which rules."""

from __future__ import annotations

import enum

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from tracker.api import marked

FROZEN = ConfigDict(frozen=True, extra="forbid")
DAYS: JsonDict = {"unit": marked("days")}


class Monitoring(enum.StrEnum):
    """How long the periods are that are monitored."""

    QUARTER = marked("quarter")
    MONTH = marked("month")


class YearMethod(enum.StrEnum):
    """How the score of a year comes of its monitored periods."""

    MEAN = marked("the mean of the periods monitored")
    MISSING_IS_ZERO = marked("the mean, where a period that was not monitored counts 0")


class Schedule(BaseModel):
    """When what is rated, and who by which rules."""

    model_config = FROZEN

    monitoring: Monitoring = Field(
        default=Monitoring.QUARTER,
        title=marked("Monitored each"),
        description=marked("The decrees let the head choose between month and quarter. Change it on 1 January."),
    )
    year_method: YearMethod = Field(
        default=YearMethod.MEAN,
        title=marked("The score of the year is"),
        description=marked(
            "Decree 233/2026, article 15, speaks of the mean; for Decree 335/2025 that is not confirmed."
        ),
    )
    least_months: int = Field(
        default=6,
        ge=0,
        le=12,
        title=marked("Nobody is rated for a year who served less than"),
        description=marked("6 months by Decree 233/2026, article 14; for Decree 335/2025 not confirmed."),
        json_schema_extra={"unit": marked("months")},
    )
    opens_before: int = Field(
        default=5,
        ge=0,
        le=60,
        title=marked("Sheets of monitoring open before the period ends"),
        description=marked("So many days before; they are opened by themselves, and officials are told."),
        json_schema_extra=DAYS,
    )
    year_opens_before: int = Field(
        default=30,
        ge=0,
        le=120,
        title=marked("Sheets of the year open before it ends"),
        description=marked("The decrees want the year rated in December, so it opens before it is over."),
        json_schema_extra=DAYS,
    )
    remind_after: int = Field(
        default=5,
        ge=0,
        le=60,
        title=marked("Remind who has not signed after"),
        description=marked("Counted from the opening, or from the signature before; 0 reminds nobody."),
        json_schema_extra=DAYS,
    )
    elected_by_party: bool = Field(
        default=False,
        title=marked("Elected officials are rated by the Party rules"),
        description=marked(
            "Without it by Decree 335/2025 as civil servants are. Which of them holds for elected officials is not "
            "confirmed."
        ),
    )
    employees_by_old_rules: bool = Field(
        default=False,
        title=marked("Public employees are rated by the old rules for 2026"),
        description=marked(
            "Decree 233/2026, article 20, allows it where the unit has no regulations of its own by the end of 2026."
        ),
    )
    rated_above: str = Field(
        default="",
        max_length=300,
        title=marked("Officials whom the level above rates"),
        description=marked("Their codes with commas between, such as the secretary and the chairman."),
    )

    @property
    def rated_above_codes(self) -> frozenset[str]:
        """The codes of the officials whom the level above rates, in capital letters."""
        return frozenset(code.strip().upper() for code in self.rated_above.split(",")) - {""}
