"""What a document does to others and they to it, as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import col, select

from plugins.regulations.models import Document, DocumentRelation
from plugins.regulations.register import relations_of
from plugins.regulations.validity import Relation
from plugins.regulations.words import DOES, IS_DONE
from tracker.api import Message, RecordSession


@dataclass(frozen=True, slots=True)
class ShownRelation:
    """One relation, with the other document."""

    relation: DocumentRelation
    other: Document


@dataclass(frozen=True, slots=True)
class RelationGroup:
    """Relations of one kind and direction under their word."""

    word: Message
    relations: Sequence[ShownRelation]


def relation_groups(session: RecordSession, document: Document) -> list[RelationGroup]:
    """Return the relations of a document, what it does to others first."""
    stored = relations_of(session, document)
    ids = {one.to_id if one.from_id == document.id else one.from_id for one in stored}
    others = {one.id: one for one in session.exec(select(Document).where(col(Document.id).in_(ids)))}
    groups = []
    for word_of, is_done in ((DOES, False), (IS_DONE, True)):
        for kind in Relation:
            shown = [
                ShownRelation(one, others[one.from_id if is_done else one.to_id])
                for one in stored
                if one.kind is kind and (one.to_id == document.id) is is_done
            ]
            if shown:
                groups.append(RelationGroup(word_of[kind], shown))
    return groups
