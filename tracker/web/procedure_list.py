"""The list of procedures: each with the term that holds today and how many files of it the account may see."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import sqlalchemy as sa
from sqlmodel import col

from tracker.messages import Message, message
from tracker.records.handled_files import HandledFile
from tracker.records.procedures import Procedure, ProcedureTerm, shown_term
from tracker.records.words import FIELDS, word
from tracker.web import lists
from tracker.web.formatting import hundredths
from tracker.web.lists import Column, Filter, Listing, Row
from tracker.web.requests import scope

SET, GUESSED = "set", "guessed"


def procedures_listing(on: date, fields: Sequence[str]) -> Listing:
    """Return the list of procedures."""
    shown = col(ProcedureTerm.id) == shown_term(col(Procedure.id), on)
    counting = sa.select(col(HandledFile.procedure_id), sa.func.count().label("files"))
    files = scope().narrow(counting, HandledFile).group_by(col(HandledFile.procedure_id)).subquery("counted")
    rows = sa.select(Procedure, ProcedureTerm, files.c.files).select_from(Procedure).outerjoin(ProcedureTerm, shown)
    return Listing(
        title=message("Procedures"),
        name="procedures",
        key=col(Procedure.id),
        keys=scope().narrow(sa.select(col(Procedure.id)).outerjoin(ProcedureTerm, shown), Procedure),
        rows=rows.outerjoin(files, files.c.procedure_id == col(Procedure.id)),
        columns=_columns(),
        order="code",
        filters=_filters(fields),
        search=lambda query: lists.contains_words(col(Procedure.search_text), query),
        search_label=message("Find a procedure by name, code or field"),
        search_example=message("For example: birth registration"),
    )


def duration_in_words(term: ProcedureTerm | None) -> Message | None:
    """Return the published duration of a term, None where none is published."""
    if term is None or term.amount is None:
        return None
    return message("%(amount)d %(unit)s", amount=term.amount, unit=word(term.unit))


def _weight(row: Row) -> Decimal | None:
    return None if row[1] is None else hundredths(row[1].weight_hundredths)


def _columns() -> tuple[Column, ...]:
    weight = [col(ProcedureTerm.weight_hundredths)]
    is_set = message("The weight is set")
    return (
        Column("code", FIELDS["code"], lambda row: row[0].code, [col(Procedure.code)]),
        Column("name", FIELDS["procedure_id"], lambda row: row[0].name),
        Column("field", FIELDS["field"], lambda row: row[0].field, [col(Procedure.field)]),
        Column("duration", FIELDS["amount"], lambda row: duration_in_words(row[1])),
        Column("weight", message("Weight"), _weight, weight, is_number=True),
        Column("set", is_set, lambda row: row[1] is not None and row[1].weight_is_set, in_table=False),
        Column("files", message("Files"), lambda row: row.files or 0, is_number=True),
    )


def _filters(fields: Sequence[str]) -> tuple[Filter, ...]:
    return (
        Filter("field", FIELDS["field"], lambda text: col(Procedure.field) == text, [(one, one) for one in fields]),
        Filter(
            "weight",
            message("Weight"),
            lambda text: col(ProcedureTerm.weight_is_set) == (text == SET),
            [(GUESSED, message("guessed")), (SET, message("set"))],
        ),
    )
