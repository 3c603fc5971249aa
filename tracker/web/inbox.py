"""The inbox: one list of everything that waits for this leader, the oldest first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import col

from tracker.accounts.accounts import full_names
from tracker.decisions.decisions import Decision
from tracker.messages import Message, message
from tracker.period_titles import period_title
from tracker.records.corrections import Correction
from tracker.records.delay_causes import DelayCause
from tracker.records.file_changes import SUBJECT
from tracker.records.handled_files import HandledFile
from tracker.records.held_fields import HeldField
from tracker.records.officials import Official
from tracker.records.record_changes import SUBJECTS
from tracker.records.record_names import KINDS, record_name
from tracker.records.shown_values import Shown, field_title, shown_values, wanted_value
from tracker.records.words import word
from tracker.web import hand_forms
from tracker.web.contributed import WaitingItem, waiting_items
from tracker.web.corrections import record_address
from tracker.web.decisions_waiting import asked_and_not_voted, drafts_to_decide
from tracker.web.gate import needs
from tracker.web.inbox_piles import everything_waiting
from tracker.web.leading_back import address_on_this_site
from tracker.web.requests import fetch, scope, session, told, writing
from tracker.web.waiting import TO_CHANGE, Keys, disagreements, open_corrections, undecided_causes

pages = Blueprint("inbox", __name__, url_prefix="/inbox")
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that waits: since when, what, from whom, in which words, and where it is decided."""

    pile: str
    icon: str
    on: date | None
    title: Message
    who: str | None
    text: str | None
    address: str
    number: int = 1


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A held field with what stands and what the last import wanted instead."""

    id: int
    record: Message
    address: str | None
    title: Message
    stands: Shown
    wanted: Shown
    why: Message | str


@pages.get("/")
@needs("corrections.answer")
def show() -> ResponseReturnValue:
    """Show what waits for the account, of one kind where the address says so."""
    waiting = everything_waiting()
    only = request.args.get("only", "")
    items = _items(only)
    days = [item.on for item in items if item.on is not None]
    return render_template(
        "inbox/show.html",
        waiting=waiting,
        only=only if only in {pile.key for pile in waiting.piles} else "",
        items=items,
        oldest=min(days, default=None),
        newest=max(days, default=None),
        held=_held() if only in ("", "held") else [],
        most=MOST_SHOWN,
    )


@pages.post("/held/<int:held_id>/release")
@needs("files.edit")
def release_field(held_id: int) -> ResponseReturnValue:
    """Let imports write a held field again."""
    with writing() as writer:
        held = writer.get(HeldField, held_id) or abort(404)
        table = SUBJECTS.get(held.subject)
        if table is None or table not in TO_CHANGE:
            abort(404)
        hand_forms.release_field(writer, fetch(table, held.subject_id, TO_CHANGE[table], within=writer), held.field)
    return redirect(address_on_this_site(request.form.get("next")) or url_for("inbox.show"))


def _items(only: str) -> list[Item]:
    """Return the corrections, causes, decisions and things of plugins that wait, the oldest first."""
    items: list[Item] = []
    if only in ("", "corrections"):
        items += _corrections()
    if only in ("", "causes"):
        items += _causes()
    if only in ("", "decisions"):
        items += _decisions("decisions", drafts_to_decide(scope()))
    if only in ("", "council"):
        items += _decisions("council", asked_and_not_voted(scope()))
    items += [_of_plugin(one) for one in waiting_items() if only in ("", one.plugin.info.name)]
    return sorted(items, key=lambda item: (item.on or date.min, item.address))[:MOST_SHOWN]


def _corrections() -> list[Item]:
    wanted = (
        sa.select(Correction, col(Official.full_name), col(HandledFile.code))
        .join(Official, col(Official.id) == col(Correction.said_by_id))
        .outerjoin(
            HandledFile,
            sa.and_(col(Correction.subject) == SUBJECT, col(HandledFile.id) == col(Correction.subject_id)),
        )
        .where(col(Correction.id).in_(open_corrections(scope())))
        .order_by(col(Correction.said_on), col(Correction.id))
        .limit(5 * MOST_SHOWN)
    )
    bulks: dict[int, list[tuple[Correction, str, str | None]]] = {}
    for correction, name, code in session().execute(wanted):
        bulks.setdefault(correction.bulk_id or -(correction.id or 0), []).append((correction, name, code))
    return [_asked(rows) for rows in bulks.values()]


def _asked(rows: Sequence[tuple[Correction, str, str | None]]) -> Item:
    """Return the item of one request, or of several that were made at once."""
    correction, name, code = rows[0]
    code = code or str(correction.wanted_values.get("code") or "")
    if len(rows) > 1:
        about = message("%(count)d files", count=len(rows))
        address = url_for("corrections.together", bulk_id=correction.bulk_id)
    else:
        about = message("File %(code)s", code=code) if code else KINDS.get(correction.subject, message("Record"))
        address = url_for("corrections.show", correction_id=correction.id)
    title = message("%(request)s: %(record)s", request=word(correction.kind), record=about)
    return Item(
        "corrections",
        "message-circle-question",
        correction.said_on,
        title,
        name,
        correction.reason,
        address,
        len(rows),
    )


def _causes() -> list[Item]:
    wanted = (
        sa.select(DelayCause, col(HandledFile.code), col(Official.full_name))
        .join(HandledFile, col(HandledFile.id) == col(DelayCause.file_id))
        .outerjoin(Official, col(Official.id) == col(DelayCause.said_by_id))
        .where(col(DelayCause.id).in_(undecided_causes(scope())))
        .order_by(col(DelayCause.said_on), col(DelayCause.id))
        .limit(MOST_SHOWN)
    )
    return [
        Item(
            "causes",
            "clock-exclamation",
            cause.said_on,
            message("Cause of the delay of file %(code)s: %(kind)s", code=code, kind=word(cause.kind)),
            name,
            cause.cause,
            url_for("causes.decide", cause_id=cause.id),
        )
        for cause, code, name in session().execute(wanted)
    ]


def _decisions(pile: str, keys: Keys) -> list[Item]:
    wanted = sa.select(Decision).where(col(Decision.id).in_(keys)).order_by(col(Decision.dossier_on), col(Decision.id))
    found = session().execute(wanted.limit(MOST_SHOWN)).scalars().all()
    names = full_names(session(), {one.proposed_by for one in found}) if found else {}
    return [
        Item(
            pile,
            "users" if pile == "council" else "scale",
            one.dossier_on,
            _about(pile, one),
            names.get(one.proposed_by, one.proposed_by),
            told(period_title(one.about)) if one.about else None,
            url_for("decisions.show", decision_id=one.id),
        )
        for one in found
    ]


def _about(pile: str, decided: Decision) -> Message:
    if pile == "council":
        return message("Your view is asked: %(form)s", form=decided.form_title)
    return message("Proposal to decide: %(form)s", form=decided.form_title)


def _of_plugin(one: WaitingItem) -> Item:
    item = one.item
    text = told(item.detail) if isinstance(item.detail, Message) else item.detail
    pile = one.plugin.info.name
    return Item(pile, item.icon, item.since, item.title, item.who, text, one.address, item.count)


def _held() -> list[Disagreement]:
    wanted = sa.select(HeldField).where(col(HeldField.id).in_(disagreements(scope())))
    rows = session().execute(wanted.order_by(col(HeldField.id)).limit(MOST_SHOWN)).scalars()
    return list(disagreements_of(rows))


def disagreements_of(held: Iterable[HeldField]) -> Iterable[Disagreement]:
    """Return held fields with their records, as people read them."""
    for one in held:
        table = SUBJECTS[one.subject]
        record = session().get(table, one.subject_id)
        if record is not None:
            values = {one.field: getattr(record, one.field)}
            yield Disagreement(
                one.id or 0,
                record_name(record),
                record_address(one.subject, one.subject_id),
                field_title(one.field),
                shown_values(session(), table, values)[one.field],
                wanted_value(session(), table, one.field, one.disagreement),
                one.why,
            )
