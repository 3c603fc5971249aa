"""The register: loaded whole to look citations up, and changed with a reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sqlalchemy as sa
from sqlmodel import col, select

from plugins.regulations.citations import Citation
from plugins.regulations.models import Document, DocumentRelation
from plugins.regulations.numbers import read_number
from plugins.regulations.readings import forget_readings
from plugins.regulations.resolution import Keys, Register, register_of
from plugins.regulations.validity import ENDING, Effect, Entry, Relation
from tracker.api import InputError, RecordSession, fold, sentences

_ = sentences("regulations")
Values = Mapping[str, object]
_SHORT = {"ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan", "tp": "thanh pho", "tinh": "", "bo": ""}


def load_register(session: RecordSession, among: sa.SelectBase | None = None) -> Register:
    """Return every registered document with what the others do to it, in two statements.

    Where `among` selects ids, only these documents with what replaces them, and those that do something to these.
    """
    among = None if among is None else _with_what_ends_them(among)
    effects = _effects(session, among)
    return register_of(_entries(session, effects, among))


def _with_what_ends_them(among: sa.SelectBase) -> sa.SelectBase:
    """Return the ids of documents, of what ends them, and so on to those that are in force."""
    doing, given = DocumentRelation, among.subquery()
    chain = sa.select(given.c[0].label("id")).cte("chain", recursive=True)
    next_ones = sa.select(col(doing.from_id)).join(chain, chain.c.id == col(doing.to_id))
    whole = chain.union(next_ones.where(col(doing.kind).in_(ENDING)))
    return sa.select(whole.c.id)


def _entries(
    session: RecordSession, effects: Mapping[int, Sequence[Effect]], among: sa.SelectBase | None
) -> Iterator[tuple[Entry, Keys]]:
    one = Document
    columns = sa.select(
        *(col(one.id), col(one.number), col(one.title), col(one.issued_on), col(one.in_force_from)),
        *(col(one.expires_on), col(one.portal_status), col(one.checked_on)),
        *(col(one.number_key), col(one.number_key_without_year), col(one.law_key)),
    ).order_by(col(one.id))
    if among is not None:
        doing = sa.select(col(DocumentRelation.from_id)).where(col(DocumentRelation.to_id).in_(among))
        columns = columns.where(sa.or_(col(one.id).in_(among), col(one.id).in_(doing)))
    for id, number, title, issued, begins, ends, said, checked, *keys in session.connection().execute(columns):
        assert id is not None
        entry = Entry(id, number, title, issued, begins, ends, said, checked, effects.get(id, ()))
        yield entry, Keys(*keys)


def _effects(session: RecordSession, among: sa.SelectBase | None) -> dict[int, list[Effect]]:
    doing = DocumentRelation
    effects = (
        sa.select(col(doing.to_id), col(doing.kind), col(doing.from_id), col(doing.part), col(Document.in_force_from))
        .join(Document, col(Document.id) == col(doing.from_id))
        .order_by(col(doing.id))
    )
    if among is not None:
        effects = effects.where(col(doing.to_id).in_(among))
    found: dict[int, list[Effect]] = {}
    for to_id, kind, by, part, from_day in session.connection().execute(effects):
        of_all = Relation.ABROGATES_IN_PART if part and kind in (*ENDING, Relation.SUSPENDS) else kind
        found.setdefault(to_id, []).append(Effect(of_all, by, from_day))
    return found


def add_document(session: RecordSession, document: Document) -> Document:
    """Add a document. Raises InputError if the register has it, or if it cannot be."""
    _refuse_impossible(document)
    _refuse_known(session, document)
    session.add(document)
    session.flush()
    return document


def change_document(session: RecordSession, document: Document, values: Values) -> None:
    """Change what the register says of a document. Raises InputError as `add_document`, and without a reason."""
    _refuse_without_reason(session)
    wanted = Document(**{**document.model_dump(), **values})
    _refuse_impossible(wanted)
    _refuse_known(session, wanted)
    for name, value in values.items():
        setattr(document, name, value)
    session.flush()


def remove_document(session: RecordSession, document: Document) -> None:
    """Take a document out of the register, with its relations and readings. Raises InputError without a reason."""
    _refuse_without_reason(session)
    assert document.id is not None
    forget_readings(session, document.id)
    for relation in relations_of(session, document):
        session.delete(relation)
    session.flush()
    session.delete(document)
    session.flush()


def relate(
    session: RecordSession, document: Document, kind: Relation, other: Document, part: str = ""
) -> DocumentRelation:
    """Say what `document` does to `other`, or to a part of it; what is said already stays as it is.

    Raises InputError without a reason, and where a document would do it to itself.
    """
    _refuse_without_reason(session)
    if document.id == other.id:
        raise InputError.of(
            _("%(document)s cannot do that to itself. Choose the other document.", document=called(document))
        )
    part = " ".join(part.split())
    asked = select(DocumentRelation).where(
        DocumentRelation.from_id == document.id,
        DocumentRelation.to_id == other.id,
        DocumentRelation.kind == kind,
        DocumentRelation.part == part,
    )
    stored = session.exec(asked).first()
    if stored is not None:
        return stored
    assert document.id is not None
    assert other.id is not None
    relation = DocumentRelation(kind=kind, from_id=document.id, to_id=other.id, part=part)
    session.add(relation)
    session.flush()
    return relation


def unrelate(session: RecordSession, relation: DocumentRelation) -> None:
    """Take back what was said of two documents. Raises InputError without a reason."""
    _refuse_without_reason(session)
    session.delete(relation)
    session.flush()


def relations_of(session: RecordSession, document: Document) -> list[DocumentRelation]:
    """Return what a document does to others, and they to it."""
    either = sa.or_(col(DocumentRelation.from_id) == document.id, col(DocumentRelation.to_id) == document.id)
    return list(session.exec(select(DocumentRelation).where(either).order_by(col(DocumentRelation.id))))


def documents_like(session: RecordSession, document: Document) -> list[Document]:
    """Return the documents that this one may be: of its number, where neither issuer nor date says otherwise.

    One without a number is known by its title and its date.
    """
    key = getattr(read_number(document.number), "key", "")
    if key:
        found = select(Document).where(Document.number_key == key)
    elif document.number:
        found = select(Document).where(Document.number == document.number)
    else:
        found = select(Document).where(Document.number == "", Document.title == document.title)
    stored = session.exec(found.order_by(col(Document.id))).all()
    return [other for other in stored if other.id != document.id and may_be_same(other, document)]


def documents_of_number(session: RecordSession, document: Document) -> list[Document]:
    """Return the other documents of its number, of whatever issuer and date: citations of it may mean each of them."""
    if not document.number_key:
        return []
    found = select(Document).where(Document.number_key == document.number_key, Document.id != document.id)
    return list(session.exec(found.order_by(col(Document.id))).all())


def may_be_same(one: Document, other: Document) -> bool:
    """Whether two documents of one number may be one: what both say of issuer and date agrees."""
    issuers = {issuer_key(document.issuer) for document in (one, other)} - {""}
    days = {document.issued_on for document in (one, other)} - {None}
    return len(issuers) <= 1 and len(days) <= 1


def issuer_key(issuer: str) -> str:
    """Return what the ways to write one authority have in common: UBND tỉnh Lạng Sơn, Ủy ban nhân dân Lạng Sơn."""
    words = (_SHORT.get(word, word) for word in fold(issuer).split())
    return " ".join(" ".join(words).split())


def called(document: Document | Entry | Citation) -> str:
    """Return a document as people name it: by its number, a law also by its name."""
    if isinstance(document, Document):
        return document.number or document.title
    return str(document.number or document.name or "")


def _refuse_known(session: RecordSession, document: Document) -> None:
    same = [one for one in documents_like(session, document) if one.issued_on == document.issued_on]
    if same:
        raise InputError.of(
            _(
                "%(document)s is in the register already. Change that entry; another document of this number needs its "
                "issuer and its date.",
                document=called(document),
            )
        )


def _refuse_impossible(document: Document) -> None:
    if not document.number and not document.title:
        raise InputError.of(_("A document needs a number or a title. Give one of them."))
    begins, ends = document.in_force_from, document.expires_on
    if begins is not None and ends is not None and ends < begins:
        raise InputError.of(
            _(
                "%(document)s would end on %(ends)s, before it enters into force on %(begins)s. Correct one of the "
                "dates.",
                document=called(document),
                ends=ends,
                begins=begins,
            )
        )


def _refuse_without_reason(session: RecordSession) -> None:
    if not (session.change.because or "").strip():
        raise InputError.of(_("Say why: the reason stands in the audit log beside the change."))
