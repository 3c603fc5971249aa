"""The register: alarms first, then the line of replacements, then every document."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import sqlalchemy as sa
from flask import request
from flask.typing import ResponseReturnValue
from sqlmodel import col

from plugins.regulations.alarms import Alarm, alarms
from plugins.regulations.chain import Link, chain_of
from plugins.regulations.cited import Need, load_kept
from plugins.regulations.models import Document, DocumentRelation
from plugins.regulations.register_list import ONE_DAY, listing, page_facts
from plugins.regulations.validity import Relation
from plugins.regulations.words import STATUSES
from tracker.api import Message, RefusedValueError, sentences
from tracker.api.web import Listing, installation, needs, read_day, session, show_list, today

_ = sentences("regulations")
MOST_PRINTED = 1_000
PRINTED_BY = ("q", "status", "cited", "day", "sort")
MOST_ALARMED = 8
"""So many documents stand in the alarm; the others are on the page of own documents."""


@needs("regulations.view")
def index() -> ResponseReturnValue:
    """List the register, with what is to be mended above it."""
    day = asked_day()
    kept = load_kept(session(), day)
    to_mend = kept.documents_with(Need.MEND)
    alarmed = alarms(session(), kept, sorted(to_mend)[:MOST_ALARMED])
    return show_list(
        listing(day, kept, is_saved="xlsx" in request.args),
        "regulations/index.html",
        day=day,
        to_mend=len(to_mend),
        soon=len(kept.documents_with(Need.SOON)),
        alarms=alarmed,
        chain=lambda: _chain(alarmed, day),
        facts_of=lambda rows: page_facts(session(), kept, [row.Document.id for row in rows]),
        statuses=STATUSES,
        one_day=ONE_DAY,
        printing={key: request.args[key] for key in PRINTED_BY if request.args.get(key)},
    )


@needs("regulations.view")
def printed() -> ResponseReturnValue:
    """Show what the register lists, with the same search and filters, as sheets to be printed."""
    day = asked_day()
    kept = load_kept(session(), day)
    whole = replace(listing(day, kept, is_saved="xlsx" in request.args), page_size=MOST_PRINTED)
    return show_list(
        whole,
        "regulations/printed.html",
        day=day,
        chosen=_chosen(whole),
        facts_of=lambda rows: page_facts(session(), kept, [row.Document.id for row in rows]),
        statuses=STATUSES,
        one_day=ONE_DAY,
        printed_at=installation().clock(),
    )


def _chosen(whole: Listing) -> list[Message | str]:
    """Return in words what is searched and filtered, but for the day."""
    told: list[Message | str] = [query] if (query := request.args.get("q", "").strip()) else []
    for one in whole.filters:
        if one.choices is not None:
            asked = request.args.get(one.key)
            told += [
                _("%(label)s: %(value)s", label=one.label, value=word) for key, word in one.choices if key == asked
            ]
    return told


def asked_day() -> date:
    """Return the day that the address asks about; today where it names none."""
    try:
        return read_day(request.args.get("day", ""))
    except RefusedValueError:
        return today()


def _chain(alarmed: list[Alarm], day: date) -> list[Link]:
    """Return the line of the document that is most in alarm, else that of the last replacement."""
    if alarmed:
        return chain_of(session(), alarmed[0].entry.id, day)
    begins, doing = col(Document.in_force_from), DocumentRelation
    last = (
        sa.select(col(doing.to_id))
        .join(Document, col(Document.id) == col(doing.from_id))
        .where(col(doing.kind) == Relation.REPLACES, col(doing.part) == "", begins <= day)
        .order_by(begins.desc(), col(doing.id))
        .limit(1)
    )
    found = session().connection().execute(last).scalar()
    return chain_of(session(), found, day) if found else []
