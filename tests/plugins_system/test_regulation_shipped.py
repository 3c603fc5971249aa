"""How each shipped document stands when it is cited, against a count that reads only the shipped list."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import pytest

import plugins.regulations
from plugins.regulations.reasons import reason_of
from plugins.regulations.register import called, load_register
from plugins.regulations.scan import Finding, scan
from tests.conftest import FilledBy
from tests.plugins_system.conftest import fill_register
from tracker.database import Database
from tracker.messages import translate

Shipped = Mapping[str, Mapping[str, object]]
SHIPPED = Path(plugins.regulations.__file__).parent / "shipped" / "2026_11.toml"
ENDING = ("replaces", "abrogates")
TODAY = date(2026, 11, 23)


@pytest.fixture
def register(filled_by: FilledBy) -> Database:
    """A database with the documents that the plugin ships with."""
    return filled_by(fill_register)


def shipped() -> Shipped:
    return {one["number"]: one for one in tomllib.loads(SHIPPED.read_text(encoding="utf-8"))["documents"]}


def first_day(document: Mapping[str, object]) -> date | None:
    begins = document.get("in_force_from")
    assert begins is None or isinstance(begins, date)
    return begins


def doing(documents: Shipped, number: str, kinds: Sequence[str]) -> list[str]:
    """Name what does one of these things to a document, by reading the list from its top to its end."""
    found = []
    for name, document in documents.items():
        for kind in kinds:
            named = document.get(kind, [])
            assert isinstance(named, list)
            if number in [one if isinstance(one, str) else one["number"] for one in named]:
                found.append(name)
    return found


def slow_status(documents: Shipped, number: str, day: date) -> str:
    document = documents[number]
    ended = [first_day(documents[one]) for one in doing(documents, number, ENDING)] + [document.get("expires_on")]
    if any(isinstance(one, date) and one <= day for one in ended):
        return "expired"
    begins = first_day(document)
    if begins is None:
        begins = document.get("issued_on") or date(int(number.split("/")[1]) if number.count("/") == 2 else 1, 1, 1)
    assert isinstance(begins, date)
    if day < begins:
        return "not yet in force"
    touched = [first_day(documents[one]) for one in doing(documents, number, ("amends", "abrogates_in_part"))]
    return "partly expired" if any(one and one <= day for one in touched) else "in force"


def slow_replacements(documents: Shipped, number: str, day: date) -> set[str]:
    found = set()
    for one in doing(documents, number, ENDING):
        further = slow_replacements(documents, one, day) if slow_status(documents, one, day) == "expired" else set()
        found |= further or {one}
    return found


def findings(register: Database, text: str, day: date) -> list[Finding]:
    with register.reading() as session:
        return scan(text, load_register(session), day)


def test_every_shipped_document_is_cited_with_the_status_and_the_replacements_that_a_slow_count_finds(
    register: Database,
) -> None:
    documents = shipped()
    told = {one for document in documents.values() for one in document.values() if isinstance(one, date)}
    days = {day + timedelta(days=step) for day in told for step in (-1, 0, 1)} | {TODAY, date(2017, 5, 5)}
    text = "; ".join(f"văn bản số {number}" for number in documents)
    met = set()
    for day in sorted(days):
        found = {str(one.citation.number): one for one in findings(register, text, day)}
        assert found.keys() == documents.keys()
        for number, one in found.items():
            replacements = {called(entry) for entry in one.replaced_by}
            assert (day, number, one.status) == (day, number, slow_status(documents, number, day))
            assert (number, replacements) == (number, slow_replacements(documents, number, day))
            met.add(one.status)
    assert met == {"in force", "not yet in force", "partly expired", "expired"}


@pytest.mark.parametrize(
    ("cited", "day", "status", "replaced_by"),
    [
        ("Nghị định 61/2018/NĐ-CP", "2021-12-05", "in force", ["118/2025/NĐ-CP"]),
        ("Nghị định 61/2018/NĐ-CP", "2025-06-30", "partly expired", ["118/2025/NĐ-CP"]),
        ("Nghị định số 107/2021/NĐ-CP", "2021-12-05", "not yet in force", ["118/2025/NĐ-CP"]),
        ("Nghị định 61/2018/NĐ-CP", "2025-07-01", "expired", ["118/2025/NĐ-CP"]),
        ("Nghị định số 107/2021", "2026-11-23", "expired", ["118/2025/NĐ-CP"]),
        ("Nghị định 118/2025/NĐ-CP", "2025-06-30", "not yet in force", []),
        ("Nghị định 118/2025/NĐ-CP", "2026-08-04", "in force", []),
        ("Nghị định 118/2025/NĐ-CP", "2026-08-05", "partly expired", []),
        ("Thông tư 1/2018/TT-VPCP", "2025-09-14", "in force", ["03/2025/TT-VPCP"]),
        ("Thông tư 01/2018/TT-VPCP", "2025-09-15", "expired", ["03/2025/TT-VPCP"]),
        ("Nghị định 42/2022/NĐ-CP", "2026-06-30", "in force", ["224/2026/NĐ-CP"]),
        ("Nghị định 42/2022/NĐ-CP", "2026-07-01", "expired", ["224/2026/NĐ-CP"]),
        ("Nghị định 90/2020/NĐ-CP", "2025-12-31", "in force", ["233/2026/NĐ-CP"]),
        ("Nghị định 90/2020/NĐ-CP", "2026-01-01", "partly expired", ["233/2026/NĐ-CP"]),
        ("Nghị định 90/2020/NĐ-CP", "2026-07-01", "expired", ["233/2026/NĐ-CP"]),
        ("Nghị định 335/2026/NĐ-CP", "2025-12-31", "not yet in force", []),
        ("Nghị định 335/2025/NĐ-CP", "2025-12-31", "not yet in force", []),
        ("Nghị định 335/2025/NĐ-CP", "2026-01-01", "in force", []),
        ("Nghị định 73/2024/NĐ-CP", "2026-07-01", "expired", ["161/2026/NĐ-CP"]),
        ("Nghị định 72/2018/NĐ-CP", "2020-05-05", "expired", ["38/2019/NĐ-CP"]),
        ("Nghị định 72/2018/NĐ-CP", "2026-11-23", "expired", ["161/2026/NĐ-CP"]),
        ("Luật Thi đua, khen thưởng năm 2022", "2026-09-30", "in force", []),
        ("Luật Thi đua, khen thưởng ngày 15/6/2022", "2026-10-01", "partly expired", []),
        ("Luật số 06/2026/QH16", "2026-09-30", "not yet in force", []),
        ("Luật Cán bộ, công chức ngày 24/6/2025", "2025-06-30", "not yet in force", []),
        ("Nghị định 152/2025/NĐ-CP", "2027-02-28", "in force", []),
        ("Nghị định 152/2025/NĐ-CP", "2027-03-01", "expired", []),
        ("Nghị định 309/2025/NĐ-CP", "2026-11-23", "unknown", []),
    ],
)
def test_the_documents_that_changed_lately_stand_as_the_offices_know_them(
    register: Database, cited: str, day: str, status: str, replaced_by: list[str]
) -> None:
    (one,) = findings(register, f"Căn cứ {cited};", date.fromisoformat(day))
    assert (one.status, [called(entry) for entry in one.replaced_by]) == (status, replaced_by)


@pytest.mark.parametrize(
    ("date_cited", "reason"),
    [
        ("ngày 23/6/2022", "nothing is known to the contrary"),
        ("", "nothing is known to the contrary"),
        ("ngày 22/6/2022", "not in the register"),
    ],
)
def test_a_decision_without_a_year_in_its_number_is_known_by_its_date(
    register: Database, date_cited: str, reason: str
) -> None:
    with register.reading() as session:
        loaded = load_register(session)
    (one,) = scan(f"Quyết định số 766/QĐ-TTg {date_cited}", loaded, TODAY)
    assert translate(reason_of(one, loaded), "en") == reason


def test_a_decree_cited_with_a_wrong_date_is_that_decree_and_the_date_is_told(register: Database) -> None:
    with register.reading() as session:
        loaded = load_register(session)
    (one,) = scan("Nghị định số 118/2025/NĐ-CP ngày 19/6/2025", loaded, TODAY)
    assert (one.status, one.issued_otherwise) == ("partly expired", date(2025, 6, 9))
    assert one.needs_a_look(TODAY, TODAY)
    assert not one.is_alarming(TODAY, TODAY)
    assert translate(reason_of(one, loaded), "en") == (
        "since 05/08/2026, by 309/2026/NĐ-CP; it was issued on 09/06/2025, not on the date cited"
    )
