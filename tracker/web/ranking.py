"""The ranking: who has how many points in a period, inside each ranking group, and by which rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any, cast

import sqlalchemy as sa
from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlmodel import col
from werkzeug.datastructures import MultiDict

from tracker.closing.publishing import ranking_published
from tracker.messages import InputError, Message, message
from tracker.periods import CalendarGrain, Period, period_of
from tracker.records.officials import Official
from tracker.records.postings import Posting, RankingGroup
from tracker.records.units import Unit
from tracker.records.words import choices_of, word
from tracker.reports.standings import (
    Earned,
    GroupSize,
    earned_by,
    group_sizes,
    rules_of_cards,
    standings,
    total_of,
)
from tracker.scoring.closings import closing_of
from tracker.scoring.longer import scored_parts
from tracker.scoring.looking import score_if_stale
from tracker.scoring.ranking import OWNER, Ranking
from tracker.scoring.scorecards import Scorecard
from tracker.scoring.stored_lines import StoredRule
from tracker.settings import settings_on
from tracker.web import charts, lists
from tracker.web.formatting import hundredths, points
from tracker.web.gate import needs
from tracker.web.lists import Column, Filter, Listing, Records
from tracker.web.period_choice import PeriodChoice, asked_period, first_day
from tracker.web.requests import account, language, scope, session, today, told, tracker

pages = Blueprint("ranking", __name__, url_prefix="/ranking")
BEHIND_ALL = 1_000_000
LOWEST = -1_000_000_000
NO_GROUP = message("No posting in the period")


@pages.get("/")
@needs("ranking.view")
def show() -> ResponseReturnValue:
    """Show the ranking of a period, or hand it out as a workbook; who reads no reports sees what is published of it."""
    if not scope().may("reports.view"):
        return redirect(url_for("ranking.published", period=request.args.get("period")))
    grain = scored_grain()
    choice = asked_period(_grains(grain), grain)
    ranked = rank(choice.period)
    asked = MultiDict(request.args.items())
    if asked.get(lists.EXPORT):
        return lists.export(session(), ranked.listing_for_workbook(), asked)
    found = lists.listed(session(), ranked.listing(), asked)
    earned = ranked.earned_by(row[0].id for row in found.rows)
    publication = _publication(choice.period) if choice.period.grain == grain else None
    context = {"ranked": ranked, "earned": earned, "choice": choice, "publication": publication}
    addresses = {"record_address": record_address, "group_title": group_title}
    return render_template("ranking/show.html", list=found, **context, **addresses)


@dataclass(frozen=True, slots=True)
class Publication:
    """Whether everybody may read a ranking of the scored length, and whether it can be published now."""

    is_published: bool
    can_be_published: bool


def _publication(period: Period) -> Publication:
    is_published = ranking_published(session(), period) is not None
    may_publish = scope().may("ranking.publish") and scope().reach("ranking.publish").everywhere
    return Publication(is_published, may_publish and not is_published and closing_of(session(), period) is not None)


def scored_grain() -> CalendarGrain:
    """The one length of period that is scored here."""
    return cast(CalendarGrain, tracker().config.scoring.period)


def scored_period_of(choice: PeriodChoice) -> Period:
    """Return the scored period that holds the day that a page looks at."""
    return period_of(choice.as_of, scored_grain())


def rank(period: Period) -> Ranked:
    """Return the ranking of a period, with fresh scores; those of the period before for the change."""
    grain = scored_grain()
    parts, before = scored_parts(period, grain, today()), period.previous()
    parts_before = scored_parts(before, grain, today()) if before.end >= first_day() else []
    why_not = bring_up_to_date([before] if parts_before else []) or bring_up_to_date([period])
    return Ranked(period, parts, before, parts_before, rules_of_cards(session(), parts), why_not)


def bring_up_to_date(periods: Iterable[Period]) -> Message | None:
    """Score what is stale; returns why that could not be done, and the earlier scores are shown then."""
    try:
        was_stale = [score_if_stale(tracker(), session(), account().name, period) for period in periods]
    except InputError as error:
        return error.message
    if any(was_stale):
        session().commit()  # So that the page looks at what was stored meanwhile.
    return None


def record_address(official_id: int) -> str:
    """Return the address of an official's record, for himself that of his own."""
    if official_id == account().official_id:
        return url_for("my_record.show")
    return url_for("record.show", official_id=official_id)


@dataclass(frozen=True)
class Ranked:
    """The ranking of a period: what the database sorts and pages, and what is shown beside it."""

    period: Period
    parts: Sequence[Period]
    before: Period
    parts_before: Sequence[Period]
    rules: Sequence[StoredRule]
    why_not: Message | None
    standing: sa.Subquery = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "standing", standings(session(), self.period, self.parts))

    @cached_property
    def groups(self) -> list[GroupSize]:
        """The ranking groups, whoever asks: who stands in them stands in the whole commune."""
        return group_sizes(session(), self.standing)

    @property
    def visible_groups(self) -> list[GroupSize]:
        """The ranking groups in which the account sees somebody."""
        visible = self._visible_officials()
        if visible is None:
            return self.groups
        return group_sizes(session(), self.standing, self.standing.c.official_id.in_(visible))

    @property
    def too_small(self) -> list[GroupSize]:
        """The groups with points that have too few members to be ranked."""
        return [size for size in self.groups if size.group and size.with_points and not size.is_ranked]

    @property
    def smallest_group(self) -> int:
        """How many members with points a ranked group has at least."""
        return settings_on(session(), OWNER, Ranking, self.period.end).smallest_group

    @property
    def most(self) -> Decimal:
        """The most that all rules together give, in all parts of the period."""
        return sum((rule.most for rule in self.rules), Decimal(0)) * len(self.parts)

    def bar(self, earned: Earned | None, name: str) -> Markup:
        """Return the points of an official as one bar, rule by rule; each rule keeps its colour."""
        given = [earned.points.get(rule.key) if earned else None for rule in self.rules]
        pairs = zip(self.rules, given, strict=True)
        each = (f"{told(rule.title)} {points(value, language())}" for rule, value in pairs)
        return charts.stack([float(value or 0) for value in given], float(self.most), f"{name}: {'; '.join(each)}")

    def earned_by(self, officials: Iterable[int]) -> Mapping[int, Earned]:
        """Return what these officials earned, by rule."""
        return earned_by(session(), self.parts, list(officials))

    def listing(self, page_size: int = lists.PAGE_SIZE) -> Listing:
        """Return the list as the page shows it."""
        return self._listing(self._columns(), page_size)

    def listing_for_workbook(self) -> Listing:
        """Return the list with a column for each rule."""
        earned = earned_by(session(), self.parts, None)
        rules = [_column_of_rule(rule, earned) for rule in self.rules]
        files = Column("files", message("Files finished"), lambda row: earned.get(row[0].id, Earned()).files)
        code = Column("code", message("Code"), lambda row: row[0].code)
        group = Column("group", message("Ranking group"), lambda row: group_title(row.ranking_group))
        rank, name, unit, total, reachable, change = (
            column for column in self._columns() if column.key not in ("points", "files")
        )
        columns = (group, rank, code, name, unit, *rules, total, reachable, change, files)
        return self._listing(columns, lists.PAGE_SIZE)

    def _listing(self, columns: Sequence[Column], page_size: int) -> Listing:
        standing, change = self.standing, self._change().label("change")
        rows: Records = self._joined(
            sa.select(
                Official,
                col(Unit.name).label("unit"),
                standing.c.ranking_group,
                standing.c.rank,
                standing.c.ranked_among,
                standing.c.total,
                standing.c.reachable,
                change,
            )
        )
        return Listing(
            title=message("Ranking of officials"),
            name=f"ranking-{self.period.name}",
            key=col(Official.id),
            keys=self._visible(self._joined(sa.select(col(Official.id)))),
            rows=rows,
            columns=columns,
            order="rank",
            filters=self._filters(),
            search=lambda query: lists.contains_words(col(Official.search_text), query),
            search_label=message("Find an official"),
            search_example=message("For example: nguyen van an"),
            page_size=page_size,
        )

    def _joined(self, wanted: sa.Select[*tuple[Any, ...]]) -> Records:
        standing = self.standing
        return (
            wanted.select_from(Official)
            .join(standing, standing.c.official_id == col(Official.id))
            .outerjoin(Posting, col(Posting.id) == standing.c.posting_id)
            .outerjoin(Unit, col(Unit.id) == Posting.unit_id)
        )

    def _change(self) -> sa.ColumnElement[int]:
        return self.standing.c.total - total_of(col(Official.id), self.parts_before)

    def _visible(self, keys: Records) -> Records:
        """Leave the officials whose scorecards the account may see."""
        visible = self._visible_officials()
        return keys if visible is None else keys.where(col(Official.id).in_(visible))

    def _visible_officials(self) -> Records | None:
        """Return a select of the officials whose scorecards the account may see, None for all of them."""
        in_scope = scope().condition(Scorecard)
        if in_scope is None:
            return None
        of_period = col(Scorecard.period).in_([part.name for part in self.parts])
        return sa.select(col(Scorecard.official_id)).where(of_period, in_scope)

    def _columns(self) -> Sequence[Column]:
        standing, order = self.standing, self._order()
        change = sa.func.coalesce(self._change(), LOWEST)
        total = sa.func.coalesce(standing.c.total, LOWEST)
        return (
            Column("rank", message("Rank"), lambda row: row.rank, order, is_number=True),
            Column("name", message("Official"), lambda row: row[0].full_name, [col(Official.name_order)]),
            Column("unit", message("Unit"), lambda row: row.unit, [sa.func.coalesce(Unit.search_text, "")]),
            Column("points", message("Points by rule"), _nothing),
            Column("total", message("Total"), lambda row: hundredths(row.total), [total], is_number=True),
            Column("reachable", message("Reachable"), lambda row: hundredths(row.reachable), is_number=True),
            Column("change", message("Difference"), lambda row: hundredths(row.change), [change], is_number=True),
            Column("files", message("Files"), _nothing, is_number=True),
        )

    def _order(self) -> Sequence[Any]:
        """By group, those of the desk first, and inside it by rank; who has no rank stands last."""
        standing, groups = self.standing, {group: place for place, group in enumerate(RankingGroup)}
        return [
            sa.case(groups, value=standing.c.ranking_group, else_=len(groups)),
            sa.func.coalesce(standing.c.rank, BEHIND_ALL),
            -sa.func.coalesce(standing.c.total, -1),
            col(Official.name_order),
        ]

    def _filters(self) -> tuple[Filter, ...]:
        standing = self.standing
        in_order = sa.select(col(Unit.id), col(Unit.name)).order_by(col(Unit.search_text))
        units = session().execute(scope().narrow(in_order, Unit))
        return (
            Filter(
                "group",
                message("Ranking group"),
                lambda text: standing.c.ranking_group == RankingGroup(text),
                choices_of(RankingGroup),
            ),
            Filter(
                "unit",
                message("Unit"),
                lambda text: col(Posting.unit_id) == int(text),
                [(str(id), name) for id, name in units],
            ),
        )


def group_title(group: RankingGroup | None) -> Message:
    """Return the name of a ranking group; those without one have no posting."""
    return NO_GROUP if group is None else word(group)


def _column_of_rule(rule: StoredRule, earned: Mapping[int, Earned]) -> Column:
    def value(row: lists.Row) -> Decimal | None:
        found = earned.get(row[0].id)
        return found.points.get(rule.key) if found else None

    return Column(rule.key, rule.title, value, is_number=True)


def _nothing(_row: lists.Row) -> None:
    """Return nothing: the page shows more in this column than a cell holds."""


def _grains(grain: CalendarGrain) -> Sequence[CalendarGrain]:
    """Return the lengths of period that can be ranked: the scored one and the longer ones, which add it up."""
    lengths: tuple[CalendarGrain, ...] = ("month", "quarter", "half", "year")
    return lengths[lengths.index(grain) :]
