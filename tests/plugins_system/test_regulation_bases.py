"""What the register says of the legal bases of a decision, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from plugins.regulations.models import Document
from plugins.regulations.register import add_document, relate
from plugins.regulations.validity import Relation
from tracker.award_forms import LegalBasis, LegalFinding
from tracker.config import Config
from tracker.database import Database
from tracker.decisions.bases import findings_about
from tracker.installation import Tracker
from tracker.messages import message, translate
from tracker.plugins import Plugins

PLUGINS = Plugins(["regulations"])
TODAY = date(2026, 11, 23)


@pytest.fixture
def register(database: Database) -> Database:
    """A database with the tables of the plugin, and the documents that it ships with."""
    Tracker(Config(), database, PLUGINS, database.clock).upgrade()
    return database


def findings(register: Database, *numbers: str, on: date = TODAY) -> dict[str, LegalFinding]:
    with register.reading() as session:
        return findings_about(session, PLUGINS, [LegalBasis(one, message("A basis")) for one in numbers], on)


def told(register: Database, number: str, on: date = TODAY) -> tuple[bool, str]:
    finding = findings(register, number, on=on)[number]
    return finding.is_in_force, translate(finding.told, "en")


def test_a_document_in_force_says_since_when_and_until_when(register: Database) -> None:
    assert told(register, "171/2025/NĐ-CP") == (True, "171/2025/NĐ-CP: in force, since 01/07/2025.")
    assert told(register, "152/2025/NĐ-CP") == (
        True,
        "152/2025/NĐ-CP: in force, since 01/07/2025, until before 01/03/2027.",
    )


def test_a_document_is_looked_at_on_the_day_of_the_decision(register: Database) -> None:
    before, after = date(2026, 9, 30), date(2026, 10, 1)
    assert told(register, "06/2026/QH16", before) == (
        False,
        "06/2026/QH16: not yet in force, enters into force on 01/10/2026.",
    )
    assert told(register, "06/2026/QH16", after) == (True, "06/2026/QH16: in force, since 01/10/2026.")
    assert told(register, "152/2025/NĐ-CP", date(2027, 3, 1)) == (
        False,
        "152/2025/NĐ-CP: expired, since 01/03/2027.",
    )


def test_what_is_amended_holds_and_says_by_which_document(register: Database) -> None:
    assert told(register, "06/2022/QH15") == (
        True,
        "06/2022/QH15: partly expired, since 01/10/2026, by 06/2026/QH16.",
    )


def test_what_was_replaced_says_since_when_and_by_which_document(register: Database) -> None:
    assert told(register, "98/2023/NĐ-CP") == (False, "98/2023/NĐ-CP: expired, since 01/07/2025, by 152/2025/NĐ-CP.")


def test_what_was_replaced_twice_names_the_document_that_holds_now(register: Database) -> None:
    assert told(register, "24/2023/NĐ-CP") == (
        False,
        "24/2023/NĐ-CP: expired, since 01/07/2024, by 73/2024/NĐ-CP; in its place: 161/2026/NĐ-CP.",
    )


@pytest.mark.parametrize(
    "written", ["98 / 2023 / NĐ - CP", "98/2023/nđ-cp", "98/2023/ND-CP", "Nghị định số 98/2023/NĐ-CP"]
)
def test_a_number_is_found_in_whatever_spelling_and_answered_as_asked(register: Database, written: str) -> None:
    assert not findings(register, written)[written].is_in_force


def test_what_the_register_does_not_know_is_left_out(register: Database) -> None:
    asked = ("98/2024/NĐ-CP", "98/NĐ-CP", "Quy chế thi đua của xã", "12/QĐ-UBND")
    assert findings(register, *asked, "30/2020/NĐ-CP").keys() == {"30/2020/NĐ-CP"}


def test_a_number_of_which_nothing_else_is_known_is_left_out(register: Database) -> None:
    with register.writing("admin", "sổ") as session:
        add_document(session, Document(number="77/2021/NĐ-CP"))
    assert findings(register, "77/2021/NĐ-CP") == {}


def test_documents_of_one_number_that_stand_otherwise_are_left_out(register: Database) -> None:
    with register.writing("admin", "sổ") as session:
        for day in (date(2024, 3, 1), date(2025, 3, 1)):
            add_document(session, Document(number="12/QĐ-UBND", title="Quy chế", issued_on=day, in_force_from=day))
    assert told(register, "12/QĐ-UBND") == (
        True,
        "12/QĐ-UBND: in force, 2 documents have this number; its date would tell which.",
    )
    with register.writing("admin", "sổ") as session:
        ending = add_document(session, Document(number="40/QĐ-UBND", title="Bãi bỏ", in_force_from=date(2026, 1, 1)))
        first = session.exec(select(Document).where(Document.issued_on == date(2024, 3, 1))).one()
        relate(session, ending, Relation.ABROGATES, first)
    assert findings(register, "12/QĐ-UBND") == {}
