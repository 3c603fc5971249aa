"""Lists of what officials did, one row for one record: whom a row means, and what both have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import cast

from sqlmodel import Session, SQLModel, select

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.future_days import FutureDays
from tracker.imports.lists.taken_back import TakenBack
from tracker.imports.lists.wrong_cells import CellError, refuse_row
from tracker.imports.matching.named import Named, load_named
from tracker.imports.matching.two_people import has_his_own_code, is_one_person
from tracker.imports.prepared import Prepared
from tracker.imports.results import Counts, Findings
from tracker.imports.storing.open_batch import OpenBatch
from tracker.imports.storing.record_plans import KeyedRecords, RecordPlans
from tracker.messages import InputError, message

Said = Callable[[CheckedRow], dict[str, object]]
"""Return what a row says of its record, whom it names apart; may raise InputError."""


@dataclass(frozen=True, slots=True)
class PersonalList:
    """A list with an official in each row: its table, the columns that tell records apart, and how a row is read.

    `day` is the field with the day of a row, `last_day` the one with its last day where it may have several; `others`
    are the fields that name further officials, with their columns; `happened` says whether a record is no mere plan.
    """

    table: type[SQLModel]
    key: tuple[str, ...]
    day: str
    said: Said
    happened: Callable[[Mapping[str, object]], bool] = lambda _said: False
    last_day: str | None = None
    others: Mapping[str, str] = field(default_factory=dict)


def import_personal(
    session: Session, prepared: Prepared, today: date, batch: OpenBatch | None, about: PersonalList
) -> tuple[Counts, Findings]:
    """Plan and, where a batch is open, store a list that names an official in each row."""
    findings = prepared.findings()
    named = load_named(session, prepared, about.day, ("official", "official_code", *about.others))
    plans = RecordPlans(session, findings, named)
    stored = {tuple(getattr(row, name) for name in about.key): row for row in session.exec(select(about.table))}
    records = KeyedRecords(plans, about.table, about.key, stored)
    future, decided = FutureDays(today), TakenBack(session, about.table)
    for row in prepared.checked.rows:
        if row.number in findings.refused or not _is_clear(row, named, about, findings):
            continue
        try:
            wanted = about.said(row) | _whom_it_names(row, named, about)
        except InputError as refused:
            refuse_row(findings, row, refused, "official")
            continue
        if tuple(wanted[name] for name in about.key) not in stored and decided.takes(row.number, wanted):
            plans.repeat(row.number)
            continue
        if about.happened(wanted):
            future.see(row, (_last_day(row, about),))
        records.put(row.number, wanted, about.day, f"{_whom(row)} {row.values[about.day]:%d/%m/%Y}")
    named.finish(findings)
    findings.notes += [*decided.notes(), *future.notes(prepared.order.kind)]
    if batch is not None:
        plans.store(batch)
    return plans.count(), findings


def _whom(row: CheckedRow) -> str:
    return cast(str, row.values.get("official_code") or row.values["official"])


def _last_day(row: CheckedRow, about: PersonalList) -> str:
    """Return the field with the last day of a row."""
    return about.last_day if about.last_day and row.values.get(about.last_day) is not None else about.day


def _is_clear(row: CheckedRow, named: Named, about: PersonalList, findings: Findings) -> bool:
    on = cast(date, row.values[about.day])
    if not has_his_own_code(row, "official_code", "official", on, named.officials, findings):
        return False
    one_person = [is_one_person(row, key, on, named.officials, findings) for key in ("official", *about.others)]
    if not all(one_person):
        return False
    texts = (_whom(row), *(cast("str | None", row.values.get(other)) for other in about.others))
    clear = [named.officials.is_clear(text, on, row.number) for text in texts]
    return all(clear)


def _whom_it_names(row: CheckedRow, named: Named, about: PersonalList) -> dict[str, object]:
    """Return the ids of the official and of the others that a row names, who must not be the same person."""
    on, full_name = cast(date, row.values[about.day]), cast("str | None", row.values.get("official"))
    texts = {column: cast("str | None", row.values.get(key)) for key, column in about.others.items()}
    official_id = named.officials.id_of(_whom(row), on, None, full_name)
    ids = {column: named.officials.id_of(text, on, None) for column, text in texts.items() if text is not None}
    if official_id in ids.values():
        told = message("An official cannot be his own substitute. Empty the substitute, or name another one.")
        raise CellError("substitute", told)
    return {"official_id": official_id, **ids}
