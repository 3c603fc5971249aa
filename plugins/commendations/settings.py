"""What a commune may change of its commendations, of a quarter and for an initiative, and with them all the others."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from sqlmodel import Session

from plugins.commendations.settings_funds import Funds
from plugins.commendations.settings_titles import YearlyTitles
from tracker.api import RankingGroup, marked, settings_on

OWNER = "commendations"
DONG: JsonDict = {"unit": marked("đồng")}
PERCENT: JsonDict = {"unit": marked("%")}


class Praise(BaseModel):
    """The commendations by the chairman of the commune: that of a quarter, and that for an initiative."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    least_points: Decimal = Field(
        default=Decimal(70),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Least share of the points"),
        description=marked("Of those that the rules which could judge him give; 0 asks for none."),
        json_schema_extra=PERCENT,
    )
    least_on_time: Decimal = Field(
        default=Decimal(95),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Least share of files early or on time"),
        description=marked("Who finished no file cannot be judged by it; 0 asks for none."),
        json_schema_extra=PERCENT,
    )
    few_files: int = Field(
        default=10,
        ge=0,
        le=10_000,
        title=marked("Mark who finished fewer files than"),
        description=marked("He may be chosen all the same: the mark says that his shares rest on little."),
        json_schema_extra={"unit": marked("files")},
    )
    quota: Decimal = Field(
        default=Decimal(20),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Places in each ranking group"),
        description=marked("Of those in the group whom nothing excludes."),
        json_schema_extra=PERCENT,
    )
    rounds_up: bool = Field(default=False, title=marked("A part of a place counts as a whole one"))
    base_salaries: Decimal | None = Field(
        default=None,
        ge=0,
        le=10,
        decimal_places=2,
        title=marked("Amount as a multiple of the base salary"),
        description=marked("Leave it empty for that of the decree in force: 0.3 since 1 July 2025, 0.15 before."),
    )
    amount: int | None = Field(
        default=None,
        ge=0,
        le=100_000_000,
        title=marked("Amount in đồng instead"),
        description=marked("Leave it empty for the multiple of the base salary."),
        json_schema_extra=DONG,
    )
    fund: int | None = Field(
        default=None,
        ge=0,
        le=100_000_000_000,
        title=marked("Fund of a quarter"),
        description=marked("What all commendations of a quarter may cost; leave it empty where none is set."),
        json_schema_extra=DONG,
    )
    excluded_groups: tuple[RankingGroup, ...] = Field(
        default=(RankingGroup.LEADER,),
        title=marked("Ranking groups that are left out"),
        description=marked("Leaders at first, whose reward the level above decides."),
    )
    excluded_codes: str = Field(
        default="",
        max_length=300,
        title=marked("Officials who are left out"),
        description=marked("Their codes with commas between, such as those under discipline."),
    )
    initiative_base_salaries: Decimal | None = Field(
        default=None,
        ge=0,
        le=10,
        decimal_places=2,
        title=marked("For an initiative: amount as a multiple of the base salary"),
        description=marked("For each official who found it; leave it empty for that of the decree in force."),
    )
    initiative_amount: int | None = Field(
        default=None,
        ge=0,
        le=100_000_000,
        title=marked("For an initiative: amount in đồng instead"),
        description=marked("Leave it empty for the multiple of the base salary."),
        json_schema_extra=DONG,
    )
    initiative_fund: int | None = Field(
        default=None,
        ge=0,
        le=100_000_000_000,
        title=marked("For initiatives: fund of a year"),
        description=marked("What those of a year for initiatives may cost; leave it empty where none is set."),
        json_schema_extra=DONG,
    )

    @property
    def excluded(self) -> frozenset[str]:
        """The codes of the officials who are left out, in capital letters."""
        return frozenset(code.strip().upper() for code in self.excluded_codes.split(",")) - {""}


class Commendations(YearlyTitles, Funds, Praise):
    """The commendations of the commune, the yearly titles, and the funds that pay them."""


def settings_for(session: Session, day: date) -> Commendations:
    """Return the settings of the plugin valid on that day."""
    return settings_on(session, OWNER, Commendations, day)
