"""The list of decisions and proposals; who sees what everybody may read finds there what is published."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from flask.typing import ResponseReturnValue
from sqlmodel import col

from tracker.decisions.decisions import Decision, DecisionItem, DecisionKind, DecisionState, holds_reward
from tracker.messages import InputError, Message, message
from tracker.period_titles import period_title
from tracker.records.officials import Official
from tracker.text import fold
from tracker.web import decisions_shown as shown
from tracker.web import lists
from tracker.web.decisions_candidates import form_of
from tracker.web.decisions_page import pages
from tracker.web.decisions_seen import VIEW, decides_everything, decisions_seen
from tracker.web.decisions_waiting import asked_and_not_voted
from tracker.web.gate import for_whoever_signed_in
from tracker.web.lists import Column, Condition, Filter, Listing, Row
from tracker.web.people import of_people
from tracker.web.requests import scope, session

DAY = sa.func.coalesce(col(Decision.decided_on), col(Decision.dossier_on))


@pages.get("/")
@for_whoever_signed_in
def index() -> ResponseReturnValue:
    """List the decisions of which the account sees something, the latest first."""
    waiting = (
        session().execute(sa.select(Decision).where(col(Decision.id).in_(asked_and_not_voted(scope())))).scalars().all()
    )
    return lists.show(
        _listing(),
        "decisions/index.html",
        states=shown.STATES,
        about=shown.about,
        is_reader=scope().may(VIEW),
        may_decide=decides_everything(),
        waiting=waiting,
    )


def _listing() -> Listing:
    columns = [
        Column("day", message("Date"), lambda row: row[0].decided_on or row[0].dossier_on, [DAY]),
        Column("state", message("State"), lambda row: shown.STATES[row[0].state][2], [col(Decision.state)]),
        Column("number", message("Number"), lambda row: row[0].number, [col(Decision.number)]),
        Column("form", message("Form of reward"), lambda row: row[0].form_title, [col(Decision.form)]),
        Column("period", message("Period"), _period, [col(Decision.period)]),
    ]
    if scope().may(VIEW):
        columns += [
            Column("rewarded", message("Rewarded"), lambda row: row.rewarded, is_number=True),
            Column("cost", message("Cost in đồng"), _cost, is_number=True),
            Column("signer", message("Signer"), lambda row: row.signer),
        ]
    return Listing(
        title=message("Decisions"),
        name="decisions",
        key=col(Decision.id),
        keys=sa.select(col(Decision.id)).where(decisions_seen()),
        rows=_rows(),
        columns=columns,
        order="-day",
        filters=_filters(),
        search=_holds,
        search_label=message("Number or official"),
    )


def _rows() -> lists.Records:
    """Return the rows with how many are rewarded, how many of them the commune pays, and who signed."""
    pays = sa.and_(col(DecisionItem.is_chosen).is_(True), sa.not_(col(DecisionItem.goes_above)))
    counts = (_count(holds_reward(), "rewarded"), _count(pays, "paid"))
    rows: lists.Records = sa.select(Decision, *counts, col(Official.full_name).label("signer")).outerjoin(
        Official, col(Official.id) == col(Decision.signer_id)
    )
    return rows


def _count(condition: Condition, name: str) -> sa.Label[int]:
    found = sa.select(sa.func.count()).where(col(DecisionItem.decision_id) == col(Decision.id), condition)
    return found.correlate(Decision).scalar_subquery().label(name)


def _period(row: Row) -> Message | None:
    period = row[0].about
    return shown.about(row[0]) if period is None else period_title(period)


def _cost(row: Row) -> Decimal | None:
    """Return what it costs; of a proposal, by the amount of today."""
    decided: Decision = row[0]
    is_free = decided.goes_above or decided.state is DecisionState.WITHDRAWN
    if decided.kind is DecisionKind.REVOCATION or is_free:
        return None
    amount = decided.amount
    if amount is None:
        try:
            amount = form_of(session(), decided).amount
        except InputError:
            return None
    return Decimal(amount * row.paid)


def _filters() -> tuple[Filter, ...]:
    seen = sa.select(DAY, col(Decision.form), col(Decision.title)).where(decisions_seen()).distinct()
    found = session().execute(seen).all()
    years = sorted({day.year for day, _form, _title in found}, reverse=True)
    titles = {form: Message.from_json(json.loads(title)) for _day, form, title in found}
    states = [(state.value, told) for state, (_kind, _icon, told) in shown.STATES.items()]
    return (
        Filter("state", message("State"), lambda text: col(Decision.state) == DecisionState(text), states),
        Filter("year", message("Year"), _in_year, [(str(year), str(year)) for year in years]),
        Filter("form", message("Form of reward"), lambda text: col(Decision.form) == text, list(titles.items())),
    )


def _in_year(text: str) -> Condition:
    year = int(text)
    return DAY.between(date(year, 1, 1), date(year, 12, 31))


def _holds(query: str) -> Condition:
    """Return whether the number holds what is searched for, or the name of an official whom the account may see."""
    number = sa.func.replace(sa.func.replace(sa.func.lower(col(Decision.number)), "Đ", "d"), "đ", "d")
    in_number = sa.and_(*(number.contains(word, autoescape=True) for word in fold(query).split() or [query]))
    named = sa.select(col(DecisionItem.decision_id)).join(Official, col(Official.id) == col(DecisionItem.official_id))
    named = named.where(lists.contains_words(col(Official.search_text), query))
    published = sa.and_(col(Decision.published_at).is_not(None), col(Decision.id).in_(named.where(holds_reward())))
    found = sa.or_(in_number, published)
    if scope().may(VIEW):
        found = sa.or_(found, col(Decision.id).in_(of_people(named, col(DecisionItem.official_id), VIEW)))
    return found
