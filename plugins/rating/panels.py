"""What stands on the pages of Tracker: ratings on a record, and what waits in the inbox."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col, select

from plugins.rating.kinds import State
from plugins.rating.leader_rating import TO_RATE
from plugins.rating.models import RatingSheet
from plugins.rating.raters import Raters
from plugins.rating.words import word
from tracker.api import InboxItem, Official, Panel, Viewer, period_title, sentences
from tracker.api.web import account, may, of_people

_ = sentences("rating")
MOST_SHOWN = 6


def record_panel(session: Session, official_id: int) -> Panel | None:
    """Return the card of a record: the latest ratings, with their score or level; None where there is none."""
    wanted = select(RatingSheet).where(RatingSheet.official_id == official_id)
    latest = wanted.order_by(col(RatingSheet.ends_on).desc(), col(RatingSheet.starts_on)).limit(MOST_SHOWN)
    sheets = list(session.exec(latest))
    if not sheets:
        return None
    permission = "rating.own" if account().official_id == official_id else "rating.view"
    return Panel(_("Ratings"), "rating/record_panel.html", {"sheets": sheets, "called": word}, permission)


def waiting_sheets(session: Session, viewer: Viewer) -> list[InboxItem]:
    """Return the sheets that wait for the viewer to rate them or to answer, the longest first."""
    if not may("rating.rate"):
        return []
    raters = Raters(session, viewer.today)
    return [_item(one, official) for one, official in _to_rate(session) if raters.why_not(one, viewer) is None]


def _to_rate(session: Session) -> list[tuple[RatingSheet, Official]]:
    wanted = (
        sa.select(RatingSheet, Official)
        .join(Official, col(Official.id) == col(RatingSheet.official_id))
        .where(col(RatingSheet.state).in_(TO_RATE))
        .order_by(col(RatingSheet.own_at), col(RatingSheet.id))
    )
    rows = session.execute(of_people(wanted, col(RatingSheet.official_id), "rating.rate"))
    return [(row[0], row[1]) for row in rows]


def _item(one: RatingSheet, official: Official) -> InboxItem:
    period = period_title(one.about)
    is_contested = one.state is State.CONTESTED
    title = _("A contested rating: %(period)s", period=period) if is_contested else _("Rate %(period)s", period=period)
    return InboxItem(
        title,
        _since(one),
        "rating.show",
        "rating.rate",
        {"sheet_id": one.id or 0},
        who=official.full_name,
        detail=word(one.state),
        icon="user-star",
    )


def _since(one: RatingSheet) -> date:
    return one.own_at.date() if one.own_at else one.opened_on
