"""Procedures and their published terms, changed by hand: the files follow."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, select

from tracker.database import Database
from tracker.messages import InputError
from tracker.records.by_hand import holds_of
from tracker.records.handled_files import HandledFile
from tracker.records.procedure_changes import add_procedure, add_term, change_procedure, change_term, remove_term
from tracker.records.procedures import Procedure, ProcedureTerm, load_terms, shown_term, terms_of
from tracker.staleness import StaleMark
from tracker.testing import Office

MONDAY, JULY = date(2026, 6, 1), date(2026, 7, 6)


def deadlines(session: Session) -> dict[str, date | None]:
    session.expire_all()
    return {file.code: file.deadline_on for file in session.exec(select(HandledFile))}


def two_files(session: Session) -> Procedure:
    """A procedure of five days with a file of June and one of July, and a file of another procedure."""
    office = Office(session)
    official, procedure = office.official(), office.procedure(5, "1.001193")
    for code, received in (("june", MONDAY), ("july", JULY)):
        office.file(official, received, code=code, procedure_id=procedure.id)
    office.file(official, JULY, code="other", procedure_id=office.procedure(5, "1.000656").id)
    return procedure


def test_a_term_published_from_a_day_on_judges_the_files_received_since(database: Database) -> None:
    with database.writing("admin") as session:
        procedure = two_files(session)
        before = deadlines(session)
        assert add_term(session, ProcedureTerm(procedure_id=procedure.id, valid_from=JULY, amount=1)) == 1
        after = deadlines(session)
    assert {code for code in after if after[code] != before[code]} == {"july"}
    assert after["july"] == date(2026, 7, 7)


def test_a_corrected_term_is_held_judges_its_files_anew_and_makes_scores_stale(database: Database) -> None:
    with database.writing("admin") as session:
        term = terms_of(session, two_files(session).id)[0]
        for mark in session.exec(select(StaleMark)):
            session.delete(mark)
        assert change_term(session, term, {"amount": 3}, "decision 9") == 2
        term = session.get_one(ProcedureTerm, term.id)
        assert set(holds_of(session, term)) == {"amount"}
        assert term.weight_hundredths == 150, "a weight that is not set follows the duration"
        assert session.exec(select(StaleMark).where(StaleMark.official_id == None)).first() is not None  # noqa: E711


def test_a_weight_that_is_set_is_held_and_one_that_is_guessed_again_is_not(database: Database) -> None:
    with database.writing("admin") as session:
        number = terms_of(session, two_files(session).id)[0].id
        for values, weight, held in (
            ({"weight_hundredths": 700, "weight_is_set": True}, 700, {"weight_hundredths"}),
            ({"weight_is_set": False}, 200, set()),
        ):
            change_term(session, session.get_one(ProcedureTerm, number), values, "agreed")
            term = session.get_one(ProcedureTerm, number)
            assert (term.weight_hundredths, set(holds_of(session, term))) == (weight, held)
            weights = session.exec(select(HandledFile.weight_hundredths).where(HandledFile.code == "june")).one()
            assert weights == weight


def test_a_removed_term_gives_its_files_back_to_the_earlier_one(database: Database) -> None:
    with database.writing("admin") as session:
        procedure = two_files(session)
        before = deadlines(session)
        add_term(session, ProcedureTerm(procedure_id=procedure.id, valid_from=JULY, amount=1))
        with pytest.raises(InputError, match="say why"):
            remove_term(session, terms_of(session, procedure.id)[1], "")
        assert remove_term(session, terms_of(session, procedure.id)[1], "never published") == 1
        assert deadlines(session) == before


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"amount": 1001}, "must lie between 0 and 1000"),
        ({"weight_hundredths": 0, "weight_is_set": True}, "weight must lie between"),
        ({}, "known already"),
    ],
)
def test_a_term_that_cannot_be_is_refused(database: Database, values: dict[str, int], why: str) -> None:
    with database.writing("admin") as session:
        procedure = two_files(session)
        with pytest.raises(InputError, match=why):
            add_term(session, ProcedureTerm(procedure_id=procedure.id, valid_from=date.min, **values))


def test_no_two_procedures_share_a_code_nor_two_without_one_a_name(database: Database) -> None:
    with database.writing("admin") as session:
        procedure = two_files(session)
        nameless = add_procedure(session, Procedure(name="Đăng ký khai sinh"))
        with pytest.raises(InputError, match="belongs to"):
            change_procedure(session, nameless, {"code": "1.001193"}, "why")
        with pytest.raises(InputError, match="Give this one its code"):
            add_procedure(session, Procedure(name="dang ky khai sinh"))
        change_procedure(session, procedure, {"name": "Khai sinh"}, "renamed")
        assert set(holds_of(session, procedure)) == {"name"}


@pytest.mark.parametrize("on", [date(2020, 1, 1), date(2026, 3, 3), JULY, date(2027, 1, 1)])
def test_the_database_and_the_deadlines_agree_which_term_holds_on_a_day(database: Database, on: date) -> None:
    with database.writing("admin") as session:
        procedure = Procedure(code="9", name="P")
        session.add(procedure)
        session.flush()
        for start in (date(2026, 1, 1), JULY):
            session.add(ProcedureTerm(procedure_id=procedure.id, valid_from=start))
        session.flush()
        found = session.connection().execute(select(shown_term(Procedure.id, on)).select_from(Procedure)).scalar_one()
        held = load_terms(session).on(procedure.id, on)
    assert held is not None
    assert found == held.id
