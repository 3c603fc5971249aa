"""The forms of the steps of a sheet."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from plugins.rating.kinds import Level
from plugins.rating.models import LONGEST_NOTE, LONGEST_NUMBER, LONGEST_TEXT, LONGEST_TITLE
from tracker.api import marked
from tracker.api.web import Form


class ReasonForm(Form):
    """Why a step is taken."""

    reason: str = Field(min_length=1, max_length=LONGEST_NOTE, title=marked("Reason"))


class TextForm(Form):
    """What is signed beside the marks."""

    text: str = Field(
        default="",
        max_length=LONGEST_TEXT,
        title=marked("Strengths, shortcomings, and why"),
    )


class OwnYearForm(TextForm):
    """The self-rating of a year."""

    level: Level = Field(title=marked("Level that you give yourself"))


class YearForm(TextForm):
    """The leader's rating of a year."""

    level: Level = Field(title=marked("Level"))
    level_because: str = Field(
        default="",
        max_length=LONGEST_NOTE,
        title=marked("Why this level, where it is lower than the one reached"),
    )


class LowerForm(ReasonForm):
    """Another level for a year that is rated."""

    level: Level = Field(title=marked("Level"))


class CommentForm(Form):
    """What somebody else said."""

    said_by: str = Field(
        min_length=1,
        max_length=LONGEST_TITLE,
        title=marked("Who said it"),
        description=marked("Such as the meeting of the division, or the Party cell."),
    )
    text: str = Field(min_length=1, max_length=LONGEST_TEXT, title=marked("What was said"))


class PaperForm(Form):
    """The paper that decided something."""

    number: str = Field(min_length=1, max_length=LONGEST_NUMBER, title=marked("Number of the paper"))
    on: date = Field(title=marked("Date of the paper"))


class AboveYearForm(PaperForm):
    """The level that was decided above."""

    level: Level = Field(title=marked("Level"))
    score: Decimal | None = Field(default=None, ge=0, le=100, decimal_places=2, title=marked("Score"))
    text: str = Field(default="", max_length=LONGEST_TEXT, title=marked("What was said"))


class AbovePeriodForm(PaperForm):
    """The score that was decided above."""

    score: Decimal = Field(ge=0, le=100, decimal_places=2, title=marked("Score"))
    text: str = Field(default="", max_length=LONGEST_TEXT, title=marked("What was said"))


class ReopenForm(PaperForm):
    """The paper that takes a final rating back, and why."""

    reason: str = Field(min_length=1, max_length=LONGEST_NOTE, title=marked("Reason"))
