"""When people are mailed, and how early they are warned: dated settings of the core."""

from __future__ import annotations

from datetime import time

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tracker.messages import marked, message
from tracker.validation_messages import RefusedValueError

OWNER = "tracker.notices"


class NoticeSettings(BaseModel):
    """From when to when e-mail is sent, and how many working days before its deadline a file is told of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    earliest: time = Field(
        default=time(7, 30),
        title=marked("The daily e-mail is sent from"),
        description=marked("Whatever is new by then stands in it. Later news waits for the next day."),
    )
    latest: time = Field(default=time(17, 0), title=marked("No e-mail is sent after"))
    on_days_off: bool = Field(default=False, title=marked("E-mail on days off too"))
    due_soon_days: int = Field(
        default=2,
        ge=0,
        le=30,
        title=marked("Warn so long before a file is due"),
        json_schema_extra={"unit": marked("working days")},
    )

    @model_validator(mode="after")
    def _earliest_before_latest(self) -> NoticeSettings:
        if self.earliest >= self.latest:
            told = message("the hour after which no e-mail is sent must be later than the one from which it is sent")
            raise RefusedValueError(told)
        return self

    def is_quiet(self, at: time, is_working_day: bool) -> bool:
        """Whether nobody is mailed at this hour of the site, on a working day or a day off."""
        return not (self.earliest <= at < self.latest and (is_working_day or self.on_days_off))
