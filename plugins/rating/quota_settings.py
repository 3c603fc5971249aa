"""What a commune may change about the quota of excellent."""

from __future__ import annotations

import enum
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from tracker.api import marked

FROZEN = ConfigDict(frozen=True, extra="forbid")
PERCENT: JsonDict = {"unit": marked("%")}


class Agency(enum.StrEnum):
    """What “the same agency” is, within which the quota holds."""

    BODY = marked("each body right below the commune, with all below it")
    COMMUNE = marked("the whole commune")
    UNIT = marked("each unit by itself")


class Rounding(enum.StrEnum):
    """What becomes of a part of a place."""

    DOWN = marked("it is dropped")
    NEAREST = marked("from a half on it is a whole one")
    UP = marked("it is a whole one")


class Counted(enum.StrEnum):
    """Who counts as rated good, of whom a share may be excellent."""

    GOOD_OR_BETTER = marked("who reached good or better")
    GOOD = marked("who is rated good and not excellent")


class Pooling(enum.StrEnum):
    """What becomes of groups that are too small to have a place."""

    NONE = marked("they have none")
    AGENCY = marked("those of one agency are counted together")
    COMMUNE = marked("those of the commune are counted together")


class QuotaRules(BaseModel):
    """How many may be excellent."""

    model_config = FROZEN

    share: Decimal = Field(
        default=Decimal(20),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Excellent at most, of those rated good"),
        description=marked("Within one agency, and in it within each group of similar tasks. 20% by both decrees."),
        json_schema_extra=PERCENT,
    )
    wider_share: Decimal = Field(
        default=Decimal(25),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Excellent at most in an agency with outstanding results"),
        description=marked("Only where that is entered for the agency, with the paper. 25% by both decrees."),
        json_schema_extra=PERCENT,
    )
    counted: Counted = Field(
        default=Counted.GOOD_OR_BETTER,
        title=marked("Rated good are"),
        description=marked(
            "The decrees say “of those rated good” and not whether those who become excellent are among them: not "
            "confirmed. The second reading allows fewer."
        ),
    )
    rounding: Rounding = Field(
        default=Rounding.DOWN,
        title=marked("Part of a place"),
        description=marked("No rule was found. Dropping it never exceeds the share."),
    )
    pooling: Pooling = Field(
        default=Pooling.NONE,
        title=marked("Groups too small to have a place"),
        description=marked("No rule was found; the decrees speak of each group. Ask the province before pooling them."),
    )
    agency: Agency = Field(
        default=Agency.BODY,
        title=marked("One agency is"),
        description=marked("The decrees say “the same agency, organisation or unit”: not confirmed for communes."),
    )
