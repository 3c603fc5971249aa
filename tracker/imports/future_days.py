"""Days after today at which a list says that something happened already: stored, and told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from tracker.imports.checking.checked import CheckedRow
from tracker.imports.checking.fields import FIELDS, ImportKind
from tracker.messages import Message, counted, message

_ROWS_NAMED = 10


@dataclass(slots=True)
class FutureDays:
    """The rows seen so far, by field, in which a day lies after today."""

    today: date
    _rows: dict[str, list[tuple[int, date]]] = field(default_factory=dict)

    def see(self, row: CheckedRow, keys: Iterable[str]) -> None:
        """Keep the days of these fields that lie after today."""
        for key in keys:
            day = row.values.get(key)
            if isinstance(day, date) and day > self.today:
                self._rows.setdefault(key, []).append((row.number, day))

    def notes(self, kind: ImportKind) -> list[Message]:
        """Return a note for each field, which names rows and days."""
        titles = {field.key: Message(field.title) for field in FIELDS[kind]}
        return [
            counted(
                "“%(field)s” lies after today, %(today)s, in %(count)s row: %(rows)s. It is stored as it is, and "
                "counts from that day on; correct the date if it is a slip.",
                "“%(field)s” lies after today, %(today)s, in %(count)s rows: %(rows)s. They are stored as they are, "
                "and count from that day on; correct the date where it is a slip.",
                field=titles[key],
                today=self.today,
                count=len(rows),
                rows=[message("row %(row)d: %(day)s", row=row, day=day) for row, day in rows[:_ROWS_NAMED]],
            )
            for key, rows in self._rows.items()
        ]
