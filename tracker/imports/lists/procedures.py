"""The import of procedures and their published terms."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import cast

from sqlmodel import Session, col, select

from tracker.deadlines import Duration
from tracker.imports.checking.checked import CheckedRow
from tracker.imports.matching.named import load_named
from tracker.imports.prepared import Prepared, Progress
from tracker.imports.results import Counts, Findings
from tracker.imports.storing.open_batch import OpenBatch
from tracker.imports.storing.record_plans import RecordPlans
from tracker.messages import InputError
from tracker.records.procedures import MOST_WEIGHT, Procedure, ProcedureTerm, guessed_weight, load_terms
from tracker.records.rederiving import rederive_all
from tracker.text import fold

_LONGEST_CODE = 40
_MOST_AMOUNT = 1000


def import_procedures(
    session: Session, prepared: Prepared, _today: date, batch: OpenBatch | None, _progress: Progress
) -> tuple[Counts, Findings]:
    """Plan and store procedures and terms; files get the deadlines and weights that follow from them."""
    findings = prepared.findings()
    plans = RecordPlans(session, findings, load_named(session, prepared, "valid_from", ()))
    known = _Known(session)
    rows_of: dict[str, int] = {}
    for row in prepared.checked.rows:
        if row.number in findings.refused:
            continue
        code = cast(str, row.values["code"])
        try:
            _refuse_second_row(rows_of.setdefault(_term_key(row), row.number), row.number)
            _plan(plans, known, row, code)
        except InputError as refused:
            findings.refuse(row.number, "code", code, refused.message)
    position = None if batch is None else plans.store(batch)
    if position is not None and any(planned.table is ProcedureTerm for planned in plans.planned):
        rederive_all(session, position)
    return plans.count(), findings


class _Known:
    """The procedures and terms of the database."""

    def __init__(self, session: Session) -> None:
        stored = session.exec(select(Procedure).order_by(col(Procedure.id).desc())).all()
        self.by_code: dict[str, Procedure | int] = {procedure.code: procedure for procedure in stored if procedure.code}
        self._without_code = {fold(procedure.name): procedure for procedure in stored if not procedure.code}
        self._terms = load_terms(session).by_procedure

    def find(self, code: str, name: str) -> Procedure | int | None:
        """Return the procedure of this code, else the one that was known only by its name so far."""
        return self.by_code.get(code) or self._without_code.pop(fold(name), None)

    def terms_of(self, procedure: Procedure | int) -> Sequence[ProcedureTerm]:
        """Return the stored terms of a procedure, the earliest first."""
        return self._terms.get(procedure.id or 0, []) if isinstance(procedure, Procedure) else []


def _term_key(row: CheckedRow) -> str:
    return f"{row.values['code']} {row.values.get('valid_from')}"


def _refuse_second_row(first: int, row: int) -> None:
    if first != row:
        raise InputError("The procedure stands in row %(first)d already. Keep the row that is right.", first=first)


def _plan(plans: RecordPlans, known: _Known, row: CheckedRow, code: str) -> None:
    values = row.values
    if len(code) > _LONGEST_CODE:
        raise InputError("A code has at most %(most)d characters, this one has more. Correct it.", most=_LONGEST_CODE)
    term = _term(row)
    wanted = {name: values[name] for name in ("code", "name", "field") if values.get(name) is not None}
    procedure = known.find(code, cast(str, values["name"]))
    if isinstance(procedure, Procedure):
        plans.change(row.number, procedure, wanted, code)
    elif procedure is None:
        procedure = plans.add(row.number, Procedure, wanted)
    known.by_code[code] = procedure
    _plan_term(plans, row, procedure, known.terms_of(procedure), term)


def _plan_term(
    plans: RecordPlans,
    row: CheckedRow,
    procedure: Procedure | int,
    stored: Sequence[ProcedureTerm],
    said: dict[str, object],
) -> None:
    """Plan the term: the one that began on the given day, else the latest; a new one takes over what is not said."""
    if not said:
        return
    valid_from = cast("date | None", row.values.get("valid_from"))
    same = [term for term in stored if term.valid_from == valid_from] if valid_from else stored[-1:]
    code = str(row.values["code"])
    if same:
        plans.change(row.number, same[0], _with_weight(said, same[0]), code)
        return
    earlier = [term for term in stored if valid_from and term.valid_from < valid_from]
    inherited = earlier[-1].model_dump(exclude={"id", "procedure_id", "valid_from"}) if earlier else {}
    owner = procedure.id if isinstance(procedure, Procedure) else procedure
    values = {**inherited, **_with_weight(said, earlier[-1] if earlier else None)}
    new = {**values, "procedure_id": owner, "valid_from": valid_from or date.min}
    plans.add(row.number, ProcedureTerm, new, is_main=False)


def _term(row: CheckedRow) -> dict[str, object]:
    """Return what the row says of the term."""
    duration = cast("Duration | None", row.values.get("duration"))
    weight = cast("Decimal | None", row.values.get("weight"))
    said: dict[str, object] = {}
    if duration is not None:
        if duration.amount > _MOST_AMOUNT:
            raise InputError("A time limit of %(amount)d is longer than any. Correct it.", amount=duration.amount)
        said |= {"amount": duration.amount, "unit": duration.unit}
    if weight is not None:
        if not 1 <= round(weight * 100) <= MOST_WEIGHT:
            raise InputError("The weight must lie between 0,01 and 100. Correct it.")
        said |= {"weight_hundredths": round(weight * 100), "weight_is_set": True}
    late = row.values.get("late_receipt")
    if said and late is not None:
        said["late_receipt_counts_next_day"] = late
    return said


def _with_weight(said: dict[str, object], term: ProcedureTerm | None) -> dict[str, object]:
    """Return the term with a weight guessed from its duration, unless one was set."""
    if "weight_hundredths" in said or (term is not None and term.weight_is_set) or "amount" not in said:
        return said
    duration = Duration(cast(int, said["amount"]), said["unit"])  # type: ignore[arg-type]
    return {**said, "weight_hundredths": guessed_weight(duration)}
