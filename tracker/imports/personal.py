"""Lists of what officials did, one row for one record: whom a row means, and what both have in common."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import cast

from sqlmodel import Session, SQLModel, select

from tracker.imports.checked import CheckedRow
from tracker.imports.named import Named, load_named
from tracker.imports.prepared import Prepared
from tracker.imports.record_plans import KeyedRecords, RecordPlans
from tracker.imports.results import Counts, Findings
from tracker.imports.storing import OpenBatch
from tracker.messages import InputError

Wanted = Callable[[CheckedRow, int, Named], dict[str, object]]
"""Return what a row of an official says, in the columns of its record; may raise InputError."""


def import_personal(
    session: Session,
    prepared: Prepared,
    batch: OpenBatch | None,
    *,
    table: type[SQLModel],
    key: tuple[str, ...],
    day: str,
    others: tuple[str, ...],
    wanted: Wanted,
) -> tuple[Counts, Findings]:
    """Plan and, where a batch is open, store a list that names an official in each row.

    `key` are the columns that tell records apart, `day` is the field with the day of a row, `others` are the fields
    that name further officials.
    """
    findings = prepared.findings()
    named = load_named(session, prepared, day, ("official", "official_code", *others))
    plans = RecordPlans(session, findings, named)
    stored = {tuple(getattr(row, name) for name in key): row for row in session.exec(select(table))}
    records = KeyedRecords(plans, table, key, stored)
    for row in prepared.checked.rows:
        if row.number in findings.refused or not _is_clear(row, named, day, others):
            continue
        try:
            said = wanted(row, _official_id(row, named, day), named)
        except InputError as refused:
            findings.refuse(row.number, "official", _whom(row), refused.message)
        else:
            records.put(row.number, said, day, f"{_whom(row)} {row.values[day]:%d/%m/%Y}")
    named.finish(findings)
    if batch is not None:
        plans.store(batch)
    return plans.count(), findings


def _whom(row: CheckedRow) -> str:
    return cast(str, row.values.get("official_code") or row.values["official"])


def _is_clear(row: CheckedRow, named: Named, day: str, others: tuple[str, ...]) -> bool:
    on = cast(date, row.values[day])
    texts = (_whom(row), *(cast("str | None", row.values.get(other)) for other in others))
    clear = [named.officials.is_clear(text, on, row.number) for text in texts]
    return all(clear)


def _official_id(row: CheckedRow, named: Named, day: str) -> int:
    on, full_name = cast(date, row.values[day]), cast("str | None", row.values.get("official"))
    official_id = named.officials.id_of(_whom(row), on, None, full_name)
    assert official_id is not None
    return official_id
