"""The base salary, of which rewards may be multiples: as published, or as a commune sets it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from tracker.messages import InputError, marked
from tracker.settings import settings_on

OWNER = "tracker.base_salary"


@dataclass(frozen=True, slots=True)
class Published:
    """A base salary in đồng a month, from when on, by which decree."""

    since: date
    amount: int
    decree: str


PUBLISHED = (
    Published(date(2018, 7, 1), 1_390_000, "72/2018/NĐ-CP"),
    Published(date(2019, 7, 1), 1_490_000, "38/2019/NĐ-CP"),
    Published(date(2023, 7, 1), 1_800_000, "24/2023/NĐ-CP"),
    Published(date(2024, 7, 1), 2_340_000, "73/2024/NĐ-CP"),
    Published(date(2026, 7, 1), 2_530_000, "161/2026/NĐ-CP"),
)


class BaseSalary(BaseModel):
    """A base salary that a decree newer than this version of Tracker sets."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    amount: int | None = Field(
        default=None,
        ge=1_000_000,
        le=100_000_000,
        title=marked("Base salary a month"),
        description=marked("Leave it empty for the one that is published: from 1 July 2026, 2,530,000 đồng."),
        json_schema_extra={"unit": marked("đồng")},
    )


def base_salary_on(session: Session, on: date) -> int:
    """Return the base salary in đồng that is in force on that day. Raises InputError before the first one known."""
    chosen = settings_on(session, OWNER, BaseSalary, on).amount
    if chosen is not None:
        return chosen
    known = [one.amount for one in PUBLISHED if one.since <= on]
    if not known:
        raise InputError(
            "No base salary is known for %(day)s, only from %(first)s on. Choose a later day.",
            day=on,
            first=PUBLISHED[0].since,
        )
    return known[-1]
