"""Initiatives are said, changed and withdrawn by whoever says them, until they stand in a decision."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import Session, select

from tests.decisions.initiatives import TODAY, Deciding, refused
from tracker.audit import AuditEntry
from tracker.database import Database
from tracker.decisions.initiative_changes import (
    Said,
    change_initiative,
    propose_initiative,
    withdraw_initiative,
)
from tracker.decisions.initiative_states import decisions_on, has_state, state_of
from tracker.decisions.initiatives import Initiative, finders_of
from tracker.records.initiative_kinds import InitiativeKind, InitiativeState


@pytest.fixture
def deciding(database: Database) -> Deciding:
    """The commune."""
    return Deciding(database)


def propose(deciding: Deciding, said: Said, by: str = "ha") -> None:
    with deciding.database.writing(by) as session:
        propose_initiative(session, said, deciding.viewers[by])


def change(deciding: Deciding, initiative_id: int, said: Said, by: str = "ha") -> None:
    with deciding.database.writing(by) as session:
        change_initiative(session, session.get_one(Initiative, initiative_id), said, deciding.viewers[by])


def withdraw(deciding: Deciding, initiative_id: int, by: str = "ha") -> None:
    with deciding.database.writing(by) as session:
        withdraw_initiative(session, session.get_one(Initiative, initiative_id), deciding.viewers[by])


def finders(session: Session, initiative_id: int) -> list[str]:
    return [one.full_name for one in finders_of(session, [initiative_id])[initiative_id]]


def test_several_may_have_found_it_and_somebody_else_may_say_so(deciding: Deciding) -> None:
    number = deciding.initiative("ha", "an", by="uoc")
    with deciding.database.reading() as session:
        kept = session.get_one(Initiative, number)
        assert (kept.said_by, kept.said_on, kept.search_text) == ("uoc", TODAY, "one form for two papers")
        assert finders(session, number) == ["Nguyễn Văn Ân", "Phạm Thị Hà"]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"title": "  "}, "Give it a title"),
        ({"title": "x" * 301}, "at most 300 letters"),
        ({"description": " "}, "Say what is done otherwise and where that can be checked"),
        ({"evidence": ""}, "Say what is done otherwise and where that can be checked"),
        ({"evidence": "x" * 4001}, "at most 4000 letters"),
        ({"practised_from": date(2026, 11, 24)}, "a day up to today, 23/11/2026"),
        ({"practised_from": date(1926, 11, 24)}, "a day up to today, 23/11/2026"),
        ({"kind": InitiativeKind.SHORTER_PROCEDURE}, "Choose the procedure that is shorter now"),
        ({"procedure_id": 999}, "There is no such procedure"),
        ({"officials": ()}, "Say who found it"),
        ({"officials": (999,)}, "There is no such official"),
    ],
)
def test_what_is_missing_or_cannot_be_is_named(deciding: Deciding, values: dict[str, object], told: str) -> None:
    said = deciding.said("ha")
    wrong = Said(**{name: values.get(name, getattr(said, name)) for name in Said.__dataclass_fields__})
    assert told in refused(lambda: propose(deciding, wrong))
    with deciding.database.reading() as session:
        assert session.exec(select(Initiative)).all() == []


def test_ones_own_is_changed_and_every_change_is_audited(deciding: Deciding) -> None:
    number = deciding.initiative("ha", "an")
    changed = {"kind": InitiativeKind.SHORTER_PROCEDURE, "procedure_id": deciding.procedure_id, "title": "Đơn giản hơn"}
    change(deciding, number, deciding.said("ha", **changed))
    with deciding.database.reading() as session:
        kept = session.get_one(Initiative, number)
        assert (kept.title, kept.procedure_id, kept.search_text) == (
            "Đơn giản hơn",
            deciding.procedure_id,
            "don gian hon",
        )
        assert finders(session, number) == ["Phạm Thị Hà"]
        wanted = select(AuditEntry.subject, AuditEntry.action).where(AuditEntry.actor == "ha")
        assert session.exec(wanted.order_by(AuditEntry.position)).all()[-2:] == [
            ("tracker_initiative", "changed"),
            ("tracker_initiative_person", "removed"),
        ]


def test_nobody_changes_or_withdraws_what_another_said(deciding: Deciding) -> None:
    number = deciding.initiative("ha", by="uoc")
    assert "Only uoc, who proposed it" in refused(lambda: change(deciding, number, deciding.said("ha")))
    assert "Only uoc, who proposed it" in refused(lambda: withdraw(deciding, number))


def test_what_is_withdrawn_stays_as_it_was(deciding: Deciding) -> None:
    number = deciding.initiative("ha")
    withdraw(deciding, number)
    for again in (lambda: change(deciding, number, deciding.said("ha")), lambda: withdraw(deciding, number)):
        assert "It was withdrawn on 23/11/2026. Propose it anew." in refused(again)
    assert "was withdrawn on 23/11/2026" in refused(lambda: deciding.reward(number))


def test_what_stands_in_a_proposal_or_a_decision_stays_as_it_is(deciding: Deciding) -> None:
    number = deciding.initiative("ha")
    decision_id = deciding.reward(number)
    assert "uoc has proposed a reward for it" in refused(lambda: change(deciding, number, deciding.said("ha")))
    deciding.issue(decision_id)
    assert "Decision 7/QĐ-UBND rewards it" in refused(lambda: withdraw(deciding, number))


def test_a_state_is_the_same_for_one_and_for_a_list(deciding: Deciding) -> None:
    numbers = {
        InitiativeState.OPEN: deciding.initiative("ha"),
        InitiativeState.PROPOSED: deciding.initiative("ha"),
        InitiativeState.REWARDED: deciding.initiative("an"),
        InitiativeState.WITHDRAWN: deciding.initiative("ha"),
    }
    withdraw(deciding, numbers[InitiativeState.WITHDRAWN])
    deciding.reward(numbers[InitiativeState.PROPOSED])
    deciding.issue(deciding.reward(numbers[InitiativeState.REWARDED]))
    with deciding.database.reading() as session:
        decided = decisions_on(session, numbers.values())
        for state, number in numbers.items():
            assert session.exec(select(Initiative.id).where(has_state(state))).all() == [number]
            assert state_of(session.get_one(Initiative, number), decided.get(number)) is state
