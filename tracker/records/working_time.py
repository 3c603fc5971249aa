"""What the law and the province say of the office's time: dated settings of the core, since both change."""

from __future__ import annotations

from datetime import date, time
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field, model_validator
from sqlmodel import Session, col, select

from tracker.deadlines import LATE_RECEIPT, OFFICE_SHIFTS, OfficeHours, PausePolicy
from tracker.messages import InputError, marked
from tracker.settings import DatedSettings
from tracker.validation_messages import RefusedValueError

OWNER = "tracker.working_time"


class WorkingTime(BaseModel):
    """Office hours, the hour after which a receipt counts as the next day's, and what a pause does to the clock.

    15:00: Decree 118/2025/NĐ-CP art. 18 as amended by 309/2026/NĐ-CP. Whether a request for more papers stops the
    clock or starts it anew is read both ways, so each site says which.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    shifts: tuple[tuple[time, time], ...] = Field(default=OFFICE_SHIFTS, title=marked("Office hours"))
    late_receipt: time = Field(default=LATE_RECEIPT, title=marked("A receipt after this hour is late"))
    pause_policy: PausePolicy = Field(default=PausePolicy.PAUSE, title=marked("What a pause does to the clock"))

    @model_validator(mode="after")
    def _shifts_in_order(self) -> WorkingTime:
        try:
            OfficeHours(self.shifts, self.late_receipt)
        except InputError as refused:
            raise RefusedValueError(refused.message) from refused
        return self

    @cached_property
    def office_hours(self) -> OfficeHours:
        """The hours as the arithmetic of deadlines takes them."""
        return OfficeHours(self.shifts, self.late_receipt)


class WorkingTimes:
    """The working time of each day, for many files at once."""

    def __init__(self, dated: list[tuple[date, WorkingTime]]) -> None:
        self._dated = dated

    def on(self, day: date) -> WorkingTime:
        """Return what was valid on that day."""
        valid = [working_time for valid_from, working_time in self._dated if valid_from <= day]
        return valid[-1]

    def between(self, first: date, last: date) -> list[tuple[date, WorkingTime]]:
        """Return what was valid on some of these days, each with the day from which it was."""
        earlier = [one for one in self._dated if one[0] <= first]
        return earlier[-1:] + [one for one in self._dated if first < one[0] <= last]


def load_working_times(session: Session) -> WorkingTimes:
    """Return the working times of all days, the defaults before the first that was set."""
    order = (col(DatedSettings.valid_from), col(DatedSettings.id))
    stored = session.exec(select(DatedSettings).where(DatedSettings.owner == OWNER).order_by(*order))
    dated = [(row.valid_from, WorkingTime.model_validate_json(row.values)) for row in stored]
    return WorkingTimes([(date.min, WorkingTime()), *dated])
