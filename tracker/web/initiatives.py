"""Initiatives: the list of them, and one with what it changed."""

from __future__ import annotations

import sqlalchemy as sa
from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from sqlmodel import col

from tracker.accounts.accounts import full_names
from tracker.accounts.viewers import Viewer
from tracker.decisions.decisions import Decision
from tracker.decisions.effects import FEWEST_FILES, effect_of
from tracker.decisions.initiative_states import decisions_on, has_state, state_column, state_of
from tracker.decisions.initiatives import Initiative, InitiativePerson, finders_of
from tracker.history import history_of
from tracker.messages import message
from tracker.records.initiative_kinds import InitiativeKind, InitiativeState
from tracker.records.officials import Official
from tracker.records.procedures import Procedure
from tracker.records.words import FIELDS, choices_of, word
from tracker.web import lists
from tracker.web.decisions_seen import decisions_seen
from tracker.web.effect_chart import effect_chart
from tracker.web.gate import needs
from tracker.web.lists import Column, Condition, Filter, Listing
from tracker.web.people import may_everywhere
from tracker.web.requests import account, fetch, scope, session, today

pages = Blueprint("initiatives", __name__, url_prefix="/initiatives")
VIEW, PROPOSE, DECIDE = "initiatives.view", "initiatives.propose", "rewards.decide"
TAGS = {
    InitiativeState.OPEN: ("info", "bulb"),
    InitiativeState.PROPOSED: ("warn", "clock"),
    InitiativeState.REWARDED: ("ok", "check"),
    InitiativeState.WITHDRAWN: ("", "arrow-back-up"),
}
"""The kind of tag and the icon for what became of an initiative."""


@pages.get("/")
@needs(VIEW)
def index() -> ResponseReturnValue:
    """List the initiatives that the account may see."""
    return lists.show(_listing(), "initiatives/index.html", tags=TAGS, states=InitiativeState)


@pages.get("/<int:initiative_id>")
@needs(VIEW)
def show(initiative_id: int) -> ResponseReturnValue:
    """Show an initiative, who found it, and what it changed as far as files can say."""
    initiative, reader = fetch(Initiative, initiative_id), session()
    decided = decisions_on(reader, [initiative_id]).get(initiative_id)
    state, effect = state_of(initiative, decided), effect_of(reader, initiative, today())
    finders = finders_of(reader, [initiative_id])[initiative_id]
    is_own_case = account().official_id in {one.id for one in finders}
    is_open = state is InitiativeState.OPEN
    return render_template(
        "initiatives/show.html",
        initiative=initiative,
        procedure=reader.get(Procedure, initiative.procedure_id) if initiative.procedure_id else None,
        finders=finders,
        said_by=full_names(reader, {initiative.said_by}).get(initiative.said_by, initiative.said_by),
        state=state,
        tag_of_state=TAGS[state],
        decision=decided if decided is not None and _is_seen(decided) else None,
        effect=effect,
        chart=effect_chart(effect) if effect and effect.is_enough else None,
        fewest=FEWEST_FILES,
        is_own_case=is_own_case,
        may_change=is_open and may_change(initiative, scope().viewer),
        may_decide=is_open and may_everywhere(DECIDE),
        history=history_of(reader, str(Initiative.__tablename__), initiative_id),
    )


def may_change(initiative: Initiative, viewer: Viewer) -> bool:
    """Whether the account may change and withdraw an initiative that stands in no decision: it proposed it."""
    return scope().may(PROPOSE) and initiative.said_by == viewer.account_name


def _is_seen(decided: Decision) -> bool:
    """Whether the account sees something of a decision."""
    wanted = sa.select(col(Decision.id)).where(col(Decision.id) == decided.id, decisions_seen())
    return session().execute(wanted).first() is not None


def _listing() -> Listing:
    rows: lists.Records = sa.select(
        Initiative,
        _finders().label("finders"),
        col(Procedure.name).label("procedure"),
        state_column().label("state"),
    ).outerjoin(Procedure, col(Procedure.id) == col(Initiative.procedure_id))
    columns = (
        Column("title", FIELDS["title"], lambda row: row[0].title, [col(Initiative.search_text)]),
        Column("kind", FIELDS["kind"], lambda row: word(row[0].kind), in_table=False),
        Column("finders", message("Found by"), lambda row: row.finders),
        Column("procedure", FIELDS["procedure_id"], lambda row: row.procedure, in_table=False),
        Column("since", FIELDS["practised_from"], lambda row: row[0].practised_from, [col(Initiative.practised_from)]),
        Column("said", message("Proposed on"), lambda row: row[0].said_on, [col(Initiative.said_on)]),
        Column("said_by", FIELDS["said_by"], lambda row: row[0].said_by, in_table=False),
        Column("state", FIELDS["state"], lambda row: word(InitiativeState(row.state))),
        Column("description", FIELDS["description"], lambda row: row[0].description, in_table=False),
        Column("evidence", FIELDS["evidence"], lambda row: row[0].evidence, in_table=False),
    )
    return Listing(
        title=message("Initiatives"),
        name="initiatives",
        key=col(Initiative.id),
        keys=scope().narrow(sa.select(col(Initiative.id)), Initiative),
        rows=rows,
        columns=columns,
        order="-said",
        filters=_filters(),
        search=_search,
        search_label=message("Find a title, a procedure or an official"),
    )


def _finders() -> sa.ScalarSelect[str]:
    """Return who found an initiative, with commas between, as a column."""
    in_order = (
        sa.select(col(Official.full_name).label("name"))
        .join(InitiativePerson, col(InitiativePerson.official_id) == col(Official.id))
        .where(col(InitiativePerson.initiative_id) == col(Initiative.id))
        .order_by(col(Official.name_order))
        .correlate(Initiative)
        .subquery()
    )
    return sa.select(sa.func.aggregate_strings(in_order.c.name, ", ")).scalar_subquery()


def _filters() -> tuple[Filter, ...]:
    mine = [("yes", message("Mine"))]
    return (
        Filter("state", FIELDS["state"], lambda text: has_state(InitiativeState(text)), choices_of(InitiativeState)),
        lists.choice("kind", FIELDS["kind"], Initiative.kind, InitiativeKind),
        Filter("whose", message("Whose"), lambda _text: _mine(), mine),
    )


def _mine() -> Condition:
    found = sa.select(col(InitiativePerson.initiative_id)).where(
        col(InitiativePerson.official_id) == (account().official_id or 0)
    )
    return sa.or_(col(Initiative.said_by) == account().name, col(Initiative.id).in_(found))


def _search(query: str) -> Condition:
    found = (
        sa.select(col(InitiativePerson.initiative_id))
        .join(Official, col(Official.id) == col(InitiativePerson.official_id))
        .where(lists.contains_words(col(Official.search_text), query))
    )
    procedures = sa.select(col(Procedure.id)).where(lists.contains_words(col(Procedure.search_text), query))
    return sa.or_(
        lists.contains_words(col(Initiative.search_text), query),
        col(Initiative.id).in_(found),
        col(Initiative.procedure_id).in_(procedures),
    )
