"""Changing procedures and their published terms by hand; the files follow a changed term at once."""

from __future__ import annotations

from sqlmodel import Session, select

from tracker.deadlines import Duration
from tracker.messages import InputError
from tracker.records.by_hand import Values, change_by_hand, refuse_without_reason, remove_by_hand
from tracker.records.procedures import MOST_WEIGHT, Procedure, ProcedureTerm, guessed_weight, terms_of
from tracker.records.rederiving import rederive_procedure
from tracker.text import fold, name_key


def add_procedure(session: Session, procedure: Procedure) -> Procedure:
    """Add a procedure. Raises InputError if another one has its code, or its name where neither has a code."""
    _refuse_taken_code(session, procedure)
    session.add(procedure)
    session.flush()
    return procedure


def change_procedure(session: Session, procedure: Procedure, values: Values, because: str) -> None:
    """Change what a procedure is called, and hold it. Raises InputError as `add_procedure`, and without a reason."""
    _refuse_taken_code(session, Procedure(**{**procedure.model_dump(), **values}))
    change_by_hand(session, procedure, values, because)


def add_term(session: Session, term: ProcedureTerm) -> int:
    """Add what a procedure published from a day on; returns how many files are judged otherwise now.

    A weight that is not set is guessed. Raises InputError if a term begins on that day already, or for a duration or a
    weight that cannot be.
    """
    _refuse_wrong_values(term)
    if any(other.valid_from == term.valid_from for other in terms_of(session, term.procedure_id)):
        raise InputError(
            "A term from %(start)s is known already. Correct that one, or give another day.", start=term.valid_from
        )
    if not term.weight_is_set:
        term.weight_hundredths = guessed_weight(term.duration)
    session.add(term)
    session.flush()
    return rederive_procedure(session, term.procedure_id)


def change_term(session: Session, term: ProcedureTerm, values: Values, because: str) -> int:
    """Correct a term, and hold what is corrected; returns how many files are judged otherwise now.

    A weight that is not set follows the duration, and is not held. Raises InputError as `add_term`, and without a
    reason.
    """
    wanted = ProcedureTerm(**{**term.model_dump(), **values})
    _refuse_wrong_values(wanted)
    said, not_held = dict(values), {"weight_is_set"}
    if not wanted.weight_is_set:
        said["weight_hundredths"] = guessed_weight(wanted.duration)
        not_held.add("weight_hundredths")
    change_by_hand(session, term, said, because, not_held)
    return rederive_procedure(session, term.procedure_id)


def remove_term(session: Session, term: ProcedureTerm, because: str) -> int:
    """Remove a term that was never published; returns how many files are judged otherwise now.

    Raises InputError without a reason.
    """
    refuse_without_reason(term, because)
    procedure_id = term.procedure_id
    remove_by_hand(session, term)
    return rederive_procedure(session, procedure_id)


def _refuse_wrong_values(term: ProcedureTerm) -> None:
    """Raise InputError for a duration or a weight that cannot be."""
    if term.amount is not None:
        Duration(term.amount, term.unit)
    if not 1 <= term.weight_hundredths <= MOST_WEIGHT:
        raise InputError("The weight must lie between 0,01 and 100. Correct it.")


def _refuse_taken_code(session: Session, procedure: Procedure) -> None:
    for other in session.exec(select(Procedure)):
        if other.id == procedure.id:
            continue
        if procedure.code and other.code and name_key(other.code) == name_key(procedure.code):
            raise InputError(
                "The code %(code)s belongs to %(name)s. Choose another code.", code=procedure.code, name=other.name
            )
        if not procedure.code and not other.code and fold(other.name) == fold(procedure.name):
            raise InputError("There is a procedure called %(name)s already. Give this one its code.", name=other.name)
