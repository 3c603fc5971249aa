"""What a commune may change about training: the hours of a year, who agrees, what is said beforehand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from sqlmodel import Session

from tracker.api import marked, settings_on

OWNER = "training"
DAYS: JsonDict = {"unit": marked("days")}


class Training(BaseModel):
    """Registration for courses, and the training that is asked of each official."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours_per_year: Decimal = Field(
        default=Decimal(40),
        ge=0,
        le=1000,
        decimal_places=1,
        title=marked("Training asked of an official in a year"),
        description=marked(
            "In full-time service for the whole year; else in proportion. 40 lesson periods, one week, was the rule of "
            "Decree 101/2017; that of Decree 171/2025 is not confirmed, so ask the province."
        ),
        json_schema_extra={"unit": marked("lesson periods")},
    )
    needs_approval: bool = Field(
        default=True,
        title=marked("A leader agrees to who registers himself"),
        description=marked("Without it, whoever registers has his place at once. A nomination by a leader needs none."),
    )
    clash_blocks: bool = Field(
        default=False,
        title=marked("Who is on duty, away or in another course at that time cannot register"),
        description=marked("Without it he is only warned: a duty day can be moved."),
    )
    deadline_days: int = Field(
        default=3,
        ge=0,
        le=60,
        title=marked("Remind before registration ends"),
        description=marked(
            "Those whom the course is for and who have not registered, and leaders who have not answered; 0 for nobody."
        ),
        json_schema_extra=DAYS,
    )
    course_days: int = Field(
        default=2,
        ge=0,
        le=60,
        title=marked("Remind before a course begins"),
        description=marked("Those who have a place; 0 for nobody."),
        json_schema_extra=DAYS,
    )
    renewal_days: int = Field(
        default=60,
        ge=1,
        le=730,
        title=marked("A certificate expires soon"),
        description=marked("So long before its last day it is shown as one to renew."),
        json_schema_extra=DAYS,
    )


def settings_for(session: Session, day: date) -> Training:
    """Return the settings of the plugin valid on that day."""
    return settings_on(session, OWNER, Training, day)
