"""What official papers say of the commune, and how large they are written: dated settings of the core."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from tracker.messages import marked

OWNER = "tracker.papers"
LINES: JsonDict = {"widget": "long_text"}
LONGEST = 300
LONGEST_TEXT = 3000


class Papers(BaseModel):
    """Who issues papers here, on what they rest, who gets them, and how large they are (Decree 30/2020)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    superior: str = Field(
        default="",
        max_length=LONGEST,
        title=marked("Body above the issuing body"),
        description=marked("It stands above it, not bold. A People's Committee has none."),
    )
    body: str = Field(
        default="Ủy ban nhân dân",
        min_length=1,
        max_length=LONGEST,
        title=marked("Issuing body"),
        description=marked("The name of the commune stands behind it."),
    )
    commune: str = Field(
        default="",
        max_length=LONGEST,
        title=marked("Name of the commune"),
        description=marked("Such as “xã Chi Lăng Bắc”; left empty, that of the unit at the top."),
    )
    place: str = Field(
        default="",
        max_length=LONGEST,
        title=marked("Place before the date"),
        description=marked("Left empty, the name of the commune without the word for what it is."),
    )
    symbol: str = Field(
        default="UBND",
        min_length=1,
        max_length=30,
        title=marked("Symbol of the issuing body"),
        description=marked("The end of the numbers of its papers, as in 12/QĐ-UBND."),
    )
    council: str = Field(
        default="Hội đồng Thi đua, khen thưởng",
        min_length=1,
        max_length=LONGEST,
        title=marked("Council"),
        description=marked("It proposes rewards, and its minutes bear its name."),
    )
    council_symbol: str = Field(
        default="HĐTĐKT",
        min_length=1,
        max_length=30,
        title=marked("Symbol of the council"),
        description=marked("The end of the numbers of its papers, as in 12/TTr-HĐTĐKT."),
    )
    above: str = Field(
        default="Chủ tịch Ủy ban nhân dân tỉnh",
        min_length=1,
        max_length=LONGEST,
        title=marked("Level above"),
        description=marked("To whom it is proposed what the commune cannot decide."),
    )
    standing_bases: str = Field(
        default="Luật Tổ chức chính quyền địa phương số 72/2025/QH15",
        max_length=LONGEST_TEXT,
        title=marked("What every decision rests on"),
        description=marked("One in each line, before the legal bases of the form: “Căn cứ” is put before it."),
        json_schema_extra=LINES,
    )
    own_bases: str = Field(
        default="",
        max_length=LONGEST_TEXT,
        title=marked("The commune's own rules that it rests on"),
        description=marked("One in each line, after the legal bases of the form, such as the rules on rewards."),
        json_schema_extra=LINES,
    )
    implementers: str = Field(
        default="Văn phòng Hội đồng nhân dân và Ủy ban nhân dân, Phòng Kinh tế",
        max_length=LONGEST,
        title=marked("Who carries decisions out"),
        description=marked("The last article names them, and those whom the decision rewards."),
    )
    fund: str = Field(
        default="quỹ thi đua, khen thưởng",
        max_length=LONGEST,
        title=marked("What rewards are paid from"),
        description=marked("Where the form of reward names no fund."),
    )
    recipients: str = Field(
        default="",
        max_length=LONGEST_TEXT,
        title=marked("Further recipients"),
        description=marked("One in each line; those of the last article and the archive are added."),
        json_schema_extra=LINES,
    )
    archive: str = Field(
        default="VT",
        min_length=1,
        max_length=100,
        title=marked("Archive"),
        description=marked("Where a copy is filed, such as VT, VX."),
    )
    listed_from: int = Field(
        default=11,
        ge=1,
        le=1000,
        title=marked("List as an annex from"),
        description=marked("Fewer recipients stand in the first article."),
        json_schema_extra={"unit": marked("recipients")},
    )
    body_size: int = Field(
        default=13,
        ge=13,
        le=14,
        title=marked("Size of the text"),
        description=marked("Decree 30/2020 allows 13 and 14. A template of the commune has its own."),
        json_schema_extra={"unit": marked("points")},
    )
