"""What a commune may change of the yearly titles: who grants each, its amount, what it asks, what excludes what."""

from __future__ import annotations

from decimal import Decimal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from plugins.commendations.kinds import Grants, Needs, Rounding
from tracker.api import marked

PERCENT: JsonDict = {"unit": marked("%")}
MONTHS: JsonDict = {"unit": marked("months")}
TERMS = marked("Who grants it, and its amount.")


class TitleTerms(BaseModel):
    """What the commune sets of one title or form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    grants: Grants = Field(
        default=Grants.BY_LAW,
        title=marked("What the commune does with it"),
        description=marked("The page Authority says what the law says, and how certain that is."),
    )
    base_salaries: Decimal | None = Field(
        default=None,
        ge=0,
        le=20,
        decimal_places=3,
        title=marked("Other multiple of the base salary"),
        description=marked("Leave it empty for that of the decree in force."),
    )


class YearlyTitles(BaseModel):
    """The titles and forms of a year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rounding: Rounding = Field(
        default=Rounding.NONE,
        title=marked("Amounts are rounded"),
        description=marked("Older decrees rounded up to ten thousand đồng; Decree 152/2025 says nothing of it."),
    )
    fighter_needs: Needs = Field(
        default=Needs.BY_LAW,
        title=marked("A grassroots emulation fighter is"),
        description=marked(
            "Besides being an advanced worker. For dossiers from 1 October 2026 on, both: so the draft of Law "
            "06/2026/QH16; its final wording is not confirmed. Before, either."
        ),
    )
    fighter_quota: Decimal = Field(
        default=Decimal(15),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Grassroots emulation fighters, of the advanced workers"),
        description=marked("15% was the rule of Decree 91/2017; the province sets it now. Not confirmed."),
        json_schema_extra=PERCENT,
    )
    least_months: int = Field(
        default=10,
        ge=0,
        le=12,
        title=marked("Least service in the year for a title"),
        description=marked("10 months was the rule of Decree 91/2017; 0 asks for none. Not confirmed."),
        json_schema_extra=MONTHS,
    )
    advanced_share: Decimal = Field(
        default=Decimal(50),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Advanced workers in an advanced collective, at least"),
        description=marked("Written from memory of the law. Check it against its text."),
        json_schema_extra=PERCENT,
    )
    excellent_share: Decimal = Field(
        default=Decimal(70),
        ge=0,
        le=100,
        decimal_places=2,
        title=marked("Advanced workers in an excellent collective, at least"),
        description=marked("Written from memory of the law. Check it against its text."),
        json_schema_extra=PERCENT,
    )
    province_before_year: bool = Field(
        default=True,
        title=marked("Who holds a higher certificate of merit for a year gets no certificate of the commune for it"),
        description=marked("Nothing is rewarded twice; a title may follow a lower one all the same."),
    )
    quarter_before_year: bool = Field(
        default=False,
        title=marked("Who was commended for a quarter gets no certificate for the year"),
        description=marked("Set it where the year's certificate would reward the same again."),
    )
    year_before_quarter: bool = Field(
        default=True,
        title=marked("Who holds the certificate for a year is not commended for a quarter of it afterwards"),
        description=marked("Nothing is rewarded twice."),
    )
    advanced_worker: TitleTerms = Field(default=TitleTerms(), title=marked("Advanced worker"), description=TERMS)
    grassroots_fighter: TitleTerms = Field(
        default=TitleTerms(), title=marked("Grassroots emulation fighter"), description=TERMS
    )
    yearly_merit: TitleTerms = Field(
        default=TitleTerms(),
        title=marked("Certificate of merit of the chairman of the commune for the year"),
        description=TERMS,
    )
    provincial_fighter: TitleTerms = Field(
        default=TitleTerms(), title=marked("Emulation fighter of the province"), description=TERMS
    )
    provincial_merit: TitleTerms = Field(
        default=TitleTerms(), title=marked("Certificate of merit of the province"), description=TERMS
    )
    national_fighter: TitleTerms = Field(
        default=TitleTerms(), title=marked("National emulation fighter"), description=TERMS
    )
    prime_ministers_merit: TitleTerms = Field(
        default=TitleTerms(), title=marked("Certificate of merit of the Prime Minister"), description=TERMS
    )
    advanced_unit: TitleTerms = Field(default=TitleTerms(), title=marked("Advanced collective"), description=TERMS)
    excellent_unit: TitleTerms = Field(default=TitleTerms(), title=marked("Excellent collective"), description=TERMS)
    unit_merit: TitleTerms = Field(
        default=TitleTerms(),
        title=marked("Certificate of merit of the chairman of the commune for a collective"),
        description=TERMS,
    )

    def terms_of(self, key: str) -> TitleTerms:
        """Return what the commune sets of the title with this key."""
        terms = getattr(self, key)
        assert isinstance(terms, TitleTerms)
        return terms
