"""The kit for tests of Tracker and of plugins: an office with people and files, made in a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session

from tracker.fingerprint import store_fingerprint
from tracker.periods import Period
from tracker.plugins import Plugins
from tracker.records.deriving import Basis, derive_file
from tracker.records.handled_files import HandledFile
from tracker.records.lifecycle import FileStatus
from tracker.records.officials import Official
from tracker.records.postings import OfficialKind, Posting, RankingGroup
from tracker.records.procedures import Procedure, ProcedureTerm, load_terms
from tracker.records.units import Unit, UnitKind
from tracker.records.working_time import load_working_times
from tracker.scoring.runs import Card, load_basis
from tracker.scoring.runs import score as score_everybody
from tracker.workdays import Calendar, load_calendar

BEGINNING = date(2024, 1, 1)


@dataclass
class Office:
    """A commune with one division; officials, procedures and files are added to it as a test needs them.

    Its files go by the calendar as it stood when the office was made.
    """

    session: Session
    unit: Unit = field(init=False)
    _calendar: Calendar = field(init=False, repr=False)
    _files: int = 0

    def __post_init__(self) -> None:
        commune = Unit(code="commune", name="Commune", kind=UnitKind.COMMUNE)
        self.session.add(commune)
        self.session.flush()
        self.unit = Unit(code="desk", name="Desk", kind=UnitKind.SERVICE_CENTRE, parent_id=commune.id)
        self.session.add(self.unit)
        self.session.flush()
        self._calendar = load_calendar(self.session)

    def official(
        self,
        code: str = "CB01",
        full_name: str = "Phạm Thị Hà",
        group: RankingGroup = RankingGroup.SPECIALIST,
        since: date = BEGINNING,
        until: date | None = None,
        working_time_percent: int = 100,
    ) -> Official:
        """Add an official with one posting."""
        official = Official(code=code, full_name=full_name)
        self.session.add(official)
        self.session.flush()
        assert official.id is not None
        assert self.unit.id is not None
        posting = Posting(
            official_id=official.id,
            unit_id=self.unit.id,
            kind=OfficialKind.CIVIL_SERVANT,
            ranking_group=group,
            working_time_percent=working_time_percent,
            valid_from=since,
            valid_to=until,
        )
        self.session.add(posting)
        self.session.flush()
        return official

    def procedure(self, amount: int | None = 5, code: str | None = None, weight_hundredths: int = 100) -> Procedure:
        """Add a procedure with a published duration in working days."""
        procedure = Procedure(code=code, name=f"Procedure of {amount} days {code or ''}")
        self.session.add(procedure)
        self.session.flush()
        assert procedure.id is not None
        self.session.add(ProcedureTerm(procedure_id=procedure.id, amount=amount, weight_hundredths=weight_hundredths))
        self.session.flush()
        return procedure

    def file(
        self, handler: Official | None, received_on: date, due_on: date | None = None, **values: Any
    ) -> HandledFile:
        """Add a file with its derived columns; a file with `finished_on` has the status finished."""
        self._files += 1
        finished = values.get("finished_on") is not None
        status = FileStatus.FINISHED if finished else FileStatus.PROCESSING
        recorded: dict[str, Any] = {
            "code": f"H23.14-{self._files:06d}",
            "status": status,
            "unit_id": self.unit.id,
            **values,
        }
        file = HandledFile(
            handler_id=handler.id if handler else None, received_on=received_on, due_on=due_on, **recorded
        )
        self.session.add(file)
        self.session.flush()
        basis = Basis(self._calendar, load_terms(self.session), load_working_times(self.session))
        derive_file(self.session, file, basis)
        return file


def score(session: Session, plugins: Plugins, period: Period, as_of: date | None = None) -> dict[str, Card]:
    """Return the cards of a period by official's code, scored with these plugins; stores nothing."""
    store_fingerprint(session, plugins.fingerprint)
    cards = score_everybody(session, load_basis(session, plugins, period, as_of or period.end))
    officials: Sequence[Official | None] = [session.get(Official, card.official_id) for card in cards]
    return {official.code: card for official, card in zip(officials, cards, strict=True) if official is not None}
