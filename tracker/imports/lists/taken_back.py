"""Rows that say again what an accepted correction took back: left out, and told with whose decision it was."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlmodel import Session, SQLModel

from tracker.accounts.accounts import full_name
from tracker.messages import Message, counted, message
from tracker.records.corrected_values import KEYS
from tracker.records.correction_states import CorrectionKind
from tracker.records.corrections import Correction, taken_back
from tracker.records.officials import Official
from tracker.records.record_names import record_name

_ROWS_NAMED = 10


@dataclass(slots=True)
class TakenBack:
    """The rows of a list that corrections took back; what was added by hand after that is imported as before."""

    session: Session
    table: type[SQLModel]
    _corrections: Mapping[tuple[object, ...], Correction] = field(init=False)
    _rows: list[tuple[int, Mapping[str, object], Correction]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._corrections = taken_back(self.session, self.table)

    def takes(self, row: int, wanted: Mapping[str, object]) -> bool:
        """Whether a row, of which no record is stored, was taken back; it is kept for the notes then."""
        correction = self._corrections.get(tuple(wanted[name] for name in KEYS[self.table]))
        if correction is not None:
            self._rows.append((row, wanted, correction))
        return correction is not None

    def notes(self) -> list[Message]:
        """Return a note that names the rows and whose decision it was, if there are any."""
        if not self._rows:
            return []
        return [
            counted(
                "%(count)s row says what an accepted correction took back, and is left out: %(rows)s. If it is right "
                "after all, add it by hand.",
                "%(count)s rows say what accepted corrections took back, and are left out: %(rows)s. If one is right "
                "after all, add it by hand.",
                count=len(self._rows),
                rows=[self._told(*one) for one in self._rows[:_ROWS_NAMED]],
            )
        ]

    def _told(self, row: int, wanted: Mapping[str, object], correction: Correction) -> Message:
        said = {
            "row": row,
            "record": record_name(self.table(**wanted)),
            "name": self.session.get_one(Official, wanted["official_id"]).full_name,
            "who": full_name(self.session, correction.answered_by) or "–",
            "day": correction.answered_on,
        }
        if correction.kind is CorrectionKind.NOT_MINE:
            return message(
                "row %(row)d: %(record)s was found not to be %(name)s's by decision of %(who)s on %(day)s", **said
            )
        return message("row %(row)d: %(record)s of %(name)s was corrected by decision of %(who)s on %(day)s", **said)
