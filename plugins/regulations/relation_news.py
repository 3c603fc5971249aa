"""News of the register: a document that is replaced, amended, abrogated or suspended by another one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlmodel import col, select

from plugins.regulations.models import DocumentRelation
from plugins.regulations.news import News, Watched, page_of
from plugins.regulations.register import called
from plugins.regulations.validity import Entry, Relation
from tracker.api import Message, RecordSession, sentences

_ = sentences("regulations")
TOLD_KINDS = frozenset(
    {
        Relation.REPLACES,
        Relation.ABROGATES,
        Relation.ABROGATES_IN_PART,
        Relation.AMENDS,
        Relation.SUSPENDS,
    }
)


def news_of_relations(session: RecordSession, watched: Watched) -> Iterator[News]:
    """Give what the register says newly of documents, to those whom these concern."""
    wanted = select(DocumentRelation).where(col(DocumentRelation.kind).in_(TOLD_KINDS))
    for relation in session.exec(wanted.order_by(col(DocumentRelation.id))):
        mark = f"relation.{relation.id}"
        entries = watched.register.entries
        if mark not in watched.told and relation.to_id in entries and relation.from_id in entries:
            document, other = entries[relation.to_id], entries[relation.from_id]
            accounts = watched.accounts_concerned(document.id)
            yield News((mark,), accounts, f"regulations.{mark}", _told(relation, document, other), page_of(document.id))


def _told(relation: DocumentRelation, document: Entry, other: Entry) -> Message:
    since: date | Message = other.in_force_from or _("a day that the register does not know yet")
    named = {"document": called(document), "other": called(other), "day": since}
    if relation.part and relation.kind in (Relation.REPLACES, Relation.ABROGATES, Relation.ABROGATES_IN_PART):
        return _(
            "%(part)s of %(document)s no longer holds from %(day)s, by %(other)s. Read what changes.",
            part=relation.part,
            **named,
        )
    match relation.kind:
        case Relation.REPLACES:
            return _(
                "%(document)s is replaced by %(other)s from %(day)s. Read the new one, and work by it from then on.",
                **named,
            )
        case Relation.ABROGATES:
            return _("%(document)s is abrogated by %(other)s from %(day)s. Do not use it from then on.", **named)
        case Relation.ABROGATES_IN_PART:
            return _("%(document)s is abrogated in part by %(other)s from %(day)s. Read what no longer holds.", **named)
        case Relation.SUSPENDS:
            return _("%(document)s is suspended by %(other)s from %(day)s. Do not use it meanwhile.", **named)
    return _("%(document)s is amended by %(other)s from %(day)s. Read what changes.", **named)
