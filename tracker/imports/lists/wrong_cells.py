"""What is wrong with one cell of a row, so that the problem names its column."""

from __future__ import annotations

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.results import Findings
from tracker.messages import InputError, Message, message


class CellError(InputError):
    """One cell of a row cannot be used; `key` is its field."""

    def __init__(self, key: str, told: Message) -> None:
        super().__init__(told.id, **told.params)
        self.key = key


def refuse_row(findings: Findings, row: CheckedRow, refused: InputError, key: str) -> None:
    """Note why a row cannot be stored: with the cell that is wrong, else with the one that says what the row is of."""
    where = refused.key if isinstance(refused, CellError) else key
    findings.refuse(row.number, where, row.values.get(where), refused.message)


def refuse_long(row: CheckedRow, key: str, most: int) -> None:
    """Raise CellError if a text has more characters than its record holds."""
    if len(str(row.values.get(key) or "")) > most:
        raise CellError(key, message("At most %(most)d characters are kept, this has more. Shorten it.", most=most))
